//! Loan to value, debt to income and the monthly payment, worked out from facts.
//!
//! Pure arithmetic on what the client said: always an estimate, never an offer. Each result names
//! what it was worked out from and, when it cannot be, what is missing. A range in gives a range
//! out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::context::Fact;

/// A figure worked out from facts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Estimate {
    /// `percent` or `currency_per_month`.
    pub unit: &'static str,
    /// The lower end; null when inputs are missing.
    pub low: Option<f64>,
    /// The upper end, equal to `low` where all inputs are single numbers.
    pub high: Option<f64>,
    /// The paths of the facts that were used.
    pub inputs: Vec<String>,
    /// The paths of the facts that would be needed, where the figure is null.
    pub missing: Vec<String>,
    /// What was taken for granted, for people to read.
    pub assumptions: Vec<String>,
}

/// All estimates about a client.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Estimates {
    /// The loan as a share of the property's value.
    pub loan_to_value: Estimate,
    /// The mortgage payment as a share of gross income. Other debts are not in it.
    pub housing_ratio: Estimate,
    /// Principal and interest a month over 30 years at the present rate.
    pub monthly_payment: Estimate,
}

const LOAN: &str = "loan_details.current_loan_amount";
const VALUE: &str = "loan_details.property_value";
const RATE: &str = "loan_details.interest_rate";
const PAYMENT: &str = "loan_details.monthly_payment";
const INCOME: &str = "financial_info.income";

const ONLY_THE_MORTGAGE: &str = "Only the mortgage payment is counted, no other debts.";
const HOURS_A_YEAR: &str = "An hourly wage is counted as 2,080 hours a year.";
const THIRTY_YEARS: &str = "30 years, principal and interest only.";
/// All that may be taken for granted.
#[cfg(test)]
pub(crate) const ASSUMPTIONS: [&str; 3] = [ONLY_THE_MORTGAGE, HOURS_A_YEAR, THIRTY_YEARS];

type Ends = (f64, f64);

/// Works out what the facts allow.
#[must_use]
pub fn estimates(facts: &BTreeMap<String, Fact>) -> Estimates {
    Estimates {
        loan_to_value: loan_to_value(facts),
        housing_ratio: housing_ratio(facts),
        monthly_payment: payment_on_loan(facts),
    }
}

fn loan_to_value(facts: &BTreeMap<String, Fact>) -> Estimate {
    from_two(facts, "percent", [LOAN, VALUE], |loan, value| {
        (100.0 * loan.0 / value.1, 100.0 * loan.1 / value.0)
    })
}

fn housing_ratio(facts: &BTreeMap<String, Fact>) -> Estimate {
    let mut estimate = from_two(facts, "percent", [PAYMENT, INCOME], |payment, income| {
        (100.0 * payment.0 / income.1, 100.0 * payment.1 / income.0)
    });
    if estimate.low.is_some() {
        estimate.assumptions.push(ONLY_THE_MORTGAGE.to_owned());
        if facts
            .get(INCOME)
            .is_some_and(|fact| fact.unit.as_deref() == Some("currency_per_hour"))
        {
            estimate.assumptions.push(HOURS_A_YEAR.to_owned());
        }
    }
    estimate
}

fn payment_on_loan(facts: &BTreeMap<String, Fact>) -> Estimate {
    let mut estimate = from_two(facts, "currency_per_month", [LOAN, RATE], |loan, rate| {
        (
            monthly_payment(loan.0, rate.0, 360),
            monthly_payment(loan.1, rate.1, 360),
        )
    });
    if estimate.low.is_some() {
        estimate.assumptions.push(THIRTY_YEARS.to_owned());
    }
    estimate
}

fn from_two(
    facts: &BTreeMap<String, Fact>,
    unit: &'static str,
    paths: [&str; 2],
    work_out: impl Fn(Ends, Ends) -> Ends,
) -> Estimate {
    let ends = paths.map(|path| {
        facts
            .get(path)
            .and_then(|fact| monthly_where_periodic(path, fact))
    });
    let missing = paths.iter().zip(&ends).filter(|(_, ends)| ends.is_none());
    let mut estimate = Estimate {
        unit,
        low: None,
        high: None,
        inputs: Vec::new(),
        missing: missing.map(|(path, _)| (*path).to_owned()).collect(),
        assumptions: Vec::new(),
    };
    if let [Some(first), Some(second)] = ends {
        let (low, high) = work_out(first, second);
        estimate.low = Some(round_to_cents(low));
        estimate.high = Some(round_to_cents(high));
        estimate.inputs = paths.map(str::to_owned).to_vec();
    }
    estimate
}

/// The ends of a fact; income as a month's. `None` for what is no positive number.
fn monthly_where_periodic(path: &str, fact: &Fact) -> Option<Ends> {
    let (low, high) = fact.as_range()?;
    let factor = if path == INCOME {
        periods_a_year(fact.unit.as_deref()) / 12.0
    } else {
        1.0
    };
    (low > 0.0 && high.is_finite()).then_some((low * factor, high * factor))
}

/// How often a year an income of this unit comes.
fn periods_a_year(unit: Option<&str>) -> f64 {
    match unit {
        Some("currency_per_month") => 12.0,
        Some("currency_per_hour") => 2080.0,
        Some("currency_per_day") => 260.0,
        Some("currency_per_week") => 52.0,
        Some("currency_per_two_weeks") => 26.0,
        _ => 1.0,
    }
}

/// An income as a year's, whatever its period; of a range the middle.
pub(crate) fn yearly_income(fact: &Fact) -> Option<f64> {
    Some(fact.as_number()? * periods_a_year(fact.unit.as_deref()))
}

/// The payment a month that pays off `principal` at `rate_percent` a year in `months`.
///
/// ```
/// # use rivo_core::model::mortgage::monthly_payment;
/// assert_eq!(monthly_payment(200_000.0, 6.0, 360).round(), 1199.0);
/// assert_eq!(monthly_payment(36_000.0, 0.0, 360), 100.0);
/// ```
#[must_use]
pub fn monthly_payment(principal: f64, rate_percent: f64, months: u32) -> f64 {
    let months = f64::from(months.max(1));
    let rate = rate_percent / 1200.0;
    if rate.abs() < 1e-12 {
        return principal / months;
    }
    principal * rate / (1.0 - (1.0 + rate).powf(-months))
}

fn round_to_cents(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Timestamp,
        id::UserId,
        model::context::{Context, ContextMeta, correct},
    };

    fn facts(values: &[(&str, &str)]) -> BTreeMap<String, Fact> {
        let (mut context, mut meta) = (Context::default(), ContextMeta::default());
        for (path, value) in values {
            correct(
                &mut context,
                &mut meta,
                path,
                Some(value),
                UserId::new(),
                Timestamp::from_micros(0),
            )
            .unwrap();
        }
        meta.facts
    }

    #[test]
    fn figures_follow_from_facts_and_name_them() {
        let estimates = estimates(&facts(&[
            (LOAN, "200k"),
            (VALUE, "250k"),
            (RATE, "6"),
            (PAYMENT, "1,500"),
            (INCOME, "72k"),
        ]));
        assert_eq!(estimates.loan_to_value.low, Some(80.0));
        assert_eq!(estimates.housing_ratio.high, Some(25.0));
        assert_eq!(estimates.monthly_payment.low, Some(1199.1));
        assert_eq!(estimates.loan_to_value.inputs, [LOAN, VALUE]);
        assert!(!estimates.monthly_payment.assumptions.is_empty());
    }

    #[test]
    fn a_range_in_gives_a_range_out() {
        let estimates = estimates(&facts(&[(LOAN, "200k"), (VALUE, "250k-400k")]));
        assert_eq!(
            (estimates.loan_to_value.low, estimates.loan_to_value.high),
            (Some(50.0), Some(80.0))
        );
    }

    #[test]
    fn what_is_missing_is_named_and_nothing_is_divided_by_zero() {
        let estimates = estimates(&facts(&[(LOAN, "200k"), (VALUE, "0")]));
        assert_eq!(estimates.loan_to_value.missing, [VALUE]);
        assert_eq!(estimates.monthly_payment.missing, [RATE]);
        assert_eq!(estimates.monthly_payment.low, None);
    }
}
