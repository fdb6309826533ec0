//! Clients: whom the desk works.

use axum::{extract::State, http::StatusCode};
use rivo_core::{
    api::{
        BatchResult, Page,
        client::{
            BulkClients, Client, ClientFilter, CreateClient, Duplicate, MergeClients, UpdateClient,
        },
        command::Command,
    },
    id::ClientId,
};

use super::Paging;
use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Id, Json, Query},
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
    responses((status = 204)))]
pub(super) async fn delete_client(
    State(app): State<App>,
    staff: Staff,
    Id(client_id): Id<ClientId>,
    key: CommandKey,
) -> Answer<StatusCode> {
    app.run(&staff, key, Command::DeleteClient { client_id })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make two clients one.
#[utoipa::path(post, path = "/api/v1/clients/merge/", tag = "clients", params(CommandHeader), request_body = MergeClients,
    responses((status = 200, body = Client)))]
pub(super) async fn merge_clients(
    State(app): State<App>,
    staff: Staff,
    key: CommandKey,
    Json(MergeClients { into, from }): Json<MergeClients>,
) -> Answer<Reply<Client>> {
    app.run(&staff, key, Command::MergeClients { into, from })
        .await?;
    Ok(Reply(app.rivo().get_client(&staff, into).await?))
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

/// Clients that name the same email or phone.
#[utoipa::path(get, path = "/api/v1/clients/{id}/duplicates/", tag = "clients", params(("id" = ClientId, Path), Paging),
    responses((status = 200, body = Page<Duplicate>)))]
pub(super) async fn list_duplicates(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(page): Query<Paging>,
) -> Answer<Reply<Page<Duplicate>>> {
    let duplicates = app
        .rivo()
        .list_duplicates(&staff, id, page.cursor, page.limit);
    Ok(Reply(duplicates.await?))
}
