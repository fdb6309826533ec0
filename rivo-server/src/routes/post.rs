//! A posted message, from bytes to a type: the hot path.
//!
//! A good JSON body is read straight into [`PostMessage`]. Only when that fails is it looked at
//! again, field by field, to say everything that is wrong with it, as Django REST framework does,
//! and to take what a form or a careless client writes, such as a number as the message.

use std::str::FromStr;

use axum::http::StatusCode;
use rivo_core::{
    Error,
    api::chat::{DataType, PostMessage, SenderType},
    error::{FieldErrors, NON_FIELD_ERRORS},
    id::SessionId,
};
use serde_json::{Map, Value};

use crate::{
    input::{may_hold_nul, no_choice, no_dictionary, nul_faults},
    problem::Failure,
};

/// A JSON body as a message; no body at all is an empty one.
pub(super) fn from_json(body: &[u8]) -> Result<PostMessage, Failure> {
    if body.is_empty() {
        return Ok(from_fields(Map::new())?);
    }
    // serde would take a list for an object.
    let is_object = body.trim_ascii_start().first() == Some(&b'{');
    if is_object
        && !may_hold_nul(body)
        && let Ok(post) = serde_json::from_slice(body)
    {
        return Ok(post);
    }
    let value = serde_json::from_slice(body).map_err(|error| {
        Failure::http(
            StatusCode::BAD_REQUEST,
            "parse_error",
            format!("JSON parse error - {error}"),
        )
    })?;
    Ok(from_value(value)?)
}

/// A JSON value as a message.
pub(super) fn from_value(value: Value) -> Result<PostMessage, Error> {
    match value {
        Value::Object(fields) => from_fields(fields),
        other => Err(Error::invalid(NON_FIELD_ERRORS, no_dictionary(&other))),
    }
}

/// The fields of a JSON object or a form as a message.
pub(super) fn from_fields(mut fields: Map<String, Value>) -> Result<PostMessage, Error> {
    let mut errors = nul_faults(&fields, &[]);
    let session_id = required(&mut fields, "session_id", &mut errors).and_then(|value| {
        let id = value
            .as_str()
            .and_then(|text| text.trim().parse::<SessionId>().ok());
        id.or_else(|| {
            refuse(
                &mut errors,
                "session_id",
                "Must be a valid UUID.".to_owned(),
            )
        })
    });
    let message = required(&mut fields, "message", &mut errors).and_then(|value| match value {
        Value::String(text) if text.trim().is_empty() => refuse(
            &mut errors,
            "message",
            "This field may not be blank.".to_owned(),
        ),
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => refuse(&mut errors, "message", "Not a valid string.".to_owned()),
    });
    let sender_type = required(&mut fields, "sender_type", &mut errors)
        .and_then(|value| choice::<SenderType>("sender_type", &value, &mut errors));
    let data_type = match fields.remove("data_type") {
        None => Some(DataType::default()),
        Some(Value::Null) => refuse(
            &mut errors,
            "data_type",
            "This field may not be null.".to_owned(),
        ),
        Some(value) => choice("data_type", &value, &mut errors),
    };
    let metadata = metadata(fields.remove("metadata"), &mut errors);
    match (session_id, message, sender_type, data_type) {
        (Some(session_id), Some(message), Some(sender_type), Some(data_type))
            if errors.0.is_empty() =>
        {
            Ok(PostMessage {
                session_id,
                message,
                sender_type,
                data_type,
                metadata,
            })
        }
        _ => Err(Error::Invalid(errors)),
    }
}

/// An object, or in a form an object written as JSON.
fn metadata(value: Option<Value>, errors: &mut FieldErrors) -> Option<Map<String, Value>> {
    let written = match &value {
        Some(Value::String(text)) => serde_json::from_str(text).ok(),
        _ => None,
    };
    match written.or(value) {
        None | Some(Value::Null) => None,
        Some(Value::Object(object)) => Some(object),
        Some(_) => refuse(
            errors,
            "metadata",
            "Expected a dictionary of items.".to_owned(),
        ),
    }
}

fn required(
    fields: &mut Map<String, Value>,
    name: &str,
    errors: &mut FieldErrors,
) -> Option<Value> {
    match fields.remove(name) {
        None => refuse(errors, name, "This field is required.".to_owned()),
        Some(Value::Null) => refuse(errors, name, "This field may not be null.".to_owned()),
        value => value,
    }
}

fn choice<T: FromStr>(field: &str, value: &Value, errors: &mut FieldErrors) -> Option<T> {
    let choice = value.as_str().and_then(|name| name.parse().ok());
    choice.or_else(|| refuse(errors, field, no_choice(value)))
}

fn refuse<T>(errors: &mut FieldErrors, field: &str, sentence: String) -> Option<T> {
    errors.add(field, sentence);
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "6f1b2c34-5d6e-4f70-8a91-b2c3d4e5f601";

    fn errors(body: &Value) -> Value {
        match from_json(body.to_string().as_bytes()) {
            Ok(_) => json!(null),
            Err(Failure::Rivo(Error::Invalid(errors))) => json!(errors),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_field_that_is_wrong_is_named_as_django_rest_framework_does() {
        let required = json!(["This field is required."]);
        assert_eq!(
            errors(&json!({})),
            json!({"session_id": required, "message": required, "sender_type": required})
        );
        assert_eq!(
            errors(
                &json!({"session_id": "x", "message": " ", "sender_type": "robot", "data_type": "age"})
            ),
            json!({
                "session_id": ["Must be a valid UUID."],
                "message": ["This field may not be blank."],
                "sender_type": ["\"robot\" is not a valid choice."],
                "data_type": ["\"age\" is not a valid choice."],
            })
        );
        assert_eq!(
            errors(
                &json!({"session_id": ID, "message": null, "sender_type": "bot", "metadata": [1]})
            ),
            json!({"message": ["This field may not be null."], "metadata": ["Expected a dictionary of items."]})
        );
        assert_eq!(
            errors(&json!([1])),
            json!({"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]})
        );
        assert_eq!(
            errors(&json!([ID, "hello", "client"])),
            json!({"non_field_errors": ["Invalid data. Expected a dictionary, but got list."]}),
            "though serde would take it"
        );
        assert_eq!(
            errors(&json!({
                "session_id": ID, "message": "hi",
                "sender_type": {"client": null}, "data_type": {"message": null},
            })),
            json!({
                "sender_type": ["\"{\"client\":null}\" is not a valid choice."],
                "data_type": ["\"{\"message\":null}\" is not a valid choice."],
            })
        );
        assert_eq!(
            errors(&json!({"session_id": ID, "message": "hi", "sender_type": "bot", "more": "\0"})),
            json!({"more": ["Null characters are not allowed."]})
        );
    }

    #[test]
    fn a_number_is_taken_as_its_text() {
        let post =
            from_value(json!({"session_id": ID, "message": 420_000, "sender_type": "client"}))
                .unwrap();
        assert_eq!(post.message, "420000");
        assert_eq!(post.data_type, DataType::Message);
    }

    #[test]
    fn a_form_may_carry_metadata_as_json() {
        let post = from_value(json!({
            "session_id": ID, "message": "hi", "sender_type": "client", "metadata": "{\"page\": 1}"
        }))
        .unwrap();
        assert_eq!(post.metadata.unwrap()["page"], 1);
    }
}
