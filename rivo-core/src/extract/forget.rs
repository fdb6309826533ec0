//! What may still be said of a client once a message says something else or is gone.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Transcript,
    retell::retell,
    verify::{is_proven, stands},
};
use crate::{
    id::MessageId,
    model::context::{Context, FACT_PATHS, Fact, FactKind, FactSource, FactValue},
};

/// Keeps what the messages that are left bear out. Facts go with their quotes, and so does what
/// stood before them, what was proposed and what never had a quote; a list loses the items that no
/// message says, and the summary is told anew. What a person said stays, without a quote that is
/// gone.
pub(crate) fn forget(
    context: &mut Context,
    facts: &mut BTreeMap<String, Fact>,
    transcript: &Transcript,
) {
    let said = Said::by_the_client(transcript);
    keep(context, facts, transcript, |fact| {
        is_proven(fact, transcript)
    });
    for known in FACT_PATHS
        .iter()
        .filter(|known| known.kind == FactKind::List)
    {
        if facts.get(known.path).is_some_and(|fact| fact.locked) {
            continue;
        }
        let items = context.text_at(known.path).unwrap_or_default();
        let left = said.items(&items);
        context.set_text_at(known.path, left.clone());
        match (facts.remove(known.path), left) {
            (Some(mut fact), Some(left)) => {
                fact.previous.clear();
                fact.proposed = None;
                fact.text = Some(left.clone());
                fact.value = Some(FactValue::Text(left));
                facts.insert(known.path.to_owned(), fact);
            }
            // What it rested on is gone: the next reading finds the rest again.
            (None, Some(_)) | (_, None) => context.set_text_at(known.path, None),
        }
    }
    retell(context, facts);
}

/// Drops facts whose quote no longer stands in the conversation.
pub(crate) fn drop_disproved(
    context: &mut Context,
    facts: &mut BTreeMap<String, Fact>,
    transcript: &Transcript,
) {
    let before = facts.len();
    keep(context, facts, transcript, |fact| {
        fact.evidence.is_none() || is_proven(fact, transcript)
    });
    if facts.len() != before {
        retell(context, facts);
    }
}

/// The messages that facts rest on, what stood before and what is proposed included.
pub(crate) fn quoted(facts: &BTreeMap<String, Fact>) -> BTreeSet<MessageId> {
    fn collect(fact: &Fact, into: &mut BTreeSet<MessageId>) {
        into.extend(fact.evidence.as_ref().map(|evidence| evidence.message_id));
        for other in fact.previous.iter().chain(fact.proposed.as_deref()) {
            collect(other, into);
        }
    }
    let mut messages = BTreeSet::new();
    for fact in facts.values() {
        collect(fact, &mut messages);
    }
    messages
}

fn keep(
    context: &mut Context,
    facts: &mut BTreeMap<String, Fact>,
    transcript: &Transcript,
    is_kept: impl Fn(&Fact) -> bool,
) {
    let all = std::mem::take(facts);
    for (path, fact) in all {
        match left_of(fact, transcript, &is_kept) {
            Some(fact) => {
                facts.insert(path, fact);
            }
            None => context.set_text_at(&path, None),
        }
    }
}

fn left_of(
    mut fact: Fact,
    transcript: &Transcript,
    is_kept: &impl Fn(&Fact) -> bool,
) -> Option<Fact> {
    if fact.source == FactSource::Human {
        fact.evidence = fact
            .evidence
            .filter(|evidence| stands(evidence, transcript).is_some());
    } else if !is_kept(&fact) {
        return None;
    }
    fact.previous = fact
        .previous
        .into_iter()
        .filter_map(|older| left_of(older, transcript, is_kept))
        .collect();
    fact.proposed = fact
        .proposed
        .and_then(|proposed| left_of(*proposed, transcript, is_kept))
        .map(Box::new);
    Some(fact)
}

/// The words of each message of the client.
struct Said(Vec<BTreeSet<String>>);

impl Said {
    fn by_the_client(transcript: &Transcript) -> Self {
        let own = transcript
            .messages
            .iter()
            .filter(|message| message.from_client);
        Self(own.map(|message| words(&message.text).collect()).collect())
    }

    /// The items of a list that one message says each, with all their words.
    fn items(&self, list: &str) -> Option<String> {
        let is_said = |item: &&str| {
            self.0
                .iter()
                .any(|message| words(item).all(|word| message.contains(&word)))
        };
        let left: Vec<&str> = list.lines().filter(is_said).collect();
        (!left.is_empty()).then(|| left.join("\n"))
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}
