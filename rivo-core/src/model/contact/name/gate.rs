//! A cheap first look: could there be a name at all?

use super::super::name_words::{is_common, is_name_and_word};

/// Whether a name could be read from the text under any question. Looks at words in place and
/// allocates nothing for ordinary sentences.
pub(in crate::model::contact) fn may_hold_name(text: &str) -> bool {
    let mut words = words_of(text);
    let mut before = "";
    let mut place = 0;
    let mut leading = true;
    while let Some(word) = words.next() {
        if leading && !eq_any(word, OPENERS) {
            leading = false;
            // What opens the message, or a segment of it, may be a bare reply.
            let next = words.clone().next().unwrap_or("");
            let capitals =
                word.starts_with(char::is_uppercase) && next.starts_with(char::is_uppercase);
            // "Christian Rose": a word that is common in small letters.
            if !common(word) || capitals && !common(next) || may_be_whole(word) {
                return true;
            }
        }
        if eq_any(word, CUES) {
            let mut ahead = words.clone();
            let mut next = ahead.next().unwrap_or("");
            if next.eq_ignore_ascii_case("me") {
                next = ahead.next().unwrap_or("");
            }
            let strong = eq_any(word, STRONG_CUES);
            if strong || !common(next) || may_be_whole(next) {
                return true;
            }
        }
        if word.eq_ignore_ascii_case("am") && before.eq_ignore_ascii_case("i")
            || word.eq_ignore_ascii_case("is")
                && (before.eq_ignore_ascii_case("this")
                    || before.eq_ignore_ascii_case("it")
                    || before.eq_ignore_ascii_case("that"))
        {
            let next = words.clone().next().unwrap_or("");
            let capital = next.starts_with(char::is_uppercase);
            if !next.is_empty() && (capital || !common(next)) {
                return true;
            }
        }
        before = word;
        place += 1;
        // After an opener or a sign the reply may begin anew: "Sure. John Smith".
        let sign = words.sign_after;
        if sign && place < 12 || words.line_after {
            leading = true;
        }
    }
    false
}

const CUES: &[&str] = &[
    "name",
    "names",
    "name's",
    "named",
    "i'm",
    "im",
    "i’m",
    "it's",
    "its",
    "it’s",
    "that's",
    "call",
    "calls",
    "here",
    "by",
    "which",
    "account",
    "acct",
    "put",
    "to",
    "as",
    "for",
    "of",
    "under",
    "just",
    "be",
    "speaking",
    "llamo",
    "m'appelle",
    "m’appelle",
    "nombre",
    "soy",
    "suis",
    "heiße",
    "heisse",
    "regards",
    "sincerely",
    "cheers",
    "best",
    "signed",
    "mr",
    "mrs",
    "ms",
    "dr",
    "nom",
];
const STRONG_CUES: &[&str] = &[
    "name",
    "names",
    "name's",
    "speaking",
    "by",
    "which",
    "account",
    "acct",
    "llamo",
    "m'appelle",
    "m’appelle",
    "nombre",
    "regards",
    "sincerely",
    "here",
    "heiße",
    "heisse",
    "nom",
];

/// Words before a bare reply: "sure, John Smith".
pub(super) const OPENERS: &[&str] = &[
    "sure",
    "yes",
    "yeah",
    "yep",
    "yup",
    "ok",
    "okay",
    "oh",
    "well",
    "hi",
    "hello",
    "hey",
    "thanks",
    "thank",
    "you",
    "of",
    "course",
    "certainly",
    "me",
    "so",
    "um",
    "uh",
    "alright",
    "no",
    "problem",
    "great",
    "fine",
    "good",
    "perfect",
    "sounds",
    "absolutely",
    "ya",
    "right",
];

pub(super) fn eq_any(word: &str, list: &[&str]) -> bool {
    list.iter().any(|entry| word.eq_ignore_ascii_case(entry))
}

/// "will", "Hope Winter", "hunter price": a reply may be no more than a name that is a word.
fn may_be_whole(word: &str) -> bool {
    word.len() <= 8 && is_name_and_word(&word.to_ascii_lowercase())
}

fn common(word: &str) -> bool {
    let mut small = [0_u8; 16];
    let bytes = word.as_bytes();
    if bytes.len() > small.len() || !word.is_ascii() {
        return !word.is_ascii() && is_common(&word.to_lowercase().replace('’', "'"));
    }
    small[..bytes.len()].copy_from_slice(bytes);
    small.make_ascii_lowercase();
    std::str::from_utf8(&small[..bytes.len()]).is_ok_and(is_common)
}

/// Words of a text without copying, with what stood after each.
#[derive(Clone)]
struct Words<'a> {
    rest: &'a str,
    sign_after: bool,
    line_after: bool,
}

const fn words_of(text: &str) -> Words<'_> {
    Words {
        rest: text,
        sign_after: false,
        line_after: false,
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let start = self.rest.find(char::is_alphabetic)?;
        let word = &self.rest[start..];
        let end = word
            .char_indices()
            .find(|(at, letter)| {
                !(letter.is_alphabetic()
                    || matches!(letter, '\'' | '’')
                        && word[at + letter.len_utf8()..].starts_with(char::is_alphabetic)
                    || matches!(letter, '\u{300}'..='\u{36f}'))
            })
            .map_or(word.len(), |(at, _)| at);
        self.rest = &word[end..];
        let gap = self
            .rest
            .find(char::is_alphabetic)
            .map_or("", |next| &self.rest[..next]);
        self.line_after = gap.contains('\n');
        self.sign_after = gap
            .contains(['.', ',', '!', '-', ':', ';', '?', '\n', '/', '(', '–', '—'])
            || gap.bytes().filter(u8::is_ascii_digit).count() >= 9;
        Some(&word[..end])
    }
}
