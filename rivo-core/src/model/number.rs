//! Numbers as people write them: `$450k`, `1.2M`, `6 1/4 %`, `900-950k`, `42 lakh`, `298 000 $`,
//! "four fifty", "a hundred and ninety two thousand", "three and a quarter".
//!
//! [`numbers_in`] finds them with their place, unit and period. What a number is about (a rate, a
//! score, a house number) is for the reader to decide.

mod literal;
mod token;
mod unit;
mod words;

use std::ops::Range;

pub(crate) use self::token::{Token, TokenKind, tokens_of};

/// A number, or a range of them, in a text.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that was seen or not"
)]
pub struct Number {
    /// The value, or the lower end of a range.
    pub low: f64,
    /// The upper end of a range; equal to `low` for a single number.
    pub high: f64,
    /// Where it stands in the text, in bytes, with its sign, unit and period.
    pub span: Range<usize>,
    /// Where its figures or number words stand, without sign and unit.
    pub figures: Range<usize>,
    /// Followed by `%` or "percent".
    pub percent: bool,
    /// Beside a currency sign or word.
    pub currency: bool,
    /// Written with its magnitude: `k`, "million", "lakh".
    pub magnitude: bool,
    /// Per month, per year and so on, where the text says so.
    pub period: Option<Period>,
    /// Written in words.
    pub spelled: bool,
    /// Written with a fraction: `6.5`, `6 1/4`.
    pub fractional: bool,
    /// Written with thousands separators: `247,800`.
    pub grouped: bool,
    /// "780s", "low 700s", "800+": a bound or a band rather than a figure.
    pub band: bool,
}

/// What time a sum of money is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// Two weeks.
    TwoWeeks,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Number {
    /// Whether it is a range.
    #[must_use]
    pub fn is_range(&self) -> bool {
        self.high > self.low
    }

    /// The same with both ends multiplied.
    #[must_use]
    pub fn times(mut self, factor: f64) -> Self {
        self.low *= factor;
        self.high *= factor;
        self
    }
}

/// The numbers of a text in order. Takes time linear in its length; numbers that are part of a
/// word or code (`W2`, `401k`, `mjk125`), ordinals (`31st`) and longer runs of digits than any
/// amount has are left out.
///
/// ```
/// # use rivo_core::model::number::numbers_in;
/// let numbers = numbers_in("I owe four fifty at 6 1/4 %");
/// assert_eq!((numbers[0].low, numbers[1].low), (450.0, 6.25));
/// ```
#[must_use]
pub fn numbers_in(text: &str) -> Vec<Number> {
    read_numbers(text, &tokens_of(text))
}

/// [`numbers_in`] over tokens that are at hand.
pub(crate) fn read_numbers(text: &str, tokens: &[Token<'_>]) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let read = literal::read(text, tokens, at).or_else(|| words::read(tokens, at));
        let Some(read) = read else {
            at += if tokens[at].kind == TokenKind::Digits {
                literal::skip_of(tokens, at)
            } else {
                1
            };
            continue;
        };
        at = read.next;
        let mut number = unit::with_units(tokens, &read, &mut at);
        if numbers
            .last()
            .is_some_and(|last| number.span.start < last.span.end)
        {
            // "5 us $10": the code before the sign was the last number's.
            number.span.start = number.figures.start;
        }
        if let Some(joined) = numbers
            .last()
            .and_then(|last| range_of(text, last, &number))
        {
            number = joined;
            numbers.pop();
        }
        numbers.push(number);
    }
    numbers
}

/// `last` and `next` as one range, where the text between them says that they are one.
fn range_of(text: &str, last: &Number, next: &Number) -> Option<Number> {
    if last.is_range() || next.is_range() || last.period.is_some() && next.period.is_none() {
        return None;
    }
    let between = text.get(last.span.end..next.span.start)?;
    let word = between.trim();
    let before = text[..last.span.start].trim_end();
    let says_between = before
        .get(before.len().saturating_sub(7)..)
        .is_some_and(|tail| tail.eq_ignore_ascii_case("between"));
    let joins = match word {
        "-" | "–" | "—" | "~" => true,
        "to" | "thru" | "through" | "TO" | "a" => word != "a" || last.magnitude || last.grouped,
        "and" => says_between,
        _ => false,
    };
    if !joins || next.low <= 0.0 || last.low <= 0.0 {
        return None;
    }
    // A third part makes it a date or a phone number: 3-10-1984.
    if text[next.span.end..].starts_with('-')
        && text[next.span.end + 1..].starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    if before.ends_with('-') || is_change_from(before) {
        return None;
    }
    let mut low = last.low;
    if next.magnitude && !last.magnitude && !last.grouped && last.low < 1000.0 {
        let factor = magnitude_of(next);
        low *= factor;
    }
    let similar = low < next.low && next.low <= low * 4.0;
    if !similar || last.percent && !next.percent {
        return None;
    }
    Some(Number {
        low,
        high: next.high,
        span: last.span.start..next.span.end,
        figures: last.figures.start..next.figures.end,
        currency: last.currency || next.currency,
        magnitude: last.magnitude || next.magnitude,
        spelled: last.spelled && next.spelled,
        fractional: last.fractional || next.fractional,
        grouped: last.grouped || next.grouped,
        band: true,
        ..next.clone()
    })
}

/// "went from 1,480 to 1,615" is a change, and no range.
fn is_change_from(before: &str) -> bool {
    const CHANGES: &[&str] = &[
        "went",
        "go",
        "goes",
        "jump",
        "jumped",
        "rose",
        "raised",
        "dropped",
        "drop",
        "fell",
        "increased",
        "increase",
        "up",
        "down",
        "moved",
        "changed",
        "cut",
        "climbed",
    ];
    let mut words = before.split_whitespace().rev();
    words.next() == Some("from") && words.take(3).any(|word| CHANGES.contains(&word))
}

fn magnitude_of(number: &Number) -> f64 {
    if number.low >= 1e6 { 1e6 } else { 1e3 }
}

#[cfg(test)]
mod tests;
