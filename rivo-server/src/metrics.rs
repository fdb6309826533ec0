//! `/metrics`: requests by route, in the text format of Prometheus. Plain atomics, no dependency.

use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use axum::{
    extract::{FromRequestParts as _, MatchedPath, Request, State},
    http::{HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use rivo_core::auth::Permission;

use crate::{
    app::App,
    caller::{Staff, address},
    problem::Failure,
};

/// Upper bounds of the histogram, in milliseconds.
const BOUNDS_MS: [u64; 9] = [1, 2, 5, 10, 25, 100, 500, 2_000, 10_000];
const METHODS: [&str; 6] = ["GET", "POST", "PATCH", "PUT", "DELETE", "other"];

/// Counters of the process.
#[derive(Default)]
pub(crate) struct Metrics {
    routes: RwLock<HashMap<String, Box<[Counters; METHODS.len()]>>>,
    in_flight: AtomicI64,
    streams: AtomicI64,
}

#[derive(Default)]
struct Counters {
    /// 1xx to 5xx.
    statuses: [AtomicU64; 5],
    within: [AtomicU64; BOUNDS_MS.len()],
    micros: AtomicU64,
}

/// A stream that is open until this is dropped.
pub(crate) struct OpenStream(App);

impl OpenStream {
    pub(crate) fn new(app: &App) -> Self {
        app.metrics().streams.fetch_add(1, Relaxed);
        Self(app.clone())
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.0.metrics().streams.fetch_sub(1, Relaxed);
    }
}

/// A request under way, until this is dropped: also where its caller went away.
struct InFlight<'a>(&'a AtomicI64);

impl<'a> InFlight<'a> {
    fn new(count: &'a AtomicI64) -> Self {
        count.fetch_add(1, Relaxed);
        Self(count)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

/// Counts a request under the route that answered it.
pub(crate) async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let metrics = app.metrics();
    let _in_flight = InFlight::new(&metrics.in_flight);
    let method = method_index(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let start = Instant::now();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    metrics.count(route, method, response.status(), start.elapsed());
    response
}

fn method_index(method: &Method) -> usize {
    let last = METHODS.len() - 1;
    METHODS[..last]
        .iter()
        .position(|name| *name == method.as_str())
        .unwrap_or(last)
}

impl Metrics {
    fn count(&self, route: &str, method: usize, status: StatusCode, took: Duration) {
        if let Some(counters) = self
            .routes
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(route)
        {
            counters[method].count(status, took);
            return;
        }
        let mut routes = self.routes.write().unwrap_or_else(PoisonError::into_inner);
        routes.entry(route.to_owned()).or_default()[method].count(status, took);
    }

    fn text(&self) -> String {
        let mut requests = String::new();
        let mut durations = String::new();
        let routes = self.routes.read().unwrap_or_else(PoisonError::into_inner);
        let mut by_name: Vec<_> = routes.iter().collect();
        by_name.sort_by_key(|(route, _)| *route);
        for (route, methods) in by_name {
            for (method, counters) in METHODS.iter().zip(methods.iter()) {
                counters.write(
                    &format!("method=\"{method}\",route=\"{route}\""),
                    &mut requests,
                    &mut durations,
                );
            }
        }
        format!(
            "# HELP rivo_build_info The version that runs.\n\
             # TYPE rivo_build_info gauge\n\
             rivo_build_info{{version=\"{}\"}} 1\n\
             # HELP rivo_http_requests_in_flight Requests being answered.\n\
             # TYPE rivo_http_requests_in_flight gauge\n\
             rivo_http_requests_in_flight {}\n\
             # HELP rivo_event_streams Open event streams.\n\
             # TYPE rivo_event_streams gauge\n\
             rivo_event_streams {}\n\
             # HELP rivo_http_requests_total Requests answered, by route and class of status.\n\
             # TYPE rivo_http_requests_total counter\n\
             {requests}\
             # HELP rivo_http_request_duration_seconds Time until an answer began.\n\
             # TYPE rivo_http_request_duration_seconds histogram\n\
             {durations}",
            env!("CARGO_PKG_VERSION"),
            self.in_flight.load(Relaxed),
            self.streams.load(Relaxed),
        )
    }
}

impl Counters {
    fn count(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.statuses[class].fetch_add(1, Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Relaxed);
        if let Some(bucket) = BOUNDS_MS.iter().position(|bound| micros <= bound * 1000) {
            self.within[bucket].fetch_add(1, Relaxed);
        }
    }

    fn write(&self, labels: &str, requests: &mut String, durations: &mut String) {
        let statuses: Vec<u64> = self
            .statuses
            .iter()
            .map(|count| count.load(Relaxed))
            .collect();
        let all: u64 = statuses.iter().sum();
        if all == 0 {
            return;
        }
        for (class, count) in statuses.iter().enumerate().filter(|(_, count)| **count > 0) {
            let _ = writeln!(
                requests,
                "rivo_http_requests_total{{{labels},status=\"{}xx\"}} {count}",
                class + 1
            );
        }
        let name = "rivo_http_request_duration_seconds";
        let mut so_far = 0;
        for (bound, count) in BOUNDS_MS.iter().zip(&self.within) {
            so_far += count.load(Relaxed);
            let seconds = Duration::from_millis(*bound).as_secs_f64();
            let _ = writeln!(
                durations,
                "{name}_bucket{{{labels},le=\"{seconds}\"}} {so_far}"
            );
        }
        let seconds = Duration::from_micros(self.micros.load(Relaxed)).as_secs_f64();
        let _ = writeln!(
            durations,
            "{name}_bucket{{{labels},le=\"+Inf\"}} {all}\n{name}_sum{{{labels}}} {seconds}\n{name}_count{{{labels}}} {all}"
        );
    }
}

/// Answers a scraper on this machine or its private network, and staff who may see reports.
pub(crate) async fn scrape(State(app): State<App>, request: Request) -> Result<Response, Failure> {
    let (mut parts, _) = request.into_parts();
    if !is_near(&parts) {
        let staff = Staff::from_request_parts(&mut parts, &app).await?;
        staff.require(Permission::ReportView)?;
    }
    let mut response = app.metrics().text().into_response();
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// Whether the caller itself sits next door; a proxy next door may speak for anybody.
fn is_near(parts: &Parts) -> bool {
    let private = |address: std::net::IpAddr| match address {
        std::net::IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        std::net::IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    };
    address::peer(parts).is_some_and(private) && !address::is_forwarded(&parts.headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_method_and_class() {
        let metrics = Metrics::default();
        metrics.count("/a/", 0, StatusCode::OK, Duration::from_millis(3));
        metrics.count("/a/", 0, StatusCode::NOT_FOUND, Duration::from_mins(1));
        let text = metrics.text();
        for line in [
            "rivo_http_requests_total{method=\"GET\",route=\"/a/\",status=\"2xx\"} 1",
            "rivo_http_requests_total{method=\"GET\",route=\"/a/\",status=\"4xx\"} 1",
            "rivo_http_request_duration_seconds_bucket{method=\"GET\",route=\"/a/\",le=\"0.002\"} 0",
            "rivo_http_request_duration_seconds_bucket{method=\"GET\",route=\"/a/\",le=\"0.005\"} 1",
            "rivo_http_request_duration_seconds_bucket{method=\"GET\",route=\"/a/\",le=\"+Inf\"} 2",
            "rivo_http_request_duration_seconds_count{method=\"GET\",route=\"/a/\"} 2",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}\n{text}");
        }
    }
}
