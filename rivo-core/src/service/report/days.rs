//! The days a report looks at.

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};

use crate::{
    api::report::ReportDays,
    clock::Timestamp,
    error::{Error, Result},
    service::select::Select,
};

const DEFAULT_DAYS: i32 = 30;
/// Ten years and a few days.
const MAX_DAYS: i32 = 3_660;

/// Whole days in UTC.
#[derive(Clone, Debug)]
pub(super) struct Days {
    /// The first day, `2026-03-01`.
    pub(super) from: String,
    /// The last day, itself included.
    pub(super) until: String,
    begins: Timestamp,
    /// The first moment after them.
    ends: Timestamp,
}

impl Days {
    pub(super) fn read(asked: &ReportDays, now: Timestamp) -> Result<Self> {
        let until = match asked.until.as_deref() {
            Some(text) => day("until", text)?,
            None => day("until", &now.day())?,
        };
        let from = match asked.from.as_deref() {
            Some(text) => day("from", text)?,
            None => until.saturating_sub((DEFAULT_DAYS - 1).days()),
        };
        let length = (until - from).get_days();
        if !(0..MAX_DAYS).contains(&length) {
            return Err(Error::invalid(
                "from",
                "Enter a day that is not after the last one, and at most ten years before it.",
            ));
        }
        Ok(Self {
            from: from.to_string(),
            until: until.to_string(),
            begins: midnight(from)?,
            ends: midnight(until.saturating_add(1.day()))?,
        })
    }

    /// The first moment after them.
    pub(super) const fn ends(&self) -> Timestamp {
        self.ends
    }

    /// Narrows a statement to rows from the first of these days on.
    pub(super) fn narrow_from(&self, select: &mut Select<'_>, column: &str) {
        select.and(&format!("{column} >= ?"), [self.begins.into()]);
    }

    /// Narrows a statement to rows of these days by a column.
    pub(super) fn narrow(&self, select: &mut Select<'_>, column: &str) {
        self.narrow_from(select, column);
        select.and(&format!("{column} < ?"), [self.ends.into()]);
    }
}

fn day(field: &str, text: &str) -> Result<Date> {
    text.parse::<Date>()
        .ok()
        .filter(|day| (1900..2200).contains(&day.year()))
        .ok_or_else(|| Error::invalid(field, "Enter a day such as 2026-03-01."))
}

fn midnight(day: Date) -> Result<Timestamp> {
    let moment = day
        .to_zoned(TimeZone::UTC)
        .map_err(|error| Error::internal("reading a day", error))?;
    Ok(Timestamp::from_micros(moment.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(from: Option<&str>, until: Option<&str>) -> Result<Days> {
        let asked = ReportDays {
            from: from.map(str::to_owned),
            until: until.map(str::to_owned),
            format: None,
        };
        Days::read(&asked, "2026-03-02T23:59:00Z".parse().unwrap())
    }

    #[test]
    fn days_are_whole_and_the_last_one_counts() {
        let days = read(None, None).unwrap();
        assert_eq!(
            (days.from.as_str(), days.until.as_str()),
            ("2026-02-01", "2026-03-02")
        );
        assert_eq!(days.ends, "2026-03-03T00:00:00Z".parse().unwrap());
        let days = read(Some("2026-01-01"), Some("2026-01-01")).unwrap();
        assert_eq!(days.ends.seconds_since(days.begins), 86_400);
        let days = read(None, Some("2026-01-31")).unwrap();
        assert_eq!(days.from, "2026-01-02");
    }

    #[test]
    fn what_is_no_span_is_refused() {
        for (from, until) in [
            (Some("2026-03-02"), Some("2026-03-01")),
            (Some("2000-01-01"), Some("2026-03-01")),
            (Some("yesterday"), None),
            (None, Some("2026-13-01")),
            (Some("-009999-01-01"), None),
            (None, Some("9999-12-31")),
        ] {
            assert!(read(from, until).is_err(), "{from:?} {until:?}");
        }
    }
}
