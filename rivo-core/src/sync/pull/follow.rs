//! The feed, row by row: what a row refers to, as it stands now.

use std::collections::{BTreeMap, HashSet};

use super::{
    cursor::{Clients, Cursor, Rest},
    deliver::{self, Page},
};
use crate::{
    api::event::ChangeKind,
    clock::Timestamp,
    error::Result,
    id::{ClientId, SessionId},
    service::feed::read_after,
    store::{
        Tx,
        table::{change_feed::PlacedChange, chat_session, sync_page},
    },
};

/// Feed rows read at once. What they say of one thing is sent once.
const BATCH: i64 = 500;

/// When a client was made; `None` for one that is not the actor's to see.
type Known = Option<Timestamp>;

/// What the rows of a batch say of a client.
#[derive(Clone, Copy)]
struct Said {
    since: Timestamp,
    whole: bool,
}

/// Delivers the feed until it ends or the page is full; whether it ended.
pub(super) async fn follow(tx: &mut Tx, page: &mut Page, cursor: &mut Cursor) -> Result<bool> {
    loop {
        if page.is_full() {
            return Ok(false);
        }
        let rows = read_after(tx, cursor.position, BATCH).await?;
        if rows.is_empty() {
            return Ok(true);
        }
        let batch = Batch::of(&rows, cursor);
        let mut sent = HashSet::new();
        let mut known = BTreeMap::new();
        for row in &rows {
            if page.is_full() {
                return Ok(false);
            }
            cursor.position = row.position;
            if !one(tx, page, cursor, row, &batch, &mut sent, &mut known).await? {
                return Ok(false);
            }
        }
    }
}

/// What a batch says of each thing as a whole. A later row may stand for an earlier moment: two
/// nodes have two clocks.
struct Batch {
    clients: BTreeMap<ClientId, Said>,
    sessions: BTreeMap<String, Option<i64>>,
}

impl Batch {
    fn of(rows: &[PlacedChange], cursor: &Cursor) -> Self {
        let mut clients: BTreeMap<ClientId, Said> = BTreeMap::new();
        let mut sessions: BTreeMap<String, Option<i64>> = BTreeMap::new();
        for row in rows {
            let Some(id) = row.event.client_id else {
                continue;
            };
            let comes = row.assignee_after == Some(cursor.user)
                && row.assignee_before != row.assignee_after;
            let whole = (comes && cursor.holds.clients != Clients::All)
                || row.event.kind == ChangeKind::Rescope;
            let said = clients.entry(id).or_insert(Said {
                since: row.event.at,
                whole,
            });
            said.since = said.since.min(row.event.at);
            said.whole |= whole;
            if row.event.kind == ChangeKind::Messages {
                sessions
                    .entry(row.event.id.clone())
                    .and_modify(|first| {
                        *first = (*first).zip(row.first_position).map(|(a, b)| a.min(b));
                    })
                    .or_insert(row.first_position);
            }
        }
        Self { clients, sessions }
    }
}

/// Delivers what a row refers to; `false` where the page ended in the middle of it.
async fn one(
    tx: &mut Tx,
    page: &mut Page,
    cursor: &mut Cursor,
    row: &PlacedChange,
    batch: &Batch,
    sent: &mut HashSet<(ChangeKind, String)>,
    known: &mut BTreeMap<ClientId, Known>,
) -> Result<bool> {
    let event = &row.event;
    let is_new = |sent: &mut HashSet<_>, kind| sent.insert((kind, event.id.clone()));
    match (event.kind, event.client_id) {
        (ChangeKind::User, _) => {
            if let Ok(id) = event.id.parse()
                && is_new(sent, ChangeKind::User)
            {
                let user = sync_page::user(tx, id).await?;
                page.user(id, user);
            }
            Ok(true)
        }
        (ChangeKind::Settings, _) => {
            if is_new(sent, ChangeKind::Settings) {
                deliver::settings(tx, page).await?;
            }
            Ok(true)
        }
        // Who may do what is told by `me`; keys and jobs of nobody's client are not kept.
        (_, None) => Ok(true),
        (kind, Some(client_id)) => {
            // All of a page is of one moment: what was found out once holds.
            let found = if let Some(found) = known.get(&client_id) {
                *found
            } else {
                let found = sync_page::rules(tx, client_id)
                    .await?
                    .filter(|rules| page.scope().sees(rules.assigned_to))
                    .map(|rules| rules.created_at);
                known.insert(client_id, found);
                found
            };
            let Some(created_at) = found else {
                let had = cursor.holds.clients == Clients::All
                    || (cursor.held_all && kind == ChangeKind::ClientGone)
                    || row.assignee_before == Some(cursor.user)
                    || row.assignee_after == Some(cursor.user);
                if had && sent.insert((ChangeKind::ClientGone, client_id.to_string())) {
                    page.gone(client_id);
                }
                return Ok(true);
            };
            let said = batch.clients.get(&client_id).copied().unwrap_or(Said {
                since: event.at,
                whole: false,
            });
            // Made at this very moment: nothing of it is there yet.
            let whole = said.whole || said.since <= created_at;
            let is_whole_sent = sent.contains(&(ChangeKind::Rescope, client_id.to_string()));
            if is_whole_sent {
                return Ok(true);
            }
            if whole {
                sent.insert((ChangeKind::Rescope, client_id.to_string()));
                let rest = deliver::client(client_id, true, said.since);
                return deliver::go_on(tx, page, cursor, rest).await;
            }
            match kind {
                ChangeKind::Note if is_new(sent, kind) => {
                    deliver::note(tx, page, client_id, &event.id).await?;
                    Ok(true)
                }
                ChangeKind::Task if is_new(sent, kind) => {
                    deliver::task(tx, page, client_id, &event.id).await?;
                    Ok(true)
                }
                ChangeKind::Messages if is_new(sent, kind) => {
                    messages(tx, page, cursor, client_id, &event.id, batch).await
                }
                ChangeKind::Client | ChangeKind::Job
                    if sent.insert((ChangeKind::Client, client_id.to_string())) =>
                {
                    let rest = deliver::client(client_id, false, said.since);
                    deliver::go_on(tx, page, cursor, rest).await
                }
                _ => Ok(true),
            }
        }
    }
}

async fn messages(
    tx: &mut Tx,
    page: &mut Page,
    cursor: &mut Cursor,
    client_id: ClientId,
    session: &str,
    batch: &Batch,
) -> Result<bool> {
    let Ok(session_id) = session.parse::<SessionId>() else {
        return Ok(true);
    };
    if !cursor.sight().chat {
        return Ok(true);
    }
    // It may have moved to another client; that one's own row tells of it.
    match chat_session::find(tx, session_id).await? {
        None => {
            page.session_gone(client_id, session_id);
            Ok(true)
        }
        Some(found) if found.client == Some(client_id) => {
            let position = batch.sessions.get(session).copied().flatten().unwrap_or(1);
            let rest = Rest::Session {
                client_id,
                session_id,
                position,
            };
            deliver::go_on(tx, page, cursor, rest).await
        }
        Some(_) => Ok(true),
    }
}
