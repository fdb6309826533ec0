//! Reports on the desk.

use axum::extract::State;
use rivo_core::api::{
    admin::PipelineReport,
    extraction::ExtractionReport,
    report::{
        FirstTouchReport, FunnelReport, LoadReport, ReasonsReport, ReportDays, SourcesReport,
    },
    user::WorkloadReport,
};
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

/// What each has to do and can carry, and how many leads await somebody.
#[utoipa::path(get, path = "/api/v1/reports/workload/", tag = "office",
    responses((status = 200, body = WorkloadReport)))]
pub(super) async fn workload_report(
    State(app): State<App>,
    staff: Staff,
) -> Answer<Reply<WorkloadReport>> {
    Ok(Reply(app.rivo().workload_report(&staff).await?))
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

/// How clients went through the stages: who entered each, how many went on, how long they stayed.
#[utoipa::path(get, path = "/api/v1/reports/funnel/", tag = "office", params(ReportDays),
    responses((status = 200, body = FunnelReport)))]
pub(super) async fn funnel_report(
    State(app): State<App>,
    staff: Staff,
    Query(days): Query<ReportDays>,
) -> Answer<Reply<FunnelReport>> {
    Ok(Reply(app.rivo().funnel_report(&staff, &days).await?))
}

/// Why clients were lost, closed or rejected.
#[utoipa::path(get, path = "/api/v1/reports/reasons/", tag = "office", params(ReportDays),
    responses((status = 200, body = ReasonsReport)))]
pub(super) async fn reasons_report(
    State(app): State<App>,
    staff: Staff,
    Query(days): Query<ReportDays>,
) -> Answer<Reply<ReasonsReport>> {
    Ok(Reply(app.rivo().reasons_report(&staff, &days).await?))
}

/// How fast new leads were touched: all, by CSM, and as a histogram.
#[utoipa::path(get, path = "/api/v1/reports/first-touch/", tag = "office", params(ReportDays),
    responses((status = 200, body = FirstTouchReport)))]
pub(super) async fn first_touch_report(
    State(app): State<App>,
    staff: Staff,
    Query(days): Query<ReportDays>,
) -> Answer<Reply<FirstTouchReport>> {
    Ok(Reply(app.rivo().first_touch_report(&staff, &days).await?))
}

/// What each CSM has to do now, and did in some days.
#[utoipa::path(get, path = "/api/v1/reports/load/", tag = "office", params(ReportDays),
    responses((status = 200, body = LoadReport)))]
pub(super) async fn load_report(
    State(app): State<App>,
    staff: Staff,
    Query(days): Query<ReportDays>,
) -> Answer<Reply<LoadReport>> {
    Ok(Reply(app.rivo().load_report(&staff, &days).await?))
}

/// Where leads came from, and what became of them.
#[utoipa::path(get, path = "/api/v1/reports/sources/", tag = "office", params(ReportDays),
    responses((status = 200, body = SourcesReport)))]
pub(super) async fn sources_report(
    State(app): State<App>,
    staff: Staff,
    Query(days): Query<ReportDays>,
) -> Answer<Reply<SourcesReport>> {
    Ok(Reply(app.rivo().sources_report(&staff, &days).await?))
}
