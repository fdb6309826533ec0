//! The id in a path.

use std::str::FromStr;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};

use crate::problem::Failure;

/// The one parameter of a path, which is an id.
pub(crate) struct Id<T>(pub(crate) T);

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
