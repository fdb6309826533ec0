use super::{Asked, Found, FoundContact, ask::asked_for, find_contact, phone};
use crate::model::{
    number::tokens_of,
    validate::{PersonName, Phone, Region},
};

/// A message, as far as contact details need it.
#[derive(Clone, Copy, Debug)]
pub struct ContactMessage<'a> {
    /// Whether the client wrote it.
    pub from_client: bool,
    /// What was written.
    pub text: &'a str,
}

/// What a whole conversation says about who the client is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TranscriptContact {
    /// The values that stand at the end.
    pub contact: FoundContact,
    /// The index of the message that the name was read from.
    pub name_at: Option<usize>,
    /// The index of the message that the email was read from.
    pub email_at: Option<usize>,
    /// The index of the message that the phone was read from.
    pub phone_at: Option<usize>,
}

/// Finds who the client is in a whole conversation.
///
/// The last statement of a value wins, but a guess never replaces a plain statement. Corrections
/// that need earlier messages are understood: "sorry, my number ends in 0172", and a "yes" to the
/// bot's "so 585-555-0172?".
#[must_use]
pub fn contact_of_transcript<'a>(
    messages: impl IntoIterator<Item = ContactMessage<'a>>,
    region: Region,
) -> TranscriptContact {
    let mut known = TranscriptContact::default();
    let mut asked = Asked::default();
    let mut offered: Option<Phone> = None;
    let mut asked_last_name = false;
    let mut countered = false;
    for (at, message) in messages.into_iter().enumerate() {
        if !message.from_client {
            // What answers the client's "why do you need it?" leaves the question open.
            let next = asked_for(message.text);
            if next.any() || !countered {
                asked = next;
            }
            countered = false;
            offered = offered_phone(message.text, region);
            asked_last_name = asks_last_name(message.text);
            continue;
        }
        let mut found = find_contact(message.text, asked, region);
        countered = asked.any() && found.is_empty() && asks_back(message.text);
        if asked_last_name {
            found.name = found
                .name
                .map(|last| with_first_name(known.contact.name.as_ref(), last));
            asked_last_name = false;
        }
        if let Some(name) = found.name {
            take(&mut known.contact.name, &mut known.name_at, name, at, 0.25);
        }
        if let Some(email) = found.email {
            take(
                &mut known.contact.email,
                &mut known.email_at,
                email,
                at,
                0.5,
            );
        }
        if let Some(phone) = found.phone {
            take(
                &mut known.contact.phone,
                &mut known.phone_at,
                phone,
                at,
                0.3,
            );
        } else if let Some(corrected) = corrected(&known, message.text, offered.as_ref(), region) {
            known.contact.phone = Some(corrected);
            known.phone_at = Some(at);
        }
        // A client who writes on in several messages still answers the same question, once for
        // what was not given yet.
        asked.name &= known.contact.name.is_none();
        offered = None;
    }
    known
}

/// Whether a client answers a question with one.
fn asks_back(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    lower.len() < 80
        && (lower.ends_with('?')
            || [
                "why",
                "what for",
                "what do you need",
                "do you need",
                "do i have to",
            ]
            .iter()
            .any(|start| lower.starts_with(start)))
}

fn take<T>(
    slot: &mut Option<Found<T>>,
    slot_at: &mut Option<usize>,
    found: Found<T>,
    at: usize,
    slack: f32,
) {
    let stands = slot
        .as_ref()
        .is_some_and(|standing| standing.confidence > found.confidence + slack);
    if !stands {
        *slot = Some(found);
        *slot_at = Some(at);
    }
}

fn asks_last_name(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["last name", "surname", "family name"]
        .iter()
        .any(|word| lower.contains(word))
        && !lower.contains("first")
}

/// "Hanks", asked for after "Tom", makes "Tom Hanks".
fn with_first_name(
    first: Option<&Found<PersonName>>,
    last: Found<PersonName>,
) -> Found<PersonName> {
    let single = |name: &PersonName| !name.as_str().contains(' ');
    let first = first
        .filter(|first| single(&first.value) && single(&last.value) && first.value != last.value);
    let joined =
        first.and_then(|first| PersonName::parse(&format!("{} {}", first.value, last.value)).ok());
    match joined {
        Some(value) => Found {
            value,
            confidence: last.confidence.max(0.8),
            ..last
        },
        None => last,
    }
}

/// A number that the bot reads back: "So 585-555-0172?".
fn offered_phone(text: &str, region: Region) -> Option<Phone> {
    let as_reply = Asked {
        phone: true,
        ..Asked::default()
    };
    text.contains('?')
        .then(|| find_contact(text, as_reply, region).phone)?
        .map(|found| found.value)
}

/// A phone that this message changes with words that name no whole number.
fn corrected(
    known: &TranscriptContact,
    text: &str,
    offered: Option<&Phone>,
    region: Region,
) -> Option<Found<Phone>> {
    let standing = known.contact.phone.as_ref()?;
    let tokens = tokens_of(text.get(..400).unwrap_or(text));
    if let Some((ending, end)) = phone::ending_in(&tokens) {
        let value = phone::with_ending(&standing.value, &ending, region)?;
        return Some(Found {
            value,
            quote: text[..end].to_owned(),
            confidence: 0.85,
        });
    }
    let confirms = tokens.first().is_some_and(|first| {
        first.is_one_of(&[
            "yes", "yep", "yeah", "yup", "correct", "right", "si", "sí", "oui", "exactly", "ya",
        ])
    });
    // What the bot read back counts only when it is the client's own number, corrected: all but
    // the last four digits agree.
    let offered = offered.filter(|_| confirms)?;
    let kept = standing.value.as_str().len().checked_sub(4)?;
    let same_head = offered.as_str().get(..kept) == standing.value.as_str().get(..kept);
    let differs = *offered != standing.value;
    (same_head && differs).then(|| Found {
        value: offered.clone(),
        quote: tokens[0].text.to_owned(),
        confidence: 0.8,
    })
}
