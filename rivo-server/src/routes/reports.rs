//! Reports on the desk.

use axum::extract::State;
use rivo_core::api::{admin::PipelineReport, extraction::ExtractionReport};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{app::App, caller::Staff, input::Query, problem::Answer, reply::Reply};

/// How far back a report looks.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Span {
    /// Days up to today (UTC), 1 to 366; 30 if absent.
    #[param(minimum = 1, maximum = 366)]
    days: Option<u32>,
}

/// How many clients stand where, among those the caller may see.
#[utoipa::path(get, path = "/api/v1/reports/pipeline/", tag = "office",
    responses((status = 200, body = PipelineReport)))]
pub(super) async fn pipeline_report(
    State(app): State<App>,
    staff: Staff,
) -> Answer<Reply<PipelineReport>> {
    Ok(Reply(app.rivo().pipeline_report(&staff).await?))
}

/// How often extraction was right, what it cost, what failed and whether the model can be asked.
#[utoipa::path(get, path = "/api/v1/reports/extraction/", tag = "office", params(Span),
    responses((status = 200, body = ExtractionReport)))]
pub(super) async fn extraction_report(
    State(app): State<App>,
    staff: Staff,
    Query(Span { days }): Query<Span>,
) -> Answer<Reply<ExtractionReport>> {
    Ok(Reply(app.rivo().extraction_report(&staff, days).await?))
}
