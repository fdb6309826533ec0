//! Whether a number can be a value of a slot, and in which unit.

use super::Slot;
use crate::model::number::{Number, Period};

/// The number as a value of the slot, scaled as people leave out thousands ("worth 480"), or
/// `None` where it cannot be one.
pub(in crate::extract::rules) fn fitted(slot: Slot, number: &Number) -> Option<Number> {
    let plain = !number.magnitude && !number.grouped;
    let low = number.low;
    let within = |number: Number, least: f64, most: f64| {
        (number.low >= least && number.high <= most).then_some(number)
    };
    match slot {
        Slot::Loan | Slot::Value => {
            if number.percent || number.period.is_some_and(|period| period != Period::Year) {
                return None;
            }
            let scaled = if plain
                && low < 10.0
                && number.fractional
                && (1.0..5.0).contains(&low)
                && !number.currency
            {
                number.clone().times(1e6)
            } else if plain && !number.fractional && (20.0..2000.0).contains(&low) {
                number.clone().times(1e3)
            } else {
                number.clone()
            };
            within(scaled, 5_000.0, 1e9)
        }
        Slot::Payment => {
            if number.percent || matches!(number.period, Some(Period::Year | Period::Hour)) {
                return None;
            }
            let scaled =
                if plain && number.fractional && (1.0..10.0).contains(&low) && !number.currency {
                    number.clone().times(1e3)
                } else {
                    number.clone()
                };
            within(scaled, 100.0, 150_000.0)
        }
        Slot::Rate => {
            if number.currency || number.magnitude || number.grouped || number.period.is_some() {
                return None;
            }
            let scaled = if (200.0..1500.0).contains(&low) && number.spelled {
                number.clone().times(0.01)
            } else if low < 0.2 && !number.percent {
                number.clone().times(100.0)
            } else {
                number.clone()
            };
            within(scaled, 0.5, 18.0)
        }
        Slot::Score => {
            let whole = !number.fractional
                && !number.currency
                && !number.percent
                && !number.magnitude
                && !number.grouped;
            within(number.clone(), 300.0, 900.0).filter(|_| whole && number.period.is_none())
        }
        Slot::Dti => {
            if number.currency || number.magnitude || number.grouped {
                return None;
            }
            let scaled = if low < 1.0 {
                number.clone().times(100.0)
            } else {
                number.clone()
            };
            within(scaled, 2.0, 95.0)
        }
        Slot::Income => {
            if number.percent {
                return None;
            }
            let thousands = match number.period {
                None | Some(Period::Year) => !number.fractional && (15.0..1000.0).contains(&low),
                Some(Period::Month) => number.fractional && (1.0..20.0).contains(&low),
                Some(_) => false,
            };
            let scaled = if plain && thousands {
                number.clone().times(1e3)
            } else {
                number.clone()
            };
            let least = match scaled.period {
                Some(Period::Hour) => 5.0,
                Some(Period::Day | Period::Week | Period::TwoWeeks) => 50.0,
                _ => 500.0,
            };
            within(scaled, least, 1e8)
        }
        _ => Some(number.clone()),
    }
}

/// The unit of a value in the slot.
pub(in crate::extract::rules) fn unit_of(slot: Slot, number: &Number) -> &'static str {
    match slot {
        Slot::Rate | Slot::Dti => "percent",
        Slot::Score => "score",
        Slot::Payment => "currency_per_month",
        Slot::Income => match number.period {
            Some(Period::Hour) => "currency_per_hour",
            Some(Period::Day) => "currency_per_day",
            Some(Period::Week) => "currency_per_week",
            Some(Period::TwoWeeks) => "currency_per_two_weeks",
            Some(Period::Month) => "currency_per_month",
            // Nobody who applies for a mortgage earns this little a year.
            None if number.low < 20_000.0 => "currency_per_month",
            _ => "currency_per_year",
        },
        _ => "currency",
    }
}
