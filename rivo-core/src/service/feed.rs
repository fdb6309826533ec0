//! The change feed behind the requests: the sequencer that gives committed changes their place,
//! the follower that indexes messages and re-queues extraction, and the reading of it by cursor.

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use tokio::{sync::watch, task::JoinSet};

use super::{Rivo, guarded, notification, setting::Settings};
use crate::{
    api::{chat::ChatSession, event::ChangeKind},
    auth::Actor,
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, SessionId},
    store::{
        Engine, Sql, Tx,
        sql::queries,
        table::{
            change_feed::{self, NewChange, PlacedChange},
            chat_message, chat_session, client, command_log, extraction_job, extraction_run,
            feed_cursor, message_search, notification as notification_table,
        },
    },
};

/// Changes committed within this time share one stamp, which costs a transaction.
const STAMP_PAUSE: Duration = Duration::from_millis(20);
/// What follows the feed waits this long between its rounds: a burst is then one transaction.
const FOLLOW_PAUSE: Duration = Duration::from_millis(100);
/// How long a change of another node may go unseen where nothing wakes us.
const POLL: Duration = Duration::from_secs(1);
/// The feed keeps this much; an older cursor takes a fresh snapshot.
const KEEP_SECONDS: i64 = 14 * 24 * 3600;
/// Outcomes of commands are kept this long: a device may be offline for a season.
const KEEP_OUTCOMES_SECONDS: i64 = 180 * 24 * 3600;
/// What users were told is kept this long.
const KEEP_NOTIFICATIONS_SECONDS: i64 = 90 * 24 * 3600;
const TEND_EVERY: Duration = Duration::from_mins(10);
/// The follower works on so many changes in one transaction.
const FOLLOW_BATCH: i64 = 2_000;
/// SQLite has one writer: messages wait for the follower's transaction.
const FOLLOW_BATCH_OF_ONE_WRITER: i64 = 200;
/// While messages come in, the follower takes one part of time in so many: indexing may lag behind a
/// burst, the requests of the burst may not lag behind indexing.
const FOLLOW_SHARE: u32 = 10;
const FOLLOWER: &str = "follower";

queries! {
    NOTIFY = Sql::per_engine("SELECT ''", "SELECT CAST(pg_notify('rivo_feed', '') AS TEXT)");
}

impl Rivo {
    /// The newest position of the feed.
    pub async fn feed_head(&self) -> Result<i64> {
        self.store()
            .read(|tx| Box::pin(async move { change_feed::head(tx).await }))
            .await
    }

    /// What changed after a position, as far as the actor may know, oldest first.
    ///
    /// The second value is the position read up to: pass it the next time. It moves on even where
    /// nothing was visible.
    ///
    /// # Errors
    ///
    /// [`Error::CursorExpired`] where changes after `after` are no longer kept.
    pub async fn changes(
        &self,
        actor: &Actor,
        after: i64,
        limit: i64,
    ) -> Result<(Vec<PlacedChange>, i64)> {
        let actor = actor.clone();
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let changes = read_after(tx, after, limit).await?;
                    let up_to = changes.last().map_or(after, |change| change.position);
                    let visible = changes
                        .into_iter()
                        .filter(|change| change.visible_to(&actor))
                        .collect();
                    Ok((visible, up_to))
                })
            })
            .await
    }

    /// Changes its value when the feed grew. Wait with a time limit all the same: the growth made
    /// by another node may go unnoticed for a second.
    #[must_use]
    pub fn feed_changed(&self) -> watch::Receiver<u64> {
        self.0.feed_grew.subscribe()
    }

    /// Places what was committed, and does what follows from it: the background work of one round,
    /// for embedders and tests that start none.
    pub async fn follow_feed(&self) -> Result<()> {
        while self.stamp().await? > 0 {}
        while self.follow().await? {}
        Ok(())
    }

    /// One round of the sequencer: how many changes got their place.
    pub(crate) async fn stamp(&self) -> Result<u64> {
        if self.store().engine() == Engine::Sqlite {
            return Ok(0);
        }
        self.store()
            .write(|tx| {
                Box::pin(async move {
                    let placed = change_feed::stamp(tx).await?;
                    if placed > 0 {
                        tx.query(&NOTIFY, &[]).await?;
                    }
                    Ok(placed)
                })
            })
            .await
    }

    /// One round of the follower: whether there may be more.
    async fn follow(&self) -> Result<bool> {
        let now = self.now();
        let settings = self.settings().await?;
        let is_replica = self.is_replica();
        let (progress, jobs) = self
            .store()
            .write(move |tx| {
                let settings = settings.clone();
                Box::pin(async move { follow(tx, &settings, is_replica, now).await })
            })
            .await?;
        if jobs {
            self.job_due().notify_one();
        }
        Ok(progress)
    }

    fn feed_has_grown(&self) {
        self.0.feed_grew.send_modify(|count| *count += 1);
    }
}

/// The changes after a position, whoever may see them.
///
/// # Errors
///
/// [`Error::CursorExpired`] where changes after `after` are no longer kept.
pub(crate) async fn read_after(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<PlacedChange>> {
    let changes = change_feed::after(tx, after, limit).await?;
    let is_lost = match changes.first() {
        Some(first) if first.position > after + 1 => change_feed::oldest(tx).await? > after + 1,
        Some(_) => false,
        None => after > change_feed::head(tx).await?,
    };
    if is_lost {
        return Err(Error::CursorExpired);
    }
    Ok(changes)
}

/// Starts the background work on the feed.
pub(super) fn spawn(rivo: &Rivo, tasks: &mut JoinSet<()>) {
    tasks.spawn(sequence(rivo.clone()));
    tasks.spawn(follow_loop(rivo.clone()));
    tasks.spawn(tend_loop(rivo.clone()));
    #[cfg(feature = "postgres")]
    tasks.spawn(listen_loop(rivo.clone()));
}

async fn sequence(rivo: Rivo) {
    let mut stopping = rivo.stopping();
    loop {
        let woken = tokio::select! {
            () = rivo.0.committed.notified() => true,
            () = tokio::time::sleep(POLL) => false,
            () = stopping.stopped() => return,
        };
        match guarded(rivo.stamp()).await {
            Ok(0) if woken && rivo.store().engine() == Engine::Sqlite => rivo.feed_has_grown(),
            Ok(0) => {}
            Ok(_) => rivo.feed_has_grown(),
            Err(error) => {
                tracing::warn!(error = %chain(&error), "the feed could not be stamped; trying again");
                tokio::time::sleep(POLL).await;
            }
        }
        tokio::time::sleep(STAMP_PAUSE).await;
    }
}

async fn follow_loop(rivo: Rivo) {
    let mut stopping = rivo.stopping();
    let mut grew = rivo.feed_changed();
    loop {
        let started = Instant::now();
        let answered = rivo.0.lanes.answered();
        let more = match guarded(rivo.follow()).await {
            Ok(more) => more,
            Err(error) => {
                tracing::warn!(error = %chain(&error), "following the feed failed; trying again");
                false
            }
        };
        let took = started.elapsed();
        let is_busy = rivo.0.lanes.answered() > answered;
        let pause = match (is_busy, more) {
            (true, _) => FOLLOW_PAUSE.max(took * (FOLLOW_SHARE - 1)),
            (false, true) => took,
            (false, false) => FOLLOW_PAUSE,
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stopping.stopped() => return,
        }
        if !more {
            tokio::select! {
                _ = grew.changed() => {}
                () = tokio::time::sleep(POLL) => {}
                () = stopping.stopped() => return,
            }
        }
    }
}

/// What keeps the database in shape: planning by what the tables hold, forgetting what is old.
async fn tend_loop(rivo: Rivo) {
    let mut stopping = rivo.stopping();
    loop {
        if let Err(error) = rivo.store().optimize().await {
            tracing::warn!(error = %chain(&error), "the planner could not be told of the tables");
        }
        tokio::select! {
            () = tokio::time::sleep(TEND_EVERY) => {}
            () = stopping.stopped() => return,
        }
        let now = rivo.now();
        let pruned = rivo
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    change_feed::prune(tx, now.plus_seconds(-KEEP_SECONDS)).await?;
                    let told = now.plus_seconds(-KEEP_NOTIFICATIONS_SECONDS);
                    notification_table::prune(tx, told).await?;
                    command_log::prune(tx, now.plus_seconds(-KEEP_OUTCOMES_SECONDS)).await
                })
            })
            .await;
        if let Err(error) = pruned {
            tracing::warn!(error = %chain(&error), "old changes could not be pruned");
        }
        if let Err(error) = rivo.prune_logins().await {
            tracing::warn!(error = %chain(&error), "old logins could not be pruned");
        }
    }
}

/// Wakes this node when another one placed changes. Without it the poll finds them.
#[cfg(feature = "postgres")]
async fn listen_loop(rivo: Rivo) {
    use crate::store::{DatabaseUrl, postgres};

    let Some(store) = rivo.store().as_postgres() else {
        return;
    };
    let connector = match &rivo.0.listen {
        Some(DatabaseUrl::Postgres(url)) => match postgres::connector(url) {
            Ok(connector) => connector,
            Err(error) => {
                tracing::warn!(error = %chain(&error), "LISTEN_URL cannot be used; changes of other nodes are polled");
                return;
            }
        },
        _ if store.is_pooled() => return,
        _ => store.connector.clone(),
    };
    let mut stopping = rivo.stopping();
    loop {
        let waking = rivo.clone();
        tokio::select! {
            outcome = postgres::listen(&connector, "rivo_feed", move || waking.feed_has_grown()) => {
                if let Err(error) = outcome {
                    tracing::warn!(error = %chain(&error), "the wake-up connection broke; changes are polled meanwhile");
                }
            }
            () = stopping.stopped() => return,
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

/// Works off a batch of changes: whether there may be more, and whether a job became due.
///
/// A replica indexes only: what follows from a message is the server's to do.
async fn follow(
    tx: &mut Tx,
    settings: &Settings,
    is_replica: bool,
    now: Timestamp,
) -> Result<(bool, bool)> {
    let position = if let Some(position) = feed_cursor::read(tx, FOLLOWER).await? {
        position
    } else {
        feed_cursor::create(tx, FOLLOWER, now).await?;
        0
    };
    if change_feed::head(tx).await? <= position {
        return Ok((false, false));
    }
    let Some(position) = feed_cursor::lock(tx, FOLLOWER).await? else {
        return Ok((false, false));
    };
    let most = match tx.engine() {
        Engine::Sqlite => FOLLOW_BATCH_OF_ONE_WRITER,
        Engine::Postgres => FOLLOW_BATCH,
    };
    let changes = change_feed::after(tx, position, most).await?;
    let Some(last) = changes.last() else {
        return Ok((false, false));
    };
    let up_to = last.position;
    let mut jobs = false;
    let mut sessions: BTreeSet<SessionId> = BTreeSet::new();
    for change in &changes {
        match change.event.kind {
            ChangeKind::Messages => {
                if let Ok(session_id) = change.event.id.parse() {
                    sessions.insert(session_id);
                }
            }
            // A client that just became a lead has a job.
            ChangeKind::Client | ChangeKind::Job => jobs = true,
            _ => {}
        }
    }
    // Sessions are locked before clients, here as everywhere.
    let said = index(tx, &sessions).await?;
    if !is_replica {
        notification::follow(tx, &changes, now).await?;
    }
    feed_cursor::save(tx, FOLLOWER, up_to, now).await?;
    for session in said {
        if let Some(client_id) = session.client.filter(|_| !is_replica) {
            session_changed(tx, &session, client_id, settings, now).await?;
        }
    }
    let batch_was_full = i64::try_from(changes.len()) == Ok(most);
    Ok((batch_was_full, jobs))
}

/// Puts what the sessions got into the search index. Returns the sessions that belong to a client.
///
/// The sessions are kept from deletion meanwhile: an erasure that ran between reading and writing
/// would leave its words in the index.
async fn index(tx: &mut Tx, sessions: &BTreeSet<SessionId>) -> Result<Vec<ChatSession>> {
    #[cfg(feature = "postgres")]
    if let Some(postgres) = tx.as_postgres() {
        let ids: Vec<SessionId> = sessions.iter().copied().collect();
        let of_clients = chat_session::keep_many(postgres, &ids).await?;
        message_search::add_new(postgres, &ids).await?;
        return Ok(of_clients);
    }
    let mut of_clients = Vec::new();
    for session_id in sessions {
        let Some(session) = chat_session::keep(tx, *session_id).await? else {
            continue;
        };
        let indexed = message_search::newest(tx, *session_id).await?;
        for message in chat_message::of_session(tx, *session_id, indexed, i64::MAX).await? {
            message_search::add(
                tx,
                message.id,
                *session_id,
                message.position,
                &message.message,
            )
            .await?;
        }
        if session.client.is_some() {
            of_clients.push(session);
        }
    }
    Ok(of_clients)
}

/// Notes when a client last wrote, and asks for a new extraction where a lead said more than was
/// read. What the bot says, an edit, a deletion and a merge change a session too; the client wrote
/// when its own newest message came.
async fn session_changed(
    tx: &mut Tx,
    session: &ChatSession,
    client_id: ClientId,
    settings: &Settings,
    now: Timestamp,
) -> Result<()> {
    if let Some(at) = chat_message::client_spoke_at(tx, session.session_id).await? {
        client::touch_last_message(tx, client_id, at).await?;
    }
    request_extraction(tx, client_id, settings, now).await?;
    // When it last wrote, and what waits to be read, are part of a client as it is shown.
    let assignee = client::assignee(tx, client_id).await?;
    let id = client_id.to_string();
    let change = NewChange::on_client(ChangeKind::Client, &id, client_id, assignee);
    change_feed::append(tx, &change, now).await
}

async fn request_extraction(
    tx: &mut Tx,
    client_id: ClientId,
    settings: &Settings,
    now: Timestamp,
) -> Result<()> {
    if !client::is_lead(tx, client_id).await? {
        return Ok(());
    }
    let read = extraction_run::newest_position(tx, client_id).await?;
    if chat_session::messages_of_client(tx, client_id).await? <= read {
        return Ok(());
    }
    // What the bot says alone is no reason to read again. Of several sessions that were merged, the
    // count does not tell which one grew.
    let sessions = chat_session::of_client(tx, client_id).await?;
    let client_spoke = match sessions.as_slice() {
        [only] => chat_message::client_spoke(tx, only.session_id, read).await?,
        _ => true,
    };
    if client_spoke {
        extraction_job::request_quiet(
            tx,
            client_id,
            now,
            settings.extraction_quiet_seconds,
            settings.extraction_max_wait_seconds,
        )
        .await?;
    }
    Ok(())
}

/// An error with its causes, for one log line.
pub(crate) fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
