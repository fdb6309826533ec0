//! The way from a device to its server. The engine knows no HTTP: it asks a [`SyncTransport`].

#[cfg(feature = "sync-http")]
mod http;

use futures_util::future::BoxFuture;
use tokio::sync::mpsc;

use super::protocol::{PullRequest, PullResponse, PushRequest, PushResponse};

#[cfg(feature = "sync-http")]
pub use self::http::HttpTransport;

/// Carries requests of one signed-in device to its server.
///
/// A request may be lost, doubled or late on the way; the protocol is safe against all of it.
pub trait SyncTransport: Send + Sync + 'static {
    /// Sends commands.
    fn push(&self, request: PushRequest) -> BoxFuture<'_, Result<PushResponse, TransportError>>;

    /// Asks for changes.
    fn pull(&self, request: PullRequest) -> BoxFuture<'_, Result<PullResponse, TransportError>>;

    /// Sends a request of the API on as it is, for what only the server can do.
    fn forward(
        &self,
        request: ForwardRequest,
    ) -> BoxFuture<'_, Result<ForwardResponse, TransportError>>;

    /// Opens the live line. The receiver gets a word once it is open, and one whenever something
    /// changed on the server; it ends with the line. What came before the first word may have been
    /// missed.
    fn wake_ups(&self) -> BoxFuture<'_, Result<mpsc::Receiver<()>, TransportError>>;

    /// Where the server is, for people.
    fn server(&self) -> String;
}

/// A request of the API.
#[derive(Clone, Debug)]
pub struct ForwardRequest {
    /// `GET`, `POST` …
    pub method: String,
    /// The path with its query: `/api/v1/users/?limit=50`.
    pub path_and_query: String,
    /// `Content-Type` and `Command-Id`; never a login.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The server's answer to one.
#[derive(Clone, Debug)]
pub struct ForwardResponse {
    /// The HTTP status.
    pub status: u16,
    /// Its headers, without those of the connection.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why a request came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The server did not answer, or answered that it cannot now. The same again may succeed.
    #[error("{detail}")]
    Offline {
        /// A sentence for people.
        detail: String,
    },
    /// The login is no good (any more). `device_revoked`: for good.
    #[error("{detail}")]
    Unauthenticated {
        /// The server's word for programs.
        code: String,
        /// A sentence for people.
        detail: String,
    },
    /// The cursor is older than what the server keeps.
    #[error("this cursor is older than the kept changes")]
    CursorExpired,
    /// The server has left this app behind.
    #[error("{detail}")]
    AppTooOld {
        /// A sentence for people.
        detail: String,
    },
    /// The server does not speak what this app speaks.
    #[error("{detail}")]
    ServerTooOld {
        /// A sentence for people.
        detail: String,
    },
    /// The server refused the request as such.
    #[error("{detail}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The server's word for programs.
        code: String,
        /// A sentence for people.
        detail: String,
    },
}

impl TransportError {
    /// What an answer with this status and body means; `None` for one that is none of a refusal.
    #[must_use]
    pub fn of_answer(status: u16, body: &serde_json::Value) -> Option<Self> {
        use super::protocol::{APP_TOO_OLD, SERVER_TOO_OLD};

        if (200..300).contains(&status) {
            return None;
        }
        let code = body["code"].as_str().unwrap_or_default().to_owned();
        let detail = body["detail"]
            .as_str()
            .map_or_else(|| format!("The server answered {status}."), str::to_owned);
        Some(match (status, code.as_str()) {
            (_, APP_TOO_OLD) => Self::AppTooOld { detail },
            (_, SERVER_TOO_OLD) => Self::ServerTooOld { detail },
            (401, _) => Self::Unauthenticated { code, detail },
            (410, _) => Self::CursorExpired,
            // A server from before there was sync has nothing at that address.
            (404 | 405, _) => Self::ServerTooOld {
                detail: "The server is older than this app and cannot sync with it yet.".to_owned(),
            },
            (408 | 425 | 429 | 500..=599, _) => Self::Offline { detail },
            _ => Self::Refused {
                status,
                code,
                detail,
            },
        })
    }
}
