//! Reports on the desk.

use axum::extract::State;
use rivo_core::api::admin::PipelineReport;

use crate::{app::App, caller::Staff, problem::Answer, reply::Reply};

/// How many clients stand where, among those the caller may see.
#[utoipa::path(get, path = "/api/v1/reports/pipeline/", tag = "office",
    responses((status = 200, body = PipelineReport)))]
pub(super) async fn pipeline_report(
    State(app): State<App>,
    staff: Staff,
) -> Answer<Reply<PipelineReport>> {
    Ok(Reply(app.rivo().pipeline_report(&staff).await?))
}
