//! How a device stands, for the people in front of it.

use serde::{Deserialize, Serialize};

use super::protocol::Progress;
use crate::{
    api::user::UserRef,
    clock::Timestamp,
    id::{ClientId, CommandId},
};

/// What the engine is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum State {
    /// Nobody is signed in.
    SignedOut,
    /// No answer yet since the start.
    Starting,
    /// The server answered last.
    Online,
    /// The server does not answer. What is done here waits.
    Offline,
    /// The login ended: sign in again. What waits is kept.
    Locked,
    /// The device was logged out for good, and everything on it was wiped.
    Revoked,
    /// The server speaks a newer protocol: update this app. What waits is kept.
    AppTooOld,
    /// The server speaks an older protocol: it has to be updated. What waits is kept.
    ServerTooOld,
}

/// How a device stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Status {
    /// What it is at.
    pub state: State,
    /// Since when, by the device's clock.
    pub since: Timestamp,
    /// Why, in a sentence.
    pub detail: Option<String>,
    /// The device's name.
    pub device_name: String,
    /// Whose device it is.
    pub user: Option<UserRef>,
    /// Where its server is.
    pub server: Option<String>,
    /// Commands that wait for the server.
    pub pending: i64,
    /// Commands that the server refused and that wait for a decision.
    pub rejected: i64,
    /// When the server last answered: as old is what is shown.
    pub last_contact_at: Option<Timestamp>,
    /// While the whole of what its user may see is on its way.
    pub snapshot: Option<Progress>,
}

/// A command that waits for the server.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingCommand {
    /// Its id.
    pub command_id: CommandId,
    /// When it was issued, by the device's clock.
    pub issued_at: Timestamp,
    /// The client it is about.
    pub client_id: Option<ClientId>,
    /// The client's name.
    pub client_name: Option<String>,
    /// The command.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::api::command::Command))]
    pub command: serde_json::Value,
    /// When it was last sent without an answer.
    pub sent_at: Option<Timestamp>,
    /// Whether it is part of what is shown.
    pub fits: bool,
    /// Why it is not.
    pub detail: Option<String>,
}

/// A command that the server refused, with both versions of what it was about.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RejectedCommand {
    /// Its id.
    pub command_id: CommandId,
    /// When it was issued, by the device's clock.
    pub issued_at: Timestamp,
    /// When it was refused, by the device's clock.
    pub rejected_at: Option<Timestamp>,
    /// The client it is about.
    pub client_id: Option<ClientId>,
    /// The client's name, while the client is on this device.
    pub client_name: Option<String>,
    /// The command.
    #[cfg_attr(feature = "openapi", schema(value_type = crate::api::command::Command))]
    pub command: serde_json::Value,
    /// What its author saw when issuing it.
    pub seen: Option<serde_json::Value>,
    /// Why it was refused, for programs.
    pub code: String,
    /// Why it was refused, for people.
    pub detail: String,
    /// What stood on the server when it was refused; null where it may not be seen.
    pub current: Option<serde_json::Value>,
}
