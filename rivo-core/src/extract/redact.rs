//! Takes out what must not leave the house: social security, card and bank account numbers.

use std::{borrow::Cow, ops::Range, sync::LazyLock};

use regex::Regex;

use super::disguise::unmasked;

/// What stands where a number was.
pub const MARK: &str = "[redacted]";

static AFTER_A_WORD: LazyLock<Regex> = LazyLock::new(|| {
    // The number of a word that says what it is; what may stand between is short.
    Regex::new(
        r"(?i)\b(?:ssn|s\.s\.n\.?|social(?: security)?(?: number| no\.?| #)?|itin|ein|tax id|card|cc|visa|mastercard|amex|debit|acct\.?|account|routing|aba|iban|sort code|pin|cvv|cvc|passport|driver'?s licen[sc]e|licen[sc]e)(?:\s?(?:number|no\.?|num|nbr|#))?(?:\s?(?:is|was|:|=|-|#|ends in|ending in|ending))*\s{0,3}((?:[A-Z]{0,3}[0-9][0-9 \-]{1,30}[0-9]))",
    )
    .expect("the pattern is fixed")
});

static SOCIAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b[0-9]{3}(?:[- ][0-9]{2}[- ]|\.[0-9]{2}\.|[–‑][0-9]{2}[–‑]|/[0-9]{2}/)[0-9]{4}\b")
        .expect("the pattern is fixed")
});

static IBAN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
        .expect("the pattern is fixed")
});

/// The places, in bytes, of numbers that must not leave the house, in order and apart.
///
/// Found are numbers after a word that names them ("my SSN is", "card ending in"), numbers in the
/// form of a social security number or IBAN, and runs of 13 to 19 digits that pass the card check.
#[must_use]
pub fn secrets_in(text: &str) -> Vec<Range<usize>> {
    match unmasked(text) {
        Some(plain) => secrets_in_plain(&plain.text)
            .iter()
            .map(|secret| plain.origin(secret))
            .collect(),
        None => secrets_in_plain(text),
    }
}

fn secrets_in_plain(text: &str) -> Vec<Range<usize>> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let mut found: Vec<Range<usize>> = SOCIAL.find_iter(text).map(|hit| hit.range()).collect();
    found.extend(IBAN.find_iter(text).map(|hit| hit.range()));
    found.extend(
        AFTER_A_WORD
            .captures_iter(text)
            .filter_map(|hit| hit.get(1))
            .map(|hit| hit.range()),
    );
    found.extend(cards_in(text));
    found.sort_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// The text with [`MARK`] where such a number stood.
///
/// ```
/// # use rivo_core::extract::redact::redact;
/// assert_eq!(redact("my SSN is 123-45-6789, call 317-555-0141"), "my SSN is [redacted], call 317-555-0141");
/// ```
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let secrets = secrets_in(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for secret in secrets {
        clean.push_str(&text[from..secret.start]);
        clean.push_str(MARK);
        from = secret.end;
    }
    clean.push_str(&text[from..]);
    Cow::Owned(clean)
}

/// The same for every text inside a JSON value, for what is kept of commands. Ids stay whole: their
/// digits may look like a card's.
#[must_use]
pub fn redact_json(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) if text.parse::<uuid::Uuid>().is_err() => {
            Value::String(redact(text).into_owned())
        }
        Value::Array(items) => items.iter().map(redact_json).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), redact_json(value)))
            .collect(),
        other => other.clone(),
    }
}

/// Runs of 13 to 19 digits, single spaces or hyphens inside, that pass Luhn's check or have 15 or
/// 16 digits in groups as on a card.
fn cards_in(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut cards = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        let mut digits: Vec<u8> = Vec::with_capacity(20);
        let mut end = at;
        while at < bytes.len() {
            if bytes[at].is_ascii_digit() {
                digits.push(bytes[at] - b'0');
                end = at + 1;
            } else if !matches!(bytes[at], b' ' | b'-')
                || at + 1 >= bytes.len()
                || !bytes[at + 1].is_ascii_digit()
            {
                break;
            }
            at += 1;
        }
        let solid = end - start == digits.len();
        let long_run = solid && digits.len() >= 13;
        if long_run || (13..=19).contains(&digits.len()) && passes_luhn(&digits) {
            cards.push(start..end);
        }
    }
    cards
}

fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| {
            let digit = u32::from(digit) * if place % 2 == 1 { 2 } else { 1 };
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != 0)
}

#[cfg(test)]
mod tests {
    use super::{redact, redact_json};

    #[test]
    fn inside_of_json_ids_stay_whole() {
        let id = "01929999-1234-7123-8123-411111111111";
        let before = serde_json::json!({"id": id, "note": ["ssn 123-45-6789", 7, null]});
        let after = serde_json::json!({"id": id, "note": ["ssn [redacted]", 7, null]});
        assert_eq!(redact_json(&before), after);
    }

    #[test]
    fn secret_numbers_are_taken_out_and_others_stay() {
        for (text, clean) in [
            ("Here's my SSN: 710-31-0236", "Here's my SSN: [redacted]"),
            ("social is 710310236 ok?", "social is [redacted] ok?"),
            (
                "card 4111 1111 1111 1111 exp 02/27",
                "card [redacted] exp 02/27",
            ),
            ("4111111111111111", "[redacted]"),
            (
                "my account number is 351531510.",
                "my account number is [redacted].",
            ),
            (
                "routing 021000021, acct 12345678",
                "routing [redacted], acct [redacted]",
            ),
            ("DE89 3704 0044 0532 0130 00", "[redacted]"),
            (
                "I owe 247,800 at 7.375, call (317) 555-0141",
                "I owe 247,800 at 7.375, call (317) 555-0141",
            ),
            (
                "+1 317 555 0141 and +44 7700 900418",
                "+1 317 555 0141 and +44 7700 900418",
            ),
            ("discard 15 of them", "discard 15 of them"),
            ("ssn 123.45.6789 ok", "ssn [redacted] ok"),
            ("123-\u{200b}45-6789", "[redacted]"),
            ("my SSN is １２３-４５-６７８９", "my SSN is [redacted]"),
            ("5500 0000 0000 0004", "[redacted]"),
        ] {
            assert_eq!(redact(text), clean, "{text}");
        }
    }
}
