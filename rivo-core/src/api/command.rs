//! Commands: every change of the desk, as one tagged value.
//!
//! REST handlers, the admin screens, bulk actions, the command line and the desktop's outbox all
//! make a [`Command`] and hand it to `Rivo::execute`. Rows that a command makes take their ids from
//! the command, so that a replica and the server make the same rows.

use serde::{Deserialize, Serialize};

use super::{
    chat::EditMessage,
    client::{CorrectFact, ReopenProposal, TaskValues, UpdateClient, UpdateNote, UpdateTask},
    user::{Practice, UpdateRole, UpdateUser, WriteRole},
    view::{CreateView, UpdateView, ViewValues},
};
use crate::{
    clock::Timestamp,
    id::{
        ApiKeyId, ClientId, JobId, MergeId, MessageId, NoteId, RoleId, SessionId, TaskId, UserId,
        ViewId,
    },
};

/// A change of the desk, tagged by `type`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(
    missing_docs,
    reason = "the fields are those of the request types of the same name"
)]
pub enum Command {
    /// Makes a client by hand.
    CreateClient {
        client_id: ClientId,
        #[serde(default)]
        name: Option<String>,
        #[serde(default)]
        email: Option<String>,
        #[serde(default)]
        phone: Option<String>,
        #[serde(default)]
        assigned_to: Option<UserId>,
    },
    /// Edits contact details.
    UpdateClient {
        client_id: ClientId,
        #[serde(flatten)]
        update: UpdateClient,
    },
    /// Erases a client and everything said by it.
    DeleteClient {
        client_id: ClientId,
        /// The version that was seen before; another one now is a 409. Absent: not checked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<i64>,
    },
    /// Makes two clients one.
    MergeClients { into: ClientId, from: ClientId },
    /// Brings back the client that a merge ended.
    UndoMerge { merge_id: MergeId },
    /// Moves a client through the stage graph.
    ChangeStage {
        client_id: ClientId,
        to_stage: String,
        #[serde(default)]
        remarks: Option<String>,
        #[serde(default)]
        reason_code: Option<String>,
        #[serde(default)]
        expected_stage: Option<String>,
        #[serde(default, rename = "override")]
        override_graph: bool,
    },
    /// Gives a client to a CSM, or takes it.
    Assign {
        client_id: ClientId,
        #[serde(deserialize_with = "super::given")]
        #[cfg_attr(feature = "openapi", schema(required = true))]
        assigned_to: Option<UserId>,
        #[serde(default)]
        remarks: Option<String>,
        /// Who worked the client when it was decided; somebody else now is a 409. Absent: not checked.
        #[serde(
            default,
            deserialize_with = "super::double_option",
            skip_serializing_if = "Option::is_none"
        )]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<UserId>))]
        expected_assigned_to: Option<Option<UserId>>,
    },
    /// Corrects one fact of the context and locks it.
    CorrectFact {
        client_id: ClientId,
        #[serde(flatten)]
        fact: CorrectFact,
    },
    /// Corrects several facts, all or none.
    CorrectFacts {
        client_id: ClientId,
        facts: Vec<CorrectFact>,
    },
    /// Accepts or rejects a proposed value.
    ResolveProposal {
        client_id: ClientId,
        path: String,
        accept: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
    /// Takes back the word on a fact's proposed value.
    ReopenProposal {
        client_id: ClientId,
        #[serde(flatten)]
        word: ReopenProposal,
    },
    /// Asks for a fresh extraction now.
    RequestExtraction { client_id: ClientId },
    /// Writes a note.
    AddNote {
        client_id: ClientId,
        note_id: NoteId,
        body: String,
    },
    /// Edits one's own note.
    UpdateNote {
        note_id: NoteId,
        #[serde(flatten)]
        update: UpdateNote,
    },
    /// Deletes one's own note.
    DeleteNote {
        note_id: NoteId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected: Option<String>,
    },
    /// Makes a task.
    AddTask {
        client_id: ClientId,
        task_id: TaskId,
        title: String,
        #[serde(default)]
        due_at: Option<Timestamp>,
        #[serde(default)]
        assignee: Option<UserId>,
    },
    /// Changes a task.
    UpdateTask {
        task_id: TaskId,
        #[serde(flatten)]
        update: UpdateTask,
    },
    /// Marks a task as done.
    CompleteTask { task_id: TaskId },
    /// Deletes a task.
    DeleteTask {
        task_id: TaskId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected: Option<TaskValues>,
    },
    /// Edits a stored message.
    EditMessage {
        message_id: MessageId,
        #[serde(flatten)]
        edit: EditMessage,
    },
    /// Deletes a message; a tombstone keeps its position.
    DeleteMessage { message_id: MessageId },
    /// Deletes a session with its messages.
    DeleteSession { session_id: SessionId },
    /// Makes a user. The password arrives hashed: a command is kept in logs.
    CreateUser {
        user_id: UserId,
        email: String,
        #[serde(default)]
        first_name: String,
        #[serde(default)]
        last_name: String,
        password_hash: String,
        #[serde(default)]
        role: Option<RoleId>,
        #[serde(default)]
        is_superuser: bool,
        #[serde(flatten)]
        practice: Practice,
    },
    /// Changes a user. `update.password` is empty here; `password_hash` carries a new one.
    UpdateUser {
        user_id: UserId,
        #[serde(flatten)]
        update: UpdateUser,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password_hash: Option<String>,
    },
    /// Deletes a user who never did anything; others are deactivated instead.
    DeleteUser { user_id: UserId },
    /// Makes a role.
    CreateRole {
        role_id: RoleId,
        #[serde(flatten)]
        role: WriteRole,
    },
    /// Changes a role.
    UpdateRole {
        role_id: RoleId,
        #[serde(flatten)]
        update: UpdateRole,
    },
    /// Deletes a role nobody has.
    DeleteRole { role_id: RoleId },
    /// Makes an API key. The secret arrives hashed.
    CreateApiKey {
        api_key_id: ApiKeyId,
        name: String,
        scopes: Vec<String>,
        #[serde(default)]
        rate_limit: Option<i64>,
        prefix: String,
        secret_hash: String,
    },
    /// Revokes an API key.
    RevokeApiKey { api_key_id: ApiKeyId },
    /// Sets desk settings; null goes back to the default.
    UpdateSettings {
        values: std::collections::BTreeMap<String, serde_json::Value>,
        #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
        expected: std::collections::BTreeMap<String, serde_json::Value>,
    },
    /// Starts a failed or dead job again.
    RetryJob { job_id: JobId },
    /// Saves a view of a list.
    CreateView {
        view_id: ViewId,
        #[serde(flatten)]
        view: CreateView,
    },
    /// Changes a view.
    UpdateView {
        view_id: ViewId,
        #[serde(flatten)]
        update: UpdateView,
    },
    /// Deletes a view.
    DeleteView {
        view_id: ViewId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expected: Option<ViewValues>,
    },
}
