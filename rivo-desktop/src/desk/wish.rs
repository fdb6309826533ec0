//! What the page asks of the local desk.

use serde::Deserialize;
use utoipa::ToSchema;

/// The first start with a server.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Connect {
    pub(crate) server: String,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) device_name: String,
    /// Only where there is no keychain.
    #[serde(default)]
    pub(crate) passphrase: Option<String>,
}

/// The first start without a server.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Demo {
    /// Only where there is no keychain.
    #[serde(default)]
    pub(crate) passphrase: Option<String>,
}

/// The passphrase of a sealed database.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Unlock {
    pub(crate) passphrase: String,
}

/// The same user's login again.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignIn {
    pub(crate) password: String,
}

/// The way out.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignOut {
    /// Whether the local copy goes too.
    pub(crate) wipe: bool,
}
