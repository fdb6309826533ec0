//! What the caller is told of.

use axum::extract::State;
use rivo_core::api::{
    Page,
    notification::{Notification, NotificationCount, ReadNotifications},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    caller::Staff,
    input::{Json, Query},
    problem::Answer,
    reply::Reply,
};

/// Which notifications.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// `true`: only those that were not read.
    unread: Option<bool>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    limit: Option<u32>,
}

/// What the caller was told, the newest first, for as long as the caller may see the client.
///
/// Kept for 90 days. A new one is announced on `/events/` by a change of the kind `notification`,
/// which its receiver alone sees.
#[utoipa::path(get, path = "/api/v1/notifications/", tag = "staff", params(Which),
    responses((status = 200, body = Page<Notification>)))]
pub(super) async fn list_notifications(
    State(app): State<App>,
    staff: Staff,
    Query(which): Query<Which>,
) -> Answer<Reply<Page<Notification>>> {
    let unread = which.unread.unwrap_or_default();
    let page = app
        .rivo()
        .list_notifications(&staff, unread, which.cursor, which.limit);
    Ok(Reply(page.await?))
}

/// How much of it the caller did not read.
#[utoipa::path(get, path = "/api/v1/notifications/count/", tag = "staff",
    responses((status = 200, body = NotificationCount)))]
pub(super) async fn count_notifications(
    State(app): State<App>,
    staff: Staff,
) -> Answer<Reply<NotificationCount>> {
    Ok(Reply(app.rivo().count_notifications(&staff).await?))
}

/// Mark some or all as read; the answer says how many are left.
#[utoipa::path(post, path = "/api/v1/notifications/read/", tag = "staff", request_body = ReadNotifications,
    responses((status = 200, body = NotificationCount)))]
pub(super) async fn read_notifications(
    State(app): State<App>,
    staff: Staff,
    Json(which): Json<ReadNotifications>,
) -> Answer<Reply<NotificationCount>> {
    Ok(Reply(app.rivo().read_notifications(&staff, which).await?))
}
