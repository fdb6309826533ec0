//! Documents of the server on their way into the base of a replica.

use super::super::protocol::{Colleague, PullResponse, SettingValue, SyncChange, SyncClient};
use crate::{
    api::{
        chat::{ChatMessage, ChatSession},
        event::ChangeKind,
        user::Me,
    },
    clock::Timestamp,
    error::Result,
    id::{ClientId, MessageId, SessionId, UserId},
    model::validate::Region,
    service::replica::{ME, REGION},
    store::{
        Tx,
        table::{
            change_feed::{self, NewChange},
            chat_message, chat_session,
            client::{self, ClientRow},
            client_note, client_seen, client_task, command_log, message_search, setting,
            sync_outbox, sync_replica, sync_state,
        },
    },
};

/// What arrives with a page, and what the window is told of it.
pub(super) struct Arrivals {
    copying: bool,
    now: Timestamp,
    told: Vec<Told>,
    /// Whose device it is, once that was asked.
    owner: Option<UserId>,
}

struct Told {
    kind: ChangeKind,
    id: String,
    client_id: Option<ClientId>,
    first_position: Option<i64>,
}

/// The region that a page brings.
pub(super) fn region(response: &PullResponse) -> Option<Region> {
    response
        .changes
        .iter()
        .rev()
        .find_map(|change| match change {
            SyncChange::Settings { region, .. } => region.parse().ok(),
            _ => None,
        })
}

impl Arrivals {
    pub(super) const fn new(copying: bool, now: Timestamp) -> Self {
        Self {
            copying,
            now,
            told: Vec::new(),
            owner: None,
        }
    }

    /// Writes a change into the base. What hangs on a client that is not here is left out: the
    /// client comes whole, later in the feed.
    pub(super) async fn put(&mut self, tx: &mut Tx, change: &SyncChange) -> Result<()> {
        match change {
            SyncChange::Client { id, client, whole } => {
                self.client(tx, client, *whole).await?;
                self.tell(ChangeKind::Client, id, Some(*id));
            }
            SyncChange::ClientGone { id } => self.gone(tx, *id).await?,
            SyncChange::User { id, user } => {
                match user {
                    Some(user) => put_colleague(tx, user, self.now).await?,
                    None => sync_replica::end_user(tx, *id).await?,
                }
                self.tell(ChangeKind::User, id, None);
            }
            SyncChange::Me { me } => self.me(tx, me).await?,
            SyncChange::Settings { settings, region } => {
                put_settings(tx, settings).await?;
                sync_state::set(tx, REGION, region).await?;
                self.tell(ChangeKind::Settings, &"desk", None);
            }
            SyncChange::History { client_id, .. }
            | SyncChange::Assignments { client_id, .. }
            | SyncChange::Notes { client_id, .. }
            | SyncChange::NoteGone { client_id, .. }
            | SyncChange::Tasks { client_id, .. }
            | SyncChange::TaskGone { client_id, .. }
            | SyncChange::Runs { client_id, .. }
            | SyncChange::Messages { client_id, .. }
            | SyncChange::SessionGone { client_id, .. } => {
                if sync_replica::has_client(tx, *client_id).await? {
                    self.part(tx, *client_id, change).await?;
                }
            }
            // Refused before: a page with one is not applied.
            SyncChange::Unknown => {}
        }
        Ok(())
    }

    /// Something that hangs on a client that is here.
    async fn part(&mut self, tx: &mut Tx, client_id: ClientId, change: &SyncChange) -> Result<()> {
        let of = Some(client_id);
        match change {
            SyncChange::History { history, .. } => {
                for row in history {
                    sync_replica::put_history(tx, client_id, row).await?;
                }
            }
            SyncChange::Assignments { assignments, .. } => {
                for row in assignments {
                    sync_replica::put_assignment(tx, client_id, row).await?;
                }
            }
            SyncChange::Notes { notes, .. } => {
                for note in notes {
                    sync_replica::put_note(tx, client_id, note).await?;
                    self.tell(ChangeKind::Note, &note.id, of);
                }
            }
            SyncChange::NoteGone { id, .. } => {
                client_note::delete(tx, *id).await?;
                self.tell(ChangeKind::Note, id, of);
            }
            SyncChange::Tasks { tasks, .. } => {
                for task in tasks {
                    sync_replica::put_task(tx, client_id, task).await?;
                    self.tell(ChangeKind::Task, &task.id, of);
                }
            }
            SyncChange::TaskGone { id, .. } => {
                client_task::delete(tx, *id, client_id).await?;
                self.tell(ChangeKind::Task, id, of);
            }
            SyncChange::Runs { runs, .. } => {
                for run in runs {
                    sync_replica::put_run(tx, client_id, run).await?;
                }
            }
            SyncChange::Messages {
                session,
                messages,
                deleted,
                ..
            } => {
                self.messages(tx, client_id, session, messages, deleted)
                    .await?;
            }
            SyncChange::SessionGone { session_id, .. } => {
                remove_session(tx, *session_id).await?;
                self.tell(ChangeKind::Messages, session_id, of);
            }
            _ => {}
        }
        Ok(())
    }

    async fn client(&mut self, tx: &mut Tx, document: &SyncClient, whole: bool) -> Result<()> {
        let shown = &document.client;
        let id = shown.id;
        if whole {
            sync_replica::clear_client(tx, id).await?;
            for session in chat_session::of_client(tx, id).await? {
                remove_session(tx, session.session_id).await?;
            }
        }
        sync_replica::name_user(tx, shown.assigned_to.as_ref(), self.now).await?;
        let row = ClientRow {
            id,
            name: shown.name.clone(),
            email: shown.email.clone(),
            phone: shown.phone.clone(),
            current_stage: shown.current_stage,
            stage_changed_at: shown.stage_changed_at,
            closed_from: document.closed_from,
            assigned_to: shown.assigned_to.as_ref().map(|user| user.id),
            context: shown.context.clone(),
            context_meta: shown.context_meta.clone(),
            proposals: shown.proposals.clone(),
            edited_fields: document.edited_fields,
            source: shown.source.clone(),
            captured_at: shown.captured_at,
            last_message_at: shown.last_message_at,
            version: shown.version,
            created_at: shown.created_at,
            updated_at: shown.updated_at,
            first_touch_at: shown.first_touch_at,
        };
        client::put(tx, &row).await?;
        sync_replica::put_job(tx, id, shown.extraction.as_ref(), shown.updated_at).await?;
        if let Some(seen_at) = document.seen_at
            && let Some(owner) = self.owner(tx).await?
        {
            // What was seen here meanwhile stays seen.
            client_seen::advance(tx, owner, id, seen_at).await?;
        }
        if self.copying {
            sync_replica::arrived(tx, id).await?;
        }
        Ok(())
    }

    async fn owner(&mut self, tx: &mut Tx) -> Result<Option<UserId>> {
        if self.owner.is_none() {
            self.owner = sync_state::find::<Me>(tx, ME).await?.map(|me| me.user.id);
        }
        Ok(self.owner)
    }

    /// Everything on a client goes, and what the outbox remembers of it but the author's own words.
    async fn gone(&mut self, tx: &mut Tx, id: ClientId) -> Result<()> {
        for session in chat_session::of_client(tx, id).await? {
            remove_session(tx, session.session_id).await?;
        }
        client::delete(tx, id).await?;
        sync_outbox::forget_client(tx, id).await?;
        command_log::redact_client(tx, id).await?;
        self.tell(ChangeKind::ClientGone, &id, Some(id));
        Ok(())
    }

    async fn messages(
        &mut self,
        tx: &mut Tx,
        client_id: ClientId,
        session: &ChatSession,
        messages: &[ChatMessage],
        deleted: &[MessageId],
    ) -> Result<()> {
        let known = chat_session::find(tx, session.session_id).await?;
        if known.is_some_and(|known| known.client != Some(client_id)) {
            // It moved with a merge, and comes whole: what was deleted meanwhile does not come.
            remove_session(tx, session.session_id).await?;
        }
        sync_replica::put_session(tx, client_id, session).await?;
        for message in messages {
            // What is new is indexed behind the feed; what was edited, here.
            let before = sync_replica::message_text(tx, message.id).await?;
            let is_edited = before.is_some_and(|before| before != message.message);
            let was_indexed = is_edited && message_search::remove(tx, message.id).await?;
            sync_replica::put_message(tx, session.session_id, message).await?;
            if was_indexed {
                message_search::add(
                    tx,
                    message.id,
                    session.session_id,
                    message.position,
                    &message.message,
                )
                .await?;
            }
        }
        for id in deleted {
            message_search::remove(tx, *id).await?;
            sync_replica::delete_message(tx, *id).await?;
        }
        self.told.push(Told {
            kind: ChangeKind::Messages,
            id: session.session_id.to_string(),
            client_id: Some(client_id),
            first_position: messages.first().map(|message| message.position),
        });
        Ok(())
    }

    pub(super) async fn me(&mut self, tx: &mut Tx, me: &Me) -> Result<()> {
        let user = &me.user;
        let names = (user.first_name.as_str(), user.last_name.as_str());
        sync_replica::put_user(tx, user.id, &user.email, names, user.is_active, self.now).await?;
        let role = user.role.as_ref().map(|role| role.id);
        sync_replica::rank(tx, me, role, self.now).await?;
        sync_state::set(tx, ME, me).await?;
        self.tell(ChangeKind::Rescope, &user.id, None);
        Ok(())
    }

    /// The copy is whole: what it did not bring is not the user's to see any more.
    pub(super) async fn end_copy(&mut self, tx: &mut Tx) -> Result<()> {
        for id in sync_replica::not_arrived(tx).await? {
            self.gone(tx, id).await?;
        }
        sync_replica::forget_arrived(tx).await
    }

    /// Puts what arrived into the feed of this device, for its window.
    pub(super) async fn announce(&self, tx: &mut Tx) -> Result<()> {
        for told in &self.told {
            let change = NewChange {
                kind: told.kind,
                entity_id: &told.id,
                client_id: told.client_id,
                assignee_before: None,
                assignee_after: None,
                permission: None,
                first_position: told.first_position,
            };
            change_feed::append(tx, &change, self.now).await?;
        }
        Ok(())
    }

    fn tell(&mut self, kind: ChangeKind, id: &dyn ToString, client_id: Option<ClientId>) {
        self.told.push(Told {
            kind,
            id: id.to_string(),
            client_id,
            first_position: None,
        });
    }
}

/// Tells the window that clients look different, though nothing arrived.
pub(super) async fn tell_of(tx: &mut Tx, clients: &[ClientId], now: Timestamp) -> Result<()> {
    let mut arrivals = Arrivals::new(false, now);
    for id in clients {
        arrivals.tell(ChangeKind::Client, id, Some(*id));
    }
    arrivals.announce(tx).await
}

async fn put_colleague(tx: &mut Tx, user: &Colleague, now: Timestamp) -> Result<()> {
    let names = (user.first_name.as_str(), user.last_name.as_str());
    sync_replica::put_user(tx, user.id, &user.email, names, user.is_active, now).await
}

async fn put_settings(tx: &mut Tx, settings: &[SettingValue]) -> Result<()> {
    sync_replica::clear_settings(tx).await?;
    for value in settings {
        setting::set(tx, &value.key, &value.value, value.updated_at).await?;
    }
    Ok(())
}

async fn remove_session(tx: &mut Tx, session_id: SessionId) -> Result<()> {
    message_search::remove_session(tx, session_id).await?;
    chat_message::delete_session(tx, session_id).await?;
    chat_session::delete(tx, session_id).await
}
