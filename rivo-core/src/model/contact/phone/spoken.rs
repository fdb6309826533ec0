//! Phone numbers said digit by digit: "seven one six, five five five, oh one six three".

use std::ops::Range;

use crate::model::number::{Token, TokenKind};

/// A run of spoken digits with the size of a phone number.
pub(super) struct SpokenDigits {
    pub(super) digits: String,
    pub(super) span: Range<usize>,
}

/// The runs of a text, in order.
pub(super) fn spoken_in(tokens: &[Token<'_>]) -> Vec<SpokenDigits> {
    let mut found = Vec::new();
    let mut run = Run::default();
    for token in tokens {
        if run.take(token) {
            continue;
        }
        found.extend(run.finish());
        run = Run::default();
        run.take(token);
    }
    found.extend(run.finish());
    found
}

/// The digit that a word says; "oh" and "o" are how a zero is read out.
pub(super) fn digit_of(word: &str) -> Option<char> {
    Some(match word {
        "zero" | "oh" | "o" | "nought" | "cero" => '0',
        "one" | "uno" => '1',
        "two" | "dos" => '2',
        "three" | "tres" => '3',
        "four" | "cuatro" => '4',
        "five" | "cinco" => '5',
        "six" | "seis" => '6',
        "seven" | "siete" => '7',
        "eight" | "ocho" => '8',
        "nine" | "nueve" => '9',
        _ => return None,
    })
}

#[derive(Default)]
struct Run {
    digits: String,
    words: usize,
    times: usize,
    span: Option<Range<usize>>,
    /// Separators since the last digit.
    gap: usize,
}

impl Run {
    /// Whether the token goes on with the run; a token that does not is left to the next one.
    fn take(&mut self, token: &Token<'_>) -> bool {
        match token.kind {
            TokenKind::Sign => {
                self.gap += 1;
                self.span.is_some()
                    && self.gap <= 2
                    && matches!(token.text, "-" | "," | "–" | "(" | ")" | "/")
            }
            TokenKind::Digits => {
                // "415 five five five 0142": figures among the words.
                let fits = token.text.len() <= 4 && self.times == 0;
                if fits {
                    self.push(token, token.text, false);
                }
                fits
            }
            TokenKind::Word => {
                let word = token.lower();
                let times = match word {
                    "double" => 2,
                    "triple" => 3,
                    _ => 0,
                };
                if times > 0 && self.times == 0 {
                    self.times = times;
                    self.span.get_or_insert(token.start..token.end());
                    return true;
                }
                let Some(digit) = digit_of(word) else {
                    return false;
                };
                let times = std::mem::take(&mut self.times).max(1);
                let digits: String = std::iter::repeat_n(digit, times).collect();
                self.push(token, &digits, true);
                true
            }
        }
    }

    fn push(&mut self, token: &Token<'_>, digits: &str, word: bool) {
        self.digits.push_str(digits);
        self.words += usize::from(word);
        self.gap = 0;
        let start = self.span.as_ref().map_or(token.start, |span| span.start);
        self.span = Some(start..token.end());
    }

    fn finish(&mut self) -> Option<SpokenDigits> {
        let fits = (9..=15).contains(&self.digits.len()) && self.words >= 3 && self.times == 0;
        let span = self.span.take()?;
        fits.then(|| SpokenDigits {
            digits: std::mem::take(&mut self.digits),
            span,
        })
    }
}
