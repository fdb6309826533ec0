//! Notifications on the wire.

use serde::{Deserialize, Serialize};

use super::user::UserRef;
use crate::{
    clock::Timestamp,
    id::{ClientId, NotificationId},
};

/// Why somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum NotificationKind {
    /// A note mentions them.
    Mention,
    /// They were given a client.
    Assigned,
    /// A task of theirs is due.
    TaskDue,
    /// A client of theirs wrote again.
    Message,
    /// A new lead of theirs waits for longer than the desk allows.
    FirstTouchLate,
}

impl NotificationKind {
    /// The name on the wire and at rest.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mention => "mention",
            Self::Assigned => "assigned",
            Self::TaskDue => "task_due",
            Self::Message => "message",
            Self::FirstTouchLate => "first_touch_late",
        }
    }

    /// What happened, as a sentence without names: those stand beside it.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Mention => "You were mentioned in a note.",
            Self::Assigned => "You were given this client.",
            Self::TaskDue => "A task is due.",
            Self::Message => "The client wrote again.",
            Self::FirstTouchLate => "This new lead still waits.",
        }
    }
}

impl std::str::FromStr for NotificationKind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        serde_json::from_value(name.into())
            .map_err(|_| format!("{name:?} is no kind of notification"))
    }
}

/// Something a user is told of, for as long as they may see the client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notification {
    /// The notification's id.
    pub id: NotificationId,
    /// Why.
    pub kind: NotificationKind,
    /// The client it is about.
    pub client_id: ClientId,
    /// The client's name.
    pub client_name: Option<String>,
    /// Who did it; null where nobody or Rivo itself did.
    pub actor: Option<UserRef>,
    /// What happened, as a sentence without names.
    pub title: String,
    /// The beginning of the note, the remark of the assignment or the title of the task.
    pub body: String,
    /// When.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

/// How many notifications were not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationCount {
    /// The number.
    pub unread: i64,
}

/// Which notifications were read: those of `ids` (at most 200), or all.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadNotifications {
    /// Their ids.
    pub ids: Vec<NotificationId>,
    /// All of them.
    pub all: bool,
}
