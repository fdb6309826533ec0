//! How the desk on this computer stands, as the page hears it.

use rivo_core::sync::Status;
use serde::Serialize;
use utoipa::ToSchema;

use super::Kind;

/// Where the desk stands.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub(crate) enum Phase {
    /// The app starts.
    Opening,
    /// Nothing is set up here.
    New {
        /// Why there is nothing any more, where there was.
        notice: Option<Notice>,
    },
    /// The demo is being played into the local file.
    Filling {
        /// Events played.
        done: usize,
        /// Of so many; 0 while the stories are still read.
        total: usize,
    },
    /// The database waits for its passphrase.
    Sealed,
    /// There is a desk to work at.
    Open,
    /// The desk cannot be opened.
    Failed {
        /// Why, in a sentence.
        detail: String,
    },
}

/// What became of the desk that was here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Notice {
    /// An admin revoked this device, and the copy was wiped.
    Revoked,
    /// The user signed out.
    SignedOut,
}

/// What the page needs to know to choose a screen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Report {
    #[serde(flatten)]
    pub(super) phase: Phase,
    pub(super) kind: Option<Kind>,
    /// How the replica stands with its server.
    pub(super) sync: Option<Status>,
    pub(super) server: String,
    pub(super) email: String,
    pub(super) device_name: String,
    /// Whether the system keeps our key; without it a passphrase is asked for.
    pub(super) keychain: bool,
    /// Whether the local file is encrypted. Only a developer's build does not.
    pub(super) encrypted: bool,
    pub(super) version: &'static str,
}
