//! What a person does to facts: correct one, take or refuse a proposal.

use super::{Context, ContextMeta, Fact, FactKind, FactSource, FactStatus, FactValue, fact_path};
use crate::{
    clock::Timestamp,
    error::FieldErrors,
    id::UserId,
    model::number::{Number, Period, numbers_in},
};

/// Sets the field at `path` to what a person says it is, or empties it with `None`.
///
/// The fact is then a person's: verified, locked, with what stood there kept in `previous`. Fails
/// with a sentence on the field `path` for an unknown path, and on the path itself for a value
/// that the field cannot hold; nothing is changed then.
pub fn correct(
    context: &mut Context,
    meta: &mut ContextMeta,
    path: &str,
    value: Option<&str>,
    by: UserId,
    at: Timestamp,
) -> Result<(), FieldErrors> {
    let known = known_path(path)?;
    let value = value.map(str::trim).filter(|value| !value.is_empty());
    let mut fact = match value {
        Some(value) => read(known.kind, value).map_err(|sentence| one_error(path, sentence))?,
        None => blank(at),
    };
    fact.by = Some(by);
    fact.at = at;
    context.set_text_at(path, fact.text.clone());
    if let Some(older) = meta.facts.remove(path) {
        fact = fact.superseding(older);
    }
    meta.facts.insert(path.to_owned(), fact);
    Ok(())
}

/// Takes what a later extraction proposed for a locked field. The fact stays locked, since a
/// person decided. What stood before keeps what was proposed then, so that [`reopen_proposal`] can
/// put both back. Fails on the field `path` when nothing is proposed there.
pub fn accept_proposal(
    context: &mut Context,
    meta: &mut ContextMeta,
    path: &str,
    by: UserId,
    at: Timestamp,
) -> Result<(), FieldErrors> {
    let known = known_path(path)?;
    let mut older = meta
        .facts
        .remove(known.path)
        .ok_or_else(|| nothing_proposed(path))?;
    let Some(proposed) = older.proposed.take() else {
        meta.facts.insert(path.to_owned(), older);
        return Err(nothing_proposed(path));
    };
    let accepted = Fact {
        source: FactSource::Human,
        status: FactStatus::Verified,
        locked: true,
        by: Some(by),
        at,
        previous: Vec::new(),
        ..(*proposed).clone()
    };
    context.set_text_at(path, accepted.text.clone());
    let mut accepted = accepted.superseding(older);
    if let Some(older) = accepted.previous.first_mut() {
        older.proposed = Some(proposed);
    }
    meta.facts.insert(path.to_owned(), accepted);
    Ok(())
}

/// Drops what a later extraction proposed for a locked field. The proposal is kept among the
/// previous facts, so that the same value is not proposed again. Fails as [`accept_proposal`].
pub fn reject_proposal(meta: &mut ContextMeta, path: &str) -> Result<(), FieldErrors> {
    known_path(path)?;
    let fact = meta
        .facts
        .get_mut(path)
        .ok_or_else(|| nothing_proposed(path))?;
    let proposed = fact.proposed.take().ok_or_else(|| nothing_proposed(path))?;
    fact.previous.insert(0, *proposed);
    fact.previous.truncate(Fact::MAX_PREVIOUS);
    Ok(())
}

/// Takes back a person's word on a proposal that said `value`: what stood before stands again, and
/// the proposal waits beside it. `false`, and nothing is changed, where that word is not the last
/// thing that was done to the fact. Fails on the field `path` for an unknown path.
pub fn reopen_proposal(
    context: &mut Context,
    meta: &mut ContextMeta,
    path: &str,
    accepted: bool,
    value: Option<&str>,
) -> Result<bool, FieldErrors> {
    known_path(path)?;
    let Some(fact) = meta.facts.get_mut(path) else {
        return Ok(false);
    };
    let says_so = |fact: &Fact| fact.text.as_deref() == value;
    let is_last = fact.previous.first().is_some_and(|last| {
        if accepted {
            says_so(fact) && last.proposed.as_deref().is_some_and(says_so)
        } else {
            says_so(last) && last.proposed.is_none()
        }
    });
    if !is_last || fact.proposed.is_some() {
        return Ok(false);
    }
    let last = fact.previous.remove(0);
    if accepted {
        let previous = std::mem::take(&mut fact.previous);
        *fact = Fact { previous, ..last };
        let is_shown = fact.status == FactStatus::Verified;
        context.set_text_at(path, fact.text.clone().filter(|_| is_shown));
    } else {
        fact.proposed = Some(Box::new(last));
    }
    Ok(true)
}

fn known_path(path: &str) -> Result<&'static super::FactPath, FieldErrors> {
    fact_path(path).ok_or_else(|| {
        let known: Vec<&str> = super::FACT_PATHS.iter().map(|known| known.path).collect();
        one_error(
            "path",
            format!(
                "\"{path}\" is no field. It may be one of: {}.",
                known.join(", ")
            ),
        )
    })
}

fn nothing_proposed(path: &str) -> FieldErrors {
    one_error("path", format!("Nothing is proposed for \"{path}\"."))
}

fn one_error(field: &str, sentence: impl Into<String>) -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.add(field, sentence);
    errors
}

fn blank(at: Timestamp) -> Fact {
    Fact {
        value: None,
        low: None,
        high: None,
        unit: None,
        text: None,
        evidence: None,
        confidence: 1.0,
        source: FactSource::Human,
        status: FactStatus::Verified,
        locked: true,
        by: None,
        at,
        previous: Vec::new(),
        proposed: None,
    }
}

fn read(kind: FactKind, value: &str) -> Result<Fact, String> {
    let moment = Timestamp::from_micros(0);
    let text_fact = |text: String| Fact {
        value: Some(FactValue::Text(text.clone())),
        text: Some(text),
        ..blank(moment)
    };
    match kind {
        FactKind::Label if value.chars().count() > 100 => {
            Err("Enter at most 100 characters.".to_owned())
        }
        FactKind::Text if value.chars().count() > 1000 => {
            Err("Enter at most 1000 characters.".to_owned())
        }
        FactKind::List if value.chars().count() > 4000 => {
            Err("Enter at most 4000 characters.".to_owned())
        }
        FactKind::Label | FactKind::Text => Ok(text_fact(value.to_owned())),
        FactKind::List => {
            let items: Vec<&str> = value
                .lines()
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .collect();
            Ok(text_fact(items.join("\n")))
        }
        FactKind::Choice(choices) => {
            let word = value.to_lowercase();
            if choices.contains(&word.as_str()) {
                Ok(text_fact(word))
            } else {
                Err(format!("Choose one of: {}.", choices.join(", ")))
            }
        }
        _ => {
            let (number, unit) = read_number(kind, value)?;
            let single = !number.is_range();
            Ok(Fact {
                value: single.then_some(FactValue::Number(number.low)),
                low: (!single).then_some(number.low),
                high: (!single).then_some(number.high),
                unit: Some(unit.to_owned()),
                text: Some(number_text(&number, unit)),
                ..blank(moment)
            })
        }
    }
}

fn read_number(kind: FactKind, value: &str) -> Result<(Number, &'static str), String> {
    let sentence = match kind {
        FactKind::Percent => "Enter a percentage, such as 6.5 or 6 1/4, or a range.",
        FactKind::Score => "Enter a credit score from 300 to 850, or a range.",
        _ => "Enter an amount, such as $247,800, 248k or 1.2M, or a range.",
    };
    let fail = || sentence.to_owned();
    let numbers = numbers_in(value);
    let [number] = numbers.as_slice() else {
        return Err(fail());
    };
    let rest = value.len() - (number.span.end - number.span.start);
    // A word or two beside the number is fine: "about 6.5", "gross".
    if rest > 24 || value.trim_start().starts_with('-') {
        return Err(fail());
    }
    let (least, most) = match kind {
        FactKind::Percent => (0.0, 100.0),
        FactKind::Score => (300.0, 850.0),
        _ => (0.0, 1e10),
    };
    let in_bounds = number.low >= least && number.high <= most;
    let fits = match kind {
        FactKind::Percent => !number.currency && !number.magnitude,
        FactKind::Score => {
            !number.currency && !number.percent && !number.fractional && !number.magnitude
        }
        _ => !number.percent,
    };
    if !(in_bounds && fits) {
        return Err(fail());
    }
    let unit = match (kind, number.period) {
        (FactKind::Income, Some(Period::Month)) => "currency_per_month",
        (FactKind::Income, Some(Period::Hour)) => "currency_per_hour",
        (FactKind::Income, Some(Period::Week)) => "currency_per_week",
        (FactKind::Income, Some(Period::TwoWeeks)) => "currency_per_two_weeks",
        (FactKind::Income, Some(Period::Day)) => "currency_per_day",
        _ => kind.unit().unwrap_or("currency"),
    };
    Ok((number.clone(), unit))
}

/// How a number of `unit` is shown to people: `$247,800`, `$3,200/mo`, `6.25%`, `700-720`.
pub(crate) fn number_text(number: &Number, unit: &str) -> String {
    number_text_with(number.low, number.high, unit, "$")
}

/// [`number_text`] with another sign of currency.
pub(crate) fn number_text_with(low: f64, high: f64, unit: &str, sign: &str) -> String {
    let one = |value: f64| match unit {
        "percent" => format!("{}%", trimmed(value, 4)),
        "score" => trimmed(value, 0),
        _ => format!("{sign}{}", with_commas(value)),
    };
    let period = match unit {
        "currency_per_hour" => "/hr",
        "currency_per_day" => "/day",
        "currency_per_week" => "/wk",
        "currency_per_two_weeks" => "/2 wk",
        "currency_per_month" => "/mo",
        "currency_per_year" => "/yr",
        _ => "",
    };
    if high > low {
        format!("{}-{}{period}", one(low), one(high))
    } else {
        format!("{}{period}", one(low))
    }
}

fn trimmed(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn with_commas(value: f64) -> String {
    let whole = (value - value.round()).abs() < 0.005;
    let text = if whole {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    };
    let (integer, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in integer.chars().enumerate() {
        if place > 0 && (integer.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !decimals.is_empty() {
        grouped.push('.');
        grouped.push_str(decimals);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(path: &str, value: &str) -> Result<(Option<String>, Fact), String> {
        let (mut context, mut meta) = (Context::default(), ContextMeta::default());
        let (by, at) = (UserId::new(), Timestamp::from_micros(1));
        correct(&mut context, &mut meta, path, Some(value), by, at)
            .map(|()| (context.text_at(path), meta.facts[path].clone()))
            .map_err(|errors| errors.0.into_values().flatten().collect())
    }

    #[test]
    fn a_correction_is_normalised_for_its_field() {
        for (path, value, text) in [
            ("loan_details.current_loan_amount", "248k", "$248,000"),
            ("loan_details.monthly_payment", "$2,011.50", "$2,011.50/mo"),
            ("loan_details.interest_rate", "6 1/4", "6.25%"),
            ("loan_details.property_value", "1.2M", "$1,200,000"),
            ("financial_info.income", "6,500 a month", "$6,500/mo"),
            ("financial_info.income", "80k", "$80,000/yr"),
            ("financial_info.credit_score", "700-720", "700-720"),
            ("loan_details.loan_type", " FHA ", "FHA"),
            ("urgency", "High", "high"),
            (
                "preferences",
                "15-year term\n\n no points",
                "15-year term\nno points",
            ),
        ] {
            let (shown, fact) = set(path, value).unwrap();
            assert_eq!(shown.as_deref(), Some(text), "{path}");
            assert!(
                fact.locked
                    && fact.source == FactSource::Human
                    && fact.status == FactStatus::Verified
            );
        }
    }

    #[test]
    fn what_a_field_cannot_hold_is_refused_with_what_it_may_be() {
        for (path, value, part) in [
            ("loan_details.interest_rate", "soon", "Enter a percentage"),
            ("loan_details.interest_rate", "$600", "Enter a percentage"),
            ("financial_info.credit_score", "900", "from 300 to 850"),
            (
                "loan_details.current_loan_amount",
                "a lot",
                "Enter an amount",
            ),
            (
                "loan_details.current_loan_amount",
                "100 or 200 or 300",
                "Enter an amount",
            ),
            ("sentiment", "angry", "positive, neutral, negative"),
            ("religion", "x", "It may be one of: intent"),
        ] {
            let sentence = set(path, value).unwrap_err();
            assert!(sentence.contains(part), "{path}: {sentence}");
        }
    }

    #[test]
    fn a_correction_keeps_what_stood_there_and_can_empty_a_field() {
        let (mut context, mut meta) = (Context::default(), ContextMeta::default());
        let (by, path) = (UserId::new(), "loan_details.interest_rate");
        correct(
            &mut context,
            &mut meta,
            path,
            Some("6.5"),
            by,
            Timestamp::from_micros(1),
        )
        .unwrap();
        correct(
            &mut context,
            &mut meta,
            path,
            None,
            by,
            Timestamp::from_micros(2),
        )
        .unwrap();
        assert_eq!(context.loan_details.interest_rate, None);
        let fact = &meta.facts[path];
        assert!(fact.locked && fact.text.is_none());
        assert_eq!(fact.previous[0].text.as_deref(), Some("6.5%"));
    }

    #[test]
    fn a_proposal_is_taken_or_refused_once() {
        let (mut context, mut meta) = (Context::default(), ContextMeta::default());
        let (by, at, path) = (
            UserId::new(),
            Timestamp::from_micros(1),
            "loan_details.interest_rate",
        );
        assert!(accept_proposal(&mut context, &mut meta, path, by, at).is_err());
        correct(&mut context, &mut meta, path, Some("6.5"), by, at).unwrap();
        assert!(reject_proposal(&mut meta, path).is_err());
        let proposal = read(FactKind::Percent, "6.25").unwrap();
        meta.facts.get_mut(path).unwrap().proposed = Some(Box::new(proposal.clone()));
        accept_proposal(&mut context, &mut meta, path, by, at).unwrap();
        assert_eq!(context.loan_details.interest_rate.as_deref(), Some("6.25%"));
        assert!(meta.facts[path].locked && meta.facts[path].proposed.is_none());
        meta.facts.get_mut(path).unwrap().proposed = Some(Box::new(proposal));
        reject_proposal(&mut meta, path).unwrap();
        assert_eq!(context.loan_details.interest_rate.as_deref(), Some("6.25%"));
    }

    #[test]
    fn the_word_on_a_proposal_is_taken_back_as_long_as_nothing_came_after_it() {
        let (mut context, mut meta) = (Context::default(), ContextMeta::default());
        let (by, path) = (UserId::new(), "loan_details.interest_rate");
        let at = Timestamp::from_micros;
        correct(&mut context, &mut meta, path, Some("7"), by, at(1)).unwrap();
        correct(&mut context, &mut meta, path, Some("6.5"), by, at(2)).unwrap();
        let proposal = read(FactKind::Percent, "6.25").unwrap();
        meta.facts.get_mut(path).unwrap().proposed = Some(Box::new(proposal));
        let before = (context.clone(), meta.clone());
        for accepted in [true, false] {
            if accepted {
                accept_proposal(&mut context, &mut meta, path, by, at(3)).unwrap();
            } else {
                reject_proposal(&mut meta, path).unwrap();
            }
            for (as_if, value) in [(accepted, "6.5%"), (!accepted, "6.25%")] {
                let value = Some(value);
                let is_done = reopen_proposal(&mut context, &mut meta, path, as_if, value);
                assert!(!is_done.unwrap(), "{as_if} {value:?}");
            }
            let decided = (context.clone(), meta.clone());
            let value = Some("6.25%");
            assert!(reopen_proposal(&mut context, &mut meta, path, accepted, value).unwrap());
            assert_eq!((&context, &meta), (&before.0, &before.1));
            let again = reopen_proposal(&mut context, &mut meta, path, accepted, value);
            assert!(!again.unwrap(), "once");
            // Somebody's correction came after it.
            (context, meta) = decided;
            correct(&mut context, &mut meta, path, Some("6"), by, at(4)).unwrap();
            let late = reopen_proposal(&mut context, &mut meta, path, accepted, value);
            assert!(!late.unwrap());
            let fact = &meta.facts[path];
            assert!(fact.previous.iter().all(|older| older.proposed.is_none()));
            (context, meta) = before.clone();
        }
        let unknown = reopen_proposal(&mut context, &mut meta, "name", true, None);
        assert!(unknown.is_err());
    }
}
