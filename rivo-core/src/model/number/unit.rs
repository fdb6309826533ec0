//! What stands beside the figures: currency, magnitude, percent, period.

use super::{
    Number, Period,
    literal::Read,
    token::{Token, TokenKind},
    words::{is_almost, multiplier_of, tens_of},
};

/// The whole number around `read`; `at` moves behind it.
pub(super) fn with_units(tokens: &[Token<'_>], read: &Read, at: &mut usize) -> Number {
    let figures = tokens[read.first].start..tokens[read.next - 1].end();
    let mut number = Number {
        low: read.value,
        high: read.value,
        span: figures.clone(),
        figures,
        percent: false,
        currency: false,
        magnitude: read.magnitude,
        period: None,
        spelled: read.spelled,
        fractional: read.fractional,
        grouped: read.grouped,
        band: false,
    };
    take_currency_before(tokens, read.first, &mut number);
    take_band(tokens, read.first, at, &mut number);
    if !number.band {
        take_magnitude(tokens, at, &mut number);
    }
    take_currency_after(tokens, at, &mut number);
    take_plus(tokens, at, &mut number);
    take_percent(tokens, at, &mut number);
    take_period(tokens, at, &mut number);
    number
}

fn take_currency_before(tokens: &[Token<'_>], first: usize, number: &mut Number) {
    let Some(before) = first.checked_sub(1).map(|before| &tokens[before]) else {
        return;
    };
    let sign = matches!(before.text, "$" | "£" | "€" | "₹");
    let code = before.is_one_of(&["usd", "gbp", "eur", "inr", "cad", "aud", "rs"]);
    let rs_with_point = before.text == "." && first >= 2 && tokens[first - 2].is("rs");
    if !(sign || code || rs_with_point) {
        return;
    }
    number.currency = true;
    number.span.start = before.start;
    if rs_with_point {
        number.span.start = tokens[first - 2].start;
    }
    // US$, aud$, us $
    if sign
        && first >= 2
        && tokens[first - 2].is_one_of(&["us", "usd", "aud", "cad", "c", "a", "ca", "nz"])
    {
        let code = &tokens[first - 2];
        if !before.spaced || code.is("us") {
            number.span.start = code.start;
        }
    }
}

/// "780s", "low 700s", "mid-600s".
fn take_band(tokens: &[Token<'_>], first: usize, at: &mut usize, number: &mut Number) {
    let plural = tokens
        .get(*at)
        .is_some_and(|next| !next.spaced && next.is_one_of(&["s", "'s"]))
        || tokens
            .get(*at)
            .is_some_and(|next| matches!(next.text, "'" | "’") && !next.spaced)
            && tokens
                .get(*at + 1)
                .is_some_and(|next| next.is("s") && !next.spaced);
    if !plural || number.fractional || number.currency || number.low < 10.0 {
        return;
    }
    let width = if number.low % 1000.0 == 0.0 {
        1000.0
    } else if number.low % 100.0 == 0.0 {
        100.0
    } else if number.low % 10.0 == 0.0 {
        10.0
    } else {
        return;
    };
    *at += if tokens[*at].is_one_of(&["s", "'s"]) {
        1
    } else {
        2
    };
    let mut qualifier = first.checked_sub(1);
    if qualifier.is_some_and(|before| tokens[before].text == "-") {
        qualifier = first.checked_sub(2);
    }
    let (low, high): (f64, f64) = match qualifier.map(|before| tokens[before].lower()) {
        Some("low" | "lower" | "early") => (0.0, 0.3),
        Some("mid" | "middle") => (0.4, 0.6),
        Some("high" | "upper" | "late") => (0.7, 0.99),
        _ => (0.0, 1.0 - 1.0 / width),
    };
    if let Some(before) = qualifier.filter(|_| low > 0.0 || high < 0.5) {
        number.span.start = tokens[before].start;
    }
    let base = number.low;
    number.low = base + (low * width).round();
    number.high = base + (high * width).round();
    number.band = true;
    number.span.end = tokens[*at - 1].end();
}

fn take_magnitude(tokens: &[Token<'_>], at: &mut usize, number: &mut Number) {
    if number.spelled {
        // Words have taken theirs; only "k" and the like may follow: "twenty MUSD", "sixty k".
        let Some(next) = tokens
            .get(*at)
            .filter(|next| next.is_one_of(&["k", "musd"]))
        else {
            return;
        };
        let factor = multiplier_of(next.lower()).unwrap_or(1.0);
        number.low *= factor;
        number.high *= factor;
        number.magnitude = true;
        number.currency |= next.is("musd");
        number.span.end = next.end();
        *at += 1;
        return;
    }
    let mut unit = 1.0;
    let mut total = 0.0;
    while let Some(next) = tokens.get(*at).filter(|next| next.kind == TokenKind::Word) {
        let Some(factor) = multiplier_of(next.lower()).filter(|_| unit < 1e9) else {
            break;
        };
        // "3 m" may be metres or months, "5 b" a flat; glued they are millions and billions.
        let short = matches!(next.lower(), "m" | "b" | "cr");
        if short && next.spaced && !number.currency && !next.is("cr") {
            break;
        }
        // "450 mil" is Spanish for 450 thousand, "1.2 mil" is English for 1.2 million.
        let spanish =
            next.is("mil") && number.low >= 10.0 && !number.fractional && !number.currency;
        unit *= if spanish { 1e3 } else { factor };
        number.magnitude = true;
        number.span.end = next.end();
        *at += 1;
        // "42 lakh 35 thousand"
        let [digits, more, ..] = &tokens[*at..] else {
            break;
        };
        let smaller = multiplier_of(more.lower())
            .filter(|smaller| *smaller < unit && *smaller >= 1e3 && unit >= 1e5);
        if digits.kind != TokenKind::Digits || smaller.is_none() {
            continue;
        }
        total += number.low * unit;
        number.low = digits.text.parse().unwrap_or(0.0);
        number.span.end = digits.end();
        unit = 1.0;
        *at += 1;
    }
    number.low = number.low * unit + total;
    number.high = number.low;
}

fn take_currency_after(tokens: &[Token<'_>], at: &mut usize, number: &mut Number) {
    const WORDS: [&str; 17] = [
        "dollars", "dollar", "bucks", "usd", "pounds", "quid", "gbp", "euros", "euro", "eur",
        "rupees", "rupee", "rs", "inr", "cad", "dólares", "aud",
    ];
    let Some(next) = tokens.get(*at) else { return };
    let sign = matches!(next.text, "$" | "€" | "£" | "₹");
    // "5 $450k" is two numbers: the sign belongs to the figures that it touches.
    let sign_of_next = sign
        && tokens
            .get(*at + 1)
            .is_some_and(|after| !after.spaced && after.kind == TokenKind::Digits);
    if sign_of_next || !(sign || next.is_one_of(&WORDS)) {
        if number.currency {
            take_cents(tokens, at, number);
        }
        return;
    }
    number.currency = true;
    number.span.end = next.end();
    *at += 1;
    // "75 USD million"
    if let Some(unit) = tokens
        .get(*at)
        .filter(|unit| !number.magnitude && unit.is_one_of(&["million", "billion", "thousand"]))
    {
        let factor = multiplier_of(unit.lower()).unwrap_or(1.0);
        number.low *= factor;
        number.high *= factor;
        number.magnitude = true;
        number.span.end = unit.end();
        *at += 1;
        return;
    }
    take_cents(tokens, at, number);
}

/// "20 dollars and 43", "$20 43".
fn take_cents(tokens: &[Token<'_>], at: &mut usize, number: &mut Number) {
    let mut ahead = *at;
    if tokens.get(ahead).is_some_and(|and| and.is("and")) {
        ahead += 1;
    }
    let Some(cents) = tokens.get(ahead) else {
        return;
    };
    let figures = cents.kind == TokenKind::Digits && cents.text.len() == 2 && cents.spaced;
    let spelled = number.spelled.then(|| tens_of(tokens, ahead)).flatten();
    let two_digits = figures || spelled.is_some();
    let (value, after_cents) =
        spelled.unwrap_or_else(|| (cents.text.parse().unwrap_or(0.0), ahead + 1));
    let whole = !number.fractional && !number.magnitude && !number.grouped && number.low < 1000.0;
    let ends = tokens.get(after_cents).is_none_or(|after| {
        after.kind == TokenKind::Word
            && !after.is_one_of(&[
                "year", "years", "yr", "yrs", "month", "months", "day", "days", "k", "percent",
                "minute", "minutes", "min", "mins", "dollar", "dollars", "euro", "euros", "pound",
                "pounds", "hour", "hours", "week", "weeks", "times", "people", "of",
            ])
            || after.text == "." && tokens.get(after_cents + 1).is_none_or(|next| next.spaced)
    });
    if !(two_digits && whole && ends) {
        return;
    }
    number.low += value / 100.0;
    number.high = number.low;
    number.fractional = true;
    number.span.end = tokens[after_cents - 1].end();
    *at = after_cents;
}

fn take_plus(tokens: &[Token<'_>], at: &mut usize, number: &mut Number) {
    if let Some(plus) = tokens
        .get(*at)
        .filter(|plus| plus.text == "+" && !plus.spaced)
    {
        number.band = true;
        number.span.end = plus.end();
        *at += 1;
    }
}

fn take_percent(tokens: &[Token<'_>], at: &mut usize, number: &mut Number) {
    let Some(next) = tokens.get(*at) else { return };
    let two_words = next.is("per") && tokens.get(*at + 1).is_some_and(|cent| cent.is("cent"));
    if next.text == "%"
        || next.is_one_of(&["percent", "pct", "percentage"])
        || is_almost(next.lower(), "percent")
        || two_words
    {
        *at += if two_words { 2 } else { 1 };
        number.percent = true;
        number.span.end = tokens[*at - 1].end();
    }
}

fn take_period(tokens: &[Token<'_>], at: &mut usize, number: &mut Number) {
    if number.percent {
        return;
    }
    let word = |offset: usize| tokens.get(*at + offset).map_or("", Token::lower);
    let (period, length) = match (word(0), word(1), word(2)) {
        ("/" | "a" | "per" | "each" | "every" | "p" | "al" | "por" | "par" | "the", unit, _)
            if period_of(unit).is_some() =>
        {
            (period_of(unit), 2)
        }
        ("an", "hour" | "hr", _) => (Some(Period::Hour), 2),
        ("p" | "per", "/" | ".", unit) if matches!(unit, "m" | "a" | "h") => {
            (Some(period_letter(unit)), 3)
        }
        ("per", "annum", _) => (Some(Period::Year), 2),
        ("every", "two" | "2" | "other", "weeks" | "week") | ("per", "two", "weeks") => {
            (Some(Period::TwoWeeks), 3)
        }
        ("bi", "-", "weekly") => (Some(Period::TwoWeeks), 3),
        ("/" | "p", "m", _) if number.low >= 100.0 => (Some(Period::Month), 2),
        ("biweekly" | "fortnightly", ..) => (Some(Period::TwoWeeks), 1),
        (unit, ..) => (adverb_of(unit), 1),
    };
    let Some(period) = period else { return };
    *at = (*at + length).min(tokens.len());
    number.period = Some(period);
    number.span.end = tokens[*at - 1].end();
}

fn period_of(unit: &str) -> Option<Period> {
    Some(match unit {
        "month" | "mo" | "mth" | "mnth" | "months" | "mes" | "mois" | "monat" => Period::Month,
        "year" | "yr" | "annum" | "año" | "an" | "anno" | "jahr" => Period::Year,
        "week" | "wk" | "semana" => Period::Week,
        "hour" | "hr" | "h" | "hora" => Period::Hour,
        "day" => Period::Day,
        "fortnight" | "paycheck" => Period::TwoWeeks,
        _ => return None,
    })
}

fn period_letter(unit: &str) -> Period {
    match unit {
        "m" => Period::Month,
        "a" => Period::Year,
        _ => Period::Hour,
    }
}

fn adverb_of(word: &str) -> Option<Period> {
    Some(match word {
        "monthly" | "pcm" | "mo" | "mth" | "mensuales" | "mensual" | "pm" => Period::Month,
        "yearly" | "annually" | "annual" | "pa" | "lpa" | "anuales" => Period::Year,
        "weekly" => Period::Week,
        "hourly" | "hr" => Period::Hour,
        "daily" => Period::Day,
        _ => return None,
    })
}
