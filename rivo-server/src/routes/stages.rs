//! Stages: the graph, a client's way through it.

use axum::extract::State;
use rivo_core::{
    api::{
        Page,
        client::Client,
        command::Command,
        office::{ClientStageChange, HistoryFilter},
        stage::{ChangeStage, StageChange, StageGraph},
    },
    id::ClientId,
};

use super::Paging;
use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Id, Json, Query},
    problem::Answer,
    reply::Reply,
};

/// The stage graph as data.
#[utoipa::path(get, path = "/api/v1/stages/", tag = "clients", responses((status = 200, body = StageGraph)))]
pub(super) async fn list_stages(State(app): State<App>, staff: Staff) -> Reply<StageGraph> {
    Reply(app.rivo().list_stages(&staff))
}

/// Move a client to another stage.
#[utoipa::path(post, path = "/api/v1/clients/{id}/stage/", tag = "clients", params(("id" = ClientId, Path), CommandHeader),
    request_body = ChangeStage, responses((status = 200, body = Client)))]
pub(super) async fn change_stage(
    State(app): State<App>,
    staff: Staff,
    Id(client_id): Id<ClientId>,
    key: CommandKey,
    Json(change): Json<ChangeStage>,
) -> Answer<Reply<Client>> {
    let command = Command::ChangeStage {
        client_id,
        to_stage: change.to_stage,
        remarks: change.remarks,
        reason_code: change.reason_code,
        expected_stage: change.expected_stage,
        override_graph: change.override_graph,
    };
    app.run(&staff, key, command).await?;
    Ok(Reply(app.rivo().get_client(&staff, client_id).await?))
}

/// A client's stages, the newest first.
#[utoipa::path(get, path = "/api/v1/clients/{id}/history/", tag = "clients", params(("id" = ClientId, Path), Paging),
    responses((status = 200, body = Page<StageChange>)))]
pub(super) async fn list_stage_history(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(page): Query<Paging>,
) -> Answer<Reply<Page<StageChange>>> {
    let history = app
        .rivo()
        .list_stage_history(&staff, id, page.cursor, page.limit);
    Ok(Reply(history.await?))
}

/// The moves of all clients the caller may see.
#[utoipa::path(get, path = "/api/v1/stage-history/", tag = "office", params(HistoryFilter),
    responses((status = 200, body = Page<ClientStageChange>)))]
pub(super) async fn list_all_stage_history(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<HistoryFilter>,
) -> Answer<Reply<Page<ClientStageChange>>> {
    Ok(Reply(
        app.rivo().list_all_stage_history(&staff, filter).await?,
    ))
}
