//! Extraction on the wire: runs compared, and how well and at what price it works.

use serde::{Deserialize, Serialize};

use super::client::{ExtractionRun, JobState};
use crate::model::context::Fact;

/// Two runs over one client's conversation, field by field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunComparison {
    /// The run that is compared with; null where there is none before.
    pub before: Option<ExtractionRun>,
    /// The run itself; null where the conversation was never read.
    pub after: Option<ExtractionRun>,
    /// Every field of the context, in its order.
    pub fields: Vec<FieldDifference>,
}

/// What two runs say of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldDifference {
    /// `loan_details.interest_rate`.
    pub path: String,
    /// What a person calls it.
    pub label: String,
    /// Whether and how they differ.
    pub change: FieldChange,
    /// What the earlier run shows; null for nothing. A list has one item a line.
    pub before_text: Option<String>,
    /// What the later run shows.
    pub after_text: Option<String>,
    /// The earlier run's fact, unverified ones too.
    pub before: Option<Fact>,
    /// The later run's fact.
    pub after: Option<Fact>,
}

/// How a field differs between two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FieldChange {
    /// Both show the same, or nothing.
    Same,
    /// Only the later run shows something.
    Added,
    /// Only the earlier run shows something.
    Removed,
    /// They show different things.
    Changed,
}

/// What a person's word says of what was extracted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Verdict {
    /// It was what the person says.
    Right,
    /// It was something else.
    Wrong,
    /// Nothing was shown where there was something.
    Missed,
    /// Something was shown where there is nothing.
    Invented,
}

impl Verdict {
    /// The name on the wire and at rest.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Missed => "missed",
            Self::Invented => "invented",
        }
    }
}

impl std::str::FromStr for Verdict {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "right" => Ok(Self::Right),
            "wrong" => Ok(Self::Wrong),
            "missed" => Ok(Self::Missed),
            "invented" => Ok(Self::Invented),
            _ => Err(format!("\"{name}\" is not a valid choice.")),
        }
    }
}

/// How well extraction works, what it costs and what of it failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtractionReport {
    /// The first day (UTC) of the report, `2026-03-01`.
    pub since: String,
    /// The last day: today.
    pub until: String,
    /// Who reads conversations here: `rules`, `openai:gpt-4o-mini`.
    pub extractor: String,
    /// Whether it can read now.
    pub state: ExtractorState,
    /// The day's budget.
    pub budget: Budget,
    /// What was spent, by day and extractor, oldest first. Days without a run have no row.
    pub spending: Vec<Spending>,
    /// How often people found each field right, by field, day and extractor.
    pub reviews: Vec<Reviews>,
    /// Jobs that failed, by their reason, the most frequent first.
    pub failures: Vec<FailureReason>,
}

/// Whether conversations are read by the model now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ExtractorState {
    /// Each conversation goes to the extractor.
    Ready,
    /// No model is configured: the rules read.
    RulesOnly,
    /// The desk switched the model off: the rules read.
    SwitchedOff,
    /// The day's budget is spent: the rules read until midnight UTC.
    BudgetSpent,
    /// The model failed too often or asked for a pause; jobs wait. Told of the process that answers.
    Paused {
        /// How many seconds more.
        seconds: i64,
        /// Why, in a sentence.
        reason: String,
    },
}

/// What extraction may cost a day, in millionths of a US dollar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Budget {
    /// The limit; null for none.
    pub daily_micros: Option<i64>,
    /// Spent today.
    pub spent_micros: i64,
    /// Left today; null without a limit.
    pub left_micros: Option<i64>,
}

/// What an extractor did and cost on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Spending {
    /// The day (UTC).
    pub day: String,
    /// `rules`, `openai:gpt-4o-mini`.
    pub extractor: String,
    /// Conversations read.
    pub runs: i64,
    /// Tries that failed after something was sent.
    pub failed_runs: i64,
    /// Tokens sent.
    pub prompt_tokens: i64,
    /// Tokens received.
    pub completion_tokens: i64,
    /// Millionths of a US dollar.
    pub cost_micros: i64,
}

/// What people found of a field that they looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reviews {
    /// The day (UTC) of the first look.
    pub day: String,
    /// `loan_details.interest_rate`.
    pub path: String,
    /// Who had extracted it.
    pub extractor: String,
    /// What the person said of it.
    pub verdict: Verdict,
    /// How many clients' fields.
    pub fields: i64,
}

/// A reason for which jobs failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FailureReason {
    /// The sentence that the jobs carry.
    pub reason: String,
    /// `failed`: another try is due; `dead`: only a person starts them again.
    pub state: JobState,
    /// How many jobs.
    pub jobs: i64,
}
