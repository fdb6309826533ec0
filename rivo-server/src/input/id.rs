//! The id in a path.

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};

use crate::problem::Failure;

/// The one parameter of a path, which is an id.
pub(crate) struct Id<T>(pub(crate) T);

/// The two parameters of a path, which are ids: of a thing, and of one that belongs to it.
pub(crate) struct Ids<T, U>(pub(crate) T, pub(crate) U);

impl<S, T, U> FromRequestParts<S> for Ids<T, U>
where
    S: Send + Sync,
    T: FromStr,
    U: FromStr,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let invalid = || Failure::invalid("id", "Must be a valid UUID.");
        let params = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| invalid())?;
        let mut ids = params.iter().map(|(_, text)| text);
        let (Some(of), Some(id)) = (ids.next(), ids.next()) else {
            return Err(invalid());
        };
        match (of.parse(), id.parse()) {
            (Ok(of), Ok(id)) => Ok(Self(of, id)),
            _ => Err(invalid()),
        }
    }
}

impl<S, T> FromRequestParts<S> for Id<T>
where
    S: Send + Sync,
    T: FromStr,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let invalid = || Failure::invalid("id", "Must be a valid UUID.");
        let params = RawPathParams::from_request_parts(parts, state)
            .await
            .map_err(|_| invalid())?;
        let (_, text) = params.iter().next().ok_or_else(invalid)?;
        text.parse().map(Self).map_err(|_| invalid())
    }
}
