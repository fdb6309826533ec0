//! The desk's hours: Monday to Friday, 9:00 to 17:30, five hours behind UTC.
//!
//! Staff act in working time only. A moment becomes [`WorkTime`] and back, so that "two working
//! days later" is an addition; nights and weekends have no length there.

use rivo_core::clock::Timestamp;

/// How far the desk's wall clock is behind UTC. One offset all year: a demo needs no daylight
/// saving.
const BEHIND_UTC: i64 = 5 * 3600;
const DAY: i64 = 86_400;
const OPENS: i64 = 9 * 3600;
/// Seconds of work in a day.
pub(super) const WORKDAY: i64 = 8 * 3600 + 1800;

/// Seconds of working time since the desk's beginning of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WorkTime(i64);

impl WorkTime {
    /// The working time at a moment; outside the desk's hours that of the last closing.
    pub(super) fn at(moment: Timestamp) -> Self {
        let (day, second) = local(moment);
        // Day 0, 1970-01-01, was a Thursday: three days after a Monday.
        let (week, weekday) = ((day + 3).div_euclid(7), (day + 3).rem_euclid(7));
        if weekday >= 5 {
            return Self((week + 1) * 5 * WORKDAY);
        }
        Self((week * 5 + weekday) * WORKDAY + (second - OPENS).clamp(0, WORKDAY))
    }

    /// The moment of this working time.
    pub(super) fn moment(self) -> Timestamp {
        let (workday, second) = (self.0.div_euclid(WORKDAY), self.0.rem_euclid(WORKDAY));
        let (week, weekday) = (workday.div_euclid(5), workday.rem_euclid(5));
        let day = week * 7 + weekday - 3;
        Timestamp::from_micros(0).plus_seconds(day * DAY + OPENS + second + BEHIND_UTC)
    }

    /// This time moved by seconds of work.
    pub(super) const fn plus(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }
}

/// The desk's day number and the second of that day.
fn local(moment: Timestamp) -> (i64, i64) {
    let seconds = moment.as_micros().div_euclid(1_000_000) - BEHIND_UTC;
    (seconds.div_euclid(DAY), seconds.rem_euclid(DAY))
}

/// A moment at which people write to a chatbot: the same one, or eight hours earlier where that
/// would be deep at night.
pub(super) fn awake(moment: Timestamp) -> Timestamp {
    let (_, second) = local(moment);
    if (7 * 3600..23 * 3600).contains(&second) {
        moment
    } else {
        moment.plus_seconds(-9 * 3600)
    }
}

/// "June 12", as people write a date in a chat.
pub(super) fn date_in_words(moment: Timestamp) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    // A timestamp is written as 2026-06-12T…, which spares a calendar of our own.
    let text = moment.plus_seconds(-BEHIND_UTC).to_string();
    let mut parts = text
        .split(['-', 'T'])
        .skip(1)
        .map(|part| part.parse::<usize>().unwrap_or(1));
    let (month, day) = (parts.next().unwrap_or(1), parts.next().unwrap_or(1));
    format!("{} {day}", MONTHS[(month - 1) % 12])
}

#[cfg(test)]
mod tests {
    use super::{WORKDAY, WorkTime, awake, date_in_words};
    use rivo_core::clock::Timestamp;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn working_time_passes_over_nights_and_weekends() {
        for (from, seconds, to) in [
            ("2026-03-02T15:00:00Z", 3600, "2026-03-02T16:00:00Z"),
            // Friday 17:00 and an hour: Monday 9:30.
            ("2026-03-06T22:00:00Z", 3600, "2026-03-09T14:30:00Z"),
            // Saturday counts as Monday 9:00.
            ("2026-03-07T18:00:00Z", 60, "2026-03-09T14:01:00Z"),
            // Before the desk opens: 9:00.
            ("2026-03-03T09:00:00Z", 0, "2026-03-03T14:00:00Z"),
            ("2026-03-02T15:00:00Z", 5 * WORKDAY, "2026-03-09T15:00:00Z"),
        ] {
            assert_eq!(
                WorkTime::at(at(from)).plus(seconds).moment(),
                at(to),
                "{from}"
            );
        }
    }

    #[test]
    fn working_time_never_runs_backwards() {
        let start = at("2026-03-01T00:00:00Z");
        let times: Vec<_> = (0..2000)
            .map(|step| WorkTime::at(start.plus_seconds(step * 600)))
            .collect();
        assert!(times.is_sorted());
    }

    #[test]
    fn nobody_writes_deep_at_night() {
        assert_eq!(
            awake(at("2026-03-02T08:00:00Z")),
            at("2026-03-01T23:00:00Z")
        );
        assert_eq!(
            awake(at("2026-03-02T18:00:00Z")),
            at("2026-03-02T18:00:00Z")
        );
    }

    #[test]
    fn a_date_is_written_in_words() {
        assert_eq!(date_in_words(at("2026-06-12T15:00:00Z")), "June 12");
        assert_eq!(date_in_words(at("2026-01-01T01:00:00Z")), "December 31");
    }
}
