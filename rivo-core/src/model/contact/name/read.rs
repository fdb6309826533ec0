//! How far a name goes.

use super::super::name_words::{breaks_name, is_common};
use crate::model::number::{Token, TokenKind};

/// How the author uses capitals.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// All in one case, so capitals say nothing.
    OneCase,
    Mixed,
}

impl Style {
    pub(super) fn of(text: &str) -> Self {
        let lower = text.chars().any(char::is_lowercase);
        let upper = text.chars().any(char::is_uppercase);
        if lower && upper {
            Self::Mixed
        } else {
            Self::OneCase
        }
    }
}

fn is_capitalised(token: &Token<'_>) -> bool {
    // Scripts without case count as capitalised.
    token.text.starts_with(|letter: char| {
        letter.is_uppercase() || letter.is_alphabetic() && !letter.is_lowercase()
    })
}

const PARTICLES: &[&str] = &[
    "de", "del", "della", "di", "da", "dos", "das", "du", "la", "las", "los", "le", "van", "von",
    "der", "den", "ten", "bin", "ibn", "al", "el", "st", "san", "santa", "y",
];

/// Reads a name from token `at`: where it ends, how many words it has, whether all are
/// capitalised.
pub(super) fn read_name(
    tokens: &[Token<'_>],
    text: &str,
    at: usize,
    strong: bool,
) -> Option<(usize, usize, bool)> {
    let first = tokens.get(at)?;
    let lead_capital = is_capitalised(first);
    let mut end = at;
    let mut words = 0;
    let mut capitals = true;
    let mut place = at;
    while let Some(token) = tokens.get(place) {
        match token.kind {
            TokenKind::Word => {
                let lower = token.lower();
                let newline =
                    place > at && text[tokens[place - 1].end()..token.start].contains('\n');
                let possessive = lower.ends_with("'s");
                // "Vega v e g a": the name is being spelled.
                let letter = |place: usize| {
                    tokens.get(place).is_some_and(|token| {
                        token.kind == TokenKind::Word && token.text.chars().count() == 1
                    })
                };
                if place > at && letter(place) && letter(place + 1) {
                    break;
                }
                if newline || possessive || lower.contains('\'') && is_common(lower) {
                    break;
                }
                let capital = is_capitalised(token);
                let particle = place > at && PARTICLES.contains(&lower);
                let breaks = breaks_name(lower)
                    && !(capital
                        && lead_capital
                        && place > at
                        && !matches!(lower, "and" | "i" | "my" | "or" | "but"));
                let ordinary = is_common(lower)
                    && !(place == at && strong && capital && !breaks_name(lower))
                    && !(capital && lead_capital && words > 0);
                if !particle && (breaks || ordinary) {
                    break;
                }
                // After "John" a small word goes on with the sentence.
                // "Hyun-woo Bae": the half after a hyphen may be small.
                let hyphenated = place > at && !token.spaced && tokens[place - 1].text == "-";
                if place > at && lead_capital && !capital && !particle && !hyphenated {
                    break;
                }
                capitals &= capital || particle || hyphenated;
                words += 1;
                end = place + 1;
                if words == 6 {
                    break;
                }
            }
            TokenKind::Sign => {
                let initial = token.text == "."
                    && place > at
                    && !token.spaced
                    && tokens[place - 1].text.chars().count() <= 3
                    && (tokens[place - 1].text.chars().count() == 1
                        || tokens[place - 1]
                            .is_one_of(&["mr", "mrs", "ms", "dr", "jr", "sr", "st", "prof"]));
                let hyphen = matches!(token.text, "-" | "‐")
                    && place > at
                    && !token.spaced
                    && tokens
                        .get(place + 1)
                        .is_some_and(|next| !next.spaced && next.kind == TokenKind::Word);
                if !(initial || hyphen) {
                    break;
                }
                if initial
                    && tokens
                        .get(place + 1)
                        .is_some_and(|next| next.spaced && next.kind == TokenKind::Word)
                    && tokens[place - 1].text.chars().count() == 1
                {
                    end = place + 1;
                }
            }
            TokenKind::Digits => break,
        }
        place += 1;
    }
    // Trailing particles belong to the sentence.
    while end > at + 1
        && !is_capitalised(&tokens[end - 1])
        && PARTICLES.contains(&tokens[end - 1].lower())
        && tokens[end - 1].kind == TokenKind::Word
    {
        end -= 1;
        words -= 1;
    }
    // Letters glued to digits are a user name or a code.
    let glued = |place: usize| {
        tokens.get(place).is_some_and(|next| {
            !next.spaced && (next.kind == TokenKind::Digits || matches!(next.text, "@" | "_" | "/"))
        })
    };
    if words == 0
        || glued(end)
        || at > 0 && !tokens[at].spaced && matches!(tokens[at - 1].text, "@" | "_" | "/")
        || at > 0 && !tokens[at].spaced && tokens[at - 1].kind == TokenKind::Digits
    {
        return None;
    }
    // "ana.lopez@example.com" begins like a name.
    if tokens
        .get(end)
        .is_some_and(|next| next.text == "." && !next.spaced)
        && tokens.get(end + 1).is_some_and(|next| !next.spaced)
    {
        return None;
    }
    let letters: usize = tokens[at..end]
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .map(|token| token.text.chars().count())
        .sum();
    (letters >= 2).then_some((end, words, capitals))
}
