//! Labels of a model's answer.

use std::ops::Range;

use super::{
    Said, Trust, confirmed, disputed, proven,
    said::{is_plain, words_of},
    unverified,
};
use crate::{
    extract::rules,
    model::context::{Fact, FactValue},
};

/// A label of the model's own wording may be so long.
const MAX_CHARS: usize = 40;

/// Whether the model's label is what a fact says.
pub(super) fn agrees(path: &str, word: &str, fact: &Fact) -> bool {
    let label = rules::labels_in(path, word).unwrap_or(word);
    fact.text
        .as_deref()
        .is_some_and(|text| text.eq_ignore_ascii_case(label))
}

/// A label for a field where the rules found one.
pub(super) fn beside(
    said: &Said<'_>,
    path: &str,
    word: &str,
    quote: Option<&str>,
    fact: Fact,
    trust: Trust,
) -> Fact {
    if agrees(path, word, &fact) {
        return confirmed(fact);
    }
    // A label that nobody can point at says nothing against one that stands.
    let other = heard(said, path, word, quote, trust);
    disputed(fact, other, trust)
}

/// A label for a field where the rules found none.
pub(super) fn alone(
    said: &Said<'_>,
    path: &str,
    word: &str,
    quote: Option<&str>,
    trust: Trust,
) -> Option<Fact> {
    heard(said, path, word, quote, trust).or_else(|| is_plain(word).then(|| bare(said, path, word)))
}

fn bare(said: &Said<'_>, path: &str, word: &str) -> Fact {
    let label = rules::labels_in(path, word).unwrap_or(word);
    let label: String = label.chars().take(MAX_CHARS).collect();
    unverified(said, FactValue::Text(label.clone()), label)
}

/// The label with the client's words for it: words that mean the label by the rules, or a quote of
/// a model that is trusted.
fn heard(
    said: &Said<'_>,
    path: &str,
    word: &str,
    quote: Option<&str>,
    trust: Trust,
) -> Option<Fact> {
    let known = rules::labels_in(path, word);
    if let Some(label) = known {
        let spoken = said.messages.iter().rev().find_map(|message| {
            let span = rules::label_span(path, &message.text, label)?;
            Some((message, span))
        });
        if let Some((message, span)) = spoken {
            let quote = &message.text[span];
            return Some(proven(
                said,
                bare(said, path, word),
                message.index,
                quote,
                0.75,
            ));
        }
    }
    if !trust.is_high() || said.has_orders {
        return None;
    }
    let (message, span) = said.quote(quote?)?;
    let quote = &message.text[span];
    let in_own_words = || {
        let heard = words_of(quote);
        let wanted = words_of(word);
        !wanted.is_empty()
            && word.chars().count() <= MAX_CHARS
            && wanted.iter().all(|it| heard.contains(it))
    };
    (is_plain(quote) && (known.is_some() || in_own_words()))
        .then(|| proven(said, bare(said, path, word), message.index, quote, 0.7))
}

/// A judgement's words, with where they stand.
pub(super) fn quoted<'s>(
    said: &'s Said<'_>,
    quote: Option<&str>,
) -> Option<(usize, &'s str, Range<usize>)> {
    let (message, span) = said.quote(quote?)?;
    let words = &message.text[span.clone()];
    is_plain(words).then_some((message.index, words, span))
}
