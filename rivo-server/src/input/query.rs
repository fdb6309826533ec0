//! Query strings.

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;

use super::data_error;
use crate::problem::Failure;

/// A query string as a type. `name=` counts as absent, as it does in Django.
pub(crate) struct Query<T>(pub(crate) T);

impl<S, T> FromRequestParts<S> for Query<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        query_of(parts.uri.query().unwrap_or("")).map(Self)
    }
}

/// A query string's text as a type.
pub(crate) fn query_of<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    let given: Vec<&str> = text
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.ends_with('='))
        .collect();
    for pair in &given {
        if let Some((name, value)) = form_urlencoded::parse(pair.as_bytes()).next()
            && (value.contains('\0') || name.contains('\0'))
        {
            return Err(Failure::invalid(
                name.replace('\0', ""),
                "Null characters are not allowed.",
            ));
        }
    }
    let text = given.join("&");
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let path = error.path().to_string();
        data_error(&path, &error.inner().to_string()).into()
    })
}

#[cfg(test)]
mod tests {
    use rivo_core::{Error, api::client::ClientFilter};

    use super::*;

    fn errors(query: &str) -> serde_json::Value {
        match query_of::<ClientFilter>(query) {
            Err(Failure::Rivo(Error::Invalid(errors))) => serde_json::to_value(errors).unwrap(),
            Err(other) => panic!("{other:?}"),
            Ok(_) => serde_json::Value::Null,
        }
    }

    #[test]
    fn errors_name_the_parameter() {
        use serde_json::json;
        assert_eq!(
            errors("limit=x"),
            json!({"limit": ["A valid integer is required."]})
        );
        assert_eq!(
            errors("limit=-1"),
            json!({"limit": ["A valid integer is required."]})
        );
        assert_eq!(
            errors("count=perhaps"),
            json!({"count": ["Must be a valid boolean."]})
        );
        assert_eq!(
            errors("urgency=huge"),
            json!({"urgency": ["\"huge\" is not a valid choice."]})
        );
        assert_eq!(
            errors("q=a%00"),
            json!({"q": ["Null characters are not allowed."]})
        );
        assert_eq!(
            errors("created_after=yesterday"),
            json!({"created_after": ["Must be a date and time such as 2026-03-01T09:30:00Z."]})
        );
        assert_eq!(errors("limit=&q="), json!(null));
        assert_eq!(errors("unknown=1&q=%zz%ff"), json!(null));
    }
}
