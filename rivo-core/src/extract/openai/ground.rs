//! What of a model's answer is believed: what the client's own words bear out.
//!
//! The rules have read the same conversation, and what they proved stands: a model can confirm it
//! or be shown beside it, never replace it. What the rules missed, a model adds when the client's
//! words bear it out. How far its judgement goes beyond single numbers hangs on how well it did
//! where the rules know the answer ([`Trust`]), so that a weak model cannot harm and a good one helps.

mod contact;
mod judgement;
mod number;
mod said;
mod trust;
mod word;

use self::{said::Said, trust::Trust};
use super::{
    answer::Answer,
    schema::{NUMBERS, WORDS},
};
use crate::{
    extract::{Extraction, Transcript},
    model::context::{Evidence, Fact, FactSource, FactStatus, FactValue},
};

/// The rules' reading with what the model confirms, adds and reads differently.
pub(super) fn grounded(answer: &Answer, transcript: &Transcript, rules: Extraction) -> Extraction {
    let said = Said::by_client(transcript);
    let trust = Trust::in_answer(answer, &said, &rules);
    let mut extraction = rules;
    for (_, path) in NUMBERS {
        if let Some(value) = answer.numbers.get(path) {
            let standing = extraction.facts.remove(path);
            let fact = match standing {
                Some(fact) => Some(number::beside(&said, path, *value, fact, trust)),
                None => number::alone(&said, path, *value, &extraction.facts, trust),
            };
            keep(&mut extraction, path, fact);
        }
    }
    for (_, path) in WORDS {
        if let Some(word) = answer.words.get(path) {
            let quote = answer.quotes.get(path).map(String::as_str);
            let fact = match extraction.facts.remove(path) {
                Some(fact) => Some(word::beside(&said, path, word, quote, fact, trust)),
                None => word::alone(&said, path, word, quote, trust),
            };
            keep(&mut extraction, path, fact);
        }
    }
    judgement::take(&said, answer, trust, &mut extraction);
    extraction.contact = contact::taken(&said, answer, extraction.contact);
    extraction
}

fn keep(extraction: &mut Extraction, path: &str, fact: Option<Fact>) {
    let Some(fact) = fact else { return };
    let shown = fact
        .text
        .clone()
        .filter(|_| fact.status == FactStatus::Verified);
    extraction.context.set_text_at(path, shown);
    extraction.facts.insert(path.to_owned(), fact);
}

/// How sure a fact is that both read alike.
const BOTH: f32 = 0.95;
/// How sure a fact is at most that the two read differently.
const DISPUTED: f32 = 0.6;
/// A fact of the rules less sure than this gives way to a trusted model that read another one.
const GIVES_WAY: f32 = 0.6;

/// Both found the same.
fn confirmed(mut fact: Fact) -> Fact {
    fact.confidence = fact.confidence.max(BOTH);
    fact.source = FactSource::Model;
    fact
}

/// They read differently: one stands with less weight, the other is shown beside it for a person
/// to decide. What was superseded or is not worth showing is left out.
fn disputed(standing: Fact, other: Option<Fact>, trust: Trust) -> Fact {
    let superseded = |other: &Fact| {
        standing
            .previous
            .iter()
            .any(|older| older.says_the_same(other))
    };
    let Some(other) = other.filter(|other| !superseded(other)) else {
        return standing;
    };
    let gives_way =
        trust.is_high() && standing.confidence < GIVES_WAY && other.status == FactStatus::Verified;
    let (mut fact, beside) = if gives_way {
        (other, standing)
    } else {
        (standing, other)
    };
    fact.confidence = fact.confidence.min(DISPUTED);
    fact.proposed = Some(Box::new(beside));
    fact
}

/// A fact of the model that nothing in the conversation bears out: kept apart and shown so.
fn unverified(said: &Said<'_>, value: FactValue, text: String) -> Fact {
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
        at: said.ends_at(),
        previous: Vec::new(),
        proposed: None,
    }
}

/// The same with the words that bear it out.
fn proven(said: &Said<'_>, mut fact: Fact, index: usize, quote: &str, confidence: f32) -> Fact {
    let message = &said.transcript.messages[index];
    fact.evidence = Some(Evidence {
        message_id: message.id,
        position: message.position,
        quote: quote.to_owned(),
    });
    fact.status = FactStatus::Verified;
    fact.confidence = confidence;
    fact.at = message.at;
    fact
}
