//! The Host check: a request for a host that is not ours is refused, so that nobody can make us
//! write links or compare origins for a name of their own.

use axum::{
    extract::Request,
    http::{StatusCode, header, uri::Authority},
};

use crate::{app::App, problem::Failure};

/// Probes of load balancers come with an address as their Host.
const PROBES: [&str; 2] = ["/healthz", "/readyz"];

pub(super) fn check(app: &App, request: &Request) -> Result<(), Failure> {
    let http = app.http();
    if http.debug || PROBES.contains(&request.uri().path()) {
        return Ok(());
    }
    let allowed = of(request)
        .and_then(|host| host.parse::<Authority>().ok())
        .is_some_and(|host| {
            http.allowed_hosts
                .iter()
                .any(|pattern| pattern.matches(host.host().trim_end_matches('.')))
        });
    if allowed {
        return Ok(());
    }
    Err(Failure::http(
        StatusCode::BAD_REQUEST,
        "host_not_allowed",
        "This host is not served here. Its operator may add it to ALLOWED_HOSTS.",
    ))
}

/// The host a request is for, with its port: the address of HTTP/2, or the Host header.
pub(super) fn of(request: &Request) -> Option<&str> {
    match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => request.headers().get(header::HOST)?.to_str().ok(),
    }
}
