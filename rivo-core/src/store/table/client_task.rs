//! `client_task`: what is to be done about a client, by when and by whom.

use crate::{
    api::client::Task,
    clock::Timestamp,
    error::Result,
    id::{ClientId, TaskId, UserId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::{client, user},
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO client_task
             (id, client_id, title, due_at, done_at, assignee, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
    );
    FIND = Sql::same(
        "SELECT client_id, title, due_at, done_at, assignee, created_by FROM client_task WHERE id = ?1",
    );
    SAVE = Sql::same(
        "UPDATE client_task
         SET title = ?2, due_at = ?3, done_at = ?4, assignee = ?5, updated_at = ?6
         WHERE id = ?1",
    );
    DELETE = Sql::same("DELETE FROM client_task WHERE id = ?1");
}

/// What [`view`] reads, from `client_task t` with its assignee `u` and its client `c`. A WHERE
/// clause follows.
pub(crate) const VIEW: &str = "SELECT t.id, t.client_id, t.title, t.due_at, t.done_at,
         t.assignee, u.email, u.first_name, u.last_name, t.created_at, t.updated_at
     FROM client_task t
     JOIN client c ON c.id = t.client_id
     LEFT JOIN \"user\" u ON u.id = t.assignee";

/// A task as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TaskRow {
    pub(crate) id: TaskId,
    pub(crate) client_id: ClientId,
    pub(crate) title: String,
    pub(crate) due_at: Option<Timestamp>,
    pub(crate) done_at: Option<Timestamp>,
    pub(crate) assignee: Option<UserId>,
    pub(crate) created_by: Option<UserId>,
}

pub(crate) async fn insert(tx: &mut Tx, task: &TaskRow, now: Timestamp) -> Result<()> {
    tx.execute(
        &INSERT,
        params![
            task.id,
            task.client_id,
            &task.title,
            task.due_at,
            task.done_at,
            task.assignee,
            task.created_by,
            now
        ],
    )
    .await?;
    client::note_next_due(tx, task.client_id).await
}

pub(crate) async fn find(tx: &mut Tx, id: TaskId) -> Result<Option<TaskRow>> {
    let Some(mut row) = tx.query_opt(&FIND, params![id]).await? else {
        return Ok(None);
    };
    Ok(Some(TaskRow {
        id,
        client_id: row.get()?,
        title: row.get()?,
        due_at: row.get()?,
        done_at: row.get()?,
        assignee: row.get()?,
        created_by: row.get()?,
    }))
}

pub(crate) async fn save(tx: &mut Tx, task: &TaskRow, now: Timestamp) -> Result<()> {
    tx.execute(
        &SAVE,
        params![
            task.id,
            &task.title,
            task.due_at,
            task.done_at,
            task.assignee,
            now
        ],
    )
    .await?;
    client::note_next_due(tx, task.client_id).await
}

/// Deletes a task of a client.
pub(crate) async fn delete(tx: &mut Tx, id: TaskId, client_id: ClientId) -> Result<()> {
    tx.execute(&DELETE, params![id]).await?;
    client::note_next_due(tx, client_id).await
}

/// Reads a row of [`VIEW`].
pub(crate) fn view(mut row: Row) -> Result<Task> {
    Ok(Task {
        id: row.get()?,
        client_id: row.get()?,
        title: row.get()?,
        due_at: row.get()?,
        done_at: row.get()?,
        assignee: user::opt_user_ref(&mut row)?,
        created_at: row.get()?,
        updated_at: row.get()?,
    })
}
