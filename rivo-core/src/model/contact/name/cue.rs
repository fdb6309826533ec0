//! Names after words that introduce them: "my name is", "I'm", "regards,".

use super::super::{
    Asked,
    name_words::{breaks_name, is_common, is_given_name, is_name_and_word},
};
use super::{
    Reading,
    read::{Style, read_name},
};
use crate::model::number::{Token, TokenKind};

/// A name that follows words which introduce it, the last of which is token `at`.
pub(super) fn after_cue(
    tokens: &[Token<'_>],
    text: &str,
    at: usize,
    asked: Asked,
    style: Style,
) -> Option<Reading> {
    let word = |back: usize| {
        at.checked_sub(back)
            .map_or("", |place| tokens[place].lower())
    };
    let current = tokens[at].lower();
    let mut next = at + 1;
    let (strength, base) = match current {
        "is" | "was" | "es" | "est" | "ist" if matches!(word(1), "name" | "nombre" | "nom") => {
            (own_name(tokens, at - 1)?, 0.97)
        }
        "name" | "names" | "name's" | "fullname" | "nombre" => {
            let separator = tokens
                .get(next)
                .filter(|sign| matches!(sign.text, ":" | "-" | "=" | "–"));
            next += usize::from(separator.is_some());
            // "name on the account Stella Marsh", "under the name Melissa"
            let on_account =
                current == "name" && tokens.get(next).is_some_and(|token| token.is("on"));
            if on_account {
                let the = tokens
                    .get(next + 1)
                    .is_some_and(|token| token.is_one_of(&["the", "my", "this", "file"]));
                next += 2 + usize::from(the);
            }
            let under = word(1) == "the" && matches!(word(2), "under" | "by" | "in")
                || matches!(word(1), "under" | "first" | "full" | "legal");
            let follows_is = tokens
                .get(next)
                .is_some_and(|token| token.is_one_of(&["is", "es", "was"]));
            if follows_is
                || current == "name"
                    && separator.is_none()
                    && !(at == 0
                        || on_account
                        || under
                        || word(1) == "my"
                        || tokens[at].spaced && text[..tokens[at].start].ends_with('\n'))
            {
                return None;
            }
            let booked = word(1) == "the" && matches!(word(2), "under" | "by" | "in");
            // "open an account under the name Nimesh" is a wish for anybody.
            let is_so = asked.name
                || books_something(tokens)
                || matches!(
                    word(3),
                    "it's" | "its" | "is" | "be" | "booked" | "filed" | "listed"
                );
            let owner = if booked && is_so {
                Strength::Strong
            } else {
                own_name(tokens, at)?
            };
            (owner, 0.93)
        }
        "llamo" | "m'appelle" | "heiße" | "heisse" => (Strength::Strong, 0.95),
        // "I go by Wanda", "it was booked as Bert Holloman", "put it under Bert"
        "by" if matches!(word(1), "go" | "goes") => (Strength::Strong, 0.9),
        "as" if asked.name
            && matches!(word(1), "booked" | "listed" | "registered" | "me" | "filed") =>
        {
            (Strength::Strong, 0.9)
        }
        // "my real name is Andre, put Andre Hollins"
        "put" if asked.name => (Strength::Weak, 0.96),
        "under" if asked.name || word(1) != "stay" => (Strength::Weak, 0.8),
        // "my name is misspelt, please change it to …"
        "to" if corrects_the_name(tokens, at) => (Strength::Weak, 0.85),
        "for" if asked.name => (Strength::Weak, 0.8),
        "of" if word(1) == "name"
            && (at < 3 || matches!(word(3), "under" | "in" | "by" | "the")) =>
        {
            (Strength::Strong, 0.9)
        }
        "which" if tokens.get(next).is_some_and(|token| token.is("is")) && word(1) == "name" => {
            next += 1;
            (Strength::Strong, 0.95)
        }
        "me" if matches!(word(1), "call" | "calls") => (Strength::Call, 0.75),
        "am" if word(1) == "i" => (Strength::Weak, 0.8),
        "i'm" | "im" | "soy" => (Strength::Weak, 0.8),
        "is" if word(1) == "this" => (Strength::Weak, 0.82),
        "it's" | "its" if asked.name => (Strength::Weak, 0.85),
        // "hi its alexis"
        "it's" | "its" if at == 1 && matches!(word(1), "hi" | "hello" | "hey") => {
            (Strength::Weak, 0.8)
        }
        "be" if asked.name && matches!(word(1), "would" | "will") && word(2) == "that" => {
            (Strength::Weak, 0.85)
        }
        "is" if matches!(word(1), "it" | "that") && asked.name => (Strength::Weak, 0.85),
        "regards" | "sincerely" | "cheers" => {
            next += usize::from(
                tokens
                    .get(next)
                    .is_some_and(|sign| matches!(sign.text, "," | "!" | "." | "-")),
            );
            (Strength::SignOff, 0.8)
        }
        _ => return None,
    };
    // "Carmel, last name Dubuque": the one half with the other.
    let strong_half = word(1) == "first";
    // "First name: John, last name: Smith"
    if word(1) == "last" || word(2) == "last" && current == "is" {
        return None;
    }
    while tokens.get(next).is_some_and(|token| {
        token.is_one_of(&["actually", "just", "mr", "mrs", "ms", "miss", "dr"])
            || token.text == "."
                && next > at + 1
                && tokens[next - 1].is_one_of(&["mr", "mrs", "ms", "dr"])
    }) {
        next += 1;
    }
    let strong = !matches!(strength, Strength::Weak);
    // "put it under Hope Winter": a word that is a name only with its family name.
    let capital_pair = asked.name
        && style == Style::Mixed
        && tokens.get(next + 1).is_some_and(|last| {
            last.kind == TokenKind::Word
                && starts_large(last)
                && starts_large(&tokens[next])
                && is_name_and_word(tokens[next].lower())
        });
    let lone_word = asked.name
        && tokens.get(next).is_some_and(|first| {
            style == Style::Mixed && starts_large(first) && is_name_and_word(first.lower())
        })
        && next + 1 >= tokens.len();
    let (end, words, capitals) =
        read_name(tokens, text, next, strong || capital_pair || lone_word)?;
    if matches!(current, "put" | "to") && words < 2 {
        return None;
    }
    if capital_pair && words >= 2 || lone_word {
        return Some(Reading {
            start: next,
            end,
            confidence: base,
        });
    }
    let first = tokens[next].lower();
    let closes = tokens.get(end).is_none_or(|after| {
        after.kind == TokenKind::Sign && after.text != "'"
            || after.is_one_of(&[
                "and", "but", "from", "here", "calling", "i", "i'm", "im", "my", "with", "who",
                "the", "again", "by", "speaking", "please", "for",
            ])
    }) || tokens
        .get(end)
        .is_some_and(|after| text[tokens[end - 1].end()..after.start].contains('\n'));
    let fits = match strength {
        Strength::Strong => !is_common(first) || capitals && style == Style::Mixed,
        Strength::Call => (!is_common(first)) && (capitals || is_given_name(first) || closes),
        Strength::SignOff => closes && words <= 4,
        Strength::Weak => {
            let introduced = tokens
                .get(end)
                .is_some_and(|after| after.is_one_of(&["speaking", "here"]));
            // "This is Summer Dolan": a common word with a family name right after it.
            let full = style == Style::Mixed
                && capitals
                && words >= 2
                && closes
                && matches!(current, "is" | "under")
                && !breaks_name(first)
                && tokens
                    .get(next + 1)
                    .is_some_and(|last| !is_common(last.lower()));
            let looks = if full || introduced && words <= 3 && !looks_like_a_state(first) {
                return weak_reading(next, end, base, capitals, full || !is_common(first));
            } else if style == Style::Mixed && capitals {
                !is_common(first)
            } else if current == "under" {
                closes
                    && (is_given_name(first)
                        || words == 2 && !is_common(first) && books_something(tokens))
            } else {
                is_given_name(first)
                    || !is_common(first)
                        && closes
                        && words <= 3
                        && (!looks_like_a_state(first)
                            || words == 2 && is_given_name(tokens[next + 1].lower()))
                        && words + usize::from(style == Style::OneCase) >= 2
            };
            looks && !is_common(first)
        }
    };
    if !fits {
        return None;
    }
    let mut confidence: f32 = base;
    if !capitals {
        confidence -= 0.05;
    }
    let end = if strong_half {
        through_last_name(tokens, text, end).unwrap_or(end)
    } else {
        end
    };
    Some(Reading {
        start: next,
        end,
        confidence,
    })
}

fn starts_large(token: &Token<'_>) -> bool {
    token.text.starts_with(char::is_uppercase)
}

/// "correct it to", "change my name to", in a message about the author's own name.
fn corrects_the_name(tokens: &[Token<'_>], at: usize) -> bool {
    let verb = tokens[at.saturating_sub(3)..at].iter().any(|token| {
        token.is_one_of(&[
            "correct",
            "change",
            "update",
            "fix",
            "amend",
            "corrected",
            "changed",
        ])
    });
    let thing = at > 0 && tokens[at - 1].is_one_of(&["it", "that", "name", "this"]);
    verb && thing
        && tokens[at.saturating_sub(24)..at]
            .windows(2)
            .any(|pair| pair[0].is("my") && pair[1].is("name"))
}

/// A message about a table, a room, an appointment.
fn books_something(tokens: &[Token<'_>]) -> bool {
    tokens.iter().take(60).any(|token| {
        token.is_one_of(&[
            "table",
            "reservation",
            "reserve",
            "reserved",
            "book",
            "booked",
            "booking",
            "room",
            "appointment",
            "seat",
            "seats",
            "ticket",
            "tickets",
            "order",
        ])
    })
}

fn weak_reading(
    start: usize,
    end: usize,
    base: f32,
    capitals: bool,
    fits: bool,
) -> Option<Reading> {
    fits.then_some(Reading {
        start,
        end,
        confidence: if capitals { base } else { base - 0.05 },
    })
}

/// Where the family name ends in "(first name) Carmel, last name Dubuque", read from behind Carmel.
fn through_last_name(tokens: &[Token<'_>], text: &str, end: usize) -> Option<usize> {
    let from = end
        + tokens[end..]
            .iter()
            .take(2)
            .take_while(|token| matches!(token.text, "," | "." | "/") || token.is("and"))
            .count();
    let last = tokens.get(from)?.is_one_of(&["last", "family", "second"]);
    let surname = tokens.get(from)?.is_one_of(&["surname", "lastname"]);
    let mut at = if last && tokens.get(from + 1)?.is("name") {
        from + 2
    } else if surname {
        from + 1
    } else {
        return None;
    };
    at += usize::from(
        tokens
            .get(at)
            .is_some_and(|token| token.is("is") || matches!(token.text, ":" | "-" | "=")),
    );
    Some(read_name(tokens, text, at, true)?.0)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Strength {
    /// "my name is"
    Strong,
    /// "call me"
    Call,
    /// "regards,"
    SignOff,
    /// "I'm", which mostly goes on otherwise.
    Weak,
}

/// Participles and adjectives after "I am": what a lower-cased word that is no name looks like.
fn looks_like_a_state(word: &str) -> bool {
    [
        "ing", "ed", "ly", "ful", "ous", "able", "ible", "tion", "ish", "ive", "less", "ist",
        "ian", "ary", "ent", "ant", "tor", "ter", "ger", "yer", "eer",
    ]
    .iter()
    .any(|ending| word.ends_with(ending))
}

/// Whether "name" at `at` is the author's own: "my name", "name:", not "her name", "company name".
fn own_name(tokens: &[Token<'_>], at: usize) -> Option<Strength> {
    let mut place = at;
    while place > 0
        && tokens[place - 1].is_one_of(&[
            "full", "first", "legal", "complete", "real", "given", "good", "the", "and",
            "nickname", "sure", "under", "by", "in", "put", "it", "maiden",
        ])
    {
        place -= 1;
    }
    let before = place.checked_sub(1).map(|before| &tokens[before]);
    let own = before.is_none_or(|before| {
        before.kind != TokenKind::Word
            || before.is_one_of(&[
                "my", "mi", "mon", "our", "hi", "hello", "hey", "ok", "okay", "yes", "sure", "so",
                "mein", "meine",
            ])
            || before.lower().ends_with("my") && before.text.len() > 2 && before.text.len() < 10
    });
    // The digits or the sentence of somebody else: "company name", "wife's name".
    own.then_some(Strength::Strong)
}
