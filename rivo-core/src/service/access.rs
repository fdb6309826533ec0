//! Who may do what: one table from a command to the permissions it needs.
//!
//! What this does not decide: which clients an actor may see (`scope`), and the rules of the thing
//! itself (a stage move that only an admin may make, a note that only its author may edit).

use crate::{
    api::command::Command,
    auth::{Actor, Permission, actor::ActorKind},
    error::{Error, Result},
    id::ClientId,
};

/// A line of the table: a command's name in logs, and what its actor must have.
struct Line {
    action: &'static str,
    permissions: &'static [Permission],
}

const fn line(action: &'static str, permissions: &'static [Permission]) -> Line {
    Line {
        action,
        permissions,
    }
}

/// The table.
fn line_of(command: &Command) -> Line {
    use Permission as P;
    match command {
        Command::CreateClient {
            assigned_to: Some(_),
            ..
        } => line("create_client", &[P::ClientCreate, P::ClientAssign]),
        Command::CreateClient { .. } => line("create_client", &[P::ClientCreate]),
        Command::UpdateClient { .. } => line("update_client", &[P::ClientEdit]),
        Command::DeleteClient { .. } => line("delete_client", &[P::ClientDelete]),
        Command::MergeClients { .. } => line("merge_clients", &[P::ClientMerge]),
        Command::UndoMerge { .. } => line("undo_merge", &[P::ClientMerge]),
        Command::ChangeStage {
            override_graph: true,
            ..
        } => line(
            "change_stage",
            &[P::ClientChangeStage, P::ClientOverrideStage],
        ),
        Command::ChangeStage { .. } => line("change_stage", &[P::ClientChangeStage]),
        Command::Assign { .. } => line("assign_client", &[P::ClientAssign]),
        Command::CorrectFact { .. } => line("correct_fact", &[P::ClientCorrect]),
        Command::CorrectFacts { .. } => line("correct_context", &[P::ClientCorrect]),
        // Contact fields and facts wait side by side; which one it is decides in `context`.
        Command::ResolveProposal { .. } => line("resolve_proposal", &[P::ClientCorrect]),
        Command::ReopenProposal { .. } => line("reopen_proposal", &[P::ClientCorrect]),
        Command::RequestExtraction { .. } => line("request_extraction", &[P::ClientExtract]),
        Command::AddNote { .. } => line("add_note", &[P::NoteWrite]),
        Command::UpdateNote { .. } => line("update_note", &[P::NoteWrite]),
        Command::DeleteNote { .. } => line("delete_note", &[P::NoteWrite]),
        Command::AddTask { .. } => line("add_task", &[P::TaskWrite]),
        Command::UpdateTask { .. } => line("update_task", &[P::TaskWrite]),
        Command::CompleteTask { .. } => line("complete_task", &[P::TaskWrite]),
        Command::DeleteTask { .. } => line("delete_task", &[P::TaskWrite]),
        Command::EditMessage { .. } => line("edit_message", &[P::ChatDelete]),
        Command::DeleteMessage { .. } => line("delete_message", &[P::ChatDelete]),
        Command::DeleteSession { .. } => line("delete_session", &[P::ChatDelete]),
        Command::CreateUser { .. } => line("create_user", &[P::UserManage]),
        Command::UpdateUser { .. } => line("update_user", &[P::UserManage]),
        Command::DeleteUser { .. } => line("delete_user", &[P::UserManage]),
        Command::CreateRole { .. } => line("create_role", &[P::RoleManage]),
        Command::UpdateRole { .. } => line("update_role", &[P::RoleManage]),
        Command::DeleteRole { .. } => line("delete_role", &[P::RoleManage]),
        Command::CreateApiKey { .. } => line("create_api_key", &[P::ApiKeyManage]),
        Command::RevokeApiKey { .. } => line("revoke_api_key", &[P::ApiKeyManage]),
        Command::UpdateSettings { .. } => line("update_settings", &[P::SettingManage]),
        Command::RetryJob { .. } => line("retry_job", &[P::JobManage]),
        // Whoever sees clients keeps views; whose a view is decides in `view`.
        Command::CreateView { .. } => line("create_view", &[]),
        Command::UpdateView { .. } => line("update_view", &[]),
        Command::DeleteView { .. } => line("delete_view", &[]),
    }
}

/// Refuses an actor whose role does not allow the command. [`super::permit`] says how.
pub(crate) fn permit(actor: &Actor, command: &Command) -> Result<()> {
    line_of(command)
        .permissions
        .iter()
        .try_for_each(|permission| actor.require(*permission))
}

/// Whether a device may do it on its own and tell the server later. The others need the server:
/// they hand out secrets, change who may do what, or steer what only the server runs.
pub(crate) const fn works_offline(command: &Command) -> bool {
    match command {
        Command::CreateClient { .. }
        | Command::UpdateClient { .. }
        | Command::DeleteClient { .. }
        | Command::MergeClients { .. }
        | Command::ChangeStage { .. }
        | Command::Assign { .. }
        | Command::CorrectFact { .. }
        | Command::CorrectFacts { .. }
        | Command::ResolveProposal { .. }
        | Command::ReopenProposal { .. }
        | Command::RequestExtraction { .. }
        | Command::AddNote { .. }
        | Command::UpdateNote { .. }
        | Command::DeleteNote { .. }
        | Command::AddTask { .. }
        | Command::UpdateTask { .. }
        | Command::CompleteTask { .. }
        | Command::DeleteTask { .. }
        | Command::EditMessage { .. }
        | Command::DeleteMessage { .. }
        | Command::DeleteSession { .. } => true,
        // A device does not know what a merge ended.
        Command::UndoMerge { .. }
        | Command::CreateUser { .. }
        | Command::UpdateUser { .. }
        | Command::DeleteUser { .. }
        | Command::CreateRole { .. }
        | Command::UpdateRole { .. }
        | Command::DeleteRole { .. }
        | Command::CreateApiKey { .. }
        | Command::RevokeApiKey { .. }
        | Command::UpdateSettings { .. }
        | Command::RetryJob { .. }
        | Command::CreateView { .. }
        | Command::UpdateView { .. }
        | Command::DeleteView { .. } => false,
    }
}

/// The command's name in the audit log: that of its service function.
pub(crate) fn action(command: &Command) -> &'static str {
    line_of(command).action
}

/// The client a command names, whose erasure reaches what is kept of it.
pub(crate) const fn client_of(command: &Command) -> Option<ClientId> {
    match command {
        Command::CreateClient { client_id, .. }
        | Command::UpdateClient { client_id, .. }
        | Command::DeleteClient { client_id, .. }
        | Command::MergeClients {
            into: client_id, ..
        }
        | Command::ChangeStage { client_id, .. }
        | Command::Assign { client_id, .. }
        | Command::CorrectFact { client_id, .. }
        | Command::CorrectFacts { client_id, .. }
        | Command::ResolveProposal { client_id, .. }
        | Command::ReopenProposal { client_id, .. }
        | Command::RequestExtraction { client_id }
        | Command::AddNote { client_id, .. }
        | Command::AddTask { client_id, .. } => Some(*client_id),
        Command::UndoMerge { .. }
        | Command::UpdateNote { .. }
        | Command::DeleteNote { .. }
        | Command::UpdateTask { .. }
        | Command::CompleteTask { .. }
        | Command::DeleteTask { .. }
        | Command::EditMessage { .. }
        | Command::DeleteMessage { .. }
        | Command::DeleteSession { .. }
        | Command::CreateUser { .. }
        | Command::UpdateUser { .. }
        | Command::DeleteUser { .. }
        | Command::CreateRole { .. }
        | Command::UpdateRole { .. }
        | Command::DeleteRole { .. }
        | Command::CreateApiKey { .. }
        | Command::RevokeApiKey { .. }
        | Command::UpdateSettings { .. }
        | Command::RetryJob { .. }
        | Command::CreateView { .. }
        | Command::UpdateView { .. }
        | Command::DeleteView { .. } => None,
    }
}

/// Refuses whoever is no staff user: a device is somebody's.
pub(crate) fn require_user(actor: &Actor) -> Result<crate::id::UserId> {
    actor
        .user_id()
        .ok_or_else(|| Error::forbidden("staff_only", "This needs a staff login."))
}

/// Refuses whoever is neither a staff user nor Rivo itself.
pub(crate) fn require_staff(actor: &Actor) -> Result<()> {
    match actor.kind {
        ActorKind::User { .. } | ActorKind::System { .. } => Ok(()),
        ActorKind::ApiKey { .. } | ActorKind::OpenChat => {
            Err(Error::forbidden("staff_only", "This needs a staff login."))
        }
    }
}

/// Refuses an actor who has none of these permissions.
pub(crate) fn require_any(actor: &Actor, permissions: &[Permission]) -> Result<()> {
    if permissions.iter().any(|permission| actor.has(*permission)) {
        return Ok(());
    }
    let names: Vec<_> = permissions
        .iter()
        .map(|permission| permission.name())
        .collect();
    Err(Error::forbidden(
        "permission_denied",
        format!("This needs one of the permissions {}.", names.join(", ")),
    ))
}
