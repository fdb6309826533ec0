//! Who is writing: name, email and phone as a message states them about its author.
//!
//! Pure text in, values with their exact quote out. What the bot last asked for decides how a bare
//! reply is read: "Alessandro Phoenix" is a name after "your full name?" and nothing otherwise.
//! Details of anybody else (an agent, a spouse, the bot itself) are left out, and so are numbers
//! of cards, accounts and orders.

mod ask;
mod email;
mod name;
mod name_words;
mod phone;
mod transcript;
mod whose;

use super::validate::{Email, PersonName, Phone, Region};

pub use self::{
    ask::asked_for,
    transcript::{ContactMessage, TranscriptContact, contact_of_transcript},
};

/// What the bot last asked the client for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The client's name.
    pub name: bool,
    /// The email address.
    pub email: bool,
    /// The phone number.
    pub phone: bool,
}

impl Asked {
    /// One bit each, as it is kept on the session: 1 name, 2 email, 4 phone.
    #[must_use]
    pub const fn to_bits(self) -> i64 {
        self.name as i64 | (self.email as i64) << 1 | (self.phone as i64) << 2
    }

    /// Reads [`Asked::to_bits`]; unknown bits are ignored.
    #[must_use]
    pub const fn from_bits(bits: i64) -> Self {
        Self {
            name: bits & 1 != 0,
            email: bits & 2 != 0,
            phone: bits & 4 != 0,
        }
    }

    /// Whether anything was asked for.
    #[must_use]
    pub const fn any(self) -> bool {
        self.name || self.email || self.phone
    }
}

/// What a message states about its author.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundContact {
    /// The name.
    pub name: Option<Found<PersonName>>,
    /// The email address.
    pub email: Option<Found<Email>>,
    /// The phone number.
    pub phone: Option<Found<Phone>>,
}

impl FoundContact {
    /// Whether nothing was found.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.name.is_none() && self.email.is_none() && self.phone.is_none()
    }
}

/// A value and the words that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<T> {
    /// Normalised.
    pub value: T,
    /// The exact words of the message.
    pub quote: String,
    /// How sure the finder is, 0 to 1.
    pub confidence: f32,
}

/// Finds what a client's message states about the client.
///
/// Where a message states a value twice, a correction ("sorry, it's …") or else the last statement
/// counts. "My number ends in 0172" changes a number of the same message; alone it gives nothing,
/// see [`contact_of_transcript`]. Takes time linear in the message.
///
/// ```
/// # use rivo_core::model::{contact::{asked_for, find_contact}, validate::Region};
/// let asked = asked_for("May I have your name, email and phone?");
/// let found = find_contact("Patrick Odell, Patrick@Example.com, 317-555-0141", asked, Region::default());
/// assert_eq!(found.name.unwrap().value.as_str(), "Patrick Odell");
/// assert_eq!(found.email.unwrap().value.as_str(), "patrick@example.com");
/// assert_eq!(found.phone.unwrap().value.as_str(), "+13175550141");
/// ```
#[must_use]
pub fn find_contact(client_message: &str, asked: Asked, region: Region) -> FoundContact {
    let client_message = start_of(client_message);
    let emails = email::emails_in(client_message);
    let email = emails
        .iter()
        .rev()
        .find(|email| email.own)
        .map(email::EmailHit::found);
    let phone = if phone::may_hold_phone(client_message) {
        phone::find_phone(client_message, asked, email.is_some(), region)
    } else {
        None
    };
    let beside_details = email.is_some() || phone.is_some();
    let name = name::may_hold_name(client_message)
        .then(|| {
            name::find_name(
                &email::without_spelled(client_message, &emails),
                asked,
                beside_details,
            )
        })
        .flatten();
    FoundContact { name, email, phone }
}

/// The bytes of a message that are read: as many as the 10,000 characters of the longest message
/// that a chat takes can have. What follows, in a transcript from elsewhere, is left out, so that
/// no message of any shape costs more than a long one.
pub const MAX_READ_BYTES: usize = 40_000;

/// The part of a message that is read.
pub(crate) fn start_of(message: &str) -> &str {
    let mut end = message.len().min(MAX_READ_BYTES);
    while !message.is_char_boundary(end) {
        end -= 1;
    }
    &message[..end]
}

/// The places of phone numbers and email addresses, whoever they belong to, so that other readers
/// do not take their digits for amounts.
pub(crate) fn contact_spans(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut spans: Vec<_> = email::emails_in(text)
        .into_iter()
        .map(|email| email.span)
        .collect();
    if phone::may_hold_phone(text) {
        spans.extend(phone::spans_in(text));
    }
    spans
}

/// Whether [`find_contact`] could find anything, whatever was asked: false means that it would
/// not. Takes about a microsecond for a sentence without contact details.
#[must_use]
pub fn may_state_contact(client_message: &str, _region: Region) -> bool {
    let client_message = start_of(client_message);
    email::may_hold_email(client_message)
        || phone::may_hold_phone(client_message)
        || name::may_hold_name(client_message)
}

#[cfg(test)]
mod tests;
