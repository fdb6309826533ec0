//! What a desk wants to know about a client, and the proof of it.
//!
//! [`Context`] is the JSON of the Django project, kept as it was. [`ContextMeta`] stands beside it
//! and holds a [`Fact`] for each field: the normalised value, the quote it rests on, who said so.
//! A fact that a person set is locked: extraction may only propose another value.

mod correct;
mod fact;
mod path;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

pub(crate) use self::correct::number_text_with;
pub use self::{
    correct::{accept_proposal, correct, reject_proposal, reopen_proposal},
    fact::{Evidence, Fact, FactSource, FactStatus, FactValue},
    path::{FACT_PATHS, FactKind, FactPath, fact_path},
};
use crate::id::RunId;

/// The context of a client, in the shape of the Django project. Values are text for people:
/// `"$247,800"`, `"7.375%"`, `"700-720"`.
///
/// Reading is lenient, since old rows were written by a model: absent and null fields get their
/// defaults, numbers become text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Context {
    /// What the client wants: `refinance`, `first-time purchase`.
    #[serde(deserialize_with = "text_or_none")]
    pub intent: Option<String>,
    /// The loan and the property.
    #[serde(deserialize_with = "or_default")]
    pub loan_details: LoanDetails,
    /// The client's means.
    #[serde(deserialize_with = "or_default")]
    pub financial_info: FinancialInfo,
    /// What the client wants from the loan or the contact.
    #[serde(deserialize_with = "or_default")]
    pub preferences: Vec<String>,
    /// Other facts that a broker needs.
    #[serde(deserialize_with = "or_default")]
    pub key_points: Vec<String>,
    /// The client's mood.
    #[serde(deserialize_with = "or_default")]
    pub sentiment: Sentiment,
    /// How soon the client must act.
    #[serde(deserialize_with = "or_default")]
    pub urgency: Urgency,
    /// One or two sentences.
    #[serde(deserialize_with = "text_or_none")]
    pub summary: Option<String>,
}

/// The loan and the property.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LoanDetails {
    /// Owed on the loan now; for a purchase, what is to be borrowed.
    #[serde(deserialize_with = "text_or_none")]
    pub current_loan_amount: Option<String>,
    /// The payment a month on that loan.
    #[serde(deserialize_with = "text_or_none")]
    pub monthly_payment: Option<String>,
    /// The present rate in percent.
    #[serde(deserialize_with = "text_or_none")]
    pub interest_rate: Option<String>,
    /// Conventional, FHA, VA and so on.
    #[serde(deserialize_with = "text_or_none")]
    pub loan_type: Option<String>,
    /// House, condo and so on.
    #[serde(deserialize_with = "text_or_none")]
    pub property_type: Option<String>,
    /// The value of the home, or the price for a purchase.
    #[serde(deserialize_with = "text_or_none")]
    pub property_value: Option<String>,
}

/// The client's means.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FinancialInfo {
    /// Income as said, with its period.
    #[serde(deserialize_with = "text_or_none")]
    pub income: Option<String>,
    /// One score or a range.
    #[serde(deserialize_with = "text_or_none")]
    pub credit_score: Option<String>,
    /// Debt to income, in percent.
    #[serde(deserialize_with = "text_or_none")]
    pub debt_to_income: Option<String>,
    /// Employed, self-employed, retired and so on.
    #[serde(deserialize_with = "text_or_none")]
    pub employment_status: Option<String>,
}

/// The client's mood: plain anger, fear or distress is negative, plain delight or warm thanks is
/// positive, anything else is neutral.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Sentiment {
    /// Plain delight or warm thanks.
    Positive,
    /// Anything between.
    #[default]
    Neutral,
    /// Plain anger, fear or distress.
    Negative,
}

/// How soon the client must act.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Urgency {
    /// No date that presses.
    #[default]
    Low,
    /// A date or a contract within about three months.
    Medium,
    /// Within about two weeks, or contact demanded now.
    High,
}

impl Sentiment {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Positive => "positive",
            Self::Neutral => "neutral",
            Self::Negative => "negative",
        }
    }
}

impl Urgency {
    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl std::str::FromStr for Sentiment {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Positive, Self::Neutral, Self::Negative]
            .into_iter()
            .find(|sentiment| sentiment.as_str() == word)
            .ok_or_else(|| format!("\"{word}\" is not a valid choice."))
    }
}

impl std::str::FromStr for Urgency {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Low, Self::Medium, Self::High]
            .into_iter()
            .find(|urgency| urgency.as_str() == word)
            .ok_or_else(|| format!("\"{word}\" is not a valid choice."))
    }
}

/// The proof of a [`Context`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContextMeta {
    /// Who made the last extraction: `rules`, `openai:gpt-4o-mini`.
    pub extractor: Option<String>,
    /// That run.
    pub run_id: Option<RunId>,
    /// The last message position it covered.
    pub up_to_position: Option<i64>,
    /// A fact by path, such as `loan_details.interest_rate`.
    pub facts: BTreeMap<String, Fact>,
}

fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

fn text_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Loose {
        Text(String),
        Number(serde_json::Number),
        Other(serde::de::IgnoredAny),
    }
    Ok(match Option::<Loose>::deserialize(deserializer)? {
        Some(Loose::Text(text)) if !text.trim().is_empty() => Some(text),
        Some(Loose::Number(number)) => Some(number.to_string()),
        Some(Loose::Text(_) | Loose::Other(_)) | None => None,
    })
}

#[cfg(test)]
mod tests {
    use super::Context;

    #[test]
    fn an_empty_context_has_the_shape_of_the_django_project() {
        let json = serde_json::to_value(Context::default()).unwrap();
        let expect = serde_json::json!({
            "intent": null,
            "loan_details": {
                "current_loan_amount": null, "monthly_payment": null, "interest_rate": null,
                "loan_type": null, "property_type": null, "property_value": null
            },
            "financial_info": {
                "income": null, "credit_score": null, "debt_to_income": null,
                "employment_status": null
            },
            "preferences": [], "key_points": [],
            "sentiment": "neutral", "urgency": "low", "summary": null
        });
        assert_eq!(json, expect);
    }

    #[test]
    fn an_old_context_with_holes_and_numbers_is_read() {
        let old = r#"{"intent": "", "loan_details": {"interest_rate": 6.5, "loan_type": null},
                      "financial_info": null, "preferences": null, "urgency": "high", "extra": 1}"#;
        let context: Context = serde_json::from_str(old).unwrap();
        assert_eq!(context.intent, None);
        assert_eq!(context.loan_details.interest_rate.as_deref(), Some("6.5"));
        assert_eq!(context.urgency.as_str(), "high");
        assert!(context.preferences.is_empty());
    }
}
