//! A body held against the document: where it must be an object, a word or there at all.
//!
//! serde takes a list for a struct and an object of one key for a choice, and it stops at the first
//! field that is missing. What the document promises of a body is therefore looked at first.

use std::sync::LazyLock;

use rivo_core::error::{FieldErrors, NON_FIELD_ERRORS};
use serde_json::{Map, Value};

use crate::contract;

/// The schemas of what requests carry.
static SCHEMAS: LazyLock<Map<String, Value>> = LazyLock::new(contract::schemas_of_bodies);

/// Items that are good or bad alone: whoever reads them judges each by itself.
const JUDGED_ALONE: [&str; 2] = ["BatchMessage", "Command"];

/// What is wrong with the shape of a body, by field.
pub(super) fn faults(schema: &str, body: &Value) -> FieldErrors {
    let mut faults = FieldErrors::default();
    if let Some(schema) = SCHEMAS.get(schema) {
        hold(schema, body, "", &mut faults);
    }
    faults
}

/// DRF's sentence for what should have been an object.
pub(crate) fn no_dictionary(value: &Value) -> String {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    };
    format!("Invalid data. Expected a dictionary, but got {kind}.")
}

/// DRF's sentence for a choice that is none.
pub(crate) fn no_choice(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{text}\" is not a valid choice."),
        other => format!("\"{other}\" is not a valid choice."),
    }
}

/// Adds a sentence to a field that has none yet.
pub(super) fn add(faults: &mut FieldErrors, field: &str, sentence: impl Into<String>) {
    if !faults.0.contains_key(field) {
        faults.add(field, sentence);
    }
}

fn hold(schema: &Value, value: &Value, path: &str, faults: &mut FieldErrors) {
    // Whether null is fine, serde knows.
    if value.is_null() && !path.is_empty() {
        return;
    }
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or(name);
        if let Some(schema) = SCHEMAS.get(name).filter(|_| !JUDGED_ALONE.contains(&name)) {
            hold(schema, value, path, faults);
        }
    } else if let Some(parts) = schema["allOf"].as_array() {
        for part in parts {
            hold(part, value, path, faults);
        }
    } else if let Some(kinds) = schema["oneOf"].as_array() {
        hold_one_of(kinds, value, path, faults);
    } else if let Some(fields) = schema["properties"].as_object() {
        hold_object(fields, &schema["required"], value, path, faults);
    } else if let (Some(items), Value::Array(values)) = (schema.get("items"), value) {
        for (index, value) in values.iter().enumerate() {
            hold(items, value, &below(path, &index.to_string()), faults);
        }
    } else if schema.get("enum").is_some() && (value.is_array() || value.is_object()) {
        add(faults, path, no_choice(value));
    }
}

/// One kind beside null is that kind; several are told apart by their `type`.
fn hold_one_of(kinds: &[Value], value: &Value, path: &str, faults: &mut FieldErrors) {
    let mut kinds = kinds.iter().filter(|kind| kind["type"] != "null");
    if let (Some(only), None) = (kinds.clone().next(), kinds.clone().nth(1)) {
        hold(only, value, path, faults);
    } else if !value.is_object() {
        add(faults, named(path), no_dictionary(value));
    } else if let Some(kind) = kinds.find(|kind| has_tag(kind, &value["type"])) {
        hold(kind, value, path, faults);
    }
}

fn has_tag(kind: &Value, tag: &Value) -> bool {
    kind["properties"]["type"]["enum"][0] == *tag
        || kind["allOf"]
            .as_array()
            .is_some_and(|parts| parts.iter().any(|part| has_tag(part, tag)))
}

fn hold_object(
    fields: &Map<String, Value>,
    required: &Value,
    value: &Value,
    path: &str,
    faults: &mut FieldErrors,
) {
    let Value::Object(values) = value else {
        add(faults, named(path), no_dictionary(value));
        return;
    };
    let required = required.as_array().into_iter().flatten();
    for name in required.filter_map(Value::as_str) {
        if !values.contains_key(name) {
            add(faults, &below(path, name), "This field is required.");
        }
    }
    for (name, schema) in fields {
        if let Some(value) = values.get(name) {
            hold(schema, value, &below(path, name), faults);
        }
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn named(path: &str) -> &str {
    if path.is_empty() {
        NON_FIELD_ERRORS
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_document_asks_for_is_asked_of_a_body() {
        let required = json!(["This field is required."]);
        let list = json!(["Invalid data. Expected a dictionary, but got list."]);
        for (schema, body, expect) in [
            ("Login", json!(["a", "b"]), json!({NON_FIELD_ERRORS: list})),
            (
                "Login",
                json!({}),
                json!({"email": required, "password": required}),
            ),
            (
                "CreateUser",
                json!({"email": 1}),
                json!({"password": required, "role": required}),
            ),
            ("CreateUser", json!([]), json!({NON_FIELD_ERRORS: list})),
            (
                "CorrectContext",
                json!({"facts": [{"path": "x"}, ["x", "y"]]}),
                json!({"facts.0.value": required, "facts.1": list}),
            ),
            (
                "BulkUsers",
                json!({"ids": [], "action": {"deactivate": null}}),
                json!({"action": ["\"{\"deactivate\":null}\" is not a valid choice."]}),
            ),
            (
                "BulkClients",
                json!({"action": {"type": "assign"}}),
                json!({"ids": required, "action.assigned_to": required}),
            ),
            (
                "BulkClients",
                json!({"ids": [], "action": ["delete"]}),
                json!({"action": list}),
            ),
            (
                "UpdateTask",
                json!({"expected": ["x"], "assignee": null}),
                json!({"expected": list}),
            ),
            // Each by itself, later.
            (
                "PushRequest",
                json!({"device_id": "x", "commands": [{"id": "x", "command": ["assign"]}]}),
                json!({}),
            ),
            ("Batch", json!({"messages": [[], {}]}), json!({})),
        ] {
            assert_eq!(json!(faults(schema, &body)), expect, "{schema} {body}");
        }
    }
}
