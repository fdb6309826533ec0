use serde::{Deserialize, Serialize, Serializer};

use crate::{
    clock::Timestamp,
    id::{MessageId, UserId},
};

/// One thing known about a client, with where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fact {
    /// The normalised value: a number in `unit`, or a label. Null for a range and for a field
    /// that a person emptied.
    pub value: Option<FactValue>,
    /// The lower end of a range.
    pub low: Option<f64>,
    /// The upper end of a range.
    pub high: Option<f64>,
    /// `currency`, `currency_per_month`, `currency_per_year`, `percent`, `score`; null for words.
    pub unit: Option<String>,
    /// How the context shows it; null when a person emptied the field.
    pub text: Option<String>,
    /// Where it was said; null when nobody can point at a message.
    pub evidence: Option<Evidence>,
    /// How sure the extractor is, 0 to 1.
    #[serde(serialize_with = "in_thousandths")]
    pub confidence: f32,
    /// Who found it.
    pub source: FactSource,
    /// Whether the evidence was checked.
    pub status: FactStatus,
    /// Set by a person: no extraction changes it.
    pub locked: bool,
    /// The person.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// What stood here before, newest first.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub previous: Vec<Fact>,
    /// What a later extraction found instead, where this fact is locked.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub proposed: Option<Box<Fact>>,
}

/// A number or a word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FactValue {
    /// In the fact's unit.
    Number(f64),
    /// A label or free text.
    Text(String),
}

/// The message that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Evidence {
    /// The message.
    pub message_id: MessageId,
    /// Its place in the session.
    pub position: i64,
    /// The exact words.
    pub quote: String,
}

/// Who found a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FactSource {
    /// A language model.
    Model,
    /// The rules of this crate.
    Rules,
    /// A person of the desk.
    Human,
}

/// Whether a fact rests on checked evidence or a person's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FactStatus {
    /// The quote stands in the message and the value follows from it, or a person said so.
    Verified,
    /// Nothing to point at: shown apart, never in the context.
    Unverified,
}

/// As a decimal number of a few digits, not as what of it fits into 32 bits.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn in_thousandths<S: Serializer>(confidence: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*confidence) * 1e3).round() / 1e3)
}

impl Fact {
    /// How many superseded facts are kept.
    pub const MAX_PREVIOUS: usize = 20;

    /// Whether both say the same, whoever said it and wherever.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.value == other.value
            && self.low == other.low
            && self.high == other.high
            && (self.value.is_some() || self.low.is_some() || self.text == other.text)
    }

    /// This fact with `older` as what stood before it.
    #[must_use]
    pub fn superseding(mut self, mut older: Self) -> Self {
        let mut history = std::mem::take(&mut older.previous);
        older.proposed = None;
        for past in &mut history {
            past.proposed = None;
        }
        self.previous.push(older);
        self.previous.append(&mut history);
        self.previous.truncate(Self::MAX_PREVIOUS);
        self
    }

    /// The number, or the middle of the range.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match (&self.value, self.low, self.high) {
            (Some(FactValue::Number(number)), ..) => Some(*number),
            (None, Some(low), Some(high)) => Some(f64::midpoint(low, high)),
            _ => None,
        }
    }

    /// The number as a range: both ends are the same for a single number.
    #[must_use]
    pub fn as_range(&self) -> Option<(f64, f64)> {
        match (&self.value, self.low, self.high) {
            (Some(FactValue::Number(number)), ..) => Some((*number, *number)),
            (None, Some(low), Some(high)) => Some((low, high)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_thousandths;

    #[test]
    fn a_confidence_is_told_as_it_was_meant() {
        #[derive(serde::Serialize)]
        struct Told(#[serde(serialize_with = "in_thousandths")] f32);
        for (confidence, told) in [
            (0.95, "0.95"),
            (0.88, "0.88"),
            (1.0, "1.0"),
            (0.123_456, "0.123"),
        ] {
            let value = serde_json::to_value(Told(confidence)).unwrap();
            assert_eq!(value.to_string(), told);
        }
    }
}
