//! What a device and its server say to each other.
//!
//! A device pushes the commands it accepted and is told the verdict on each; then it pulls what
//! changed, as documents. A server that knows less than its device, or more, says so by
//! [`PROTOCOL`] before anything is read.

use serde::{Deserialize, Serialize};

use crate::{
    api::{
        chat::{ChatMessage, ChatSession},
        client::{Assignment, Client, ExtractionRun, Note, Task},
        stage::StageChange,
        user::Me,
    },
    clock::Timestamp,
    error::FieldErrors,
    id::{ClientId, CommandId, MessageId, NoteId, SessionId, TaskId, UserId},
    model::stage::Stage,
    service::Outcome,
};

/// The version of what is said here. Raised when a device must know more than before to be right.
pub const PROTOCOL: u32 = 1;
/// The oldest version a server of this build still speaks.
pub const OLDEST_PROTOCOL: u32 = 1;
/// The request header that carries the device's [`PROTOCOL`]; absent: the newest.
pub const PROTOCOL_HEADER: &str = "rivo-sync-protocol";
/// The code of an answer to a device that speaks an older protocol than the server knows.
pub const APP_TOO_OLD: &str = "app_too_old";
/// The code of an answer to a device that speaks a newer protocol than the server knows.
pub const SERVER_TOO_OLD: &str = "server_too_old";
/// The code of the verdict on a command that this server does not know. The device keeps it.
pub const UNKNOWN_COMMAND: &str = "unknown_command";

/// Commands of a device, in the order it accepted them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushRequest {
    /// The device's own name for itself, up to 200 characters; its token is what counts.
    pub device_id: String,
    /// At most 500.
    pub commands: Vec<PushedCommand>,
    /// Up to when its user has seen clients' messages, where the server has not heard of it: at
    /// most 500.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<SeenMark>,
}

/// Up to when somebody has seen a client's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeenMark {
    /// The client.
    pub client_id: ClientId,
    /// Up to when.
    pub seen_at: Timestamp,
}

/// One command of a device.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushedCommand {
    /// What makes a repeated command the same command.
    pub id: CommandId,
    /// When its author issued it, by the device's clock.
    #[serde(default)]
    pub issued_at: Option<Timestamp>,
    /// The client's version that the device knew. It decides nothing.
    #[serde(default)]
    pub base_version: Option<i64>,
    /// The command. Kept as JSON, so that one that this build does not know fails alone.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::api::command::Command))]
    pub command: serde_json::Value,
}

/// The verdicts, one a command and in order.
///
/// There are fewer where the server could not go on: the commands without a verdict were not
/// looked at and wait for the next push.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushResponse {
    /// The verdicts.
    pub results: Vec<PushResult>,
    /// Of the marks that were sent, what stands now: the later of two. Without those of clients that
    /// the user may not see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<SeenMark>,
}

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PushStatus {
    /// It was done now.
    Applied,
    /// It had been done before; `outcome` is that of the first time.
    Duplicate,
    /// It was refused, now or the first time.
    Rejected,
}

/// The verdict on a command.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PushResult {
    /// The command.
    pub id: CommandId,
    /// What became of it.
    pub status: PushStatus,
    /// What it made or changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Why it was refused, for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why it was refused, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Sentences by field, where a field was not valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub errors: Option<FieldErrors>,
    /// What stands now; absent where the actor may not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<serde_json::Value>,
}

/// Asks for what changed since a cursor.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PullRequest {
    /// Where the page before ended; null for a device that has nothing yet.
    pub cursor: Option<String>,
    /// How many documents a page holds, 1 to 2000; 500 if absent. A message counts as one.
    pub limit: Option<u32>,
}

/// A page of changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PullResponse {
    /// What changed, in the order of the feed.
    pub changes: Vec<SyncChange>,
    /// Where to go on.
    pub cursor: String,
    /// Whether there is more now.
    pub more: bool,
    /// While the whole of what the user may see is on its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<Progress>,
}

/// How far a copy has come, in clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    /// Clients that arrived.
    pub done: i64,
    /// Clients there are, as counted at its start.
    pub total: i64,
}

/// One change, tagged by `kind`: a document as it stands now, or that it is gone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(
    missing_docs,
    reason = "the fields name the thing and hold its document"
)]
pub enum SyncChange {
    /// A client.
    Client {
        id: ClientId,
        client: Box<SyncClient>,
        /// Everything on the client follows: what the device has of it is to be dropped first.
        #[serde(default)]
        whole: bool,
    },
    /// A client that ended or may not be seen any more; everything on it goes.
    ClientGone { id: ClientId },
    /// Rows of a client's stage history.
    History {
        client_id: ClientId,
        history: Vec<StageChange>,
    },
    /// Assignments of a client.
    Assignments {
        client_id: ClientId,
        assignments: Vec<Assignment>,
    },
    /// Notes on a client.
    Notes {
        client_id: ClientId,
        notes: Vec<Note>,
    },
    /// A note that was deleted.
    NoteGone { client_id: ClientId, id: NoteId },
    /// Tasks on a client.
    Tasks {
        client_id: ClientId,
        tasks: Vec<Task>,
    },
    /// A task that was deleted.
    TaskGone { client_id: ClientId, id: TaskId },
    /// Runs of an extractor over a client's conversation.
    Runs {
        client_id: ClientId,
        runs: Vec<ExtractionRun>,
    },
    /// Messages of a session, in order.
    Messages {
        client_id: ClientId,
        session_id: SessionId,
        session: ChatSession,
        messages: Vec<ChatMessage>,
        /// Messages that were deleted.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        deleted: Vec<MessageId>,
    },
    /// A session that was deleted with its messages.
    SessionGone {
        client_id: ClientId,
        session_id: SessionId,
    },
    /// A colleague; null: deleted.
    User { id: UserId, user: Option<Colleague> },
    /// Whose device it is, and what they may do.
    Me { me: Box<Me> },
    /// Settings of the desk that were set, all of them.
    Settings {
        settings: Vec<SettingValue>,
        /// The region of phone numbers without a country code.
        region: String,
    },
    /// A kind that only a newer build knows.
    #[serde(other)]
    Unknown,
}

/// A client with what the rules need beyond what is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SyncClient {
    /// The client as the API shows it.
    #[serde(flatten)]
    pub client: Client,
    /// The stage a closed client was closed from.
    pub closed_from: Option<Stage>,
    /// Contact fields that a person edited, as bits: 1 name, 2 email, 4 phone.
    pub edited_fields: i64,
    /// Up to when the device's user has seen the client's messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Timestamp>,
}

/// A user as every colleague may see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Colleague {
    /// The user's id.
    pub id: UserId,
    /// The login.
    pub email: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Whether the user can log in.
    pub is_active: bool,
}

/// A setting that was set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettingValue {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: serde_json::Value,
    /// When it was set.
    pub updated_at: Timestamp,
}
