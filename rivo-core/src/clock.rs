//! Time: a [`Timestamp`] as Rivo stores it, and the [`Clock`] it comes from.
//!
//! Nothing else in the crate reads the system clock, so that a test can move time by hand.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A moment in UTC with microseconds, the finest both databases keep.
///
/// On the wire RFC 3339 with six digits, `2026-03-01T09:30:00.000000Z`; at rest `timestamptz` or
/// integer microseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `micros` microseconds after 1970-01-01T00:00:00Z.
    ///
    /// Clamped to the years -9999 to 9999, the range that can be written.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        // jiff writes no part of the second after its last whole one.
        Self(micros.clamp(
            jiff::Timestamp::MIN.as_second() * 1_000_000,
            jiff::Timestamp::MAX.as_second() * 1_000_000,
        ))
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// This moment moved by whole seconds, backwards where negative.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_micros(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Whole seconds from `earlier` to this moment; negative when `earlier` is later.
    #[must_use]
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / 1_000_000
    }

    /// What [`Display`](fmt::Display) writes, for years of four digits. A history holds two of them a
    /// message, and the general way of formatting them would be a quarter of what the answer costs.
    fn digits(self) -> Option<[u8; 27]> {
        const MICROS_A_DAY: i64 = 86_400_000_000;
        let (days, micros) = (
            self.0.div_euclid(MICROS_A_DAY),
            self.0.rem_euclid(MICROS_A_DAY),
        );
        // The civil calendar in years that begin on 1 March, as Howard Hinnant counts it.
        let day = days + 719_468;
        let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let (year, month) = if month < 10 {
            (year + era * 400, month + 3)
        } else {
            (year + era * 400 + 1, month - 9)
        };
        if !(0..=9999).contains(&year) {
            return None;
        }
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        let mut put = |end: usize, digits: usize, mut value: i64| {
            for place in (end - digits..end).rev() {
                text[place] = b'0' + u8::try_from(value % 10).unwrap_or_default();
                value /= 10;
            }
        };
        let seconds = micros / 1_000_000;
        put(4, 4, year);
        put(7, 2, month);
        put(10, 2, day);
        put(13, 2, seconds / 3_600);
        put(16, 2, seconds / 60 % 60);
        put(19, 2, seconds % 60);
        put(26, 6, micros % 1_000_000);
        Some(text)
    }

    /// The day in UTC, `2026-03-01`.
    #[must_use]
    pub fn day(self) -> String {
        self.to_jiff().strftime("%Y-%m-%d").to_string()
    }

    pub(crate) fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).expect("the constructor clamps to jiff's range")
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.to_jiff())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<jiff::Timestamp>()
            .map(|moment| Self::from_micros(moment.as_microsecond()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.digits() {
            Some(text) => {
                serializer.serialize_str(str::from_utf8(&text).expect("digits are ASCII"))
            }
            None => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse()
            .map_err(|_| D::Error::custom("must be a date and time such as 2026-03-01T09:30:00Z"))
    }
}

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the clock"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(jiff::Timestamp::now().as_microsecond())
    }
}

/// A clock that stands still until a test moves it.
#[cfg(any(test, feature = "testing"))]
#[derive(Debug)]
pub struct TestClock(std::sync::atomic::AtomicI64);

#[cfg(any(test, feature = "testing"))]
impl TestClock {
    /// A clock that shows `start`.
    #[must_use]
    pub fn new(start: Timestamp) -> Self {
        Self(start.0.into())
    }

    /// Moves the clock on.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0
            .fetch_add(seconds * 1_000_000, std::sync::atomic::Ordering::SeqCst);
    }
}

#[cfg(any(test, feature = "testing"))]
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Timestamp;

    #[test]
    fn a_timestamp_is_written_with_six_digits_and_read_back() {
        let moment: Timestamp = "2026-03-01T09:30:00Z".parse().unwrap();
        assert_eq!(moment.to_string(), "2026-03-01T09:30:00.000000Z");
        assert_eq!(moment.to_string().parse::<Timestamp>().unwrap(), moment);
    }

    proptest! {
        #[test]
        fn the_wire_has_what_display_writes(micros in prop_oneof![
            any::<i64>(),
            -62_200_000_000_000_000_i64..253_500_000_000_000_000,
            0_i64..2_000_000_000_000_000,
        ]) {
            let moment = Timestamp::from_micros(micros);
            let wire = serde_json::to_value(moment).unwrap();
            prop_assert_eq!(wire.as_str().unwrap(), moment.to_string());
        }
    }
}
