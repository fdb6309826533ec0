use super::{Asked, Found, name_words::{breaks_name, is_common, is_given_name}};
use crate::model::{
    number::{Token, TokenKind, tokens_of},
    validate::PersonName,
};

/// Whether a name could be read from the text under any question. Looks at words in place and
/// allocates nothing for ordinary sentences.
pub(super) fn may_hold_name(text: &str) -> bool {
    let mut words = words_of(text);
    let mut before = "";
    let mut place = 0;
    let mut leading = true;
    while let Some(word) = words.next() {
        if leading && !eq_any(word, OPENERS) {
            leading = false;
            // What opens the message, or a segment of it, may be a bare reply.
            if !common(word) {
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
            if strong || !common(next) {
                return true;
            }
        }
        if word.eq_ignore_ascii_case("am") && before.eq_ignore_ascii_case("i") || word.eq_ignore_ascii_case("is") && (before.eq_ignore_ascii_case("this") || before.eq_ignore_ascii_case("it") || before.eq_ignore_ascii_case("that")) {
            let next = words.clone().next().unwrap_or("");
            if !next.is_empty() && !common(next) {
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

const CUES: &[&str] = &["name", "names", "name's", "named", "i'm", "im", "i’m", "it's", "its", "it’s", "that's", "call", "calls", "here", "llamo", "m'appelle", "m’appelle", "nombre", "soy", "suis", "heiße", "heisse", "regards", "sincerely", "cheers", "best", "signed", "mr", "mrs", "ms", "dr", "nom"];
const STRONG_CUES: &[&str] = &["name", "names", "name's", "llamo", "m'appelle", "m’appelle", "nombre", "regards", "sincerely", "here", "heiße", "heisse", "nom"];

/// Words before a bare reply: "sure, John Smith".
const OPENERS: &[&str] = &[
    "sure", "yes", "yeah", "yep", "yup", "ok", "okay", "oh", "well", "hi", "hello", "hey", "thanks", "thank", "you", "of", "course",
    "certainly", "me", "so", "um", "uh", "alright", "no", "problem", "great", "fine", "good", "perfect", "sounds", "absolutely", "ya", "right",
];

fn eq_any(word: &str, list: &[&str]) -> bool {
    list.iter().any(|entry| word.eq_ignore_ascii_case(entry))
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
    Words { rest: text, sign_after: false, line_after: false }
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let start = self.rest.find(char::is_alphabetic)?;
        let word = &self.rest[start..];
        let end = word
            .char_indices()
            .find(|(at, letter)| {
                !(letter.is_alphabetic() || matches!(letter, '\'' | '’') && word[at + letter.len_utf8()..].starts_with(char::is_alphabetic) || matches!(letter, '\u{300}'..='\u{36f}'))
            })
            .map_or(word.len(), |(at, _)| at);
        self.rest = &word[end..];
        let gap = self.rest.find(char::is_alphabetic).map_or("", |next| &self.rest[..next]);
        self.line_after = gap.contains('\n');
        self.sign_after = gap.contains(['.', ',', '!', '-', ':', ';', '?', '\n', '/', '(', '–', '—']);
        Some(&word[..end])
    }
}

/// What a reading is worth.
struct Reading {
    start: usize,
    end: usize,
    confidence: f32,
}

pub(super) fn find_name(text: &str, asked: Asked, beside_details: bool) -> Option<Found<PersonName>> {
    let tokens = tokens_of(text);
    let style = Style::of(text);
    let mut best: Option<Reading> = None;
    let mut consider = |reading: Option<Reading>| {
        if let Some(reading) = reading {
            let better = best.as_ref().is_none_or(|best| reading.confidence >= best.confidence);
            if better {
                best = Some(reading);
            }
        }
    };
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
    let value = PersonName::parse(without_title(quote)).ok()?;
    Some(Found { value, quote: quote.to_owned(), confidence: reading.confidence })
}

/// "Dr. José Ávila" without the "Dr.".
fn without_title(name: &str) -> &str {
    let Some((first, rest)) = name.split_once(' ') else {
        return name;
    };
    let title = first.trim_end_matches('.').to_lowercase();
    let is_title = matches!(title.as_str(), "mr" | "mrs" | "ms" | "miss" | "dr" | "prof" | "mx" | "sir");
    if is_title { rest.trim_start() } else { name }
}

/// How the author uses capitals.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// All in one case, so capitals say nothing.
    OneCase,
    Mixed,
}

impl Style {
    fn of(text: &str) -> Self {
        let lower = text.chars().any(char::is_lowercase);
        let upper = text.chars().any(char::is_uppercase);
        if lower && upper { Self::Mixed } else { Self::OneCase }
    }
}

fn is_capitalised(token: &Token<'_>) -> bool {
    // Scripts without case count as capitalised.
    token.text.starts_with(|letter: char| letter.is_uppercase() || letter.is_alphabetic() && !letter.is_lowercase())
}

const PARTICLES: &[&str] = &["de", "del", "della", "di", "da", "dos", "das", "du", "la", "las", "los", "le", "van", "von", "der", "den", "ten", "bin", "ibn", "al", "el", "st", "san", "santa", "y"];

/// Reads a name from token `at`: where it ends, how many words it has, whether all are
/// capitalised.
fn read_name(tokens: &[Token<'_>], text: &str, at: usize, strong: bool) -> Option<(usize, usize, bool)> {
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
                let newline = place > at && text[tokens[place - 1].end()..token.start].contains('\n');
                let possessive = lower.ends_with("'s");
                if newline || possessive || lower.contains('\'') && is_common(lower) {
                    break;
                }
                let capital = is_capitalised(token);
                let particle = place > at && PARTICLES.contains(&lower);
                let breaks = breaks_name(lower) && !(capital && lead_capital && place > at && !matches!(lower, "and" | "i" | "my" | "or" | "but"));
                let ordinary = is_common(lower) && !(place == at && strong && capital && !breaks_name(lower)) && !(capital && lead_capital && words > 0);
                if !particle && (breaks || ordinary) {
                    break;
                }
                // After "John" a small word goes on with the sentence.
                if place > at && lead_capital && !capital && !particle {
                    break;
                }
                capitals &= capital || particle;
                words += 1;
                end = place + 1;
                if words == 6 {
                    break;
                }
            }
            TokenKind::Sign => {
                let initial = token.text == "." && place > at && !token.spaced && tokens[place - 1].text.chars().count() <= 3
                    && (tokens[place - 1].text.chars().count() == 1 || tokens[place - 1].is_one_of(&["mr", "mrs", "ms", "dr", "jr", "sr", "st", "prof"]));
                let hyphen = matches!(token.text, "-" | "‐") && place > at && !token.spaced && tokens.get(place + 1).is_some_and(|next| !next.spaced && next.kind == TokenKind::Word);
                if !(initial || hyphen) {
                    break;
                }
                if initial && tokens.get(place + 1).is_some_and(|next| next.spaced && next.kind == TokenKind::Word) && tokens[place - 1].text.chars().count() == 1 {
                    end = place + 1;
                }
            }
            TokenKind::Digits => break,
        }
        place += 1;
    }
    // Trailing particles belong to the sentence.
    while end > at + 1 && PARTICLES.contains(&tokens[end - 1].lower()) && tokens[end - 1].kind == TokenKind::Word {
        end -= 1;
        words -= 1;
    }
    // Letters glued to digits are a user name or a code.
    let glued = |place: usize| tokens.get(place).is_some_and(|next| !next.spaced && (next.kind == TokenKind::Digits || matches!(next.text, "@" | "_" | "/")));
    if words == 0 || glued(end) || at > 0 && !tokens[at].spaced && matches!(tokens[at - 1].text, "@" | "_" | "/") || at > 0 && !tokens[at].spaced && tokens[at - 1].kind == TokenKind::Digits {
        return None;
    }
    // "ana.lopez@example.com" begins like a name.
    if tokens.get(end).is_some_and(|next| next.text == "." && !next.spaced) && tokens.get(end + 1).is_some_and(|next| !next.spaced) {
        return None;
    }
    let letters: usize = tokens[at..end].iter().filter(|token| token.kind == TokenKind::Word).map(|token| token.text.chars().count()).sum();
    (letters >= 2).then_some((end, words, capitals))
}

/// A name that follows words which introduce it, the last of which is token `at`.
fn after_cue(tokens: &[Token<'_>], text: &str, at: usize, asked: Asked, style: Style) -> Option<Reading> {
    let word = |back: usize| at.checked_sub(back).map_or("", |place| tokens[place].lower());
    let current = tokens[at].lower();
    let mut next = at + 1;
    let (strength, base) = match current {
        "is" | "was" | "es" | "est" | "ist" if matches!(word(1), "name" | "nombre" | "nom") => (own_name(tokens, at - 1)?, 0.97),
        "name" | "names" | "name's" | "fullname" | "nombre" => {
            let separator = tokens.get(next).filter(|sign| matches!(sign.text, ":" | "-" | "=" | "–"));
            next += usize::from(separator.is_some());
            let follows_is = tokens.get(next).is_some_and(|token| token.is_one_of(&["is", "es", "was"]));
            if follows_is || current == "name" && separator.is_none() && !(at == 0 || word(1) == "my" || tokens[at].spaced && text[..tokens[at].start].ends_with('\n')) {
                return None;
            }
            (own_name(tokens, at)?, 0.93)
        }
        "llamo" | "m'appelle" | "heiße" | "heisse" => (Strength::Strong, 0.95),
        "me" if matches!(word(1), "call" | "calls") => (Strength::Call, 0.75),
        "am" if word(1) == "i" => (Strength::Weak, 0.8),
        "i'm" | "im" | "soy" => (Strength::Weak, 0.8),
        "is" if word(1) == "this" => (Strength::Weak, 0.82),
        "it's" | "its" if asked.name => (Strength::Weak, 0.85),
        "is" if matches!(word(1), "it" | "that") && asked.name => (Strength::Weak, 0.85),
        "regards" | "sincerely" | "cheers" => {
            next += usize::from(tokens.get(next).is_some_and(|sign| matches!(sign.text, "," | "!" | "." | "-")));
            (Strength::SignOff, 0.8)
        }
        _ => return None,
    };
    // "First name: John, last name: Smith"
    if word(1) == "last" || word(2) == "last" && current == "is" {
        return None;
    }
    while tokens.get(next).is_some_and(|token| token.is_one_of(&["actually", "just", "mr", "mrs", "ms", "miss", "dr"]) || token.text == "." && next > at + 1 && tokens[next - 1].is_one_of(&["mr", "mrs", "ms", "dr"])) {
        next += 1;
    }
    let strong = !matches!(strength, Strength::Weak);
    let (end, words, capitals) = read_name(tokens, text, next, strong)?;
    let first = tokens[next].lower();
    let closes = tokens.get(end).is_none_or(|after| after.kind == TokenKind::Sign && after.text != "'" || after.is_one_of(&["and", "but", "from", "here", "calling", "i", "i'm", "im", "my", "with", "who", "the", "again", "by"]))
        || tokens.get(end).is_some_and(|after| text[tokens[end - 1].end()..after.start].contains('\n'));
    let fits = match strength {
        Strength::Strong => !is_common(first) || capitals && style == Style::Mixed,
        Strength::Call => (!is_common(first)) && (capitals || is_given_name(first) || closes),
        Strength::SignOff => closes && words <= 4,
        Strength::Weak => {
            let looks = if style == Style::Mixed && capitals {
                !is_common(first)
            } else {
                is_given_name(first) || !is_common(first) && closes && words <= 3 && !looks_like_a_state(first) && words + usize::from(style == Style::OneCase) >= 2
            };
            looks && !is_common(first)
        }
    };
    if !fits {
        return None;
    }
    let mut end = end;
    if let Some(last) = last_name_after(tokens, text, end) {
        end = last;
    }
    let mut confidence: f32 = base;
    if !capitals {
        confidence -= 0.05;
    }
    Some(Reading { start: next, end, confidence })
}

/// "…, last name Smith" right after a first name makes the quote run to its end; the words between
/// are no part of a name, so that form is left to [`PersonName`] only when nothing else is between.
fn last_name_after(_tokens: &[Token<'_>], _text: &str, _end: usize) -> Option<usize> {
    None
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
    ["ing", "ed", "ly", "ful", "ous", "able", "ible", "tion", "ish", "ive", "less", "ist", "ian", "ary", "ent", "ant", "tor", "ter", "ger", "yer", "eer"]
        .iter()
        .any(|ending| word.ends_with(ending))
}

/// Whether "name" at `at` is the author's own: "my name", "name:", not "her name", "company name".
fn own_name(tokens: &[Token<'_>], at: usize) -> Option<Strength> {
    let mut place = at;
    while place > 0 && tokens[place - 1].is_one_of(&["full", "first", "legal", "complete", "real", "given", "good", "the", "and", "nickname", "sure"]) {
        place -= 1;
    }
    let before = place.checked_sub(1).map(|before| &tokens[before]);
    let own = before.is_none_or(|before| {
        before.kind != TokenKind::Word
            || before.is_one_of(&["my", "mi", "mon", "our", "hi", "hello", "hey", "ok", "okay", "yes", "sure", "so", "mein", "meine"])
            || before.lower().ends_with("my") && before.text.len() > 2 && before.text.len() < 10
    });
    // The digits or the sentence of somebody else: "company name", "wife's name".
    own.then_some(Strength::Strong)
}

/// A message, or the start of one, that is a name and nothing else.
fn bare_reply(tokens: &[Token<'_>], text: &str, asked: Asked, beside_details: bool, style: Style) -> Option<Reading> {
    if !(asked.name || beside_details) {
        return here_at_the_start(tokens, text, style);
    }
    let mut start = 0;
    for _ in 0..4 {
        // Pass over "sure,", "me:", "ok".
        while tokens.get(start).is_some_and(|token| token.kind == TokenKind::Sign && token.text != "@" || eq_any(token.text, OPENERS) || token.is_one_of(&["it's", "its", "mr", "mrs", "ms", "dr", "miss"])) {
            start += 1;
        }
        if let Some(reading) = reply_at(tokens, text, start, asked, beside_details, style) {
            return Some(reading);
        }
        // The next segment: after a comma, a full stop, a new line.
        let next = (start + 1..tokens.len()).find(|&place| {
            matches!(tokens[place].text, "," | "!" | ":" | ";") || tokens[place].text == "." && tokens.get(place + 1).is_none_or(|next| next.spaced) || text[tokens[place - 1].end()..tokens[place].start].contains('\n')
        })?;
        if next > 25 {
            return None;
        }
        start = next;
    }
    None
}

fn reply_at(tokens: &[Token<'_>], text: &str, start: usize, asked: Asked, beside_details: bool, style: Style) -> Option<Reading> {
    let (end, words, capitals) = read_name(tokens, text, start, asked.name)?;
    let first = &tokens[start];
    let after = tokens.get(end);
    let new_line = after.is_some_and(|after| text[tokens[end - 1].end()..after.start].contains('\n'));
    let email_follows = after.is_some_and(|after| tokens.iter().skip(end).take(8).any(|token| token.text == "@") && !after.is_one_of(&["is", "are", "was", "'s"]));
    let closes = new_line
        || after.is_none_or(|after| match after.kind {
            TokenKind::Sign => !matches!(after.text, "'" | "’" | "?" | "$" | "%" | "@" | "/"),
            TokenKind::Digits => true,
            TokenKind::Word => after.is_one_of(&["and", "here", "my", "email", "phone", "ph", "cell", "mobile", "tel", "i", "is", "by", "the", "but", "at", "number", "e"]),
        });
    if first.kind != TokenKind::Word || !(closes || email_follows) {
        return None;
    }
    let lower = first.lower();
    let known = is_given_name(lower);
    if after.is_some_and(|after| after.is("is")) {
        return None;
    }
    let second_segment = start > 0 && !asked.name;
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
        return (!odd).then_some(Reading { start, end, confidence });
    }
    // Beside an address or a number: "Gus Papadakis, 727 555 0110".
    let fits = beside_details && !second_segment && !is_common(lower) && (cleanly && words >= 2 || known && words <= 4 || style == Style::OneCase && words >= 2 && words <= 3 && short_message(tokens));
    fits.then_some(Reading { start, end, confidence: if cleanly && words >= 2 { 0.85 } else { 0.7 } })
}

fn short_message(tokens: &[Token<'_>]) -> bool {
    tokens.iter().filter(|token| token.kind == TokenKind::Word).count() <= 10
}

/// "John here", "Maria Lopez here, quick question".
fn here_at_the_start(tokens: &[Token<'_>], text: &str, style: Style) -> Option<Reading> {
    let mut start = 0;
    while tokens.get(start).is_some_and(|token| token.kind == TokenKind::Sign || eq_any(token.text, OPENERS)) {
        start += 1;
    }
    let (end, words, capitals) = read_name(tokens, text, start, false)?;
    let here = tokens.get(end).is_some_and(|token| token.is("here"));
    let lower = tokens[start].lower();
    let fits = here && words <= 3 && !is_common(lower) && (capitals && style == Style::Mixed || is_given_name(lower));
    fits.then_some(Reading { start, end, confidence: 0.85 })
}
