//! Exports: lists as CSV that streams, a client's file as one page.

use axum::{
    body::Body,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt as _, stream};
use rivo_core::{
    id::ClientId,
    model::language::Language,
    service::{Export, ExportRequest},
};
use serde::{Deserialize, de::DeserializeOwned};
use utoipa::IntoParams;

use crate::{
    app::App,
    caller::Staff,
    input::{Id, Query, query_of},
    problem::{Answer, Failure},
};

/// Which columns an export has.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Columns {
    /// Names of columns, separated by commas; all, if absent.
    columns: Option<String>,
}

/// A list as CSV, with the filters that the list itself takes.
///
/// `resource` is `clients`, `users`, `audit`, `stage_history`, `assignments`, `jobs`, `sessions`,
/// `messages`, `api_keys` or `roles`. It holds what the list shows to the caller, whatever its size:
/// UTF-8 with a byte order mark, a row of heads, and no cell that a spreadsheet would run.
#[utoipa::path(get, path = "/api/v1/export/{resource}/", tag = "office", params(("resource" = String, Path), Columns),
    responses((status = 200, body = String, content_type = "text/csv")))]
pub(super) async fn export(
    State(app): State<App>,
    staff: Staff,
    Path(resource): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let query = query.unwrap_or_default();
    let request = request(&resource, &query)?;
    let Columns { columns } = query_of(&query)?;
    let export = app
        .rivo()
        .export(&staff, request, columns.as_deref())
        .await?;
    let body = Body::from_stream(stream::unfold(Some(export), next_chunk).fuse());
    let mut response = Response::new(body);
    attach(
        &mut response,
        "text/csv; charset=utf-8",
        &format!("{resource}.csv"),
    );
    Ok(response)
}

/// The next piece of an export. A fault ends the answer in the middle, so that half a file is not
/// taken for a whole one.
async fn next_chunk(
    export: Option<Export>,
) -> Option<(Result<String, std::io::Error>, Option<Export>)> {
    let mut export = export?;
    match export.next_chunk().await {
        Ok(Some(chunk)) => Some((Ok(chunk), Some(export))),
        Ok(None) => None,
        Err(error) => {
            tracing::error!(%error, "an export broke off");
            Some((Err(std::io::Error::other(error)), None))
        }
    }
}

fn request(resource: &str, query: &str) -> Result<ExportRequest, Failure> {
    fn of<T: DeserializeOwned>(query: &str) -> Result<T, Failure> {
        query_of(query)
    }
    Ok(match resource {
        "clients" => ExportRequest::Clients(of(query)?),
        "users" => ExportRequest::Users(of(query)?),
        "audit" => ExportRequest::Audit(of(query)?),
        "stage_history" => ExportRequest::StageHistory(of(query)?),
        "assignments" => ExportRequest::Assignments(of(query)?),
        "jobs" => ExportRequest::Jobs(of(query)?),
        "sessions" => ExportRequest::Sessions(of(query)?),
        "messages" => ExportRequest::Messages(of(query)?),
        "api_keys" => ExportRequest::ApiKeys(of(query)?),
        "roles" => ExportRequest::Roles(of(query)?),
        _ => {
            return Err(Failure::http(
                StatusCode::NOT_FOUND,
                "not_found",
                "There is no list of this name to export.",
            ));
        }
    })
}

/// In which language.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Spoken {
    /// `en` or `es`; by `Accept-Language`, if absent.
    #[param(inline)]
    language: Option<Language>,
}

/// The whole file of a client as one HTML page: contact, facts with their quotes, figures, notes,
/// tasks, timeline, conversation and audit.
///
/// In English or in Spanish, dates and money as its reader writes them.
#[utoipa::path(get, path = "/api/v1/clients/{id}/file/", tag = "clients", params(("id" = ClientId, Path), Spoken),
    responses((status = 200, body = String, content_type = "text/html")))]
pub(super) async fn client_file(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(Spoken { language }): Query<Spoken>,
    headers: HeaderMap,
) -> Answer<Response> {
    let liked = headers.get(header::ACCEPT_LANGUAGE);
    let liked = liked
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let language = language.unwrap_or_else(|| Language::accepted(liked));
    let page = app.rivo().client_file(&staff, id, language).await?;
    let mut response = page.into_response();
    attach(
        &mut response,
        "text/html; charset=utf-8",
        &format!("client-{id}.html"),
    );
    Ok(response)
}

/// Says that an answer is a file to keep. Its name is made of what this file knows, not of what
/// somebody typed.
pub(super) fn attach(response: &mut Response, kind: &'static str, name: &str) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
}
