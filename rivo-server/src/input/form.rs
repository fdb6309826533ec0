//! HTML form bodies.

use serde_json::{Map, Value};

/// A form as the JSON object it stands for: every value a string, the last of a name counts.
pub(crate) fn form_object(body: &[u8]) -> Map<String, Value> {
    form_urlencoded::parse(body)
        .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
        .collect()
}
