//! The context of a client: corrections, proposals, extraction.

use axum::extract::State;
use rivo_core::{
    api::{
        Page,
        client::{Client, CorrectContext, ExtractionRun, ReopenProposal, ResolveProposal},
        command::Command,
        extraction::RunComparison,
    },
    id::{ClientId, RunId},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::Paging;
use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Id, Json, Query},
    problem::Answer,
    reply::{Accepted, Reply},
};

/// Correct facts and lock them.
#[utoipa::path(patch, path = "/api/v1/clients/{id}/context/", tag = "context", params(("id" = ClientId, Path), CommandHeader),
    request_body = CorrectContext, responses((status = 200, body = Client)))]
pub(super) async fn correct_context(
    State(app): State<App>,
    staff: Staff,
    Id(client_id): Id<ClientId>,
    key: CommandKey,
    Json(CorrectContext { facts }): Json<CorrectContext>,
) -> Answer<Reply<Client>> {
    app.run(&staff, key, Command::CorrectFacts { client_id, facts })
        .await?;
    Ok(Reply(app.rivo().get_client(&staff, client_id).await?))
}

/// Accept or reject a proposed value.
#[utoipa::path(post, path = "/api/v1/clients/{id}/context/proposals/", tag = "context",
    params(("id" = ClientId, Path), CommandHeader), request_body = ResolveProposal, responses((status = 200, body = Client)))]
pub(super) async fn resolve_proposal(
    State(app): State<App>,
    staff: Staff,
    Id(client_id): Id<ClientId>,
    key: CommandKey,
    Json(word): Json<ResolveProposal>,
) -> Answer<Reply<Client>> {
    let command = Command::ResolveProposal {
        client_id,
        path: word.path,
        accept: word.accept,
        value: word.value,
    };
    app.run(&staff, key, command).await?;
    Ok(Reply(app.rivo().get_client(&staff, client_id).await?))
}

/// Take back the word on a fact's proposed value: what stood before stands again, and the proposal
/// waits beside it.
#[utoipa::path(post, path = "/api/v1/clients/{id}/context/proposals/undo/", tag = "context",
    params(("id" = ClientId, Path), CommandHeader), request_body = ReopenProposal, responses((status = 200, body = Client)))]
pub(super) async fn reopen_proposal(
    State(app): State<App>,
    staff: Staff,
    Id(client_id): Id<ClientId>,
    key: CommandKey,
    Json(word): Json<ReopenProposal>,
) -> Answer<Reply<Client>> {
    app.run(&staff, key, Command::ReopenProposal { client_id, word })
        .await?;
    Ok(Reply(app.rivo().get_client(&staff, client_id).await?))
}

/// Ask for a fresh extraction now.
#[utoipa::path(post, path = "/api/v1/clients/{id}/extract/", tag = "context", params(("id" = ClientId, Path), CommandHeader),
    responses((status = 202, body = Client, description = "Queued; `extraction` says how it goes on.")))]
pub(super) async fn request_extraction(
    State(app): State<App>,
    staff: Staff,
    Id(client_id): Id<ClientId>,
    key: CommandKey,
) -> Answer<Accepted<Client>> {
    app.run(&staff, key, Command::RequestExtraction { client_id })
        .await?;
    Ok(Accepted(app.rivo().get_client(&staff, client_id).await?))
}

/// Which two runs are compared.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Pair {
    /// The run; the newest if absent.
    run: Option<RunId>,
    /// Another run of the client; the one before if absent.
    with: Option<RunId>,
}

/// A run compared with another one, field by field.
#[utoipa::path(get, path = "/api/v1/clients/{id}/runs/compare/", tag = "context",
    params(("id" = ClientId, Path), Pair),
    responses((status = 200, body = RunComparison)))]
pub(super) async fn compare_runs(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(Pair { run, with }): Query<Pair>,
) -> Answer<Reply<RunComparison>> {
    let comparison = app.rivo().compare_runs(&staff, id, run, with);
    Ok(Reply(comparison.await?))
}

/// A client's extraction runs, the newest first.
#[utoipa::path(get, path = "/api/v1/clients/{id}/runs/", tag = "context", params(("id" = ClientId, Path), Paging),
    responses((status = 200, body = Page<ExtractionRun>)))]
pub(super) async fn list_runs(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(page): Query<Paging>,
) -> Answer<Reply<Page<ExtractionRun>>> {
    let runs = app.rivo().list_runs(&staff, id, page.cursor, page.limit);
    Ok(Reply(runs.await?))
}
