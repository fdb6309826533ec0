//! A desk as a replica: commands run here by the same rules and wait in the outbox for the server.
//!
//! What is shown is the server's state (the base) with the commands that wait on top (the overlay).
//! A command leaves the outbox by the server's verdict alone. After each pull the overlay is made
//! again: taken off, the base changed, the waiting commands executed over it in their order. One
//! that does not fit the new base stays in the outbox, out of sight: the server may have done it
//! already, and its verdict comes.

pub(crate) mod overlay;
mod precondition;

use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Value as Json, json};
use tokio::sync::watch;

pub(crate) use self::precondition::without_preconditions;
use self::{overlay::Overlay, precondition::with_preconditions};
use super::{Outcome, Rivo, access, apply, execute::Execution};
use crate::{
    api::{command::Command, user::Me},
    auth::{Actor, actor::ActorKind},
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, CommandId},
    model::validate::Region,
    store::{
        Sql, Tx,
        table::{
            client, client_note, client_task, command_log,
            sync_outbox::{self, Entry},
            sync_state,
        },
    },
};

/// Whose replica it is.
pub(crate) const ME: &str = "me";
/// Why it is locked: a code.
pub(crate) const LOCKED: &str = "locked";
/// Where the next pull goes on.
pub(crate) const CURSOR: &str = "cursor";
/// The region of phone numbers, as the server has it.
pub(crate) const REGION: &str = "region";

const SAVEPOINT: Sql = Sql::same("SAVEPOINT command");
const RELEASE: Sql = Sql::same("RELEASE command");
const ROLLBACK: Sql = Sql::same("ROLLBACK TO command");

/// What makes a [`Rivo`] a replica.
pub(crate) struct Replica {
    pub(crate) overlay: Overlay,
    region: RwLock<Region>,
    /// Raised when the outbox changed.
    pub(crate) outbox: watch::Sender<u64>,
}

impl Replica {
    pub(crate) fn new(overlay: Overlay, region: Region) -> Arc<Self> {
        Arc::new(Self {
            overlay,
            region: RwLock::new(region),
            outbox: watch::Sender::new(0),
        })
    }

    pub(crate) fn region(&self) -> Region {
        *self.region.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_region(&self, region: Region) {
        *self.region.write().unwrap_or_else(PoisonError::into_inner) = region;
    }

    pub(crate) fn outbox_changed(&self) {
        self.outbox.send_modify(|count| *count += 1);
    }

    /// Executes the waiting commands over the base, in the order they were issued.
    ///
    /// Each has a savepoint of its own; one that does not fit leaves nothing behind but the note
    /// why.
    pub(crate) async fn redo(&self, tx: &mut Tx) -> Result<()> {
        let Some(actor) = local_actor(tx).await? else {
            return Ok(());
        };
        for entry in sync_outbox::unsettled(tx).await? {
            let misfit = match serde_json::from_value::<Command>(entry.command.clone()) {
                Ok(command) => self.redo_one(tx, &actor, &entry, command).await?,
                Err(_) => {
                    Some("This build of Rivo does not know this command any more.".to_owned())
                }
            };
            if misfit != entry.misfit {
                sync_outbox::set_misfit(tx, entry.command_id, misfit.as_deref()).await?;
            }
        }
        Ok(())
    }

    async fn redo_one(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        entry: &Entry,
        command: Command,
    ) -> Result<Option<String>> {
        tx.execute(&SAVEPOINT, &[]).await?;
        let outcome = match access::permit(actor, &command) {
            Ok(()) => {
                let mut execution = Execution {
                    tx,
                    actor,
                    command_id: entry.command_id,
                    action: access::action(&command),
                    // So that its rows do not move in time with each pull.
                    now: entry.issued_at,
                    issued_at: Some(entry.issued_at),
                    region: self.region(),
                    is_replica: true,
                };
                apply::apply(&mut execution, command).await
            }
            Err(error) => Err(error),
        };
        match outcome {
            Ok(_) => {
                tx.execute(&RELEASE, &[]).await?;
                Ok(None)
            }
            Err(error) if error.is_rejection() => {
                tx.execute(&ROLLBACK, &[]).await?;
                tx.execute(&RELEASE, &[]).await?;
                Ok(Some(sentence(&error)))
            }
            Err(error) => Err(error),
        }
    }
}

/// An error as a sentence for people, its fields included.
pub(crate) fn sentence(error: &Error) -> String {
    match error {
        Error::Invalid(errors) => errors
            .0
            .iter()
            .flat_map(|(field, sentences)| {
                sentences.iter().map(move |sentence| match field.as_str() {
                    crate::error::NON_FIELD_ERRORS => sentence.clone(),
                    field => format!("{field}: {sentence}"),
                })
            })
            .collect::<Vec<_>>()
            .join(" "),
        other => other.to_string(),
    }
}

/// Whose replica it is, as the actor they are by what the server said last.
pub(crate) async fn local_actor(tx: &mut Tx) -> Result<Option<Actor>> {
    Ok(sync_state::find::<Me>(tx, ME).await?.map(|me| Actor {
        kind: ActorKind::User {
            id: me.user.id,
            email: me.user.email,
        },
        permissions: me
            .permissions
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect(),
        is_superuser: me.user.is_superuser,
        address: None,
    }))
}

impl Rivo {
    /// Whether this is a device's replica.
    #[must_use]
    pub fn is_replica(&self) -> bool {
        self.0.replica.is_some()
    }

    pub(crate) fn replica(&self) -> Option<&Arc<Replica>> {
        self.0.replica.as_ref()
    }

    /// Whoever is signed in on this device, as they stand now.
    ///
    /// # Errors
    ///
    /// [`Error::Unauthenticated`] with the code `locked` while nobody is, or the device is locked.
    pub async fn local_user(&self) -> Result<Actor> {
        let locked = || Error::Unauthenticated {
            code: "locked",
            detail: "Sign in to see what is on this device.".to_owned(),
        };
        if !self.is_replica() {
            return Err(locked());
        }
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    if sync_state::find::<String>(tx, LOCKED).await?.is_some() {
                        return Err(locked());
                    }
                    local_actor(tx).await?.ok_or_else(locked)
                })
            })
            .await
    }

    /// Executes a command here and queues it for the server, in one transaction.
    pub(super) async fn execute_on_replica(
        &self,
        replica: &Arc<Replica>,
        actor: &Actor,
        command_id: CommandId,
        command: &Command,
        body_hash: Vec<u8>,
    ) -> Result<Outcome> {
        if !access::works_offline(command) {
            return Err(Error::offline());
        }
        let now = self.now();
        let (replica, actor, command) = (Arc::clone(replica), actor.clone(), command.clone());
        let outcome = self
            .store()
            .write(move |tx| {
                let (replica, actor, command, body_hash) = (
                    Arc::clone(&replica),
                    actor.clone(),
                    command.clone(),
                    body_hash.clone(),
                );
                Box::pin(async move {
                    let key = actor.key();
                    if let Some(earlier) = command_log::find(tx, &key, command_id).await? {
                        return earlier.answer(&body_hash);
                    }
                    let outcome =
                        queue(tx, &replica, &actor, command_id, command.clone(), now).await?;
                    let entry = command_log::Entry {
                        actor: &key,
                        command_id,
                        body_hash: &body_hash,
                        client_id: access::client_of(&command),
                        result: Ok(&outcome),
                    };
                    command_log::insert(tx, &entry, now).await?;
                    Ok(outcome)
                })
            })
            .await?;
        if let Some(replica) = self.replica() {
            replica.outbox_changed();
        }
        Ok(outcome)
    }
}

/// Executes a command over what is shown and puts it into the outbox.
pub(crate) async fn queue(
    tx: &mut Tx,
    replica: &Replica,
    actor: &Actor,
    command_id: CommandId,
    command: Command,
    now: Timestamp,
) -> Result<Outcome> {
    super::permit::permit(tx, actor, &command).await?;
    let client_id = concerned(tx, &command).await?;
    let seen = seen(tx, &command, client_id).await?;
    let base_version = match client_id {
        Some(client_id) => replica.overlay.base_version(tx, client_id).await?,
        None => None,
    };
    let queued = with_preconditions(command.clone(), &seen);
    let mut execution = Execution {
        tx,
        actor,
        command_id,
        action: access::action(&command),
        now,
        issued_at: Some(now),
        region: replica.region(),
        is_replica: true,
    };
    let outcome = apply::apply(&mut execution, command).await?;
    let seen = (seen != Json::Null).then(|| seen.to_string());
    let entry = sync_outbox::NewEntry {
        command_id,
        issued_at: now,
        client_id,
        base_version,
        command: &sync_outbox::to_json(&queued)?,
        seen: seen.as_deref(),
    };
    sync_outbox::insert(tx, &entry).await?;
    Ok(outcome)
}

/// The client that a command is about, also where it names a note, a task or a message of it.
pub(crate) async fn concerned(tx: &mut Tx, command: &Command) -> Result<Option<ClientId>> {
    Ok(match command {
        Command::UpdateNote { note_id, .. } | Command::DeleteNote { note_id, .. } => {
            client_note::find(tx, *note_id)
                .await?
                .map(|note| note.client_id)
        }
        Command::UpdateTask { task_id, .. }
        | Command::CompleteTask { task_id }
        | Command::DeleteTask { task_id, .. } => client_task::find(tx, *task_id)
            .await?
            .map(|task| task.client_id),
        Command::EditMessage { message_id, .. } | Command::DeleteMessage { message_id } => {
            crate::store::table::chat_message::find(tx, *message_id)
                .await?
                .and_then(|message| message.client)
        }
        Command::DeleteSession { session_id } => {
            crate::store::table::chat_session::find(tx, *session_id)
                .await?
                .and_then(|session| session.client)
        }
        other => access::client_of(other),
    })
}

/// What a command's author sees of the thing before the command: one of the two versions of a
/// conflict.
async fn seen(tx: &mut Tx, command: &Command, client_id: Option<ClientId>) -> Result<Json> {
    let Some(client_id) = client_id else {
        return Ok(Json::Null);
    };
    let Some(row) = client::find(tx, client_id).await? else {
        return Ok(Json::Null);
    };
    let mut seen = json!({
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "current_stage": row.current_stage,
        "assigned_to": row.assigned_to,
        "version": row.version,
    });
    match command {
        Command::CorrectFact { fact, .. } => {
            seen["facts"] = json!({ &fact.path: row.context.text_at(&fact.path) });
        }
        Command::CorrectFacts { facts, .. } => {
            let stands: serde_json::Map<String, Json> = facts
                .iter()
                .map(|fact| (fact.path.clone(), json!(row.context.text_at(&fact.path))))
                .collect();
            seen["facts"] = stands.into();
        }
        Command::UpdateNote { note_id, .. } | Command::DeleteNote { note_id, .. } => {
            if let Some(note) = client_note::find(tx, *note_id).await? {
                seen["note"] = json!({ "body": note.body });
            }
        }
        Command::UpdateTask { task_id, .. }
        | Command::CompleteTask { task_id }
        | Command::DeleteTask { task_id, .. } => {
            if let Some(task) = client_task::find(tx, *task_id).await? {
                seen["task"] = json!({
                    "title": task.title,
                    "due_at": task.due_at,
                    "done_at": task.done_at,
                    "assignee": task.assignee,
                });
            }
        }
        _ => {}
    }
    Ok(seen)
}
