//! Figures: grouping, decimals and fractions.

use super::{
    token::{Token, TokenKind},
    words::fraction_words,
};

/// A number as far as its figures or words go, before units.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that was seen or not"
)]
pub(super) struct Read {
    pub(super) value: f64,
    /// The first token of the figures.
    pub(super) first: usize,
    /// The token after them.
    pub(super) next: usize,
    pub(super) spelled: bool,
    pub(super) fractional: bool,
    pub(super) grouped: bool,
    pub(super) magnitude: bool,
}

/// Letters that may stand right before a figure: currency codes.
const GLUED_BEFORE: [&str; 11] = [
    "usd", "us", "rs", "gbp", "eur", "inr", "aud", "cad", "nzd", "approx", "abt",
];

/// Form numbers and account types that read like amounts.
fn is_a_form(tokens: &[Token<'_>], at: usize) -> bool {
    let glued = tokens
        .get(at + 1)
        .filter(|next| !next.spaced)
        .map(Token::lower);
    match tokens[at].text {
        "401" | "403" | "457" => matches!(glued, Some("k" | "b" | "(")),
        "1099" | "1040" | "1031" | "1065" | "1120" | "529" | "1003" => {
            !matches!(glued, Some("/" | "k"))
        }
        _ => false,
    }
}

/// Reads figures that begin at token `at`; `None` when no number begins there.
pub(super) fn read(text: &str, tokens: &[Token<'_>], at: usize) -> Option<Read> {
    let token = &tokens[at];
    if token.kind == TokenKind::Sign {
        return leading_point(tokens, at).or_else(|| vulgar_fraction(tokens, at));
    }
    if token.kind != TokenKind::Digits || token.text.len() > 12 || is_a_form(tokens, at) {
        return None;
    }
    if at > 0 && !token.spaced && !may_stand_before(tokens, at - 1) {
        return None;
    }
    // A leading zero makes it a code, unless a point follows: 0098817733, 0.5.
    let zero_first = token.text.len() > 1 && token.text.starts_with('0');
    if zero_first {
        return None;
    }
    let broken = tokens
        .get(at + 1)
        .is_some_and(|next| !next.spaced && is_hidden(next.text));
    if broken || is_ordinal(tokens, at) || is_time_or_date(tokens, at) {
        return None;
    }
    let mut next = at + 1;
    let mut figures = token.text.to_owned();
    let grouped = take_groups(text, tokens, &mut next, &mut figures);
    let mut fractional = false;
    if let Some(decimals) = decimals_at(tokens, next, grouped) {
        figures.push('.');
        figures.push_str(decimals);
        fractional = true;
        next += 2;
    }
    let mut value: f64 = figures.parse().ok()?;
    if let Some((fraction, after)) =
        fraction_at(tokens, next).filter(|_| !fractional && !grouped && value < 100.0)
    {
        value += fraction;
        fractional = true;
        next = after;
    } else if let Some((fraction, after)) =
        lone_fraction(tokens, at).filter(|_| !fractional && !grouped)
    {
        value = fraction;
        fractional = true;
        next = after;
    }
    // "6 and a quarter"
    if !fractional
        && !grouped
        && value < 20.0
        && let Some(fraction) = fraction_words(tokens, &mut next)
    {
        value += fraction;
        fractional = true;
    }
    Some(Read {
        value,
        first: at,
        next,
        spelled: false,
        fractional,
        grouped,
        magnitude: false,
    })
}

/// How many tokens to pass over when no number begins at these digits.
pub(super) fn skip_of(tokens: &[Token<'_>], at: usize) -> usize {
    let mut next = at + 1;
    // The rest of a date, a time or a code belongs to it: 12/31/2026, 5:30, 3-2-1.
    while let [separator, digits, ..] = &tokens[next..] {
        let glued = !separator.spaced && !digits.spaced && digits.kind == TokenKind::Digits;
        if !glued || !matches!(separator.text, "/" | ":" | "-" | ".") {
            break;
        }
        next += 2;
    }
    next - at
}

fn may_stand_before(tokens: &[Token<'_>], before: usize) -> bool {
    let token = &tokens[before];
    match token.kind {
        TokenKind::Digits => false,
        TokenKind::Word => GLUED_BEFORE.contains(&token.lower()),
        TokenKind::Sign => match token.text {
            "#" | "_" | "@" => false,
            hidden if is_hidden(hidden) => false,
            // 5:30, 1.2.3: the second half of a time or a version is no number of its own.
            "." | ":" => {
                token.spaced || before == 0 || tokens[before - 1].kind != TokenKind::Digits
            }
            "+" => tokens
                .get(before + 1)
                .is_some_and(|digits| digits.text.len() < 5),
            _ => true,
        },
    }
}

/// A sign that does not show: with one inside, figures are not what a person reads.
fn is_hidden(sign: &str) -> bool {
    matches!(
        sign.chars().next(),
        Some(
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}',
        )
    )
}

fn is_ordinal(tokens: &[Token<'_>], at: usize) -> bool {
    tokens
        .get(at + 1)
        .is_some_and(|next| next.is_one_of(&["st", "nd", "rd", "th"]))
}

/// `5:30`, `7pm`, `12/31/2026`, `2026-03-01`.
fn is_time_or_date(tokens: &[Token<'_>], at: usize) -> bool {
    let glued = |offset: usize| tokens.get(at + offset).filter(|token| !token.spaced);
    let digits = |offset: usize| glued(offset).filter(|token| token.kind == TokenKind::Digits);
    if glued(1).is_some_and(|next| next.text == ":") && digits(2).is_some() {
        return true;
    }
    let is_hour = tokens[at].text.len() <= 2;
    if is_hour
        && tokens
            .get(at + 1)
            .is_some_and(|next| next.is_one_of(&["am", "pm", "a.m", "p.m", "o'clock"]))
    {
        return true;
    }
    let separator = |offset: usize| {
        glued(offset)
            .map(|token| token.text)
            .filter(|text| matches!(*text, "/" | "-" | "."))
    };
    let (Some(first), Some(second)) = (separator(1), separator(3)) else {
        return false;
    };
    first == second && digits(2).is_some() && digits(4).is_some() && first != "."
        || first == second
            && matches!(
                (
                    tokens[at].text.len(),
                    digits(2).map_or(0, |d| d.text.len()),
                    digits(4).map_or(0, |d| d.text.len())
                ),
                (1 | 2, 1 | 2, 2 | 4) | (3, 3, 4)
            )
}

/// Takes `,800`, `'800`, ` 000` and the like; true when a group was taken.
fn take_groups(text: &str, tokens: &[Token<'_>], next: &mut usize, figures: &mut String) -> bool {
    if figures.len() > 3 {
        return false;
    }
    let start = *next;
    while let [separator, digits, ..] = &tokens[*next..] {
        let glued = !separator.spaced && !digits.spaced && digits.kind == TokenKind::Digits;
        let is_separator = matches!(separator.text, "," | "'" | "’");
        let more = tokens
            .get(*next + 2)
            .is_some_and(|sign| !sign.spaced && sign.text == ",")
            && tokens
                .get(*next + 3)
                .is_some_and(|group| !group.spaced && group.kind == TokenKind::Digits);
        // 42,35,000: pairs until the last group.
        let fits = digits.text.len() == 3 || digits.text.len() == 2 && more;
        if !glued || !is_separator || !fits {
            break;
        }
        // 6,125 % is a rate with a decimal comma.
        let percent = tokens.get(*next + 2).is_some_and(|sign| sign.text == "%");
        if percent && figures.len() == 1 {
            break;
        }
        figures.push_str(digits.text);
        *next += 2;
    }
    if *next == start {
        take_spaced_groups(text, tokens, next, figures);
    }
    if *next == start {
        take_dotted_groups(tokens, next, figures);
    }
    *next > start
}

/// `298 000 $`: a group after a space, when it is round, a currency sign stands beside it or the
/// space is one that does not break.
fn take_spaced_groups(text: &str, tokens: &[Token<'_>], next: &mut usize, figures: &mut String) {
    let mut ahead = *next;
    let mut taken = String::new();
    let mut hard_space = false;
    while let Some(group) = tokens.get(ahead).filter(|token| {
        token.kind == TokenKind::Digits && token.text.len() == 3 && taken.len() <= 9
    }) {
        let gap = &text[tokens[ahead - 1].end()..group.start];
        if !matches!(gap, " " | "\u{a0}" | "\u{202f}") {
            break;
        }
        hard_space |= gap != " ";
        taken.push_str(group.text);
        ahead += 1;
    }
    let round = taken.ends_with("000");
    let sign_after = tokens.get(ahead).is_some_and(|sign| {
        matches!(sign.text, "$" | "€" | "£") || sign.is_one_of(&["eur", "euros"])
    });
    let groups_at_most = taken.len() <= 9;
    if !taken.is_empty() && groups_at_most && (round || sign_after || hard_space) {
        figures.push_str(&taken);
        *next = ahead;
    }
}

/// `1.250.000`, and `250.000 €`.
fn take_dotted_groups(tokens: &[Token<'_>], next: &mut usize, figures: &mut String) {
    let mut ahead = *next;
    let mut taken = String::new();
    while let [point, group, ..] = &tokens[ahead..] {
        let fits = !point.spaced
            && point.text == "."
            && !group.spaced
            && group.kind == TokenKind::Digits
            && group.text.len() == 3;
        if !fits {
            break;
        }
        taken.push_str(group.text);
        ahead += 2;
    }
    let euro_beside = tokens
        .get(ahead)
        .is_some_and(|sign| sign.text == "€" || sign.is_one_of(&["eur", "euro", "euros"]));
    if taken.len() >= 6 || taken.len() == 3 && taken == "000" && euro_beside {
        figures.push_str(&taken);
        *next = ahead;
    }
}

/// The digits after a decimal point, or after a decimal comma.
fn decimals_at<'a>(tokens: &[Token<'a>], next: usize, grouped: bool) -> Option<&'a str> {
    let [point, digits, ..] = tokens.get(next..)? else {
        return None;
    };
    let glued = !point.spaced && !digits.spaced && digits.kind == TokenKind::Digits;
    if !glued || digits.text.len() > 6 {
        return None;
    }
    match point.text {
        "." => Some(digits.text),
        "," if !grouped => {
            let percent = tokens.get(next + 2).is_some_and(|sign| sign.text == "%");
            (digits.text.len() < 3 || percent).then_some(digits.text)
        }
        _ => None,
    }
}

/// `1/4` after a whole number: `6 1/4`, `6-1/4`.
fn fraction_at(tokens: &[Token<'_>], mut next: usize) -> Option<(f64, usize)> {
    if let Some(fraction) = tokens.get(next).and_then(|sign| vulgar(sign.text)) {
        return Some((fraction, next + 1));
    }
    if tokens
        .get(next)
        .is_some_and(|sign| sign.text == "-" && !sign.spaced)
    {
        next += 1;
    }
    let fraction = slash_fraction(tokens, next)?;
    Some((fraction, next + 3))
}

/// `1/4` on its own.
fn lone_fraction(tokens: &[Token<'_>], at: usize) -> Option<(f64, usize)> {
    Some((slash_fraction(tokens, at)?, at + 3))
}

fn slash_fraction(tokens: &[Token<'_>], at: usize) -> Option<f64> {
    let [over, slash, under, ..] = tokens.get(at..)? else {
        return None;
    };
    let glued = slash.text == "/" && !slash.spaced && !under.spaced;
    let numerator: u32 = over.text.parse().ok()?;
    let denominator: u32 = under.text.parse().ok()?;
    let fits =
        glued && matches!(denominator, 2 | 4 | 8 | 16) && (1..denominator).contains(&numerator);
    fits.then(|| f64::from(numerator) / f64::from(denominator))
}

fn leading_point(tokens: &[Token<'_>], at: usize) -> Option<Read> {
    let [point, digits, ..] = &tokens[at..] else {
        return None;
    };
    let starts = point.text == "."
        && digits.kind == TokenKind::Digits
        && !digits.spaced
        && digits.text.len() <= 6;
    let free = at == 0 || point.spaced || matches!(tokens[at - 1].text, "$" | "(");
    if !starts || !free {
        return None;
    }
    let value = format!("0.{}", digits.text).parse().ok()?;
    Some(Read {
        value,
        first: at,
        next: at + 2,
        spelled: false,
        fractional: true,
        grouped: false,
        magnitude: false,
    })
}

fn vulgar_fraction(tokens: &[Token<'_>], at: usize) -> Option<Read> {
    let value = vulgar(tokens[at].text)?;
    Some(Read {
        value,
        first: at,
        next: at + 1,
        spelled: false,
        fractional: true,
        grouped: false,
        magnitude: false,
    })
}

fn vulgar(sign: &str) -> Option<f64> {
    Some(match sign {
        "¼" => 0.25,
        "½" => 0.5,
        "¾" => 0.75,
        "⅛" => 0.125,
        "⅜" => 0.375,
        "⅝" => 0.625,
        "⅞" => 0.875,
        _ => return None,
    })
}
