//! `client_assignment`: who works a client and who did; one row is active, `assigned_to` null in it
//! while the lead awaits somebody.

use crate::{
    api::client::Assignment,
    clock::Timestamp,
    error::Result,
    id::{AssignmentId, ClientId, UserId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::user,
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO client_assignment
             (id, client_id, assigned_to, assigned_by, is_active, remarks, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
    );
    DEACTIVATE = Sql::same(
        "UPDATE client_assignment SET is_active = FALSE, updated_at = ?2
         WHERE client_id = ?1 AND is_active = TRUE",
    );
    ACTIVE = Sql::same("SELECT id FROM client_assignment WHERE client_id = ?1 AND is_active = TRUE");
    ACTIVATE = Sql::same("UPDATE client_assignment SET is_active = TRUE, updated_at = ?2 WHERE id = ?1");
    /// The newest one that gave a client to a user, where none stands.
    STAND_AGAIN = Sql::same(
        "UPDATE client_assignment SET is_active = TRUE, updated_at = ?3
         WHERE id = (SELECT id FROM client_assignment
                 WHERE client_id = ?1 AND assigned_to = ?2
                 ORDER BY created_at DESC, id DESC
                 LIMIT 1)
             AND NOT EXISTS (SELECT 1 FROM client_assignment WHERE client_id = ?1 AND is_active = TRUE)",
    );
    DELETE = Sql::same("DELETE FROM client_assignment WHERE id = ?1");
    DELETE_WAITING = Sql::same(
        "DELETE FROM client_assignment
         WHERE client_id = ?1 AND assigned_to IS NULL AND assigned_by IS NULL AND created_at >= ?2",
    );
    CAN_WORK = Sql::same("SELECT is_active FROM \"user\" WHERE id = ?1");
    /// Keeps the user as they are: who counts their clients meanwhile waits.
    LOCK_WORKER = Sql::per_engine(
        "SELECT is_active FROM \"user\" WHERE id = ?1",
        "SELECT is_active FROM \"user\" WHERE id = ?1 FOR NO KEY UPDATE",
    );
    STANDING = Sql::same(
        "SELECT id, assigned_to, assigned_by, remarks, created_at FROM client_assignment
         WHERE client_id = ?1 AND is_active = TRUE",
    );
    OF_CLIENT = Sql::same(
        "SELECT a.id, a.assigned_to, t.email, t.first_name, t.last_name,
             a.assigned_by, b.email, b.first_name, b.last_name, a.is_active, a.remarks, a.created_at
         FROM client_assignment a
         LEFT JOIN \"user\" t ON t.id = a.assigned_to
         LEFT JOIN \"user\" b ON b.id = a.assigned_by
         WHERE a.client_id = ?1 AND (a.created_at, a.id) < (?2, ?3)
         ORDER BY a.created_at DESC, a.id DESC
         LIMIT ?4",
    );
}

/// An assignment on its way in. An active one must find none active: call [`deactivate`] first.
#[derive(Clone, Debug)]
pub(crate) struct NewAssignment<'a> {
    pub(crate) id: AssignmentId,
    pub(crate) client_id: ClientId,
    pub(crate) assigned_to: Option<UserId>,
    pub(crate) assigned_by: Option<UserId>,
    pub(crate) is_active: bool,
    pub(crate) remarks: Option<&'a str>,
    pub(crate) created_at: Timestamp,
}

pub(crate) async fn insert(tx: &mut Tx, assignment: &NewAssignment<'_>) -> Result<()> {
    tx.execute(
        &INSERT,
        params![
            assignment.id,
            assignment.client_id,
            assignment.assigned_to,
            assignment.assigned_by,
            assignment.is_active,
            assignment.remarks,
            assignment.created_at
        ],
    )
    .await?;
    Ok(())
}

/// Ends a client's active assignment, where there is one.
pub(crate) async fn deactivate(tx: &mut Tx, client_id: ClientId, now: Timestamp) -> Result<()> {
    tx.execute(&DEACTIVATE, params![client_id, now]).await?;
    Ok(())
}

/// A client's active assignment.
pub(crate) async fn active(tx: &mut Tx, client_id: ClientId) -> Result<Option<AssignmentId>> {
    tx.query_opt(&ACTIVE, params![client_id])
        .await?
        .map(|mut row| row.get())
        .transpose()
}

/// Makes an assignment its client's active one; there must be none.
pub(crate) async fn activate(tx: &mut Tx, id: AssignmentId, now: Timestamp) -> Result<()> {
    tx.execute(&ACTIVATE, params![id, now]).await?;
    Ok(())
}

/// Makes the assignment by which a user works a client its active one, where none is.
pub(crate) async fn stand_again(
    tx: &mut Tx,
    client_id: ClientId,
    user: Option<UserId>,
    now: Timestamp,
) -> Result<()> {
    if let Some(user) = user {
        tx.execute(&STAND_AGAIN, params![client_id, user, now])
            .await?;
    }
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, id: AssignmentId) -> Result<()> {
    tx.execute(&DELETE, params![id]).await?;
    Ok(())
}

/// Deletes what says that a client awaits somebody, from a moment on, where nobody decided it.
pub(crate) async fn delete_waiting(tx: &mut Tx, id: ClientId, since: Timestamp) -> Result<()> {
    tx.execute(&DELETE_WAITING, params![id, since]).await?;
    Ok(())
}

/// Whether clients and tasks may be given to a user: one who exists and can log in.
pub(crate) async fn can_work(tx: &mut Tx, user_id: UserId) -> Result<bool> {
    match tx.query_opt(&CAN_WORK, params![user_id]).await? {
        Some(mut row) => row.get(),
        None => Ok(false),
    }
}

/// [`can_work`], with the user kept as they are until the transaction ends.
pub(crate) async fn lock_worker(tx: &mut Tx, user_id: UserId) -> Result<bool> {
    match tx.query_opt(&LOCK_WORKER, params![user_id]).await? {
        Some(mut row) => row.get(),
        None => Ok(false),
    }
}

/// The assignment that stands.
pub(crate) struct Standing {
    pub(crate) id: AssignmentId,
    pub(crate) assigned_to: Option<UserId>,
    pub(crate) assigned_by: Option<UserId>,
    pub(crate) remarks: Option<String>,
    pub(crate) created_at: Timestamp,
}

pub(crate) async fn standing(tx: &mut Tx, client_id: ClientId) -> Result<Option<Standing>> {
    let row = tx.query_opt(&STANDING, params![client_id]).await?;
    row.map(|mut row| {
        Ok(Standing {
            id: row.get()?,
            assigned_to: row.get()?,
            assigned_by: row.get()?,
            remarks: row.get()?,
            created_at: row.get()?,
        })
    })
    .transpose()
}

/// A client's assignments before a row, newest first.
pub(crate) async fn of_client(
    tx: &mut Tx,
    client_id: ClientId,
    before: (Timestamp, AssignmentId),
    limit: i64,
) -> Result<Vec<Assignment>> {
    tx.query(&OF_CLIENT, params![client_id, before.0, before.1, limit])
        .await?
        .into_iter()
        .map(|mut row| assignment(&mut row))
        .collect()
}

/// Reads a row of [`OF_CLIENT`].
pub(crate) fn assignment(row: &mut Row) -> Result<Assignment> {
    Ok(Assignment {
        id: row.get()?,
        assigned_to: user::opt_user_ref(row)?,
        assigned_by: user::opt_user_ref(row)?,
        is_active: row.get()?,
        remarks: row.get()?,
        created_at: row.get()?,
    })
}
