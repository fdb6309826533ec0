//! What of a model's answer is believed: what the client's own words bear out.

use std::collections::HashSet;

use super::{
    answer::Answer,
    schema::{NUMBERS, WORDS},
};
use crate::{
    extract::{Extraction, Transcript, protected::tells_a_trait, redact, rules},
    model::{
        contact::{Asked, Found, FoundContact, find_contact},
        context::{Evidence, Fact, FactSource, FactStatus, FactValue, fact_path, number_text_with},
        number::{Number, numbers_in},
        validate::{Email, PersonName, Phone, search_fold},
    },
};

/// The client's messages as a model's answer is checked against them.
struct Said<'t> {
    transcript: &'t Transcript,
    /// Index, text without orders and secrets, its numbers.
    messages: Vec<(usize, String, Vec<Number>)>,
    words: HashSet<String>,
    has_orders: bool,
}

impl<'t> Said<'t> {
    fn by_client(transcript: &'t Transcript) -> Self {
        let client = transcript
            .messages
            .iter()
            .enumerate()
            .filter(|(_, message)| message.from_client);
        let messages: Vec<_> = client
            .map(|(index, message)| {
                let text = rules::cleaned(&message.text).into_owned();
                let numbers = numbers_in(&text);
                (index, text, numbers)
            })
            .collect();
        let words = messages
            .iter()
            .flat_map(|(_, text, _)| words_of(text))
            .collect();
        let has_orders = messages
            .iter()
            .any(|(index, text, _)| !transcript.messages[*index].text.eq(text));
        Self {
            transcript,
            messages,
            words,
            has_orders,
        }
    }

    /// The last message that says this number, as it may be said: 248 for 248,000, 6,500 a month
    /// for 78,000 a year.
    fn number(&self, value: f64, scales: &[f64]) -> Option<(usize, &Number, &str)> {
        let close = |number: f64| {
            scales
                .iter()
                .any(|scale| (number * scale - value).abs() <= 0.001 * value.abs())
        };
        self.messages
            .iter()
            .rev()
            .find_map(|(index, text, numbers)| {
                let number = numbers
                    .iter()
                    .rev()
                    .find(|number| close(number.low) || close(number.high))?;
                Some((*index, number, &text[number.span.clone()]))
            })
    }

    /// Whether an item rests on the client's words: its numbers all stand there, and most of its
    /// longer words.
    fn bears_out(&self, item: &str) -> bool {
        let numbers_stand = numbers_in(item)
            .iter()
            .all(|number| self.number(number.low, &[1.0, 1e3, 1e-3]).is_some());
        let words = words_of(item);
        let known = words
            .iter()
            .filter(|word| self.words.contains(*word))
            .count();
        numbers_stand
            && known * 2 >= words.len()
            && !tells_a_trait(item)
            && redact::secrets_in(item).is_empty()
    }
}

/// Longer words, folded and cut to their stem as far as five letters go.
fn words_of(text: &str) -> Vec<String> {
    search_fold(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() > 3 && word.chars().any(char::is_alphabetic))
        .map(|word| word.chars().take(5).collect())
        .collect()
}

/// The model's answer where the client's words bear it out, the rules' reading elsewhere.
pub(super) fn grounded(answer: &Answer, transcript: &Transcript, rules: Extraction) -> Extraction {
    let said = Said::by_client(transcript);
    let mut extraction = rules;
    for (_, path) in NUMBERS {
        if let Some(value) = answer.numbers.get(path) {
            let standing = extraction.facts.remove(path);
            let fact = number_fact(&said, path, *value, standing);
            keep(&mut extraction, path, fact);
        }
    }
    for (_, path) in WORDS {
        if let Some(word) = answer.words.get(path) {
            let standing = extraction.facts.remove(path);
            let fact = word_fact(&said, path, word, standing);
            keep(&mut extraction, path, fact);
        }
    }
    take_judgements(&said, answer, &mut extraction);
    extraction.contact = contact_of(&said, answer, extraction.contact);
    extraction
}

fn keep(extraction: &mut Extraction, path: &str, fact: Fact) {
    let shown = fact
        .text
        .clone()
        .filter(|_| fact.status == FactStatus::Verified);
    extraction.context.set_text_at(path, shown);
    extraction.facts.insert(path.to_owned(), fact);
}

fn number_fact(said: &Said<'_>, path: &str, value: f64, standing: Option<Fact>) -> Fact {
    let scales: &[f64] = match path {
        "financial_info.income" => &[1.0, 1e3, 12.0, 1.0 / 12.0, 2080.0, 52.0, 26.0],
        "loan_details.current_loan_amount" | "loan_details.property_value" => &[1.0, 1e3, 1e6],
        "loan_details.monthly_payment" => &[1.0, 1e3],
        _ => &[1.0, 0.01],
    };
    let agrees = |fact: &Fact| {
        fact.as_range().is_some_and(|(low, high)| {
            scales
                .iter()
                .chain(&[1.0])
                .any(|scale| (low * scale * 0.999..=high * scale * 1.001).contains(&value))
        })
    };
    if let Some(mut fact) = standing {
        let doubly = agrees(&fact);
        if doubly {
            fact.confidence = fact.confidence.max(0.95);
            fact.source = FactSource::Model;
        } else {
            // Both read the same words and differ: what the rules saw stands, with less weight,
            // and what the model said is kept beside it where the client did say that number.
            fact.confidence = fact.confidence.min(0.6);
            if let Some(other) = new_number(said, path, value, scales) {
                fact.previous.insert(0, other);
            }
        }
        return fact;
    }
    new_number(said, path, value, scales)
        .unwrap_or_else(|| unverified(said, value_of(path, value), number_text(path, value, "$")))
}

fn number_text(path: &str, value: f64, sign: &str) -> String {
    let unit = fact_path(path)
        .and_then(|known| known.kind.unit())
        .unwrap_or("currency");
    number_text_with(value, value, unit, sign)
}

fn value_of(_path: &str, value: f64) -> FactValue {
    FactValue::Number(value)
}

fn new_number(said: &Said<'_>, path: &str, value: f64, scales: &[f64]) -> Option<Fact> {
    let plausible = match path {
        "financial_info.credit_score" => (300.0..=900.0).contains(&value),
        "loan_details.interest_rate" => (0.1..=20.0).contains(&value),
        "financial_info.debt_to_income" => (1.0..=95.0).contains(&value),
        "loan_details.monthly_payment" => (50.0..=100_000.0).contains(&value),
        _ => value >= 500.0,
    };
    let (index, _, quote) = said.number(value, scales).filter(|_| plausible)?;
    let mut fact = unverified(said, value_of(path, value), number_text(path, value, "$"));
    let message = &said.transcript.messages[index];
    fact.evidence = Some(Evidence {
        message_id: message.id,
        position: message.position,
        quote: quote.to_owned(),
    });
    fact.unit = fact_path(path)
        .and_then(|known| known.kind.unit())
        .map(str::to_owned);
    fact.status = FactStatus::Verified;
    fact.confidence = 0.7;
    fact.at = message.at;
    Some(fact)
}

/// A fact that nothing in the conversation bears out: kept apart and shown so.
fn unverified(said: &Said<'_>, value: FactValue, text: String) -> Fact {
    let at = said.transcript.messages.last().map_or_else(
        || crate::clock::Timestamp::from_micros(0),
        |message| message.at,
    );
    Fact {
        value: Some(value),
        low: None,
        high: None,
        unit: None,
        text: Some(text),
        evidence: None,
        confidence: 0.2,
        source: FactSource::Model,
        status: FactStatus::Unverified,
        locked: false,
        by: None,
        at,
        previous: Vec::new(),
        proposed: None,
    }
}

fn word_fact(said: &Said<'_>, path: &str, word: &str, standing: Option<Fact>) -> Fact {
    let read = rules::labels_in(path, word);
    let label = read.unwrap_or(word);
    if let Some(mut fact) = standing {
        let same = fact.text.as_deref() == Some(label);
        fact.confidence = if same {
            fact.confidence.max(0.95)
        } else {
            fact.confidence.min(0.6)
        };
        if same {
            fact.source = FactSource::Model;
        }
        return fact;
    }
    let mut fact = unverified(said, FactValue::Text(label.to_owned()), label.to_owned());
    let heard = said.messages.iter().rev().find_map(|(index, text, _)| {
        let span = rules::label_span(path, text, label)?;
        Some((*index, text[span].to_owned()))
    });
    if let Some((index, quote)) = heard.filter(|_| read.is_some()) {
        let message = &said.transcript.messages[index];
        fact.evidence = Some(Evidence {
            message_id: message.id,
            position: message.position,
            quote,
        });
        fact.status = FactStatus::Verified;
        fact.confidence = 0.75;
    }
    fact
}

/// Mood, intent, wishes and the summary are judgements: the model's words count where the client's
/// bear them out, and not at all where a message tried to give orders.
fn take_judgements(said: &Said<'_>, answer: &Answer, extraction: &mut Extraction) {
    if said.has_orders {
        return;
    }
    if let Some(intent) = answer.intent.as_deref().filter(|intent| {
        extraction.context.intent.is_none()
            && intent.chars().count() <= 80
            && said.bears_out(intent)
    }) {
        extraction.context.intent = Some(intent.to_owned());
    }
    if let Some(sentiment) = answer.sentiment {
        if extraction.context.sentiment != sentiment {
            extraction.facts.remove("sentiment");
        }
        extraction.context.sentiment = sentiment;
    }
    if let Some(urgency) = answer
        .urgency
        .filter(|_| !extraction.facts.contains_key("urgency"))
    {
        extraction.context.urgency = urgency;
    }
    for (path, items) in [
        ("preferences", &answer.preferences),
        ("key_points", &answer.key_points),
    ] {
        let good: Vec<String> = items
            .iter()
            .filter(|item| item.chars().count() <= 120 && said.bears_out(item))
            .cloned()
            .collect();
        if good.is_empty() {
            continue;
        }
        let list = if path == "preferences" {
            &mut extraction.context.preferences
        } else {
            &mut extraction.context.key_points
        };
        // What the rules saw with a number in it and the model left out is kept.
        let all = good.join(" ").to_lowercase();
        let missed: Vec<String> = list
            .iter()
            .filter(|item| {
                numbers_in(item).iter().any(|number| {
                    !numbers_in(&all)
                        .iter()
                        .any(|known| (known.low - number.low).abs() < 1e-6)
                })
            })
            .cloned()
            .collect();
        *list = good;
        list.extend(missed);
        list.truncate(8);
        extraction.facts.remove(path);
    }
    if let Some(summary) = answer
        .summary
        .as_deref()
        .filter(|summary| summary.chars().count() <= 400 && said.bears_out(summary))
    {
        extraction.context.summary = Some(summary.to_owned());
    }
}

/// Contact details that the model saw and the rules did not: those that a message of the client
/// states about the client, whatever was asked before it.
fn contact_of(said: &Said<'_>, answer: &Answer, rules: FoundContact) -> FoundContact {
    let region = said.transcript.region;
    let asked = Asked {
        name: true,
        email: true,
        phone: true,
    };
    let mut contact = rules;
    for (_, text, _) in said.messages.iter().rev() {
        let found = find_contact(text, asked, region);
        take(
            &mut contact.email,
            found.email,
            answer
                .email
                .as_deref()
                .and_then(|email| Email::parse(email).ok()),
        );
        take(
            &mut contact.phone,
            found.phone,
            answer
                .phone
                .as_deref()
                .and_then(|phone| Phone::parse(phone, region).ok()),
        );
        let name = answer
            .name
            .as_deref()
            .and_then(|name| PersonName::parse(name).ok());
        if let (None, Some(found), Some(name)) = (&contact.name, found.name, name)
            && search_fold(found.value.as_str()) == search_fold(name.as_str())
        {
            contact.name = Some(Found {
                confidence: found.confidence.min(0.7),
                ..found
            });
        }
    }
    contact
}

fn take<T: PartialEq>(slot: &mut Option<Found<T>>, found: Option<Found<T>>, wanted: Option<T>) {
    if let (None, Some(found), Some(wanted)) = (&slot, found, wanted)
        && found.value == wanted
    {
        *slot = Some(Found {
            confidence: found.confidence.min(0.7),
            ..found
        });
    }
}
