//! What serde says about a body, said as Django REST framework does.

use rivo_core::{Error, error::NON_FIELD_ERRORS};
use serde::de::DeserializeOwned;

use axum::http::StatusCode;

use crate::problem::Failure;

/// A JSON text as a type.
pub(super) fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        json_error(&path, error.inner())
    })?;
    reader.end().map_err(|error| parse_error(&error))?;
    Ok(value)
}

fn json_error(path: &str, error: &serde_json::Error) -> Failure {
    if error.classify() == serde_json::error::Category::Data {
        data_error(path, &without_place(error)).into()
    } else {
        parse_error(error)
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

fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text[..at].to_owned(),
        None => text,
    }
}

/// An error of the value at a path (`facts[0].path`; `.` is the whole).
pub(crate) fn data_error(path: &str, message: &str) -> Error {
    let path = dotted(path);
    if let Some(name) = message
        .strip_prefix("missing field `")
        .and_then(|it| it.strip_suffix('`'))
    {
        let field = if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        };
        return Error::invalid(field, "This field is required.");
    }
    let field = if path.is_empty() {
        NON_FIELD_ERRORS.to_owned()
    } else {
        path
    };
    Error::invalid(field, sentence(message))
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
    use serde::de::DeserializeOwned;

    use super::*;

    fn errors<T: DeserializeOwned>(body: &str) -> serde_json::Value {
        match from_json::<T>(body.as_bytes()) {
            Err(Failure::Rivo(Error::Invalid(errors))) => serde_json::to_value(errors).unwrap(),
            Err(Failure::Http { code, .. }) => code.into(),
            Err(other) => panic!("{other:?}"),
            Ok(_) => serde_json::Value::Null,
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
            errors::<Login>("3"),
            json!({"non_field_errors": ["Invalid data. Expected a dictionary."]})
        );
        assert_eq!(errors::<Login>("{"), json!("parse_error"));
        assert_eq!(errors::<Login>(""), json!("parse_error"));
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
            json!({"facts.0.path": ["This field is required."]})
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
