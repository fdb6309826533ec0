//! The summary of what stands, where the one of a run may say something else.

use std::collections::BTreeMap;

use super::rules::summary_of;
use crate::model::{
    context::{Context, Fact},
    number::numbers_in,
};

const SUMMARY: &str = "summary";

/// Tells the summary anew from the fields and the facts that stand. One that a person wrote stays,
/// and where there was none there still is none.
pub(crate) fn retell(context: &mut Context, facts: &BTreeMap<String, Fact>) {
    let is_a_persons = facts.get(SUMMARY).is_some_and(|fact| fact.locked);
    if context.summary.is_none() || is_a_persons {
        return;
    }
    let overruled: Vec<&Fact> = facts
        .values()
        .filter(|fact| fact.locked)
        .flat_map(|fact| {
            let others = fact.previous.iter().chain(fact.proposed.as_deref());
            others.filter(|other| !other.says_the_same(fact))
        })
        .collect();
    let mut told = context.clone();
    for items in [&mut told.key_points, &mut told.preferences] {
        items.retain(|item| !overruled.iter().any(|fact| repeats(item, fact)));
    }
    context.summary = summary_of(&told);
}

/// Whether a person decided a field other than a run read it.
pub(super) fn is_overruled(
    standing: &BTreeMap<String, Fact>,
    found: &BTreeMap<String, Fact>,
) -> bool {
    standing
        .iter()
        .filter(|(path, fact)| fact.locked && *path != SUMMARY)
        .any(|(path, fact)| !found.get(path).is_some_and(|it| it.says_the_same(fact)))
}

/// Whether an item says what a person overruled.
fn repeats(item: &str, fact: &Fact) -> bool {
    match (fact.as_range(), &fact.text) {
        (Some((low, high)), _) => numbers_in(item)
            .iter()
            .any(|number| is_close(number.low, low) && is_close(number.high, high)),
        (None, Some(text)) => item.to_lowercase().contains(&text.to_lowercase()),
        (None, None) => false,
    }
}

fn is_close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 0.001 * other.abs()
}
