//! `client_merge`: what a merge of two clients ended and moved, so that it can be undone.

use serde::{Deserialize, Serialize};

use crate::{
    api::client::Merge,
    clock::Timestamp,
    error::{Error, Result},
    id::{AssignmentId, ClientId, MergeId, SessionId, UserId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::{audit_log, client::ClientRow, client_trace::Trace, fact_review::ReviewRow, user},
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO client_merge
             (id, client_id, into_id, from_id, from_name, merged_by, snapshot, created_at, updated_at)
         VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
    );
    FIND = Sql::same(
        "SELECT client_id, into_id, snapshot, undone_at, created_at FROM client_merge WHERE id = ?1",
    );
    OF_CLIENT = Sql::same(
        "SELECT m.id, m.client_id, m.into_id, m.from_id, m.from_name,
             m.merged_by, u.email, u.first_name, u.last_name, m.created_at, m.undone_at, f.assigned_to
         FROM client_merge m
         LEFT JOIN \"user\" u ON u.id = m.merged_by
         LEFT JOIN client f ON f.id = m.from_id
         WHERE m.client_id = ?1 AND (m.created_at, m.id) < (?2, ?3)
         ORDER BY m.created_at DESC, m.id DESC
         LIMIT ?4",
    );
    // What it held is back where it belongs.
    SET_UNDONE = Sql::same(
        "UPDATE client_merge SET snapshot = NULL, undone_by = ?2, undone_at = ?3, updated_at = ?3 WHERE id = ?1",
    );
    /// What the audit log of the other client says of one that was merged into it.
    REDACT_AUDIT = Sql::same(
        "UPDATE audit_log
         SET before_json = CASE WHEN before_json IS NULL THEN NULL ELSE ?2 END,
             after_json = CASE WHEN after_json IS NULL THEN NULL ELSE ?2 END
         WHERE client_id IN (SELECT client_id FROM client_merge WHERE from_id = ?1)
             AND command_id IN (SELECT id FROM client_merge WHERE from_id = ?1)",
    );
    SNAPSHOTS = Sql::same("SELECT id, snapshot FROM client_merge WHERE client_id = ?1 AND snapshot IS NOT NULL");
    REWRITE = Sql::same("UPDATE client_merge SET snapshot = ?2 WHERE id = ?1");
    FORGET_NAME = Sql::same("UPDATE client_merge SET from_name = NULL WHERE from_id = ?1");
}

/// Everything an undoing needs.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    /// The client that ended.
    pub(crate) from: ClientRow,
    /// The client that stayed, before and after.
    pub(crate) before: ClientRow,
    pub(crate) after: ClientRow,
    /// What moved.
    pub(crate) moved: Trace,
    /// How many messages the conversations of both held: what is said later is said since.
    #[serde(default)]
    pub(crate) heard: Vec<(SessionId, i64)>,
    /// The verdicts on the facts of the one that ended.
    pub(crate) reviews: Vec<ReviewRow>,
    /// Who had seen its messages, up to when.
    pub(crate) seen: Vec<(UserId, Timestamp)>,
    /// Its active assignment.
    pub(crate) assignment: Option<AssignmentId>,
    /// The assignment of the client that stayed which the merge ended.
    pub(crate) ended_assignment: Option<AssignmentId>,
}

impl Snapshot {
    /// The clients as it keeps them.
    pub(crate) fn clients(&self) -> [&ClientRow; 3] {
        [&self.from, &self.before, &self.after]
    }

    /// [`Snapshot::clients`], to change them.
    pub(crate) fn clients_mut(&mut self) -> [&mut ClientRow; 3] {
        [&mut self.from, &mut self.before, &mut self.after]
    }
}

/// A merge as it is stored.
#[derive(Debug)]
pub(crate) struct MergeRow {
    /// The client that has it all now.
    pub(crate) client_id: ClientId,
    pub(crate) into_id: ClientId,
    pub(crate) snapshot: Option<Snapshot>,
    pub(crate) undone_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: MergeId,
    merged_by: Option<UserId>,
    snapshot: &Snapshot,
    now: Timestamp,
) -> Result<()> {
    let text = as_json(snapshot)?;
    tx.execute(
        &INSERT,
        params![
            id,
            snapshot.before.id,
            snapshot.from.id,
            &snapshot.from.name,
            merged_by,
            &text,
            now
        ],
    )
    .await?;
    Ok(())
}

fn as_json(snapshot: &Snapshot) -> Result<String> {
    serde_json::to_string(snapshot)
        .map_err(|error| Error::internal("writing a merge as JSON", error))
}

/// What the merges into a client could bring back.
pub(crate) async fn snapshots(
    tx: &mut Tx,
    client_id: ClientId,
) -> Result<Vec<(MergeId, Snapshot)>> {
    tx.query(&SNAPSHOTS, params![client_id])
        .await?
        .into_iter()
        .map(|mut row| Ok((row.get()?, row.json()?)))
        .collect()
}

/// Writes what a merge could bring back anew.
pub(crate) async fn rewrite(tx: &mut Tx, id: MergeId, snapshot: &Snapshot) -> Result<()> {
    tx.execute(&REWRITE, params![id, &as_json(snapshot)?])
        .await?;
    Ok(())
}

pub(crate) async fn find(tx: &mut Tx, id: MergeId) -> Result<Option<MergeRow>> {
    let Some(mut row) = tx.query_opt(&FIND, params![id]).await? else {
        return Ok(None);
    };
    Ok(Some(MergeRow {
        client_id: row.get()?,
        into_id: row.get()?,
        snapshot: row.opt_json()?,
        undone_at: row.get()?,
        created_at: row.get()?,
    }))
}

/// The merges into a client before a row, newest first, each with who works the client that ended
/// where it is there again.
pub(crate) async fn of_client(
    tx: &mut Tx,
    client_id: ClientId,
    before: (Timestamp, MergeId),
    limit: i64,
) -> Result<Vec<(Merge, Option<UserId>)>> {
    tx.query(&OF_CLIENT, params![client_id, before.0, before.1, limit])
        .await?
        .into_iter()
        .map(merge)
        .collect()
}

pub(crate) async fn set_undone(
    tx: &mut Tx,
    id: MergeId,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<()> {
    tx.execute(&SET_UNDONE, params![id, by, now]).await?;
    Ok(())
}

/// Takes out what other clients' rows say of a client that came back from a merge.
pub(crate) async fn redact_from(tx: &mut Tx, from: ClientId) -> Result<()> {
    tx.execute(&REDACT_AUDIT, params![from, audit_log::REDACTED])
        .await?;
    tx.execute(&FORGET_NAME, params![from]).await?;
    Ok(())
}

fn merge(mut row: Row) -> Result<(Merge, Option<UserId>)> {
    let id = row.get()?;
    let (client_id, into): (ClientId, ClientId) = (row.get()?, row.get()?);
    let (from, from_name) = (row.get()?, row.get()?);
    let merged_by = user::opt_user_ref(&mut row)?;
    let created_at = row.get()?;
    let undone_at: Option<Timestamp> = row.get()?;
    let merge = Merge {
        id,
        into,
        from,
        from_name,
        merged_by,
        created_at,
        undone_at,
        can_undo: undone_at.is_none() && client_id == into,
    };
    Ok((merge, row.get()?))
}
