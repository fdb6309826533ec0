use super::{InvalidValue, text_value};

/// An email address: lower-cased, at most 254 characters, with a domain that could exist.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct Email(String);

const INVALID: InvalidValue = InvalidValue("Enter a valid email address.");

impl Email {
    /// The longest address, in characters.
    pub const MAX_CHARS: usize = 254;

    /// The address, lower-cased.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads an address; white space around it is dropped.
    ///
    /// What is refused: no or several `@`, a quoted or empty local part, dots at an end or in a
    /// row, a domain without a dot, an address literal, a last label that is no top-level domain.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        Self::from_text(text)
    }

    fn from_text(text: &str) -> Result<Self, InvalidValue> {
        let text = text.trim();
        // Bytes are at least as many as characters, so the cheap test never refuses wrongly.
        if text.len() > 4 * Self::MAX_CHARS || text.chars().count() > Self::MAX_CHARS {
            return Err(INVALID);
        }
        let (local, domain) = text.split_once('@').ok_or(INVALID)?;
        if local_is_valid(local) && domain_is_valid(domain) {
            Ok(Self(text.to_lowercase()))
        } else {
            Err(INVALID)
        }
    }
}

/// A character that may stand in the part before the `@`.
pub(crate) const fn is_local_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'.' | b'!'
                | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
                | b'-'
        )
}

fn local_is_valid(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && local.bytes().all(is_local_char)
        && local.split('.').all(|part| !part.is_empty())
}

fn domain_is_valid(domain: &str) -> bool {
    let mut labels = domain.split('.');
    let Some(top) = labels.next_back() else {
        return false;
    };
    let mut others = 0;
    let others_are_labels = labels.all(|label| {
        others += 1;
        is_label(label)
    });
    let top_is_domain = top.chars().count() >= 2
        && is_label(top)
        && (top.chars().all(char::is_alphabetic) || top.to_ascii_lowercase().starts_with("xn--"));
    others > 0 && others_are_labels && top_is_domain && domain.len() <= 253
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '-')
}

text_value!(Email);

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn an_address_is_lower_cased_and_trimmed() {
        for (text, email) in [
            ("Ana.Lopez@Example.COM", "ana.lopez@example.com"),
            ("  a+b@sub.domain.co.uk ", "a+b@sub.domain.co.uk"),
            ("o'brien_1@x-y.io", "o'brien_1@x-y.io"),
            ("first.last@123.iana.org", "first.last@123.iana.org"),
            ("info@münchen.de", "info@münchen.de"),
        ] {
            assert_eq!(Email::parse(text).unwrap().as_str(), email);
        }
    }

    #[test]
    fn what_is_no_address_is_refused_in_one_sentence() {
        let long = format!("{}@example.com", "a".repeat(250));
        for wrong in [
            "",
            "ana",
            "aaa.com",
            "@x.com",
            "a@",
            "a@b",
            "a@@b.com",
            "a b@c.com",
            "a..b@c.com",
            ".a@b.com",
            "a.@b.com",
            "a@-b.com",
            "a@b-.com",
            "a@b..com",
            "a@1.2.3.4",
            "a@b.c",
            "a@b.com.",
            "a@b.com, c@d.com",
            "j_9@129.126.118.1",
            long.as_str(),
        ] {
            let error = Email::parse(wrong).unwrap_err();
            assert_eq!(error.to_string(), "Enter a valid email address.", "{wrong}");
        }
    }

    #[test]
    fn an_address_is_a_string_in_json() {
        let email: Email = serde_json::from_str("\"A@b.com\"").unwrap();
        assert_eq!(serde_json::to_string(&email).unwrap(), "\"a@b.com\"");
        assert!(serde_json::from_str::<Email>("\"nobody\"").is_err());
    }
}
