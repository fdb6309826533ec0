//! Extraction jobs as staff see them: the queue, and another try.

use serde_json::json;

use super::{
    Rivo,
    by_time::{Asked, Window},
    client_query::Search,
    execute::{Execution, Outcome},
    scope::{Scope, not_seen_as, require_visible},
    select::Select,
};
use crate::{
    api::{Page, admin::Job, client::JobState, event::ChangeKind, office::JobFilter},
    auth::{Actor, Permission},
    error::{Error, Result},
    id::JobId,
    store::{
        Row,
        table::{change_feed::NewChange, client, extraction_job},
    },
};

const JOBS: &str = "SELECT j.id, j.client_id, c.name, j.state, j.attempts, j.run_at, j.last_error,
         j.finished_at, j.created_at, j.updated_at
     FROM extraction_job j JOIN client c ON c.id = j.client_id";

impl Rivo {
    /// Jobs, the newest first if no other order is asked for.
    pub async fn list_jobs(&self, actor: &Actor, filter: JobFilter) -> Result<Page<Job>> {
        actor.require(Permission::JobManage)?;
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
                    let mut select = Select::from(JOBS);
                    scope.narrow(&mut select);
                    search.narrow(&mut select);
                    if let Some(state) = filter.state {
                        select.and("j.state = ?", [state.name().into()]);
                    }
                    let by = ("j.created_at", "j.id");
                    let key = |job: &Job| (job.created_at, job.id);
                    window.list(tx, select, by, job, key).await
                })
            })
            .await
    }

    /// One job.
    pub async fn get_job(&self, actor: &Actor, id: JobId) -> Result<Job> {
        actor.require(Permission::JobManage)?;
        let scope = Scope::of_list(actor)?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = Select::from(JOBS);
                    select.and("j.id = ?", [id.into()]);
                    scope.narrow(&mut select);
                    let row = select.rows(tx).await?.pop();
                    row.map(job).transpose()?.ok_or(Error::not_found("Job"))
                })
            })
            .await
    }
}

fn job(mut row: Row) -> Result<Job> {
    Ok(Job {
        id: row.get()?,
        client_id: row.get()?,
        client_name: row.get()?,
        state: row.parsed()?,
        attempts: row.get()?,
        run_at: row.get()?,
        last_error: row.get()?,
        finished_at: row.get()?,
        created_at: row.get()?,
        updated_at: row.get()?,
    })
}

/// Starts a job again that failed or ended; one that runs now is left alone.
pub(crate) async fn retry_job(execution: &mut Execution<'_>, id: JobId) -> Result<Outcome> {
    let Some((client_id, state)) = extraction_job::client_of(execution.tx, id).await? else {
        return Err(Error::not_found("Job"));
    };
    let scope = Scope::of(execution.actor);
    require_visible(execution.tx, scope, client_id)
        .await
        .map_err(not_seen_as("Job"))?;
    let now = execution.now;
    if !extraction_job::retry(execution.tx, id, now).await? {
        return Err(Error::conflict(
            "job_running",
            "This extraction is running now.",
        ));
    }
    execution
        .audit(
            "job",
            id,
            Some(client_id),
            Some(json!({"state": state})),
            Some(json!({"state": JobState::Queued})),
        )
        .await?;
    let assignee = client::assignee(execution.tx, client_id).await?;
    let entity_id = id.to_string();
    execution
        .changed(NewChange::on_client(
            ChangeKind::Job,
            &entity_id,
            client_id,
            assignee,
        ))
        .await?;
    Ok(Outcome::of(id.0))
}
