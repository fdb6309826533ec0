//! The back office on the wire: jobs, audit, settings, reports.

use serde::{Deserialize, Serialize};

use super::{client::JobState, user::UserRef};
use crate::{
    clock::Timestamp,
    id::{AuditId, ClientId, JobId},
    model::stage::Stage,
};

/// An extraction job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    /// The job's id.
    pub id: JobId,
    /// The client whose conversation is read.
    pub client_id: ClientId,
    /// The client's name.
    pub client_name: Option<String>,
    /// How it stands.
    pub state: JobState,
    /// How often it was tried since it was queued.
    pub attempts: i64,
    /// When it is due.
    pub run_at: Timestamp,
    /// What went wrong the last time.
    pub last_error: Option<String>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A row of the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditRow {
    /// The row's id.
    pub id: AuditId,
    /// `user`, `api_key` or `system`.
    pub actor_kind: String,
    /// The user, where one did it.
    pub user: Option<UserRef>,
    /// A key's or system actor's name.
    pub actor_name: String,
    /// The command: `change_stage`.
    pub action: String,
    /// `client`, `user`, `role` …
    pub entity_kind: String,
    /// The thing's id.
    pub entity_id: String,
    /// What of it was before, as far as it changed.
    pub before: Option<serde_json::Value>,
    /// What of it is now.
    pub after: Option<serde_json::Value>,
    /// From which address.
    pub address: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// A setting of the desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Setting {
    /// The setting's name.
    pub key: String,
    /// The value that holds.
    pub value: serde_json::Value,
    /// The value it has when nobody set one.
    pub default: serde_json::Value,
    /// `boolean`, `integer`, `text` or `choice`.
    pub kind: String,
    /// What a `choice` may be; empty for the other kinds.
    pub choices: Vec<String>,
    /// What it does, with its unit.
    pub description: String,
    /// When it was last set.
    pub updated_at: Option<Timestamp>,
}

/// New values of settings by name; null goes back to the default.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateSettings {
    /// Values that held when the change was decided; where one is another now, it is a 409.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub expected: std::collections::BTreeMap<String, serde_json::Value>,
    /// The values.
    #[serde(flatten)]
    pub values: std::collections::BTreeMap<String, serde_json::Value>,
}

/// How many clients stand where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PipelineReport {
    /// Leads that nobody works.
    pub unassigned: i64,
    /// Leads whose newest extraction failed.
    pub extraction_failed: i64,
    /// Clients a stage, all fourteen, in order.
    pub stages: Vec<StageCount>,
}

/// Clients in a stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageCount {
    /// The stage.
    pub stage: Stage,
    /// How many clients stand in it.
    pub clients: i64,
}
