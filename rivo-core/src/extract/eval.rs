//! Measures an extractor against gold: reads items, writes predictions, scores them.
//!
//! The formats are JSON lines. An item has `id`, `messages` (`role` user or assistant, `text`) and
//! `gold`; a prediction has `id`, `contact`, `context`, `evidence` (message index by path) and, for
//! items of the kind `numbers`, `numbers`.

mod compare;
mod figures;
mod label;
mod score;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Extraction, Transcript, TranscriptMessage, rules};
use crate::{
    clock::Timestamp, id::MessageId, model::contact::TranscriptContact, model::context::Context,
    model::validate::Region,
};

pub use self::{
    figures::sums_in,
    score::{Report, Tally, score},
};

/// A line of a gold file, as far as a prediction needs it.
#[derive(Clone, Debug, Deserialize)]
pub struct Item {
    /// The name of the item.
    pub id: String,
    /// `conversation`, `contact` or `numbers`.
    #[serde(default)]
    pub kind: String,
    /// The messages, in order.
    pub messages: Vec<ItemMessage>,
}

/// A message of an item.
#[derive(Clone, Debug, Deserialize)]
pub struct ItemMessage {
    /// `user` is the client, `assistant` the desk.
    pub role: String,
    /// What was written.
    pub text: String,
}

/// A line of a prediction file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Prediction {
    /// The name of the item.
    pub id: String,
    /// Name, email and phone, null where none was found.
    #[serde(default)]
    pub contact: BTreeMap<String, Option<String>>,
    /// The context.
    #[serde(default)]
    pub context: Context,
    /// The index of the message that a value was read from, by path.
    #[serde(default)]
    pub evidence: BTreeMap<String, i64>,
    /// The sums in the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<serde_json::Value>,
}

impl Item {
    /// The item as a transcript. Message positions count from 1.
    #[must_use]
    pub fn transcript(&self) -> Transcript {
        let messages = (1_i64..).zip(&self.messages);
        Transcript {
            messages: messages
                .map(|(position, message)| TranscriptMessage {
                    id: MessageId::new(),
                    position,
                    from_client: message.role == "user",
                    text: message.text.clone(),
                    at: Timestamp::from_micros(0),
                })
                .collect(),
            region: Region::default(),
            language: None,
        }
    }
}

/// What the rules say about one line of a gold file, as a line of a prediction file.
///
/// Fails with a sentence when the line is no item.
pub fn predict(line: &str) -> Result<String, String> {
    let item: Item =
        serde_json::from_str(line).map_err(|error| format!("This line is no item: {error}."))?;
    let prediction = predict_item(&item);
    serde_json::to_string(&prediction)
        .map_err(|error| format!("The prediction cannot be written: {error}."))
}

/// What the rules say about an item.
#[must_use]
pub fn predict_item(item: &Item) -> Prediction {
    let transcript = item.transcript();
    let extraction = rules::read(&transcript).extraction;
    predict_from(item, &transcript, extraction)
}

/// What an extractor made of an item's [`Item::transcript`], as a line of a prediction file. As on
/// a desk, what the conversation does not prove is not shown.
#[must_use]
pub fn predict_from(item: &Item, transcript: &Transcript, extraction: Extraction) -> Prediction {
    let extraction = super::verified(extraction, transcript);
    let mut prediction = prediction_of(&item.id, &extraction);
    let contact = rules::read(transcript).contact;
    add_contact_evidence(&mut prediction, &contact);
    if item.kind == "numbers" {
        prediction.numbers = item
            .messages
            .iter()
            .flat_map(|message| sums_in(&message.text))
            .map(|value| json!({ "value": value }))
            .collect();
    }
    prediction
}

/// An extraction as a prediction; message positions must count from 1.
#[must_use]
pub fn prediction_of(id: &str, extraction: &Extraction) -> Prediction {
    let contact = &extraction.contact;
    let values = [
        (
            "name",
            contact.name.as_ref().map(|found| found.value.to_string()),
        ),
        (
            "email",
            contact.email.as_ref().map(|found| found.value.to_string()),
        ),
        (
            "phone",
            contact.phone.as_ref().map(|found| found.value.to_string()),
        ),
    ];
    let evidence = extraction
        .facts
        .iter()
        .filter_map(|(path, fact)| Some((path.clone(), fact.evidence.as_ref()?.position - 1)));
    Prediction {
        id: id.to_owned(),
        contact: values
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
        context: extraction.context.clone(),
        evidence: evidence.collect(),
        numbers: Vec::new(),
    }
}

fn add_contact_evidence(prediction: &mut Prediction, contact: &TranscriptContact) {
    for (key, at) in [
        ("name", contact.name_at),
        ("email", contact.email_at),
        ("phone", contact.phone_at),
    ] {
        // A value that another reader found elsewhere has no place here.
        let is_shown = prediction.contact.get(key).is_some_and(Option::is_some);
        if let Some(at) = at.filter(|_| is_shown)
            && let Ok(at) = i64::try_from(at)
        {
            prediction.evidence.insert(format!("contact.{key}"), at);
        }
    }
}
