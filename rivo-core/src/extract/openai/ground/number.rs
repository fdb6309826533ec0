//! Numbers of a model's answer.

use std::collections::BTreeMap;

use super::{
    Said, Trust, confirmed, disputed, proven,
    said::{Message, SaidNumber},
    unverified,
};
use crate::model::{
    context::{Fact, FactStatus, FactValue, fact_path, number_text_with},
    number::Period,
};

/// What a number may have to be multiplied by to be the value of a field.
pub(super) fn scales(path: &str) -> &'static [f64] {
    match path {
        "financial_info.income" => &[1.0, 1e3, 12.0, 1.0 / 12.0, 2080.0, 52.0, 26.0],
        "loan_details.current_loan_amount" | "loan_details.property_value" => &[1.0, 1e3, 1e6],
        "loan_details.monthly_payment" => &[1.0, 1e3],
        _ => &[1.0, 0.01],
    }
}

/// Whether the model's number is what a fact says.
pub(super) fn agrees(path: &str, value: f64, fact: &Fact) -> bool {
    fact.as_range().is_some_and(|(low, high)| {
        scales(path)
            .iter()
            .any(|scale| (low * scale * 0.999..=high * scale * 1.001).contains(&value))
    })
}

/// A number for a field where the rules proved one.
pub(super) fn beside(said: &Said<'_>, path: &str, value: f64, fact: Fact, trust: Trust) -> Fact {
    if agrees(path, value, &fact) {
        return confirmed(fact);
    }
    if !is_plausible(path, value) {
        return fact;
    }
    let other = said.number(value, scales(path)).map_or_else(
        || unproven(said, path, value),
        |it| stated(said, path, value, &it),
    );
    disputed(fact, Some(other), trust)
}

/// A number for a field where the rules found none.
pub(super) fn alone(
    said: &Said<'_>,
    path: &str,
    value: f64,
    others: &BTreeMap<String, Fact>,
    trust: Trust,
) -> Option<Fact> {
    if !is_plausible(path, value) {
        return None;
    }
    let found = said.number(value, scales(path)).filter(|found| {
        !is_taken(said, found, others) && (trust.is_high() || is_about(path, found.message))
    });
    Some(found.map_or_else(
        || unproven(said, path, value),
        |it| stated(said, path, value, &it),
    ))
}

fn is_plausible(path: &str, value: f64) -> bool {
    match path {
        "financial_info.credit_score" => (300.0..=850.0).contains(&value),
        "loan_details.interest_rate" => (0.1..=20.0).contains(&value),
        "financial_info.debt_to_income" => (1.0..=95.0).contains(&value),
        "loan_details.monthly_payment" => (50.0..=100_000.0).contains(&value),
        _ => (500.0..=1e9).contains(&value),
    }
}

/// Whether a field that the rules proved rests on this very number: one statement is one fact.
fn is_taken(said: &Said<'_>, found: &SaidNumber<'_>, others: &BTreeMap<String, Fact>) -> bool {
    let message = &said.transcript.messages[found.message.index];
    others.values().any(|fact| {
        fact.status == FactStatus::Verified
            && fact.as_range().is_some()
            && fact.evidence.as_ref().is_some_and(|evidence| {
                evidence.message_id == message.id && evidence.quote.contains(found.quote())
            })
    })
}

/// Whether the message, or what the desk asked before it, has a word of the field.
fn is_about(path: &str, message: &Message) -> bool {
    let words: &[&str] = match path {
        "financial_info.credit_score" => &["score", "credit", "fico"],
        "loan_details.interest_rate" => &["rate", "interest", "apr", "%", "percent"],
        "financial_info.debt_to_income" => &["dti", "debt", "ratio"],
        "loan_details.monthly_payment" => &["payment", "a month", "/mo", "per month", "monthly"],
        "financial_info.income" => &["income", "make", "earn", "salary", "gross", "net ", "paid"],
        "loan_details.current_loan_amount" => &[
            "owe",
            "loan",
            "balance",
            "mortgage",
            "borrow",
            "payoff",
            "principal",
        ],
        _ => &[
            "worth", "value", "price", "apprais", "listed", "zillow", "offer", "cost",
        ],
    };
    let text = message.text.to_lowercase();
    words
        .iter()
        .any(|word| text.contains(word) || message.asked.contains(word))
}

fn unit_of(path: &str) -> &'static str {
    fact_path(path)
        .and_then(|known| known.kind.unit())
        .unwrap_or("currency")
}

fn unproven(said: &Said<'_>, path: &str, value: f64) -> Fact {
    let unit = unit_of(path);
    let text = number_text_with(value, value, unit, said.currency());
    let mut fact = unverified(said, FactValue::Number(value), text);
    fact.unit = Some(unit.to_owned());
    fact
}

/// The number as the client said it: its range and its period are the client's.
fn stated(said: &Said<'_>, path: &str, value: f64, found: &SaidNumber<'_>) -> Fact {
    let mut fact = unproven(said, path, value);
    let number = found.number;
    let plainly = (found.scale - 1.0).abs() < f64::EPSILON;
    if path == "financial_info.income" && plainly {
        let unit = match number.period {
            Some(Period::Month) => "currency_per_month",
            Some(Period::Hour) => "currency_per_hour",
            Some(Period::Week) => "currency_per_week",
            Some(Period::TwoWeeks) => "currency_per_two_weeks",
            Some(Period::Day) => "currency_per_day",
            _ => "currency_per_year",
        };
        fact.unit = Some(unit.to_owned());
    }
    let range = number.is_range() && plainly;
    let (low, high) = if range {
        (number.low, number.high)
    } else {
        (value, value)
    };
    if range {
        (fact.value, fact.low, fact.high) = (None, Some(low), Some(high));
    }
    let unit = fact.unit.as_deref().unwrap_or("currency");
    fact.text = Some(number_text_with(low, high, unit, said.currency()));
    proven(said, fact, found.message.index, found.quote(), 0.7)
}
