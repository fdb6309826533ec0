//! Words, runs of digits and single signs, with their places.

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Letters, with apostrophes inside.
    Word,
    /// ASCII digits.
    Digits,
    /// Any other character but white space.
    Sign,
}

/// A piece of a text.
#[derive(Clone, Debug)]
pub(crate) struct Token<'a> {
    pub(crate) kind: TokenKind,
    /// As written.
    pub(crate) text: &'a str,
    /// Lower-cased, where that differs from what was written.
    lower: Option<String>,
    pub(crate) start: usize,
    /// White space stands before it.
    pub(crate) spaced: bool,
}

impl Token<'_> {
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The text, lower-cased.
    pub(crate) fn lower(&self) -> &str {
        self.lower.as_deref().unwrap_or(self.text)
    }

    pub(crate) fn is(&self, word: &str) -> bool {
        self.lower() == word
    }

    pub(crate) fn is_one_of(&self, words: &[&str]) -> bool {
        words.contains(&self.lower())
    }
}

/// Cuts a text into tokens, in linear time.
pub(crate) fn tokens_of(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 4);
    let mut letters = text.char_indices().peekable();
    let mut spaced = true;
    while let Some((start, first)) = letters.next() {
        if first.is_whitespace() {
            spaced = true;
            continue;
        }
        let kind = if first.is_ascii_digit() {
            TokenKind::Digits
        } else if first.is_alphabetic() {
            TokenKind::Word
        } else {
            TokenKind::Sign
        };
        let mut end = start + first.len_utf8();
        while let Some(&(at, next)) = letters.peek() {
            let belongs = match kind {
                TokenKind::Sign => false,
                TokenKind::Digits => next.is_ascii_digit(),
                TokenKind::Word => {
                    next.is_alphabetic()
                        || is_mark(next)
                        || matches!(next, '\'' | '’')
                            && text[at + next.len_utf8()..].starts_with(char::is_alphabetic)
                }
            };
            if !belongs {
                break;
            }
            end = at + next.len_utf8();
            letters.next();
        }
        let piece = &text[start..end];
        let lower = lowered(kind, piece);
        tokens.push(Token {
            kind,
            text: piece,
            lower,
            start,
            spaced,
        });
        spaced = false;
    }
    tokens
}

const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036f}')
}

fn lowered(kind: TokenKind, piece: &str) -> Option<String> {
    let changes = kind == TokenKind::Word
        && piece
            .chars()
            .any(|letter| letter.is_uppercase() || letter == '’');
    changes.then(|| piece.to_lowercase().replace('’', "'"))
}
