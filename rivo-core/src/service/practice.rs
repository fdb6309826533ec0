//! What a loan officer works: the rules of its fields.

use std::collections::BTreeMap;

use crate::{
    api::user::{Practice, UpdateUser},
    error::{FieldErrors, Result},
    model::{area_code, validate::search_fold},
};

/// More open clients than anybody can carry.
const MOST_CLIENTS: i64 = 10_000;
/// Numbers of the NMLS have seven digits today.
const MAX_NMLS_DIGITS: usize = 12;

/// Says at the field what is wrong with it.
pub(super) fn check(practice: &Practice, errors: &mut FieldErrors) {
    for state in &practice.licence_states {
        if !area_code::is_state(&state.trim().to_ascii_uppercase()) {
            errors.add(
                "licence_states",
                format!("\"{state}\" is not the USPS code of a state or territory, such as CA."),
            );
        }
    }
    if practice
        .capacity
        .is_some_and(|capacity| !(0..=MOST_CLIENTS).contains(&capacity))
    {
        errors.add(
            "capacity",
            format!("Ensure this value is between 0 and {MOST_CLIENTS}."),
        );
    }
    if let Some(nmls_id) = practice.nmls_id.as_deref().map(str::trim) {
        let is_number = nmls_id.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || nmls_id.len() > MAX_NMLS_DIGITS {
            errors.add(
                "nmls_id",
                format!("An NMLS ID is a number of up to {MAX_NMLS_DIGITS} digits."),
            );
        }
    }
}

/// A practice from the fields of a row of text; what cannot be read is said at its field.
pub(super) fn read(values: &BTreeMap<String, String>, errors: &mut FieldErrors) -> Practice {
    let text = |field: &str| {
        let value = values.get(field).map(|value| value.trim());
        value.filter(|value| !value.is_empty())
    };
    let between = |sign: char| sign.is_whitespace() || matches!(sign, ',' | ';' | '/' | '|');
    let states = text("licence_states").into_iter();
    Practice {
        licence_states: states
            .flat_map(|states| states.split(between))
            .filter(|state| !state.is_empty())
            .map(str::to_owned)
            .collect(),
        capacity: text("capacity").and_then(|number| {
            let capacity = number.parse().ok();
            if capacity.is_none() {
                errors.add("capacity", "A valid integer is required.");
            }
            capacity
        }),
        takes_leads: text("takes_leads").is_some_and(|word| {
            let said = is_yes(&search_fold(word));
            if said.is_none() {
                errors.add("takes_leads", "Must be a valid boolean.");
            }
            said == Some(true)
        }),
        nmls_id: text("nmls_id").map(str::to_owned),
    }
}

fn is_yes(word: &str) -> Option<bool> {
    match word {
        "true" | "yes" | "y" | "1" | "si" => Some(true),
        "false" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// The same as it is stored: codes in capitals, in order, each once; an empty number is none.
pub(super) fn in_order(mut practice: Practice) -> Practice {
    for state in &mut practice.licence_states {
        *state = state.trim().to_ascii_uppercase();
    }
    practice.licence_states.sort_unstable();
    practice.licence_states.dedup();
    practice.nmls_id = practice
        .nmls_id
        .map(|nmls_id| nmls_id.trim().to_owned())
        .filter(|nmls_id| !nmls_id.is_empty());
    practice
}

/// The practice as an update wants it.
pub(super) fn updated(before: &Practice, update: &UpdateUser) -> Result<Practice> {
    let mut after = before.clone();
    if let Some(licence_states) = &update.licence_states {
        after.licence_states.clone_from(licence_states);
    }
    if let Some(capacity) = update.capacity {
        after.capacity = capacity;
    }
    if let Some(takes_leads) = update.takes_leads {
        after.takes_leads = takes_leads;
    }
    if let Some(nmls_id) = &update.nmls_id {
        after.nmls_id.clone_from(nmls_id);
    }
    let mut errors = FieldErrors::default();
    check(&after, &mut errors);
    errors.into_result()?;
    Ok(in_order(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_text_is_read_as_people_write_it() {
        let row = |values: &[(&str, &str)]| {
            let owned = |(field, value): &(&str, &str)| ((*field).to_owned(), (*value).to_owned());
            let values: BTreeMap<String, String> = values.iter().map(owned).collect();
            let mut errors = FieldErrors::default();
            let practice = read(&values, &mut errors);
            check(&practice, &mut errors);
            (in_order(practice), errors.0.into_keys().collect::<Vec<_>>())
        };
        let (practice, errors) = row(&[
            ("licence_states", "tx, CA;ny"),
            ("capacity", " 40 "),
            ("takes_leads", "Sí"),
            ("nmls_id", "123456"),
        ]);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(practice.licence_states, ["CA", "NY", "TX"]);
        assert_eq!((practice.capacity, practice.takes_leads), (Some(40), true));
        assert_eq!(row(&[("capacity", " ")]), (Practice::default(), vec![]));
        let (_, errors) = row(&[
            ("licence_states", "Texas"),
            ("capacity", "many"),
            ("takes_leads", "perhaps"),
            ("nmls_id", "12a"),
        ]);
        let all = ["capacity", "licence_states", "nmls_id", "takes_leads"];
        assert_eq!(errors, all);
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let practice = |states: &[&str], capacity, nmls_id: Option<&str>| Practice {
            licence_states: states.iter().map(|&state| state.to_owned()).collect(),
            capacity,
            takes_leads: true,
            nmls_id: nmls_id.map(str::to_owned),
        };
        for (wrong, field) in [
            (practice(&["CA", "XX"], None, None), "licence_states"),
            (practice(&[""], None, None), "licence_states"),
            (practice(&[], Some(-1), None), "capacity"),
            (practice(&[], Some(10_001), None), "capacity"),
            (practice(&[], None, Some("12a")), "nmls_id"),
            (practice(&[], None, Some("1234567890123")), "nmls_id"),
        ] {
            let mut errors = FieldErrors::default();
            check(&wrong, &mut errors);
            assert_eq!(errors.0.keys().collect::<Vec<_>>(), [field], "{wrong:?}");
        }
        let right = practice(&[" tx", "CA", "ca"], Some(0), Some(" 123456 "));
        let mut errors = FieldErrors::default();
        check(&right, &mut errors);
        assert!(errors.0.is_empty());
        let stored = in_order(right);
        assert_eq!(stored.licence_states, ["CA", "TX"]);
        assert_eq!(stored.nmls_id.as_deref(), Some("123456"));
        assert_eq!(in_order(practice(&[], None, Some(" "))).nmls_id, None);
    }
}
