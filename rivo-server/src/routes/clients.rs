//! Clients: whom the desk works.

use axum::{extract::State, http::StatusCode};
use rivo_core::{
    api::{
        BatchResult, Page,
        client::{
            Board, BulkClients, Client, ClientFilter, ClientSummary, CreateClient, DeleteClient,
            UpdateClient,
        },
        command::Command,
    },
    clock::Timestamp,
    id::ClientId,
    model::mortgage::Estimates,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Id, Json, OptionalJson, Query},
    problem::Answer,
    reply::{Created, IfSeen, Reply},
};

/// Clients the caller may see.
#[utoipa::path(get, path = "/api/v1/clients/", tag = "clients", params(ClientFilter),
    responses((status = 200, body = Page<Client>)))]
pub(super) async fn list_clients(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<ClientFilter>,
) -> Answer<Reply<Page<Client>>> {
    Ok(Reply(app.rivo().list_clients(&staff, filter).await?))
}

/// Clients the caller may see, in short: what lists show.
#[utoipa::path(get, path = "/api/v1/clients/summaries/", tag = "clients", params(ClientFilter),
    responses((status = 200, body = Page<ClientSummary>)))]
pub(super) async fn list_client_summaries(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<ClientFilter>,
) -> Answer<Reply<Page<ClientSummary>>> {
    let summaries = app.rivo().list_client_summaries(&staff, filter);
    Ok(Reply(summaries.await?))
}

/// How much of the board is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct BoardSize {
    /// Clients a column, 1 to 50; 25 if absent.
    per_stage: Option<u32>,
}

/// The pipeline as a board: all stages, each with its newest arrivals.
///
/// Narrowed as the list of clients; what is asked of stages, order and pages does not count.
#[utoipa::path(get, path = "/api/v1/clients/board/", tag = "clients", params(ClientFilter, BoardSize),
    responses((status = 200, body = Board)))]
pub(super) async fn client_board(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<ClientFilter>,
    Query(size): Query<BoardSize>,
) -> Answer<Reply<Board>> {
    let board = app.rivo().client_board(&staff, filter, size.per_stage);
    Ok(Reply(board.await?))
}

/// Make a client by hand.
///
/// Who makes one that only somebody else sees gets a 204 without the client.
#[utoipa::path(post, path = "/api/v1/clients/", tag = "clients", params(CommandHeader), request_body = CreateClient,
    responses(
        (status = 201, body = Client),
        (status = 204, description = "Done; the client is out of the caller's sight."),
    ))]
pub(super) async fn create_client(
    State(app): State<App>,
    staff: Staff,
    key: CommandKey,
    Json(new): Json<CreateClient>,
) -> Answer<IfSeen<Created<Client>>> {
    let client_id = ClientId(key.0.0);
    let command = Command::CreateClient {
        client_id,
        name: new.name,
        email: new.email,
        phone: new.phone,
        assigned_to: new.assigned_to,
    };
    app.run(&staff, key, command).await?;
    let client = app.rivo().get_client(&staff, client_id).await;
    Ok(IfSeen::read(client, Created)?)
}

/// One client.
#[utoipa::path(get, path = "/api/v1/clients/{id}/", tag = "clients", params(("id" = ClientId, Path)),
    responses((status = 200, body = Client)))]
pub(super) async fn get_client(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
) -> Answer<Reply<Client>> {
    Ok(Reply(app.rivo().get_client(&staff, id).await?))
}

/// What follows from the client's facts: loan to value, housing ratio and payment, as estimates.
#[utoipa::path(get, path = "/api/v1/clients/{id}/figures/", tag = "clients", params(("id" = ClientId, Path)),
    responses((status = 200, body = Estimates)))]
pub(super) async fn client_figures(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
) -> Answer<Reply<Estimates>> {
    Ok(Reply(app.rivo().client_figures(&staff, id).await?))
}

/// Up to when.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Seen {
    /// The `last_message_at` of the client as it was shown; now, if absent.
    up_to: Option<Timestamp>,
}

/// Say that one has seen the client's messages. It only moves forward.
///
/// An app notes it at once, and tells its server as soon as there is one.
#[utoipa::path(post, path = "/api/v1/clients/{id}/seen/", tag = "clients", params(("id" = ClientId, Path), Seen),
    responses((status = 204)))]
pub(super) async fn mark_seen(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(Seen { up_to }): Query<Seen>,
) -> Answer<StatusCode> {
    app.rivo().mark_seen(&staff, id, up_to).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Edit contact details.
#[utoipa::path(patch, path = "/api/v1/clients/{id}/", tag = "clients", params(("id" = ClientId, Path), CommandHeader),
    request_body = UpdateClient, responses((status = 200, body = Client)))]
pub(super) async fn update_client(
    State(app): State<App>,
    staff: Staff,
    Id(client_id): Id<ClientId>,
    key: CommandKey,
    Json(update): Json<UpdateClient>,
) -> Answer<Reply<Client>> {
    app.run(&staff, key, Command::UpdateClient { client_id, update })
        .await?;
    Ok(Reply(app.rivo().get_client(&staff, client_id).await?))
}

/// Erase a client and everything said by it.
#[utoipa::path(delete, path = "/api/v1/clients/{id}/", tag = "clients", params(("id" = ClientId, Path), CommandHeader),
    request_body = Option<DeleteClient>, responses((status = 204)))]
pub(super) async fn delete_client(
    State(app): State<App>,
    staff: Staff,
    Id(client_id): Id<ClientId>,
    key: CommandKey,
    OptionalJson(DeleteClient { version }): OptionalJson<DeleteClient>,
) -> Answer<StatusCode> {
    app.run(&staff, key, Command::DeleteClient { client_id, version })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Do one thing with many clients, each by itself.
#[utoipa::path(post, path = "/api/v1/clients/bulk/", tag = "clients", request_body = BulkClients,
    responses((status = 200, body = BatchResult)))]
pub(super) async fn bulk_clients(
    State(app): State<App>,
    staff: Staff,
    Json(bulk): Json<BulkClients>,
) -> Answer<Reply<BatchResult>> {
    Ok(Reply(app.rivo().bulk_clients(&staff, bulk).await?))
}
