//! Extraction jobs as staff see them: the queue, and another try.

use serde_json::json;

use super::{
    Rivo,
    execute::{Execution, Outcome},
    newest, paging,
    scope::{Scope, not_seen_as, require_visible},
    select::Select,
};
use crate::{
    api::{Page, admin::Job, client::JobState, event::ChangeKind},
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
    /// Jobs, the newest first.
    pub async fn list_jobs(
        &self,
        actor: &Actor,
        state: Option<JobState>,
        cursor: Option<String>,
        limit: Option<u32>,
    ) -> Result<Page<Job>> {
        actor.require(Permission::JobManage)?;
        let scope = Scope::of_list(actor)?;
        let limit = paging::page_limit(limit)?;
        let (at, id) = newest::before::<JobId>(cursor.as_deref())?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut select = Select::from(JOBS);
                    scope.narrow(&mut select);
                    if let Some(state) = state {
                        select.and("j.state = ?", [state.name().into()]);
                    }
                    select.and("(j.created_at, j.id) < (?, ?)", [at.into(), id.into()]);
                    select.end(
                        "ORDER BY j.created_at DESC, j.id DESC LIMIT ?",
                        [(limit + 1).into()],
                    );
                    let rows = select.rows(tx).await?;
                    let jobs = rows.into_iter().map(job).collect::<Result<Vec<_>>>()?;
                    Ok(newest::page(jobs, limit, |job| (job.created_at, job.id)))
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
