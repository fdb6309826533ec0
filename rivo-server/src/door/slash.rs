//! One spelling of a path: routes end in a slash, and a request may leave it out. Probes end in
//! none, and a request may add it.

use axum::{
    extract::Request,
    http::{Uri, uri::PathAndQuery},
};

/// What load balancers and monitors ask for.
const BARE: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// Adds the slash that a path of ours lacks, or takes the one that it has too many.
pub(super) fn settle(request: &mut Request) {
    let path = request.uri().path();
    let settled = match path.strip_suffix('/') {
        None if needs_slash(path) => format!("{path}/"),
        Some(bare) if BARE.contains(&bare) => bare.to_owned(),
        _ => return,
    };
    let text = match request.uri().query() {
        Some(query) => format!("{settled}?{query}"),
        None => settled,
    };
    // What was a path stays one with a slash more or less.
    let Ok(settled) = text.parse::<PathAndQuery>() else {
        return;
    };
    // The authority stays: in HTTP/2 it is all that names the host.
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = Some(settled);
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
}

/// Files end in their extension; everything that is a route of ours ends in a slash.
fn needs_slash(path: &str) -> bool {
    let ours = ["/api", "/dashboard", "/admin", "/sync"];
    ours.iter().any(|root| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn a_slash_is_added_where_routes_have_one() {
        let check = |from: &str, to: &str| {
            let mut request = Request::builder().uri(from).body(Body::empty()).unwrap();
            settle(&mut request);
            assert_eq!(request.uri().to_string(), to);
        };
        check("/api/v1/clients", "/api/v1/clients/");
        check("/api/v1/clients?q=a/b", "/api/v1/clients/?q=a/b");
        check("/api/v1/clients/", "/api/v1/clients/");
        check("/dashboard", "/dashboard/");
        check("/sync", "/sync/");
        check("/healthz", "/healthz");
        check("/healthz/", "/healthz");
        check("/readyz/?x=1", "/readyz?x=1");
        check("/metrics/", "/metrics");
        check("/metrics//", "/metrics//");
        check("/assets/main.js", "/assets/main.js");
        check("/apiary", "/apiary");
    }

    #[test]
    fn the_host_that_the_uri_names_stays() {
        let uri = "https://desk.test:8443/api/v1/clients?q=a";
        let mut request = Request::builder().uri(uri).body(Body::empty()).unwrap();
        settle(&mut request);
        assert_eq!(
            request.uri().to_string(),
            "https://desk.test:8443/api/v1/clients/?q=a"
        );
        let mut request = Request::builder()
            .uri("https://desk.test/dashboard")
            .body(Body::empty())
            .unwrap();
        settle(&mut request);
        assert_eq!(request.uri().host(), Some("desk.test"));
        assert_eq!(request.uri().path(), "/dashboard/");
    }
}
