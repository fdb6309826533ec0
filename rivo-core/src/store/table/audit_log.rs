//! `audit_log`: who did what to which thing, when and from where. Rows are added and redacted,
//! never changed otherwise.

use crate::{
    api::admin::AuditRow,
    clock::Timestamp,
    error::Result,
    id::{AuditId, ClientId, CommandId, UserId},
    store::{
        Row, Sql, Tx, Value,
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
    /// That something was there stays visible.
    REDACT_CLIENT = Sql::same(
        "UPDATE audit_log
         SET before_json = CASE WHEN before_json IS NULL THEN NULL ELSE ?2 END,
             after_json = CASE WHEN after_json IS NULL THEN NULL ELSE ?2 END
         WHERE client_id = ?1",
    );
}

const SELECT: &str = "SELECT a.id, a.actor_kind, a.user_id, u.email, u.first_name, u.last_name, a.actor_name,
         a.action, a.entity_kind, a.entity_id, a.before_json, a.after_json, a.address, a.created_at
     FROM audit_log a
     LEFT JOIN \"user\" u ON u.id = a.user_id
     WHERE TRUE";

/// What a list of audit rows is narrowed to. Newest first, `after` is the last row of the page
/// before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) client_id: Option<ClientId>,
    pub(crate) user_id: Option<UserId>,
    pub(crate) action: Option<String>,
    pub(crate) entity_kind: Option<String>,
    pub(crate) entity_id: Option<String>,
    /// Part of the actor's name, the action or the thing's id.
    pub(crate) q: Option<String>,
    pub(crate) after: Option<(Timestamp, AuditId)>,
    pub(crate) limit: i64,
}

/// A row on its way into the log.
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
    pub(crate) before: Option<&'a serde_json::Value>,
    pub(crate) after: Option<&'a serde_json::Value>,
    pub(crate) address: Option<&'a str>,
    pub(crate) command_id: Option<CommandId>,
    pub(crate) issued_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
}

pub(crate) async fn insert(tx: &mut Tx, entry: &Entry<'_>) -> Result<()> {
    let before = entry.before.map(ToString::to_string);
    let after = entry.after.map(ToString::to_string);
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

/// Newest first.
pub(crate) async fn list(tx: &mut Tx, filter: &Filter) -> Result<Vec<AuditRow>> {
    let q = filter
        .q
        .as_ref()
        .map(|q| format!("%{}%", like_escaped(&q.to_lowercase())));
    let mut select = Select::default();
    if let Some(client_id) = filter.client_id {
        let client_id = select.value(client_id);
        select.and(format!("a.client_id = {client_id}"));
    }
    if let Some(user_id) = filter.user_id {
        let user_id = select.value(user_id);
        select.and(format!("a.user_id = {user_id}"));
    }
    if let Some(action) = &filter.action {
        let action = select.value(action);
        select.and(format!("a.action = {action}"));
    }
    if let Some(entity_kind) = &filter.entity_kind {
        let entity_kind = select.value(entity_kind);
        select.and(format!("a.entity_kind = {entity_kind}"));
    }
    if let Some(entity_id) = &filter.entity_id {
        let entity_id = select.value(entity_id);
        select.and(format!("a.entity_id = {entity_id}"));
    }
    if let Some(q) = &q {
        let q = select.value(q);
        select.and(format!(
            "LOWER(a.actor_name || ' ' || a.action || ' ' || a.entity_id) LIKE {q} ESCAPE '!'"
        ));
    }
    if let Some((created_at, id)) = filter.after {
        let (created_at, id) = (select.value(created_at), select.value(id));
        select.and(format!("(a.created_at, a.id) < ({created_at}, {id})"));
    }
    let limit = select.value(filter.limit);
    let sql = Sql::assembled(format!(
        "{SELECT}{} ORDER BY a.created_at DESC, a.id DESC LIMIT {limit}",
        select.conditions
    ));
    tx.query(&sql, &select.values)
        .await?
        .into_iter()
        .map(audit_row)
        .collect()
}

/// The conditions that apply, and the values in the order of their placeholders.
#[derive(Default)]
struct Select<'a> {
    conditions: String,
    values: Vec<Value<'a>>,
}

impl<'a> Select<'a> {
    /// Takes a value and gives its placeholder.
    fn value(&mut self, value: impl Into<Value<'a>>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn and(&mut self, condition: String) {
        self.conditions.push_str(" AND ");
        self.conditions.push_str(&condition);
    }
}

/// Text in which LIKE finds only itself, with `!` as the escape.
fn like_escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// Takes out what a client said or was called; who did what and when is kept.
pub(crate) async fn redact_client(tx: &mut Tx, client_id: ClientId) -> Result<()> {
    tx.execute(&REDACT_CLIENT, params![client_id, "{\"redacted\":true}"])
        .await?;
    Ok(())
}

fn audit_row(mut row: Row) -> Result<AuditRow> {
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
