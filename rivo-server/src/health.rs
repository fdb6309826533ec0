//! `/healthz`: the process answers. `/readyz`: the database does, too, at the schema we know.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde_json::json;

use crate::{app::App, problem::Failure, reply};

pub(crate) async fn healthz() -> Response {
    reply::json(StatusCode::OK, &json!({"status": "ok"}))
}

/// The migrations ran before the listener opened, so a database that answers is a ready one.
pub(crate) async fn readyz(State(app): State<App>) -> Response {
    match app.rivo().ping().await {
        Ok(()) => reply::json(StatusCode::OK, &json!({"status": "ready"})),
        Err(error) => {
            tracing::warn!(error = %crate::problem::chain(&error), "not ready: the database does not answer");
            Failure::http(
                StatusCode::SERVICE_UNAVAILABLE,
                "database_unavailable",
                "The database does not answer.",
            )
            .into_response()
        }
    }
}
