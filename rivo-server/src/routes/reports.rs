//! Reports on the desk.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use rivo_core::{
    Error,
    api::{
        admin::PipelineReport,
        extraction::ExtractionReport,
        report::{
            FirstTouchReport, FunnelReport, LoadReport, ReasonsReport, ReportDays, SourcesReport,
            Table,
        },
        user::WorkloadReport,
    },
    auth::Actor,
};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::export::attach;
use crate::{
    app::App,
    caller::Staff,
    input::Query,
    problem::Answer,
    reply::{self, Reply},
};

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
    responses((status = 200, content((FunnelReport = "application/json"), (String = "text/csv")))))]
pub(super) async fn funnel_report(
    State(app): State<App>,
    staff: Staff,
    Query(days): Query<ReportDays>,
) -> Answer<Response> {
    let form = Form::read(&days)?;
    let report = app.rivo().funnel_report(&staff, &days).await?;
    form.answer(&app, &staff, &days, &report).await
}

/// Why clients were lost, closed or rejected.
#[utoipa::path(get, path = "/api/v1/reports/reasons/", tag = "office", params(ReportDays),
    responses((status = 200, content((ReasonsReport = "application/json"), (String = "text/csv")))))]
pub(super) async fn reasons_report(
    State(app): State<App>,
    staff: Staff,
    Query(days): Query<ReportDays>,
) -> Answer<Response> {
    let form = Form::read(&days)?;
    let report = app.rivo().reasons_report(&staff, &days).await?;
    form.answer(&app, &staff, &days, &report).await
}

/// How fast new leads were touched: all, by CSM, and as a histogram.
#[utoipa::path(get, path = "/api/v1/reports/first-touch/", tag = "office", params(ReportDays),
    responses((status = 200, content((FirstTouchReport = "application/json"), (String = "text/csv")))))]
pub(super) async fn first_touch_report(
    State(app): State<App>,
    staff: Staff,
    Query(days): Query<ReportDays>,
) -> Answer<Response> {
    let form = Form::read(&days)?;
    let report = app.rivo().first_touch_report(&staff, &days).await?;
    form.answer(&app, &staff, &days, &report).await
}

/// What each CSM has to do now, and did in some days.
#[utoipa::path(get, path = "/api/v1/reports/load/", tag = "office", params(ReportDays),
    responses((status = 200, content((LoadReport = "application/json"), (String = "text/csv")))))]
pub(super) async fn load_report(
    State(app): State<App>,
    staff: Staff,
    Query(days): Query<ReportDays>,
) -> Answer<Response> {
    let form = Form::read(&days)?;
    let report = app.rivo().load_report(&staff, &days).await?;
    form.answer(&app, &staff, &days, &report).await
}

/// Where leads came from, and what became of them.
#[utoipa::path(get, path = "/api/v1/reports/sources/", tag = "office", params(ReportDays),
    responses((status = 200, content((SourcesReport = "application/json"), (String = "text/csv")))))]
pub(super) async fn sources_report(
    State(app): State<App>,
    staff: Staff,
    Query(days): Query<ReportDays>,
) -> Answer<Response> {
    let form = Form::read(&days)?;
    let report = app.rivo().sources_report(&staff, &days).await?;
    form.answer(&app, &staff, &days, &report).await
}

/// In which form a report is asked for.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Csv,
}

impl Form {
    fn read(days: &ReportDays) -> Result<Self, Error> {
        match days.format.as_deref() {
            None | Some("json") => Ok(Self::Json),
            Some("csv") => Ok(Self::Csv),
            Some(_) => Err(Error::invalid("format", "Enter json or csv.")),
        }
    }

    async fn answer<T: Serialize + Table + Sync>(
        self,
        app: &App,
        actor: &Actor,
        days: &ReportDays,
        report: &T,
    ) -> Answer<Response> {
        match self {
            Self::Json => Ok(reply::json(StatusCode::OK, report)),
            Self::Csv => {
                let text = app.rivo().export_report(actor, days, report).await?;
                let mut response = text.into_response();
                let name = format!("{}.csv", T::NAME);
                attach(&mut response, "text/csv; charset=utf-8", &name);
                Ok(response)
            }
        }
    }
}
