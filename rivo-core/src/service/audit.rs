//! The audit log: who did what, when, from where, and what was before and after.

use serde_json::{Map, Value, json};

use super::{
    Rivo,
    by_time::{Asked, Window},
    scope::{Scope, require_visible},
    select::Select,
};
use crate::{
    api::{Page, admin::AuditRow},
    auth::{Actor, Permission},
    clock::Timestamp,
    error::{Error, FieldErrors, Result},
    id::{AuditId, ClientId, UserId},
    store::{Tx, table::audit_log},
};

/// What a list of audit rows is narrowed to.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize)]
#[serde(default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct AuditFilter {
    /// Part of the actor's name, the action or the thing's id.
    pub q: Option<String>,
    /// Only this action, such as `change_stage` or `login_failed`.
    pub action: Option<String>,
    /// Only things of this kind, such as `client` or `user`.
    pub entity_kind: Option<String>,
    /// Only the thing with this id.
    pub entity_id: Option<String>,
    /// Only what this user did.
    pub user: Option<UserId>,
    /// At or after.
    pub after: Option<Timestamp>,
    /// Before.
    pub before: Option<Timestamp>,
    /// `-created_at` (the default) or `created_at`.
    pub ordering: Option<String>,
    /// The `next` of the page before.
    pub cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
    /// Whether to count all that match.
    pub count: Option<bool>,
}

impl Rivo {
    /// One row of the log.
    pub async fn get_audit_row(&self, actor: &Actor, id: AuditId) -> Result<AuditRow> {
        actor.require(Permission::AuditView)?;
        let scope = Scope::of(actor);
        let mut row = self
            .store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = Select::from(audit_log::SELECT);
                    select.and("a.id = ?", [id.into()]);
                    scope.narrow_audit(&mut select);
                    let row = select.rows(tx).await?.pop();
                    row.map(audit_log::audit_row)
                        .transpose()?
                        .ok_or(Error::not_found("Audit row"))
                })
            })
            .await?;
        hide_messages(actor, std::slice::from_mut(&mut row));
        Ok(row)
    }

    /// Audit rows of the desk, as far as the actor sees the clients they are about, newest first if
    /// no other order is asked for.
    pub async fn list_audit(&self, actor: &Actor, filter: AuditFilter) -> Result<Page<AuditRow>> {
        actor.require(Permission::AuditView)?;
        let scope = Scope::of(actor);
        check(&filter)?;
        let window = Window::read(Asked {
            ordering: filter.ordering.as_deref(),
            after: filter.after,
            before: filter.before,
            cursor: filter.cursor.as_deref(),
            limit: filter.limit,
            count: filter.count,
        })?;
        let mut audit = self
            .store()
            .read(move |tx| {
                Box::pin(async move {
                    let q = filter.q.as_deref().map(contains).unwrap_or_default();
                    page(tx, narrowed(&filter, &q, scope), &window).await
                })
            })
            .await?;
        hide_messages(actor, &mut audit.results);
        Ok(audit)
    }

    /// What was done to one client, newest first, for everyone who may see that client. The
    /// addresses of colleagues are for those who may read the whole log, what messages said for
    /// those who may read conversations.
    pub async fn list_client_audit(
        &self,
        actor: &Actor,
        client_id: ClientId,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<AuditRow>> {
        let scope = Scope::of(actor);
        let window = Window::read(Asked {
            cursor: cursor.as_deref(),
            limit,
            ..Asked::default()
        })?;
        let mut audit = self
            .store()
            .read(move |tx| {
                Box::pin(async move {
                    require_visible(tx, scope, client_id).await?;
                    let mut select = Select::from(audit_log::SELECT);
                    select.and("a.client_id = ?", [client_id.into()]);
                    page(tx, select, &window).await
                })
            })
            .await?;
        hide_messages(actor, &mut audit.results);
        if !actor.has(Permission::AuditView) {
            for row in &mut audit.results {
                row.address = None;
            }
        }
        Ok(audit)
    }
}

/// The log, narrowed to what is asked for and may be seen.
fn narrowed<'a>(filter: &'a AuditFilter, q: &'a str, scope: Scope) -> Select<'a> {
    let mut select = Select::from(audit_log::SELECT);
    scope.narrow_audit(&mut select);
    if let Some(user) = filter.user {
        select.and("a.user_id = ?", [user.into()]);
    }
    if let Some(id) = &filter.entity_id {
        select.and("a.entity_id = ?", [id.into()]);
    }
    // The history of one thing is short.
    let (kind, of_one) = match &filter.entity_kind {
        Some(kind) if filter.entity_id.is_some() => {
            select.and("a.entity_kind = ?", [kind.into()]);
            (None, true)
        }
        kind => (kind.as_deref(), filter.user.is_some()),
    };
    select.and_texts(
        of_one,
        [
            ("a.action", filter.action.as_deref()),
            ("a.entity_kind", kind),
        ],
    );
    if !q.is_empty() {
        select.and(
            "LOWER(a.actor_name || ' ' || a.action || ' ' || a.entity_id) LIKE ? ESCAPE '!'",
            [q.into()],
        );
    }
    select
}

/// Takes out what messages said, where the actor may not read conversations.
fn hide_messages(actor: &Actor, rows: &mut [AuditRow]) {
    if actor.has(Permission::ChatView) {
        return;
    }
    for row in rows.iter_mut().filter(|row| row.entity_kind == "message") {
        for text in [&mut row.before, &mut row.after].into_iter().flatten() {
            *text = json!({ "redacted": true });
        }
    }
}

async fn page(tx: &mut Tx, select: Select<'_>, window: &Window) -> Result<Page<AuditRow>> {
    let by = ("a.created_at", "a.id");
    let key = |row: &AuditRow| (row.created_at, row.id);
    window.list(tx, select, by, audit_log::audit_row, key).await
}

/// What of two JSON objects differs, as the audit log keeps it: was, is.
pub(crate) fn difference(before: Value, after: Value) -> (Map<String, Value>, Map<String, Value>) {
    let (Value::Object(mut before), Value::Object(mut after)) = (before, after) else {
        return (Map::new(), Map::new());
    };
    before.retain(|key, was| match after.get(key) {
        Some(is) if is == was => {
            after.remove(key);
            false
        }
        _ => true,
    });
    (before, after)
}

/// A LIKE pattern for what holds a text, with `!` as the escape.
fn contains(text: &str) -> String {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return text;
    }
    let escaped = text
        .replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_");
    format!("%{escaped}%")
}

/// No text that the database could not take.
fn check(filter: &AuditFilter) -> Result<()> {
    let mut errors = FieldErrors::default();
    for (field, value) in [
        ("q", &filter.q),
        ("action", &filter.action),
        ("entity_kind", &filter.entity_kind),
        ("entity_id", &filter.entity_id),
    ] {
        if value.as_ref().is_some_and(|text| text.contains('\0')) {
            errors.add(field, "Null characters are not allowed.");
        }
    }
    errors.into_result()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_changed_is_kept() {
        let (was, is) = difference(
            json!({"name": "Ana", "role": null, "gone": 1}),
            json!({"name": "Ana", "role": "CSM", "new": 2}),
        );
        assert_eq!(json!(was), json!({"role": null, "gone": 1}));
        assert_eq!(json!(is), json!({"role": "CSM", "new": 2}));
    }

    /// On a database that nobody told of its tables: a server that grew since it was opened.
    #[cfg(feature = "sqlite")]
    #[tokio::test]
    async fn what_is_rare_in_the_log_is_read_along_an_index_of_its_own() {
        use crate::store::{DatabaseUrl, Store, migrate};

        let store = Store::open(&DatabaseUrl::SqliteMemory).await.unwrap();
        migrate::run(&store).await.unwrap();
        let (role, id) = (Some("role".to_owned()), Some("7".to_owned()));
        let (action, user) = (Some("create_role".to_owned()), Some(UserId::new()));
        let only = AuditFilter::default;
        for (filter, index) in [
            (
                AuditFilter {
                    entity_kind: role.clone(),
                    ..only()
                },
                "audit_log_kind (entity_kind=?",
            ),
            (
                AuditFilter {
                    action: action.clone(),
                    ..only()
                },
                "audit_log_action (action=?",
            ),
            (
                AuditFilter {
                    action: action.clone(),
                    entity_kind: role.clone(),
                    ..only()
                },
                "audit_log_action (action=?",
            ),
            (
                AuditFilter {
                    action,
                    user,
                    entity_kind: role.clone(),
                    ..only()
                },
                "audit_log_user (user_id=?",
            ),
            (
                AuditFilter {
                    entity_kind: role,
                    entity_id: id,
                    ..only()
                },
                "audit_log_entity (entity_kind=? AND entity_id=?",
            ),
        ] {
            for scope in [Scope::All, Scope::AssignedTo(UserId::new()), Scope::Nothing] {
                let (window, filter) = (Window::read(Asked::default()).unwrap(), filter.clone());
                let plan = store.read(move |tx| {
                    Box::pin(async move {
                        let mut select = narrowed(&filter, "", scope);
                        window.end(&mut select, "a.created_at", "a.id");
                        select.plan(tx).await
                    })
                });
                let plan = plan.await.unwrap();
                assert!(plan.contains(index), "{index}: {scope:?} {plan}");
                assert!(!plan.contains("ORDER BY"), "{index}: {scope:?} {plan}");
            }
        }
    }
}
