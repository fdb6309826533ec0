//! What a list of clients is narrowed to.

use serde::{Deserialize, Serialize};

use super::client::JobState;
use crate::{
    clock::Timestamp,
    model::context::{Sentiment, Urgency},
};

/// What a list of clients is narrowed to and ordered by.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ClientFilter {
    /// Clients' ids, separated by commas, at most 200: only these of them.
    pub ids: Option<String>,
    /// Stage names, separated by commas.
    pub stage: Option<String>,
    /// Users' ids or `me`, separated by commas.
    pub assigned_to: Option<String>,
    /// `true`: only clients nobody works.
    pub unassigned: Option<bool>,
    /// Part of a name, an email address or a phone number.
    pub q: Option<String>,
    /// positive, neutral or negative.
    pub sentiment: Option<Sentiment>,
    /// low, medium or high.
    pub urgency: Option<Urgency>,
    /// Where the client came from: `chat`, `manual`, `demo`.
    pub source: Option<String>,
    /// What the client wants, as the context has it.
    pub intent: Option<String>,
    /// The type of loan, as the context has it.
    pub loan_type: Option<String>,
    /// A loan of at least this much.
    pub loan_amount_min: Option<f64>,
    /// A loan of at most this much.
    pub loan_amount_max: Option<f64>,
    /// A property worth at least this much.
    pub property_value_min: Option<f64>,
    /// A property worth at most this much.
    pub property_value_max: Option<f64>,
    /// An income of at least this much a year.
    pub income_min: Option<f64>,
    /// An income of at most this much a year.
    pub income_max: Option<f64>,
    /// A credit score of at least this.
    pub credit_score_min: Option<f64>,
    /// A credit score of at most this.
    pub credit_score_max: Option<f64>,
    /// Made at or after.
    pub created_after: Option<Timestamp>,
    /// Made before.
    pub created_before: Option<Timestamp>,
    /// A lead since this moment or later.
    pub captured_after: Option<Timestamp>,
    /// A lead before.
    pub captured_before: Option<Timestamp>,
    /// In its stage since this moment or later.
    pub stage_changed_after: Option<Timestamp>,
    /// In its stage since before.
    pub stage_changed_before: Option<Timestamp>,
    /// The client last wrote at this moment or later.
    pub last_message_after: Option<Timestamp>,
    /// The client last wrote before.
    pub last_message_before: Option<Timestamp>,
    /// Days without a stage change, at least.
    pub stale: Option<u32>,
    /// How the extraction stands: queued, running, done, failed or dead.
    pub extraction: Option<JobState>,
    /// `true`: only clients still in the pipeline with no open task.
    pub no_next_action: Option<bool>,
    /// `true`: only clients with a message that the asking user has not seen; `false`: the others.
    pub unread: Option<bool>,
    /// `true` (the default): leads only; `false`: those without all contact details; `any`.
    pub captured: Option<String>,
    /// One of `-created_at` (the default), `created_at`, `-updated_at`, `updated_at`, `name`,
    /// `-name`, `-stage_changed_at`, `stage_changed_at`, `-last_message_at`, `unassigned_first`,
    /// `-captured_at`, `captured_at`, `-loan_amount`, `loan_amount`, `-credit_score`,
    /// `credit_score`, `next_due_at`, `urgency` (high first). What has no such value comes last.
    pub ordering: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
    /// Whether to count all matches, which costs time on a large desk.
    pub count: Option<bool>,
}
