//! What a device is sent, page by page: everything on a client in the order it was written, and
//! the clients and users of a desk in the order of their ids.

use crate::{
    api::{
        chat::ChatMessage,
        client::{Assignment, ExtractionRun, Note, Task},
        stage::StageChange,
    },
    clock::Timestamp,
    error::Result,
    id::{ClientId, MessageId, SessionId, UserId},
    store::{
        Sql, Tx,
        sql::{params, queries},
        table::{
            chat_message, client_assignment, client_note, client_run, client_stage_history,
            client_task,
        },
    },
};

queries! {
    CLIENTS = Sql::same("SELECT id, assigned_to FROM client WHERE id > ?1 ORDER BY id LIMIT ?2");
    CLIENTS_OF = Sql::same(
        "SELECT id, assigned_to FROM client WHERE assigned_to = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
    );
    COUNT = Sql::same("SELECT COUNT(*) FROM client");
    COUNT_OF = Sql::same("SELECT COUNT(*) FROM client WHERE assigned_to = ?1");
    RULES = Sql::same("SELECT assigned_to, closed_from, edited_fields, created_at FROM client WHERE id = ?1");
    USERS = Sql::same(
        "SELECT id, email, first_name, last_name, is_active FROM \"user\" WHERE id > ?1 ORDER BY id LIMIT ?2",
    );
    USER = Sql::same(
        "SELECT id, email, first_name, last_name, is_active FROM \"user\" WHERE id = ?1",
    );
    HISTORY = Sql::same(
        "SELECT h.id, h.from_stage, h.to_stage, h.changed_by, u.email, u.first_name, u.last_name,
             h.remarks, h.reason_code, h.overridden, h.duration_seconds, h.issued_at, h.created_at
         FROM client_stage_history h
         LEFT JOIN \"user\" u ON u.id = h.changed_by
         WHERE h.client_id = ?1 AND (h.created_at, h.id) > (?2, ?3)
         ORDER BY h.created_at, h.id
         LIMIT ?4",
    );
    // An assignment that ended changed after it was made.
    ASSIGNMENTS = Sql::same(
        "SELECT a.id, a.assigned_to, t.email, t.first_name, t.last_name,
             a.assigned_by, b.email, b.first_name, b.last_name, a.is_active, a.remarks, a.created_at,
             a.updated_at
         FROM client_assignment a
         LEFT JOIN \"user\" t ON t.id = a.assigned_to
         LEFT JOIN \"user\" b ON b.id = a.assigned_by
         WHERE a.client_id = ?1 AND (a.updated_at, a.id) > (?2, ?3)
         ORDER BY a.updated_at, a.id
         LIMIT ?4",
    );
    NOTES = Sql::same(
        "SELECT n.id, n.author, u.email, u.first_name, u.last_name, n.body, n.created_at, n.updated_at
         FROM client_note n
         LEFT JOIN \"user\" u ON u.id = n.author
         WHERE n.client_id = ?1 AND (n.created_at, n.id) > (?2, ?3)
         ORDER BY n.created_at, n.id
         LIMIT ?4",
    );
    TASKS = Sql::same(
        "SELECT t.id, t.client_id, t.title, t.due_at, t.done_at,
             t.assignee, u.email, u.first_name, u.last_name, t.created_at, t.updated_at
         FROM client_task t
         LEFT JOIN \"user\" u ON u.id = t.assignee
         WHERE t.client_id = ?1 AND (t.created_at, t.id) > (?2, ?3)
         ORDER BY t.created_at, t.id
         LIMIT ?4",
    );
    RUNS = Sql::same(
        "SELECT id, extractor, up_to_position, context, prompt_tokens, completion_tokens, cost_micros,
             created_at
         FROM extraction_run
         WHERE client_id = ?1 AND (created_at, id) > (?2, ?3)
         ORDER BY created_at, id
         LIMIT ?4",
    );
    DELETED = Sql::same(
        "SELECT id FROM chat_message
         WHERE session_id = ?1 AND position >= ?2 AND position <= ?3 AND deleted_at IS NOT NULL",
    );
}

/// A row's place among those of a client: when it was written, and its id.
pub(crate) type Place = (Timestamp, uuid::Uuid);

/// A client with its assignee.
pub(crate) type Assigned = (ClientId, Option<UserId>);

/// What the rules need of a client beyond its document.
pub(crate) struct Rules {
    pub(crate) assigned_to: Option<UserId>,
    pub(crate) closed_from: Option<crate::model::stage::Stage>,
    pub(crate) edited_fields: i64,
    pub(crate) created_at: Timestamp,
}

/// A colleague's row.
pub(crate) struct UserRow {
    pub(crate) id: UserId,
    pub(crate) email: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) is_active: bool,
}

/// Clients after one, in the order of their ids: all, or those of a user.
pub(crate) async fn clients(
    tx: &mut Tx,
    of: Option<UserId>,
    after: ClientId,
    limit: i64,
) -> Result<Vec<Assigned>> {
    let rows = match of {
        None => tx.query(&CLIENTS, params![after, limit]).await?,
        Some(user) => tx.query(&CLIENTS_OF, params![user, after, limit]).await?,
    };
    rows.into_iter()
        .map(|mut row| Ok((row.get()?, row.get()?)))
        .collect()
}

/// How many clients there are: all, or those of a user.
pub(crate) async fn count(tx: &mut Tx, of: Option<UserId>) -> Result<i64> {
    match of {
        None => tx.query_one(&COUNT, &[]).await?.get(),
        Some(user) => tx.query_one(&COUNT_OF, params![user]).await?.get(),
    }
}

pub(crate) async fn rules(tx: &mut Tx, id: ClientId) -> Result<Option<Rules>> {
    let Some(mut row) = tx.query_opt(&RULES, params![id]).await? else {
        return Ok(None);
    };
    Ok(Some(Rules {
        assigned_to: row.get()?,
        closed_from: row.opt_parsed()?,
        edited_fields: row.get()?,
        created_at: row.get()?,
    }))
}

/// Users after one, in the order of their ids.
pub(crate) async fn users(tx: &mut Tx, after: UserId, limit: i64) -> Result<Vec<UserRow>> {
    tx.query(&USERS, params![after, limit])
        .await?
        .into_iter()
        .map(user_row)
        .collect()
}

pub(crate) async fn user(tx: &mut Tx, id: UserId) -> Result<Option<UserRow>> {
    tx.query_opt(&USER, params![id])
        .await?
        .map(user_row)
        .transpose()
}

fn user_row(mut row: crate::store::Row) -> Result<UserRow> {
    Ok(UserRow {
        id: row.get()?,
        email: row.get()?,
        first_name: row.get()?,
        last_name: row.get()?,
        is_active: row.get()?,
    })
}

pub(crate) async fn history(
    tx: &mut Tx,
    client_id: ClientId,
    after: Place,
    limit: i64,
) -> Result<Vec<StageChange>> {
    tx.query(&HISTORY, params![client_id, after.0, after.1, limit])
        .await?
        .into_iter()
        .map(client_stage_history::stage_change)
        .collect()
}

/// Assignments by the time they last changed, with that time.
pub(crate) async fn assignments(
    tx: &mut Tx,
    client_id: ClientId,
    after: Place,
    limit: i64,
) -> Result<Vec<(Assignment, Timestamp)>> {
    tx.query(&ASSIGNMENTS, params![client_id, after.0, after.1, limit])
        .await?
        .into_iter()
        .map(|mut row| {
            let assignment = client_assignment::assignment(&mut row)?;
            Ok((assignment, row.get()?))
        })
        .collect()
}

pub(crate) async fn notes(
    tx: &mut Tx,
    client_id: ClientId,
    after: Place,
    limit: i64,
) -> Result<Vec<Note>> {
    tx.query(&NOTES, params![client_id, after.0, after.1, limit])
        .await?
        .into_iter()
        .map(client_note::note)
        .collect()
}

pub(crate) async fn tasks(
    tx: &mut Tx,
    client_id: ClientId,
    after: Place,
    limit: i64,
) -> Result<Vec<Task>> {
    tx.query(&TASKS, params![client_id, after.0, after.1, limit])
        .await?
        .into_iter()
        .map(client_task::view)
        .collect()
}

pub(crate) async fn runs(
    tx: &mut Tx,
    client_id: ClientId,
    after: Place,
    limit: i64,
) -> Result<Vec<ExtractionRun>> {
    tx.query(&RUNS, params![client_id, after.0, after.1, limit])
        .await?
        .iter_mut()
        .map(client_run::run)
        .collect()
}

/// A session's messages from a position on, with those that were deleted among them.
pub(crate) async fn messages(
    tx: &mut Tx,
    session_id: SessionId,
    from: i64,
    limit: i64,
) -> Result<(Vec<ChatMessage>, Vec<MessageId>)> {
    let messages = chat_message::of_session(tx, session_id, from - 1, limit).await?;
    let up_to = match messages.last() {
        Some(last) if i64::try_from(messages.len()).unwrap_or(i64::MAX) >= limit => last.position,
        _ => i64::MAX,
    };
    let deleted = tx
        .query(&DELETED, params![session_id, from, up_to])
        .await?
        .into_iter()
        .map(|mut row| row.get())
        .collect::<Result<_>>()?;
    Ok((messages, deleted))
}
