//! `command_log`: the outcome of each command, rejections included, so that a repeated command is
//! told the same again.

use std::{
    collections::BTreeSet,
    sync::{LazyLock, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use crate::{
    clock::Timestamp,
    error::{Error, FieldErrors, Result},
    extract::redact::redact_json,
    id::{ClientId, CommandId},
    service::Outcome,
    store::{
        Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO command_log (actor, command_id, body_hash, client_id, rejected, outcome, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    );
    FIND = Sql::same(
        "SELECT body_hash, rejected, outcome
         FROM command_log
         WHERE actor = ?1 AND command_id = ?2",
    );
    /// The body hash goes too: a phone number can be found again from its hash.
    REDACT_CLIENT = Sql::same(
        "UPDATE command_log
         SET body_hash = ?2,
             outcome = CASE WHEN rejected = TRUE THEN ?3 ELSE outcome END
         WHERE client_id = ?1",
    );
    PRUNE = Sql::same("DELETE FROM command_log WHERE created_at < ?1");
}

/// What a command came to, on its way into the log.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    /// [`Actor::key`](crate::auth::Actor::key): two actors may choose the same command id.
    pub(crate) actor: &'a str,
    pub(crate) command_id: CommandId,
    pub(crate) body_hash: &'a [u8],
    /// Whose erasure reaches this row.
    pub(crate) client_id: Option<ClientId>,
    pub(crate) result: Result<&'a Outcome, &'a Rejection>,
}

/// A command that came before.
#[derive(Debug)]
pub(crate) struct Earlier {
    /// Empty once the client it spoke of was erased.
    body_hash: Vec<u8>,
    result: Result<Outcome, Rejection>,
}

impl Earlier {
    /// What it came to.
    #[cfg(test)]
    pub(crate) fn outcome(self) -> Result<Outcome, Rejection> {
        self.result
    }

    /// The first outcome again, or a conflict where the command id came with another body.
    pub(crate) fn answer(self, body_hash: &[u8]) -> Result<Outcome> {
        if !self.body_hash.is_empty() && self.body_hash != body_hash {
            return Err(Error::conflict(
                "command_id_reused",
                "This command id was used before with another command; make a new id.",
            ));
        }
        match self.result {
            Ok(outcome) => Ok(Outcome {
                repeated: true,
                ..outcome
            }),
            Err(rejection) => Err(rejection.into()),
        }
    }
}

/// A refused command's error, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub(crate) enum Rejection {
    Invalid {
        fields: FieldErrors,
    },
    Unauthenticated {
        code: String,
        detail: String,
    },
    Forbidden {
        code: String,
        detail: String,
    },
    NotFound {
        what: String,
    },
    Conflict {
        code: String,
        detail: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        current: Option<Box<serde_json::Value>>,
    },
    Taken {
        key: String,
    },
    CursorExpired,
}

impl Rejection {
    /// Keeps an error. What is no rejection ([`Error::is_rejection`]) is never asked for; it would
    /// be kept as a conflict without its cause.
    pub(crate) fn from_error(error: &Error) -> Self {
        match error {
            Error::Invalid(fields) => Self::Invalid {
                fields: fields.clone(),
            },
            Error::Unauthenticated { code, detail } => Self::Unauthenticated {
                code: (*code).to_owned(),
                detail: detail.clone(),
            },
            Error::Forbidden { code, detail } => Self::Forbidden {
                code: (*code).to_owned(),
                detail: detail.clone(),
            },
            Error::NotFound { what } => Self::NotFound {
                what: (*what).to_owned(),
            },
            Error::Conflict {
                code,
                detail,
                current,
            } => Self::Conflict {
                code: (*code).to_owned(),
                detail: detail.clone(),
                current: current.clone(),
            },
            Error::Taken { key } => Self::Taken { key: key.clone() },
            Error::CursorExpired => Self::CursorExpired,
            Error::TooManyRequests { .. }
            | Error::Unavailable { .. }
            | Error::Offline { .. }
            | Error::Internal { .. } => Self::Conflict {
                code: "failed".to_owned(),
                detail: "This command failed; send it again with a new id.".to_owned(),
                current: None,
            },
        }
    }

    /// The same without what stood when it was refused.
    fn without_current(&self) -> Self {
        match self.clone() {
            Self::Conflict { code, detail, .. } => Self::Conflict {
                code,
                detail,
                current: None,
            },
            other => other,
        }
    }
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Invalid { fields } => Self::Invalid(fields),
            Rejection::Unauthenticated { code, detail } => Self::Unauthenticated {
                code: interned(code),
                detail,
            },
            Rejection::Forbidden { code, detail } => Self::Forbidden {
                code: interned(code),
                detail,
            },
            Rejection::NotFound { what } => Self::NotFound {
                what: interned(what),
            },
            Rejection::Conflict {
                code,
                detail,
                current,
            } => Self::Conflict {
                code: interned(code),
                detail,
                current,
            },
            Rejection::Taken { key } => Self::Taken { key },
            Rejection::CursorExpired => Self::CursorExpired,
        }
    }
}

pub(crate) async fn find(
    tx: &mut Tx,
    actor: &str,
    command_id: CommandId,
) -> Result<Option<Earlier>> {
    let Some(mut row) = tx.query_opt(&FIND, params![actor, command_id]).await? else {
        return Ok(None);
    };
    let body_hash = row.get()?;
    let rejected: bool = row.get()?;
    let result = if rejected {
        Err(row.json()?)
    } else {
        Ok(row.json()?)
    };
    Ok(Some(Earlier { body_hash, result }))
}

/// Keeps an outcome.
///
/// Numbers of cards, accounts and social security are taken out.
///
/// What stood when a command was refused may be a document of a client; it is kept only where the
/// client's erasure will find the row.
pub(crate) async fn insert(tx: &mut Tx, entry: &Entry<'_>, now: Timestamp) -> Result<()> {
    let outcome = match entry.result {
        Ok(outcome) => serde_json::to_value(outcome),
        Err(rejection) if entry.client_id.is_none() => {
            serde_json::to_value(rejection.without_current())
        }
        Err(rejection) => serde_json::to_value(rejection),
    }
    .map_err(|error| Error::internal("writing a command's outcome as JSON", error))?;
    let outcome = redact_json(&outcome).to_string();
    tx.execute(
        &INSERT,
        params![
            entry.actor,
            entry.command_id,
            entry.body_hash,
            entry.client_id,
            entry.result.is_err(),
            &outcome,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Takes out what a client said or was called; that the commands came is kept. A refused command
/// that comes again is now told that there is no such client.
pub(crate) async fn redact_client(tx: &mut Tx, client_id: ClientId) -> Result<()> {
    let gone = serde_json::to_string(&Rejection::NotFound {
        what: "Client".to_owned(),
    })
    .map_err(|error| Error::internal("writing a command's outcome as JSON", error))?;
    let no_hash: &[u8] = &[];
    tx.execute(&REDACT_CLIENT, params![client_id, no_hash, &gone])
        .await?;
    Ok(())
}

/// Forgets what is so old that no device will send it again; returns how many.
pub(crate) async fn prune(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(&PRUNE, params![before]).await
}

/// The same text for the life of the process. Codes come from the source of Rivo, so there are few.
fn interned(text: String) -> &'static str {
    static KNOWN: LazyLock<Mutex<BTreeSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(same) = known.get(text.as_str()) {
        return same;
    }
    let text: &'static str = Box::leak(text.into_boxed_str());
    known.insert(text);
    text
}

#[cfg(test)]
mod tests {
    use super::{Earlier, Rejection};
    use crate::{error::Error, service::Outcome};

    #[test]
    fn a_rejection_becomes_the_same_error_again() {
        let mut fields = crate::error::FieldErrors::default();
        fields.add("email", "Enter a valid email address.");
        for error in [
            Error::Invalid(fields),
            Error::Unauthenticated {
                code: "device_revoked",
                detail: "This device was logged out.".to_owned(),
            },
            Error::forbidden("permission_denied", "This needs the permission x."),
            Error::not_found("Client"),
            Error::conflict("stale", "It changed.").with_current(serde_json::json!({"version": 3})),
            Error::Taken {
                key: "user.email".to_owned(),
            },
            Error::CursorExpired,
        ] {
            let kept = serde_json::to_string(&Rejection::from_error(&error)).unwrap();
            let again: Error = serde_json::from_str::<Rejection>(&kept).unwrap().into();
            assert_eq!(format!("{again:?}"), format!("{error:?}"));
        }
    }

    #[test]
    fn another_body_under_the_same_id_is_a_conflict() {
        let earlier = |hash: &[u8]| Earlier {
            body_hash: hash.to_vec(),
            result: Ok(Outcome::done()),
        };
        assert!(earlier(b"one").answer(b"one").unwrap().repeated);
        assert!(matches!(
            earlier(b"one").answer(b"two"),
            Err(Error::Conflict {
                code: "command_id_reused",
                ..
            })
        ));
        assert!(
            earlier(b"").answer(b"two").is_ok(),
            "a redacted row has no hash to compare"
        );
    }
}
