//! Extraction jobs.

use axum::extract::State;
use rivo_core::{
    api::{Page, admin::Job, client::JobState, command::Command},
    id::JobId,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Id, Query},
    problem::Answer,
    reply::Reply,
};

/// What a list of jobs is narrowed to.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct JobFilter {
    /// queued, running, done, failed or dead.
    state: Option<JobState>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    limit: Option<u32>,
}

/// Jobs, the newest first.
#[utoipa::path(get, path = "/api/v1/jobs/", tag = "office", params(JobFilter),
    responses((status = 200, body = Page<Job>)))]
pub(super) async fn list_jobs(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<JobFilter>,
) -> Answer<Reply<Page<Job>>> {
    let jobs = app
        .rivo()
        .list_jobs(&staff, filter.state, filter.cursor, filter.limit);
    Ok(Reply(jobs.await?))
}

/// Start a failed or dead job again.
#[utoipa::path(post, path = "/api/v1/jobs/{id}/retry/", tag = "office", params(("id" = JobId, Path), CommandHeader),
    responses((status = 200, body = Job)))]
pub(super) async fn retry_job(
    State(app): State<App>,
    staff: Staff,
    Id(job_id): Id<JobId>,
    key: CommandKey,
) -> Answer<Reply<Job>> {
    app.run(&staff, key, Command::RetryJob { job_id }).await?;
    Ok(Reply(app.rivo().get_job(&staff, job_id).await?))
}
