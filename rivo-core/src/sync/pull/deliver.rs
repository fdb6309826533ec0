//! A page under way, and the documents that go into it.

use super::{
    super::protocol::{Colleague, SettingValue, SyncChange, SyncClient},
    cursor::{Cursor, Rest},
};
use crate::{
    api::{
        chat::{ChatMessage, ChatSession},
        client::Client,
    },
    auth::Actor,
    clock::Timestamp,
    error::Result,
    id::{ClientId, MessageId, NoteId, SessionId, TaskId, UserId},
    model::validate::Region,
    service::{scope::Scope, select::Select, text},
    store::{
        Tx,
        table::{
            chat_session, client, client_message, client_note, client_seen, client_task, setting,
            sync_page::{self, Place},
        },
    },
};

/// A page ends when its documents are about so large, however few they are.
const MAX_BYTES: usize = 1024 * 1024;
/// Messages read at once: each may be 40 kB.
const CHUNK: i64 = 50;
/// What a document but a message or a client weighs, about.
const ROW_BYTES: usize = 400;

/// The parts of a client, in the order they are sent.
const HISTORY: u8 = 1;
const ASSIGNMENTS: u8 = 2;
const RUNS: u8 = 3;
/// Notes, tasks and messages have feed rows of their own: only a whole client brings them along.
const NOTES: u8 = 4;
const TASKS: u8 = 5;
const MESSAGES: u8 = 6;

pub(super) struct Page {
    pub(super) changes: Vec<SyncChange>,
    room: i64,
    bytes: usize,
    scope: Scope,
    /// Whose device it is.
    user: Option<UserId>,
    region: Region,
}

impl Page {
    pub(super) fn new(limit: u32, actor: &Actor, region: Region) -> Self {
        Self {
            changes: Vec::new(),
            room: i64::from(limit),
            bytes: 0,
            scope: Scope::of(actor),
            user: actor.user_id(),
            region,
        }
    }

    pub(super) const fn is_full(&self) -> bool {
        self.room <= 0 || self.bytes >= MAX_BYTES
    }

    /// How many documents still fit.
    pub(super) const fn room(&self) -> i64 {
        if self.bytes >= MAX_BYTES {
            0
        } else {
            self.room
        }
    }

    pub(super) const fn scope(&self) -> Scope {
        self.scope
    }

    /// Adds a change of one document.
    pub(super) fn push(&mut self, change: SyncChange) {
        self.take(change, 1, ROW_BYTES);
    }

    fn take(&mut self, change: SyncChange, documents: usize, bytes: usize) {
        self.room -= i64::try_from(documents).unwrap_or(i64::MAX);
        self.bytes += bytes;
        self.changes.push(change);
    }

    pub(super) fn gone(&mut self, id: ClientId) {
        self.push(SyncChange::ClientGone { id });
    }

    pub(super) fn session_gone(&mut self, client_id: ClientId, session_id: SessionId) {
        self.push(SyncChange::SessionGone {
            client_id,
            session_id,
        });
    }

    pub(super) fn user(&mut self, id: UserId, row: Option<sync_page::UserRow>) {
        self.push(SyncChange::User {
            id,
            user: row.map(|row| Colleague {
                id: row.id,
                email: row.email,
                first_name: row.first_name,
                last_name: row.last_name,
                is_active: row.is_active,
            }),
        });
    }

    fn messages(
        &mut self,
        client_id: ClientId,
        session: ChatSession,
        messages: Vec<ChatMessage>,
        deleted: Vec<MessageId>,
    ) {
        let bytes = messages
            .iter()
            .map(|message| message.message.len() + ROW_BYTES)
            .sum();
        let documents = (messages.len() + deleted.len()).max(1);
        let change = SyncChange::Messages {
            client_id,
            session_id: session.session_id,
            session,
            messages,
            deleted,
        };
        self.take(change, documents, bytes);
    }
}

/// A client from its beginning: all of it, or what was written since a moment.
pub(super) fn client(id: ClientId, whole: bool, since: Timestamp) -> Rest {
    let since = if whole { text::first_date() } else { since };
    Rest::Client {
        id,
        whole,
        since: since.as_micros(),
        part: 0,
        place: (since, uuid::Uuid::nil()),
        at: None,
    }
}

/// Delivers what is left of something. `false`: the page ended in the middle, and the cursor holds
/// the new rest.
pub(super) async fn go_on(
    tx: &mut Tx,
    page: &mut Page,
    cursor: &mut Cursor,
    rest: Rest,
) -> Result<bool> {
    let rest = match rest {
        Rest::Client {
            id,
            whole,
            since,
            part,
            place,
            at,
        } => {
            let delivery = Delivery {
                id,
                whole,
                since: Timestamp::from_micros(since),
                chat: cursor.sight().chat,
            };
            go_on_client(tx, page, delivery, part, place, at).await?
        }
        Rest::Session {
            client_id,
            session_id,
            position,
        } => go_on_session(tx, page, client_id, session_id, position).await?,
    };
    cursor.rest = rest;
    Ok(cursor.rest.is_none())
}

struct Delivery {
    id: ClientId,
    whole: bool,
    since: Timestamp,
    chat: bool,
}

async fn go_on_client(
    tx: &mut Tx,
    page: &mut Page,
    delivery: Delivery,
    mut part: u8,
    mut place: Place,
    at: Option<(SessionId, i64)>,
) -> Result<Option<Rest>> {
    let id = delivery.id;
    // Asked again on each page: it may have been taken away since the last one.
    let Some(found) = visible(tx, page, id).await? else {
        page.gone(id);
        return Ok(None);
    };
    if part == 0 {
        let bytes = serde_json::to_vec(&found).map_or(ROW_BYTES, |json| json.len());
        let change = SyncChange::Client {
            id,
            client: Box::new(found),
            whole: delivery.whole,
        };
        page.take(change, 1, bytes);
        part = HISTORY;
    }
    let start = (delivery.since, uuid::Uuid::nil());
    let last = match (delivery.whole, delivery.chat) {
        (false, _) => RUNS,
        (true, false) => TASKS,
        (true, true) => MESSAGES,
    };
    while part <= last {
        if page.is_full() {
            return Ok(Some(delivery.rest(part, place, at)));
        }
        let room = page.room();
        if part == MESSAGES {
            return messages(tx, page, &delivery, place, at).await;
        }
        if let Some(next) = rows(tx, page, id, part, place, room).await? {
            place = next;
        } else {
            part += 1;
            place = start;
        }
    }
    Ok(None)
}

impl Delivery {
    fn rest(&self, part: u8, place: Place, at: Option<(SessionId, i64)>) -> Rest {
        Rest::Client {
            id: self.id,
            whole: self.whole,
            since: self.since.as_micros(),
            part,
            place,
            at,
        }
    }
}

/// Delivers rows of a part after a place; the place to go on, where there may be more.
async fn rows(
    tx: &mut Tx,
    page: &mut Page,
    client_id: ClientId,
    part: u8,
    place: Place,
    room: i64,
) -> Result<Option<Place>> {
    let (change, count, last) = match part {
        HISTORY => {
            let history = sync_page::history(tx, client_id, place, room).await?;
            let last = history.last().map(|row| (row.created_at, row.id.0));
            let count = history.len();
            (SyncChange::History { client_id, history }, count, last)
        }
        ASSIGNMENTS => {
            let rows = sync_page::assignments(tx, client_id, place, room).await?;
            let last = rows.last().map(|(row, changed_at)| (*changed_at, row.id.0));
            let count = rows.len();
            let assignments = rows.into_iter().map(|(row, _)| row).collect();
            let change = SyncChange::Assignments {
                client_id,
                assignments,
            };
            (change, count, last)
        }
        RUNS => {
            let runs = sync_page::runs(tx, client_id, place, room).await?;
            let last = runs.last().map(|row| (row.created_at, row.id.0));
            let count = runs.len();
            (SyncChange::Runs { client_id, runs }, count, last)
        }
        NOTES => {
            let notes = sync_page::notes(tx, client_id, place, room).await?;
            let last = notes.last().map(|row| (row.created_at, row.id.0));
            let count = notes.len();
            (SyncChange::Notes { client_id, notes }, count, last)
        }
        _ => {
            let tasks = sync_page::tasks(tx, client_id, place, room).await?;
            let last = tasks.last().map(|row| (row.created_at, row.id.0));
            let count = tasks.len();
            (SyncChange::Tasks { client_id, tasks }, count, last)
        }
    };
    if count == 0 {
        return Ok(None);
    }
    page.take(change, count, count * ROW_BYTES);
    let is_more = i64::try_from(count).unwrap_or(i64::MAX) >= room;
    Ok(last.filter(|_| is_more))
}

/// Delivers the messages of all sessions of a client after a place.
async fn messages(
    tx: &mut Tx,
    page: &mut Page,
    delivery: &Delivery,
    place: Place,
    at: Option<(SessionId, i64)>,
) -> Result<Option<Rest>> {
    let (session, position) = at.unwrap_or((SessionId(uuid::Uuid::nil()), 0));
    let mut from = (place.0, session, position);
    loop {
        if page.is_full() {
            let place = (from.0, uuid::Uuid::nil());
            return Ok(Some(delivery.rest(MESSAGES, place, Some((from.1, from.2)))));
        }
        let room = page.room().min(CHUNK);
        let found = client_message::after(tx, delivery.id, from, room).await?;
        let is_more = i64::try_from(found.len()).unwrap_or(i64::MAX) >= room;
        if let Some((last, _)) = found.last() {
            from = *last;
        }
        transcript(tx, page, delivery.id, found).await?;
        if !is_more {
            return Ok(None);
        }
    }
}

/// Adds messages that follow each other, a change a session.
async fn transcript(
    tx: &mut Tx,
    page: &mut Page,
    client_id: ClientId,
    found: Vec<client_message::Placed>,
) -> Result<()> {
    let mut groups: Vec<(SessionId, Vec<ChatMessage>)> = Vec::new();
    for ((_, session_id, _), message) in found {
        match groups.last_mut() {
            Some((same, messages)) if *same == session_id => messages.push(message),
            _ => groups.push((session_id, vec![message])),
        }
    }
    for (session_id, messages) in groups {
        if let Some(session) = chat_session::find(tx, session_id).await? {
            page.messages(client_id, session, messages, Vec::new());
        }
    }
    Ok(())
}

async fn go_on_session(
    tx: &mut Tx,
    page: &mut Page,
    client_id: ClientId,
    session_id: SessionId,
    mut position: i64,
) -> Result<Option<Rest>> {
    let rest = |position| Rest::Session {
        client_id,
        session_id,
        position,
    };
    if visible(tx, page, client_id).await?.is_none() {
        page.gone(client_id);
        return Ok(None);
    }
    let session = match chat_session::find(tx, session_id).await? {
        Some(session) if session.client == Some(client_id) => session,
        Some(_) => return Ok(None),
        None => {
            page.session_gone(client_id, session_id);
            return Ok(None);
        }
    };
    loop {
        if page.is_full() {
            return Ok(Some(rest(position)));
        }
        let room = page.room().min(CHUNK);
        let (messages, deleted) = sync_page::messages(tx, session_id, position, room).await?;
        let is_more = i64::try_from(messages.len()).unwrap_or(i64::MAX) >= room;
        let next = messages.last().map(|message| message.position + 1);
        page.messages(client_id, session.clone(), messages, deleted);
        match next.filter(|_| is_more) {
            Some(next) => position = next,
            None => return Ok(None),
        }
    }
}

/// A client as a device gets it, where it may be seen.
async fn visible(tx: &mut Tx, page: &Page, id: ClientId) -> Result<Option<SyncClient>> {
    let mut select = Select::from(client::VIEW);
    select.and("c.id = ?", [id.into()]);
    page.scope.narrow(&mut select);
    let Some(row) = select.rows(tx).await?.pop() else {
        return Ok(None);
    };
    let client: Client = client::view(row)?;
    let seen_at = match page.user {
        Some(user) => client_seen::find(tx, user, id).await?,
        None => None,
    };
    Ok(sync_page::rules(tx, id).await?.map(|rules| SyncClient {
        client,
        closed_from: rules.closed_from,
        edited_fields: rules.edited_fields,
        seen_at,
    }))
}

/// A note of a client, or that it is gone.
pub(super) async fn note(
    tx: &mut Tx,
    page: &mut Page,
    client_id: ClientId,
    id: &str,
) -> Result<()> {
    let Ok(id) = id.parse::<NoteId>() else {
        return Ok(());
    };
    match client_note::view(tx, id).await? {
        Some(note) => page.push(SyncChange::Notes {
            client_id,
            notes: vec![note],
        }),
        None => page.push(SyncChange::NoteGone { client_id, id }),
    }
    Ok(())
}

/// A task of a client, or that it is gone.
pub(super) async fn task(
    tx: &mut Tx,
    page: &mut Page,
    client_id: ClientId,
    id: &str,
) -> Result<()> {
    let Ok(id) = id.parse::<TaskId>() else {
        return Ok(());
    };
    let mut select = Select::from(client_task::VIEW);
    select.and("t.id = ?", [id.into()]);
    match select.rows(tx).await?.pop() {
        Some(row) => page.push(SyncChange::Tasks {
            client_id,
            tasks: vec![client_task::view(row)?],
        }),
        None => page.push(SyncChange::TaskGone { client_id, id }),
    }
    Ok(())
}

/// The settings of the desk, all that were set.
pub(super) async fn settings(tx: &mut Tx, page: &mut Page) -> Result<()> {
    let mut settings: Vec<SettingValue> = setting::list(tx)
        .await?
        .into_iter()
        .map(|setting| SettingValue {
            key: setting.key,
            value: setting.value,
            updated_at: setting.updated_at,
        })
        .collect();
    settings.sort_by(|a, b| a.key.cmp(&b.key));
    let region = page.region.as_str().to_owned();
    page.push(SyncChange::Settings { settings, region });
    Ok(())
}
