//! The moves and the assignments of all clients that an actor sees.

use super::{
    Rivo,
    by_time::{Asked, Window},
    client_query::Search,
    scope::Scope,
    select::Select,
};
use crate::{
    api::{
        Page,
        office::{AssignmentFilter, ClientAssignment, ClientRef, ClientStageChange, HistoryFilter},
    },
    auth::Actor,
    error::Result,
    model::stage::{ReasonCode, Stage},
    store::{
        Row,
        table::{client_assignment, client_stage_history},
    },
};

const MOVES: &str = "SELECT c.id, c.name,
         h.id, h.from_stage, h.to_stage, h.changed_by, u.email, u.first_name, u.last_name,
         h.remarks, h.reason_code, h.overridden, h.duration_seconds, h.issued_at, h.created_at
     FROM client_stage_history h
     JOIN client c ON c.id = h.client_id
     LEFT JOIN \"user\" u ON u.id = h.changed_by";

const ASSIGNMENTS: &str = "SELECT c.id, c.name,
         a.id, a.assigned_to, t.email, t.first_name, t.last_name,
         a.assigned_by, b.email, b.first_name, b.last_name, a.is_active, a.remarks, a.created_at
     FROM client_assignment a
     JOIN client c ON c.id = a.client_id
     LEFT JOIN \"user\" t ON t.id = a.assigned_to
     LEFT JOIN \"user\" b ON b.id = a.assigned_by";

impl Rivo {
    /// The moves of all clients that an actor sees.
    pub async fn list_all_stage_history(
        &self,
        actor: &Actor,
        filter: HistoryFilter,
    ) -> Result<Page<ClientStageChange>> {
        let scope = Scope::of_list(actor)?;
        let window = Window::read(Asked {
            ordering: filter.ordering.as_deref(),
            after: filter.after,
            before: filter.before,
            cursor: filter.cursor.as_deref(),
            limit: filter.limit,
            count: filter.count,
        })?;
        let search = Search::read(filter.q.as_deref(), self.store().engine())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = moves_of(&filter);
                    scope.narrow(&mut select);
                    search.narrow(&mut select);
                    let by = ("h.created_at", "h.id");
                    let key = |row: &ClientStageChange| (row.change.created_at, row.change.id);
                    window.list(tx, select, by, client_move, key).await
                })
            })
            .await
    }

    /// The assignments of all clients that an actor sees.
    pub async fn list_all_assignments(
        &self,
        actor: &Actor,
        filter: AssignmentFilter,
    ) -> Result<Page<ClientAssignment>> {
        let scope = Scope::of_list(actor)?;
        let window = Window::read(Asked {
            ordering: filter.ordering.as_deref(),
            after: filter.after,
            before: filter.before,
            cursor: filter.cursor.as_deref(),
            limit: filter.limit,
            count: filter.count,
        })?;
        let search = Search::read(filter.q.as_deref(), self.store().engine())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = Select::from(ASSIGNMENTS);
                    scope.narrow(&mut select);
                    search.narrow(&mut select);
                    if let Some(id) = filter.id {
                        select.and("a.id = ?", [id.into()]);
                    }
                    if let Some(client) = filter.client_id {
                        select.and("a.client_id = ?", [client.into()]);
                    }
                    if let Some(user) = filter.assigned_to {
                        select.and("a.assigned_to = ?", [user.into()]);
                    }
                    if let Some(active) = filter.active {
                        select.and("a.is_active = ?", [active.into()]);
                    }
                    let by = ("a.created_at", "a.id");
                    let key =
                        |row: &ClientAssignment| (row.assignment.created_at, row.assignment.id);
                    window.list(tx, select, by, client_given, key).await
                })
            })
            .await
    }
}

/// The moves, narrowed to what is asked for.
fn moves_of(filter: &HistoryFilter) -> Select<'static> {
    let mut select = Select::from(MOVES);
    if let Some(id) = filter.id {
        select.and("h.id = ?", [id.into()]);
    }
    if let Some(client) = filter.client_id {
        select.and("h.client_id = ?", [client.into()]);
    }
    if let Some(user) = filter.user {
        select.and("h.changed_by = ?", [user.into()]);
    }
    select.and_texts(
        filter.id.is_some() || filter.client_id.is_some() || filter.user.is_some(),
        [
            ("h.reason_code", filter.reason_code.map(ReasonCode::as_str)),
            ("h.to_stage", filter.to_stage.map(Stage::as_str)),
            ("h.from_stage", filter.from_stage.map(Stage::as_str)),
        ],
    );
    if let Some(overridden) = filter.overridden {
        select.and("h.overridden = ?", [overridden.into()]);
    }
    select
}

fn client_ref(row: &mut Row) -> Result<ClientRef> {
    Ok(ClientRef {
        id: row.get()?,
        name: row.get()?,
    })
}

fn client_move(mut row: Row) -> Result<ClientStageChange> {
    Ok(ClientStageChange {
        client: client_ref(&mut row)?,
        change: client_stage_history::stage_change(row)?,
    })
}

fn client_given(mut row: Row) -> Result<ClientAssignment> {
    Ok(ClientAssignment {
        client: client_ref(&mut row)?,
        assignment: client_assignment::assignment(&mut row)?,
    })
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;
    use crate::{
        id::UserId,
        store::{DatabaseUrl, Store, migrate},
    };

    /// On a database that nobody told of its tables: a server that grew since it was opened.
    #[tokio::test]
    async fn what_is_rare_among_the_moves_is_read_along_an_index_of_its_own() {
        let store = Store::open(&DatabaseUrl::SqliteMemory).await.unwrap();
        migrate::run(&store).await.unwrap();
        let to_stage = Some(Stage::Rejected);
        let from_stage = Some(Stage::Lead);
        let only = HistoryFilter::default();
        for (filter, index) in [
            (
                HistoryFilter {
                    to_stage,
                    ..only.clone()
                },
                "history_into (to_stage=?",
            ),
            (
                HistoryFilter {
                    from_stage,
                    ..only.clone()
                },
                "history_from (from_stage=?",
            ),
            (
                HistoryFilter {
                    from_stage,
                    to_stage,
                    ..only.clone()
                },
                "history_into (to_stage=?",
            ),
            (
                HistoryFilter {
                    reason_code: Some(ReasonCode::Other),
                    to_stage,
                    ..only.clone()
                },
                "history_reason (reason_code=?",
            ),
            (
                HistoryFilter {
                    user: Some(UserId::new()),
                    to_stage,
                    from_stage,
                    ..only
                },
                "history_user (changed_by=?",
            ),
        ] {
            let window = Window::read(Asked::default()).unwrap();
            let plan = store.read(move |tx| {
                let mut select = moves_of(&filter);
                window.end(&mut select, "h.created_at", "h.id");
                Box::pin(async move { select.plan(tx).await })
            });
            let plan = plan.await.unwrap();
            assert!(plan.contains(index), "{index}: {plan}");
            assert!(!plan.contains("ORDER BY"), "{index}: {plan}");
        }
    }
}
