//! One spelling of a path: routes end in a slash, and a request may leave it out.

use axum::{
    extract::Request,
    http::{Uri, uri::PathAndQuery},
};

/// Adds the slash that a path of the API lacks.
pub(super) fn add(request: &mut Request) {
    let path = request.uri().path();
    if path.ends_with('/') || !needs_slash(path) {
        return;
    }
    let text = match request.uri().query() {
        Some(query) => format!("{path}/?{query}"),
        None => format!("{path}/"),
    };
    // What was a path stays one with a slash more.
    let Ok(longer) = text.parse::<PathAndQuery>() else {
        return;
    };
    // The authority stays: in HTTP/2 it is all that names the host.
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = Some(longer);
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
}

/// Files end in their extension; everything that is a route of ours ends in a slash.
fn needs_slash(path: &str) -> bool {
    let ours = ["/api", "/dashboard", "/admin"];
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
            add(&mut request);
            assert_eq!(request.uri().to_string(), to);
        };
        check("/api/v1/clients", "/api/v1/clients/");
        check("/api/v1/clients?q=a/b", "/api/v1/clients/?q=a/b");
        check("/api/v1/clients/", "/api/v1/clients/");
        check("/dashboard", "/dashboard/");
        check("/healthz", "/healthz");
        check("/assets/main.js", "/assets/main.js");
        check("/apiary", "/apiary");
    }

    #[test]
    fn the_host_that_the_uri_names_stays() {
        let uri = "https://desk.test:8443/api/v1/clients?q=a";
        let mut request = Request::builder().uri(uri).body(Body::empty()).unwrap();
        add(&mut request);
        assert_eq!(
            request.uri().to_string(),
            "https://desk.test:8443/api/v1/clients/?q=a"
        );
        let mut request = Request::builder()
            .uri("https://desk.test/dashboard")
            .body(Body::empty())
            .unwrap();
        add(&mut request);
        assert_eq!(request.uri().host(), Some("desk.test"));
        assert_eq!(request.uri().path(), "/dashboard/");
    }
}
