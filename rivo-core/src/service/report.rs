//! Reports on the desk: how many clients stand where, and who works how many.

mod by_days;
mod days;
mod funnel;

use std::collections::BTreeMap;

use super::{Rivo, scope::Scope, select::Select};
use crate::{
    api::{
        Page,
        admin::{PipelineReport, StageCount},
        user::Workload,
    },
    auth::{Actor, Permission},
    error::{Error, Result},
    model::stage::Stage,
    store::{
        Tx,
        table::{
            client::{IS_OVER, IS_WON},
            user,
        },
    },
};

impl Rivo {
    /// How many leads stand in each stage, how many nobody works, how many could not be read.
    pub async fn pipeline_report(&self, actor: &Actor) -> Result<PipelineReport> {
        actor.require(Permission::ReportView)?;
        let scope = Scope::of_list(actor)?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    Ok(PipelineReport {
                        unassigned: unassigned(tx, scope).await?,
                        extraction_failed: extraction_failed(tx, scope).await?,
                        stages: stages(tx, scope).await?,
                    })
                })
            })
            .await
    }

    /// What each active user has to do, by name. For those who assign clients or see reports.
    pub async fn workload(&self, actor: &Actor) -> Result<Page<Workload>> {
        if !actor.has(Permission::ReportView) {
            actor.require(Permission::ClientAssign)?;
        }
        let scope = Scope::of_list(actor)?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = Select::from(&format!(
                        "SELECT u.id, u.email, u.first_name, u.last_name,
                             COUNT(c.assigned_to),
                             COUNT(*) FILTER (WHERE c.current_stage = 'lead'),
                             COUNT(*) FILTER (WHERE c.urgency = 'high'),
                             u.licence_states, u.capacity, u.takes_leads, u.nmls_id
                         FROM \"user\" u
                         LEFT JOIN client c ON c.assigned_to = u.id
                             AND c.current_stage NOT IN {IS_OVER} AND c.current_stage NOT IN {IS_WON}",
                    ));
                    select.and("u.is_active = TRUE", []);
                    if let Scope::AssignedTo(me) = scope {
                        select.and("u.id = ?", [me.into()]);
                    }
                    select.end("GROUP BY u.id ORDER BY u.email", []);
                    let rows = select.rows(tx).await?;
                    let mut results = Vec::with_capacity(rows.len());
                    for mut row in rows {
                        let user = user::opt_user_ref(&mut row)?
                            .ok_or_else(|| Error::bug("a row of users without a user"))?;
                        results.push(Workload {
                            user,
                            open_clients: row.get()?,
                            new_leads: row.get()?,
                            urgent: row.get()?,
                            practice: user::practice(&mut row)?,
                        });
                    }
                    results.sort_by(|a, b| {
                        a.user.name.to_lowercase().cmp(&b.user.name.to_lowercase())
                    });
                    Ok(Page {
                        results,
                        next: None,
                        count: None,
                    })
                })
            })
            .await
    }
}

async fn stages(tx: &mut Tx, scope: Scope) -> Result<Vec<StageCount>> {
    let mut select = Select::from("SELECT c.current_stage, COUNT(*) FROM client c");
    select.and("c.captured_at IS NOT NULL", []);
    scope.narrow(&mut select);
    select.end("GROUP BY c.current_stage", []);
    let mut counted: BTreeMap<Stage, i64> = BTreeMap::new();
    for mut row in select.rows(tx).await? {
        counted.insert(row.parsed()?, row.get()?);
    }
    Ok(Stage::ALL
        .into_iter()
        .map(|stage| StageCount {
            stage,
            clients: counted.get(&stage).copied().unwrap_or_default(),
        })
        .collect())
}

async fn unassigned(tx: &mut Tx, scope: Scope) -> Result<i64> {
    let mut select = Select::from("SELECT COUNT(*) FROM client c");
    select.and("c.captured_at IS NOT NULL", []);
    select.and("c.assigned_to IS NULL", []);
    select.and(&format!("c.current_stage NOT IN {IS_OVER}"), []);
    scope.narrow(&mut select);
    number(tx, select).await
}

async fn extraction_failed(tx: &mut Tx, scope: Scope) -> Result<i64> {
    let mut select =
        Select::from("SELECT COUNT(*) FROM extraction_job j JOIN client c ON c.id = j.client_id");
    select.and("j.state IN ('failed', 'dead')", []);
    select.and("c.captured_at IS NOT NULL", []);
    scope.narrow(&mut select);
    number(tx, select).await
}

async fn number(tx: &mut Tx, select: Select<'_>) -> Result<i64> {
    match select.rows(tx).await?.pop() {
        Some(mut row) => row.get(),
        None => Ok(0),
    }
}
