//! Commands: permission → rule → write → audit row → change-feed row, in one transaction.
//!
//! The same command id twice gives the first outcome, a rejection included. Nothing else writes
//! clients, users, roles, keys or settings, but ingest and extraction, which act as system actors
//! through the same functions.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Rivo;
use crate::{
    api::{command::Command, event::ChangeKind},
    auth::Actor,
    clock::Timestamp,
    error::{Error, Result},
    id::{AuditId, ClientId, CommandId},
    model::validate::Region,
    store::{
        Tx,
        table::{audit_log, change_feed, command_log},
    },
};

/// What a command made or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outcome {
    /// The thing's id.
    pub id: Option<uuid::Uuid>,
    /// The client's version after the command, where it changed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// Whether this is the stored outcome of an earlier time.
    #[serde(skip)]
    pub repeated: bool,
}

impl Outcome {
    /// An outcome that names what was made or changed.
    pub fn of(id: impl Into<uuid::Uuid>) -> Self {
        Self {
            id: Some(id.into()),
            version: None,
            repeated: false,
        }
    }

    /// An outcome on a client, with its new version.
    #[must_use]
    pub const fn client(id: ClientId, version: i64) -> Self {
        Self {
            id: Some(id.0),
            version: Some(version),
            repeated: false,
        }
    }

    /// An outcome that names nothing.
    #[must_use]
    pub const fn done() -> Self {
        Self {
            id: None,
            version: None,
            repeated: false,
        }
    }
}

/// One command under way: its transaction and everything a rule may ask for.
pub(crate) struct Execution<'t> {
    pub(crate) tx: &'t mut Tx,
    pub(crate) actor: &'t Actor,
    pub(crate) command_id: CommandId,
    /// The command's `type`, for the audit log.
    pub(crate) action: &'static str,
    pub(crate) now: Timestamp,
    /// When a device issued it, where it was made offline.
    pub(crate) issued_at: Option<Timestamp>,
    pub(crate) region: Region,
    /// Whether a device executes it, which knows no colleague's role.
    pub(crate) is_replica: bool,
}

impl Execution<'_> {
    /// Writes the audit row: what of the thing was before and is now, as far as it changed.
    pub(crate) async fn audit(
        &mut self,
        entity_kind: &str,
        entity_id: impl ToString + Send,
        client_id: Option<ClientId>,
        before: Option<serde_json::Value>,
        after: Option<serde_json::Value>,
    ) -> Result<()> {
        let entry = audit_log::Entry {
            id: AuditId::new(),
            actor_kind: self.actor.kind_name(),
            user_id: self.actor.user_id(),
            actor_name: self.actor.name(),
            action: self.action,
            entity_kind,
            entity_id: &entity_id.to_string(),
            client_id,
            before: before.as_ref(),
            after: after.as_ref(),
            address: self.actor.address.as_deref(),
            command_id: Some(self.command_id),
            issued_at: self.issued_at,
            created_at: self.now,
        };
        audit_log::insert(self.tx, &entry).await
    }

    /// Puts a change into the feed.
    pub(crate) async fn changed(&mut self, change: change_feed::NewChange<'_>) -> Result<()> {
        change_feed::append(self.tx, &change, self.now).await
    }

    /// Puts a change that only holders of a permission see (`None`: every login) into the feed.
    pub(crate) async fn changed_thing(
        &mut self,
        kind: ChangeKind,
        id: impl ToString + Send,
        permission: Option<crate::auth::Permission>,
    ) -> Result<()> {
        let id = id.to_string();
        self.changed(change_feed::NewChange {
            kind,
            entity_id: &id,
            client_id: None,
            assignee_before: None,
            assignee_after: None,
            permission,
            first_position: None,
        })
        .await
    }
}

impl Rivo {
    /// Runs a command for an actor: all of it or nothing.
    ///
    /// # Errors
    ///
    /// What the command's rule says; a command id that came before with another body is a
    /// [`Error::Conflict`] with the code `command_id_reused`.
    pub async fn execute(
        &self,
        actor: &Actor,
        command_id: CommandId,
        command: Command,
    ) -> Result<Outcome> {
        self.execute_issued(actor, command_id, command, None).await
    }

    /// [`Rivo::execute`] for a command that a device issued earlier.
    pub async fn execute_issued(
        &self,
        actor: &Actor,
        command_id: CommandId,
        command: Command,
        issued_at: Option<Timestamp>,
    ) -> Result<Outcome> {
        let body = serde_json::to_vec(&command)
            .map_err(|error| Error::internal("writing a command as JSON", error))?;
        let body_hash = Sha256::digest(&body).to_vec();
        let client_id = super::access::client_of(&command);
        let outcome = match self.replica() {
            Some(replica) => {
                self.execute_on_replica(replica, actor, command_id, &command, body_hash.clone())
                    .await
            }
            None => {
                self.run_command(actor, command_id, &command, body_hash.clone(), issued_at)
                    .await
            }
        };
        match outcome {
            Err(error) if error.is_rejection() => {
                self.keep_rejection(actor, command_id, client_id, body_hash, error)
                    .await
            }
            outcome => {
                // Before anybody is told, and by whichever door it came.
                if matches!(command, Command::UpdateSettings { .. }) {
                    self.settings_cache().clear();
                }
                self.wake_feed();
                outcome
            }
        }
    }

    async fn run_command(
        &self,
        actor: &Actor,
        command_id: CommandId,
        command: &Command,
        body_hash: Vec<u8>,
        issued_at: Option<Timestamp>,
    ) -> Result<Outcome> {
        let now = self.now();
        let region = self.region();
        let actor = actor.clone();
        let command = command.clone();
        self.store()
            .write(move |tx| {
                let (actor, command, body_hash) =
                    (actor.clone(), command.clone(), body_hash.clone());
                Box::pin(async move {
                    let actor_key = actor.key();
                    if let Some(earlier) = command_log::find(tx, &actor_key, command_id).await? {
                        return earlier.answer(&body_hash);
                    }
                    super::permit::permit(tx, &actor, &command).await?;
                    let client_id = super::access::client_of(&command);
                    let mut execution = Execution {
                        tx,
                        actor: &actor,
                        command_id,
                        action: super::access::action(&command),
                        now,
                        issued_at,
                        region,
                        is_replica: false,
                    };
                    let outcome = super::apply::apply(&mut execution, command).await?;
                    command_log::insert(
                        tx,
                        &command_log::Entry {
                            actor: &actor_key,
                            command_id,
                            body_hash: &body_hash,
                            client_id,
                            result: Ok(&outcome),
                        },
                        now,
                    )
                    .await?;
                    Ok(outcome)
                })
            })
            .await
    }

    /// Keeps a rejection, so that the same command is told the same again. What the first copy of
    /// a doubled command kept wins.
    async fn keep_rejection(
        &self,
        actor: &Actor,
        command_id: CommandId,
        client_id: Option<ClientId>,
        body_hash: Vec<u8>,
        error: Error,
    ) -> Result<Outcome> {
        let now = self.now();
        let actor_key = actor.key();
        let rejection = command_log::Rejection::from_error(&error);
        let earlier = self
            .store()
            .write(move |tx| {
                let (actor_key, body_hash, rejection) =
                    (actor_key.clone(), body_hash.clone(), rejection.clone());
                Box::pin(async move {
                    if let Some(earlier) = command_log::find(tx, &actor_key, command_id).await? {
                        return Ok(Some(earlier.answer(&body_hash)));
                    }
                    command_log::insert(
                        tx,
                        &command_log::Entry {
                            actor: &actor_key,
                            command_id,
                            body_hash: &body_hash,
                            client_id,
                            result: Err(&rejection),
                        },
                        now,
                    )
                    .await?;
                    Ok(None)
                })
            })
            .await?;
        earlier.unwrap_or(Err(error))
    }
}
