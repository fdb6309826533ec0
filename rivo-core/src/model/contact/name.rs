//! Names: bare replies to "your name?", and words that introduce a name.

mod cue;
mod gate;
mod read;
mod whole;

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

use self::{
    cue::after_cue,
    gate::{OPENERS, eq_any},
    read::{Style, read_name},
};
use super::{
    Asked, Found,
    name_words::{is_common, is_given_name},
    whose,
};
use crate::model::{
    number::{Token, TokenKind, tokens_of},
    validate::PersonName,
};

pub(super) use self::gate::may_hold_name;

/// What a reading is worth.
struct Reading {
    start: usize,
    end: usize,
    confidence: f32,
}

pub(super) fn find_name(
    text: &str,
    asked: Asked,
    beside_details: bool,
) -> Option<Found<PersonName>> {
    let tokens = tokens_of(text);
    let style = Style::of(text);
    let mut best: Option<Reading> = None;
    let mut consider = |reading: Option<Reading>| {
        if let Some(reading) = reading {
            // "Nguyen Van Tuan, first name is Tuan" says a part of it again.
            let repeats = |best: &Reading| {
                reading.end - reading.start == 1
                    && best.end - best.start > 1
                    && tokens[best.start..best.end]
                        .iter()
                        .any(|word| word.lower() == tokens[reading.start].lower())
            };
            let better = best
                .as_ref()
                .is_none_or(|best| reading.confidence >= best.confidence && !repeats(best));
            if better {
                best = Some(reading);
            }
        }
    };
    if asked.name {
        consider(whole::whole_reply(&tokens));
    }
    if let Some(reply) = bare_reply(&tokens, text, asked, beside_details, style) {
        consider(Some(reply));
    }
    for at in 0..tokens.len() {
        if tokens[at].kind == TokenKind::Word {
            consider(after_cue(&tokens, text, at, asked, style));
        }
    }
    let reading = best?;
    let quote = &text[tokens[reading.start].start..tokens[reading.end - 1].end()];
    let value = PersonName::parse(&as_one_name(without_title(quote))).ok()?;
    Some(Found {
        value,
        quote: quote.to_owned(),
        confidence: reading.confidence,
    })
}

/// "Carmel, last name: Dubuque" as "Carmel Dubuque".
fn as_one_name(quote: &str) -> Cow<'_, str> {
    static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\s*[,./]?\s*(?:and )?(?:(?:last|family|second) ?name|surname)\s*(?:is |[:=-])?\s*")
            .expect("the pattern is fixed")
    });
    BETWEEN.replace(quote, " ")
}

/// "Dr. José Ávila" without the "Dr.".
fn without_title(name: &str) -> &str {
    let Some((first, rest)) = name.split_once(' ') else {
        return name;
    };
    let title = first.trim_end_matches('.').to_lowercase();
    let is_title = matches!(
        title.as_str(),
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "dr"
            | "prof"
            | "mx"
            | "sir"
            | "sgt"
            | "ssg"
            | "sfc"
            | "cpt"
            | "capt"
            | "lt"
            | "col"
            | "maj"
            | "sr"
            | "sra"
    );
    if is_title { rest.trim_start() } else { name }
}

/// How many segments of a message are looked at for a bare name, and how far.
const MAX_SEGMENTS: usize = 10;
const MAX_REPLY_TOKENS: usize = 80;

/// A message, or the start of one, that is a name and nothing else.
fn bare_reply(
    tokens: &[Token<'_>],
    text: &str,
    asked: Asked,
    beside_details: bool,
    style: Style,
) -> Option<Reading> {
    if !(asked.name || beside_details) {
        return here_at_the_start(tokens, text, style)
            .or_else(|| before_an_account(tokens, text, style));
    }
    let mut start = 0;
    for segment in 0..MAX_SEGMENTS {
        // Pass over "sure,", "me:", "ok".
        while tokens.get(start).is_some_and(|token| {
            token.kind == TokenKind::Sign && token.text != "@"
                || eq_any(token.text, OPENERS)
                || token.is_one_of(&[
                    "it's", "its", "mr", "mrs", "ms", "dr", "miss", "soy", "sir", "ssg", "sgt",
                ])
        }) {
            start += 1;
        }
        let place = SegmentStart {
            start,
            first: segment == 0,
        };
        if let Some(reading) = reply_at(tokens, text, place, asked, beside_details, style) {
            return Some(reading);
        }
        // The next segment: after a comma, a full stop, a new line.
        let next = (start + 1..tokens.len()).find(|&place| {
            tokens[place].kind == TokenKind::Word
                && tokens[place].spaced
                && tokens[place - 1].kind == TokenKind::Digits
                && tokens[place - 1].text.len() >= 3
                || matches!(tokens[place].text, "," | "!" | ":" | ";")
                || tokens[place].text == "." && tokens.get(place + 1).is_none_or(|next| next.spaced)
                || text[tokens[place - 1].end()..tokens[place].start].contains('\n')
        })?;
        if next > MAX_REPLY_TOKENS {
            return None;
        }
        start = next;
    }
    None
}

#[derive(Clone, Copy)]
struct SegmentStart {
    start: usize,
    /// Nothing but greetings stands before it.
    first: bool,
}

fn reply_at(
    tokens: &[Token<'_>],
    text: &str,
    SegmentStart {
        start,
        first: first_segment,
    }: SegmentStart,
    asked: Asked,
    beside_details: bool,
    style: Style,
) -> Option<Reading> {
    let (mut end, mut words, mut capitals) = read_name(tokens, text, start, asked.name)?;
    let mut start = start;
    // "Sam & Dorothea Linley": the whole name of the two.
    let joined = words == 1
        && asked.name
        && tokens
            .get(end)
            .is_some_and(|and| and.text == "&" || and.is("and"));
    if joined
        && let Some((last, second, large)) = read_name(tokens, text, end + 1, false)
        && second >= 2
        && (large || style == Style::OneCase && !is_common(tokens[end + 1].lower()))
    {
        (start, end, words, capitals) = (end + 1, last, second, large);
    }
    let first = &tokens[start];
    // "under my husband's name, Gerald", "2201 Circle Drive Brighton"
    if !first_segment && whose::belonging(tokens, start).other
        || start > 0
            && tokens[start - 1].kind == TokenKind::Digits
            && whole::holds_a_street(&tokens[start..end])
    {
        return None;
    }
    let after = tokens.get(end);
    let new_line =
        after.is_some_and(|after| text[tokens[end - 1].end()..after.start].contains('\n'));
    let email_follows = after.is_some_and(|after| {
        tokens
            .iter()
            .skip(end)
            .take(8)
            .any(|token| token.text == "@")
            && !after.is_one_of(&["is", "are", "was", "'s"])
    });
    let from_where = asked.name
        && (capitals || is_given_name(first.lower()) || words == 1 && !is_common(first.lower()))
        && after.is_some_and(|after| after.is_one_of(&["from", "again", "calling", "speaking"]));
    let spelled = after.is_some_and(|after| after.text.chars().count() == 1);
    let closes = new_line
        || from_where
        || spelled && words >= 2 && asked.name
        || after.is_none_or(|after| match after.kind {
            TokenKind::Sign => !matches!(after.text, "'" | "’" | "?" | "$" | "%" | "@" | "/"),
            TokenKind::Digits => true,
            TokenKind::Word => after.is_one_of(&[
                "and", "here", "my", "email", "phone", "ph", "cell", "mobile", "tel", "i", "is",
                "by", "the", "but", "at", "number", "e",
            ]),
        });
    if first.kind != TokenKind::Word || !(closes || email_follows) {
        return None;
    }
    let lower = first.lower();
    let known = is_given_name(lower);
    if after.is_some_and(|after| after.is("is")) {
        return None;
    }
    let second_segment = !first_segment && !asked.name;
    let cleanly = capitals && style == Style::Mixed;
    if asked.name {
        let odd = !cleanly && !known && words > 4 || is_common(lower) && !(cleanly && words >= 2);
        // A place or a yes in other words: one small word that is no known name is a weak reading.
        let confidence = if cleanly && words >= 2 {
            0.95
        } else if words >= 2 || known || cleanly {
            0.88
        } else {
            0.65
        };
        return (!odd).then_some(Reading {
            start,
            end,
            confidence,
        });
    }
    // "… 720 score. Ana Lopez, ana@x.com": a later segment counts right before the details.
    let second_segment = second_segment
        && !(cleanly
            && words >= 2
            && (details_follow(tokens, end)
                || start > 0 && tokens[start - 1].kind == TokenKind::Digits))
        && !(short_message(tokens) && whole::closes_after_number(tokens, start, end));
    // Beside an address or a number: "Gus Papadakis, 727 555 0110".
    let fits = beside_details
        && !second_segment
        && !is_common(lower)
        && (cleanly && words >= 2
            || known && words <= 4
            || style == Style::OneCase && (2..=3).contains(&words) && short_message(tokens)
            || !first_segment && whole::closes_after_number(tokens, start, end));
    fits.then_some(Reading {
        start,
        end,
        confidence: if cleanly && words >= 2 { 0.85 } else { 0.7 },
    })
}

/// Whether an address or a phone number stands right after token `end`.
fn details_follow(tokens: &[Token<'_>], end: usize) -> bool {
    let from = end
        + usize::from(
            tokens
                .get(end)
                .is_some_and(|sign| matches!(sign.text, "," | ":" | "-" | "(")),
        );
    let digits = tokens
        .get(from)
        .is_some_and(|token| token.kind == TokenKind::Digits && token.text.len() >= 3);
    let address = tokens
        .iter()
        .skip(from)
        .take(8)
        .take_while(|token| !token.spaced || token.start == tokens[from].start)
        .any(|token| token.text == "@");
    digits || address
}

fn short_message(tokens: &[Token<'_>]) -> bool {
    tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .count()
        <= 10
}

/// "I need my balance. John Smith, account 9931": a name in a sentence of its own, told apart by
/// what an agent asks for next.
fn before_an_account(tokens: &[Token<'_>], text: &str, style: Style) -> Option<Reading> {
    const NEXT: &[&str] = &[
        "account",
        "acct",
        "loan",
        "member",
        "dob",
        "ssn",
        "pin",
        "phone",
        "cell",
        "email",
        "zip",
        "reference",
    ];
    let starts = (0..tokens.len().min(MAX_REPLY_TOKENS)).filter(|&at| {
        at == 0 || matches!(tokens[at - 1].text, "." | "!" | "?") && tokens[at].spaced
    });
    for start in starts {
        let Some((end, words, capitals)) = read_name(tokens, text, start, false) else {
            continue;
        };
        let details = tokens.get(end).is_some_and(|sign| sign.text == ",")
            && tokens
                .get(end + 1)
                .is_some_and(|token| token.is_one_of(NEXT));
        let first = tokens[start].lower();
        if details
            && (2..=4).contains(&words)
            && capitals
            && style == Style::Mixed
            && !is_common(first)
        {
            return Some(Reading {
                start,
                end,
                confidence: 0.75,
            });
        }
    }
    None
}

/// "John here", "Maria Lopez here, quick question".
fn here_at_the_start(tokens: &[Token<'_>], text: &str, style: Style) -> Option<Reading> {
    let mut start = 0;
    while tokens
        .get(start)
        .is_some_and(|token| token.kind == TokenKind::Sign || eq_any(token.text, OPENERS))
    {
        start += 1;
    }
    let (end, words, capitals) = read_name(tokens, text, start, false)?;
    let here = tokens.get(end).is_some_and(|token| token.is("here"));
    let lower = tokens[start].lower();
    let fits = here
        && words <= 3
        && !is_common(lower)
        && (capitals && style == Style::Mixed || is_given_name(lower));
    fits.then_some(Reading {
        start,
        end,
        confidence: 0.85,
    })
}
