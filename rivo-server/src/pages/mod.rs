//! Pages: the user interface, one HTML shell with hashed assets, and the page of the API's
//! documentation. All of it is in the binary, compressed when it was built.

mod file;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use rivo_core::auth::{Actor, Permission};

use self::file::File;
use crate::{app::App, caller::Visitor, problem::Failure};

/// Scripts and data come from here and nowhere else. Mantine writes style attributes.
const SHELL_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'self'";

/// The documentation has no inline styles.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(|| async { found("/dashboard/") }))
        .route("/dashboard/", get(dashboard))
        .route("/dashboard/login/", get(login))
        .route("/dashboard/{*page}", get(shell))
        .route("/admin/", get(shell))
        .route("/admin/{*page}", get(shell))
        .route("/sync/", get(shell))
        .route("/assets/{*name}", get(asset))
        .route("/favicon.ico", get(asset))
        .route("/api/schema/", get(schema))
        .route("/api/docs/", get(docs))
        .route("/api/docs/docs.css/", get(docs_style))
        .route("/api/docs/docs.js/", get(docs_script))
}

/// To the dashboard of one's role, or to the login and back.
async fn dashboard(Visitor(actor): Visitor, uri: Uri) -> Response {
    if let Some(actor) = actor {
        return found(home_of(&actor));
    }
    let here = uri.path_and_query().map_or("/dashboard/", |it| it.as_str());
    let next: String = form_urlencoded::byte_serialize(here.as_bytes()).collect();
    found(&format!("/dashboard/login/?next={next}"))
}

fn home_of(actor: &Actor) -> &'static str {
    if actor.has(Permission::ClientViewAll) {
        "/dashboard/admin/"
    } else {
        "/dashboard/csm/"
    }
}

/// The login, for those who have none.
async fn login(visitor: Result<Visitor, Failure>, headers: HeaderMap) -> Response {
    match visitor {
        Ok(Visitor(Some(_))) => found("/dashboard/"),
        // Without a database nobody is known, but the page itself needs none.
        Ok(Visitor(None)) | Err(_) => shell(headers).await,
    }
}

async fn shell(headers: HeaderMap) -> Response {
    shell_with(StatusCode::OK, &headers)
}

/// The shell, which knows how to say that a page does not exist.
pub(crate) fn not_found() -> Response {
    shell_with(StatusCode::NOT_FOUND, &HeaderMap::new())
}

fn shell_with(status: StatusCode, headers: &HeaderMap) -> Response {
    let Some(index) = File::find("/index.html") else {
        return Failure::no_such_route().into_response();
    };
    let mut response = index.answer(headers, "no-cache");
    policy(&mut response, SHELL_POLICY);
    if status != StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// A file whose name holds its hash never changes.
async fn asset(uri: Uri, headers: HeaderMap) -> Response {
    let caching = if uri.path().starts_with("/assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    match File::find(uri.path()) {
        Some(file) => file.answer(&headers, caching),
        None => Failure::no_such_route().into_response(),
    }
}

/// The OpenAPI document, as it is committed: a test keeps it true.
async fn schema(State(_): State<App>) -> Response {
    crate::reply::raw_json(StatusCode::OK, &include_bytes!("../../openapi.json")[..])
}

async fn docs() -> Response {
    let mut response = text("text/html; charset=utf-8", include_str!("docs/index.html"));
    policy(&mut response, DOCS_POLICY);
    response
}

async fn docs_style() -> Response {
    text("text/css; charset=utf-8", include_str!("docs/docs.css"))
}

async fn docs_script() -> Response {
    text(
        "text/javascript; charset=utf-8",
        include_str!("docs/docs.js"),
    )
}

fn text(kind: &'static str, body: &'static str) -> Response {
    let mut response = body.into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

fn policy(response: &mut Response, policy: &'static str) {
    let value = HeaderValue::from_static(policy);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, value);
}

fn found(to: &str) -> Response {
    let mut response = StatusCode::FOUND.into_response();
    let headers = response.headers_mut();
    if let Ok(to) = HeaderValue::from_str(to) {
        headers.insert(header::LOCATION, to);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
