//! `message_search`: the full-text index over the whole history, written behind the feed.

#[cfg(feature = "postgres")]
use crate::store::postgres::Param;
use crate::{
    error::Result,
    id::{MessageId, SessionId},
    store::{
        Engine, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    NEWEST = Sql::same(
        "SELECT CAST(COALESCE(MAX(position), 0) AS BIGINT) FROM message_search WHERE session_id = ?1",
    );
    ADD = Sql::per_engine(
        "INSERT INTO message_search (message_id, session_id, position) VALUES (?1, ?2, ?3)
         ON CONFLICT (message_id) DO NOTHING RETURNING search_id",
        "INSERT INTO message_search (message_id, session_id, position, document)
         VALUES (?1, ?2, ?3, to_tsvector('simple', ?4))
         ON CONFLICT (message_id) DO NOTHING",
    );
    /// Indexes what the sessions got since the last time, without a message leaving the database.
    ADD_NEW = Sql::per_engine("SELECT 1",
        "INSERT INTO message_search (message_id, session_id, position, document)
         SELECT m.id, m.session_id, m.position, to_tsvector('simple', m.message)
         FROM (
             SELECT t.session_id, COALESCE((SELECT MAX(i.position) FROM message_search i WHERE i.session_id = t.session_id), 0) AS indexed
             FROM UNNEST($1::UUID[]) AS t (session_id)
         ) AS known
         JOIN chat_message m ON m.session_id = known.session_id AND m.position > known.indexed
         WHERE m.deleted_at IS NULL
         ON CONFLICT (message_id) DO NOTHING");
    // SQLite only: the text goes into the index of its own.
    ADD_TEXT = Sql::per_engine(
        "INSERT INTO message_text (rowid, document) VALUES (?1, ?2)",
        "SELECT ?1::BIGINT, ?2::TEXT",
    );
    // An index without its texts is told them, as they entered it, to find the words to take out.
    REMOVE_TEXT = Sql::per_engine(
        "INSERT INTO message_text (message_text, rowid, document)
         SELECT 'delete', s.search_id, m.message
         FROM message_search s JOIN chat_message m ON m.id = s.message_id
         WHERE s.message_id = ?1",
        "SELECT ?1::UUID",
    );
    REMOVE = Sql::same("DELETE FROM message_search WHERE message_id = ?1");
    REMOVE_SESSION_TEXT = Sql::per_engine(
        "INSERT INTO message_text (message_text, rowid, document)
         SELECT 'delete', s.search_id, m.message
         FROM message_search s JOIN chat_message m ON m.id = s.message_id
         WHERE s.session_id = ?1",
        "SELECT ?1::UUID",
    );
    REMOVE_SESSION = Sql::same("DELETE FROM message_search WHERE session_id = ?1");
}

/// The newest position of a session that is in the index.
pub(crate) async fn newest(tx: &mut Tx, session_id: SessionId) -> Result<i64> {
    tx.query_one(&NEWEST, params![session_id]).await?.get()
}

/// Puts a message into the index; one that is there already stays.
pub(crate) async fn add(
    tx: &mut Tx,
    id: MessageId,
    session_id: SessionId,
    position: i64,
    text: &str,
) -> Result<()> {
    match tx.engine() {
        Engine::Sqlite => {
            if let Some(mut row) = tx
                .query_opt(&ADD, params![id, session_id, position])
                .await?
            {
                let search_id: i64 = row.get()?;
                tx.execute(&ADD_TEXT, params![search_id, text]).await?;
            }
        }
        Engine::Postgres => {
            tx.execute(&ADD, params![id, session_id, position, text])
                .await?;
        }
    }
    Ok(())
}

/// [`add`] for all that several sessions got, in one statement.
#[cfg(feature = "postgres")]
pub(crate) async fn add_new(
    tx: &crate::store::postgres::PostgresTx,
    sessions: &[SessionId],
) -> Result<()> {
    let ids = sessions.iter().map(|session| session.0).collect();
    tx.execute_params(ADD_NEW.text(Engine::Postgres), &[Param::Ids(ids)])
        .await?;
    Ok(())
}

/// Takes a message out of the index, before its text changes or goes; false where it was not in it.
pub(crate) async fn remove(tx: &mut Tx, id: MessageId) -> Result<bool> {
    if tx.engine() == Engine::Sqlite {
        tx.execute(&REMOVE_TEXT, params![id]).await?;
    }
    Ok(tx.execute(&REMOVE, params![id]).await? == 1)
}

/// Takes a session's messages out of the index, before they go.
pub(crate) async fn remove_session(tx: &mut Tx, session_id: SessionId) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        tx.execute(&REMOVE_SESSION_TEXT, params![session_id])
            .await?;
    }
    tx.execute(&REMOVE_SESSION, params![session_id]).await?;
    Ok(())
}
