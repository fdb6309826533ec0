//! Clients that are one person: found, made one, and parted again.

use axum::extract::State;
use rivo_core::{
    api::{
        Page,
        client::{Client, Duplicate, DuplicateGroup, Merge, MergeClients},
        command::Command,
    },
    id::{ClientId, MergeId},
};

use super::Paging;
use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Id, Json, Query},
    problem::Answer,
    reply::{IfSeen, Reply},
};

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

/// The clients that were merged into this one, the newest first.
#[utoipa::path(get, path = "/api/v1/clients/{id}/merges/", tag = "clients", params(("id" = ClientId, Path), Paging),
    responses((status = 200, body = Page<Merge>)))]
pub(super) async fn list_merges(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(page): Query<Paging>,
) -> Answer<Reply<Page<Merge>>> {
    let merges = app.rivo().list_merges(&staff, id, page.cursor, page.limit);
    Ok(Reply(merges.await?))
}

/// Undo a merge: the client that ended comes back, and is the answer.
///
/// Who does not see that client, since it is somebody else's again, gets a 204 without it.
#[utoipa::path(post, path = "/api/v1/clients/merges/{id}/undo/", tag = "clients", params(("id" = MergeId, Path), CommandHeader),
    responses(
        (status = 200, body = Client),
        (status = 204, description = "Done; the client is out of the caller's sight."),
    ))]
pub(super) async fn undo_merge(
    State(app): State<App>,
    staff: Staff,
    Id(merge_id): Id<MergeId>,
    key: CommandKey,
) -> Answer<IfSeen<Reply<Client>>> {
    let outcome = app
        .run(&staff, key, Command::UndoMerge { merge_id })
        .await?;
    let back = outcome.id.unwrap_or_default().into();
    let client = app.rivo().get_client(&staff, back).await;
    Ok(IfSeen::read(client, Reply)?)
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

/// All clients of the desk that share an email or a phone, in groups.
#[utoipa::path(get, path = "/api/v1/clients/duplicates/", tag = "clients", params(Paging),
    responses((status = 200, body = Page<DuplicateGroup>)))]
pub(super) async fn list_duplicate_groups(
    State(app): State<App>,
    staff: Staff,
    Query(page): Query<Paging>,
) -> Answer<Reply<Page<DuplicateGroup>>> {
    let groups = app
        .rivo()
        .list_duplicate_groups(&staff, page.cursor, page.limit);
    Ok(Reply(groups.await?))
}
