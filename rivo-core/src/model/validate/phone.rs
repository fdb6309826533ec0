use phonenumber::{Mode, country};

use super::{InvalidValue, Region, text_value};

/// A phone number in E.164: `+` and 8 to 15 digits. An extension is not part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct Phone(String);

const INVALID: InvalidValue = InvalidValue("Enter a valid phone number.");

/// Where a number that cannot be one of the desk's own region is looked for, in this order.
const ELSEWHERE: [country::Id; 8] = [
    country::Id::GB,
    country::Id::US,
    country::Id::IN,
    country::Id::FR,
    country::Id::AU,
    country::Id::IT,
    country::Id::DE,
    country::Id::NO,
];

impl Phone {
    /// The number, such as `+13175550141`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits after the `+`.
    pub fn digits(&self) -> &str {
        &self.0[1..]
    }

    /// Reads a number as people of `region` write it, or with a country code.
    ///
    /// Spaces, dots, hyphens, slashes and brackets may stand between the digits; an extension
    /// (`ext 3`, `x3`, `#3`) is read over. A number of the right length for its country is
    /// accepted even when its prefix is not in use, as in the fictional 555 numbers. What is
    /// refused: dates, amounts, too few or too many digits, letters.
    ///
    /// ```
    /// # use rivo_core::model::validate::{Phone, Region};
    /// let phone = Phone::parse("555-010-1234 ext 3", Region::default())?;
    /// assert_eq!(phone.as_str(), "+15550101234");
    /// assert!(Phone::parse("2026-03-01", Region::default()).is_err());
    /// # Ok::<(), rivo_core::model::validate::InvalidValue>(())
    /// ```
    pub fn parse(text: &str, region: Region) -> Result<Self, InvalidValue> {
        let written = Written::read(text).ok_or(INVALID)?;
        Self::checked(&written, region, Strictness::Possible).ok_or(INVALID)
    }

    /// Whether the number is in use as far as the numbering plans tell, read as [`Phone::parse`]
    /// does. Stricter: a run of digits that only has the right length is refused.
    pub(crate) fn parse_assigned(text: &str, region: Region) -> Option<Self> {
        Self::checked(&Written::read(text)?, region, Strictness::Assigned)
    }

    /// A number that is no number of `region`: the first other country whose plan has it.
    ///
    /// A guess, for numbers that a client clearly gave as a phone number. Costs milliseconds while
    /// the plans of those countries are not at hand, so callers guess once a message.
    pub(crate) fn guess_elsewhere(text: &str) -> Option<Self> {
        let written = Written::read(text)?;
        if written.international {
            return None;
        }
        let british = || Self::checked(&written, Region::of(country::Id::GB), Strictness::Possible);
        // No other plan writes eleven digits from 07 on; the fictional ones are not assigned.
        if written.digits.len() == 11 && written.digits.starts_with("07") {
            return british();
        }
        let assigned = ELSEWHERE
            .into_iter()
            .find_map(|id| Self::checked(&written, Region::of(id), Strictness::Assigned));
        assigned.or_else(british)
    }

    fn checked(written: &Written, region: Region, strictness: Strictness) -> Option<Self> {
        let nanp = is_north_american(region);
        let digits = written.digits.as_str();
        if !written.international && nanp {
            // The plan has one length, so nothing needs to be looked up to say that it is wrong.
            let national = digits
                .strip_prefix('1')
                .filter(|rest| rest.len() == 10)
                .unwrap_or(digits);
            if national.len() != 10 || !has_area_code(national) {
                return None;
            }
            if strictness == Strictness::Possible {
                return Some(Self(format!("+1{national}")));
            }
        }
        let abroad = written.international.then(|| digits.strip_prefix('1'));
        if abroad.flatten().is_some_and(|rest| !has_area_code(rest)) {
            return None;
        }
        let text = if written.international {
            format!("+{digits}")
        } else {
            digits.to_owned()
        };
        let number = phonenumber::parse(Some(region.id()), &text).ok()?;
        let valid = number.is_valid();
        let e164 = if written.international && !valid {
            // The crate takes a leading digit of such a number for a trunk prefix and drops it.
            text
        } else {
            number.format().mode(Mode::E164).to_string()
        };
        let fits =
            valid || strictness == Strictness::Possible && has_possible_length(&number, &e164);
        (fits && is_e164(&e164)).then_some(Self(e164))
    }

    fn from_text(text: &str) -> Result<Self, InvalidValue> {
        if is_e164(text) {
            Ok(Self(text.to_owned()))
        } else {
            Self::parse(text, Region::default())
        }
    }
}

/// Whether numbers of a country with that code can be as long as this one.
fn has_possible_length(number: &phonenumber::PhoneNumber, e164: &str) -> bool {
    let code = number.country().code();
    let length = e164.len().saturating_sub(1 + code.to_string().len());
    let countries = phonenumber::metadata::DATABASE
        .by_code(&code)
        .unwrap_or_default();
    countries.iter().any(|country| {
        let kinds = country.descriptors();
        [kinds.fixed_line(), kinds.mobile()]
            .into_iter()
            .flatten()
            .any(|kind| {
                kind.possible_length()
                    .iter()
                    .any(|possible| usize::from(*possible) == length)
            })
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Strictness {
    Assigned,
    Possible,
}

fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// No area code of the North American plan begins with 0 or 1.
fn has_area_code(national: &str) -> bool {
    !national.starts_with(['0', '1'])
}

/// Countries and islands that share +1 and its ten digits.
fn is_north_american(region: Region) -> bool {
    matches!(
        region.as_str(),
        "US" | "CA" | "PR" | "DO" | "JM" | "BS" | "BB" | "TT" | "BM" | "GU" | "VI" | "KY" | "AS"
    )
}

/// The digits of a written number, without its extension.
struct Written {
    international: bool,
    digits: String,
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        // A number of 15 digits with separators and an extension fits easily.
        if text.len() > 100 {
            return None;
        }
        let text = without_extension(text.trim());
        let text = text.strip_prefix("tel:").unwrap_or(text);
        let mut digits = String::with_capacity(16);
        let mut international = false;
        let mut groups: Vec<usize> = Vec::new();
        let mut in_group = false;
        let mut separators = String::new();
        for letter in text.chars() {
            if let Some(digit) = letter.to_digit(10).or_else(|| fullwidth_digit(letter)) {
                digits.push(char::from_digit(digit, 10)?);
                if in_group {
                    *groups.last_mut()? += 1;
                } else {
                    groups.push(1);
                }
                in_group = true;
                continue;
            }
            in_group = false;
            match letter {
                '+' | '＋' if digits.is_empty() && !international => international = true,
                ' '
                | '-'
                | '.'
                | '('
                | ')'
                | '/'
                | '\u{a0}'
                | '\u{202f}'
                | '\u{2010}'..='\u{2015}'
                | '\u{2212}'
                | '\t' => separators.push(letter),
                _ => return None,
            }
        }
        if !international && looks_like_a_date(&groups, &separators) {
            return None;
        }
        // "+44 (0)7123": the trunk zero is written for those who dial from inside.
        if international && text.contains("(0)") {
            let before: usize = text
                .split("(0)")
                .next()?
                .chars()
                .filter(char::is_ascii_digit)
                .count();
            if digits.as_bytes().get(before) == Some(&b'0') {
                digits.remove(before);
            }
        }
        if !international && digits.len() > 11 && digits.starts_with("00") {
            digits.drain(..2);
            international = true;
        } else if !international && digits.len() > 12 && digits.starts_with("011") {
            digits.drain(..3);
            international = true;
        }
        (7..=15).contains(&digits.len()).then_some(Self {
            international,
            digits,
        })
    }
}

fn fullwidth_digit(letter: char) -> Option<u32> {
    ('０'..='９')
        .contains(&letter)
        .then(|| u32::from(letter) - u32::from('０'))
}

/// `2026-03-01`, `3/10/1984`, `01.02.2026`: three groups, one of them a year, one separator.
fn looks_like_a_date(groups: &[usize], separators: &str) -> bool {
    let same_separator = separators.len() == 2
        && separators
            .chars()
            .all(|separator| matches!(separator, '-' | '/' | '.'));
    same_separator && matches!(groups, [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 4 | 2])
}

fn without_extension(text: &str) -> &str {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 6 {
        return text;
    }
    let before = text[..text.len() - digits].trim_end_matches([' ', '.', ':']);
    for word in ["extension", "ext", "x", "#"] {
        let Some(cut) = before.len().checked_sub(word.len()) else {
            continue;
        };
        if before.is_char_boundary(cut) && before[cut..].eq_ignore_ascii_case(word) {
            return before[..cut].trim_end_matches([' ', ',', ';']);
        }
    }
    text
}

text_value!(Phone);

#[cfg(test)]
mod tests {
    use super::Phone;

    fn check(text: &str, region: &str, expect: Option<&str>) {
        let phone = Phone::parse(text, region.parse().unwrap()).ok();
        assert_eq!(
            phone.as_ref().map(Phone::as_str),
            expect,
            "{text} in {region}"
        );
    }

    #[test]
    fn a_number_is_read_as_people_of_the_region_write_it() {
        check("555-010-1234 ext 3", "US", Some("+15550101234"));
        check("(317) 555-0141", "US", Some("+13175550141"));
        check("1-317-555-0141", "US", Some("+13175550141"));
        check("317.555.0141", "US", Some("+13175550141"));
        check("3175550141x12", "US", Some("+13175550141"));
        check("269-541-4584x068", "US", Some("+12695414584"));
        check("+44 (0)7700 900418", "US", Some("+447700900418"));
        check("07700 900418", "GB", Some("+447700900418"));
        check("0044 7700 900418", "US", Some("+447700900418"));
        check("98765 43210", "IN", Some("+919876543210"));
        check("+45 1234 5678", "US", Some("+4512345678"));
        check("+421 123456789", "US", Some("+421123456789"));
        check("３１７５５５０１４１", "US", Some("+13175550141"));
    }

    #[test]
    fn dates_amounts_and_fragments_are_no_numbers() {
        for text in [
            "",
            "12345",
            "20120102 08:00",
            "31/8/2011",
            "3/10/1984",
            "2026-03-01",
            "01.02.2026",
            "$450,000",
            "450000",
            "6.5%",
            "0172",
            "123-45-6789",
            "123-456-7890",
            "1 (023) 555-0141",
            "+1 123 456 7890",
            "4111 1111 1111 1111",
            "call me",
            "555-0101 or 555-0102",
            "1234567890123456789",
        ] {
            check(text, "US", None);
        }
        check("01.02.2026", "DE", None);
    }

    #[test]
    fn the_extension_is_read_over_and_the_json_is_a_string() {
        let phone: Phone = serde_json::from_str("\"+447700900418\"").unwrap();
        assert_eq!(phone.to_string(), "+447700900418");
        assert_eq!(phone.digits(), "447700900418");
        assert!(serde_json::from_str::<Phone>("\"soon\"").is_err());
    }
}
