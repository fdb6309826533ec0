//! One or two sentences about the client.

use super::{intent::Intent, point::cut};
use crate::{extract::protected::tells_a_trait, model::context::Context};

const MAX_CHARS: usize = 390;

/// "Client wants to refinance a $247,800 loan at 7.375% on a single-family home worth $335,000;
/// credit score 721, income $79,500/yr. Also: …"
pub(in crate::extract) fn summary_of(context: &Context) -> Option<String> {
    let intent = context.intent.as_deref().and_then(Intent::named);
    let loan = &context.loan_details;
    let means = &context.financial_info;
    let anything = context.intent.is_some()
        || loan.current_loan_amount.is_some()
        || loan.property_value.is_some()
        || means.income.is_some()
        || !context.key_points.is_empty();
    if !anything {
        return None;
    }
    let mut first = match (intent, &context.intent) {
        (Some(intent), _) => format!("Client {}", intent.wish()),
        (None, Some(own_words)) => format!("Client wants: {own_words}"),
        (None, None) => "Client asks about a mortgage".to_owned(),
    };
    let buying = intent.is_some_and(Intent::is_buying);
    if let Some(kind) = &loan.loan_type {
        let kind = if kind.chars().nth(1).is_some_and(char::is_uppercase) {
            kind.clone()
        } else {
            kind.to_lowercase()
        };
        first.push_str(", ");
        first.push_str(&kind);
    }
    if let Some(property) = &loan.property_type {
        first.push_str(", ");
        first.push_str(&property.to_lowercase());
    }
    let mut details: Vec<String> = Vec::new();
    let mut add = |label: &str, value: &Option<String>| {
        if let Some(value) = value {
            details.push(format!("{label} {value}"));
        }
    };
    add(if buying { "price" } else { "value" }, &loan.property_value);
    add(
        if buying { "loan" } else { "balance" },
        &loan.current_loan_amount,
    );
    add("rate", &loan.interest_rate);
    add("payment", &loan.monthly_payment);
    add("credit score", &means.credit_score);
    add("income", &means.income);
    add("DTI", &means.debt_to_income);
    if let Some(work) = &means.employment_status {
        details.push(work.to_lowercase());
    }
    if !details.is_empty() {
        first.push_str("; ");
        first.push_str(&details.join(", "));
    }
    let mut text = cut(&flattened(&first), 260);
    text.push('.');
    let also: Vec<String> = context
        .key_points
        .iter()
        .chain(&context.preferences)
        .map(|item| flattened(item))
        .collect();
    let room = MAX_CHARS.saturating_sub(text.chars().count() + 8);
    let mut second = String::new();
    for item in also {
        if second.chars().count() + item.chars().count() + 2 > room {
            break;
        }
        if !second.is_empty() {
            second.push_str("; ");
        }
        second.push_str(&item);
    }
    if !second.is_empty() {
        text.push_str(" Also: ");
        text.push_str(&second);
        text.push('.');
    }
    (!tells_a_trait(&text)).then_some(text)
}

/// Without signs that would end a sentence in its middle.
fn flattened(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let ends = matches!(letter, '.' | '!' | '?')
            && letters.peek().is_none_or(|next| !next.is_ascii_digit());
        if ends {
            continue;
        }
        flat.push(if letter.is_control() { ' ' } else { letter });
    }
    flat.trim().to_owned()
}
