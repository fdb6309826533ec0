//! `client_stage_history`: every move of a client, the first row being its start.

use crate::{
    api::stage::StageChange,
    clock::Timestamp,
    error::Result,
    id::{ClientId, StageChangeId, UserId},
    model::stage::{ReasonCode, Stage},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::user,
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO client_stage_history
             (id, client_id, from_stage, to_stage, changed_by, remarks, reason_code, overridden,
              duration_seconds, issued_at, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    );
    DELETE_START = Sql::same(
        "DELETE FROM client_stage_history
         WHERE client_id = ?1 AND from_stage IS NULL AND created_at >= ?2",
    );
    OF_CLIENT = Sql::same(
        "SELECT h.id, h.from_stage, h.to_stage, h.changed_by, u.email, u.first_name, u.last_name,
             h.remarks, h.reason_code, h.overridden, h.duration_seconds, h.issued_at, h.created_at
         FROM client_stage_history h
         LEFT JOIN \"user\" u ON u.id = h.changed_by
         WHERE h.client_id = ?1 AND (h.created_at, h.id) < (?2, ?3)
         ORDER BY h.created_at DESC, h.id DESC
         LIMIT ?4",
    );
}

/// A move on its way into the history.
#[derive(Clone, Debug)]
pub(crate) struct NewStageChange<'a> {
    pub(crate) id: StageChangeId,
    pub(crate) client_id: ClientId,
    pub(crate) from_stage: Option<Stage>,
    pub(crate) to_stage: Stage,
    pub(crate) changed_by: Option<UserId>,
    pub(crate) remarks: Option<&'a str>,
    pub(crate) reason_code: Option<ReasonCode>,
    pub(crate) overridden: bool,
    /// How long the client stood in `from_stage`.
    pub(crate) duration_seconds: Option<i64>,
    /// When a device issued the move, where it was made offline.
    pub(crate) issued_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
}

pub(crate) async fn insert(tx: &mut Tx, change: &NewStageChange<'_>) -> Result<()> {
    tx.execute(
        &INSERT,
        params![
            change.id,
            change.client_id,
            change.from_stage.map(Stage::as_str),
            change.to_stage.as_str(),
            change.changed_by,
            change.remarks,
            change.reason_code.map(ReasonCode::as_str),
            change.overridden,
            change.duration_seconds,
            change.issued_at,
            change.created_at
        ],
    )
    .await?;
    Ok(())
}

/// Deletes the start of a client that became a lead at a moment or later.
pub(crate) async fn delete_start(tx: &mut Tx, id: ClientId, since: Timestamp) -> Result<()> {
    tx.execute(&DELETE_START, params![id, since]).await?;
    Ok(())
}

/// A client's history before a row, newest first.
pub(crate) async fn of_client(
    tx: &mut Tx,
    client_id: ClientId,
    before: (Timestamp, StageChangeId),
    limit: i64,
) -> Result<Vec<StageChange>> {
    tx.query(&OF_CLIENT, params![client_id, before.0, before.1, limit])
        .await?
        .into_iter()
        .map(stage_change)
        .collect()
}

/// Reads a row of [`OF_CLIENT`].
pub(crate) fn stage_change(mut row: Row) -> Result<StageChange> {
    Ok(StageChange {
        id: row.get()?,
        from_stage: row.opt_parsed()?,
        to_stage: row.parsed()?,
        changed_by: user::opt_user_ref(&mut row)?,
        remarks: row.get()?,
        reason_code: row.opt_parsed()?,
        overridden: row.get()?,
        duration_seconds: row.get()?,
        issued_at: row.get()?,
        created_at: row.get()?,
    })
}
