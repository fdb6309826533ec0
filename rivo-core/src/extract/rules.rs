//! Extraction without a model: rules written from how people speak about mortgages.
//!
//! Each client message is read on its own, with what the desk asked just before it: numbers by the
//! words beside them or as the answer, labels by the words for them. The last statement wins and
//! the superseded ones are kept. What the desk says counts only when the client says yes to it.

mod amount;
mod ask;
mod choose;
mod confirm;
mod intent;
mod label;
mod mood;
mod point;
mod settle;
mod slot;
mod summary;

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use futures_util::future::BoxFuture;

use self::{
    amount::Amount,
    ask::Ask,
    choose::{preferred_place, prefers_the_later},
    intent::Intents,
    mood::Mood,
    point::Point,
    settle::{Candidate, drop_what_cannot_be, settle},
};
use super::{
    ExtractError, Extraction, Extractor, Transcript, orders, protected::tells_an_age, redact,
};
use crate::model::{
    contact::{ContactMessage, TranscriptContact, contact_of_transcript, start_of},
    context::{Context, Evidence, Fact, FactSource, FactStatus, FactValue, number_text_with},
    number::{Period, read_numbers, tokens_of},
};

#[cfg(feature = "openai")]
pub(super) use self::label::{label_span, labels_in};
pub(super) use self::summary::summary_of;

/// Reads transcripts by rules alone: no model, no network, the same answer each time.
#[derive(Clone, Copy, Debug, Default)]
pub struct RulesExtractor;

impl Extractor for RulesExtractor {
    fn name(&self) -> String {
        "rules".to_owned()
    }

    fn extract<'a>(
        &'a self,
        transcript: &'a Transcript,
    ) -> BoxFuture<'a, Result<Extraction, ExtractError>> {
        Box::pin(std::future::ready(Ok(read(transcript).extraction)))
    }
}

/// A message with more numbers than this is a table, and its end is not read.
const MAX_NUMBERS: usize = 100;

/// What the rules made of a transcript, with where the contact details stand.
pub(super) struct Reading {
    pub(super) extraction: Extraction,
    pub(super) contact: TranscriptContact,
}

/// A message as the rules see it: no orders, no secret numbers, everything else in its place.
pub(super) fn cleaned(text: &str) -> Cow<'_, str> {
    let text = start_of(text);
    let without = orders::without_orders(text);
    let secrets = redact::secrets_in(&without);
    if secrets.is_empty() {
        return without;
    }
    let mut clean = without.into_owned();
    for secret in secrets {
        clean.replace_range(secret.clone(), &" ".repeat(secret.len()));
    }
    Cow::Owned(clean)
}

pub(super) fn read(transcript: &Transcript) -> Reading {
    let cleaned: Vec<Cow<'_, str>> = transcript
        .messages
        .iter()
        .map(|message| {
            if message.from_client {
                self::cleaned(&message.text)
            } else {
                Cow::Borrowed(message.text.as_str())
            }
        })
        .collect();
    let mut findings = Findings::new(transcript, &cleaned);
    let mut desk = String::new();
    let mut turn = 0;
    let mut for_another = false;
    for (index, message) in transcript.messages.iter().enumerate() {
        if message.from_client {
            for_another |= ask::speaks_for_another(&cleaned[index]);
            let ask = Ask {
                for_another,
                ..Ask::of(&desk)
            };
            findings.read_client(index, &cleaned[index], &ask, turn);
            desk.clear();
            turn += 1;
        } else {
            desk.push_str(&message.text);
            desk.push('\n');
        }
    }
    let contact = contact_of_transcript(
        transcript
            .messages
            .iter()
            .zip(&cleaned)
            .map(|(message, text)| ContactMessage {
                from_client: message.from_client,
                text,
            }),
        transcript.region,
    );
    let mut extraction = findings.finish();
    extraction.contact = contact.contact.clone();
    Reading {
        extraction,
        contact,
    }
}

struct Findings<'t> {
    transcript: &'t Transcript,
    /// The messages without orders and secret numbers, each as long as it was.
    cleaned: &'t [Cow<'t, str>],
    candidates: BTreeMap<&'static str, Vec<Candidate>>,
    intents: Intents,
    mood: Mood,
    preferences: Vec<Point>,
    key_points: Vec<Point>,
    currency: &'static str,
}

impl<'t> Findings<'t> {
    fn new(transcript: &'t Transcript, cleaned: &'t [Cow<'t, str>]) -> Self {
        Self {
            transcript,
            cleaned,
            candidates: BTreeMap::new(),
            intents: Intents::default(),
            mood: Mood::default(),
            preferences: Vec::new(),
            key_points: Vec::new(),
            currency: transcript.region.currency_sign(),
        }
    }

    fn read_client(&mut self, index: usize, text: &str, ask: &Ask, turn: usize) {
        if text.trim().is_empty() {
            return;
        }
        for (sign, found) in [("£", '£'), ("€", '€'), ("₹", '₹'), ("$", '$')] {
            if text.contains(found) {
                self.currency = sign;
                break;
            }
        }
        let lower = text.to_ascii_lowercase();
        self.intents.read(&lower, index, turn, ask);
        self.mood.read(text, &lower, index, ask.timeline);
        let hidden = without_contact(text);
        let tokens = tokens_of(&hidden);
        let mut numbers = read_numbers(&hidden, &tokens);
        numbers.truncate(MAX_NUMBERS);
        let amounts = amount::amounts_of(
            &hidden,
            &tokens,
            &numbers,
            ask,
            self.intents.drift(),
            &self.known_numbers(),
        );
        self.take_amounts(index, &hidden, &amounts);
        self.take_labels(index, &lower, ask);
        self.confirm(index, &lower, ask);
        let is_contact = hidden != *text || ask.contact;
        let hidden_lower = hidden.to_ascii_lowercase();
        let points = point::points_of(&hidden, &hidden_lower, index, ask, &amounts, is_contact);
        self.preferences.extend(points.preferences);
        self.key_points.extend(points.key_points);
    }

    fn take_amounts(&mut self, index: usize, text: &str, amounts: &[Amount]) {
        let own = amounts.iter().filter(|amount| !amount.disowned);
        let amounts: Vec<Amount> = own.cloned().collect();
        let amounts = amounts.as_slice();
        for (place, amount) in amounts.iter().enumerate() {
            let Some(path) = amount.slot.path() else {
                continue;
            };
            // A number with something blanked out inside was two that do not belong together.
            let span = amount.number.span.clone();
            if self.transcript.messages[index].text.get(span.clone()) != text.get(span) {
                continue;
            }
            let earlier_here = amounts[..place]
                .iter()
                .any(|other| other.slot == amount.slot && other.strength >= amount.strength);
            let said_twice = amounts[..place].iter().any(|other| {
                other.slot == amount.slot && (other.number.low - amount.number.low).abs() < 1e-6
            });
            // "26 an hour, so like 54 a year"
            let by_the_year = amount.slot == slot::Slot::Income
                && amount.number.period == Some(Period::Year)
                && amounts[..place]
                    .iter()
                    .any(|other| other.number.period == Some(Period::Hour));
            // "between 6 and 6.5, I think 6.25"
            let narrows = !amount.number.is_range()
                && amounts[..place].iter().any(|other| {
                    other.slot == amount.slot
                        && other.number.is_range()
                        && (other.number.low..=other.number.high).contains(&amount.number.low)
                });
            // In one message the first statement counts, unless the client takes it back.
            let first_counts = !amount.corrects && !said_twice && !by_the_year && !narrows;
            let of_other_before = amounts[..place]
                .iter()
                .filter(|other| other.slot == amount.slot)
                .all(|other| other.of_other && !amount.of_other);
            let preferred = preferred_place(text, amounts, amount.slot);
            if preferred.is_some_and(|preferred| preferred != place) {
                continue;
            }
            let later = preferred.is_some() || prefers_the_later(text);
            if earlier_here && first_counts && !of_other_before && !later {
                continue;
            }
            // A spouse's income stands only where the client's own does not.
            let own_here = amounts
                .iter()
                .any(|other| other.slot == amount.slot && !other.of_other);
            let own_stands = own_here || self.candidates.contains_key(path);
            if amount.of_other && own_stands && (!amount.corrects || own_here) {
                continue;
            }
            let fact = self.number_fact(index, text, amount);
            self.push(path, fact, amount.strength);
        }
    }

    /// The last figure of each field, so that one said again is known.
    fn known_numbers(&self) -> Vec<(slot::Slot, f64)> {
        [
            slot::Slot::Loan,
            slot::Slot::Payment,
            slot::Slot::Rate,
            slot::Slot::Value,
            slot::Slot::Income,
        ]
        .into_iter()
        .filter_map(|slot| {
            let last = self.candidates.get(slot.path()?)?.last()?;
            Some((slot, last.fact.as_number()?))
        })
        .collect()
    }

    fn number_fact(&self, index: usize, text: &str, amount: &Amount) -> Fact {
        let number = &amount.number;
        let unit = slot::unit_of(amount.slot, number);
        let range = number.is_range();
        let quote = text[number.span.clone()].to_owned();
        Fact {
            value: (!range).then_some(FactValue::Number(number.low)),
            low: range.then_some(number.low),
            high: range.then_some(number.high),
            unit: Some(unit.to_owned()),
            text: Some(number_text_with(
                number.low,
                number.high,
                unit,
                self.currency,
            )),
            ..self.fact(index, quote, amount.confidence)
        }
    }

    fn fact(&self, index: usize, quote: String, confidence: f32) -> Fact {
        let message = &self.transcript.messages[index];
        Fact {
            value: None,
            low: None,
            high: None,
            unit: None,
            text: None,
            evidence: Some(Evidence {
                message_id: message.id,
                position: message.position,
                quote,
            }),
            confidence,
            source: FactSource::Rules,
            status: FactStatus::Verified,
            locked: false,
            by: None,
            at: message.at,
            previous: Vec::new(),
            proposed: None,
        }
    }

    fn word_fact(&self, index: usize, span: Range<usize>, text: &str, confidence: f32) -> Fact {
        let span = whole_word(&self.transcript.messages[index].text, span);
        // Where something was blanked out inside, the quote ends before it.
        let said = self.transcript.messages[index].text.get(span.clone());
        let clean = self.cleaned[index].get(span);
        let letters = said.unwrap_or_default().chars();
        let quote: String = letters
            .zip(clean.unwrap_or_default().chars())
            .take_while(|(said, clean)| said == clean)
            .map(|(said, _)| said)
            .collect();
        Fact {
            value: Some(FactValue::Text(text.to_owned())),
            text: Some(text.to_owned()),
            ..self.fact(index, quote, confidence)
        }
    }

    fn push(&mut self, path: &'static str, fact: Fact, strength: u8) {
        self.candidates
            .entry(path)
            .or_default()
            .push(Candidate { fact, strength });
    }

    fn take_labels(&mut self, index: usize, lower: &str, ask: &Ask) {
        let found = [
            ("loan_details.loan_type", label::loan_type(lower, ask)),
            (
                "loan_details.property_type",
                label::property_type(lower, ask),
            ),
            (
                "financial_info.employment_status",
                label::employment(lower, ask),
            ),
        ];
        for (path, label) in found {
            if let Some(label) = label {
                let confidence = [0.4, 0.55, 0.75, 0.9][usize::from(label.strength.min(3))];
                let fact = self.word_fact(index, label.span, label.text, confidence);
                self.push(path, fact, label.strength);
            }
        }
    }

    fn finish(mut self) -> Extraction {
        let mut facts: BTreeMap<String, Fact> = BTreeMap::new();
        let mut context = Context::default();
        for (path, candidates) in std::mem::take(&mut self.candidates) {
            if let Some(fact) = settle(path, candidates) {
                context.set_text_at(path, fact.text.clone());
                facts.insert(path.to_owned(), fact);
            }
        }
        drop_what_cannot_be(&mut context, &mut facts);
        let best = self.intents.best();
        if let Some((intent, message, span)) = &best {
            let fact = self.word_fact(*message, span.clone(), intent.text(), 0.8);
            context.intent = Some(intent.text().to_owned());
            facts.insert("intent".to_owned(), fact);
        }
        let (sentiment, sentiment_at) = self.mood.sentiment();
        context.sentiment = sentiment;
        let (urgency, urgency_at) = self.mood.urgency();
        context.urgency = urgency;
        for (path, word, at) in [
            ("sentiment", sentiment.as_str(), sentiment_at),
            ("urgency", urgency.as_str(), urgency_at),
        ] {
            if let Some((message, span)) = at {
                facts.insert(path.to_owned(), self.word_fact(message, span, word, 0.7));
            }
        }
        let of_reverse = best
            .as_ref()
            .is_some_and(|(intent, ..)| *intent == intent::Intent::Reverse);
        if !of_reverse {
            self.preferences.retain(|point| !tells_an_age(&point.text));
            self.key_points.retain(|point| !tells_an_age(&point.text));
        }
        let preferences = point::kept(std::mem::take(&mut self.preferences), 5, &[]);
        let key_points = point::kept(std::mem::take(&mut self.key_points), 7, &preferences);
        for (path, points) in [("preferences", &preferences), ("key_points", &key_points)] {
            if let Some(first) = points.first() {
                let joined: Vec<&str> = points.iter().map(|point| point.text.as_str()).collect();
                facts.insert(
                    path.to_owned(),
                    self.word_fact(first.message, first.quote.clone(), &joined.join("\n"), 0.6),
                );
            }
        }
        context.preferences = preferences.into_iter().map(|point| point.text).collect();
        context.key_points = key_points.into_iter().map(|point| point.text).collect();
        context.summary = summary_of(&context);
        Extraction {
            context,
            facts,
            extractor: "rules".to_owned(),
            ..Extraction::default()
        }
    }
}

/// The text with phone numbers and addresses blanked out, so that their digits are no amounts.
fn without_contact(text: &str) -> String {
    let mut hidden = text.to_owned();
    for span in crate::model::contact::contact_spans(text) {
        hidden.replace_range(span.clone(), &" ".repeat(span.len()));
    }
    hidden
}

/// What is shown ends with the word it ends in: "refinance", where a pattern needed "refinanc".
fn whole_word(text: &str, span: Range<usize>) -> Range<usize> {
    const LONGEST_ENDING: usize = 20;
    let Some((said, rest)) = text.split_at_checked(span.end) else {
        return span;
    };
    let is_inside = said.ends_with(char::is_alphanumeric);
    let ending = rest
        .char_indices()
        .take(LONGEST_ENDING + 1)
        .take_while(|(_, letter)| is_inside && letter.is_alphanumeric())
        .map(|(at, letter)| at + letter.len_utf8())
        .last();
    match ending {
        Some(length) if length <= LONGEST_ENDING => span.start..span.end + length,
        _ => span,
    }
}
