//! Clients as lists and boards show them.

use serde::{Deserialize, Serialize};

use super::{client::JobState, user::UserRef};
use crate::{
    clock::Timestamp,
    id::ClientId,
    model::{
        context::{Sentiment, Urgency},
        stage::Stage,
    },
};

/// A client in short: what lists, the board and today show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientSummary {
    /// The client's id.
    pub id: ClientId,
    /// Full name.
    pub name: Option<String>,
    /// Email address, lower-cased.
    pub email: Option<String>,
    /// Phone number, E.164.
    pub phone: Option<String>,
    /// Where the client stands.
    pub current_stage: Stage,
    /// Since when.
    pub stage_changed_at: Timestamp,
    /// The CSM who works the client.
    pub assigned_to: Option<UserRef>,
    /// How soon the client must act.
    pub urgency: Urgency,
    /// The client's mood.
    pub sentiment: Sentiment,
    /// What the client wants.
    pub intent: Option<String>,
    /// The loan; of a range the middle.
    pub loan_amount: Option<f64>,
    /// The value of the property; of a range the middle.
    pub property_value: Option<f64>,
    /// Income as a year's, whatever period the client told it for; of a range the middle.
    pub income: Option<f64>,
    /// Credit score; of a range the middle.
    pub credit_score: Option<f64>,
    /// The type of loan.
    pub loan_type: Option<String>,
    /// Where the client came from: `chat`, `manual`, `demo`.
    pub source: String,
    /// How the newest extraction job stands.
    pub extraction_state: Option<JobState>,
    /// When name, email and phone were all there for the first time.
    pub captured_at: Option<Timestamp>,
    /// When the client last wrote, in any of its sessions.
    pub last_message_at: Option<Timestamp>,
    /// When the first of the client's open tasks is due.
    pub next_due_at: Option<Timestamp>,
    /// When a person first did something for the client after it became a lead.
    pub first_touch_at: Option<Timestamp>,
    /// Whether there is a message that the asking user has not seen.
    pub unread: bool,
    /// Raised by each change of the client.
    pub version: i64,
    /// When the client was made.
    pub created_at: Timestamp,
    /// When anything of it last changed.
    pub updated_at: Timestamp,
}

/// The pipeline: a column for each stage, in order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Board {
    /// All fourteen.
    pub columns: Vec<BoardColumn>,
}

/// A stage of the board with its newest arrivals.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardColumn {
    /// The stage.
    pub stage: Stage,
    /// How many clients stand in it, of those the filter lets through.
    pub count: i64,
    /// Those who came last, the newest first.
    pub results: Vec<ClientSummary>,
    /// Goes on with `/clients/summaries/?stage=…&ordering=-stage_changed_at&cursor=…`.
    pub next: Option<String>,
}
