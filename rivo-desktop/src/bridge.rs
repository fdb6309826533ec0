//! Between the window and the routers: what the app itself can do lies under `/device/`, all else
//! is the desk's, which is the same router as the server's.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Body,
    http::{Request, StatusCode},
    response::{IntoResponse as _, Response},
};
use http_body_util::BodyExt as _;
use rivo_core::api::Problem;
use serde::{Serialize, de::DeserializeOwned};
use tower::ServiceExt as _;

use crate::{
    desk::{Desk, Open},
    frame,
};

const STREAM: &str = "/api/v1/events/";

/// One event of the stream of changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StreamEvent {
    pub(crate) name: String,
    pub(crate) data: String,
}

/// The two routers behind one door.
pub(crate) struct Bridge {
    desk: Desk,
    device: Router,
}

impl Bridge {
    pub(crate) fn new(desk: Desk, device: Router) -> Self {
        Self { desk, device }
    }

    /// Answers a framed request of the page with a framed answer.
    ///
    /// Fails only where the request is none, or an answer broke off.
    pub(crate) async fn request(&self, framed: &[u8]) -> Result<Vec<u8>, String> {
        let request = frame::read_request(framed)?;
        let (parts, body) = self.answer(request).await.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|error| format!("The answer broke off: {error}"))?
            .to_bytes();
        Ok(frame::write_answer(&parts, &body))
    }

    async fn answer(&self, request: Request<Body>) -> Response {
        if request.uri().path().starts_with("/device/") {
            let Ok(answer) = self.device.clone().oneshot(request).await;
            return answer;
        }
        match self.desk.opened().await {
            Some(open) => open.answer(request).await,
            None => no_desk(),
        }
    }
}

fn no_desk() -> Response {
    let problem = Problem {
        detail: "There is no desk open on this computer.".to_owned(),
        code: "no_desk".to_owned(),
        current: None,
    };
    (StatusCode::UNAUTHORIZED, Json(problem)).into_response()
}

/// Reads a document of the desk, as its user may see it; `None` where the answer is no success.
pub(crate) async fn read<T: DeserializeOwned>(open: &Open, path: &str) -> Option<T> {
    let request = Request::get(path).body(Body::empty()).ok()?;
    let answer = open.answer(request).await;
    if answer.status() != StatusCode::OK {
        return None;
    }
    let body = answer.into_body().collect().await.ok()?.to_bytes();
    serde_json::from_slice(&body).ok()
}

/// Reads the stream of changes until it ends, calling `heard` for each event.
pub(crate) async fn changes(open: &Arc<Open>, mut heard: impl FnMut(StreamEvent)) {
    let Ok(request) = Request::get(STREAM).body(Body::empty()) else {
        return;
    };
    let answer = open.answer(request).await;
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
