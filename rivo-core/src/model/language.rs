//! The languages that Rivo itself writes in: those of the desk's readers.

use serde::{Deserialize, Serialize};

/// The language of a reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Language {
    /// US English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// US Spanish.
    #[serde(rename = "es")]
    Spanish,
}

impl Language {
    /// The tag, as HTML wants it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en-US",
            Self::Spanish => "es-US",
        }
    }

    /// What a reader likes best by their `Accept-Language`; English where none of it is known.
    ///
    /// ```
    /// # use rivo_core::model::language::Language;
    /// assert_eq!(Language::accepted("fr, es-MX;q=0.8, en;q=0.5"), Language::Spanish);
    /// assert_eq!(Language::accepted(""), Language::English);
    /// ```
    #[must_use]
    pub fn accepted(header: &str) -> Self {
        let mut best = (0.0, Self::default());
        for part in header.split(',') {
            let mut parts = part.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default();
            let Some(language) = Self::of_tag(tag) else {
                continue;
            };
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            let weight = weight.map_or(Some(1.0), |text| text.trim().parse::<f32>().ok());
            if let Some(weight) = weight
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }

    fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "es" => Some(Self::Spanish),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, English, Spanish};

    #[test]
    fn a_reader_gets_what_they_like_best_of_what_there_is() {
        for (header, language) in [
            ("es-US,es;q=0.9,en;q=0.8", Spanish),
            ("en-US,en;q=0.9,es;q=0.8", English),
            ("en;q=0.3, ES;q=0.7", Spanish),
            ("es;q=0, en;q=0.1", English),
            ("es;q=much", English),
            ("de, *", English),
            ("estonian", English),
        ] {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
    }
}
