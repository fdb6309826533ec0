//! Types that cannot hold a bad value: [`Email`], [`Phone`], [`PersonName`] and [`Region`].
//!
//! Raw input becomes one of these at the edge; inner code trusts it. The error of each is the
//! sentence shown to the person who typed the value.

mod email;
mod name;
mod phone;
mod region;

use unicode_normalization::UnicodeNormalization as _;

pub(crate) use self::email::is_local_char;
pub use self::{email::Email, name::PersonName, phone::Phone, region::Region};

/// Why a value was refused, as the sentence shown to the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidValue(pub(crate) &'static str);

/// The form in which names, emails and free text are kept and looked up for search: lower case,
/// accents taken off, `ß` as `ss`, `ø` as `o`.
///
/// ```
/// # use rivo_core::model::validate::search_fold;
/// assert_eq!(search_fold("José ŁÓDŹ-Ørsted"), "jose lodz-orsted");
/// ```
#[must_use]
pub fn search_fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'þ' | 'Þ' => folded.push_str("th"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'ı' => folded.push('i'),
            '’' | 'ʼ' => folded.push('\''),
            other => folded.extend(
                other
                    .to_lowercase()
                    .filter(|part| !is_combining_mark(*part)),
            ),
        }
    }
    folded
}

/// The accents of the scripts that write them as separate marks once decomposed. Marks that carry
/// vowels, as in Devanagari, are letters for our purpose and stay.
const fn is_combining_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

/// `FromStr`, `Display` and serde as a string for a newtype with `parse` and `as_str`.
macro_rules! text_value {
    ($name:ident) => {
        impl std::str::FromStr for $name {
            type Err = $crate::model::validate::InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::from_text(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::from_text(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
use text_value;

#[cfg(test)]
mod tests {
    use super::search_fold;

    #[test]
    fn a_search_key_has_neither_case_nor_accents() {
        for (text, key) in [
            ("Ana", "ana"),
            ("ÀÉÎÕÜ", "aeiou"),
            ("Straße", "strasse"),
            ("Łukasz Øvergård", "lukasz overgard"),
            ("Nguyễn Đức", "nguyen duc"),
            ("O’Brien", "o'brien"),
            ("हिन्दी", "हिन्दी"),
        ] {
            assert_eq!(search_fold(text), key, "{text}");
        }
    }
}
