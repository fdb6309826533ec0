//! The router, and what its handlers share.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{Method, Uri},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::get,
};
use rivo_core::{service::Rivo, sync::Engine};
use tokio::sync::watch;
use tower_http::compression::{
    CompressionLayer, CompressionLevel,
    predicate::{NotForContentType, Predicate as _, SizeAbove},
};

use crate::{
    config::HttpConfig,
    contract, door, health, metrics,
    metrics::Metrics,
    offline::{self, Online},
    pages,
    problem::Failure,
    routes,
};

/// The largest body a request may have, but for [`routes::FILE_LIMIT`].
const BODY_LIMIT: usize = 1024 * 1024;
/// Shorter answers travel as they are.
const COMPRESS_ABOVE: u64 = 1024;

/// What the handlers share: Rivo, the settings of HTTP, counters. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    rivo: Rivo,
    http: HttpConfig,
    metrics: Metrics,
    closing: watch::Sender<bool>,
    /// In an app: its device, and what only the server answers.
    device: Option<(Engine, Online)>,
}

impl App {
    /// An app over an open desk.
    #[must_use]
    pub fn new(rivo: Rivo, http: HttpConfig) -> Self {
        Self::build(rivo, http, None)
    }

    /// An app over a device's replica: what the replica cannot answer is sent on to its server.
    #[must_use]
    pub fn of_device(engine: Engine, http: HttpConfig) -> Self {
        let online = Online::new(&contract::document());
        Self::build(engine.rivo().clone(), http, Some((engine, online)))
    }

    fn build(rivo: Rivo, http: HttpConfig, device: Option<(Engine, Online)>) -> Self {
        Self(Arc::new(Inner {
            rivo,
            http,
            metrics: Metrics::default(),
            closing: watch::Sender::new(false),
            device,
        }))
    }

    /// Ends the streams, which would go on for ever, so that a server can close.
    pub fn close(&self) {
        self.0.closing.send_replace(true);
    }

    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.0.closing.subscribe()
    }

    pub(crate) fn rivo(&self) -> &Rivo {
        &self.0.rivo
    }

    pub(crate) fn engine(&self) -> Option<&Engine> {
        self.0.device.as_ref().map(|(engine, _)| engine)
    }

    pub(crate) fn online(&self) -> Option<&Online> {
        self.0.device.as_ref().map(|(_, online)| online)
    }

    pub(crate) fn http(&self) -> &HttpConfig {
        &self.0.http
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }
}

/// The whole of Rivo as one service: API, pages, health.
///
/// A server that listens passes each connection's address along as
/// [`ConnectInfo`](axum::extract::ConnectInfo).
pub fn router(app: &App) -> Router {
    let (chat, _) = routes::chat_routes().split_for_parts();
    let (desk, _) = routes::desk_routes().split_for_parts();
    // Nobody sends to an app but its own page, and what it sends on is the server's to refuse.
    let body_limit = match app.engine() {
        Some(_) => routes::FILE_LIMIT,
        None => BODY_LIMIT,
    };
    // The chat routes stay uncompressed: their answers are short, or read by a program next door.
    let compressed = CompressionLayer::new()
        .gzip(true)
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(COMPRESS_ABOVE).and(NotForContentType::SSE));
    let inside = desk
        .layer(compressed)
        .merge(chat)
        .layer(from_fn(routes::uncounted::refuse))
        .layer(from_fn_with_state(app.clone(), offline::send_on))
        .merge(pages::routes())
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::scrape))
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(app.clone(), metrics::measure))
        .layer(DefaultBodyLimit::max(body_limit))
        .with_state(app.clone());
    // The door changes the path, so it stands before the routing and not behind it.
    Router::new()
        .fallback_service(inside)
        .layer(from_fn_with_state(app.clone(), door::pass))
}

async fn nothing_here(method: Method, uri: Uri) -> Response {
    let is_page = matches!(method, Method::GET | Method::HEAD) && !uri.path().starts_with("/api/");
    if is_page {
        pages::not_found()
    } else {
        Failure::no_such_route().into_response()
    }
}

async fn wrong_method(method: Method) -> Failure {
    Failure::method_not_allowed(&method)
}
