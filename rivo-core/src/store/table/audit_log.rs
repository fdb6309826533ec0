//! `audit_log`: who did what to which thing, when and from where. Rows are added and redacted,
//! never changed otherwise.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    api::admin::AuditRow,
    clock::Timestamp,
    error::Result,
    extract::redact::{MARK, redact_json},
    id::{AuditId, ClientId, CommandId, UserId},
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
        table::user,
    },
};

queries! {
    INSERT = Sql::same(
        "INSERT INTO audit_log (id, actor_kind, user_id, actor_name, action, entity_kind, entity_id,
             client_id, before_json, after_json, address, command_id, issued_at, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    );
    /// What a person does for a client that counts as a touch.
    FIRST_TOUCH_SINCE = Sql::same(
        "SELECT MIN(created_at) FROM audit_log
         WHERE client_id = ?1 AND created_at > ?2 AND user_id IS NOT NULL
             AND (action IN ('change_stage', 'add_note', 'add_task', 'complete_task', 'update_client',
                     'correct_fact', 'correct_context', 'resolve_proposal')
                 OR (action = 'update_task' AND after_json NOT LIKE '%\"done_at\":null%'))",
    );
    /// That something was there stays visible.
    REDACT_CLIENT = Sql::same(
        "UPDATE audit_log
         SET before_json = CASE WHEN before_json IS NULL THEN NULL ELSE ?2 END,
             after_json = CASE WHEN after_json IS NULL THEN NULL ELSE ?2 END
         WHERE client_id = ?1",
    );
    SINCE = Sql::same(
        "SELECT id, before_json, after_json FROM audit_log WHERE client_id = ?1 AND created_at >= ?2",
    );
    SET_JSON = Sql::same("UPDATE audit_log SET before_json = ?2, after_json = ?3 WHERE id = ?1");
}

/// What stands in place of what was taken out.
pub(crate) const REDACTED: &str = "{\"redacted\":true}";

/// Audit rows as [`audit_row`] reads them, up to the WHERE. The log is put together with the
/// conditions of `service::audit`.
pub(crate) const SELECT: &str =
    "SELECT a.id, a.actor_kind, a.user_id, u.email, u.first_name, u.last_name, a.actor_name,
         a.action, a.entity_kind, a.entity_id, a.before_json, a.after_json, a.address, a.created_at
     FROM audit_log a
     LEFT JOIN \"user\" u ON u.id = a.user_id";

/// A row on its way into the log. Numbers of cards, accounts and social security are taken out.
#[derive(Clone, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) id: AuditId,
    pub(crate) actor_kind: &'a str,
    pub(crate) user_id: Option<UserId>,
    pub(crate) actor_name: &'a str,
    pub(crate) action: &'a str,
    pub(crate) entity_kind: &'a str,
    pub(crate) entity_id: &'a str,
    /// Whose erasure reaches this row.
    pub(crate) client_id: Option<ClientId>,
    pub(crate) before: Option<&'a Value>,
    pub(crate) after: Option<&'a Value>,
    pub(crate) address: Option<&'a str>,
    pub(crate) command_id: Option<CommandId>,
    pub(crate) issued_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
}

pub(crate) async fn insert(tx: &mut Tx, entry: &Entry<'_>) -> Result<()> {
    let kept = |value: &Value| redact_json(value).to_string();
    let before = entry.before.map(kept);
    let after = entry.after.map(kept);
    tx.execute(
        &INSERT,
        params![
            entry.id,
            entry.actor_kind,
            entry.user_id,
            entry.actor_name,
            entry.action,
            entry.entity_kind,
            entry.entity_id,
            entry.client_id,
            &before,
            &after,
            entry.address,
            entry.command_id,
            entry.issued_at,
            entry.created_at
        ],
    )
    .await?;
    Ok(())
}

/// Takes out what a client said or was called; who did what and when is kept.
pub(crate) async fn redact_client(tx: &mut Tx, client_id: ClientId) -> Result<()> {
    tx.execute(&REDACT_CLIENT, params![client_id, REDACTED])
        .await?;
    Ok(())
}

/// When a person first did something for a client after a moment.
pub(crate) async fn first_touch_since(
    tx: &mut Tx,
    client_id: ClientId,
    since: Timestamp,
) -> Result<Option<Timestamp>> {
    tx.query_one(&FIRST_TOUCH_SINCE, params![client_id, since])
        .await?
        .get()
}

/// Takes words out of what was done to a client since a moment; the rest of it stays.
pub(crate) async fn take_out(
    tx: &mut Tx,
    client_id: ClientId,
    since: Timestamp,
    words: &BTreeSet<String>,
) -> Result<()> {
    for mut row in tx.query(&SINCE, params![client_id, since]).await? {
        let id: AuditId = row.get()?;
        let (mut before, mut after): (Option<Value>, Option<Value>) =
            (row.opt_json()?, row.opt_json()?);
        let mut is_named = false;
        for value in [&mut before, &mut after].into_iter().flatten() {
            is_named |= without(value, words);
        }
        if is_named {
            let [before, after] = [before, after].map(|value| value.map(|it| it.to_string()));
            tx.execute(&SET_JSON, params![id, &before, &after]).await?;
        }
    }
    Ok(())
}

/// Takes words out of a value; whether any stood in it.
fn without(value: &mut Value, words: &BTreeSet<String>) -> bool {
    match value {
        Value::String(text) if words.contains(text) => {
            MARK.clone_into(text);
            true
        }
        Value::Array(items) => items
            .iter_mut()
            .fold(false, |any, item| without(item, words) | any),
        Value::Object(fields) => fields
            .values_mut()
            .fold(false, |any, field| without(field, words) | any),
        _ => false,
    }
}

pub(crate) fn audit_row(mut row: Row) -> Result<AuditRow> {
    Ok(AuditRow {
        id: row.get()?,
        actor_kind: row.get()?,
        user: user::opt_user_ref(&mut row)?,
        actor_name: row.get()?,
        action: row.get()?,
        entity_kind: row.get()?,
        entity_id: row.get()?,
        before: row.opt_json()?,
        after: row.opt_json()?,
        address: row.get()?,
        created_at: row.get()?,
    })
}
