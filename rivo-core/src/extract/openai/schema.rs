use serde_json::{Value, json};

/// Numbers that are asked for, by their name in the answer and their path in the context.
pub(super) const NUMBERS: [(&str, &str); 7] = [
    ("current_loan_amount", "loan_details.current_loan_amount"),
    ("monthly_payment", "loan_details.monthly_payment"),
    ("interest_rate", "loan_details.interest_rate"),
    ("property_value", "loan_details.property_value"),
    ("income", "financial_info.income"),
    ("credit_score", "financial_info.credit_score"),
    ("debt_to_income", "financial_info.debt_to_income"),
];

/// Words that are asked for with the client's own words for them, by their name in the answer and
/// their path in the context.
pub(super) const WORDS: [(&str, &str); 3] = [
    ("loan_type", "loan_details.loan_type"),
    ("property_type", "loan_details.property_type"),
    ("employment_status", "financial_info.employment_status"),
];

/// Judgements that are asked for with the client's own words for them.
pub(super) const JUDGEMENTS: [&str; 3] = ["intent", "sentiment", "urgency"];

/// The strict form of `response_format`.
pub(super) fn response_format() -> Value {
    json!({"type": "json_schema", "json_schema": {"name": "mortgage_context", "strict": true, "schema": schema()}})
}

/// The schema of the answer. Numbers are JSON numbers; there are no examples and no defaults,
/// since models give them back as data. There is no field for what a lender may not ask.
pub(super) fn schema() -> Value {
    let text = || json!({"type": ["string", "null"]});
    // The words come before the value, so that a model looks before it judges.
    let quoted = |value: Value| {
        json!({"type": "object", "additionalProperties": false, "required": ["quote", "value"],
            "properties": {"quote": text(), "value": value}})
    };
    let choice = |words: [&str; 3]| json!({"type": "string", "enum": words});
    let mut properties = serde_json::Map::new();
    for field in ["name", "email", "phone"] {
        properties.insert(field.to_owned(), text());
    }
    properties.insert("intent".to_owned(), quoted(text()));
    for (field, _) in NUMBERS {
        properties.insert(field.to_owned(), json!({"type": ["number", "null"]}));
    }
    for (field, _) in WORDS {
        properties.insert(field.to_owned(), quoted(text()));
    }
    for field in ["preferences", "key_points"] {
        properties.insert(
            field.to_owned(),
            json!({"type": "array", "maxItems": 6, "items": {"type": "string"}}),
        );
    }
    properties.insert(
        "sentiment".to_owned(),
        quoted(choice(["positive", "neutral", "negative"])),
    );
    properties.insert(
        "urgency".to_owned(),
        quoted(choice(["low", "medium", "high"])),
    );
    properties.insert("summary".to_owned(), json!({"type": "string"}));
    let required: Vec<&String> = properties.keys().collect();
    json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties})
}
