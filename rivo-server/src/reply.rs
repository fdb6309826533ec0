//! Answers as JSON.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use rivo_core::Error;
use serde::Serialize;

/// A 200 with a JSON body.
pub(crate) struct Reply<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self.0)
    }
}

/// A 201 with a JSON body.
pub(crate) struct Created<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        json(StatusCode::CREATED, &self.0)
    }
}

/// A 202 with a JSON body: the work goes on behind the request.
pub(crate) struct Accepted<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        json(StatusCode::ACCEPTED, &self.0)
    }
}

/// What a command left behind, or a 204 where that took it out of the caller's sight.
pub(crate) struct IfSeen<R>(Option<R>);

impl<R> IfSeen<R> {
    /// From what the caller reads once the command succeeded: what is not found is not theirs to see.
    pub(crate) fn read<T>(
        read: Result<T, Error>,
        reply: impl FnOnce(T) -> R,
    ) -> Result<Self, Error> {
        match read {
            Ok(value) => Ok(Self(Some(reply(value)))),
            Err(Error::NotFound { .. }) => Ok(Self(None)),
            Err(error) => Err(error),
        }
    }
}

impl<R: IntoResponse> IntoResponse for IfSeen<R> {
    fn into_response(self) -> Response {
        match self.0 {
            Some(reply) => reply.into_response(),
            None => StatusCode::NO_CONTENT.into_response(),
        }
    }
}

/// A JSON body with any status.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    sized_json(status, value, 512)
}

/// The same, with room for `size` bytes from the start: a long answer then never moves.
pub(crate) fn sized_json(status: StatusCode, value: &impl Serialize, size: usize) -> Response {
    let mut body = Vec::with_capacity(size);
    serde_json::to_writer(&mut body, value).expect("what goes over the wire has string keys only");
    raw_json(status, body)
}

/// JSON that is there already.
pub(crate) fn raw_json(status: StatusCode, body: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Body::from(body.into()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
