//! No string may hold a NUL: PostgreSQL cannot store one.

use serde_json::Value;

/// The top-level field of a JSON body in which some string holds a NUL.
pub(super) fn field_with_nul(body: &[u8]) -> Option<String> {
    // Inside JSON a NUL can only be written as an escape, so most bodies need no second look.
    if !body.windows(6).any(|window| window == br"\u0000") {
        return None;
    }
    match serde_json::from_slice(body).ok()? {
        Value::Object(object) => object
            .into_iter()
            .find(|(key, value)| key.contains('\0') || has_nul(value))
            .map(|(key, _)| key.replace('\0', "")),
        other => has_nul(&other).then(|| rivo_core::error::NON_FIELD_ERRORS.to_owned()),
    }
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(object) => object
            .iter()
            .any(|(key, value)| key.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::field_with_nul;

    #[test]
    fn an_escaped_backslash_is_no_nul() {
        assert_eq!(field_with_nul(br#"{"a": "x\u0000"}"#).as_deref(), Some("a"));
        assert_eq!(
            field_with_nul(br#"{"a": [{"b\u0000": 1}]}"#).as_deref(),
            Some("a")
        );
        assert_eq!(field_with_nul(br#"{"a": "x\\u0000"}"#), None);
    }
}
