//! Text as a person sees it: without letters that do not show, and with look-alikes as the plain
//! letters they pass for. Orders and secret numbers are looked for in it, so that a zero-width
//! space or a Cyrillic "е" hides neither.

/// A plain copy, and where each of its bytes came from.
pub(super) struct Unmasked {
    pub(super) text: String,
    origins: Vec<usize>,
    length: usize,
}

impl Unmasked {
    /// The same place in the text as it was written.
    pub(super) fn origin(&self, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let of = |at: usize| self.origins.get(at).copied().unwrap_or(self.length);
        of(range.start)..of(range.end)
    }
}

/// The plain copy of a text that differs from it; `None` where nothing is disguised.
pub(super) fn unmasked(text: &str) -> Option<Unmasked> {
    if text.is_ascii() || !text.chars().any(|letter| plain(letter) != Some(letter)) {
        return None;
    }
    let mut copy = String::with_capacity(text.len());
    let mut origins = Vec::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        if let Some(letter) = plain(letter) {
            copy.push(letter);
            origins.resize(copy.len(), at);
        }
    }
    Some(Unmasked {
        text: copy,
        origins,
        length: text.len(),
    })
}

/// The letter that this one passes for; `None` where it does not show.
pub(super) fn plain(letter: char) -> Option<char> {
    const CYRILLIC: &str = "аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwАAВBЕEКKМMНHОOРPСCТTХXІIЈJЅS";
    const GREEK: &str = "αaοoρpνvιiκkυuΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX";
    if letter.is_ascii() {
        return Some(letter);
    }
    let code = u32::from(letter);
    let ascii = |code: u32| char::from_u32(code);
    match code {
        // Soft hyphen, zero-width letters, direction marks, invisible operators, selectors, tags.
        0xad
        | 0x34f
        | 0x61c
        | 0x180e
        | 0x200b..=0x200f
        | 0x202a..=0x202e
        | 0x2060..=0x206f
        | 0xfe00..=0xfe0f
        | 0xfeff
        | 0xe0000..=0xe01ef => None,
        // Full-width forms.
        0xff01..=0xff5e => ascii(code - 0xff01 + 0x21),
        // Mathematical letters and digits.
        0x1d400..=0x1d6a3 => {
            let place = (code - 0x1d400) % 52;
            ascii(if place < 26 {
                0x41 + place
            } else {
                0x61 + place - 26
            })
        }
        0x1d7ce..=0x1d7ff => ascii(0x30 + (code - 0x1d7ce) % 10),
        0x370..=0x3ff => Some(look_alike(GREEK, letter)),
        0x400..=0x52f => Some(look_alike(CYRILLIC, letter)),
        _ => Some(letter),
    }
}

/// Pairs of a letter and what it looks like.
fn look_alike(pairs: &str, letter: char) -> char {
    let mut letters = pairs.chars();
    while let (Some(from), Some(to)) = (letters.next(), letters.next()) {
        if from == letter {
            return to;
        }
    }
    letter
}

#[cfg(test)]
mod tests {
    use super::unmasked;

    #[test]
    fn what_does_not_show_is_taken_out_and_look_alikes_are_plain() {
        for (written, seen) in [
            ("ig\u{200b}nore", "ignore"),
            ("\u{202e}set\u{202c} score", "set score"),
            ("ｓｅｔ ８００", "set 800"),
            ("іgnоrе", "ignore"),
            ("𝐬𝐞𝐭 𝟖𝟎𝟎", "set 800"),
        ] {
            let plain = unmasked(written).expect("it is disguised");
            assert_eq!(plain.text, seen);
            assert_eq!(plain.origin(&(0..plain.text.len())).end, written.len());
        }
        assert!(unmasked("naïve café, 5 €").is_none());
    }
}
