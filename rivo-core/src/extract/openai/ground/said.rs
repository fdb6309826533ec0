//! The client's messages, as a model's answer is checked against them.

use std::{collections::HashSet, ops::Range};

use crate::{
    clock::Timestamp,
    extract::{Transcript, orders, protected::tells_a_trait, redact, rules},
    model::{
        contact::contact_spans,
        number::{Number, numbers_in},
        validate::search_fold,
    },
};

pub(super) struct Said<'t> {
    pub(super) transcript: &'t Transcript,
    pub(super) messages: Vec<Message>,
    words: HashSet<String>,
    /// A message tried to give orders to whoever reads the conversation.
    pub(super) has_orders: bool,
}

/// A message of the client.
pub(super) struct Message {
    /// Its place in the transcript.
    pub(super) index: usize,
    /// Without orders and secrets, everything else in its place.
    pub(super) text: String,
    /// Its numbers that are no contact details.
    pub(super) numbers: Vec<Number>,
    /// What the desk said just before, in lower case.
    pub(super) asked: String,
}

/// A number that the client said.
pub(super) struct SaidNumber<'s> {
    pub(super) message: &'s Message,
    pub(super) number: &'s Number,
    /// What it was multiplied by to meet the value: 1000 for "248" as 248,000.
    pub(super) scale: f64,
}

impl SaidNumber<'_> {
    pub(super) fn quote(&self) -> &str {
        &self.message.text[self.number.span.clone()]
    }
}

impl<'t> Said<'t> {
    pub(super) fn by_client(transcript: &'t Transcript) -> Self {
        let mut messages = Vec::new();
        let mut asked = String::new();
        for (index, message) in transcript.messages.iter().enumerate() {
            if message.from_client {
                messages.push(Message::of(
                    index,
                    &message.text,
                    std::mem::take(&mut asked),
                ));
            } else {
                asked.push_str(&message.text.to_lowercase());
                asked.push('\n');
            }
        }
        let words = messages
            .iter()
            .flat_map(|message| words_of(&message.text))
            .collect();
        let has_orders = transcript
            .messages
            .iter()
            .any(|message| message.from_client && !orders::orders_in(&message.text).is_empty());
        Self {
            transcript,
            messages,
            words,
            has_orders,
        }
    }

    /// The sign of the client's money.
    pub(super) fn currency(&self) -> &'static str {
        let signs = ["£", "€", "₹"];
        signs
            .into_iter()
            .find(|sign| self.messages.iter().any(|it| it.text.contains(sign)))
            .unwrap_or_else(|| self.transcript.region.currency_sign())
    }

    /// When the conversation ends.
    pub(super) fn ends_at(&self) -> Timestamp {
        self.transcript
            .messages
            .last()
            .map_or_else(|| Timestamp::from_micros(0), |message| message.at)
    }

    /// The last message that says this number, as it may be said: 248 for 248,000, 6,500 a month
    /// for 78,000 a year.
    pub(super) fn number(&self, value: f64, scales: &[f64]) -> Option<SaidNumber<'_>> {
        self.messages.iter().rev().find_map(|message| {
            message.numbers.iter().rev().find_map(|number| {
                let scale = *scales.iter().find(|scale| {
                    [number.low, number.high]
                        .iter()
                        .any(|end| (end * **scale - value).abs() <= 0.001 * value.abs())
                })?;
                Some(SaidNumber {
                    message,
                    number,
                    scale,
                })
            })
        })
    }

    /// Where the last message stands that has these words, letter by letter but for their case.
    pub(super) fn quote(&self, words: &str) -> Option<(&Message, Range<usize>)> {
        let words = words.trim().trim_matches(['"', '“', '”']);
        let letters = words.chars().filter(|c| c.is_alphanumeric()).count();
        if letters < 3 || words.len() > 300 {
            return None;
        }
        let wanted = words.to_ascii_lowercase();
        self.messages.iter().rev().find_map(|message| {
            let start = message.text.to_ascii_lowercase().find(&wanted)?;
            Some((message, start..start + wanted.len()))
        })
    }

    /// The sentence that shares most of the longer words of a text, where it shares any.
    pub(super) fn nearest(&self, item: &str) -> Option<(&Message, &str)> {
        let wanted: HashSet<String> = words_of(item).into_iter().collect();
        let mut best: Option<(usize, &Message, &str)> = None;
        for message in &self.messages {
            for sentence in clauses(&message.text) {
                let shared = words_of(sentence)
                    .iter()
                    .filter(|word| wanted.contains(*word))
                    .count();
                if shared > best.map_or(0, |(most, ..)| most) {
                    best = Some((shared, message, sentence.trim()));
                }
            }
        }
        best.map(|(_, message, sentence)| (message, sentence))
    }

    /// Whether a text rests on the client's words: its numbers all stand there, and most of its
    /// longer words. What a lender may not ask, secrets and markup never do.
    pub(super) fn bears_out(&self, item: &str) -> bool {
        let numbers_stand = numbers_in(item)
            .iter()
            .all(|number| self.number(number.low, &[1.0, 1e3, 1e-3]).is_some());
        let words = words_of(item);
        let known = words
            .iter()
            .filter(|word| self.words.contains(*word))
            .count();
        let rests = if words.is_empty() {
            // "no HOA": short words count where one message has them all.
            let short = all_words(item);
            let said = |message: &Message| {
                let said = all_words(&message.text);
                short.iter().all(|word| said.contains(word))
            };
            !short.is_empty() && self.messages.iter().any(said)
        } else {
            known > 0 && known * 2 >= words.len()
        };
        numbers_stand && rests && is_plain(item)
    }
}

impl Message {
    fn of(index: usize, text: &str, asked: String) -> Self {
        let text = rules::cleaned(text).into_owned();
        let contacts = contact_spans(&text);
        let mut numbers = numbers_in(&text);
        numbers.retain(|number| {
            !contacts
                .iter()
                .any(|contact| contact.start < number.span.end && number.span.start < contact.end)
        });
        Self {
            index,
            text,
            numbers,
            asked,
        }
    }
}

/// A text cut after signs that end something, where a space or the end follows: `7.25%` stays whole.
fn clauses(text: &str) -> Vec<&str> {
    let mut clauses = Vec::new();
    let mut from = 0;
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for pair in letters.windows(2) {
        let ((_, letter), (at, next)) = (pair[0], pair[1]);
        if matches!(letter, '.' | '!' | '?' | ',' | ';' | '\n') && next.is_whitespace() {
            clauses.push(&text[from..at]);
            from = at;
        }
    }
    clauses.push(&text[from..]);
    clauses
}

/// Whether a text may be shown: no markup, no trait that a lender may not ask, no secret number.
pub(super) fn is_plain(text: &str) -> bool {
    let markup = text.contains(['<', '>', '{', '}', '`']) || text.contains("://");
    !markup && !tells_a_trait(text) && redact::secrets_in(text).is_empty()
}

/// All words and figures, folded.
pub(super) fn all_words(text: &str) -> Vec<String> {
    search_fold(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Longer words, folded and cut to their stem as far as five letters go.
pub(super) fn words_of(text: &str) -> Vec<String> {
    search_fold(text)
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() > 3 && word.chars().any(char::is_alphabetic))
        .map(|word| word.chars().take(5).collect())
        .collect()
}
