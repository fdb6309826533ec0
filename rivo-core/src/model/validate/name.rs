use super::{InvalidValue, text_value};

/// A person's name as it is shown: trimmed, single spaces, 1 to 150 characters, in Title Case
/// where it came all in one case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct PersonName(String);

impl PersonName {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 150;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a name.
    ///
    /// What is refused: nothing at all, more than 150 characters, no letter, an `@`, control
    /// characters. A name that mixes upper and lower case is kept as it was written.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        Self::from_text(text)
    }

    fn from_text(text: &str) -> Result<Self, InvalidValue> {
        let mut name = String::with_capacity(text.len().min(4 * Self::MAX_CHARS));
        for word in text.split_whitespace() {
            if name.len() > 4 * Self::MAX_CHARS {
                break;
            }
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
        if name.is_empty() {
            return Err(InvalidValue("Enter a name."));
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err(InvalidValue("Enter a name of at most 150 characters."));
        }
        let has_letter = name.chars().any(char::is_alphabetic);
        if !has_letter || name.contains('@') || name.chars().any(char::is_control) {
            return Err(InvalidValue("Enter a valid name."));
        }
        Ok(Self(if is_in_one_case(&name) {
            title_case(&name)
        } else {
            name
        }))
    }
}

fn is_in_one_case(name: &str) -> bool {
    let upper = name.chars().any(char::is_uppercase);
    let lower = name.chars().any(char::is_lowercase);
    // A single capital, as in "J" or "J. B.", says nothing about how the name is written.
    upper != lower
}

/// Particles that stay small inside a name: "Oscar de la Renta", "Ludwig van Beethoven".
const PARTICLES: [&str; 22] = [
    "de", "del", "della", "di", "da", "das", "do", "dos", "du", "des", "la", "las", "los", "le",
    "van", "von", "der", "den", "ten", "ter", "bin", "y",
];

const NUMERALS: [&str; 5] = ["ii", "iii", "iv", "vi", "vii"];

fn title_case(name: &str) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    let last = words.len() - 1;
    let mut titled = String::with_capacity(name.len());
    for (place, word) in words.iter().enumerate() {
        if place > 0 {
            titled.push(' ');
        }
        let lower = word.to_lowercase();
        let bare = lower.trim_end_matches('.');
        if place > 0 && place < last && PARTICLES.contains(&bare) {
            titled.push_str(&lower);
        } else if place > 0 && NUMERALS.contains(&bare) {
            titled.push_str(&lower.to_uppercase());
        } else {
            push_word(&mut titled, &lower);
        }
    }
    titled
}

/// One lower-cased word with capitals at its start, after a hyphen, after the apostrophe of
/// O'Brien and D'Angelo, and after Mc.
fn push_word(titled: &mut String, lower: &str) {
    let mut capital_next = true;
    let mut letters_since_break = 0_usize;
    let mut part = String::new();
    let rest: Vec<char> = lower.chars().collect();
    for (at, &letter) in rest.iter().enumerate() {
        if capital_next && letter.is_alphabetic() {
            titled.extend(letter.to_uppercase());
        } else {
            titled.push(letter);
        }
        if letter.is_alphabetic() {
            letters_since_break += 1;
            part.push(letter);
            let mc = part == "mc" && rest.len() - at > 3;
            capital_next = mc;
        } else {
            let apostrophe = matches!(letter, '\'' | '’' | 'ʼ');
            // "o'brien", "d'angelo", "l'heureux", but "ta'shawn" and "lu's" keep the small letter.
            capital_next = !apostrophe || letters_since_break == 1;
            letters_since_break = 0;
            part.clear();
        }
    }
}

text_value!(PersonName);

#[cfg(test)]
mod tests {
    use super::PersonName;

    #[test]
    fn a_name_in_one_case_gets_capitals_and_any_other_is_kept() {
        for (text, name) in [
            ("ana lopez", "Ana Lopez"),
            ("  ANA   LOPEZ\t", "Ana Lopez"),
            ("Ana LOPEZ", "Ana LOPEZ"),
            ("sean o'brien", "Sean O'Brien"),
            ("SEAN O’BRIEN", "Sean O’Brien"),
            ("ronald mcdonald", "Ronald McDonald"),
            ("maria de la cruz", "Maria de la Cruz"),
            ("van morrison", "Van Morrison"),
            ("jean-luc picard", "Jean-Luc Picard"),
            ("ÉTIENNE LACHANCE", "Étienne Lachance"),
            ("john smith iii", "John Smith III"),
            ("j. r. smith jr.", "J. R. Smith Jr."),
            ("łukasz żak", "Łukasz Żak"),
            ("mcd", "Mcd"),
            ("王小明", "王小明"),
            ("ta'shawn", "Ta'shawn"),
            ("O", "O"),
        ] {
            assert_eq!(PersonName::parse(text).unwrap().as_str(), name);
        }
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let long = "a".repeat(151);
        for wrong in [
            "",
            "   ",
            "ana@example.com",
            "555 0100",
            "12345",
            "-",
            long.as_str(),
        ] {
            assert!(PersonName::parse(wrong).is_err(), "{wrong}");
        }
        assert!(PersonName::parse(&"é".repeat(150)).is_ok());
    }
}
