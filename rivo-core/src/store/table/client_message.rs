//! `chat_message`, as the transcript of a client over all its sessions: session by session, in the
//! order of their beginning.

use crate::{
    api::chat::ChatMessage,
    clock::Timestamp,
    error::Result,
    id::{ClientId, SessionId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::chat_message,
    },
};

queries! {
    // The first comparison follows from the second one; alone it runs along the index of sessions.
    AFTER = Sql::same(
        "SELECT s.created_at, m.id, m.session_id, s.client_id, m.message, m.sender_type, m.data_type,
             m.position, m.metadata, m.created_at, m.updated_at
         FROM chat_session s
         JOIN chat_message m ON m.session_id = s.session_id
         WHERE s.client_id = ?1 AND m.deleted_at IS NULL
             AND (s.created_at, s.session_id) >= (?2, ?3)
             AND (s.created_at, s.session_id, m.position) > (?2, ?3, ?4)
         ORDER BY s.created_at, s.session_id, m.position
         LIMIT ?5",
    );
    BEFORE = Sql::same(
        "SELECT s.created_at, m.id, m.session_id, s.client_id, m.message, m.sender_type, m.data_type,
             m.position, m.metadata, m.created_at, m.updated_at
         FROM chat_session s
         JOIN chat_message m ON m.session_id = s.session_id
         WHERE s.client_id = ?1 AND m.deleted_at IS NULL
             AND (s.created_at, s.session_id) <= (?2, ?3)
             AND (s.created_at, s.session_id, m.position) < (?2, ?3, ?4)
         ORDER BY s.created_at DESC, s.session_id DESC, m.position DESC
         LIMIT ?5",
    );
}

/// A message's place in the transcript: when its session began, the session, the position in it.
pub(crate) type Place = (Timestamp, SessionId, i64);

/// A message with its place.
pub(crate) type Placed = (Place, ChatMessage);

/// The messages after a place, oldest first.
pub(crate) async fn after(
    tx: &mut Tx,
    client_id: ClientId,
    place: Place,
    limit: i64,
) -> Result<Vec<Placed>> {
    tx.query(&AFTER, params![client_id, place.0, place.1, place.2, limit])
        .await?
        .into_iter()
        .map(placed)
        .collect()
}

/// The messages before a place, newest first.
pub(crate) async fn before(
    tx: &mut Tx,
    client_id: ClientId,
    place: Place,
    limit: i64,
) -> Result<Vec<Placed>> {
    tx.query(
        &BEFORE,
        params![client_id, place.0, place.1, place.2, limit],
    )
    .await?
    .into_iter()
    .map(placed)
    .collect()
}

fn placed(mut row: Row) -> Result<Placed> {
    let began_at = row.get()?;
    let message = chat_message::message(row)?;
    Ok(((began_at, message.session_id, message.position), message))
}
