//! One spelling of a path: routes end in a slash, and a request may leave it out.

use axum::{extract::Request, http::Uri};

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
    if let Ok(uri) = text.parse::<Uri>() {
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
}
