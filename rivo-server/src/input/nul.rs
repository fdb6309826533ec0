//! No string may hold a NUL: PostgreSQL cannot store one.

use rivo_core::error::{FieldErrors, NON_FIELD_ERRORS};
use serde_json::{Map, Value};

const SENTENCE: &str = "Null characters are not allowed.";

/// Whether a JSON text may hold a NUL: inside JSON it can only be written as an escape, so most
/// bodies need no second look.
pub(crate) fn may_be_in(body: &[u8]) -> bool {
    body.contains(&b'\\') && body.windows(6).any(|window| window == br"\u0000")
}

/// The top-level fields in which some string holds a NUL, without those that are judged elsewhere.
pub(super) fn faults(body: &Value, but: &[&str]) -> FieldErrors {
    match body {
        Value::Object(fields) => faults_of_fields(fields, but),
        other => {
            let mut faults = FieldErrors::default();
            if has_nul(other) {
                faults.add(NON_FIELD_ERRORS, SENTENCE);
            }
            faults
        }
    }
}

/// The same of the fields of an object or a form.
pub(crate) fn faults_of_fields(fields: &Map<String, Value>, but: &[&str]) -> FieldErrors {
    let mut faults = FieldErrors::default();
    for (name, value) in fields {
        if !but.contains(&name.as_str()) && (name.contains('\0') || has_nul(value)) {
            faults.add(name.replace('\0', ""), SENTENCE);
        }
    }
    faults
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
    use serde_json::json;

    use super::*;

    #[test]
    fn an_escaped_backslash_is_no_nul() {
        let check = |body: &str, expect: Value| {
            let value = serde_json::from_str(body).unwrap();
            let found: Vec<String> = faults(&value, &["apart"]).0.into_keys().collect();
            assert_eq!(json!(found), expect, "{body}");
            assert!(may_be_in(body.as_bytes()), "{body}");
        };
        check(r#"{"a": "x\u0000", "b": "\u0000"}"#, json!(["a", "b"]));
        check(r#"{"a": [{"b\u0000": 1}]}"#, json!(["a"]));
        check(r#"{"a": "x\\u0000", "apart": "\u0000"}"#, json!([]));
        assert!(!may_be_in(br#"{"a": "x\n"}"#));
    }
}
