//! Whether a predicted value is the one that the gold has.

use serde_json::Value;

use super::label::label_matches;
use crate::model::{number::numbers_in, validate::search_fold};

pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

pub(super) fn texts_of(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .map(text_of)
        .collect()
}

pub(super) fn is_blank(value: &Value) -> bool {
    const NOTHING: &[&str] = &[
        "",
        "null",
        "none",
        "n/a",
        "na",
        "unknown",
        "not specified",
        "not provided",
        "not mentioned",
        "not stated",
        "-",
    ];
    NOTHING.contains(&text_of(value).trim().to_lowercase().trim_end_matches('.'))
}

pub(super) fn squashed(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// Whether all words of one alternative stand in one item.
pub(super) fn any_stands(alternatives: &Value, items: &[String]) -> bool {
    alternatives.as_array().into_iter().flatten().any(|words| {
        let words = texts_of(words);
        items.iter().any(|item| {
            let joined = item.replace(',', "");
            words
                .iter()
                .all(|word| item.contains(word) || joined.contains(word))
        })
    })
}

pub(super) fn summary_matches(gold: &Value, summary: &str) -> bool {
    let lower = summary.to_lowercase();
    !summary.trim().is_empty()
        && summary.chars().count() <= 400
        && any_stands(&gold["any"], &[lower])
}

pub(super) fn contact_matches(key: &str, gold: &Value, value: &Value) -> bool {
    let value = text_of(value);
    let accept = texts_of(&gold["accept"]);
    match key {
        "name" => accept
            .iter()
            .any(|name| folded_name(name) == folded_name(&value)),
        "email" => accept
            .iter()
            .any(|email| email.to_lowercase() == value.to_lowercase()),
        _ => accept.iter().any(|phone| same_phone(phone, &value)),
    }
}

fn folded_name(name: &str) -> String {
    const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "dr", "prof"];
    let folded = squashed(&search_fold(name).replace('\'', ""));
    let words = folded.split(' ').skip_while(|word| TITLES.contains(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Equal but for a country code, a trunk 0 and an extension.
pub(super) fn same_phone(left: &str, right: &str) -> bool {
    let digits = |text: &str| -> String {
        let lower = text.to_lowercase();
        let main = lower.split(['e', 'x', '#']).next().unwrap_or("");
        main.chars()
            .filter(char::is_ascii_digit)
            .skip_while(|digit| *digit == '0')
            .collect()
    };
    let (mut short, mut long) = (digits(left), digits(right));
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    short == long && !short.is_empty()
        || short.len() >= 7 && long.ends_with(&short) && long.len() - short.len() <= 3
}

pub(super) fn value_matches(key: &str, gold: &Value, value: &Value) -> bool {
    if gold["type"] == "label" {
        return label_matches(key, &texts_of(&gold["accept"]), &text_of(value));
    }
    let Some(number) = numbers_in(&text_of(value)).into_iter().next() else {
        return false;
    };
    let (low, high) = (number.low, number.high);
    gold["accept"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|accept| match accept {
            Value::Array(ends) => {
                let (Some(least), Some(most)) = (
                    ends.first().and_then(Value::as_f64),
                    ends.get(1).and_then(Value::as_f64),
                ) else {
                    return false;
                };
                low >= least * 0.999 && high <= most * 1.001
            }
            accept => accept.as_f64().is_some_and(|accept| {
                is_close(low, accept)
                    || is_close(high, accept)
                    || (low..=high).contains(&accept) && high - low <= 0.1 * high
            }),
        })
}

pub(super) fn is_close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 0.001 * left.abs().max(right.abs()).max(1e-6)
}
