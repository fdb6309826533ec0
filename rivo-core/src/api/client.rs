//! Clients on the wire.

use serde::{Deserialize, Serialize};

pub use super::{
    client_filter::ClientFilter,
    client_summary::{Board, BoardColumn, ClientSummary},
    client_work::{
        CreateTask, DeleteNote, DeleteTask, Note, Task, TaskValues, UpdateNote, UpdateTask,
        WriteNote,
    },
};
use super::{double_option, given, user::UserRef};
use crate::{
    clock::Timestamp,
    id::{AssignmentId, ClientId, MergeId, RunId, SessionId, UserId},
    model::{
        context::{Context, ContextMeta},
        stage::Stage,
    },
};

/// A client: whom the desk works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Client {
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
    /// What matters, extracted from the conversation.
    pub context: Context,
    /// Proof of each fact in `context`.
    pub context_meta: ContextMeta,
    /// How the newest extraction job stands.
    pub extraction: Option<ExtractionState>,
    /// Where the client came from: `chat`, `manual`, `demo`.
    pub source: String,
    /// When name, email and phone were all there for the first time.
    pub captured_at: Option<Timestamp>,
    /// When the client last wrote, in any of its sessions.
    pub last_message_at: Option<Timestamp>,
    /// When a person first did something for the client after it became a lead: moved it, wrote a
    /// note, made or ended a task, corrected a fact or a contact detail.
    #[serde(default)]
    pub first_touch_at: Option<Timestamp>,
    /// Contact values found in the chat that did not replace one that stands.
    pub proposals: Vec<ContactProposal>,
    /// Raised by each change.
    pub version: i64,
    /// When the client was made.
    pub created_at: Timestamp,
    /// When anything of it last changed.
    pub updated_at: Timestamp,
}

/// A contact value that the chat stated and that waits for a person's word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactProposal {
    /// `name`, `email` or `phone`.
    pub field: String,
    /// The normalised value.
    pub value: String,
    /// The session it was stated in.
    pub session_id: SessionId,
    /// The position of the message.
    pub position: i64,
    /// When.
    pub at: Timestamp,
}

/// How an extraction stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtractionState {
    /// queued, running, done, failed or dead.
    pub state: JobState,
    /// How often it was tried.
    pub attempts: i64,
    /// What went wrong the last time.
    pub error: Option<String>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// The state of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum JobState {
    /// Waits for its time.
    Queued,
    /// A worker holds its lease.
    Running,
    /// Ended well.
    Done,
    /// The last try failed; another one is due.
    Failed,
    /// All tries failed; only a person starts it again.
    Dead,
}

impl JobState {
    /// The name on the wire and at rest.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Dead => "dead",
        }
    }
}

impl std::str::FromStr for JobState {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "queued" => Ok(Self::Queued),
            "running" => Ok(Self::Running),
            "done" => Ok(Self::Done),
            "failed" => Ok(Self::Failed),
            "dead" => Ok(Self::Dead),
            _ => Err(format!("\"{name}\" is not a valid choice.")),
        }
    }
}

/// A client made by hand.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateClient {
    /// Full name.
    #[serde(default)]
    pub name: Option<String>,
    /// Email address.
    #[serde(default)]
    pub email: Option<String>,
    /// Phone number in any usual form.
    #[serde(default)]
    pub phone: Option<String>,
    /// Who works the client from the start.
    #[serde(default)]
    pub assigned_to: Option<UserId>,
}

/// An edit of contact details. Absent leaves a field, null clears it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateClient {
    /// Full name.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub name: Option<Option<String>>,
    /// Email address.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub email: Option<Option<String>>,
    /// Phone number.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub phone: Option<Option<String>>,
    /// The version the edit was made on; another one now is a 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// The values that were seen before the edit; where one of them is another now, it is a 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<ContactValues>,
}

/// How a client is erased.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteClient {
    /// The version that was seen before; another one now is a 409. Absent: not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
}

/// Contact details as they were seen. Absent: not checked; null: there was none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactValues {
    /// Full name.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub name: Option<Option<String>>,
    /// Email address.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub email: Option<Option<String>>,
    /// Phone number.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub phone: Option<Option<String>>,
}

/// Who shall work a client.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assign {
    /// A CSM's id; null takes the client from its CSM.
    #[serde(deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub assigned_to: Option<UserId>,
    /// A word to the CSM.
    #[serde(default)]
    pub remarks: Option<String>,
    /// Who worked the client when it was decided; somebody else now is a 409. Absent: not checked.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<UserId>))]
    pub expected_assigned_to: Option<Option<UserId>>,
}

/// A human correction of one fact.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectFact {
    /// The fact's path, such as `loan_details.interest_rate`.
    pub path: String,
    /// The value as a person writes it; null says that it is not known.
    #[serde(deserialize_with = "given")]
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub value: Option<String>,
    /// The value that was seen before the edit; another one now is a 409. Absent: not checked.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub expected: Option<Option<String>>,
}

/// The body of a correction: one or many facts at once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectContext {
    /// The corrections, all or none.
    pub facts: Vec<CorrectFact>,
}

/// The word on a proposed value of a fact or a contact field.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResolveProposal {
    /// A fact's path, or `name`, `email`, `phone`.
    pub path: String,
    /// Whether the proposed value replaces the one that stands.
    pub accept: bool,
    /// Which of the values that the chat stated for a contact field is meant; the newest, if none
    /// is given.
    #[serde(default)]
    pub value: Option<String>,
}

/// Takes back the word on a fact's proposed value.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReopenProposal {
    /// The fact's path.
    pub path: String,
    /// Whether it was accepted.
    pub accepted: bool,
    /// The text of what was proposed. Where something else was done to the fact since, it is a 409.
    pub value: Option<String>,
}

/// An assignment of a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Assignment {
    /// The row's id.
    pub id: AssignmentId,
    /// The CSM; null while the lead awaits one.
    pub assigned_to: Option<UserRef>,
    /// Who assigned it; null where Rivo itself did.
    pub assigned_by: Option<UserRef>,
    /// Whether it stands now.
    pub is_active: bool,
    /// A word to the CSM.
    pub remarks: Option<String>,
    /// When.
    pub created_at: Timestamp,
}

/// Two clients that are one person.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeClients {
    /// The client that stays.
    pub into: ClientId,
    /// The client whose sessions, notes and tasks move over; it ends.
    pub from: ClientId,
}

/// A merge of two clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Merge {
    /// The merge's id.
    pub id: MergeId,
    /// The client that stayed.
    pub into: ClientId,
    /// The client that ended; where the merge was undone, it is there again.
    pub from: ClientId,
    /// Its name.
    pub from_name: Option<String>,
    /// Who merged them.
    pub merged_by: Option<UserRef>,
    /// When.
    pub created_at: Timestamp,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
    /// Whether it can be undone now: it was not yet, and no later merge stands in the way.
    pub can_undo: bool,
}

/// One action on many clients (at most 500).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkClients {
    /// The clients.
    pub ids: Vec<ClientId>,
    /// What to do with each.
    pub action: BulkAction,
}

/// What a bulk request does with each client.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkAction {
    /// As `POST /clients/{id}/assign/`.
    Assign(Assign),
    /// As `POST /clients/{id}/stage/`.
    ChangeStage(super::stage::ChangeStage),
    /// As `POST /clients/{id}/extract/`.
    Extract,
    /// As `DELETE /clients/{id}/`.
    Delete,
}

/// A client that names the same email or phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Duplicate {
    /// The other client.
    pub id: ClientId,
    /// Its name.
    pub name: Option<String>,
    /// Where it stands.
    pub current_stage: Stage,
    /// `email`, `phone` or both.
    pub same: Vec<String>,
}

/// Clients that share an email address or a phone number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DuplicateGroup {
    /// `email` or `phone`.
    pub by: String,
    /// What they share.
    pub value: String,
    /// The clients, the oldest first; at most fifty.
    pub clients: Vec<DuplicateClient>,
}

/// A client of a [`DuplicateGroup`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DuplicateClient {
    /// The client's id.
    pub id: ClientId,
    /// Its name.
    pub name: Option<String>,
    /// Where it stands.
    pub current_stage: Stage,
    /// When it was made.
    pub created_at: Timestamp,
}

/// One run of an extractor, kept so that two can be compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtractionRun {
    /// The run's id.
    pub id: RunId,
    /// Which extractor: `rules`, `openai:gpt-4o-mini`.
    pub extractor: String,
    /// The newest position it read.
    pub up_to_position: i64,
    /// What it found, before it was merged with what stood.
    pub context: Context,
    /// Tokens sent.
    pub prompt_tokens: i64,
    /// Tokens received.
    pub completion_tokens: i64,
    /// Millionths of a US dollar.
    pub cost_micros: i64,
    /// When.
    pub created_at: Timestamp,
}
