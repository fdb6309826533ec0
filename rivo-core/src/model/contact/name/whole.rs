//! Replies that are a name from end to end, where even ordinary words may be one.

use super::{
    super::name_words::{is_given_name, is_name_and_word},
    OPENERS, Reading, eq_any,
};
use crate::model::number::{Token, TokenKind};

/// Words that go on after a first name, and those that make a sentence of a name that is a word:
/// "will do", "hope so", "may I".
const GOES_ON: &[&str] = &[
    "here", "speaking", "again", "please", "thanks", "thank", "do", "so", "not", "and", "i", "is",
    "at", "from", "to", "you", "it", "that", "be", "we", "as", "the", "a", "in", "on", "for", "or",
    "but", "with", "calling", "this", "now", "later", "my", "your", "are", "can", "have", "me",
    "us", "they", "he", "she", "no", "yes", "ok", "first", "then", "too", "if", "of", "only",
    "see", "call", "text", "send", "give", "tell", "wait", "email",
];

/// "will", "hunter price", "Hope Winter": the whole reply to a question for the name.
pub(super) fn whole_reply(tokens: &[Token<'_>]) -> Option<Reading> {
    let mut start = 0;
    while tokens.get(start).is_some_and(|token| {
        token.kind == TokenKind::Sign && token.text != "@"
            || eq_any(token.text, OPENERS)
            || token.is_one_of(&["it's", "its", "just", "put", "under", "it"])
    }) {
        start += 1;
    }
    let end = start
        + tokens[start.min(tokens.len())..]
            .iter()
            .take_while(|token| token.kind == TokenKind::Word)
            .count();
    let mut rest = end;
    if tokens
        .get(rest)
        .is_some_and(|token| matches!(token.text, "." | "!"))
    {
        rest += 1;
    }
    let polite = end > start + 1 && tokens[end - 1].is("please");
    let end = end - usize::from(polite);
    let words = end - start;
    let first = tokens.get(start)?.lower();
    let fits = rest == tokens.len()
        && (1..=2).contains(&words)
        && (is_given_name(first) && words == 2 || is_name_and_word(first))
        && (words == 1 || {
            let last = &tokens[start + 1];
            last.text.chars().count() >= 2 && !last.is_one_of(GOES_ON)
        });
    fits.then_some(Reading {
        start,
        end,
        confidence: if words == 2 { 0.9 } else { 0.7 },
    })
}

/// "Circle Drive", "Oak Street": an address, and no name.
pub(super) fn holds_a_street(words: &[Token<'_>]) -> bool {
    words.iter().any(|word| {
        word.is_one_of(&[
            "street",
            "st",
            "drive",
            "dr",
            "road",
            "rd",
            "avenue",
            "ave",
            "lane",
            "ln",
            "court",
            "ct",
            "circle",
            "boulevard",
            "blvd",
            "way",
            "highway",
            "hwy",
            "terrace",
            "parkway",
            "pkwy",
            "apt",
            "suite",
            "unit",
        ])
    })
}

/// "contact 9003344556 kumaran": one word right after a telephone number, which ends the message.
pub(super) fn closes_after_number(tokens: &[Token<'_>], start: usize, end: usize) -> bool {
    let digits: usize = tokens[start.saturating_sub(7)..start]
        .iter()
        .rev()
        .take_while(|token| token.kind != TokenKind::Word)
        .filter(|token| token.kind == TokenKind::Digits)
        .map(|token| token.text.len())
        .sum();
    let words = tokens[..start]
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .count();
    start > 0
        && tokens[start - 1].kind == TokenKind::Digits
        && digits >= 9
        && words <= 3
        && end == tokens.len()
        && tokens[start].text.chars().count() >= 3
}
