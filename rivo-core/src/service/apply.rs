//! From a [`Command`] to the function that does it.

use super::{
    Outcome, api_key, assignment, chat, client, context, erase, execute::Execution, extraction,
    merge, note, role, setting, stage, task, user, view,
};
use crate::{
    api::{
        client::{Assign, CreateClient, CreateTask, ResolveProposal, UpdateTask},
        command::Command,
        stage::ChangeStage,
    },
    error::Result,
};

/// Does what a command says. Whether its actor may was asked before; the rules of the thing itself
/// are in the functions.
pub(crate) async fn apply(execution: &mut Execution<'_>, command: Command) -> Result<Outcome> {
    match command {
        Command::CreateClient {
            client_id,
            name,
            email,
            phone,
            assigned_to,
        } => {
            let create = CreateClient {
                name,
                email,
                phone,
                assigned_to,
            };
            client::create_client(execution, client_id, create).await
        }
        Command::UpdateClient { client_id, update } => {
            client::update_client(execution, client_id, update).await
        }
        Command::DeleteClient { client_id, version } => {
            erase::delete_client(execution, client_id, version).await
        }
        Command::MergeClients { into, from } => merge::merge_clients(execution, into, from).await,
        Command::UndoMerge { merge_id } => Box::pin(merge::undo_merge(execution, merge_id)).await,
        Command::ChangeStage {
            client_id,
            to_stage,
            remarks,
            reason_code,
            expected_stage,
            override_graph,
        } => {
            let change = ChangeStage {
                to_stage,
                remarks,
                reason_code,
                expected_stage,
                override_graph,
            };
            stage::change_stage(execution, client_id, change).await
        }
        Command::Assign {
            client_id,
            assigned_to,
            remarks,
            expected_assigned_to,
        } => {
            let assign = Assign {
                assigned_to,
                remarks,
                expected_assigned_to,
            };
            assignment::assign_client(execution, client_id, assign).await
        }
        Command::CorrectFact { client_id, fact } => {
            context::correct_context(execution, client_id, vec![fact]).await
        }
        Command::CorrectFacts { client_id, facts } => {
            context::correct_context(execution, client_id, facts).await
        }
        Command::ResolveProposal {
            client_id,
            path,
            accept,
            value,
        } => {
            let word = ResolveProposal {
                path,
                accept,
                value,
            };
            context::resolve_proposal(execution, client_id, word).await
        }
        Command::ReopenProposal { client_id, word } => {
            context::reopen_proposal(execution, client_id, word).await
        }
        Command::RequestExtraction { client_id } => {
            context::request_extraction(execution, client_id).await
        }
        Command::AddNote {
            client_id,
            note_id,
            body,
        } => note::add_note(execution, client_id, note_id, body).await,
        Command::UpdateNote { note_id, update } => {
            note::update_note(execution, note_id, update).await
        }
        Command::DeleteNote { note_id, expected } => {
            note::delete_note(execution, note_id, expected).await
        }
        Command::AddTask {
            client_id,
            task_id,
            title,
            due_at,
            assignee,
        } => {
            let create = CreateTask {
                title,
                due_at,
                assignee,
            };
            task::add_task(execution, client_id, task_id, create).await
        }
        Command::UpdateTask { task_id, update } => {
            task::update_task(execution, task_id, update).await
        }
        Command::CompleteTask { task_id } => {
            let update = UpdateTask {
                done: Some(true),
                ..UpdateTask::default()
            };
            task::update_task(execution, task_id, update).await
        }
        Command::DeleteTask { task_id, expected } => {
            task::delete_task(execution, task_id, expected).await
        }
        Command::EditMessage { message_id, edit } => {
            chat::edit_message(execution, message_id, edit).await
        }
        Command::DeleteMessage { message_id } => chat::delete_message(execution, message_id).await,
        Command::DeleteSession { session_id } => chat::delete_session(execution, session_id).await,
        Command::CreateUser {
            user_id,
            email,
            first_name,
            last_name,
            password_hash,
            role,
            is_superuser,
            practice,
        } => {
            let new = user::NewUser {
                email,
                first_name,
                last_name,
                password_hash,
                role,
                is_superuser,
                practice,
            };
            user::create_user(execution, user_id, new).await
        }
        Command::UpdateUser {
            user_id,
            update,
            password_hash,
        } => user::update_user(execution, user_id, update, password_hash).await,
        Command::DeleteUser { user_id } => user::delete_user(execution, user_id).await,
        Command::CreateRole { role_id, role } => role::create_role(execution, role_id, role).await,
        Command::UpdateRole { role_id, update } => {
            role::update_role(execution, role_id, update).await
        }
        Command::DeleteRole { role_id } => role::delete_role(execution, role_id).await,
        Command::CreateApiKey {
            api_key_id,
            name,
            scopes,
            rate_limit,
            prefix,
            secret_hash,
        } => {
            let new = api_key::NewApiKey {
                name,
                scopes,
                rate_limit,
                prefix,
                secret_hash,
            };
            api_key::create_api_key(execution, api_key_id, new).await
        }
        Command::RevokeApiKey { api_key_id } => {
            api_key::revoke_api_key(execution, api_key_id).await
        }
        Command::UpdateSettings { values, expected } => {
            setting::update_settings(execution, values, &expected).await
        }
        Command::RetryJob { job_id } => extraction::retry_job(execution, job_id).await,
        Command::CreateView {
            view_id,
            view: create,
        } => view::create_view(execution, view_id, create).await,
        Command::UpdateView { view_id, update } => {
            view::update_view(execution, view_id, update).await
        }
        Command::DeleteView { view_id, expected } => {
            view::delete_view(execution, view_id, expected).await
        }
    }
}
