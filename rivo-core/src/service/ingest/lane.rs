//! The lanes of PostgreSQL: messages that arrive while a commit is under way are written together
//! by the next one.
//!
//! A session always goes through the same lane of its process, so its messages keep their order.
//! Plain messages of a batch are numbered and inserted by one statement; those that may state a
//! contact detail, and all that follow them in their session, go one by one. Where the statement
//! fails, each of its messages is tried alone, so that only the bad one's request fails.

use std::collections::{HashMap, HashSet};

use futures_util::future::join_all;
use tokio::sync::{OnceCell, mpsc, oneshot};

use super::{super::guarded, Incoming, post};
use crate::{
    api::chat::PostedMessage,
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, SessionId},
    model::contact::Asked,
    store::{Sql, Store, postgres::Param, sql::queries},
};

/// Two cores' worth of commits overlap; more lanes only make the batches smaller.
const LANES: usize = 4;
/// A commit takes at most so many messages, to bound how long the first one waits.
const BATCH_LIMIT: usize = 256;
/// Stands for "asks for nothing new" beside the bits 1, 2 and 4.
const ASKED_KEEP: i64 = 8;

queries! {
    /// A batch of one: no arrays, no joins.
    POST_ONE = Sql::per_engine("SELECT 1",
        "WITH session AS (
             INSERT INTO chat_session (session_id, message_count, asked, last_message_at, created_at, updated_at)
             VALUES ($1, 1, $3, $4, $4, $4)
             ON CONFLICT (session_id) DO UPDATE SET
                 message_count = chat_session.message_count + 1,
                 asked = CASE WHEN excluded.asked = 8 THEN chat_session.asked ELSE excluded.asked END,
                 last_message_at = excluded.last_message_at,
                 updated_at = excluded.updated_at
             RETURNING session_id, client_id, message_count
         ), message AS (
             INSERT INTO chat_message
                 (session_id, position, id, sender_type, data_type, message, metadata, idempotency_key,
                  idempotency_digest, created_at, updated_at)
             SELECT session_id, message_count, $2, $5, $6, $7, $8, $9, $10, $4, $4 FROM session
         ), feed AS (
             INSERT INTO change_feed (kind, entity_id, client_id, assignee_before, assignee_after, permission, created_at)
             SELECT 'messages', session.session_id::TEXT, client_id, client.assigned_to, client.assigned_to, 'client.view_all', $4
             FROM session LEFT JOIN client ON client.id = session.client_id
         )
         SELECT session_id, client_id, message_count FROM session");
    /// A batch: the sessions are locked in the order of their ids, which is the lock order
    /// everywhere, and the messages take the places after those that stand.
    POST_MANY = Sql::per_engine("SELECT 1",
        "WITH incoming AS (
             SELECT * FROM UNNEST($1::UUID[], $2::BIGINT[], $3::BIGINT[], $4::TIMESTAMPTZ[])
                 AS t (session_id, added, asked, at)
         ), session AS (
             INSERT INTO chat_session (session_id, message_count, asked, last_message_at, created_at, updated_at)
             SELECT session_id, added, asked, at, at, at FROM incoming ORDER BY session_id
             ON CONFLICT (session_id) DO UPDATE SET
                 message_count = chat_session.message_count + excluded.message_count,
                 asked = CASE WHEN excluded.asked = 8 THEN chat_session.asked ELSE excluded.asked END,
                 last_message_at = excluded.last_message_at,
                 updated_at = excluded.updated_at
             RETURNING session_id, client_id, message_count
         ), message AS (
             INSERT INTO chat_message
                 (session_id, position, id, sender_type, data_type, message, metadata, idempotency_key,
                  idempotency_digest, created_at, updated_at)
             SELECT m.session_id, session.message_count + m.place, m.id, m.sender_type, m.data_type, m.message,
                    m.metadata, m.idempotency_key, m.idempotency_digest, m.at, m.at
             FROM UNNEST($5::UUID[], $6::BIGINT[], $7::UUID[], $8::TEXT[], $9::TEXT[], $10::TEXT[], $11::TEXT[], $12::TEXT[], $13::TEXT[], $14::TIMESTAMPTZ[])
                 AS m (session_id, place, id, sender_type, data_type, message, metadata, idempotency_key, idempotency_digest, at)
             JOIN session ON session.session_id = m.session_id
         ), feed AS (
             INSERT INTO change_feed (kind, entity_id, client_id, assignee_before, assignee_after, permission, created_at)
             SELECT 'messages', session.session_id::TEXT, client_id, client.assigned_to, client.assigned_to, 'client.view_all', incoming.at
             FROM session JOIN incoming ON incoming.session_id = session.session_id
             LEFT JOIN client ON client.id = session.client_id
         )
         SELECT session_id, client_id, message_count FROM session");
}

type Waiting = (Incoming, oneshot::Sender<Result<PostedMessage>>);

/// The queues of this process, started with the first message.
pub(super) struct PostgresLanes {
    store: Store,
    queues: OnceCell<Vec<mpsc::Sender<Waiting>>>,
}

impl PostgresLanes {
    pub(super) fn new(store: &Store) -> Self {
        Self {
            store: store.clone(),
            queues: OnceCell::new(),
        }
    }

    pub(super) async fn post(&self, incoming: Incoming) -> Result<PostedMessage> {
        let queues = self
            .queues
            .get_or_init(|| async {
                (0..LANES)
                    .map(|_| {
                        let (sender, receiver) = mpsc::channel(4 * BATCH_LIMIT);
                        tokio::spawn(run(self.store.clone(), receiver));
                        sender
                    })
                    .collect()
            })
            .await;
        let closed = || Error::Unavailable {
            detail: "This message could not be stored; try again.".to_owned(),
            source: None,
        };
        let (sender, receiver) = oneshot::channel();
        let lane = usize::from(incoming.post.session_id.0.as_bytes()[15]) % queues.len();
        queues[lane]
            .send((incoming, sender))
            .await
            .map_err(|_| closed())?;
        receiver.await.map_err(|_| closed())?
    }
}

async fn run(store: Store, mut queue: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH_LIMIT);
    while queue.recv_many(&mut batch, BATCH_LIMIT).await > 0 {
        // A panic answers its own batch alone: the waiting ends where the answer is dropped.
        let written = guarded(async {
            write(&store, std::mem::take(&mut batch)).await;
            Ok(())
        });
        if let Err(error) = written.await {
            tracing::error!(%error, "a batch of messages could not be stored");
        }
    }
}

async fn write(store: &Store, batch: Vec<Waiting>) {
    let mut plain = Vec::with_capacity(batch.len());
    let mut careful: Vec<Waiting> = Vec::new();
    let mut careful_sessions: HashSet<SessionId> = HashSet::new();
    let mut keys: HashSet<(SessionId, String)> = HashSet::new();
    for waiting in batch {
        let session_id = waiting.0.post.session_id;
        // A key twice in one batch would fail the statement for all of it.
        let key_is_new = match &waiting.0.idempotency_key {
            Some(key) => keys.insert((session_id, key.clone())),
            None => true,
        };
        if key_is_new && waiting.0.is_plain() && !careful_sessions.contains(&session_id) {
            plain.push(waiting);
        } else {
            careful_sessions.insert(session_id);
            careful.push(waiting);
        }
    }
    if !plain.is_empty() {
        let posted = match plain.as_slice() {
            [(one, _)] => post_one(store, one).await.map(|place| vec![place]),
            many => post_many(store, many).await,
        };
        match posted {
            Ok(places) => {
                for ((incoming, answer), (client, position)) in plain.into_iter().zip(places) {
                    drop(answer.send(Ok(incoming.stored(client, position, Vec::new()))));
                }
            }
            Err(error) => {
                if !matches!(error, Error::Taken { .. }) {
                    tracing::warn!(%error, messages = plain.len(), "a batch of messages failed; each is tried alone");
                }
                // The plain ones came first in their sessions.
                plain.append(&mut careful);
                careful = plain;
            }
        }
    }
    post_carefully(store, careful).await;
}

/// Each message in its own transaction; the sessions side by side.
async fn post_carefully(store: &Store, messages: Vec<Waiting>) {
    let mut sessions: HashMap<SessionId, Vec<Waiting>> = HashMap::new();
    for waiting in messages {
        sessions
            .entry(waiting.0.post.session_id)
            .or_default()
            .push(waiting);
    }
    join_all(sessions.into_values().map(|messages| async move {
        for (incoming, answer) in messages {
            let posted = post_alone(store, incoming).await;
            drop(answer.send(posted));
        }
    }))
    .await;
}

async fn post_alone(store: &Store, incoming: Incoming) -> Result<PostedMessage> {
    let attempt = |incoming: Incoming| {
        store.write(move |tx| {
            let incoming = incoming.clone();
            Box::pin(async move { post(tx, incoming, true).await })
        })
    };
    match attempt(incoming.clone()).await {
        // The connection may have broken after the commit: the message's id tells.
        Err(Error::Unavailable { .. }) => attempt(incoming).await,
        outcome => outcome,
    }
}

async fn post_one(store: &Store, incoming: &Incoming) -> Result<(Option<ClientId>, i64)> {
    let postgres = store
        .as_postgres()
        .ok_or_else(|| Error::bug("a lane works on PostgreSQL only"))?;
    let session = postgres.session_of_fixed_plans().await?;
    let params = [
        Param::from(&incoming.post.session_id.into()),
        Param::from(&incoming.id.into()),
        Param::from(&asked_bits(incoming).into()),
        Param::from(&incoming.received_at.into()),
        Param::from(&incoming.post.sender_type.name().into()),
        Param::from(&incoming.post.data_type.name().into()),
        Param::from(&(&incoming.post.message).into()),
        Param::from(&incoming.metadata.as_deref().into()),
        Param::from(&incoming.idempotency_key.as_deref().into()),
        Param::from(&incoming.idempotency_digest.as_deref().into()),
    ];
    let mut rows = session
        .query_params(POST_ONE.text(crate::store::Engine::Postgres), &params)
        .await?;
    let mut row = rows
        .pop()
        .ok_or_else(|| Error::bug("a posted message came back without its session"))?;
    let _: SessionId = row.get()?;
    Ok((row.get()?, row.get()?))
}

/// A session's part of a batch.
struct Part {
    added: i64,
    asked: i64,
    at: Timestamp,
}

async fn post_many(store: &Store, messages: &[Waiting]) -> Result<Vec<(Option<ClientId>, i64)>> {
    let postgres = store
        .as_postgres()
        .ok_or_else(|| Error::bug("a lane works on PostgreSQL only"))?;
    let mut parts: HashMap<SessionId, Part> = HashMap::with_capacity(messages.len());
    // A message's place within its session's part, from 1.
    let mut places = Vec::with_capacity(messages.len());
    for (incoming, _) in messages {
        let part = parts.entry(incoming.post.session_id).or_insert(Part {
            added: 0,
            asked: ASKED_KEEP,
            at: incoming.received_at,
        });
        part.added += 1;
        part.at = part.at.max(incoming.received_at);
        if incoming.asks.is_some() {
            part.asked = asked_bits(incoming);
        }
        places.push(part.added);
    }
    let mut session_ids: Vec<SessionId> = parts.keys().copied().collect();
    session_ids.sort_unstable();
    let column = |value: fn(&Part) -> i64| {
        Param::Ints(session_ids.iter().map(|id| value(&parts[id])).collect())
    };
    let params = [
        Param::Ids(session_ids.iter().map(|id| id.0).collect()),
        column(|part| part.added),
        column(|part| part.asked),
        Param::Times(session_ids.iter().map(|id| parts[id].at).collect()),
        Param::Ids(messages.iter().map(|(m, _)| m.post.session_id.0).collect()),
        // The statement knows a session's new count: places are counted back from it.
        Param::Ints(
            messages
                .iter()
                .zip(&places)
                .map(|((m, _), place)| place - parts[&m.post.session_id].added)
                .collect(),
        ),
        Param::Ids(messages.iter().map(|(m, _)| m.id.0).collect()),
        Param::Texts(
            messages
                .iter()
                .map(|(m, _)| m.post.sender_type.name())
                .collect(),
        ),
        Param::Texts(
            messages
                .iter()
                .map(|(m, _)| m.post.data_type.name())
                .collect(),
        ),
        Param::Texts(
            messages
                .iter()
                .map(|(m, _)| m.post.message.as_str())
                .collect(),
        ),
        Param::OptTexts(
            messages
                .iter()
                .map(|(m, _)| m.metadata.as_deref())
                .collect(),
        ),
        Param::OptTexts(
            messages
                .iter()
                .map(|(m, _)| m.idempotency_key.as_deref())
                .collect(),
        ),
        Param::OptTexts(
            messages
                .iter()
                .map(|(m, _)| m.idempotency_digest.as_deref())
                .collect(),
        ),
        Param::Times(messages.iter().map(|(m, _)| m.received_at).collect()),
    ];
    let session = postgres.session_of_fixed_plans().await?;
    let rows = session
        .query_params(POST_MANY.text(crate::store::Engine::Postgres), &params)
        .await?;
    let mut counts: HashMap<SessionId, (Option<ClientId>, i64)> =
        HashMap::with_capacity(rows.len());
    for mut row in rows {
        counts.insert(row.get()?, (row.get()?, row.get()?));
    }
    messages
        .iter()
        .zip(&places)
        .map(|((m, _), place)| {
            let session_id = m.post.session_id;
            let (client, count) = counts
                .get(&session_id)
                .ok_or_else(|| Error::bug("a posted batch came back without a session"))?;
            Ok((*client, count - parts[&session_id].added + place))
        })
        .collect()
}

fn asked_bits(incoming: &Incoming) -> i64 {
    incoming.asks.map_or(ASKED_KEEP, Asked::to_bits)
}
