//! Who works a client.

use serde_json::json;

use super::{
    Rivo,
    client::announce_from,
    execute::{Execution, Outcome},
    newest, paging,
    scope::{Scope, lock_visible, require_visible},
    stage::MAX_REMARKS,
    text,
};
use crate::{
    api::{
        Page,
        client::{Assign, Assignment},
    },
    auth::Actor,
    error::{Error, Result},
    id::{AssignmentId, ClientId, UserId},
    store::table::{
        client,
        client_assignment::{self, NewAssignment},
    },
};

/// Gives a client to a CSM, or takes it from one; it awaits somebody then. Giving it to the one who
/// has it changes nothing.
pub(crate) async fn assign_client(
    execution: &mut Execution<'_>,
    client_id: ClientId,
    assign: Assign,
) -> Result<Outcome> {
    let mut row = lock_visible(execution, client_id).await?;
    let remarks = text::optional("remarks", assign.remarks.as_deref(), MAX_REMARKS)?;
    check_assignee(execution, assign.assigned_to).await?;
    let before = row.assigned_to;
    if before == assign.assigned_to {
        return Ok(Outcome::client(client_id, row.version));
    }
    if assign
        .expected_assigned_to
        .is_some_and(|expected| expected != before)
    {
        return Err(Error::conflict(
            "stale",
            "Somebody else works the client by now; look at it again.",
        )
        .with_current(json!({ "assigned_to": before })));
    }
    let now = execution.now;
    client_assignment::deactivate(execution.tx, client_id, now).await?;
    client_assignment::insert(
        execution.tx,
        &NewAssignment {
            id: AssignmentId(execution.command_id.0),
            client_id,
            assigned_to: assign.assigned_to,
            assigned_by: execution.actor.user_id(),
            is_active: true,
            remarks: remarks.as_deref(),
            created_at: now,
        },
    )
    .await?;
    row.assigned_to = assign.assigned_to;
    client::save(execution.tx, &mut row, now).await?;
    execution
        .audit(
            "client",
            client_id,
            Some(client_id),
            Some(json!({ "assigned_to": before })),
            Some(json!({ "assigned_to": row.assigned_to, "remarks": remarks })),
        )
        .await?;
    announce_from(execution, &row, before).await?;
    Ok(Outcome::client(client_id, row.version))
}

/// Refuses a user who does not exist or cannot log in. Who counts the user's clients to give them
/// another one waits for this command to end.
pub(super) async fn check_assignee(
    execution: &mut Execution<'_>,
    user_id: Option<UserId>,
) -> Result<()> {
    let Some(user_id) = user_id else {
        return Ok(());
    };
    if client_assignment::lock_worker(execution.tx, user_id).await? {
        return Ok(());
    }
    Err(no_such_worker("assigned_to"))
}

/// Refuses a user who does not exist or cannot log in, at the field that names them.
pub(super) async fn check_worker(
    execution: &mut Execution<'_>,
    field: &str,
    user_id: Option<UserId>,
) -> Result<()> {
    let Some(user_id) = user_id else {
        return Ok(());
    };
    if client_assignment::can_work(execution.tx, user_id).await? {
        return Ok(());
    }
    Err(no_such_worker(field))
}

fn no_such_worker(field: &str) -> Error {
    Error::invalid(field, "There is no active user with this id.")
}

impl Rivo {
    /// Who worked a client, newest first.
    pub async fn list_assignments(
        &self,
        actor: &Actor,
        client_id: ClientId,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<Assignment>> {
        let scope = Scope::of(actor);
        let limit = paging::page_limit(limit)?;
        let before = newest::before::<AssignmentId>(cursor.as_deref())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, client_id).await?;
                    let rows =
                        client_assignment::of_client(tx, client_id, before, limit + 1).await?;
                    Ok(newest::page(rows, limit, |row| (row.created_at, row.id)))
                })
            })
            .await
    }
}
