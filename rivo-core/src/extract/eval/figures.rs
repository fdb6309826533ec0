use crate::model::number::{Number, Token, read_numbers, tokens_of};

/// The sums of money and percentages in a text.
///
/// Where any number has a currency or a percent sign, those are the sums; otherwise the numbers
/// that are neither dates, times nor the numbers of accounts.
#[must_use]
pub fn sums_in(text: &str) -> Vec<f64> {
    let tokens = tokens_of(text);
    let numbers = read_numbers(text, &tokens);
    let marked = |number: &&Number| number.currency || number.percent;
    if numbers.iter().any(|number| marked(&number)) {
        return ends(numbers.iter().filter(marked));
    }
    ends(
        numbers
            .iter()
            .filter(|number| !is_date_or_code(&tokens, number, numbers.len())),
    )
}

fn ends<'n>(numbers: impl Iterator<Item = &'n Number>) -> Vec<f64> {
    numbers
        .flat_map(|number| {
            if number.is_range() {
                vec![number.low, number.high]
            } else {
                vec![number.low]
            }
        })
        .collect()
}

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

fn is_date_or_code(tokens: &[Token<'_>], number: &Number, count: usize) -> bool {
    let first = tokens.partition_point(|token| token.start < number.span.start);
    let next = tokens.partition_point(|token| token.start < number.span.end);
    let before = |back: usize| first.checked_sub(back).map_or("", |at| tokens[at].lower());
    let after = tokens.get(next).map_or("", Token::lower);
    let plain = !number.magnitude && !number.grouped && !number.fractional && !number.spelled;
    if !plain || count == 1 {
        return false;
    }
    let year = (1900.0..2100.0).contains(&number.low)
        && (MONTHS.contains(&before(1)) || MONTHS.contains(&before(2)) || before(1) == "in");
    let year = year
        || (1900.0..2100.0).contains(&number.low)
            && (2..=3).any(|back| MONTHS.contains(&before(back)));
    let of_date = MONTHS.contains(&before(1))
        || MONTHS.contains(&after)
        || matches!(before(1), "date" | "time" | "dated" | "on")
        || matches!(
            (before(2), before(1)),
            ("date", "was" | "on" | "is") | ("time", "was" | "is")
        );
    let of_time = matches!(
        after,
        "am" | "pm" | "days" | "day" | "hours" | "weeks" | "months" | "years"
    ) || after == "afternoon";
    let time_run = tokens
        .get(next + 1)
        .is_some_and(|token| token.is_one_of(&["am", "pm"]));
    let of_code = (1..=2).any(|back| {
        matches!(
            before(back),
            "account"
                | "card"
                | "pin"
                | "order"
                | "ssn"
                | "ending"
                | "#"
                | "number"
                | "code"
                | "id"
        )
    });
    year || of_date || of_time || time_run || of_code
}
