//! What the person in front of the device does: signs in and out, looks at what waits, decides on
//! what was refused.

use std::sync::Arc;

use super::Engine;
use crate::{
    api::{command::Command, user::Me},
    error::{Error, Result},
    id::{ClientId, CommandId},
    service::{
        Outcome,
        replica::{self, LOCKED, ME},
    },
    store::{
        Sql, Tx,
        table::{
            client,
            sync_outbox::{self, Entry},
            sync_state,
        },
    },
    sync::{
        apply,
        status::{PendingCommand, RejectedCommand, State},
        transport::SyncTransport,
    },
};

/// Everything that a replica holds, in an order that no key forbids.
const EVERYTHING: [Sql; 26] = [
    Sql::same("INSERT INTO message_text (message_text) VALUES ('delete-all')"),
    Sql::same("DELETE FROM message_search"),
    Sql::same("DELETE FROM chat_message"),
    Sql::same("DELETE FROM chat_session"),
    Sql::same("DELETE FROM client_stage_history"),
    Sql::same("DELETE FROM client_assignment"),
    Sql::same("DELETE FROM client_note"),
    Sql::same("DELETE FROM client_task"),
    Sql::same("DELETE FROM extraction_job"),
    Sql::same("DELETE FROM extraction_run"),
    Sql::same("DELETE FROM extraction_ledger"),
    Sql::same("DELETE FROM fact_review"),
    Sql::same("DELETE FROM audit_log"),
    Sql::same("DELETE FROM client"),
    Sql::same("INSERT INTO client_search (client_search) VALUES ('rebuild')"),
    Sql::same("DELETE FROM auth_token"),
    Sql::same("DELETE FROM \"user\""),
    Sql::same("DELETE FROM role"),
    Sql::same("DELETE FROM api_key"),
    Sql::same("DELETE FROM login_attempt"),
    Sql::same("DELETE FROM setting"),
    Sql::same("DELETE FROM command_log"),
    Sql::same("DELETE FROM change_feed"),
    Sql::same("DELETE FROM feed_cursor"),
    Sql::same("DELETE FROM sync_outbox"),
    Sql::same("DELETE FROM sync_state"),
];

impl Engine {
    /// Signs a user in, with the way to the server that the login opened. What waits in the outbox
    /// is theirs and is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] with the code `other_user` where commands of somebody else still wait
    /// here: they sign in, or the device is wiped.
    pub async fn sign_in(&self, transport: Arc<dyn SyncTransport>, me: &Me) -> Result<()> {
        self.0.cut.notify_waiters();
        let _turn = self.0.turn.lock().await;
        let (whose, waiting) = self
            .rivo()
            .store()
            .read(|tx| {
                Box::pin(async move {
                    let whose = sync_state::find::<Me>(tx, ME).await?;
                    let (pending, rejected) = sync_outbox::count(tx).await?;
                    Ok((whose, pending + rejected))
                })
            })
            .await?;
        if let Some(other) = whose.filter(|other| other.user.id != me.user.id) {
            if waiting > 0 {
                return Err(Error::conflict(
                    "other_user",
                    format!(
                        "{} has changes on this device that were not sent yet. Sign in as {} to send \
                         them, or sign out and wipe the device.",
                        other.user.email, other.user.email
                    ),
                ));
            }
            self.wipe(None).await?;
        }
        let (me, now) = (me.clone(), self.rivo().now());
        let replica = Arc::clone(&self.0.replica);
        self.rivo()
            .store()
            .write(move |tx| {
                let (me, replica) = (me.clone(), Arc::clone(&replica));
                Box::pin(async move {
                    sync_state::clear(tx, LOCKED).await?;
                    apply::owner(tx, &replica, &me, now).await
                })
            })
            .await?;
        self.connect(transport);
        self.publish(State::Starting, None).await?;
        self.wake();
        Ok(())
    }

    /// Signs out. Without `wipe` the replica and what waits stay, locked, for the same user.
    pub async fn sign_out(&self, wipe: bool) -> Result<()> {
        self.disconnect();
        self.0.cut.notify_waiters();
        let _turn = self.0.turn.lock().await;
        if wipe {
            self.wipe(None).await?;
            self.publish(State::SignedOut, None).await
        } else {
            self.lock("signed_out").await?;
            self.publish(State::Locked, Some("You signed out.".to_owned()))
                .await
        }
    }

    /// The commands that wait for the server, in the order they were issued.
    pub async fn pending(&self) -> Result<Vec<PendingCommand>> {
        self.rivo()
            .store()
            .read(|tx| {
                Box::pin(async move {
                    let mut pending = Vec::new();
                    for entry in sync_outbox::pending(tx).await? {
                        pending.push(PendingCommand {
                            command_id: entry.command_id,
                            issued_at: entry.issued_at,
                            client_id: entry.client_id,
                            client_name: client_name(tx, entry.client_id).await?,
                            command: entry.command,
                            sent_at: entry.sent_at,
                            fits: entry.misfit.is_none(),
                            detail: entry.misfit,
                        });
                    }
                    Ok(pending)
                })
            })
            .await
    }

    /// The commands that the server refused, in the order they were issued.
    pub async fn rejected(&self) -> Result<Vec<RejectedCommand>> {
        self.rivo()
            .store()
            .read(|tx| {
                Box::pin(async move {
                    let mut rejected = Vec::new();
                    for entry in sync_outbox::rejected(tx).await? {
                        rejected.push(RejectedCommand {
                            command_id: entry.command_id,
                            issued_at: entry.issued_at,
                            rejected_at: entry.decided_at,
                            client_id: entry.client_id,
                            client_name: client_name(tx, entry.client_id).await?,
                            command: entry.command,
                            seen: entry.seen,
                            code: entry.code.unwrap_or_default(),
                            detail: entry.detail.unwrap_or_default(),
                            current: entry.current,
                        });
                    }
                    Ok(rejected)
                })
            })
            .await
    }

    /// Wishes a refused command again, over what stands now: a new command, under a new id, with
    /// what is seen now as its precondition.
    ///
    /// # Errors
    ///
    /// What the command's rule says now; then the refused one stays.
    pub async fn redo(&self, id: CommandId) -> Result<Outcome> {
        let actor = self.rivo().local_user().await?;
        let now = self.rivo().now();
        let new_id = CommandId::new();
        let replica = Arc::clone(&self.0.replica);
        let outcome = self
            .rivo()
            .store()
            .write(move |tx| {
                let (actor, replica) = (actor.clone(), Arc::clone(&replica));
                Box::pin(async move {
                    let entry = refused(tx, id).await?;
                    let command: Command =
                        serde_json::from_value(entry.command).map_err(|error| {
                            Error::internal("reading a command of the outbox", error)
                        })?;
                    let command = replica::without_preconditions(command);
                    let outcome =
                        replica::queue(tx, &replica, &actor, new_id, command, now).await?;
                    sync_outbox::delete(tx, id).await?;
                    Ok(outcome)
                })
            })
            .await?;
        self.outbox_changed();
        Ok(outcome)
    }

    /// Forgets a refused command.
    pub async fn drop_rejected(&self, id: CommandId) -> Result<()> {
        self.rivo()
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    refused(tx, id).await?;
                    sync_outbox::delete(tx, id).await
                })
            })
            .await?;
        self.outbox_changed();
        Ok(())
    }

    fn outbox_changed(&self) {
        self.rivo().wake_feed();
        self.0.replica.outbox_changed();
    }

    /// Shows nothing until somebody signs in. What waits is kept.
    pub(super) async fn lock(&self, code: &str) -> Result<()> {
        self.disconnect();
        let code = code.to_owned();
        self.rivo()
            .store()
            .write(move |tx| {
                let code = code.clone();
                Box::pin(async move { sync_state::set(tx, LOCKED, &code).await })
            })
            .await
    }

    /// Deletes everything that the device holds, and the traces of it in the file; `locked` says
    /// why nothing is shown afterwards.
    pub(super) async fn wipe(&self, locked: Option<&'static str>) -> Result<()> {
        self.disconnect();
        let replica = Arc::clone(&self.0.replica);
        self.rivo()
            .store()
            .write(move |tx| {
                let replica = Arc::clone(&replica);
                Box::pin(async move {
                    replica.overlay.begin_base(tx).await?;
                    for statement in &EVERYTHING {
                        tx.execute(statement, &[]).await?;
                    }
                    replica.overlay.forget(tx).await?;
                    crate::store::table::sync_replica::forget_arrived(tx).await?;
                    replica.overlay.end_base(tx).await?;
                    if let Some(code) = locked {
                        sync_state::set(tx, LOCKED, &code).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        self.rivo().settings_cache().clear();
        self.rivo().store().compact().await
    }
}

async fn refused(tx: &mut Tx, id: CommandId) -> Result<Entry> {
    sync_outbox::find(tx, id)
        .await?
        .filter(|entry| entry.state == "rejected")
        .ok_or(Error::not_found("Command"))
}

async fn client_name(tx: &mut Tx, id: Option<ClientId>) -> Result<Option<String>> {
    match id {
        Some(id) => Ok(client::find(tx, id).await?.and_then(|row| row.name)),
        None => Ok(None),
    }
}
