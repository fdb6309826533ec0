//! Imports from CSV.

use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use rivo_core::api::import::{ImportRequest, ImportResult};

use crate::{
    app::App,
    caller::Staff,
    input::Json,
    problem::{Answer, Failure},
    reply::Reply,
};

/// Import clients or users from CSV: a preview with `dry_run`, then each row by itself.
///
/// `resource` is `clients` (`name`, `email`, `phone`, `assigned_to` by email) or `users` (`email`,
/// `first_name`, `last_name`, `role` by name, `password`). The delimiter is found out. Rows that are
/// there already are left out; the same request sent again makes nothing twice.
#[utoipa::path(post, path = "/api/v1/import/{resource}/", tag = "office", params(("resource" = String, Path)),
    request_body = ImportRequest, responses((status = 200, body = ImportResult)))]
pub(super) async fn import(
    State(app): State<App>,
    staff: Staff,
    Path(resource): Path<String>,
    Json(request): Json<ImportRequest>,
) -> Answer<Reply<ImportResult>> {
    let result = match resource.as_str() {
        "clients" => app.rivo().import_clients(&staff, request).await?,
        "users" => app.rivo().import_users(&staff, request).await?,
        _ => {
            return Err(Failure::http(
                StatusCode::NOT_FOUND,
                "not_found",
                "There is nothing of this name to import.",
            ));
        }
    };
    Ok(Reply(result))
}
