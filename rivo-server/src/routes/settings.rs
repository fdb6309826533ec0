//! Settings of the desk.

use axum::extract::State;
use rivo_core::api::{
    Page,
    admin::{Setting, UpdateSettings},
    command::Command,
};

use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Json},
    problem::Answer,
    reply::Reply,
};

/// All settings with their defaults.
#[utoipa::path(get, path = "/api/v1/settings/", tag = "office", responses((status = 200, body = Page<Setting>)))]
pub(super) async fn list_settings(
    State(app): State<App>,
    staff: Staff,
) -> Answer<Reply<Page<Setting>>> {
    Ok(Reply(app.rivo().list_settings(&staff).await?))
}

/// Change settings; null goes back to the default.
#[utoipa::path(patch, path = "/api/v1/settings/", tag = "office", params(CommandHeader), request_body = UpdateSettings,
    responses((status = 200, body = Page<Setting>)))]
pub(super) async fn update_settings(
    State(app): State<App>,
    staff: Staff,
    key: CommandKey,
    Json(UpdateSettings { values, expected }): Json<UpdateSettings>,
) -> Answer<Reply<Page<Setting>>> {
    app.run(&staff, key, Command::UpdateSettings { values, expected })
        .await?;
    Ok(Reply(app.rivo().list_settings(&staff).await?))
}
