//! Sync: what devices send and fetch, and, in the app, how its own device stands.

use axum::{
    extract::{FromRequestParts, State},
    http::{StatusCode, request::Parts},
};
use rivo_core::{
    Error,
    api::Page,
    id::CommandId,
    service::Outcome,
    sync::{
        Engine, PendingCommand, RejectedCommand, Status,
        protocol::{
            APP_TOO_OLD, OLDEST_PROTOCOL, PROTOCOL, PROTOCOL_HEADER, PullRequest, PullResponse,
            PushRequest, PushResponse, SERVER_TOO_OLD,
        },
    },
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    app::App,
    caller::Staff,
    input::{Id, Json},
    problem::{Answer, Failure},
    reply::Reply,
};

/// A device that speaks what this server speaks.
pub(super) struct Spoken;

/// The header in the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it describes what [`Spoken`] reads")]
pub(super) struct ProtocolHeader {
    /// The version of the protocol that the device speaks. Another one than the server's is a 409
    /// with the code `app_too_old` or `server_too_old`.
    #[param(rename = "Rivo-Sync-Protocol", minimum = 1)]
    protocol: Option<u32>,
}

impl<S: Send + Sync> FromRequestParts<S> for Spoken {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let Some(value) = parts.headers.get(PROTOCOL_HEADER) else {
            return Ok(Self);
        };
        let spoken: Option<u32> = value
            .to_str()
            .ok()
            .and_then(|text| text.trim().parse().ok());
        match spoken {
            None => Err(Failure::invalid(
                "Rivo-Sync-Protocol",
                "A valid integer is required.",
            )),
            Some(spoken) if spoken < OLDEST_PROTOCOL => Err(Failure::http(
                StatusCode::CONFLICT,
                APP_TOO_OLD,
                "This app is older than the server allows; update it. Nothing that waits in it is lost.",
            )),
            Some(spoken) if spoken > PROTOCOL => Err(Failure::http(
                StatusCode::CONFLICT,
                SERVER_TOO_OLD,
                "The server is older than this app; it has to be updated. Nothing that waits is lost.",
            )),
            Some(_) => Ok(Self),
        }
    }
}

/// Send the commands that a device accepted; each gets its verdict.
#[utoipa::path(post, path = "/api/v1/sync/push/", tag = "sync", params(ProtocolHeader), request_body = PushRequest,
    responses((status = 200, body = PushResponse)))]
pub(super) async fn sync_push(
    State(app): State<App>,
    staff: Staff,
    _: Spoken,
    Json(request): Json<PushRequest>,
) -> Answer<Reply<PushResponse>> {
    note(&app, &staff).await?;
    Ok(Reply(app.rivo().sync_push(&staff, request).await?))
}

/// Fetch what changed since a cursor: documents, within what the caller may see.
#[utoipa::path(post, path = "/api/v1/sync/pull/", tag = "sync", params(ProtocolHeader), request_body = PullRequest,
    responses((status = 200, body = PullResponse),
        (status = 410, body = rivo_core::api::Problem,
            description = "The cursor is older than the kept changes, or another user's: pull without one.")))]
pub(super) async fn sync_pull(
    State(app): State<App>,
    staff: Staff,
    _: Spoken,
    Json(request): Json<PullRequest>,
) -> Answer<Reply<PullResponse>> {
    note(&app, &staff).await?;
    Ok(Reply(app.rivo().sync_pull(&staff, request).await?))
}

async fn note(app: &App, staff: &Staff) -> Result<(), Error> {
    match staff.0.token_id {
        Some(token_id) => app.rivo().note_sync(token_id).await,
        None => Ok(()),
    }
}

/// How this device stands. In the app only.
#[utoipa::path(get, path = "/api/v1/sync/status/", tag = "sync", responses((status = 200, body = Status)))]
pub(super) async fn sync_status(State(app): State<App>, _: Staff) -> Answer<Reply<Status>> {
    let status = device(&app)?.status().borrow().clone();
    Ok(Reply(status))
}

/// The commands that wait for the server, oldest first. In the app only.
#[utoipa::path(get, path = "/api/v1/sync/pending/", tag = "sync",
    responses((status = 200, body = Page<PendingCommand>)))]
pub(super) async fn list_pending(
    State(app): State<App>,
    _: Staff,
) -> Answer<Reply<Page<PendingCommand>>> {
    Ok(Reply(whole(device(&app)?.pending().await?)))
}

/// The commands that the server refused, with what their author saw and what stands. In the app only.
#[utoipa::path(get, path = "/api/v1/sync/rejected/", tag = "sync",
    responses((status = 200, body = Page<RejectedCommand>)))]
pub(super) async fn list_rejected(
    State(app): State<App>,
    _: Staff,
) -> Answer<Reply<Page<RejectedCommand>>> {
    Ok(Reply(whole(device(&app)?.rejected().await?)))
}

/// Wish a refused command again, over what stands now. In the app only.
#[utoipa::path(post, path = "/api/v1/sync/rejected/{id}/redo/", tag = "sync", params(("id" = CommandId, Path)),
    responses((status = 200, body = Outcome)))]
pub(super) async fn redo_rejected(
    State(app): State<App>,
    _: Staff,
    Id(id): Id<CommandId>,
) -> Answer<Reply<Outcome>> {
    Ok(Reply(device(&app)?.redo(id).await?))
}

/// Forget a refused command. In the app only.
#[utoipa::path(delete, path = "/api/v1/sync/rejected/{id}/", tag = "sync", params(("id" = CommandId, Path)),
    responses((status = 204)))]
pub(super) async fn drop_rejected(
    State(app): State<App>,
    _: Staff,
    Id(id): Id<CommandId>,
) -> Answer<StatusCode> {
    device(&app)?.drop_rejected(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Try the server now. In the app only.
#[utoipa::path(post, path = "/api/v1/sync/retry/", tag = "sync", responses((status = 204)))]
pub(super) async fn retry_sync(State(app): State<App>, _: Staff) -> Answer<StatusCode> {
    device(&app)?.wake();
    Ok(StatusCode::NO_CONTENT)
}

/// How to sign out of a device.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SignOut {
    /// Whether everything on the device goes, what waits included; else it stays, locked, for the
    /// same user.
    wipe: bool,
}

/// Sign out of this device. In the app only.
#[utoipa::path(post, path = "/api/v1/sync/sign-out/", tag = "sync", request_body = SignOut,
    responses((status = 204)))]
pub(super) async fn sign_out(
    State(app): State<App>,
    _: Staff,
    Json(SignOut { wipe }): Json<SignOut>,
) -> Answer<StatusCode> {
    device(&app)?.sign_out(wipe).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn device(app: &App) -> Answer<&Engine> {
    app.engine().ok_or_else(|| {
        Failure::http(
            StatusCode::NOT_FOUND,
            "not_a_replica",
            "This is a server; only the app has a device of its own.",
        )
    })
}

fn whole<T>(results: Vec<T>) -> Page<T> {
    Page {
        results,
        next: None,
        count: None,
    }
}
