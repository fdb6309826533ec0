//! Lists as CSV, page by page: what an export holds is what the list shows to the same actor.

mod columns;

use serde::Serialize;
use serde_json::{Value, json};

use self::columns::{
    API_KEYS, ASSIGNMENTS, AUDIT, CLIENTS, Column, HISTORY, JOBS, MESSAGES, ROLES, SESSIONS, USERS,
};
use super::{AuditFilter, MessageFilter, Rivo, UserFilter, paging::MAX_LIMIT};
use crate::{
    api::{
        Page,
        client::{ClientFilter, ClientSummary},
        office::{
            ApiKeyFilter, AssignmentFilter, HistoryFilter, JobFilter, RoleFilter, SessionFilter,
        },
        report::{ReportDays, Table},
    },
    auth::{Actor, Permission},
    error::{Error, Result},
    id::{AuditId, ClientId},
    model::csv,
    store::table::audit_log,
};

/// A list with its filters.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the lists have the names of their routes")]
pub enum ExportRequest {
    Clients(Box<ClientFilter>),
    Users(UserFilter),
    Audit(AuditFilter),
    StageHistory(HistoryFilter),
    Assignments(AssignmentFilter),
    Jobs(JobFilter),
    Sessions(SessionFilter),
    Messages(MessageFilter),
    ApiKeys(ApiKeyFilter),
    Roles(RoleFilter),
}

/// An export under way. It holds one page of rows at a time.
pub struct Export {
    rivo: Rivo,
    actor: Actor,
    request: ExportRequest,
    /// The places of the columns that are wanted.
    wanted: Vec<usize>,
    /// What is ready, the header first.
    ready: Option<String>,
    cursor: Option<String>,
    id: AuditId,
    rows: usize,
    is_done: bool,
}

impl Rivo {
    /// Begins an export: its first page is read and its beginning audited, so that a refusal is
    /// told before anything is sent. `columns` are names separated by commas; all, if absent.
    ///
    /// # Errors
    ///
    /// As the list itself, and for whoever lacks the permission `export`.
    pub async fn export(
        &self,
        actor: &Actor,
        request: ExportRequest,
        columns: Option<&str>,
    ) -> Result<Export> {
        actor.require(Permission::Export)?;
        let names = request.columns();
        let wanted = wanted(&names, columns)?;
        let header: Vec<&str> = wanted.iter().map(|at| names[*at]).collect();
        let mut export = Export {
            rivo: self.clone(),
            actor: actor.clone(),
            request,
            ready: Some(format!(
                "{}{}",
                csv::BOM,
                csv::write_row(header.iter().copied())
            )),
            wanted,
            cursor: None,
            id: AuditId::new(),
            rows: 0,
            is_done: false,
        };
        let first = export.read_page().await?;
        let about = json!({
            "resource": export.request.name(),
            "filter": export.request.filter(),
            "columns": header,
        });
        self.audit_export(actor, export.id, "export", None, about)
            .await?;
        if let Some(ready) = &mut export.ready {
            ready.push_str(&first);
        }
        Ok(export)
    }

    /// A report as a file for spreadsheets, which is kept in the log as every export.
    ///
    /// # Errors
    ///
    /// For whoever lacks the permission `export`.
    pub async fn export_report<T: Table>(
        &self,
        actor: &Actor,
        days: &ReportDays,
        report: &T,
    ) -> Result<String> {
        actor.require(Permission::Export)?;
        let rows = report.rows();
        let about = json!({ "resource": T::NAME, "filter": kept(days), "rows": rows.len() });
        self.audit_export(actor, AuditId::new(), "export", None, about)
            .await?;
        let mut text = csv::BOM.to_owned();
        text.push_str(&csv::write_row(T::HEADS.iter().copied()));
        for row in rows {
            text.push_str(&csv::write_row(row.iter().map(String::as_str)));
        }
        Ok(text)
    }

    /// Keeps who took what out of the desk.
    pub(super) async fn audit_export(
        &self,
        actor: &Actor,
        id: AuditId,
        action: &'static str,
        client_id: Option<ClientId>,
        about: Value,
    ) -> Result<()> {
        let (actor, now) = (actor.clone(), self.now());
        self.store()
            .write(move |tx| {
                let (actor, about) = (actor.clone(), about.clone());
                Box::pin(async move {
                    let entry = audit_log::Entry {
                        id: AuditId::new(),
                        actor_kind: actor.kind_name(),
                        user_id: actor.user_id(),
                        actor_name: actor.name(),
                        action,
                        entity_kind: "export",
                        entity_id: &id.to_string(),
                        client_id,
                        before: None,
                        after: Some(&about),
                        address: actor.address.as_deref(),
                        command_id: None,
                        issued_at: None,
                        created_at: now,
                    };
                    audit_log::insert(tx, &entry).await
                })
            })
            .await
    }
}

impl Export {
    /// The next piece of text; `None` at the end, which is audited with the number of rows.
    pub async fn next_chunk(&mut self) -> Result<Option<String>> {
        if let Some(ready) = self.ready.take() {
            return Ok(Some(ready));
        }
        if self.is_done {
            return Ok(None);
        }
        if self.cursor.is_some() {
            return self.read_page().await.map(Some);
        }
        self.is_done = true;
        let about = json!({ "resource": self.request.name(), "rows": self.rows });
        self.rivo
            .audit_export(&self.actor, self.id, "export_done", None, about)
            .await?;
        Ok(None)
    }

    async fn read_page(&mut self) -> Result<String> {
        let cursor = self.cursor.take();
        let page = self
            .request
            .page(&self.rivo, &self.actor, cursor, &self.wanted)
            .await?;
        self.cursor = page.next;
        self.rows += page.results.len();
        Ok(page.results.concat())
    }
}

/// A page as lines of CSV.
fn lines<T>(page: Page<T>, columns: &[Column<T>], wanted: &[usize]) -> Page<String> {
    let line = |row: &T| {
        let cells: Vec<String> = wanted.iter().map(|at| (columns[*at].text)(row)).collect();
        csv::write_row(cells.iter().map(String::as_str))
    };
    Page {
        results: page.results.iter().map(line).collect(),
        next: page.next,
        count: None,
    }
}

macro_rules! requests {
    ($($variant:ident, $name:literal, $columns:ident, $list:ident, $paged:tt;)+) => {
        impl ExportRequest {
            /// The name of the list.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $name,)+
                }
            }

            fn columns(&self) -> Vec<&'static str> {
                match self {
                    $(Self::$variant(_) => $columns.iter().map(|column| column.name).collect(),)+
                }
            }

            /// What the audit log keeps of the filter. The words of a search may name a client whose
            /// erasure would not reach them here.
            fn filter(&self) -> Value {
                match self {
                    $(Self::$variant(filter) => kept(filter),)+
                }
            }

            async fn page(
                &self,
                rivo: &Rivo,
                actor: &Actor,
                cursor: Option<String>,
                wanted: &[usize],
            ) -> Result<Page<String>> {
                match self {
                    $(Self::$variant(filter) => {
                        let filter = requests!(@page filter, cursor, $paged);
                        Ok(lines(rivo.$list(actor, filter).await?, $columns, wanted))
                    })+
                }
            }
        }
    };
    (@page $filter:ident, $cursor:ident, paged) => {{
        let mut filter = $filter.clone();
        filter.cursor = $cursor;
        filter.limit = Some(MAX_LIMIT);
        filter
    }};
    (@page $filter:ident, $cursor:ident, whole) => {{
        drop($cursor);
        $filter.clone()
    }};
}

requests! {
    Clients, "clients", CLIENTS, export_clients, paged;
    Users, "users", USERS, list_users, paged;
    Audit, "audit", AUDIT, list_audit, paged;
    StageHistory, "stage_history", HISTORY, list_all_stage_history, paged;
    Assignments, "assignments", ASSIGNMENTS, list_all_assignments, paged;
    Jobs, "jobs", JOBS, list_jobs, paged;
    Sessions, "sessions", SESSIONS, list_sessions, paged;
    Messages, "messages", MESSAGES, search_messages, paged;
    ApiKeys, "api_keys", API_KEYS, list_api_keys_as, whole;
    Roles, "roles", ROLES, list_roles_as, whole;
}

impl Rivo {
    async fn export_clients(
        &self,
        actor: &Actor,
        filter: Box<ClientFilter>,
    ) -> Result<Page<ClientSummary>> {
        let filter = ClientFilter {
            count: None,
            ..*filter
        };
        self.list_client_summaries(actor, filter).await
    }
}

fn kept(filter: &impl Serialize) -> Value {
    let mut kept = serde_json::to_value(filter).unwrap_or_default();
    if let Value::Object(fields) = &mut kept {
        fields.retain(|name, value| {
            !value.is_null() && !["cursor", "limit", "count", "format"].contains(&name.as_str())
        });
        if let Some(q) = fields.get_mut("q") {
            *q = "…".into();
        }
    }
    kept
}

fn wanted(names: &[&str], asked: Option<&str>) -> Result<Vec<usize>> {
    let Some(asked) = asked.filter(|asked| !asked.trim().is_empty()) else {
        return Ok((0..names.len()).collect());
    };
    asked
        .split(',')
        .map(|name| {
            let name = name.trim();
            names
                .iter()
                .position(|known| *known == name)
                .ok_or_else(|| {
                    Error::invalid("columns", format!("Choose of: {}.", names.join(", ")))
                })
        })
        .collect()
}
