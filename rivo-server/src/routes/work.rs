//! What a CSM works by: what to do next, the time where a client lives, and who should work it.

use axum::extract::State;
use rivo_core::{
    api::{today::Today, user::Suggestion},
    id::ClientId,
    model::area_code::LocalTime,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    caller::Staff,
    input::{Id, Query},
    problem::Answer,
    reply::Reply,
};

/// What time it is where a client lives, by the area code of the phone; null where that does not
/// tell.
#[utoipa::path(get, path = "/api/v1/clients/{id}/local-time/", tag = "clients", params(("id" = ClientId, Path)),
    responses((status = 200, body = Option<LocalTime>)))]
pub(super) async fn client_local_time(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
) -> Answer<Reply<Option<LocalTime>>> {
    Ok(Reply(app.rivo().client_local_time(&staff, id).await?))
}

/// Who should work a client, the best first.
///
/// By the desk's assignment settings: who takes leads, has room and, where the desk asks for it, is
/// licensed in the client's state. Who could not be given the client by itself comes last, with the
/// reason. Whoever works the client now is left out.
#[utoipa::path(post, path = "/api/v1/clients/{id}/suggest-assignee/", tag = "clients",
    params(("id" = ClientId, Path)), responses((status = 200, body = Vec<Suggestion>)))]
pub(super) async fn suggest_assignee(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
) -> Answer<Reply<Vec<Suggestion>>> {
    Ok(Reply(app.rivo().suggest_assignee(&staff, id).await?))
}

/// Whose day.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Whose {
    /// `me` (the default), a user's id, or `all`.
    assigned_to: Option<String>,
}

/// What somebody should do next, with the reasons.
///
/// New leads with their clock, tasks, clients who wrote, who are in a hurry or stand in a stage for
/// long, weighed together; and the open clients for whom nothing is planned.
#[utoipa::path(get, path = "/api/v1/today/", tag = "clients", params(Whose),
    responses((status = 200, body = Today)))]
pub(super) async fn today(
    State(app): State<App>,
    staff: Staff,
    Query(whose): Query<Whose>,
) -> Answer<Reply<Today>> {
    let today = app.rivo().today(&staff, whose.assigned_to.as_deref());
    Ok(Reply(today.await?))
}
