//! Errors on their way out: status, body, and what the operator gets to read.
//!
//! Validation answers as Django REST framework does, `{"field": ["sentence", …]}`; all else is a
//! [`Problem`]. The chain below a fault is logged once, by the door, and never sent.

use std::{error::Error as _, fmt::Write as _, sync::Arc};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rivo_core::{Error, api::Problem};

use crate::reply;

/// The result of a handler.
pub(crate) type Answer<T> = Result<T, Failure>;

/// What a request can end in, apart from its answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Rivo refused or failed.
    Rivo(Error),
    /// The request was no good as HTTP.
    Http {
        status: StatusCode,
        code: &'static str,
        detail: String,
    },
    /// A body of another shape, which an older API promised.
    Shaped(StatusCode, serde_json::Value),
}

impl Failure {
    pub(crate) fn http(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Http {
            status,
            code,
            detail: detail.into(),
        }
    }

    /// A field that is not valid.
    pub(crate) fn invalid(field: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::Rivo(Error::invalid(field, sentence))
    }

    pub(crate) fn not_authenticated() -> Self {
        Self::http(
            StatusCode::UNAUTHORIZED,
            "not_authenticated",
            "Log in, or send a token or an API key as Authorization: Bearer ….",
        )
    }

    pub(crate) fn no_such_route() -> Self {
        Self::http(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is nothing at this address.",
        )
    }

    pub(crate) fn method_not_allowed(method: &axum::http::Method) -> Self {
        Self::http(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            format!("Method \"{method}\" not allowed."),
        )
    }

    pub(crate) fn too_large() -> Self {
        Self::http(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "The body is larger than 1 MiB.",
        )
    }

    pub(crate) fn unsupported_media_type(found: &str) -> Self {
        Self::http(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            format!("Unsupported media type \"{found}\" in request."),
        )
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Rivo(error)
    }
}

/// Why a request failed, for the log: rides on the response to the door.
#[derive(Clone)]
pub(crate) struct Chain(pub(crate) Arc<str>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::Rivo(error) => rivo_response(&error),
            Self::Http {
                status,
                code,
                detail,
            } => {
                let mut response = reply::json(status, &problem(code, detail));
                if status == StatusCode::UNAUTHORIZED {
                    challenge(&mut response);
                }
                response
            }
            Self::Shaped(status, body) => reply::json(status, &body),
        }
    }
}

fn rivo_response(error: &Error) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = reply::json(status, &error.body());
    match error {
        Error::Unauthenticated { .. } => challenge(&mut response),
        Error::TooManyRequests {
            retry_after_seconds,
        } => retry_after(&mut response, *retry_after_seconds),
        Error::Unavailable { .. } => retry_after(&mut response, 1),
        _ => {}
    }
    if status.is_server_error() {
        response.extensions_mut().insert(Chain(chain(error).into()));
    }
    response
}

fn challenge(response: &mut Response) {
    let bearer = HeaderValue::from_static("Bearer");
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, bearer);
}

fn retry_after(response: &mut Response, seconds: u64) {
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, seconds.into());
}

fn problem(code: &str, detail: String) -> Problem {
    Problem {
        detail,
        code: code.to_owned(),
        current: None,
    }
}

/// The error and everything below it, in a line.
pub(crate) fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(cause) = below {
        let _ = write!(text, ": {cause}");
        below = cause.source();
    }
    text
}
