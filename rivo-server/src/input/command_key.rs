//! `Command-Id`: what makes a repeated request the same request.

use axum::{extract::FromRequestParts, http::request::Parts};
use rivo_core::id::CommandId;
use utoipa::IntoParams;

use crate::problem::Failure;

/// The caller's own id for a change, or a fresh one. A change sent again under the same id is made
/// once and answered as the first time; rows it makes take their id from it.
pub(crate) struct CommandKey(pub(crate) CommandId);

/// The header in the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it describes what [`CommandKey`] reads")]
pub(crate) struct CommandHeader {
    /// The caller's own id for this change, a UUID. Sent again under the same id, it is made once
    /// and answered as the first time.
    #[param(rename = "Command-Id", format = Uuid)]
    command_id: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for CommandKey {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let Some(value) = parts.headers.get("command-id") else {
            return Ok(Self(CommandId::new()));
        };
        let id = value.to_str().ok().and_then(|text| text.parse().ok());
        id.map(Self)
            .ok_or_else(|| Failure::invalid("Command-Id", "Must be a valid UUID."))
    }
}
