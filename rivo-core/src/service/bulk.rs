//! One action on many clients: each through its own command, each with its own result.

use futures_util::{StreamExt as _, stream};

use super::Rivo;
use crate::{
    api::{
        BatchItem, BatchResult,
        client::{BulkAction, BulkClients},
        command::Command,
    },
    auth::Actor,
    error::{Error, Result},
    id::{ClientId, CommandId},
};

/// The most clients of one request.
const MAX_CLIENTS: usize = 500;
/// Commands under way at once: enough to share commits, few enough to leave room for others.
const AT_ONCE: usize = 8;

impl Rivo {
    /// Does the same with many clients. One that is refused does not keep the others back.
    pub async fn bulk_clients(&self, actor: &Actor, bulk: BulkClients) -> Result<BatchResult> {
        if bulk.ids.is_empty() || bulk.ids.len() > MAX_CLIENTS {
            return Err(Error::invalid(
                "ids",
                format!("Give 1 to {MAX_CLIENTS} ids."),
            ));
        }
        let action = &bulk.action;
        let results = stream::iter(bulk.ids.into_iter().enumerate())
            .map(|(index, client_id)| self.bulk_item(actor, index, client_id, action))
            .buffered(AT_ONCE)
            .collect()
            .await;
        Ok(BatchResult { results })
    }

    async fn bulk_item(
        &self,
        actor: &Actor,
        index: usize,
        client_id: ClientId,
        action: &BulkAction,
    ) -> BatchItem {
        let command = command(client_id, action.clone());
        let outcome = self.execute(actor, CommandId::new(), command).await;
        let (status, errors) = match outcome {
            Ok(_) => (success(action), None),
            Err(error) => {
                if !error.is_rejection() {
                    tracing::error!(%client_id, error = super::chain(&error), "a bulk action failed");
                }
                (error.status(), Some(error.body()))
            }
        };
        BatchItem {
            index,
            status,
            id: Some(client_id.0),
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
        BulkAction::Delete => Command::DeleteClient { client_id },
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
