//! Passwords that everybody tries first, as far as they are long enough to be allowed otherwise.

/// One a line, in lower case, ten characters or more.
const COMMON: &str = include_str!("common_passwords.txt");

/// Whether a password, in lower case, is among the first that somebody would try.
pub(super) fn is_common(folded: &str) -> bool {
    let mut kinds: Vec<char> = folded.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    let few_characters = !folded.is_empty() && kinds.len() < 4;
    let digits_only = !folded.is_empty() && folded.chars().all(|letter| letter.is_ascii_digit());
    few_characters || digits_only || COMMON.lines().any(|common| common == folded)
}
