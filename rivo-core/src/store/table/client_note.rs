//! `client_note`: what staff write down about a client.

use crate::{
    api::client::Note,
    clock::Timestamp,
    error::Result,
    id::{ClientId, NoteId, UserId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::user,
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO client_note (id, client_id, author, body, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
    );
    FIND = Sql::same("SELECT client_id, author, body FROM client_note WHERE id = ?1");
    SET_BODY = Sql::same("UPDATE client_note SET body = ?2, updated_at = ?3 WHERE id = ?1");
    DELETE = Sql::same("DELETE FROM client_note WHERE id = ?1");
    VIEW = Sql::same(
        "SELECT n.id, n.author, u.email, u.first_name, u.last_name, n.body, n.created_at, n.updated_at
         FROM client_note n
         LEFT JOIN \"user\" u ON u.id = n.author
         WHERE n.id = ?1",
    );
    OF_CLIENT = Sql::same(
        "SELECT n.id, n.author, u.email, u.first_name, u.last_name, n.body, n.created_at, n.updated_at
         FROM client_note n
         LEFT JOIN \"user\" u ON u.id = n.author
         WHERE n.client_id = ?1 AND (n.created_at, n.id) < (?2, ?3)
         ORDER BY n.created_at DESC, n.id DESC
         LIMIT ?4",
    );
}

/// A note as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct NoteRow {
    pub(crate) id: NoteId,
    pub(crate) client_id: ClientId,
    pub(crate) author: Option<UserId>,
    pub(crate) body: String,
}

pub(crate) async fn insert(tx: &mut Tx, note: &NoteRow, now: Timestamp) -> Result<()> {
    tx.execute(
        &INSERT,
        params![note.id, note.client_id, note.author, &note.body, now],
    )
    .await?;
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, id: NoteId) -> Result<Option<NoteRow>> {
    let Some(mut row) = tx.query_opt(&FIND, params![id]).await? else {
        return Ok(None);
    };
    Ok(Some(NoteRow {
        id,
        client_id: row.get()?,
        author: row.get()?,
        body: row.get()?,
    }))
}

pub(crate) async fn set_body(tx: &mut Tx, id: NoteId, body: &str, now: Timestamp) -> Result<()> {
    tx.execute(&SET_BODY, params![id, body, now]).await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, id: NoteId) -> Result<()> {
    tx.execute(&DELETE, params![id]).await?;
    Ok(())
}

/// A note as the wire has it.
pub(crate) async fn view(tx: &mut Tx, id: NoteId) -> Result<Option<Note>> {
    tx.query_opt(&VIEW, params![id])
        .await?
        .map(note)
        .transpose()
}

/// A client's notes before a row, newest first.
pub(crate) async fn of_client(
    tx: &mut Tx,
    client_id: ClientId,
    before: (Timestamp, NoteId),
    limit: i64,
) -> Result<Vec<Note>> {
    tx.query(&OF_CLIENT, params![client_id, before.0, before.1, limit])
        .await?
        .into_iter()
        .map(note)
        .collect()
}

/// Reads a row of [`OF_CLIENT`].
pub(crate) fn note(mut row: Row) -> Result<Note> {
    Ok(Note {
        id: row.get()?,
        author: user::opt_user_ref(&mut row)?,
        body: row.get()?,
        created_at: row.get()?,
        updated_at: row.get()?,
    })
}
