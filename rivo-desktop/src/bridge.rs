//! Between the window and the router: a request of the page becomes a request of the router, and
//! the login that a browser would keep as a cookie is kept here.

use std::sync::Mutex;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header},
    response::Response,
};
use http_body_util::BodyExt as _;
use rivo_server::App;
use serde::{Deserialize, Serialize};
use tower::ServiceExt as _;

/// The name the router answers to inside the app. Nothing listens on it.
pub(crate) const HOST: &str = "localhost";
const STREAM: &str = "/api/v1/events/";

/// A request as the page sends it.
#[derive(Debug, Deserialize)]
pub(crate) struct PageRequest {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<String>,
}

/// An answer as the page reads it.
#[derive(Debug, Serialize)]
pub(crate) struct PageAnswer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// One event of the stream of changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StreamEvent {
    pub(crate) name: String,
    pub(crate) data: String,
}

/// The router, and the login of this window.
pub(crate) struct Bridge {
    router: Router,
    cookie: Mutex<Option<HeaderValue>>,
    /// Changes its value when the login changes.
    pub(crate) login: tokio::sync::watch::Sender<u64>,
}

impl Bridge {
    pub(crate) fn new(app: &App) -> Self {
        Self {
            router: rivo_server::router(app),
            cookie: Mutex::new(None),
            login: tokio::sync::watch::Sender::new(0),
        }
    }

    /// Hands a request of the page to the router.
    ///
    /// Fails only where the request is none: a method or header that HTTP does not know.
    pub(crate) async fn request(&self, page: PageRequest) -> Result<PageAnswer, String> {
        let mut request = Request::builder()
            .method(page.method.as_str())
            .uri(page.path)
            .body(Body::from(page.body.unwrap_or_default()))
            .map_err(|error| format!("The request cannot be read: {error}"))?;
        for (name, value) in page.headers {
            let name = HeaderName::try_from(name).map_err(|error| error.to_string())?;
            let value = HeaderValue::try_from(value).map_err(|error| error.to_string())?;
            request.headers_mut().append(name, value);
        }
        let answer = self.send(request).await;
        let (parts, body) = answer.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|error| format!("The answer broke off: {error}"))?
            .to_bytes();
        Ok(PageAnswer {
            status: parts.status.as_u16(),
            headers: readable(&parts.headers),
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    /// Reads the stream of changes until it ends, calling `heard` for each event. Ends at once
    /// where nobody is logged in.
    pub(crate) async fn changes(&self, mut heard: impl FnMut(StreamEvent)) {
        let Ok(request) = Request::get(STREAM).body(Body::empty()) else {
            return;
        };
        let answer = self.send(request).await;
        if answer.status() != StatusCode::OK {
            return;
        }
        let mut body = answer.into_body();
        let mut text = String::new();
        while let Some(Ok(frame)) = body.frame().await {
            if let Some(bytes) = frame.data_ref() {
                text.push_str(&String::from_utf8_lossy(bytes));
            }
            while let Some((event, rest)) = text.split_once("\n\n") {
                if let Some(event) = parse_event(event) {
                    heard(event);
                }
                text = rest.to_owned();
            }
        }
    }

    async fn send(&self, mut request: Request<Body>) -> Response {
        let headers = request.headers_mut();
        headers.insert(header::HOST, HeaderValue::from_static(HOST));
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        headers.remove(header::ORIGIN);
        if let Some(cookie) = self.cookie.lock().ok().and_then(|cookie| cookie.clone()) {
            headers.insert(header::COOKIE, cookie);
        }
        let Ok(answer) = self.router.clone().oneshot(request).await;
        self.keep_login(answer.headers());
        answer
    }

    fn keep_login(&self, headers: &HeaderMap) {
        let Some(pair) = headers
            .get(header::SET_COOKIE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
        else {
            return;
        };
        let is_logout = pair.ends_with('=');
        let value = HeaderValue::from_str(pair).ok().filter(|_| !is_logout);
        if let Ok(mut cookie) = self.cookie.lock() {
            *cookie = value;
        }
        self.login.send_modify(|count| *count += 1);
    }
}

fn readable(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .filter(|(name, _)| *name != header::SET_COOKIE)
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
        .collect()
}

fn parse_event(text: &str) -> Option<StreamEvent> {
    let mut name = "message".to_owned();
    let mut data: Vec<&str> = Vec::new();
    for line in text.lines() {
        match line.split_once(':') {
            Some(("event", value)) => value.trim_start().clone_into(&mut name),
            Some(("data", value)) => data.push(value.strip_prefix(' ').unwrap_or(value)),
            _ => {}
        }
    }
    (!data.is_empty()).then(|| StreamEvent {
        name,
        data: data.join("\n"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_read_and_a_comment_is_not() {
        let event = parse_event("id: 7\nevent: change\ndata: {\"kind\":\"client\"}");
        assert_eq!(
            event,
            Some(StreamEvent {
                name: "change".to_owned(),
                data: "{\"kind\":\"client\"}".to_owned()
            })
        );
        assert_eq!(parse_event(": keep-alive"), None);
    }
}
