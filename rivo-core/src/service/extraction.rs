//! Extraction jobs as staff see them: the queue, and another try.

use serde_json::json;

use super::{Rivo, execute::Execution, execute::Outcome, paging};
use crate::{
    api::{Page, admin::Job, client::JobState, event::ChangeKind},
    auth::{Actor, Permission},
    clock::Timestamp,
    error::{Error, Result},
    id::JobId,
    store::{
        Row, Sql, Value,
        table::{change_feed::NewChange, client, extraction_job},
    },
};

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
        let limit = paging::page_limit(limit)?;
        let before = cursor
            .as_deref()
            .map(paging::read_cursor::<(Timestamp, JobId)>)
            .transpose()?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let mut sql = String::from(
                        "SELECT j.id, j.client_id, c.name, j.state, j.attempts, j.run_at, j.last_error,
                                j.finished_at, j.created_at, j.updated_at
                         FROM extraction_job j JOIN client c ON c.id = j.client_id
                         WHERE TRUE",
                    );
                    let mut values: Vec<Value<'_>> = Vec::new();
                    if let Some(state) = state {
                        values.push(state.name().into());
                        sql.push_str(&format!(" AND j.state = ?{}", values.len()));
                    }
                    if let Some((at, id)) = before {
                        values.push(at.into());
                        values.push(id.into());
                        let n = values.len();
                        sql.push_str(&format!(" AND (j.created_at, j.id) < (?{}, ?{n})", n - 1));
                    }
                    values.push((limit + 1).into());
                    sql.push_str(&format!(
                        " ORDER BY j.created_at DESC, j.id DESC LIMIT ?{}",
                        values.len()
                    ));
                    let jobs = tx
                        .query(&Sql::assembled(sql), &values)
                        .await?
                        .into_iter()
                        .map(job)
                        .collect::<Result<Vec<_>>>()?;
                    Ok(paging::page(jobs, limit, |job| {
                        paging::write_cursor(&(job.created_at, job.id))
                    }))
                })
            })
            .await
    }

    /// One job.
    pub async fn get_job(&self, actor: &Actor, id: JobId) -> Result<Job> {
        const FIND: Sql = Sql::same(
            "SELECT j.id, j.client_id, c.name, j.state, j.attempts, j.run_at, j.last_error,
                    j.finished_at, j.created_at, j.updated_at
             FROM extraction_job j JOIN client c ON c.id = j.client_id
             WHERE j.id = ?1",
        );
        actor.require(Permission::JobManage)?;
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let row = tx.query_opt(&FIND, &[id.into()]).await?;
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
    let now = execution.now;
    if !extraction_job::retry(execution.tx, id, now).await? {
        return Err(Error::conflict("job_running", "This extraction is running now."));
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
        .changed(NewChange::on_client(ChangeKind::Job, &entity_id, client_id, assignee))
        .await?;
    Ok(Outcome::of(id.0))
}
