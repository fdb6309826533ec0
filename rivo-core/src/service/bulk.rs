//! One action on many things: each through its own command, each with its own result.

use futures_util::{StreamExt as _, stream};
use uuid::Uuid;

use super::Rivo;
use crate::{
    api::{
        BatchItem, BatchResult,
        client::{BulkAction, BulkClients},
        command::Command,
        office::{ApiKeyAction, BulkApiKeys, BulkJobs, BulkUsers, JobAction, UserAction},
        user::UpdateUser,
    },
    auth::{Actor, Permission},
    error::{Error, Result},
    id::{ApiKeyId, ClientId, CommandId, JobId, UserId},
};

/// The most things of one request.
const MAX_ITEMS: usize = 500;
/// Commands under way at once: enough to share commits, few enough to leave room for others.
const AT_ONCE: usize = 8;

impl Rivo {
    /// Does the same with many clients. One that is refused does not keep the others back.
    pub async fn bulk_clients(&self, actor: &Actor, bulk: BulkClients) -> Result<BatchResult> {
        let action = bulk.action;
        let ids = bulk.ids.into_iter().map(|id| id.0).collect();
        self.bulk(actor, ids, success(&action), |id| {
            command(ClientId(id), action.clone())
        })
        .await
    }

    /// Lets many users in, or keeps them out.
    pub async fn bulk_users(&self, actor: &Actor, bulk: BulkUsers) -> Result<BatchResult> {
        actor.require(Permission::UserManage)?;
        let is_active = bulk.action == UserAction::Activate;
        self.bulk(actor, bulk.ids, 200, |id| Command::UpdateUser {
            user_id: UserId(id),
            update: UpdateUser {
                is_active: Some(is_active),
                ..UpdateUser::default()
            },
            password_hash: None,
        })
        .await
    }

    /// Starts many jobs again.
    pub async fn bulk_jobs(&self, actor: &Actor, bulk: BulkJobs) -> Result<BatchResult> {
        actor.require(Permission::JobManage)?;
        let JobAction::Retry = bulk.action;
        self.bulk(actor, bulk.ids, 200, |id| Command::RetryJob {
            job_id: JobId(id),
        })
        .await
    }

    /// Revokes many API keys.
    pub async fn bulk_api_keys(&self, actor: &Actor, bulk: BulkApiKeys) -> Result<BatchResult> {
        actor.require(Permission::ApiKeyManage)?;
        let ApiKeyAction::Revoke = bulk.action;
        let ids = bulk.ids.clone();
        let revoked = self.bulk(actor, bulk.ids, 204, |id| Command::RevokeApiKey {
            api_key_id: ApiKeyId(id),
        });
        let revoked = revoked.await?;
        for id in ids {
            self.login_cache().forget_api_key(ApiKeyId(id));
        }
        Ok(revoked)
    }

    async fn bulk(
        &self,
        actor: &Actor,
        ids: Vec<Uuid>,
        success: u16,
        command: impl Fn(Uuid) -> Command,
    ) -> Result<BatchResult> {
        if ids.is_empty() || ids.len() > MAX_ITEMS {
            return Err(Error::invalid("ids", format!("Give 1 to {MAX_ITEMS} ids.")));
        }
        let commands: Vec<(Uuid, Command)> = ids.into_iter().map(|id| (id, command(id))).collect();
        let results = stream::iter(commands.into_iter().enumerate())
            .map(|(index, (id, command))| self.bulk_item(actor, index, id, command, success))
            .buffered(AT_ONCE)
            .collect()
            .await;
        Ok(BatchResult { results })
    }

    async fn bulk_item(
        &self,
        actor: &Actor,
        index: usize,
        id: Uuid,
        command: Command,
        success: u16,
    ) -> BatchItem {
        let outcome = self.execute(actor, CommandId::new(), command).await;
        let (status, errors) = match outcome {
            Ok(_) => (success, None),
            Err(error) => {
                if !error.is_rejection() {
                    tracing::error!(%id, error = super::chain(&error), "a bulk action failed");
                }
                (error.status(), Some(error.body()))
            }
        };
        BatchItem {
            index,
            status,
            id: Some(id),
            errors,
        }
    }
}

fn command(client_id: ClientId, action: BulkAction) -> Command {
    match action {
        BulkAction::Assign(assign) => Command::Assign {
            client_id,
            assigned_to: assign.assigned_to,
            remarks: assign.remarks,
            expected_assigned_to: assign.expected_assigned_to,
        },
        BulkAction::ChangeStage(change) => Command::ChangeStage {
            client_id,
            to_stage: change.to_stage,
            remarks: change.remarks,
            reason_code: change.reason_code,
            expected_stage: change.expected_stage,
            override_graph: change.override_graph,
        },
        BulkAction::Extract => Command::RequestExtraction { client_id },
        BulkAction::Delete => Command::DeleteClient {
            client_id,
            version: None,
        },
    }
}

/// The HTTP status that the action has alone.
const fn success(action: &BulkAction) -> u16 {
    match action {
        BulkAction::Assign(_) | BulkAction::ChangeStage(_) => 200,
        BulkAction::Extract => 202,
        BulkAction::Delete => 204,
    }
}
