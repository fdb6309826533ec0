//! Which of several figures of one message the client settles on.

use super::{amount::Amount, slot::Slot};

/// "the county says 395, zillow 410, go with the county": the place of the figure that the client
/// names.
pub(super) fn preferred_place(text: &str, amounts: &[Amount], slot: Slot) -> Option<usize> {
    let of_slot = || (0..amounts.len()).filter(|&place| amounts[place].slot == slot);
    of_slot().nth(1)?;
    let lower = text.to_ascii_lowercase();
    let (at, lead) = ["go with the ", "use the ", "go by the "]
        .iter()
        .find_map(|lead| Some((lower.rfind(lead)?, lead)))?;
    let word = lower[at + lead.len()..]
        .split(|letter: char| !letter.is_alphanumeric())
        .next()
        .filter(|word| word.len() > 2)?;
    let named = lower[..at].find(word)?;
    of_slot().find(|&place| amounts[place].number.span.start > named)
}

/// "Zillow says 655, comps more like 640, use the lower".
pub(super) fn prefers_the_later(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "use the lower",
        "use the latter",
        "use that",
        "use the second",
        "go with that",
        "go with the second",
        "more like",
        "so perhaps",
        "we reckon",
        "i reckon",
        "so call it",
        "to be safe",
        "let's say",
        "lets say",
    ];
    let lower = text.to_ascii_lowercase();
    WORDS.iter().any(|words| lower.contains(words))
}
