//! `sync_outbox`: on a device, the commands that wait for the server's verdict, and those it
//! refused.

use crate::{
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, CommandId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO sync_outbox (command_id, sequence, issued_at, client_id, base_version, command, seen, state)
         VALUES (?1, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM sync_outbox), ?2, ?3, ?4, ?5, ?6, 'pending')",
    );
    IN_STATE = Sql::same(
        "SELECT command_id, issued_at, client_id, base_version, command, seen, state, sent_at, misfit, code,
             detail, current_json, decided_at
         FROM sync_outbox WHERE state = ?1 ORDER BY sequence",
    );
    UNSETTLED = Sql::same(
        "SELECT command_id, issued_at, client_id, base_version, command, seen, state, sent_at, misfit, code,
             detail, current_json, decided_at
         FROM sync_outbox WHERE state IN ('pending', 'applied') ORDER BY sequence",
    );
    FIND = Sql::same(
        "SELECT command_id, issued_at, client_id, base_version, command, seen, state, sent_at, misfit, code,
             detail, current_json, decided_at
         FROM sync_outbox WHERE command_id = ?1",
    );
    MARK_SENT = Sql::same("UPDATE sync_outbox SET sent_at = ?2 WHERE command_id = ?1 AND state = 'pending'");
    MARK_APPLIED = Sql::same(
        "UPDATE sync_outbox SET state = 'applied', decided_at = ?2
         WHERE command_id = ?1 AND state = 'pending'",
    );
    MARK_REJECTED = Sql::same(
        "UPDATE sync_outbox
         SET state = 'rejected', decided_at = ?2, code = ?3, detail = ?4, current_json = ?5, misfit = NULL
         WHERE command_id = ?1 AND state = 'pending'",
    );
    SET_MISFIT = Sql::same("UPDATE sync_outbox SET misfit = ?2 WHERE command_id = ?1");
    /// What its author saw of somebody else's client by now may not stay.
    FORGET_CLIENT = Sql::same(
        "UPDATE sync_outbox SET seen = NULL, current_json = NULL WHERE client_id = ?1",
    );
    /// The same of a client that is not on the device (any more).
    FORGET_UNSEEN = Sql::same(
        "UPDATE sync_outbox SET seen = NULL, current_json = NULL
         WHERE state = 'rejected' AND client_id IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM client c WHERE c.id = sync_outbox.client_id)",
    );
    DELETE = Sql::same("DELETE FROM sync_outbox WHERE command_id = ?1");
    COUNT = Sql::same(
        "SELECT COUNT(*) FILTER (WHERE state = 'pending'), COUNT(*) FILTER (WHERE state = 'rejected')
         FROM sync_outbox",
    );
}

/// A command on its way into the outbox.
pub(crate) struct NewEntry<'a> {
    pub(crate) command_id: CommandId,
    pub(crate) issued_at: Timestamp,
    pub(crate) client_id: Option<ClientId>,
    pub(crate) base_version: Option<i64>,
    /// The command as JSON.
    pub(crate) command: &'a str,
    /// What its author saw, as JSON.
    pub(crate) seen: Option<&'a str>,
}

/// A command in the outbox.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) command_id: CommandId,
    pub(crate) issued_at: Timestamp,
    pub(crate) client_id: Option<ClientId>,
    pub(crate) base_version: Option<i64>,
    pub(crate) command: serde_json::Value,
    pub(crate) seen: Option<serde_json::Value>,
    /// `pending`, `applied` or `rejected`.
    pub(crate) state: String,
    pub(crate) sent_at: Option<Timestamp>,
    pub(crate) misfit: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) detail: Option<String>,
    pub(crate) current: Option<serde_json::Value>,
    pub(crate) decided_at: Option<Timestamp>,
}

pub(crate) async fn insert(tx: &mut Tx, entry: &NewEntry<'_>) -> Result<()> {
    tx.execute(
        &INSERT,
        params![
            entry.command_id,
            entry.issued_at,
            entry.client_id,
            entry.base_version,
            entry.command,
            entry.seen
        ],
    )
    .await?;
    Ok(())
}

/// Those that wait for a verdict, in the order they were issued.
pub(crate) async fn pending(tx: &mut Tx) -> Result<Vec<Entry>> {
    in_state(tx, "pending").await
}

/// Those that the server did, but whose effect is still to be pulled.
pub(crate) async fn applied(tx: &mut Tx) -> Result<Vec<Entry>> {
    in_state(tx, "applied").await
}

/// Those that the server refused.
pub(crate) async fn rejected(tx: &mut Tx) -> Result<Vec<Entry>> {
    in_state(tx, "rejected").await
}

async fn in_state(tx: &mut Tx, state: &str) -> Result<Vec<Entry>> {
    tx.query(&IN_STATE, params![state])
        .await?
        .into_iter()
        .map(entry)
        .collect()
}

/// All that is not yet part of the base: pending and applied, in the order they were issued.
pub(crate) async fn unsettled(tx: &mut Tx) -> Result<Vec<Entry>> {
    tx.query(&UNSETTLED, &[])
        .await?
        .into_iter()
        .map(entry)
        .collect()
}

pub(crate) async fn find(tx: &mut Tx, id: CommandId) -> Result<Option<Entry>> {
    tx.query_opt(&FIND, params![id])
        .await?
        .map(entry)
        .transpose()
}

pub(crate) async fn mark_sent(tx: &mut Tx, id: CommandId, now: Timestamp) -> Result<()> {
    tx.execute(&MARK_SENT, params![id, now]).await?;
    Ok(())
}

/// The server did it. A verdict on what has one already changes nothing.
pub(crate) async fn mark_applied(tx: &mut Tx, id: CommandId, now: Timestamp) -> Result<()> {
    tx.execute(&MARK_APPLIED, params![id, now]).await?;
    Ok(())
}

/// The server refused it.
pub(crate) async fn mark_rejected(
    tx: &mut Tx,
    id: CommandId,
    now: Timestamp,
    code: &str,
    detail: &str,
    current: Option<&serde_json::Value>,
) -> Result<()> {
    let current = current.map(serde_json::Value::to_string);
    tx.execute(&MARK_REJECTED, params![id, now, code, detail, &current])
        .await?;
    Ok(())
}

/// Notes why a command is not part of what is shown; `None`: it is.
pub(crate) async fn set_misfit(tx: &mut Tx, id: CommandId, misfit: Option<&str>) -> Result<()> {
    tx.execute(&SET_MISFIT, params![id, misfit]).await?;
    Ok(())
}

pub(crate) async fn forget_client(tx: &mut Tx, id: ClientId) -> Result<()> {
    tx.execute(&FORGET_CLIENT, params![id]).await?;
    Ok(())
}

/// A refused command shows nothing of a client that is not on the device.
pub(crate) async fn forget_unseen(tx: &mut Tx) -> Result<()> {
    tx.execute(&FORGET_UNSEEN, &[]).await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, id: CommandId) -> Result<()> {
    tx.execute(&DELETE, params![id]).await?;
    Ok(())
}

/// How many wait for a verdict, and how many were refused.
pub(crate) async fn count(tx: &mut Tx) -> Result<(i64, i64)> {
    let mut row = tx.query_one(&COUNT, &[]).await?;
    Ok((row.get()?, row.get()?))
}

fn entry(mut row: Row) -> Result<Entry> {
    Ok(Entry {
        command_id: row.get()?,
        issued_at: row.get()?,
        client_id: row.get()?,
        base_version: row.get()?,
        command: row.json()?,
        seen: row.opt_json()?,
        state: row.get()?,
        sent_at: row.get()?,
        misfit: row.get()?,
        code: row.get()?,
        detail: row.get()?,
        current: row.opt_json()?,
        decided_at: row.get()?,
    })
}

/// A command as it is kept.
pub(crate) fn to_json(command: &crate::api::command::Command) -> Result<String> {
    serde_json::to_string(command)
        .map_err(|error| Error::internal("writing a command as JSON", error))
}
