//! The API, a file a noun. A handler says who may come, turns the request into a command or a
//! query, and answers; what is true without HTTP is in `rivo-core`.

mod api_keys;
mod assignments;
mod audit;
mod auth;
mod chat;
mod clients;
mod context;
mod export;
mod import;
mod jobs;
mod merges;
mod messages;
mod notes;
mod notifications;
mod post;
mod reports;
mod roles;
mod sessions;
mod settings;
mod stages;
mod sync;
mod tasks;
pub(crate) mod uncounted;
mod users;
mod views;
mod work;

use axum::extract::DefaultBodyLimit;
use rivo_core::{Result, api::command::Command, auth::Actor, service::Outcome};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{app::App, events, input::CommandKey};

/// How large a body may be that holds a whole file: 8 MiB.
pub(crate) const FILE_LIMIT: usize = 8 * 1024 * 1024;

/// Which page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// The `next` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    limit: Option<u32>,
}

/// What chatbots and widgets call.
pub(crate) fn chat_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(chat::post_message))
        .routes(routes!(chat::post_batch))
        .routes(routes!(chat::chat_history))
        .routes(routes!(sessions::list_sessions))
        .routes(routes!(sessions::get_session, sessions::delete_session))
        .routes(routes!(events::session::session_events))
        .routes(routes!(messages::search_messages))
        .routes(routes!(
            messages::get_message,
            messages::edit_message,
            messages::delete_message
        ))
        .routes(routes!(messages::patch_message))
}

/// What people with a login call.
pub(crate) fn desk_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .merge(login_routes())
        .merge(client_routes())
        .merge(office_routes())
        .merge(import_routes())
        .merge(sync_routes())
        .routes(routes!(events::feed::events))
}

fn login_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(auth::login))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::me))
        .routes(routes!(auth::issue_token))
        .routes(routes!(auth::change_password))
        .routes(routes!(auth::list_devices))
        .routes(routes!(auth::revoke_device))
        .routes(routes!(notifications::list_notifications))
        .routes(routes!(notifications::count_notifications))
        .routes(routes!(notifications::read_notifications))
}

fn client_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(clients::list_clients, clients::create_client))
        .routes(routes!(clients::list_client_summaries))
        .routes(routes!(clients::client_board))
        .routes(routes!(clients::client_figures))
        .routes(routes!(clients::mark_seen))
        .routes(routes!(merges::merge_clients))
        .routes(routes!(clients::bulk_clients))
        .routes(routes!(
            clients::get_client,
            clients::update_client,
            clients::delete_client
        ))
        .routes(routes!(merges::list_duplicates))
        .routes(routes!(merges::list_duplicate_groups))
        .routes(routes!(merges::list_merges))
        .routes(routes!(merges::undo_merge))
        .routes(routes!(stages::change_stage))
        .routes(routes!(stages::list_stage_history))
        .routes(routes!(stages::list_stages))
        .routes(routes!(assignments::assign_client))
        .routes(routes!(assignments::list_assignments))
        .routes(routes!(context::correct_context))
        .routes(routes!(context::resolve_proposal))
        .routes(routes!(context::reopen_proposal))
        .routes(routes!(context::request_extraction))
        .routes(routes!(context::list_runs))
        .routes(routes!(context::compare_runs))
        .routes(routes!(messages::list_client_messages))
        .routes(routes!(notes::list_notes, notes::add_note))
        .routes(routes!(notes::update_note, notes::delete_note))
        .routes(routes!(tasks::list_client_tasks, tasks::add_task))
        .routes(routes!(tasks::list_tasks))
        .routes(routes!(tasks::update_task, tasks::delete_task))
        .routes(routes!(audit::list_client_audit))
        .routes(routes!(views::list_views, views::create_view))
        .routes(routes!(views::update_view, views::delete_view))
        .routes(routes!(work::client_local_time))
        .routes(routes!(work::today))
        .routes(routes!(work::suggest_assignee))
}

/// The one route that takes a whole file.
fn import_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(import::import))
        .layer(DefaultBodyLimit::max(FILE_LIMIT))
}

fn sync_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(sync::sync_push))
        .routes(routes!(sync::sync_pull))
        .routes(routes!(sync::sync_status))
        .routes(routes!(sync::list_pending))
        .routes(routes!(sync::list_rejected))
        .routes(routes!(sync::drop_rejected))
        .routes(routes!(sync::redo_rejected))
        .routes(routes!(sync::retry_sync))
        .routes(routes!(sync::sign_out))
}

fn office_routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(users::list_users, users::create_user))
        .routes(routes!(users::user_directory))
        .routes(routes!(users::workload))
        .routes(routes!(
            users::get_user,
            users::update_user,
            users::delete_user
        ))
        .routes(routes!(users::list_user_devices))
        .routes(routes!(users::revoke_user_device))
        .routes(routes!(roles::list_roles, roles::create_role))
        .routes(routes!(
            roles::get_role,
            roles::update_role,
            roles::delete_role
        ))
        .routes(routes!(roles::list_permissions))
        .routes(routes!(api_keys::list_api_keys, api_keys::create_api_key))
        .routes(routes!(api_keys::get_api_key, api_keys::revoke_api_key))
        .routes(routes!(audit::list_audit))
        .routes(routes!(audit::get_audit_row))
        .routes(routes!(settings::list_settings, settings::update_settings))
        .routes(routes!(jobs::list_jobs))
        .routes(routes!(jobs::get_job))
        .routes(routes!(jobs::retry_job))
        .routes(routes!(jobs::bulk_jobs))
        .routes(routes!(users::bulk_users))
        .routes(routes!(api_keys::bulk_api_keys))
        .routes(routes!(stages::list_all_stage_history))
        .routes(routes!(export::export))
        .routes(routes!(export::client_file))
        .routes(routes!(assignments::list_all_assignments))
        .routes(routes!(reports::pipeline_report))
        .routes(routes!(reports::extraction_report))
        .routes(routes!(reports::workload_report))
        .routes(routes!(reports::funnel_report))
        .routes(routes!(reports::reasons_report))
        .routes(routes!(reports::first_touch_report))
        .routes(routes!(reports::load_report))
        .routes(routes!(reports::sources_report))
}

impl App {
    /// Runs a command under the caller's own id for it.
    async fn run(
        &self,
        actor: &Actor,
        CommandKey(id): CommandKey,
        command: Command,
    ) -> Result<Outcome> {
        self.rivo().execute(actor, id, command).await
    }
}
