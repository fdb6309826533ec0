//! Runs of digits that have the shape of a phone number.

use std::ops::Range;

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that was seen or not"
)]
pub(super) struct Candidate {
    pub(super) span: Range<usize>,
    pub(super) digits: usize,
    /// Digits and nothing else.
    pub(super) bare: bool,
    pub(super) international: bool,
    /// 3-3-4, with or without a 1 before it.
    pub(super) north_american: bool,
    /// 3-2-4, as a social security number.
    pub(super) social: bool,
}

/// A run of digits between separators.
#[derive(Clone, Copy)]
struct Group {
    start: usize,
    end: usize,
}

impl Group {
    const fn len(self) -> usize {
        self.end - self.start
    }
}

/// Runs of digit groups that have the size of a phone number.
pub(super) fn candidates(text: &str) -> Vec<Candidate> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let groups = groups_from(text, at);
        at = groups.last().map_or(at + 1, |last| last.end);
        let first = groups[0].start;
        let before = text[..first].chars().next_back();
        let glued_before = in_a_link(&text[..first])
            || before.is_some_and(|letter| {
                letter.is_alphanumeric()
                    || matches!(letter, '$' | '£' | '€' | '₹' | '_' | '#' | ',')
            }) && !is_label_before(&text[..first]);
        let glued_after = bytes.get(at).is_some_and(|next| {
            matches!(next, b'%' | b'@' | b'_' | b':')
                || next.is_ascii_alphabetic() && !is_extension(&text[at..])
        }) || bytes.get(at) == Some(&b',')
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let mut from = usize::from(glued_before && !groups.is_empty());
        let until = groups.len() - usize::from(glued_after && !groups.is_empty());
        while from < until {
            let Some(length) = window_from(&groups[from..until]) else {
                from += 1;
                continue;
            };
            found.push(candidate(text, &groups[from..from + length]));
            from += length;
        }
    }
    found
}

/// `https://shop.example.com/item/6502532222`
fn in_a_link(before: &str) -> bool {
    let mut from = before.len().saturating_sub(100);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let tail = &before[from..];
    let word = tail.rsplit(char::is_whitespace).next().unwrap_or(tail);
    word.ends_with(['/', '=', '-']) && (word.contains("://") || word.starts_with("www."))
}

/// `ph3175550141`, `cell:317…` typed without a space.
fn is_label_before(before: &str) -> bool {
    let tail = before
        .get(before.len().saturating_sub(6)..)
        .unwrap_or_default()
        .to_ascii_lowercase();
    ["ph", "tel", "phone", "cell", "no", "mob"]
        .iter()
        .any(|label| tail.ends_with(label))
}

fn groups_from(text: &str, start: usize) -> Vec<Group> {
    let bytes = text.as_bytes();
    let mut groups = Vec::new();
    let mut at = start;
    loop {
        let from = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        groups.push(Group {
            start: from,
            end: at,
        });
        let mut gap = at;
        for letter in text[at..].chars().take(4) {
            if !matches!(
                letter,
                ' ' | '-' | '.' | '(' | ')' | '/' | '\u{a0}' | '\u{202f}' | '\u{2010}'..='\u{2015}'
            ) {
                break;
            }
            gap += letter.len_utf8();
        }
        // ". " ends a sentence; "- " a thought.
        let gap_text = &text[at..gap];
        let joins = gap > at
            && gap < bytes.len()
            && bytes[gap].is_ascii_digit()
            && !gap_text.contains(". ")
            && !gap_text.contains(" / ");
        if !joins {
            return groups;
        }
        at = gap;
    }
}

/// How many of the first groups make up a number, if any do.
fn window_from(groups: &[Group]) -> Option<usize> {
    let lengths: Vec<usize> = groups.iter().take(7).map(|group| group.len()).collect();
    let total = |count: usize| lengths[..count].iter().sum::<usize>();
    match lengths.as_slice() {
        [3, 3, 4, ..] => return Some(3),
        [1, 3, 3, 4, ..] => return Some(4),
        [3, 7, ..] | [6, 4, ..] | [1, 10, ..] => return Some(2),
        [10 | 11, ..] => return Some(1),
        _ => {}
    }
    // The whole run, where it has the size of a number and is no table of figures.
    let whole = lengths.len();
    ((7..=15).contains(&total(whole)) && groups.len() == whole && whole <= 7).then_some(whole)
}

fn candidate(text: &str, groups: &[Group]) -> Candidate {
    let first = groups[0].start;
    let mut end = groups[groups.len() - 1].end;
    let mut start = first;
    let head = &text[..first];
    if head.ends_with('(') {
        start -= 1;
    }
    let international = text[..start].ends_with('+') || head.ends_with("+(");
    if international {
        start -= 1;
        if head.ends_with("+(") {
            start = first - 2;
        }
    }
    if let Some(length) = extension_length(&text[end..]) {
        end += length;
    }
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let digits = lengths.iter().sum();
    Candidate {
        span: start..end,
        digits,
        bare: groups.len() == 1 && !international,
        international,
        north_american: matches!(lengths.as_slice(), [3, 3, 4] | [1, 3, 3, 4] | [3, 7]),
        social: lengths == [3, 2, 4],
    }
}

fn is_extension(rest: &str) -> bool {
    extension_length(rest).is_some()
}

/// The length of ` ext. 503` or `x908` at the start of `rest`.
fn extension_length(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let skip = |mut at: usize, wanted: &[u8]| {
        while bytes.get(at).is_some_and(|byte| wanted.contains(byte)) && at < 24 {
            at += 1;
        }
        at
    };
    let at = skip(0, b" ,;");
    let word = ["extension", "extn", "ext", "x"].into_iter().find(|word| {
        bytes
            .get(at..at + word.len())
            .is_some_and(|piece| piece.eq_ignore_ascii_case(word.as_bytes()))
    })?;
    let digits = skip(at + word.len(), b". :#");
    let end = digits
        + bytes[digits..]
            .iter()
            .take(7)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
    let ends_clean = !bytes.get(end).is_some_and(u8::is_ascii_alphanumeric);
    ((1..=6).contains(&(end - digits)) && ends_clean).then_some(end)
}
