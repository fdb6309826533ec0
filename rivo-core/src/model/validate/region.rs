use phonenumber::country;

use super::{InvalidValue, text_value};

/// The country whose way of writing phone numbers is assumed when a number has no country code:
/// two letters of ISO 3166, `US` by default.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Region(country::Id);

impl Region {
    /// The two letters, upper case.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// How money is written there, as far as mortgages in that money are known here; `$` elsewhere.
    #[must_use]
    pub fn currency_sign(&self) -> &'static str {
        match self.as_str() {
            "GB" => "£",
            "IN" => "₹",
            "IE" | "FR" | "DE" | "ES" | "IT" | "NL" | "BE" | "AT" | "PT" | "FI" => "€",
            _ => "$",
        }
    }

    /// Reads two letters in either case; anything that is no country is refused.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        Self::from_text(text)
    }

    fn from_text(text: &str) -> Result<Self, InvalidValue> {
        let id = text.trim().to_ascii_uppercase().parse();
        id.map(Self)
            .map_err(|_| InvalidValue("Enter a country as two letters, such as US."))
    }

    pub(super) const fn id(self) -> country::Id {
        self.0
    }

    pub(super) const fn of(id: country::Id) -> Self {
        Self(id)
    }
}

impl Default for Region {
    fn default() -> Self {
        Self(country::Id::US)
    }
}

impl std::fmt::Debug for Region {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

text_value!(Region);

#[cfg(test)]
mod tests {
    use super::Region;

    #[test]
    fn a_region_is_two_letters_of_a_country() {
        assert_eq!(Region::default().as_str(), "US");
        assert_eq!("gb".parse::<Region>().unwrap().as_str(), "GB");
        for wrong in ["", "USA", "ZZ", "1", "United States"] {
            assert!(wrong.parse::<Region>().is_err(), "{wrong}");
        }
    }
}
