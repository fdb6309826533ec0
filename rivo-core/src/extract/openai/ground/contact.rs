//! Contact details of a model's answer.

use super::Said;
use crate::{
    extract::openai::answer::Answer,
    model::{
        contact::{Asked, Found, FoundContact, find_contact},
        validate::{Email, PersonName, Phone, search_fold},
    },
};

/// Contact details that the model saw and the rules did not: those that a message of the client
/// states about the client, whatever was asked before it.
pub(super) fn taken(said: &Said<'_>, answer: &Answer, rules: FoundContact) -> FoundContact {
    let region = said.transcript.region;
    let asked = Asked {
        name: true,
        email: true,
        phone: true,
    };
    let mut contact = rules;
    for message in said.messages.iter().rev() {
        let found = find_contact(&message.text, asked, region);
        take(
            &mut contact.email,
            found.email,
            answer
                .email
                .as_deref()
                .and_then(|email| Email::parse(email).ok()),
        );
        take(
            &mut contact.phone,
            found.phone,
            answer
                .phone
                .as_deref()
                .and_then(|phone| Phone::parse(phone, region).ok()),
        );
        let name = answer
            .name
            .as_deref()
            .and_then(|name| PersonName::parse(name).ok());
        if let (None, Some(found), Some(name)) = (&contact.name, found.name, name)
            && search_fold(found.value.as_str()) == search_fold(name.as_str())
        {
            contact.name = Some(Found {
                confidence: found.confidence.min(0.7),
                ..found
            });
        }
    }
    contact
}

fn take<T: PartialEq>(slot: &mut Option<Found<T>>, found: Option<Found<T>>, wanted: Option<T>) {
    if let (None, Some(found), Some(wanted)) = (&slot, found, wanted)
        && found.value == wanted
    {
        *slot = Some(Found {
            confidence: found.confidence.min(0.7),
            ..found
        });
    }
}
