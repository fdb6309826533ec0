//! What serde says about a body, said as Django REST framework does.

use axum::http::StatusCode;
use rivo_core::{
    Error,
    error::{FieldErrors, NON_FIELD_ERRORS},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{nul, shape};
use crate::problem::Failure;

/// A JSON text as a type of the document; no text at all is an empty object, as in Django. In the
/// fields `judged_alone` a NUL is for their reader to find.
///
/// # Errors
///
/// Everything that is wrong, field by field.
pub(super) fn from_json<T: DeserializeOwned + ToSchema>(
    body: &[u8],
    judged_alone: &[&str],
) -> Result<T, Failure> {
    let value = if body.is_empty() {
        Value::Object(Map::new())
    } else {
        serde_json::from_slice(body).map_err(|error| parse_error(&error))?
    };
    let mut faults = shape::faults(&T::name(), &value);
    if nul::may_be_in(body) {
        faults.0.extend(nul::faults(&value, judged_alone).0);
    }
    Ok(read(value, faults)?)
}

/// Reads a value; where a field of it cannot be read, the others are looked at without it.
fn read<T: DeserializeOwned>(mut value: Value, mut faults: FieldErrors) -> Result<T, Error> {
    loop {
        let error = match serde_path_to_error::deserialize(&value) {
            Ok(read) => return faults.into_result().map(|()| read),
            Err(error) => error,
        };
        let path = dotted(&error.path().to_string());
        let (field, sentence) = fault(&path, &error.inner().to_string());
        let first = path.split('.').next().unwrap_or(&path).to_owned();
        let top = |field: &str| field.split('.').next().map(str::to_owned);
        let is_known = faults.0.keys().any(|known| top(known) == top(&field));
        if !is_known {
            faults.add(field, sentence);
        }
        let fields = value.as_object_mut();
        if fields.is_none_or(|fields| fields.remove(&first).is_none()) {
            return Err(Error::Invalid(faults));
        }
    }
}

/// A text that is no JSON at all.
pub(crate) fn parse_error(error: &serde_json::Error) -> Failure {
    Failure::http(
        StatusCode::BAD_REQUEST,
        "parse_error",
        format!("JSON parse error - {error}"),
    )
}

/// An error of the value at a path (`facts[0].path`; `.` is the whole).
pub(crate) fn data_error(path: &str, message: &str) -> Error {
    let (field, sentence) = fault(&dotted(path), message);
    Error::invalid(field, sentence)
}

/// The field at a dotted path, or below it, and what is wrong with it.
fn fault(path: &str, message: &str) -> (String, String) {
    if let Some(name) = message
        .strip_prefix("missing field `")
        .and_then(|it| it.strip_suffix('`'))
    {
        let field = if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        };
        return (field, "This field is required.".to_owned());
    }
    let field = if path.is_empty() {
        NON_FIELD_ERRORS
    } else {
        path
    };
    (field.to_owned(), sentence(message))
}

/// `facts[0].path` as `facts.0.path`; empty for the whole.
fn dotted(path: &str) -> String {
    path.replace('[', ".")
        .replace(']', "")
        .trim_start_matches(['.', '?'])
        .to_owned()
}

fn sentence(message: &str) -> String {
    let expects = |what: &str| {
        message
            .split_once("expected ")
            .is_some_and(|(_, expected)| expected.starts_with(what))
    };
    if let Some((choice, _)) = message
        .strip_prefix("unknown variant `")
        .and_then(|it| it.split_once('`'))
    {
        return format!("\"{choice}\" is not a valid choice.");
    }
    if message.starts_with("UUID parsing failed") || expects("UUID") || expects("a formatted UUID")
    {
        return "Must be a valid UUID.".to_owned();
    }
    if message.starts_with("invalid type: null") {
        return "This field may not be null.".to_owned();
    }
    if message.starts_with("duplicate field") {
        return "This field was given twice.".to_owned();
    }
    if expects("a boolean") {
        return "Must be a valid boolean.".to_owned();
    }
    if expects("a string") || expects("string") || expects("a borrowed string") {
        return "Not a valid string.".to_owned();
    }
    if ["i64", "u64", "i32", "u32", "u16", "usize"]
        .into_iter()
        .any(expects)
        || message.starts_with("invalid digit")
        || message.contains("fit in target type")
        || message.starts_with("invalid value: integer")
    {
        return "A valid integer is required.".to_owned();
    }
    if message.starts_with("invalid float literal") || expects("f64") {
        return "A valid number is required.".to_owned();
    }
    if message.starts_with("provided string was not `true` or `false`") {
        return "Must be a valid boolean.".to_owned();
    }
    if expects("a sequence") {
        return "Expected a list of items.".to_owned();
    }
    if expects("struct")
        || expects("a map")
        || expects("internally tagged")
        || expects("adjacently")
    {
        return "Invalid data. Expected a dictionary.".to_owned();
    }
    if message.starts_with("must be ") {
        return format!("{}{}.", message[..1].to_uppercase(), &message[1..]);
    }
    "Not a valid value.".to_owned()
}

#[cfg(test)]
mod tests {
    use rivo_core::api::{
        client::{BulkClients, CorrectContext, UpdateClient},
        user::Login,
    };

    use super::*;

    fn errors<T: DeserializeOwned + ToSchema>(body: &str) -> Value {
        match from_json::<T>(body.as_bytes(), &[]) {
            Err(Failure::Rivo(Error::Invalid(errors))) => serde_json::to_value(errors).unwrap(),
            Err(Failure::Http { code, .. }) => code.into(),
            Err(other) => panic!("{other:?}"),
            Ok(_) => Value::Null,
        }
    }

    #[test]
    fn errors_name_the_field_and_say_what_it_may_be() {
        use serde_json::json;
        let id = "0192f0c1-2345-7890-abcd-ef0123456789";
        assert_eq!(
            errors::<Login>(r#"{"email": "a"}"#),
            json!({"password": ["This field is required."]})
        );
        assert_eq!(
            errors::<Login>(r#"{"email": 3, "password": ""}"#),
            json!({"email": ["Not a valid string."]})
        );
        assert_eq!(
            errors::<Login>(r#"{"email": 3, "password": [1]}"#),
            json!({"email": ["Not a valid string."], "password": ["Not a valid string."]})
        );
        assert_eq!(
            errors::<Login>(r#"{"email": 3, "more": "\u0000"}"#),
            json!({
                "email": ["Not a valid string."],
                "more": ["Null characters are not allowed."],
                "password": ["This field is required."],
            })
        );
        assert_eq!(
            errors::<Login>("3"),
            json!({"non_field_errors": ["Invalid data. Expected a dictionary, but got int."]})
        );
        assert_eq!(errors::<Login>("{"), json!("parse_error"));
        assert_eq!(errors::<Login>(" "), json!("parse_error"));
        let required = json!(["This field is required."]);
        assert_eq!(
            errors::<Login>(""),
            json!({"email": required, "password": required})
        );
        assert_eq!(
            errors::<Login>("{\"email\":\"\",\"password\":\"\"} x"),
            json!("parse_error")
        );
        assert_eq!(
            errors::<UpdateClient>(r#"{"version": "x"}"#),
            json!({"version": ["A valid integer is required."]})
        );
        assert_eq!(
            errors::<CorrectContext>(r#"{"facts": [{"value": "x"}]}"#),
            json!({"facts.0.path": required})
        );
        assert_eq!(
            errors::<CorrectContext>(r#"{"facts": 3}"#),
            json!({"facts": ["Expected a list of items."]})
        );
        assert_eq!(
            errors::<BulkClients>(r#"{"ids": ["x"], "action": {"type": "delete"}}"#),
            json!({"ids.0": ["Must be a valid UUID."]})
        );
        assert_eq!(
            errors::<BulkClients>(&format!(
                r#"{{"ids": ["{id}"], "action": {{"type": "fly"}}}}"#
            )),
            json!({"action.type": ["\"fly\" is not a valid choice."]})
        );
    }
}
