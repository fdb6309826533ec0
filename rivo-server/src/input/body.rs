//! JSON bodies.

use axum::{
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
};
use bytes::Bytes;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::field;
use crate::problem::Failure;

/// A JSON body as a type of the document.
pub(crate) struct Json<T>(pub(crate) T);

/// A JSON body whose `messages` are good or bad one by one: nothing in one of them refuses the
/// others.
pub(crate) struct JsonOfMessages<T>(pub(crate) T);

/// A JSON body that may be left out, or be null: the type's default then.
pub(crate) struct OptionalJson<T>(pub(crate) T);

impl<S, T> FromRequest<S> for Json<T>
where
    S: Send + Sync,
    T: DeserializeOwned + ToSchema,
{
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        require_json(request.headers())?;
        field::from_json(&read_body(request).await?, &[]).map(Self)
    }
}

impl<S, T> FromRequest<S> for JsonOfMessages<T>
where
    S: Send + Sync,
    T: DeserializeOwned + ToSchema,
{
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        require_json(request.headers())?;
        field::from_json(&read_body(request).await?, &["messages"]).map(Self)
    }
}

impl<S, T> FromRequest<S> for OptionalJson<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Default + ToSchema,
{
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let is_json = require_json(request.headers());
        let body = read_body(request).await?;
        if body.is_empty() {
            return Ok(Self(T::default()));
        }
        is_json?;
        if body.trim_ascii() == b"null" {
            return Ok(Self(T::default()));
        }
        field::from_json(&body, &[]).map(Self)
    }
}

fn require_json(headers: &HeaderMap) -> Result<(), Failure> {
    match media_type(headers) {
        "" | "application/json" => Ok(()),
        other => Err(Failure::unsupported_media_type(other)),
    }
}

/// The media type of a body without its parameters, as it was written; empty when none was given.
pub(crate) fn media_type(headers: &HeaderMap) -> &str {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or("")
        .trim()
}

/// The whole body, up to the limit of the router.
pub(crate) async fn read_body(request: Request) -> Result<Bytes, Failure> {
    Bytes::from_request(request, &())
        .await
        .map_err(|rejection| match rejection {
            BytesRejection::FailedToBufferBody(inner)
                if inner.status() == StatusCode::PAYLOAD_TOO_LARGE =>
            {
                Failure::too_large()
            }
            _ => Failure::http(
                StatusCode::BAD_REQUEST,
                "broken_body",
                "The body ended too early.",
            ),
        })
}
