//! `chat_message`: clustered by session and position, which counts 1, 2, 3 … without gaps.

use crate::{
    api::chat::{ChatMessage, DataType, SenderType},
    clock::Timestamp,
    error::Result,
    id::{ClientId, MessageId, SessionId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

/// The columns every reader of messages selects, from `chat_message m` and `chat_session s`.
pub(crate) const COLUMNS: &str = "m.id, m.session_id, s.client_id, m.message, m.sender_type, m.data_type, \
     m.position, m.metadata, m.created_at, m.updated_at";

queries! {
    INSERT = Sql::same(
        "INSERT INTO chat_message
             (session_id, position, id, sender_type, data_type, message, metadata, idempotency_key,
              idempotency_digest, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
    );
    BY_KEY = Sql::same(
        "SELECT m.id, m.session_id, s.client_id, m.message, m.sender_type, m.data_type,
                m.position, m.metadata, m.created_at, m.updated_at, m.idempotency_digest
         FROM chat_message m JOIN chat_session s ON s.session_id = m.session_id
         WHERE m.session_id = ?1 AND m.idempotency_key = ?2",
    );
    BY_ID = Sql::same(
        "SELECT m.id, m.session_id, s.client_id, m.message, m.sender_type, m.data_type,
                m.position, m.metadata, m.created_at, m.updated_at
         FROM chat_message m JOIN chat_session s ON s.session_id = m.session_id
         WHERE m.id = ?1 AND m.deleted_at IS NULL",
    );
    OF_SESSION = Sql::same(
        "SELECT m.id, m.session_id, s.client_id, m.message, m.sender_type, m.data_type,
                m.position, m.metadata, m.created_at, m.updated_at
         FROM chat_message m JOIN chat_session s ON s.session_id = m.session_id
         WHERE m.session_id = ?1 AND m.position > ?2 AND m.deleted_at IS NULL
         ORDER BY m.position
         LIMIT ?3",
    );
    EDIT = Sql::same("UPDATE chat_message SET message = ?2, updated_at = ?3 WHERE id = ?1 AND deleted_at IS NULL");
    TOMBSTONE = Sql::same(
        "UPDATE chat_message SET message = '', metadata = NULL, deleted_at = ?2, updated_at = ?2
         WHERE id = ?1",
    );
    CLIENT_SPOKE = Sql::same(
        "SELECT CAST(1 AS BIGINT) FROM chat_message
         WHERE session_id = ?1 AND position > ?2 AND sender_type = 'client' AND deleted_at IS NULL LIMIT 1",
    );
    FROM_ID = Sql::same("SELECT created_at FROM chat_message WHERE id >= ?1 ORDER BY id LIMIT 1");
    CLIENT_SPOKE_AT = Sql::same(
        "SELECT created_at FROM chat_message
         WHERE session_id = ?1 AND sender_type = 'client' AND deleted_at IS NULL
         ORDER BY position DESC LIMIT 1",
    );
    DELETE_SESSION = Sql::same("DELETE FROM chat_message WHERE session_id = ?1");
}

/// A message on its way into its place.
#[derive(Clone, Debug)]
pub(crate) struct NewMessage<'a> {
    pub(crate) session_id: SessionId,
    pub(crate) position: i64,
    pub(crate) id: MessageId,
    pub(crate) sender_type: SenderType,
    pub(crate) data_type: DataType,
    pub(crate) message: &'a str,
    pub(crate) metadata: Option<&'a str>,
    pub(crate) idempotency_key: Option<&'a str>,
    /// What the key came with, so that a repetition is known after an edit too.
    pub(crate) idempotency_digest: Option<&'a str>,
    pub(crate) created_at: Timestamp,
}

pub(crate) async fn insert(tx: &mut Tx, message: &NewMessage<'_>) -> Result<()> {
    tx.execute(
        &INSERT,
        params![
            message.session_id,
            message.position,
            message.id,
            message.sender_type.name(),
            message.data_type.name(),
            message.message,
            message.metadata,
            message.idempotency_key,
            message.idempotency_digest,
            message.created_at
        ],
    )
    .await?;
    Ok(())
}

/// The message that an idempotency key stored in a session, with the digest of what came with it.
pub(crate) async fn by_key(
    tx: &mut Tx,
    session_id: SessionId,
    key: &str,
) -> Result<Option<(ChatMessage, Option<String>)>> {
    let Some(mut row) = tx.query_opt(&BY_KEY, params![session_id, key]).await? else {
        return Ok(None);
    };
    let message = read(&mut row)?;
    Ok(Some((message, row.get()?)))
}

/// A message that was not deleted.
pub(crate) async fn find(tx: &mut Tx, id: MessageId) -> Result<Option<ChatMessage>> {
    tx.query_opt(&BY_ID, params![id])
        .await?
        .map(message)
        .transpose()
}

/// A session's messages after a position, in order.
pub(crate) async fn of_session(
    tx: &mut Tx,
    session_id: SessionId,
    after: i64,
    limit: i64,
) -> Result<Vec<ChatMessage>> {
    tx.query(&OF_SESSION, params![session_id, after, limit])
        .await?
        .into_iter()
        .map(message)
        .collect()
}

/// Whether the visitor wrote anything after a position.
pub(crate) async fn client_spoke(tx: &mut Tx, session_id: SessionId, after: i64) -> Result<bool> {
    Ok(tx
        .query_opt(&CLIENT_SPOKE, params![session_id, after])
        .await?
        .is_some())
}

/// The id that the messages stored at a moment or later begin with.
///
/// Ids are made in the order of time, so the place is found by halving the span between the first
/// moment an id can tell and the last: some forty looks along the index of the ids, which saves an
/// index by date that each message would have to enter.
pub(crate) async fn first_since(tx: &mut Tx, at: Timestamp) -> Result<MessageId> {
    let (mut before, mut since) = (0, 1_u64 << 48);
    while before < since {
        let middle = u64::midpoint(before, since);
        let row = tx.query_opt(&FROM_ID, params![first_of(middle)]).await?;
        let stored: Option<Timestamp> = row.map(|mut row| row.get()).transpose()?;
        if stored.is_none_or(|stored| stored >= at) {
            since = middle;
        } else {
            before = middle + 1;
        }
    }
    Ok(first_of(since))
}

/// The lowest id of a millisecond.
fn first_of(millis: u64) -> MessageId {
    let bits = u128::from(millis.min((1 << 48) - 1)) << 80;
    MessageId(uuid::Uuid::from_u128(bits))
}

/// When the visitor last wrote in a session.
pub(crate) async fn client_spoke_at(
    tx: &mut Tx,
    session_id: SessionId,
) -> Result<Option<Timestamp>> {
    tx.query_opt(&CLIENT_SPOKE_AT, params![session_id])
        .await?
        .map(|mut row| row.get())
        .transpose()
}

pub(crate) async fn edit(tx: &mut Tx, id: MessageId, text: &str, now: Timestamp) -> Result<()> {
    tx.execute(&EDIT, params![id, text, now]).await?;
    Ok(())
}

/// Empties a message; its position stays taken.
pub(crate) async fn tombstone(tx: &mut Tx, id: MessageId, now: Timestamp) -> Result<()> {
    tx.execute(&TOMBSTONE, params![id, now]).await?;
    Ok(())
}

pub(crate) async fn delete_session(tx: &mut Tx, session_id: SessionId) -> Result<()> {
    tx.execute(&DELETE_SESSION, params![session_id]).await?;
    Ok(())
}

/// Reads a row of [`COLUMNS`].
pub(crate) fn message(mut row: Row) -> Result<ChatMessage> {
    read(&mut row)
}

fn read(row: &mut Row) -> Result<ChatMessage> {
    Ok(ChatMessage {
        id: row.get()?,
        session_id: row.get()?,
        client: row.get::<Option<ClientId>>()?,
        message: row.get()?,
        sender_type: row.parsed()?,
        data_type: row.parsed()?,
        position: row.get()?,
        metadata: row.opt_json()?,
        created_at: row.get()?,
        updated_at: row.get()?,
    })
}
