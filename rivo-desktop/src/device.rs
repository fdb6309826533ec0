//! What the page may ask of the computer it runs on, under `/device/`: to set the desk up, unlock
//! it or leave it, to save a file where the user says, to note what was read. Nothing else; the
//! page has no other way to the system.

use std::{path::PathBuf, sync::Arc};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use futures_util::future::BoxFuture;
use rivo_core::Error;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    desk::{Connect, Demo, Desk, Report, SignIn, SignOut, Unlock},
    native::unread::Unread,
};

/// The largest file that is saved in one piece.
const FILE_LIMIT: usize = 256 * 1024 * 1024;

/// Asks the user where a file of this name shall go; `None` where they changed their mind.
pub(crate) type AskWhere = Arc<dyn Fn(String) -> BoxFuture<'static, Option<PathBuf>> + Send + Sync>;

#[derive(Clone)]
struct Device {
    desk: Desk,
    unread: Unread,
    ask_where: AskWhere,
}

type Answer<T> = Result<T, Refusal>;

/// An error, as the page reads all errors.
struct Refusal(Error);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self(error) = self;
        let status =
            StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the app could not do what was asked"
            );
        }
        (status, Json(error.body())).into_response()
    }
}

/// The routes.
pub(crate) fn router(desk: Desk, unread: Unread, ask_where: AskWhere) -> Router {
    let device = Device {
        desk,
        unread,
        ask_where,
    };
    Router::new()
        .route("/device/", get(report))
        .route("/device/connect/", post(connect))
        .route("/device/demo/", post(demo))
        .route("/device/unlock/", post(unlock))
        .route("/device/sign-in/", post(sign_in))
        .route("/device/sign-out/", post(sign_out))
        .route("/device/retry/", post(retry))
        .route("/device/first-page/", delete(first_page))
        .route("/device/unread/{client}/", delete(read))
        .route("/device/file/", post(save))
        .layer(DefaultBodyLimit::max(FILE_LIMIT))
        .with_state(device)
}

async fn report(State(device): State<Device>) -> Json<Report> {
    Json(device.desk.report().await)
}

async fn connect(State(device): State<Device>, Json(wish): Json<Connect>) -> Answer<Json<Report>> {
    device.desk.connect(wish).await?;
    Ok(report(State(device)).await)
}

async fn demo(State(device): State<Device>, Json(wish): Json<Demo>) -> Answer<Json<Report>> {
    device.desk.try_demo(wish).await?;
    Ok(report(State(device)).await)
}

async fn unlock(State(device): State<Device>, Json(wish): Json<Unlock>) -> Answer<Json<Report>> {
    device.desk.unlock(wish).await?;
    Ok(report(State(device)).await)
}

async fn sign_in(State(device): State<Device>, Json(wish): Json<SignIn>) -> Answer<Json<Report>> {
    device.desk.sign_in(wish).await?;
    Ok(report(State(device)).await)
}

async fn sign_out(State(device): State<Device>, Json(wish): Json<SignOut>) -> Answer<Json<Report>> {
    device.desk.sign_out(wish).await?;
    device.unread.clear();
    Ok(report(State(device)).await)
}

/// Opens again what could not be opened, or tries the server now.
async fn retry(State(device): State<Device>) -> Json<Report> {
    device.desk.retry().await;
    if let Some(open) = device.desk.now() {
        open.wake();
    }
    report(State(device)).await
}

#[derive(Serialize, ToSchema)]
struct FirstPage {
    /// The page of the link that the app was started by; told once.
    path: Option<String>,
}

async fn first_page(State(device): State<Device>) -> Json<FirstPage> {
    Json(FirstPage {
        path: device.desk.take_first_page(),
    })
}

async fn read(State(device): State<Device>, Path(client): Path<String>) -> StatusCode {
    device.unread.read(&client);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct FileName {
    name: String,
}

#[derive(Serialize, ToSchema)]
struct Saved {
    /// Whether the user chose a place.
    saved: bool,
}

/// Saves the body where the user says.
async fn save(
    State(device): State<Device>,
    Query(FileName { name }): Query<FileName>,
    body: Bytes,
) -> Answer<Json<Saved>> {
    let Some(path) = (device.ask_where)(plain_name(&name)).await else {
        return Ok(Json(Saved { saved: false }));
    };
    tokio::fs::write(&path, &body)
        .await
        .map_err(|error| Error::Unavailable {
            detail: format!("The file could not be saved: {error}."),
            source: Some(Box::new(error)),
        })?;
    Ok(Json(Saved { saved: true }))
}

/// A name that proposes a file and no path.
fn plain_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_control() || r#"/\:*?"<>|"#.contains(c) {
                '-'
            } else {
                c
            }
        })
        .take(120)
        .collect();
    match plain.trim_matches(['.', ' ']) {
        "" => "rivo".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use utoipa::OpenApi;

    use super::*;

    /// What the page takes from here; its TypeScript is made from it.
    #[derive(OpenApi)]
    #[openapi(
        info(title = "The computer under the page", version = "1"),
        components(schemas(Report, Connect, Demo, Unlock, SignIn, SignOut, FirstPage, Saved))
    )]
    struct Contract;

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "the test itself is configured, not the app"
    )]
    fn the_types_of_the_page_are_fresh() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("device.json");
        let fresh = Contract::openapi().to_pretty_json().unwrap() + "\n";
        if std::env::var_os("RIVO_WRITE_CONTRACT").is_some() {
            std::fs::write(&file, &fresh).unwrap();
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            committed == fresh,
            "device.json is stale: RIVO_WRITE_CONTRACT=1 cargo test -p rivo-desktop --features encrypted fresh, then npm run api"
        );
    }

    #[test]
    fn a_proposed_name_is_never_a_path() {
        assert_eq!(plain_name("clients.csv"), "clients.csv");
        assert_eq!(plain_name("../../.ssh/id"), "-..-.ssh-id");
        assert_eq!(plain_name("a\nb:c"), "a-b-c");
        assert_eq!(plain_name(".."), "rivo");
    }
}
