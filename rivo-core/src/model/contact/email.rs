use std::{borrow::Cow, ops::Range};

use super::{Found, whose};
use crate::model::{
    number::{Token, tokens_of},
    validate::{Email, is_local_char},
};

/// An address in a message.
pub(super) struct EmailHit {
    pub(super) email: Email,
    quote: String,
    /// Where it stands.
    pub(super) span: Range<usize>,
    pub(super) own: bool,
    confidence: f32,
}

impl EmailHit {
    pub(super) fn found(&self) -> Found<Email> {
        Found {
            value: self.email.clone(),
            quote: self.quote.clone(),
            confidence: self.confidence,
        }
    }
}

pub(super) fn may_hold_email(text: &str) -> bool {
    text.contains('@') || has_spelled_at(text)
}

/// "john dot smith at example dot com", "john (at) example.com": a cheap first look.
fn has_spelled_at(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes
        .windows(6)
        .any(|window| window.eq_ignore_ascii_case(b"arroba"))
    {
        return true;
    }
    bytes.windows(5).any(|window| {
        window[1..4].eq_ignore_ascii_case(b"dot")
            && !window[0].is_ascii_alphanumeric()
            && !window[4].is_ascii_alphanumeric()
    }) || bytes.windows(4).any(|window| {
        matches!((window[0], window[3]), (b'(', b')') | (b'[', b']'))
            && window[1..3].eq_ignore_ascii_case(b"at")
    })
}

/// All addresses of a message, in order.
pub(super) fn emails_in(text: &str) -> Vec<EmailHit> {
    if !may_hold_email(text) {
        return Vec::new();
    }
    let mut spans = written_with_at(text);
    if spans.is_empty() {
        spans = spelled_out(text);
    }
    if spans.is_empty() {
        return Vec::new();
    }
    let tokens = tokens_of(text);
    spans
        .into_iter()
        .filter_map(|(span, address)| {
            let email = Email::parse(&address).ok()?;
            let at = tokens.partition_point(|token| token.start < span.start);
            let after = tokens.partition_point(|token| token.start < span.end);
            let belonging = whose::belonging(&tokens, at);
            // The bot is thanked or told off by address as well: "write to you@…" is no lead's own.
            let replaced = at > 0
                && (tokens[at - 1].is_one_of(&["not", "from"])
                    || at > 1 && tokens[at - 1].is("of") && tokens[at - 2].is("instead"));
            let other = belonging.other || replaced || whose::is_denied(&tokens, after);
            let confidence = if belonging.own || belonging.named {
                0.98
            } else {
                0.9
            };
            Some(EmailHit {
                email,
                quote: text[span.clone()].to_owned(),
                span,
                own: !other,
                confidence,
            })
        })
        .collect()
}

/// The text with spelled-out addresses blanked to an `@`, so that "ana dot vega at …" is no name.
pub(super) fn without_spelled<'t>(text: &'t str, emails: &[EmailHit]) -> Cow<'t, str> {
    let mut spelled = emails
        .iter()
        .filter(|email| !email.quote.contains('@'))
        .peekable();
    if spelled.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut masked = text.to_owned();
    for email in spelled {
        let blank = format!("@{}", " ".repeat(email.span.len() - 1));
        masked.replace_range(email.span.clone(), &blank);
    }
    Cow::Owned(masked)
}

/// Whether a letter of another script begins right after Latin ones: "test.cn谢谢".
fn script_changes(before: Option<char>, letter: char) -> bool {
    let ideographic = |letter: char| letter >= '\u{2e80}';
    before.is_some_and(|before| before.is_ascii_alphanumeric()) && ideographic(letter)
}

/// `local@domain`, cut at what cannot belong to either.
fn written_with_at(text: &str) -> Vec<(Range<usize>, String)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut floor = 0;
    for (at, _) in text.match_indices('@') {
        if at < floor {
            continue;
        }
        let reach = at.saturating_sub(65).max(floor);
        let mut start = at;
        while start > reach && is_local_char(bytes[start - 1]) && !is_opening(bytes[start - 1]) {
            start -= 1;
        }
        let mut end = at + 1;
        let mut before = None;
        for letter in text[at + 1..].chars().take(255) {
            if !(letter.is_alphanumeric() || matches!(letter, '-' | '.'))
                || script_changes(before, letter)
            {
                break;
            }
            before = Some(letter);
            end += letter.len_utf8();
        }
        let domain = text[at + 1..end].trim_end_matches(['.', '-']);
        end = at + 1 + domain.len();
        // "email:ana@x.com" and "mailto:ana@x.com" end before the colon; "/" and "=" separate too.
        if let Some(cut) = text[start..at].rfind(['/', '=', '\'', '`', '*', '|', '{', '}'])
            && !text[start..at].contains("o'")
        {
            start += cut + 1;
        }
        while start < at && matches!(bytes[start], b'.' | b'-') {
            start += 1;
        }
        let followed = bytes
            .get(end)
            .is_some_and(|next| matches!(next, b'@' | b'_'));
        if start < at && !followed {
            let address = with_domain_mended(&text[start..end]);
            found.push((start..end, address));
        }
        floor = end;
    }
    found
}

const fn is_opening(byte: u8) -> bool {
    matches!(byte, b'`')
}

/// `ana@gmail.com.call` where a sentence went on without a space: the well-known domain is kept.
fn with_domain_mended(address: &str) -> String {
    for domain in [
        "gmail.com",
        "yahoo.com",
        "hotmail.com",
        "outlook.com",
        "icloud.com",
    ] {
        if let Some(at) = address.to_ascii_lowercase().find(&format!("@{domain}.")) {
            let rest = &address[at + 1 + domain.len() + 1..];
            if rest.len() > 3 {
                return address[..at + 1 + domain.len()].to_owned();
            }
        }
    }
    address.to_owned()
}

/// "john dot smith at example dot com", with brackets or without.
fn spelled_out(text: &str) -> Vec<(Range<usize>, String)> {
    let tokens: Vec<Token<'_>> = tokens_of(text)
        .into_iter()
        .filter(|token| !matches!(token.text, "(" | ")" | "[" | "]"))
        .collect();
    let mut found = Vec::new();
    for at in 1..tokens.len() {
        if !tokens[at].is_one_of(&["at", "arroba"]) {
            continue;
        }
        let (start, local) = local_before(&tokens, at);
        let (end, domain) = domain_after(&tokens, at);
        if local.is_empty() || !domain.contains('.') {
            continue;
        }
        let span = tokens[start].start..tokens[end].end();
        found.push((span, format!("{local}@{domain}")));
    }
    found
}

fn is_dot(token: &Token<'_>) -> bool {
    token.is_one_of(&["dot", "punto"]) || token.text == "."
}

fn local_before(tokens: &[Token<'_>], at: usize) -> (usize, String) {
    let mut parts = Vec::new();
    let mut place = at;
    let mut want_word = true;
    while place > 0 && at - place < 12 {
        let token = &tokens[place - 1];
        // A hyphen between blanks parts the name from the address.
        let glued_sign = !token.spaced && tokens.get(place).is_none_or(|next| !next.spaced);
        let joiner = token.is_one_of(&["dot", "punto"])
            || token.text == "." && glued_sign
            || token.is_one_of(&["underscore", "dash", "guion"])
            || matches!(token.text, "_" | "-") && glued_sign;
        let word = token.text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        // After a word only a joiner continues, or a glued piece as in "ana92".
        let glued = tokens.get(place).is_some_and(|next| !next.spaced) && place < at;
        let continues = if want_word {
            word
        } else {
            joiner || glued && word
        };
        if !continues {
            break;
        }
        parts.push(match token.lower() {
            "dot" | "punto" => ".".to_owned(),
            "underscore" => "_".to_owned(),
            "dash" => "-".to_owned(),
            other => other.to_owned(),
        });
        want_word = joiner;
        place -= 1;
    }
    parts.reverse();
    (place, parts.concat())
}

fn domain_after(tokens: &[Token<'_>], at: usize) -> (usize, String) {
    let mut domain = String::new();
    let mut place = at + 1;
    let mut end = at;
    let mut want_word = true;
    while let Some(token) = tokens.get(place).filter(|_| place - at < 8) {
        let word = token.text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if want_word && word {
            domain.push_str(token.lower());
            end = place;
        } else if !want_word
            && is_dot(token)
            && tokens
                .get(place + 1)
                .is_some_and(|next| token.is_one_of(&["dot", "punto"]) || !next.spaced)
        {
            domain.push('.');
        } else {
            break;
        }
        want_word = !want_word;
        place += 1;
    }
    (end, domain.trim_end_matches('.').to_owned())
}
