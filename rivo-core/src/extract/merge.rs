use super::retell::{is_overruled, retell};
use crate::{
    clock::Timestamp,
    extract::Extraction,
    id::RunId,
    model::context::{Context, ContextMeta, FACT_PATHS, Fact, FactStatus},
};

/// Puts an extraction onto what stands and gives what shall stand now.
///
/// A fact that two readers saw differently comes with the other reading as its proposal; one that
/// was refused or superseded before is not proposed again.
///
/// A field that a person locked keeps its value; a different one that was found becomes its
/// proposal, unless a person has refused the same before. For every other field the extraction
/// decides: a new value supersedes the old one, which is kept in `previous`; an equal one keeps
/// the history. A field that was not found again keeps what stands, since the conversation may
/// have been trimmed. A fact without evidence never shows in the context and never replaces one
/// that has evidence.
///
/// The summary is the extraction's, unless a person decided a field otherwise: then it is told anew
/// from what stands.
#[must_use]
pub fn merge(
    previous: Option<(&Context, &ContextMeta)>,
    extraction: &Extraction,
    run_id: RunId,
    up_to: i64,
    at: Timestamp,
) -> (Context, ContextMeta) {
    let (mut context, mut meta) = previous.map_or_else(Default::default, |(context, meta)| {
        (context.clone(), meta.clone())
    });
    meta.extractor = Some(extraction.extractor.clone());
    meta.run_id = Some(run_id);
    meta.up_to_position = Some(up_to);
    for (path, found) in &extraction.facts {
        let mut found = found.clone();
        found.at = at;
        found.locked = false;
        let merged = match meta.facts.remove(path) {
            Some(standing) => without_old_proposal(merge_fact(standing, found)),
            None => found,
        };
        meta.facts.insert(path.clone(), merged);
    }
    for known in &FACT_PATHS {
        let fact = meta.facts.get(known.path);
        match fact {
            Some(fact) if fact.locked => context.set_text_at(known.path, fact.text.clone()),
            Some(fact)
                if fact.status == FactStatus::Verified
                    && extraction.facts.contains_key(known.path) =>
            {
                context.set_text_at(known.path, fact.text.clone());
            }
            Some(fact) if fact.status == FactStatus::Unverified => {
                context.set_text_at(known.path, None);
            }
            Some(_) => {}
            None => take_unproven(&mut context, extraction, known.path),
        }
    }
    if is_overruled(&meta.facts, &extraction.facts) {
        retell(&mut context, &meta.facts);
    }
    (context, meta)
}

/// A field without a fact: the extraction's own words, as for a summary.
fn take_unproven(context: &mut Context, extraction: &Extraction, path: &str) {
    let text = extraction.context.text_at(path);
    if text.is_some() {
        context.set_text_at(path, text);
    }
}

fn without_old_proposal(mut fact: Fact) -> Fact {
    let is_old = fact.proposed.as_deref().is_some_and(|proposed| {
        let mut previous = fact.previous.iter();
        fact.says_the_same(proposed) || previous.any(|older| older.says_the_same(proposed))
    });
    if is_old {
        fact.proposed = None;
    }
    fact
}

fn merge_fact(mut standing: Fact, found: Fact) -> Fact {
    if standing.locked {
        let refused = standing
            .previous
            .iter()
            .any(|older| older.says_the_same(&found));
        if standing.says_the_same(&found) {
            standing.proposed = None;
        } else if !refused && found.status == FactStatus::Verified {
            standing.proposed = Some(Box::new(found));
        }
        return standing;
    }
    if standing.status == FactStatus::Verified && found.status == FactStatus::Unverified {
        return standing;
    }
    if standing.says_the_same(&found) {
        let mut same = found;
        same.previous = standing.previous;
        return same;
    }
    // What the extraction itself saw superseded comes first, then what stood here.
    let mut changed = found;
    let seen_before = changed
        .previous
        .iter()
        .any(|older| older.says_the_same(&standing));
    let own = std::mem::take(&mut changed.previous);
    if seen_before {
        let mut history = standing.previous;
        changed.previous = own;
        changed.previous.append(&mut history);
        changed.previous.dedup_by(|a, b| a.says_the_same(b));
        changed.previous.truncate(Fact::MAX_PREVIOUS);
        return changed;
    }
    let mut changed = changed.superseding(standing);
    changed.previous.splice(0..0, own);
    changed.previous.truncate(Fact::MAX_PREVIOUS);
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::UserId,
        model::context::{FactSource, FactValue, correct},
    };

    const RATE: &str = "loan_details.interest_rate";

    fn rate(value: f64, status: FactStatus) -> Fact {
        Fact {
            value: Some(FactValue::Number(value)),
            low: None,
            high: None,
            unit: Some("percent".to_owned()),
            text: Some(format!("{value}%")),
            evidence: None,
            confidence: 0.9,
            source: FactSource::Rules,
            status,
            locked: false,
            by: None,
            at: Timestamp::from_micros(0),
            previous: Vec::new(),
            proposed: None,
        }
    }

    fn found(fact: Fact) -> Extraction {
        let facts = [(RATE.to_owned(), fact)].into();
        Extraction {
            facts,
            extractor: "rules".to_owned(),
            ..Extraction::default()
        }
    }

    fn run(standing: Option<&(Context, ContextMeta)>, fact: Fact) -> (Context, ContextMeta) {
        let standing = standing.map(|(context, meta)| (context, meta));
        merge(
            standing,
            &found(fact),
            RunId::new(),
            7,
            Timestamp::from_micros(9),
        )
    }

    #[test]
    fn a_new_value_supersedes_the_old_one_which_is_kept() {
        let first = run(None, rate(6.5, FactStatus::Verified));
        assert_eq!(first.0.loan_details.interest_rate.as_deref(), Some("6.5%"));
        let second = run(Some(&first), rate(6.25, FactStatus::Verified));
        assert_eq!(
            second.0.loan_details.interest_rate.as_deref(),
            Some("6.25%")
        );
        assert_eq!(
            second.1.facts[RATE].previous[0].text.as_deref(),
            Some("6.5%")
        );
        let third = run(Some(&second), rate(6.25, FactStatus::Verified));
        assert_eq!(third.1.facts[RATE].previous.len(), 1);
        assert_eq!(third.1.up_to_position, Some(7));
    }

    #[test]
    fn a_locked_field_only_gets_a_proposal() {
        let mut standing = (Context::default(), ContextMeta::default());
        correct(
            &mut standing.0,
            &mut standing.1,
            RATE,
            Some("7"),
            UserId::new(),
            Timestamp::from_micros(1),
        )
        .unwrap();
        let after = run(Some(&standing), rate(6.25, FactStatus::Verified));
        assert_eq!(after.0.loan_details.interest_rate.as_deref(), Some("7%"));
        assert_eq!(
            after.1.facts[RATE]
                .proposed
                .as_ref()
                .unwrap()
                .text
                .as_deref(),
            Some("6.25%")
        );
        let same = run(Some(&after), rate(7.0, FactStatus::Verified));
        assert!(same.1.facts[RATE].proposed.is_none());
    }

    #[test]
    fn an_unverified_fact_never_shows() {
        let alone = run(None, rate(6.5, FactStatus::Unverified));
        assert_eq!(alone.0.loan_details.interest_rate, None);
        let standing = run(None, rate(6.5, FactStatus::Verified));
        let after = run(Some(&standing), rate(9.0, FactStatus::Unverified));
        assert_eq!(after.0.loan_details.interest_rate.as_deref(), Some("6.5%"));
    }
}
