//! Fractions and short forms: "and three quarters", "half a million", "seven oh four".

use super::{Word, word_of};
use crate::model::number::{literal::Read, token::Token};

/// "seven oh four", which stands alone: more digits in a row are a telephone number.
pub(super) fn hundred_and_unit(tokens: &[Token<'_>], at: usize) -> Option<Read> {
    let says_digit = |place: usize| {
        tokens.get(place).is_some_and(|token| {
            token.is_one_of(&["oh", "zero", "o"])
                || matches!(
                    word_of(token.lower()),
                    Some(Word::Unit(_) | Word::Ten(_) | Word::Teen(_))
                )
        })
    };
    let unit = |place: usize| match word_of(tokens.get(place)?.lower())? {
        Word::Unit(unit) => Some(unit),
        _ => None,
    };
    let (hundreds, units) = (unit(at)?, unit(at + 2)?);
    let alone = tokens[at + 1].is("oh") && !says_digit(at + 3) && (at == 0 || !says_digit(at - 1));
    alone.then_some(Read {
        value: hundreds * 100.0 + units,
        first: at,
        next: at + 3,
        spelled: true,
        fractional: false,
        grouped: false,
        magnitude: false,
    })
}

/// "half a million", "a quarter million".
pub(super) fn part_of_a_million(tokens: &[Token<'_>], at: usize) -> Option<Read> {
    let mut next = at;
    let mut word = |expected: &[&str]| {
        let found = tokens
            .get(next)
            .is_some_and(|token| token.is_one_of(expected));
        next += usize::from(found);
        found
    };
    word(&["a"]);
    let part = if word(&["half"]) {
        0.5
    } else if word(&["quarter"]) {
        0.25
    } else {
        return None;
    };
    word(&["of"]);
    word(&["a"]);
    if !word(&["million", "mil", "mill"]) {
        return None;
    }
    Some(Read {
        value: part * 1e6,
        first: at,
        next,
        spelled: true,
        fractional: false,
        grouped: false,
        magnitude: true,
    })
}

/// "and a quarter", "and three quarters", "and seven eighths", "and a half".
pub(in crate::model::number) fn fraction_words(
    tokens: &[Token<'_>],
    next: &mut usize,
) -> Option<f64> {
    let spanish = tokens.get(*next)?.is("y");
    if spanish {
        let part = match tokens.get(*next + 1)?.lower() {
            "medio" | "media" => 0.5,
            "cuarto" => 0.25,
            _ => return None,
        };
        *next += 2;
        return Some(part);
    }
    if !tokens.get(*next)?.is_one_of(&["and", "n", "&"]) {
        return None;
    }
    let count = match tokens.get(*next + 1)?.lower() {
        "a" | "an" | "one" => 1.0,
        "three" => 3.0,
        "five" => 5.0,
        "seven" => 7.0,
        _ => return None,
    };
    let mut place = *next + 2;
    if tokens
        .get(place)
        .is_some_and(|sign| sign.text == "-" && !sign.spaced)
    {
        place += 1;
    }
    let part = match tokens.get(place)?.lower() {
        "half" => 0.5,
        "quarter" | "quarters" | "fourth" | "fourths" => 0.25,
        "eighth" | "eighths" | "eigths" => 0.125,
        _ => return None,
    };
    *next = place + 1;
    Some(count * part)
}

/// "point two five".
pub(super) fn point_words(tokens: &[Token<'_>], next: &mut usize) -> Option<f64> {
    if !tokens.get(*next)?.is("point") {
        return None;
    }
    let mut place = 0.1;
    let mut fraction = 0.0;
    let mut ahead = *next + 1;
    while let Some(word) = tokens.get(ahead) {
        match word_of(word.lower()) {
            Some(Word::Unit(digit)) => {
                fraction += digit * place;
                place /= 10.0;
            }
            None if word.is_one_of(&["zero", "oh"]) => place /= 10.0,
            // "six point seventy five"
            Some(Word::Ten(tens)) if place > 0.05 => {
                fraction += tens / 100.0;
                place = 0.01;
            }
            _ => break,
        }
        ahead += 1;
        if place < 1e-4 {
            break;
        }
    }
    if ahead == *next + 1 {
        return None;
    }
    *next = ahead;
    Some(fraction)
}
