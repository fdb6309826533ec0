mod spoken;
mod written;

use std::{borrow::Cow, ops::Range};

use self::written::{Candidate, candidates};
use super::{Asked, Found, whose};
use crate::model::{
    number::{Token, tokens_of},
    validate::{Phone, Region},
};

/// Whether seven digits stand close enough together to be a phone number, or as many are said in
/// words.
pub(super) fn may_hold_phone(text: &str) -> bool {
    holds_written_phone(text) || may_hold_spoken(text)
}

/// Words of two to six letters that may be digits, one after the other.
fn may_hold_spoken(text: &str) -> bool {
    let mut run = 0;
    for word in text.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        let says_digit = word.len() <= 6 && {
            let mut small = [0_u8; 6];
            let small = &mut small[..word.len()];
            small.copy_from_slice(word.as_bytes());
            small.make_ascii_lowercase();
            std::str::from_utf8(small).is_ok_and(|word| {
                spoken::digit_of(word).is_some() || matches!(word, "double" | "triple")
            })
        };
        if says_digit {
            run += 1;
            if run >= 3 {
                return true;
            }
        } else {
            run = 0;
        }
    }
    false
}

fn holds_written_phone(text: &str) -> bool {
    let mut digits = 0;
    let mut gap = 0;
    for byte in text.bytes() {
        if byte.is_ascii_digit() {
            digits += 1;
            gap = 0;
            if digits >= 7 {
                return true;
            }
        } else if digits > 0 {
            gap += 1;
            // A no-break space and a long dash have up to three bytes.
            let joins = matches!(byte, b' ' | b'-' | b'.' | b'(' | b')' | b'/') || byte >= 0x80;
            if !joins || gap > 5 {
                digits = 0;
            }
        }
    }
    false
}

/// A message with more numbers than this gives nobody's phone number.
const MAX_CANDIDATES: usize = 24;

/// A number that may be a phone number.
pub(super) struct PhoneHit {
    pub(super) phone: Phone,
    pub(super) span: Range<usize>,
    pub(super) confidence: f32,
}

pub(super) fn find_phone(
    text: &str,
    asked: Asked,
    beside_email: bool,
    region: Region,
) -> Option<Found<Phone>> {
    let tokens = tokens_of(text);
    let mut hits = phones_in(text, &tokens, asked, beside_email, region);
    hits.extend(spoken_phones(&tokens, asked, region));
    let last = hits.into_iter().next_back()?;
    if let Some((phone, end)) = corrected_ending(text, &tokens, &last, region) {
        return Some(Found {
            value: phone,
            quote: text[last.span.start..end].to_owned(),
            confidence: 0.85,
        });
    }
    Some(Found {
        value: last.phone,
        quote: text[last.span].to_owned(),
        confidence: last.confidence,
    })
}

/// Where numbers stand that have the shape of a phone number.
pub(super) fn spans_in(text: &str) -> Vec<Range<usize>> {
    let shaped = |candidate: &Candidate| {
        candidate.north_american
            || candidate.international
            || candidate.social
            || candidate.digits >= 9
    };
    let mut spans: Vec<Range<usize>> = candidates(text)
        .into_iter()
        .filter(shaped)
        .map(|candidate| candidate.span)
        .collect();
    if may_hold_spoken(text) {
        spans.extend(
            spoken::spoken_in(&tokens_of(text))
                .into_iter()
                .map(|run| run.span),
        );
    }
    spans
}

/// Numbers said digit by digit. Ten words for digits in a row are hardly anything else.
fn spoken_phones(tokens: &[Token<'_>], asked: Asked, region: Region) -> Option<PhoneHit> {
    spoken::spoken_in(tokens).into_iter().find_map(|run| {
        let at = tokens.partition_point(|token| token.start < run.span.start);
        let belonging = whose::belonging(tokens, at);
        let wanted = asked.phone || belonging.named || belonging.own || run.digits.len() == 10;
        if belonging.other || belonging.thing || !wanted {
            return None;
        }
        Some(PhoneHit {
            phone: Phone::parse(&run.digits, region).ok()?,
            span: run.span,
            confidence: 0.8,
        })
    })
}

fn phones_in(
    text: &str,
    tokens: &[Token<'_>],
    asked: Asked,
    beside_email: bool,
    region: Region,
) -> Vec<PhoneHit> {
    let mut hits: Vec<PhoneHit> = Vec::new();
    let mut guesses = 0;
    for candidate in candidates(text).into_iter().take(MAX_CANDIDATES) {
        let at = tokens.partition_point(|token| token.start < candidate.span.start);
        let after = tokens.partition_point(|token| token.start < candidate.span.end);
        let belonging = whose::belonging(tokens, at);
        if belonging.other || belonging.thing || whose::is_denied(tokens, after) {
            continue;
        }
        let wanted = asked.phone || belonging.named || belonging.own && !candidate.bare;
        let beside = wanted || beside_email || asked.any();
        let Some((phone, confidence)) =
            read_candidate(text, &candidate, wanted, beside, region, &mut guesses)
        else {
            continue;
        };
        // "317-555-0141 (cell) or 317-555-0142 (work)": the first of a list is the one to call; a
        // later sentence that says it again is a correction.
        let same_breath = hits.last().is_some_and(|last| {
            let between = &text[last.span.end..candidate.span.start];
            between.len() < 40
                && !between.contains(['!', '?', ';'])
                && !between.contains(". ")
                && !corrects(between)
        });
        if !same_breath {
            hits.push(PhoneHit {
                phone,
                span: candidate.span,
                confidence,
            });
        }
    }
    hits
}

/// "0044 07911 …" and "+44 (0)7911 …" as "+44 7911 …": a country code leaves no trunk zero.
fn without_trunk_zero(written: &str) -> Cow<'_, str> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let plus = written.starts_with('+');
    let national = if plus {
        digits.as_str()
    } else if let Some(rest) = digits
        .strip_prefix("00")
        .filter(|rest| !rest.starts_with('0'))
    {
        rest
    } else {
        return Cow::Borrowed(written);
    };
    let trunk = ["44", "61", "64", "91", "49", "33", "353", "27"]
        .iter()
        .find_map(|code| Some((*code, national.strip_prefix(code)?.strip_prefix('0')?)));
    match trunk {
        Some((code, rest)) => Cow::Owned(format!("+{code}{rest}")),
        None if plus => Cow::Borrowed(written),
        None => Cow::Owned(format!("+{national}")),
    }
}

fn corrects(between: &str) -> bool {
    let lower = between.to_ascii_lowercase();
    [
        "sorry",
        "actually",
        "i mean",
        "no wait",
        "wait",
        "correction",
        "rather",
        "oops",
        "should be",
        "it's",
        "its",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

fn read_candidate(
    text: &str,
    candidate: &Candidate,
    wanted: bool,
    beside: bool,
    region: Region,
    guesses: &mut u8,
) -> Option<(Phone, f32)> {
    let mut guess = |written: &str, confidence: f32| {
        *guesses += 1;
        (*guesses == 1)
            .then(|| Phone::guess_elsewhere(written))
            .flatten()
            .map(|phone| (phone, confidence))
    };
    let written = &*without_trunk_zero(&text[candidate.span.clone()]);
    if candidate.social {
        return None;
    }
    let formatted = !candidate.bare;
    if wanted {
        if let Ok(phone) = Phone::parse(written, region) {
            return Some((phone, 0.95));
        }
        return guess(written, 0.6);
    }
    if formatted && candidate.north_american || candidate.international {
        return Phone::parse(written, region)
            .ok()
            .map(|phone| (phone, 0.85));
    }
    if let Some(phone) = Phone::parse_assigned(written, region) {
        let likely = beside || formatted || candidate.digits == 10;
        return likely.then_some((phone, if beside { 0.85 } else { 0.6 }));
    }
    if beside && formatted && written.starts_with('0') {
        return guess(written, 0.5);
    }
    None
}

/// "… sorry, my number ends in 0172": the number with its last digits replaced, and where that
/// stands.
fn corrected_ending(
    text: &str,
    tokens: &[Token<'_>],
    hit: &PhoneHit,
    region: Region,
) -> Option<(Phone, usize)> {
    let after = tokens.partition_point(|token| token.start < hit.span.end);
    let (ending, end) = ending_in(&tokens[after..])?;
    let within_reach = end - hit.span.end < 160 && text.is_char_boundary(end);
    let phone = with_ending(&hit.phone, &ending, region)?;
    within_reach.then_some((phone, end))
}

/// The digits after "ends in", "last four are", and where they end.
pub(super) fn ending_in(tokens: &[Token<'_>]) -> Option<(String, usize)> {
    for at in 1..tokens.len() {
        let (before, word) = (&tokens[at - 1], &tokens[at]);
        let ends = word.is_one_of(&["in", "with"])
            && before.is_one_of(&["ends", "ending", "end", "finishes"]);
        let last_four =
            word.is_one_of(&["four", "digits", "4"]) && before.is_one_of(&["last", "four", "4"]);
        if !(ends || last_four) {
            continue;
        }
        let digits = tokens[at + 1..].iter().take(5).find(|token| {
            (2..=4).contains(&token.text.len())
                && token.text.bytes().all(|byte| byte.is_ascii_digit())
        });
        if let Some(digits) = digits {
            return Some((digits.text.to_owned(), digits.end()));
        }
    }
    None
}

/// The phone with its last digits replaced.
pub(super) fn with_ending(phone: &Phone, ending: &str, region: Region) -> Option<Phone> {
    let kept = phone
        .as_str()
        .len()
        .checked_sub(ending.len())
        .filter(|kept| *kept > 4)?;
    Phone::parse(&format!("{}{ending}", &phone.as_str()[..kept]), region).ok()
}
