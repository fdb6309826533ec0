//! Lists of the back office that go across clients, and actions on many things at once.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{client::Assignment, client::JobState, stage::StageChange};
use crate::{
    clock::Timestamp,
    id::{AssignmentId, ClientId, StageChangeId, UserId},
    model::stage::{ReasonCode, Stage},
};

/// A client by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientRef {
    /// The client's id.
    pub id: ClientId,
    /// Full name.
    pub name: Option<String>,
}

/// A move of some client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientStageChange {
    /// The client.
    pub client: ClientRef,
    /// The move.
    #[serde(flatten)]
    pub change: StageChange,
}

/// An assignment of some client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClientAssignment {
    /// The client.
    pub client: ClientRef,
    /// The assignment.
    #[serde(flatten)]
    pub assignment: Assignment,
}

/// What a list of moves is narrowed to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct HistoryFilter {
    /// Only this move.
    pub id: Option<StageChangeId>,
    /// Part of the client's name, email address or phone number.
    pub q: Option<String>,
    /// Only moves of this client.
    pub client_id: Option<ClientId>,
    /// Only what this user did.
    pub user: Option<UserId>,
    /// Only moves out of this stage.
    pub from_stage: Option<Stage>,
    /// Only moves into this stage.
    pub to_stage: Option<Stage>,
    /// Only moves for this reason.
    pub reason_code: Option<ReasonCode>,
    /// Only moves past the graph, or only those along it.
    pub overridden: Option<bool>,
    /// At or after.
    pub after: Option<Timestamp>,
    /// Before.
    pub before: Option<Timestamp>,
    /// `-created_at` (the default) or `created_at`.
    pub ordering: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

/// What a list of assignments is narrowed to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct AssignmentFilter {
    /// Only this assignment.
    pub id: Option<AssignmentId>,
    /// Part of the client's name, email address or phone number.
    pub q: Option<String>,
    /// Only assignments of this client.
    pub client_id: Option<ClientId>,
    /// Only assignments to this user.
    pub assigned_to: Option<UserId>,
    /// Only those that stand, or only those that ended.
    pub active: Option<bool>,
    /// At or after.
    pub after: Option<Timestamp>,
    /// Before.
    pub before: Option<Timestamp>,
    /// `-created_at` (the default) or `created_at`.
    pub ordering: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

/// What a list of jobs is narrowed to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct JobFilter {
    /// Part of the client's name, email address or phone number.
    pub q: Option<String>,
    /// queued, running, done, failed or dead.
    pub state: Option<JobState>,
    /// Made at or after.
    pub after: Option<Timestamp>,
    /// Made before.
    pub before: Option<Timestamp>,
    /// `-created_at` (the default) or `created_at`.
    pub ordering: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

/// What a list of sessions is narrowed to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct SessionFilter {
    /// Part of the client's name, email address or phone number, or the beginning of a session's id.
    pub q: Option<String>,
    /// Only sessions of this client.
    pub client_id: Option<ClientId>,
    /// Only those with a client, or only those without.
    pub has_client: Option<bool>,
    /// Begun at or after.
    pub after: Option<Timestamp>,
    /// Begun before.
    pub before: Option<Timestamp>,
    /// `-created_at` (the default) or `created_at`.
    pub ordering: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

/// What a list of roles is narrowed to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct RoleFilter {
    /// Part of the name or the description.
    pub q: Option<String>,
    /// Only roles that hold this permission.
    pub permission: Option<String>,
    /// One of `name` (the default), `-name`, `-user_count`, `user_count`, `-created_at`,
    /// `created_at`.
    pub ordering: Option<String>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

/// What a list of API keys is narrowed to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct ApiKeyFilter {
    /// Part of the name or the prefix.
    pub q: Option<String>,
    /// Only keys that work, or only revoked ones.
    pub active: Option<bool>,
    /// Only keys with this scope.
    pub scope: Option<String>,
    /// One of `-created_at` (the default), `created_at`, `name`, `-name`, `-last_used_at`,
    /// `last_used_at`.
    pub ordering: Option<String>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

/// One action on many users (at most 500).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkUsers {
    /// The users.
    pub ids: Vec<Uuid>,
    /// What to do with each.
    pub action: UserAction,
}

/// What a bulk request does with each user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum UserAction {
    /// They may log in.
    Activate,
    /// They may not.
    Deactivate,
}

/// One action on many jobs (at most 500).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkJobs {
    /// The jobs.
    pub ids: Vec<Uuid>,
    /// What to do with each.
    pub action: JobAction,
}

/// What a bulk request does with each job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum JobAction {
    /// As `POST /jobs/{id}/retry/`.
    Retry,
}

/// One action on many API keys (at most 500).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkApiKeys {
    /// The keys.
    pub ids: Vec<Uuid>,
    /// What to do with each.
    pub action: ApiKeyAction,
}

/// What a bulk request does with each API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ApiKeyAction {
    /// As `DELETE /api-keys/{id}/`.
    Revoke,
}
