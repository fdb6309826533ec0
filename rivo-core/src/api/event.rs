//! The change feed on the wire.

use serde::{Deserialize, Serialize};

use crate::{clock::Timestamp, id::ClientId};

/// What changed. A reference, never a document: the reader gets the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ChangeKind {
    /// A client, or anything on it but its messages. `id`: the client.
    Client,
    /// A client was erased or merged away. `id`: the client.
    ClientGone,
    /// Messages of a session. `id`: the session.
    Messages,
    /// A note. `id`: the note.
    Note,
    /// A task. `id`: the task.
    Task,
    /// A user. `id`: the user.
    User,
    /// A role. `id`: the role.
    Role,
    /// An API key. `id`: the key.
    ApiKey,
    /// Settings of the desk.
    Settings,
    /// An extraction job. `id`: the job.
    Job,
    /// A notification of the one who sees this, or all of theirs. `id`: the notification, or the user.
    Notification,
    /// What may be seen changed as a whole. `id`: the user, the role of many, or the client that
    /// others were merged into.
    Rescope,
}

impl ChangeKind {
    /// The name on the wire and at rest.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::ClientGone => "client_gone",
            Self::Messages => "messages",
            Self::Note => "note",
            Self::Task => "task",
            Self::User => "user",
            Self::Role => "role",
            Self::ApiKey => "api_key",
            Self::Settings => "settings",
            Self::Job => "job",
            Self::Notification => "notification",
            Self::Rescope => "rescope",
        }
    }
}

impl std::str::FromStr for ChangeKind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        serde_json::from_value(name.into()).map_err(|_| format!("{name:?} is no kind of change"))
    }
}

/// One change, as the event stream sends it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeEvent {
    /// What changed.
    pub kind: ChangeKind,
    /// Its id.
    pub id: String,
    /// The client it belongs to.
    pub client_id: Option<ClientId>,
    /// When.
    pub at: Timestamp,
}
