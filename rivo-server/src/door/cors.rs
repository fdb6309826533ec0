//! CORS: pages of other origins may call the chat routes, as a widget does, and nothing else.
//!
//! Cookies are never part of it: a widget has its own key.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
};

use crate::app::App;

const CHAT: &str = "/api/v1/chat/";

/// The origin to answer to, where it may call this path.
pub(super) fn origin_of(app: &App, path: &str, headers: &HeaderMap) -> Option<HeaderValue> {
    let origin = headers.get(header::ORIGIN)?;
    let allowed = path.starts_with(CHAT)
        && origin
            .to_str()
            .is_ok_and(|text| app.http().cors_allowed_origins.contains(text));
    allowed.then(|| origin.clone())
}

/// The answer to a browser that asks before it sends.
pub(super) fn preflight(app: &App, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let asks = *request.method() == Method::OPTIONS
        && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if !asks {
        return None;
    }
    origin_of(app, request.uri().path(), headers)?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    let answer = response.headers_mut();
    let put = |answer: &mut HeaderMap, name, value| {
        answer.insert(name, HeaderValue::from_static(value));
    };
    put(
        answer,
        header::ACCESS_CONTROL_ALLOW_METHODS,
        "GET, POST, PUT, PATCH, DELETE",
    );
    put(
        answer,
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        "authorization, content-type, idempotency-key, last-event-id",
    );
    put(answer, header::ACCESS_CONTROL_MAX_AGE, "600");
    Some(response)
}

/// Tells the browser that the page may read the answer.
pub(super) fn allow(response: &mut Response, origin: Option<HeaderValue>) {
    if let Some(origin) = origin {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("x-request-id, retry-after"),
        );
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
}
