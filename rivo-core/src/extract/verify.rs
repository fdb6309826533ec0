//! Checks an extraction against the conversation it is of, whoever made it.
//!
//! An [`Extractor`](super::Extractor) is asked for proof and not believed: a fact counts as
//! verified when its quote stands, letter by letter, in the named message of the client and its
//! number parses from there. Everything else is kept apart as unverified. What a lender may not ask
//! and numbers that must not leave the house pass through no field.

use super::{Extraction, Transcript, protected::tells_a_trait, redact};
use crate::model::{
    context::{Evidence, FACT_PATHS, Fact, FactKind, FactSource, FactStatus, FactValue},
    number::numbers_in,
};

/// What a number may be multiplied by between the quote and the value: "248" for 248,000, "point
/// five" for half a percent, a month's income for a year's.
const SCALES: [f64; 12] = [
    1.0,
    10.0,
    100.0,
    1e3,
    1e5,
    1e6,
    1e7,
    0.1,
    0.01,
    0.001,
    12.0,
    1.0 / 12.0,
];

/// The extraction with every claim checked.
#[must_use]
pub fn verified(mut extraction: Extraction, transcript: &Transcript) -> Extraction {
    for fact in extraction.facts.values_mut() {
        check(fact, transcript);
    }
    for known in &FACT_PATHS {
        check_field(&mut extraction, known.path, known.kind);
    }
    extraction
        .facts
        .retain(|path, _| FACT_PATHS.iter().any(|known| known.path == path));
    extraction
}

/// A field shows what a verified fact says, or nothing. Moods have a value without any proof, the
/// usual one, and a summary is told in words that nobody said.
fn check_field(extraction: &mut Extraction, path: &str, kind: FactKind) {
    let forbidden = extraction.facts.get(path).is_some_and(tells_too_much);
    if forbidden {
        extraction.facts.remove(path);
        extraction.context.set_text_at(path, None);
    }
    let Some(text) = extraction.context.text_at(path) else {
        return;
    };
    match kind {
        FactKind::List => {
            let kept: Vec<&str> = text.lines().filter(|item| is_fit(item)).collect();
            if kept.join("\n") != text {
                let kept = (!kept.is_empty()).then(|| kept.join("\n"));
                extraction.context.set_text_at(path, kept);
            }
        }
        _ if !is_fit(&text) => extraction.context.set_text_at(path, None),
        _ => {}
    }
    let proven = extraction
        .facts
        .get(path)
        .is_some_and(|fact| fact.status == FactStatus::Verified);
    let needs_proof = !matches!(kind, FactKind::Text | FactKind::Choice(_));
    let doubtful = match kind {
        FactKind::Choice(_) => extraction.facts.contains_key(path),
        _ => needs_proof,
    };
    if doubtful && !proven {
        extraction.context.set_text_at(path, None);
    }
}

/// Whether a text may be kept at all.
fn is_fit(text: &str) -> bool {
    !tells_a_trait(text) && redact::secrets_in(text).is_empty()
}

fn tells_too_much(fact: &Fact) -> bool {
    let texts = [
        fact.text.as_deref(),
        match &fact.value {
            Some(FactValue::Text(text)) => Some(text),
            _ => None,
        },
        fact.evidence
            .as_ref()
            .map(|evidence| evidence.quote.as_str()),
    ];
    // A list is judged item by item, where it is shown.
    texts
        .into_iter()
        .flatten()
        .filter(|text| !text.contains('\n'))
        .any(|text| !is_fit(text))
}

fn check(fact: &mut Fact, transcript: &Transcript) {
    if fact.source == FactSource::Human {
        // Only a command of a person makes such a fact.
        fact.source = FactSource::Model;
        fact.locked = false;
        fact.by = None;
    }
    if !(0.0..=1.0).contains(&fact.confidence) {
        fact.confidence = 0.0;
    }
    if let Some(FactValue::Text(text)) = &fact.value
        && text.contains('\n')
    {
        let kept: Vec<&str> = text.lines().filter(|item| is_fit(item)).collect();
        let kept = kept.join("\n");
        fact.text = Some(kept.clone());
        fact.value = Some(FactValue::Text(kept));
    }
    if !is_proven(fact, transcript) {
        fact.status = FactStatus::Unverified;
        fact.evidence = None;
        fact.confidence = fact.confidence.min(0.3);
    }
    fact.previous
        .retain(|older| is_proven(older, transcript) && !tells_too_much(older));
    if let Some(proposed) = &mut fact.proposed {
        check(proposed, transcript);
    }
    if fact.proposed.as_deref().is_some_and(tells_too_much) {
        fact.proposed = None;
    }
}

/// Whether a fact's quote stands and its number follows from it.
pub(super) fn is_proven(fact: &Fact, transcript: &Transcript) -> bool {
    let Some(evidence) = fact
        .evidence
        .as_ref()
        .filter(|_| fact.status == FactStatus::Verified)
    else {
        return false;
    };
    stands(evidence, transcript).is_some_and(|at| {
        fact.as_range()
            .is_none_or(|range| says_number(range, &evidence.quote, transcript, at))
    })
}

/// Where the client's message stands that says a quote, letter by letter.
pub(super) fn stands(evidence: &Evidence, transcript: &Transcript) -> Option<usize> {
    transcript.messages.iter().position(|message| {
        message.id == evidence.message_id
            && message.from_client
            && message.position == evidence.position
            && !evidence.quote.is_empty()
            && message.text.contains(&evidence.quote)
    })
}

/// Whether the number parses from the quote, or, where the quote is a "yes" without any number,
/// from what the desk asked just before.
fn says_number((low, high): (f64, f64), quote: &str, transcript: &Transcript, at: usize) -> bool {
    let says = |text: &str| {
        let numbers = numbers_in(text);
        let said = |value: f64| {
            numbers.iter().any(|number| {
                [number.low, number.high].iter().any(|end| {
                    SCALES
                        .iter()
                        .any(|scale| (end * scale - value).abs() <= 0.001 * value.abs())
                })
            })
        };
        said(low) && said(high)
    };
    if says(quote) {
        return true;
    }
    let desk = transcript.messages[..at]
        .iter()
        .rev()
        .take_while(|message| !message.from_client);
    let confirms = numbers_in(quote).is_empty();
    confirms && desk.into_iter().any(|message| says(&message.text))
}

#[cfg(test)]
mod tests {
    use super::verified;
    use crate::{
        clock::Timestamp,
        extract::{Extraction, Transcript, TranscriptMessage, rules},
        id::MessageId,
        model::context::{Evidence, Fact, FactSource, FactStatus, FactValue},
    };

    const RATE: &str = "loan_details.interest_rate";

    fn transcript(texts: &[(bool, &str)]) -> Transcript {
        let messages = (1..)
            .zip(texts)
            .map(|(position, (from_client, text))| TranscriptMessage {
                id: MessageId::new(),
                position,
                from_client: *from_client,
                text: (*text).to_owned(),
                at: Timestamp::from_micros(0),
            });
        Transcript {
            messages: messages.collect(),
            ..Transcript::default()
        }
    }

    fn claim(transcript: &Transcript, at: usize, quote: &str, value: f64) -> Extraction {
        let message = &transcript.messages[at];
        let fact = Fact {
            value: Some(FactValue::Number(value)),
            low: None,
            high: None,
            unit: Some("percent".to_owned()),
            text: Some(format!("{value}%")),
            evidence: Some(Evidence {
                message_id: message.id,
                position: message.position,
                quote: quote.to_owned(),
            }),
            confidence: 0.9,
            source: FactSource::Model,
            status: FactStatus::Verified,
            locked: false,
            by: None,
            at: message.at,
            previous: Vec::new(),
            proposed: None,
        };
        let mut extraction = Extraction {
            facts: [(RATE.to_owned(), fact)].into(),
            ..Extraction::default()
        };
        let text = Some(format!("{value}%"));
        extraction.context.set_text_at(RATE, text);
        extraction
    }

    #[test]
    fn a_fact_counts_when_the_client_wrote_its_quote_and_its_number() {
        let talk = transcript(&[
            (false, "Is it 6.5%?"),
            (true, "Yes, it was 7.125%"),
            (true, "ok"),
        ]);
        for (at, quote, value, proven) in [
            (1, "7.125%", 7.125, true),
            (1, "Yes", 6.5, true),
            (1, "Yes", 6.25, false),
            (1, "7.125%", 6.5, false),
            (1, "7.125 %", 7.125, false),
            (0, "6.5%", 6.5, false),
            (2, "7.125%", 7.125, false),
            (1, "", 7.125, false),
        ] {
            let checked = verified(claim(&talk, at, quote, value), &talk);
            let fact = &checked.facts[RATE];
            assert_eq!(
                fact.status == FactStatus::Verified,
                proven,
                "{quote} {value}"
            );
            assert_eq!(
                checked.context.text_at(RATE).is_some(),
                proven,
                "{quote} {value}"
            );
            assert!(proven || fact.evidence.is_none() && fact.confidence <= 0.3);
        }
    }

    #[test]
    fn a_value_without_a_fact_and_a_path_that_is_no_field_do_not_pass() {
        let talk = transcript(&[(true, "7.125%")]);
        let mut made_up = claim(&talk, 0, "7.125%", 7.125);
        let fact = made_up.facts.remove(RATE).unwrap();
        made_up.facts.insert("stage".to_owned(), fact);
        let checked = verified(made_up, &talk);
        assert!(checked.facts.is_empty() && checked.context.text_at(RATE).is_none());
    }

    #[test]
    fn what_may_not_be_asked_passes_through_no_field() {
        let talk = transcript(&[(true, "I am a Muslim widow, ssn 123-45-6789")]);
        for path in [
            "intent",
            "summary",
            "key_points",
            "preferences",
            "loan_details.loan_type",
        ] {
            for text in ["for a Muslim family", "ssn 123-45-6789"] {
                let mut told = claim(&talk, 0, "Muslim widow", 7.0);
                let mut fact = told.facts.remove(RATE).unwrap();
                told.context.set_text_at(RATE, None);
                (fact.value, fact.text) = (
                    Some(FactValue::Text(text.to_owned())),
                    Some(text.to_owned()),
                );
                told.facts.insert(path.to_owned(), fact);
                told.context.set_text_at(path, Some(text.to_owned()));
                let checked = verified(told, &talk);
                assert_eq!(checked, Extraction::default(), "{path} {text}");
            }
        }
    }

    #[test]
    fn what_the_rules_find_is_proven() {
        let talk = transcript(&[
            (false, "What do you owe?"),
            (
                true,
                "four fifty, it's worth about 1.2M. I make 6,500 a month and score 700-720",
            ),
            (false, "Is your rate 6.5%?"),
            (
                true,
                "yes. I am a veteran looking for a VA loan, no PMI please",
            ),
        ]);
        let found = rules::read(&talk).extraction;
        assert!(found.facts.len() >= 5, "{:?}", found.facts.keys());
        assert_eq!(verified(found.clone(), &talk), found);
    }
}
