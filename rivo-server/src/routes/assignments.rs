//! Assignments: who works a client.

use axum::extract::State;
use rivo_core::{
    api::{
        Page,
        client::{Assign, Assignment, Client},
        command::Command,
        office::{AssignmentFilter, ClientAssignment},
    },
    id::ClientId,
};

use super::Paging;
use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Id, Json, Query},
    problem::Answer,
    reply::{IfSeen, Reply},
};

/// Give a client to a CSM, or take it.
///
/// Who sees only their own clients gives one away by it, and then gets a 204 without the client.
#[utoipa::path(post, path = "/api/v1/clients/{id}/assign/", tag = "clients", params(("id" = ClientId, Path), CommandHeader),
    request_body = Assign, responses(
        (status = 200, body = Client),
        (status = 204, description = "Done; the client is out of the caller's sight."),
    ))]
pub(super) async fn assign_client(
    State(app): State<App>,
    staff: Staff,
    Id(client_id): Id<ClientId>,
    key: CommandKey,
    Json(assign): Json<Assign>,
) -> Answer<IfSeen<Reply<Client>>> {
    let command = Command::Assign {
        client_id,
        assigned_to: assign.assigned_to,
        remarks: assign.remarks,
        expected_assigned_to: assign.expected_assigned_to,
    };
    app.run(&staff, key, command).await?;
    let client = app.rivo().get_client(&staff, client_id).await;
    Ok(IfSeen::read(client, Reply)?)
}

/// A client's assignments, the newest first.
#[utoipa::path(get, path = "/api/v1/clients/{id}/assignments/", tag = "clients",
    params(("id" = ClientId, Path), Paging), responses((status = 200, body = Page<Assignment>)))]
pub(super) async fn list_assignments(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(page): Query<Paging>,
) -> Answer<Reply<Page<Assignment>>> {
    let assignments = app
        .rivo()
        .list_assignments(&staff, id, page.cursor, page.limit);
    Ok(Reply(assignments.await?))
}

/// The assignments of all clients the caller may see.
#[utoipa::path(get, path = "/api/v1/assignments/", tag = "office", params(AssignmentFilter),
    responses((status = 200, body = Page<ClientAssignment>)))]
pub(super) async fn list_all_assignments(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<AssignmentFilter>,
) -> Answer<Reply<Page<ClientAssignment>>> {
    Ok(Reply(
        app.rivo().list_all_assignments(&staff, filter).await?,
    ))
}
