//! Saved views: lists as people like to see them.

use axum::{extract::State, http::StatusCode};
use rivo_core::{
    api::{
        Page,
        command::Command,
        view::{CreateView, DeleteView, SavedView, UpdateView},
    },
    id::ViewId,
};

use super::Paging;
use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Id, Json, OptionalJson, Query},
    problem::Answer,
    reply::{Created, IfSeen, Reply},
};

/// One's own views and the shared ones, the newest first.
#[utoipa::path(get, path = "/api/v1/views/", tag = "clients", params(Paging),
    responses((status = 200, body = Page<SavedView>)))]
pub(super) async fn list_views(
    State(app): State<App>,
    staff: Staff,
    Query(page): Query<Paging>,
) -> Answer<Reply<Page<SavedView>>> {
    let views = app.rivo().list_views(&staff, page.cursor, page.limit);
    Ok(Reply(views.await?))
}

/// Save a view, for oneself or for the whole desk.
#[utoipa::path(post, path = "/api/v1/views/", tag = "clients", params(CommandHeader), request_body = CreateView,
    responses((status = 201, body = SavedView)))]
pub(super) async fn create_view(
    State(app): State<App>,
    staff: Staff,
    key: CommandKey,
    Json(view): Json<CreateView>,
) -> Answer<Created<SavedView>> {
    let view_id = ViewId(key.0.0);
    app.run(&staff, key, Command::CreateView { view_id, view })
        .await?;
    Ok(Created(app.rivo().get_view(&staff, view_id).await?))
}

/// Change a view. Its owner may, and of a shared one who has `setting.manage`.
///
/// Who makes a view of somebody else private gets a 204 without it.
#[utoipa::path(patch, path = "/api/v1/views/{id}/", tag = "clients", params(("id" = ViewId, Path), CommandHeader),
    request_body = UpdateView, responses(
        (status = 200, body = SavedView),
        (status = 204, description = "Done; the view is out of the caller's sight."),
    ))]
pub(super) async fn update_view(
    State(app): State<App>,
    staff: Staff,
    Id(view_id): Id<ViewId>,
    key: CommandKey,
    Json(update): Json<UpdateView>,
) -> Answer<IfSeen<Reply<SavedView>>> {
    app.run(&staff, key, Command::UpdateView { view_id, update })
        .await?;
    let view = app.rivo().get_view(&staff, view_id).await;
    Ok(IfSeen::read(view, Reply)?)
}

/// Delete a view. Who may is as for changing it.
#[utoipa::path(delete, path = "/api/v1/views/{id}/", tag = "clients", params(("id" = ViewId, Path), CommandHeader),
    request_body = Option<DeleteView>, responses((status = 204)))]
pub(super) async fn delete_view(
    State(app): State<App>,
    staff: Staff,
    Id(view_id): Id<ViewId>,
    key: CommandKey,
    OptionalJson(DeleteView { expected }): OptionalJson<DeleteView>,
) -> Answer<StatusCode> {
    app.run(&staff, key, Command::DeleteView { view_id, expected })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
