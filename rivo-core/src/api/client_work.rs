//! Notes and tasks on the wire.

use serde::{Deserialize, Serialize};

use super::{double_option, user::UserRef};
use crate::{
    clock::Timestamp,
    id::{ClientId, NoteId, TaskId, UserId},
};

/// A note on a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Note {
    /// The note's id.
    pub id: NoteId,
    /// Who wrote it.
    pub author: Option<UserRef>,
    /// 1 to 10,000 characters.
    pub body: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub updated_at: Timestamp,
}

/// The text of a note.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WriteNote {
    /// 1 to 10,000 characters.
    pub body: String,
}

/// An edit of a note.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateNote {
    /// 1 to 10,000 characters.
    pub body: String,
    /// The text that was seen before the edit; another one now is a 409. Absent: not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
}

/// A note that is to go.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteNote {
    /// The text that was seen; another one now is a 409. Absent: not checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
}

/// A task on a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Task {
    /// The task's id.
    pub id: TaskId,
    /// The client.
    pub client_id: ClientId,
    /// What to do, 1 to 500 characters.
    pub title: String,
    /// By when.
    pub due_at: Option<Timestamp>,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// Who does it.
    pub assignee: Option<UserRef>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A new task.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateTask {
    /// What to do, 1 to 500 characters.
    pub title: String,
    /// By when.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    /// Who does it; absent: the client's CSM, else its author.
    #[serde(default)]
    pub assignee: Option<UserId>,
}

/// A change of a task. Absent leaves a field.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateTask {
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// By when; null removes it.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Timestamp>))]
    pub due_at: Option<Option<Timestamp>>,
    /// Who does it; null: nobody in particular.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<UserId>))]
    pub assignee: Option<Option<UserId>>,
    /// Whether it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
    /// The values that were seen before the edit; where one of them is another now, it is a 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<TaskValues>,
}

/// A task that is to go.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeleteTask {
    /// The values that were seen; where one of them is another now, it is a 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<TaskValues>,
}

/// A task as it was seen. Absent: not checked; null: there was none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TaskValues {
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// By when.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Timestamp>))]
    pub due_at: Option<Option<Timestamp>>,
    /// Who does it.
    #[serde(
        default,
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<UserId>))]
    pub assignee: Option<Option<UserId>>,
    /// Whether it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
}
