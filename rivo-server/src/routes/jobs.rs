//! Extraction jobs.

use axum::extract::State;
use rivo_core::{
    api::{
        BatchResult, Page,
        admin::Job,
        command::Command,
        office::{BulkJobs, JobFilter},
    },
    id::JobId,
};

use crate::{
    app::App,
    caller::Staff,
    input::{CommandHeader, CommandKey, Id, Json, Query},
    problem::Answer,
    reply::Reply,
};

/// Jobs, the newest first.
#[utoipa::path(get, path = "/api/v1/jobs/", tag = "office", params(JobFilter),
    responses((status = 200, body = Page<Job>)))]
pub(super) async fn list_jobs(
    State(app): State<App>,
    staff: Staff,
    Query(filter): Query<JobFilter>,
) -> Answer<Reply<Page<Job>>> {
    Ok(Reply(app.rivo().list_jobs(&staff, filter).await?))
}

/// One job.
#[utoipa::path(get, path = "/api/v1/jobs/{id}/", tag = "office", params(("id" = JobId, Path)),
    responses((status = 200, body = Job)))]
pub(super) async fn get_job(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<JobId>,
) -> Answer<Reply<Job>> {
    Ok(Reply(app.rivo().get_job(&staff, id).await?))
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

/// Do one thing with many jobs, each by itself.
#[utoipa::path(post, path = "/api/v1/jobs/bulk/", tag = "office", request_body = BulkJobs,
    responses((status = 200, body = BatchResult)))]
pub(super) async fn bulk_jobs(
    State(app): State<App>,
    staff: Staff,
    Json(bulk): Json<BulkJobs>,
) -> Answer<Reply<BatchResult>> {
    Ok(Reply(app.rivo().bulk_jobs(&staff, bulk).await?))
}
