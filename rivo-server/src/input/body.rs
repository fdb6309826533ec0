//! JSON bodies.

use axum::{
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::{field, nul};
use crate::problem::Failure;

/// A JSON body as a type.
pub(crate) struct Json<T>(pub(crate) T);

impl<S, T> FromRequest<S> for Json<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        require_json(request.headers())?;
        let body = read_body(request).await?;
        parse(&body).map(Self)
    }
}

/// A JSON body that may be left out, or be null: the type's default then.
pub(crate) struct OptionalJson<T>(pub(crate) T);

impl<S, T> FromRequest<S> for OptionalJson<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Default,
{
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let is_json = require_json(request.headers());
        let body = read_body(request).await?;
        if body.is_empty() {
            return Ok(Self(T::default()));
        }
        is_json?;
        parse::<Option<T>>(&body).map(|value| Self(value.unwrap_or_default()))
    }
}

fn require_json(headers: &HeaderMap) -> Result<(), Failure> {
    match media_type(headers) {
        "" | "application/json" => Ok(()),
        other => Err(Failure::unsupported_media_type(other)),
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    if let Some(field) = nul::field_with_nul(body) {
        return Err(Failure::invalid(field, "Null characters are not allowed."));
    }
    field::from_json(body)
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
