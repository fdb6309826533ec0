//! Clauses of a message, and how one becomes an item.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use crate::extract::protected::tells_a_trait;

const MAX_CHARS: usize = 100;

/// The clauses of a message: between full stops, commas, semicolons, dashes and "but".
pub(in crate::extract::rules) fn clauses(lower: &str) -> Vec<Range<usize>> {
    static CUT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[.!?;]+(?:\s|$)|,\s|\n|\s[-–—/]+\s|\s*\(\s*|\)\s*|\s(?:but|because|although|however|since|so that|which)\s").expect("the pattern is fixed")
    });
    let mut found = Vec::new();
    let mut from = 0;
    for cut in CUT.find_iter(lower) {
        push_trimmed(lower, from..cut.start(), &mut found);
        from = cut.end();
    }
    push_trimmed(lower, from..lower.len(), &mut found);
    found
}

fn push_trimmed(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let trimmed = piece.trim();
    if trimmed.len() > 1 {
        let start = range.start + (piece.len() - piece.trim_start().len());
        found.push(start..start + trimmed.len());
    }
}

/// Words that lead into a clause and add nothing to it.
const LEADS: &[&str] = &[
    "and ",
    "but ",
    "so ",
    "also ",
    "well ",
    "oh ",
    "yes ",
    "yeah ",
    "hi ",
    "hello ",
    "hey ",
    "i ",
    "we ",
    "i'd ",
    "we'd ",
    "i'm ",
    "we're ",
    "im ",
    "ok ",
    "plus ",
    "then ",
    "i’m ",
    "i've ",
    "we've ",
    "just ",
    "because ",
    "basically ",
    "honestly ",
    "actually ",
    "um ",
    "is ",
    "it's ",
    "its ",
];

/// The clause as an item: without what leads in, cut to size, nothing that must not be kept.
pub(super) fn item_of(raw: &str, clause: &Range<usize>) -> Option<String> {
    let mut text = raw.get(clause.clone())?.trim();
    if tells_a_trait(text) {
        return None;
    }
    loop {
        let lead = LEADS.iter().find(|lead| {
            text.get(..lead.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(lead))
        });
        let Some(lead) = lead else { break };
        text = text[lead.len()..].trim_start();
    }
    let text = text.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, ',' | '.' | '!' | '?' | ';' | ':')
    });
    let letters = text
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .count();
    if letters < 2 {
        return None;
    }
    Some(cut(text, MAX_CHARS))
}

/// At most `chars` characters, cut between words.
pub(in crate::extract::rules) fn cut(text: &str, chars: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(chars) else {
        return text.to_owned();
    };
    let head = &text[..end];
    let at = head.rfind(' ').filter(|at| *at > end / 2).unwrap_or(end);
    head[..at].trim_end_matches([',', ' ']).to_owned()
}
