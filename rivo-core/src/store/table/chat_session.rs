//! `chat_session`: one row a conversation, locked while a message enters it.

use crate::{
    api::chat::ChatSession,
    clock::Timestamp,
    error::Result,
    id::{ClientId, SessionId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    CREATE = Sql::same(
        "INSERT INTO chat_session (session_id, message_count, asked, last_message_at, created_at, updated_at)
         VALUES (?1, 0, 0, ?2, ?2, ?2)
         ON CONFLICT (session_id) DO NOTHING",
    );
    // SQLite has one writer: reading is locking. Messages enter beside the follower, which keeps the
    // session from deletion; a command that takes something out of it waits for the follower.
    LOCK_FOR_REMOVAL = Sql::per_engine(
        "SELECT client_id, message_count, asked FROM chat_session WHERE session_id = ?1",
        "SELECT client_id, message_count, asked FROM chat_session WHERE session_id = ?1 FOR UPDATE",
    );
    LOCK = Sql::per_engine(
        "SELECT client_id, message_count, asked FROM chat_session WHERE session_id = ?1",
        "SELECT client_id, message_count, asked FROM chat_session WHERE session_id = ?1 FOR NO KEY UPDATE",
    );
    /// `asked` 8 keeps what was asked for before. The sibling of the batch statement of ingest.
    ADD_MESSAGES = Sql::same(
        "INSERT INTO chat_session (session_id, message_count, asked, last_message_at, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?4, ?4)
         ON CONFLICT (session_id) DO UPDATE SET
             message_count = chat_session.message_count + excluded.message_count,
             asked = CASE WHEN excluded.asked = 8 THEN chat_session.asked ELSE excluded.asked END,
             last_message_at = excluded.last_message_at,
             updated_at = excluded.updated_at
         RETURNING client_id, message_count",
    );
    SAVE = Sql::same(
        "UPDATE chat_session
         SET client_id = ?2, message_count = ?3, asked = ?4, last_message_at = ?5, updated_at = ?5
         WHERE session_id = ?1",
    );
    FIND = Sql::same(
        "SELECT session_id, client_id, message_count, last_message_at, created_at
         FROM chat_session WHERE session_id = ?1",
    );
    // Messages may enter meanwhile; a deletion waits.
    KEEP = Sql::per_engine(
        "SELECT session_id, client_id, message_count, last_message_at, created_at
         FROM chat_session WHERE session_id = ?1",
        "SELECT session_id, client_id, message_count, last_message_at, created_at
         FROM chat_session WHERE session_id = ?1 FOR KEY SHARE",
    );
    /// [`KEEP`] for many, in the order of their ids; those that have a client.
    KEEP_MANY = Sql::per_engine("SELECT 1",
        "WITH kept AS (
             SELECT session_id, client_id, message_count, last_message_at, created_at
             FROM chat_session WHERE session_id = ANY($1::UUID[])
             ORDER BY session_id FOR KEY SHARE
         )
         SELECT session_id, client_id, message_count, last_message_at, created_at
         FROM kept WHERE client_id IS NOT NULL");
    DELETE = Sql::same("DELETE FROM chat_session WHERE session_id = ?1");
    OF_CLIENT = Sql::same(
        "SELECT session_id, client_id, message_count, last_message_at, created_at
         FROM chat_session WHERE client_id = ?1
         ORDER BY created_at, session_id",
    );
    MESSAGES_OF_CLIENT = Sql::same(
        "SELECT CAST(COALESCE(SUM(message_count), 0) AS BIGINT) FROM chat_session WHERE client_id = ?1",
    );
}

/// A session under lock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LockedSession {
    pub(crate) session_id: SessionId,
    pub(crate) client_id: Option<ClientId>,
    pub(crate) message_count: i64,
    pub(crate) asked: i64,
}

/// Locks a session until the transaction ends, making it where it is new.
pub(crate) async fn lock_or_create(
    tx: &mut Tx,
    session_id: SessionId,
    now: Timestamp,
) -> Result<LockedSession> {
    if let Some(session) = locked(tx, &LOCK, session_id).await? {
        return Ok(session);
    }
    tx.execute(&CREATE, params![session_id, now]).await?;
    locked(tx, &LOCK, session_id)
        .await?
        .ok_or_else(|| crate::Error::bug("a session was deleted while it was made"))
}

/// Locks a session until the transaction ends, against the indexing of its messages too.
pub(crate) async fn lock_for_removal(
    tx: &mut Tx,
    session_id: SessionId,
) -> Result<Option<LockedSession>> {
    locked(tx, &LOCK_FOR_REMOVAL, session_id).await
}

async fn locked(tx: &mut Tx, lock: &Sql, session_id: SessionId) -> Result<Option<LockedSession>> {
    let Some(mut row) = tx.query_opt(lock, params![session_id]).await? else {
        return Ok(None);
    };
    Ok(Some(LockedSession {
        session_id,
        client_id: row.get()?,
        message_count: row.get()?,
        asked: row.get()?,
    }))
}

/// Locks a session, made where it is new, and makes room for messages at its end. Returns its client
/// and how many it holds then.
pub(crate) async fn add_messages(
    tx: &mut Tx,
    session_id: SessionId,
    added: i64,
    asked: i64,
    at: Timestamp,
) -> Result<(Option<ClientId>, i64)> {
    let mut row = tx
        .query_one(&ADD_MESSAGES, params![session_id, added, asked, at])
        .await?;
    Ok((row.get()?, row.get()?))
}

pub(crate) async fn save(tx: &mut Tx, session: &LockedSession, now: Timestamp) -> Result<()> {
    tx.execute(
        &SAVE,
        params![
            session.session_id,
            session.client_id,
            session.message_count,
            session.asked,
            now
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, session_id: SessionId) -> Result<Option<ChatSession>> {
    tx.query_opt(&FIND, params![session_id])
        .await?
        .map(session)
        .transpose()
}

/// A session that is not deleted before the transaction ends.
pub(crate) async fn keep(tx: &mut Tx, session_id: SessionId) -> Result<Option<ChatSession>> {
    tx.query_opt(&KEEP, params![session_id])
        .await?
        .map(session)
        .transpose()
}

/// [`keep`] for many: returns those of a client.
#[cfg(feature = "postgres")]
pub(crate) async fn keep_many(
    tx: &crate::store::postgres::PostgresTx,
    sessions: &[SessionId],
) -> Result<Vec<ChatSession>> {
    let ids = sessions.iter().map(|session| session.0).collect();
    tx.query_params(
        KEEP_MANY.text(crate::store::Engine::Postgres),
        &[crate::store::postgres::Param::Ids(ids)],
    )
    .await?
    .into_iter()
    .map(session)
    .collect()
}

pub(crate) async fn delete(tx: &mut Tx, session_id: SessionId) -> Result<()> {
    tx.execute(&DELETE, params![session_id]).await?;
    Ok(())
}

/// A client's sessions, oldest first.
pub(crate) async fn of_client(tx: &mut Tx, client_id: ClientId) -> Result<Vec<ChatSession>> {
    tx.query(&OF_CLIENT, params![client_id])
        .await?
        .into_iter()
        .map(session)
        .collect()
}

/// How many messages a client's sessions hold: the measure of what an extraction has read.
pub(crate) async fn messages_of_client(tx: &mut Tx, client_id: ClientId) -> Result<i64> {
    tx.query_one(&MESSAGES_OF_CLIENT, params![client_id])
        .await?
        .get()
}

pub(crate) fn session(mut row: Row) -> Result<ChatSession> {
    Ok(ChatSession {
        session_id: row.get()?,
        client: row.get()?,
        message_count: row.get()?,
        last_message_at: row.get()?,
        created_at: row.get()?,
    })
}
