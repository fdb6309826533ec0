//! What people type: checked, trimmed, refused with a sentence on its field.

use crate::{
    clock::Timestamp,
    error::{Error, Result},
};

/// A text that must be there, of at most `max_chars` characters.
pub(crate) fn required(field: &str, text: &str, max_chars: usize) -> Result<String> {
    match optional(field, Some(text), max_chars)? {
        Some(text) => Ok(text),
        None => Err(Error::invalid(field, "This field may not be blank.")),
    }
}

/// A text that may be absent; white space alone counts as absent.
pub(crate) fn optional(
    field: &str,
    text: Option<&str>,
    max_chars: usize,
) -> Result<Option<String>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if text.contains('\0') {
        return Err(Error::invalid(field, "Null characters are not allowed."));
    }
    if text.chars().count() > max_chars {
        return Err(Error::invalid(
            field,
            format!("Ensure this field has no more than {max_chars} characters."),
        ));
    }
    Ok(Some(text.to_owned()))
}

/// The days a person can mean: 1900 to 2200. PostgreSQL cannot hold all that RFC 3339 can write.
const DAYS: (i64, i64) = (-2_208_988_800_000_000, 7_258_118_400_000_000);

/// The beginning of all that [`date`] lets through.
pub(crate) fn first_date() -> Timestamp {
    Timestamp::from_micros(DAYS.0)
}

/// The end of all that [`date`] lets through.
pub(crate) fn last_date() -> Timestamp {
    Timestamp::from_micros(DAYS.1)
}

/// A date that a person can mean.
pub(crate) fn date(field: &str, at: Timestamp) -> Result<Timestamp> {
    if (DAYS.0..=DAYS.1).contains(&at.as_micros()) {
        Ok(at)
    } else {
        Err(Error::invalid(
            field,
            "Enter a date between the years 1900 and 2200.",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_and_white_space_alone_is_none() {
        assert_eq!(
            optional("remarks", Some(" yes \n"), 10).unwrap().as_deref(),
            Some("yes")
        );
        assert_eq!(optional("remarks", Some(" \n"), 10).unwrap(), None);
        assert!(required("body", " ", 10).is_err());
    }

    #[test]
    fn a_text_counts_characters_not_bytes_and_holds_no_nul() {
        assert!(required("body", "ääääää", 6).is_ok());
        assert!(required("body", "ääääääa", 6).is_err());
        assert!(required("body", "a\0b", 6).is_err());
    }

    #[test]
    fn a_date_lies_between_1900_and_2200() {
        let check = |text: &str| date("due_at", text.parse().unwrap()).is_ok();
        assert!(check("1900-01-01T00:00:00Z") && check("2200-01-01T00:00:00Z"));
        assert!(!check("1899-12-31T23:59:59Z") && !check("9999-01-01T00:00:00Z"));
    }
}
