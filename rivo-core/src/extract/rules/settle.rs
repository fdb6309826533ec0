//! Which of several statements stands at the end.

use std::collections::BTreeMap;

use super::slot::Slot;
use crate::model::context::{Context, Fact};

/// A value that was read, with its place.
pub(super) struct Candidate {
    pub(super) fact: Fact,
    pub(super) strength: u8,
}

/// The last statement wins, except over a plainer one; the others are what stood before.
pub(super) fn settle(path: &str, candidates: Vec<Candidate>) -> Option<Fact> {
    let label = path.ends_with("_type") || path.ends_with("_status");
    let mut winner: Option<Candidate> = None;
    let mut older: Vec<Fact> = Vec::new();
    for candidate in candidates {
        let Some(standing) = winner.take() else {
            winner = Some(candidate);
            continue;
        };
        let wins = if label {
            candidate.strength >= standing.strength.max(1)
        } else {
            candidate.strength >= standing.strength
        };
        let (next, lost) = if wins {
            (candidate, standing)
        } else {
            (standing, candidate)
        };
        if !lost.fact.says_the_same(&next.fact) && wins {
            older.insert(0, lost.fact);
        }
        winner = Some(next);
    }
    let mut fact = winner?.fact;
    older.truncate(Fact::MAX_PREVIOUS);
    fact.previous = older;
    Some(fact)
}

/// A payment as large as the loan, or a loan many times the value, was misread.
pub(super) fn drop_what_cannot_be(context: &mut Context, facts: &mut BTreeMap<String, Fact>) {
    let number = |facts: &BTreeMap<String, Fact>, slot: Slot| {
        slot.path()
            .and_then(|path| facts.get(path))
            .and_then(Fact::as_number)
    };
    let loan = number(facts, Slot::Loan);
    let payment = number(facts, Slot::Payment);
    if let (Some(loan), Some(payment)) = (loan, payment)
        && payment * 6.0 > loan
    {
        let path = "loan_details.monthly_payment";
        facts.remove(path);
        context.set_text_at(path, None);
    }
}
