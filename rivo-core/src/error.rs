//! The one error of the crate.
//!
//! A person gets a sentence that names the thing and the way out; a program gets a `code` where it
//! may branch on it; an operator gets the whole chain from [`Error::Internal`], logged once where
//! it is handled.

use std::collections::BTreeMap;

/// What can go wrong in Rivo, by who must react.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input is not valid. Fields with the sentences that say why; the field
    /// `non_field_errors` holds what belongs to no field. HTTP 400.
    #[error("invalid input: {0:?}")]
    Invalid(FieldErrors),
    /// No valid login or key came with the request. HTTP 401.
    #[error("{detail}")]
    Unauthenticated {
        /// A word for programs, such as `not_authenticated` or `device_revoked`.
        code: &'static str,
        /// A sentence for people.
        detail: String,
    },
    /// The actor may see the thing but not do this to it. HTTP 403.
    #[error("{detail}")]
    Forbidden {
        /// A word for programs.
        code: &'static str,
        /// A sentence for people.
        detail: String,
    },
    /// There is no such thing, or the actor may not see it. HTTP 404.
    #[error("{what} not found")]
    NotFound {
        /// What was looked for: "Client", "Message".
        what: &'static str,
    },
    /// The state does not allow it: stale, taken, or against the stage graph. HTTP 409.
    #[error("{detail}")]
    Conflict {
        /// A word for programs, such as `stale` or `stage_not_allowed`.
        code: &'static str,
        /// A sentence for people.
        detail: String,
        /// What stands now, for the reader to compare.
        current: Option<Box<serde_json::Value>>,
    },
    /// A value that must be unique is in use: `user.email`, on both engines. Services turn it into
    /// a field error where the field is the caller's; what remains is HTTP 409.
    #[error("{key} is already in use")]
    Taken {
        /// Table and columns: `chat_message.session_id,idempotency_key`.
        key: String,
    },
    /// A cursor older than the change feed keeps; take a fresh snapshot. HTTP 410.
    #[error("This cursor is older than the kept changes; load afresh.")]
    CursorExpired,
    /// Too many attempts. HTTP 429.
    #[error("Too many requests; try again in {retry_after_seconds} s.")]
    TooManyRequests {
        /// When the next attempt may come.
        retry_after_seconds: u64,
    },
    /// Something Rivo needs does not answer now; the same request may succeed later. HTTP 503.
    #[error("{detail}")]
    Unavailable {
        /// A sentence for people.
        detail: String,
        /// The cause, for the operator.
        #[source]
        source: Option<Cause>,
    },
    /// A device without its server cannot do this. HTTP 503.
    #[error("{detail}")]
    Offline {
        /// A sentence for people.
        detail: String,
    },
    /// A fault of Rivo or its database. HTTP 500; the chain is logged, never sent.
    #[error("{context}")]
    Internal {
        /// What was being done.
        context: String,
        /// The cause.
        #[source]
        source: Option<Cause>,
    },
}

/// A lower error kept as the cause of one of ours.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Sentences by field, as DRF writes them: `{"email": ["Enter a valid email address."]}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(pub BTreeMap<String, Vec<String>>);

/// The key for errors that belong to no single field.
pub const NON_FIELD_ERRORS: &str = "non_field_errors";

impl FieldErrors {
    /// Adds a sentence to a field.
    pub fn add(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        self.0
            .entry(field.into())
            .or_default()
            .push(sentence.into());
    }

    /// `Ok` when nothing was added, else the errors.
    pub fn into_result(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self))
        }
    }
}

impl Error {
    /// An error of one field.
    pub fn invalid(field: impl Into<String>, sentence: impl Into<String>) -> Self {
        let mut errors = FieldErrors::default();
        errors.add(field, sentence);
        Self::Invalid(errors)
    }

    /// There is no such thing, or it may not be seen.
    #[must_use]
    pub const fn not_found(what: &'static str) -> Self {
        Self::NotFound { what }
    }

    /// The actor may not do this.
    pub fn forbidden(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Forbidden {
            code,
            detail: detail.into(),
        }
    }

    /// The state does not allow it.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::Conflict {
            code,
            detail: detail.into(),
            current: None,
        }
    }

    /// The same conflict with what stands now.
    #[must_use]
    pub fn with_current(self, value: serde_json::Value) -> Self {
        match self {
            Self::Conflict { code, detail, .. } => Self::Conflict {
                code,
                detail,
                current: Some(Box::new(value)),
            },
            other => other,
        }
    }

    /// A fault with its cause.
    pub fn internal(context: impl Into<String>, source: impl Into<Cause>) -> Self {
        Self::Internal {
            context: context.into(),
            source: Some(source.into()),
        }
    }

    /// A fault without a lower cause: a broken invariant.
    pub fn bug(context: impl Into<String>) -> Self {
        Self::Internal {
            context: context.into(),
            source: None,
        }
    }

    /// This needs the server, which does not answer.
    #[must_use]
    pub fn offline() -> Self {
        Self::Offline {
            detail: "This needs a connection to the server; try again when there is one."
                .to_owned(),
        }
    }

    /// The HTTP status that says this.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Invalid(_) => 400,
            Self::Unauthenticated { .. } => 401,
            Self::Forbidden { .. } => 403,
            Self::NotFound { .. } => 404,
            Self::Conflict { .. } | Self::Taken { .. } => 409,
            Self::CursorExpired => 410,
            Self::TooManyRequests { .. } => 429,
            Self::Unavailable { .. } | Self::Offline { .. } => 503,
            Self::Internal { .. } => 500,
        }
    }

    /// The word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "invalid",
            Self::Unauthenticated { code, .. }
            | Self::Forbidden { code, .. }
            | Self::Conflict { code, .. } => code,
            Self::NotFound { .. } => "not_found",
            Self::Taken { .. } => "already_exists",
            Self::CursorExpired => "cursor_expired",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::Unavailable { .. } => "unavailable",
            Self::Offline { .. } => "offline",
            Self::Internal { .. } => "internal_error",
        }
    }

    /// The JSON body that says this, without anything that is the operator's alone.
    #[must_use]
    pub fn body(&self) -> serde_json::Value {
        match self {
            Self::Invalid(errors) => serde_json::json!(errors),
            Self::Internal { .. } => serde_json::json!({
                "detail": "Something went wrong on our side; the request id tells the operator what.",
                "code": self.code(),
            }),
            Self::Conflict {
                current: Some(current),
                detail,
                code,
            } => {
                serde_json::json!({"detail": detail, "code": code, "current": current})
            }
            other => serde_json::json!({"detail": format!("{other}"), "code": other.code()}),
        }
    }

    /// Whether the request itself was refused, so that repeating it gives the same answer.
    #[must_use]
    pub const fn is_rejection(&self) -> bool {
        !matches!(
            self,
            Self::Internal { .. }
                | Self::Unavailable { .. }
                | Self::Offline { .. }
                | Self::TooManyRequests { .. }
        )
    }
}
