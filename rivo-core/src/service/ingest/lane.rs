//! The lanes: messages that arrive while a commit is under way are written together by the next
//! one.
//!
//! A session always goes through the same lane of its process, so its messages keep their order.
//! Plain messages of a batch are numbered and inserted together; those that may state a contact
//! detail, and all that follow them in their session, go one by one. Where the batch fails, each of
//! its messages is tried alone, so that only the bad one's request fails.

#[cfg(feature = "postgres")]
pub(super) mod postgres;
mod shared;

use std::{
    collections::{HashMap, HashSet},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use futures_util::future::join_all;
use tokio::sync::{OnceCell, mpsc, oneshot};

use super::{super::guarded, Incoming, post};
use crate::{
    api::chat::PostedMessage,
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, SessionId},
    store::Store,
};

/// While one lane's commit is under way, another's batch fills. More lanes only make the batches
/// smaller.
const LANES: usize = 2;
/// A commit takes at most so many messages, to bound how long the first one waits.
const BATCH_LIMIT: usize = 256;
/// Stands for "asks for nothing new" beside the bits 1, 2 and 4.
const ASKED_KEEP: i64 = 8;

type Answer = oneshot::Sender<Result<PostedMessage>>;
type Waiting = (Incoming, Answer);
/// Where a message came to stand: its client, and its position in the session.
type Place = (Option<ClientId>, i64);

/// The queues of this process, started with the first message.
pub(in crate::service) struct Lanes {
    store: Store,
    queues: OnceCell<Vec<mpsc::Sender<Waiting>>>,
    answered: AtomicU64,
}

impl Lanes {
    pub(in crate::service) fn new(store: &Store) -> Self {
        Self {
            store: store.clone(),
            queues: OnceCell::new(),
            answered: AtomicU64::new(0),
        }
    }

    /// How many messages this process has answered: a measure of how busy it is.
    pub(in crate::service) fn answered(&self) -> u64 {
        self.answered.load(Relaxed)
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
        let posted = receiver.await.map_err(|_| closed())?;
        self.answered.fetch_add(1, Relaxed);
        posted
    }
}

async fn run(store: Store, mut queue: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH_LIMIT);
    while queue.recv_many(&mut batch, BATCH_LIMIT).await > 0 {
        // Requests that have arrived already, and were not read yet, come along.
        tokio::task::yield_now().await;
        while batch.len() < BATCH_LIMIT
            && let Ok(waiting) = queue.try_recv()
        {
            batch.push(waiting);
        }
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
        // A key twice in one batch would fail all of it.
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
        let (messages, answers): (Vec<Incoming>, Vec<Answer>) = plain.into_iter().unzip();
        let (messages, posted) = post_plain(store, messages).await;
        let waiting = messages.into_iter().zip(answers);
        match posted {
            Ok(places) => {
                for ((incoming, answer), (client, position)) in waiting.zip(places) {
                    drop(answer.send(Ok(incoming.stored(client, position, Vec::new()))));
                }
            }
            Err(error) => {
                if !matches!(error, Error::Taken { .. }) {
                    tracing::warn!(%error, messages = waiting.len(), "a batch of messages failed; each is tried alone");
                }
                // The plain ones came first in their sessions.
                careful = waiting.chain(careful).collect();
            }
        }
    }
    post_carefully(store, careful).await;
}

/// Stores a batch at once, all of it or nothing; gives the messages back.
async fn post_plain(store: &Store, messages: Vec<Incoming>) -> (Vec<Incoming>, Result<Vec<Place>>) {
    let batch = Batch::new(&messages);
    #[cfg(feature = "postgres")]
    if let Some(store) = store.as_postgres() {
        let posted = postgres::post(store, &messages, &batch).await;
        return (messages, posted);
    }
    shared::post(store, messages, batch).await
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

/// A batch by sessions, in the order of their ids, which is the lock order everywhere.
#[derive(Clone)]
struct Batch {
    parts: Vec<Part>,
    /// Of each message: its session's place in `parts`, and its own among that session's, from 1.
    places: Vec<(usize, i64)>,
}

/// A session's part of a batch.
#[derive(Clone)]
struct Part {
    session_id: SessionId,
    added: i64,
    asked: i64,
    at: Timestamp,
}

impl Batch {
    fn new(messages: &[Incoming]) -> Self {
        let mut session_ids: Vec<SessionId> = messages.iter().map(|m| m.post.session_id).collect();
        session_ids.sort_unstable();
        session_ids.dedup();
        let mut parts: Vec<Part> = session_ids
            .into_iter()
            .map(|session_id| Part {
                session_id,
                added: 0,
                asked: ASKED_KEEP,
                at: Timestamp::from_micros(i64::MIN),
            })
            .collect();
        let places = messages
            .iter()
            .map(|incoming| {
                let index = parts
                    .binary_search_by_key(&incoming.post.session_id, |part| part.session_id)
                    .expect("each message's session is among the parts");
                let part = &mut parts[index];
                part.added += 1;
                part.at = part.at.max(incoming.received_at);
                if let Some(asked) = incoming.asks {
                    part.asked = asked.to_bits();
                }
                (index, part.added)
            })
            .collect();
        Self { parts, places }
    }

    /// Where the messages stand, given what the sessions became, in the order of the parts.
    fn placed(&self, sessions: &[Place]) -> Vec<Place> {
        self.places
            .iter()
            .map(|(index, place)| {
                let (client, count) = sessions[*index];
                (client, count - self.parts[*index].added + place)
            })
            .collect()
    }
}
