//! The door: what every request passes on its way in and every response on its way out.
//!
//! In: a request id, the Host check, one spelling of the path, CORS preflight, the check against
//! foreign pages. Out: security headers, the request id, the log line of a fault. A panic in a
//! handler ends here as a 500. A caller inside the process passes without the checks that are
//! about browsers and proxies.

pub(crate) mod cors;
pub(crate) mod headers;
pub(crate) mod host;
pub(crate) mod origin;
pub(crate) mod request_id;
pub(crate) mod slash;

use std::panic::AssertUnwindSafe;

use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt as _;

use crate::{
    app::App,
    caller::{InProcess, LocalUser},
    problem::{Chain, Failure},
};

/// The way through the door.
pub(crate) async fn pass(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = request_id::of(request.headers());
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let chat_origin = cors::origin_of(&app, &path, request.headers());
    let mut response = match enter(&app, &mut request) {
        Ok(None) => run(request, next).await,
        Ok(Some(response)) => response,
        Err(failure) => failure.into_response(),
    };
    log_fault(&response, &id, &method, &path);
    cors::allow(&mut response, chat_origin);
    headers::secure(&mut response, &path);
    response.headers_mut().insert(request_id::NAME, id);
    response
}

/// Lets a request in, answers it at once, or refuses it.
fn enter(app: &App, request: &mut Request) -> Result<Option<Response>, Failure> {
    slash::settle(request);
    let is_inside = request.extensions().get::<InProcess>().is_some()
        || request.extensions().get::<LocalUser>().is_some();
    if is_inside {
        return Ok(None);
    }
    host::check(app, request)?;
    if let Some(preflight) = cors::preflight(app, request) {
        return Ok(Some(preflight));
    }
    origin::check(app, request)?;
    Ok(None)
}

async fn run(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let text = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no message");
            Failure::Rivo(rivo_core::Error::bug(format!("a handler panicked: {text}")))
                .into_response()
        }
    }
}

/// Faults are logged here and nowhere else, with what it takes to find the request again.
fn log_fault(response: &Response, id: &HeaderValue, method: &axum::http::Method, path: &str) {
    let Some(Chain(chain)) = response.extensions().get::<Chain>() else {
        return;
    };
    let id = id.to_str().unwrap_or("");
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(request_id = id, %method, path, error = %chain, "{method} {path} could not be answered now: {chain}");
    } else {
        tracing::error!(request_id = id, %method, path, error = %chain, "{method} {path} failed: {chain}");
    }
}
