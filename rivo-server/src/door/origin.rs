//! The check against foreign pages: with the login cookie, a change must come from our own pages.
//!
//! Browsers say where a request comes from in `Sec-Fetch-Site` and `Origin`, which no page can
//! forge. A request with the cookie that says nothing comes from no browser we know, and is refused
//! as well: scripts use a bearer token.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
};

use super::host;
use crate::{app::App, caller::cookie, problem::Failure};

/// A login has no cookie yet, and a foreign page must not log its visitor in as somebody else.
const LOGIN: &str = "/api/v1/auth/login/";

pub(super) fn check(app: &App, request: &Request) -> Result<(), Failure> {
    let headers = request.headers();
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return Ok(());
    }
    let with_cookie =
        cookie::token(headers).is_some() && !headers.contains_key(header::AUTHORIZATION);
    let is_login = request.uri().path() == LOGIN;
    let fine = match from_our_pages(app, request) {
        Some(ours) => ours || !(with_cookie || is_login),
        None => !with_cookie,
    };
    if fine {
        return Ok(());
    }
    Err(Failure::http(
        StatusCode::FORBIDDEN,
        "csrf_failed",
        "With a login cookie, changes are taken from Rivo's own pages only; scripts use a bearer token.",
    ))
}

/// Whether a page of ours, or one we trust, sent it; `None` where nothing tells.
fn from_our_pages(app: &App, request: &Request) -> Option<bool> {
    let headers = request.headers();
    let origin = text(headers, header::ORIGIN.as_str());
    if origin.is_some_and(|origin| is_trusted(app, origin)) {
        return Some(true);
    }
    match text(headers, "sec-fetch-site") {
        Some("same-origin" | "none") => return Some(true),
        Some(_) => return Some(false),
        None => {}
    }
    let origin = origin?;
    let (_, origin_host) = origin.split_once("://").unwrap_or(("", ""));
    Some(
        !origin_host.is_empty()
            && host::of(request).is_some_and(|host| host.eq_ignore_ascii_case(origin_host)),
    )
}

fn is_trusted(app: &App, origin: &str) -> bool {
    app.http()
        .csrf_trusted_origins
        .iter()
        .any(|trusted| trusted.matches(origin))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
