//! Security headers. A page brings its own content security policy; data needs the strictest.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};

/// Nothing in a JSON answer is ever to be run or shown in a frame.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

pub(super) fn secure(response: &mut Response, path: &str) {
    let headers = response.headers_mut();
    put(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(headers, header::X_FRAME_OPTIONS, "SAMEORIGIN");
    put(headers, header::REFERRER_POLICY, "same-origin");
    put(
        headers,
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    put(headers, header::CONTENT_SECURITY_POLICY, DATA_POLICY);
    if path.starts_with("/api/v1") {
        put(headers, header::CACHE_CONTROL, "no-store");
    }
}

/// What a handler said stands.
fn put(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert(HeaderValue::from_static(value));
}
