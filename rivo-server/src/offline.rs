//! The app without its server: which operations a replica answers itself, and which are the
//! server's.
//!
//! Deny by default: what is in neither table below needs the server. While there is one, the Router
//! of an app sends such a request on as it is; else it answers 503 with the code `offline`.

use std::collections::HashMap;

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use rivo_core::{Error, sync::transport::ForwardRequest};

use crate::{app::App, input::read_body, problem::Failure};

/// Who answers an operation in an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offline {
    /// The replica, from what it holds.
    Read,
    /// The replica, and the server later.
    Command,
    /// The server alone.
    Online,
}

impl Offline {
    /// The name in the document, under `x-rivo-offline`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Command => "command",
            Self::Online => "online",
        }
    }

    pub(crate) fn of(operation: &str) -> Self {
        if READ.contains(&operation) {
            Self::Read
        } else if COMMAND.contains(&operation) {
            Self::Command
        } else {
            Self::Online
        }
    }
}

/// What a replica holds all of that its user may see, or what is true everywhere.
const READ: [&str; 32] = [
    "me",
    "list_clients",
    "list_client_summaries",
    "client_board",
    "client_figures",
    "mark_seen",
    "get_client",
    "list_duplicates",
    "client_local_time",
    "today",
    "list_stage_history",
    "list_stages",
    "list_assignments",
    "list_runs",
    "list_client_messages",
    "list_notes",
    "list_client_tasks",
    "list_tasks",
    "search_messages",
    "get_message",
    "get_session",
    "user_directory",
    "list_permissions",
    "list_settings",
    "events",
    "sync_status",
    "list_pending",
    "list_rejected",
    "redo_rejected",
    "drop_rejected",
    "retry_sync",
    "sign_out",
];
/// What becomes a command that may wait for the server.
const COMMAND: [&str; 21] = [
    "create_client",
    "update_client",
    "delete_client",
    "merge_clients",
    "bulk_clients",
    "change_stage",
    "assign_client",
    "correct_context",
    "resolve_proposal",
    "reopen_proposal",
    "request_extraction",
    "add_note",
    "update_note",
    "delete_note",
    "add_task",
    "update_task",
    "delete_task",
    "edit_message",
    "patch_message",
    "delete_message",
    "delete_session",
];
/// What makes no sense to send on: logins of a browser, what devices say to servers, and a stream,
/// which an answer that is sent on in one piece cannot be.
const NOT_FOR_APPS: [&str; 6] = [
    "login",
    "issue_token",
    "logout",
    "sync_push",
    "sync_pull",
    "session_events",
];

/// Method and path of each operation that is the server's: whether it may be sent on.
pub(crate) struct Online(HashMap<(Method, String), bool>);

impl Online {
    pub(crate) fn new(document: &serde_json::Value) -> Self {
        let mut online = HashMap::new();
        let paths = document["paths"].as_object().into_iter().flatten();
        for (path, item) in paths {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let id = operation["operationId"].as_str().unwrap_or_default();
                if Offline::of(id) != Offline::Online {
                    continue;
                }
                if let Ok(method) = method.to_uppercase().parse() {
                    online.insert((method, path.clone()), !NOT_FOR_APPS.contains(&id));
                }
            }
        }
        Self(online)
    }

    /// Whether a request is the server's; if so, whether it may be sent on.
    fn may_send_on(&self, request: &Request) -> Option<bool> {
        let path = request.extensions().get::<MatchedPath>()?;
        let key = (request.method().clone(), path.as_str().to_owned());
        self.0.get(&key).copied()
    }
}

/// In an app: sends on what is the server's.
pub(crate) async fn send_on(State(app): State<App>, request: Request, next: Next) -> Response {
    let (Some(engine), Some(online)) = (app.engine(), app.online()) else {
        return next.run(request).await;
    };
    match online.may_send_on(&request) {
        None => return next.run(request).await,
        Some(false) => return Failure::from(Error::offline()).into_response(),
        Some(true) => {}
    }
    // Whoever is not signed in here has no server either.
    if let Err(error) = app.rivo().local_user().await {
        return Failure::from(error).into_response();
    }
    let forward = match as_forward(request).await {
        Ok(forward) => forward,
        Err(failure) => return failure.into_response(),
    };
    match engine.forward(forward).await {
        Ok(answer) => {
            let mut response = Response::new(Body::from(answer.body));
            *response.status_mut() =
                StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
            for (name, value) in answer.headers {
                if let (Ok(name), Ok(value)) =
                    (HeaderName::try_from(name), HeaderValue::try_from(value))
                {
                    response.headers_mut().insert(name, value);
                }
            }
            response
        }
        Err(error) => Failure::from(error).into_response(),
    }
}

async fn as_forward(request: Request) -> Result<ForwardRequest, Failure> {
    let method = request.method().to_string();
    let path_and_query = request
        .uri()
        .path_and_query()
        .map_or_else(|| request.uri().path().to_owned(), ToString::to_string);
    let headers = [header::CONTENT_TYPE, HeaderName::from_static("command-id")]
        .into_iter()
        .filter_map(|name| {
            let value = request.headers().get(&name)?.to_str().ok()?;
            Some((name.to_string(), value.to_owned()))
        })
        .collect();
    Ok(ForwardRequest {
        method,
        path_and_query,
        headers,
        body: read_body(request).await?.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of operations that there are.
    fn operations() -> Vec<String> {
        let document = crate::contract::document();
        let paths = document["paths"].as_object().unwrap();
        paths
            .values()
            .flat_map(|item| item.as_object().unwrap().values())
            .map(|operation| operation["operationId"].as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn each_name_in_the_tables_is_an_operation() {
        let operations = operations();
        for name in READ.iter().chain(&COMMAND).chain(&NOT_FOR_APPS) {
            assert!(operations.iter().any(|it| it == name), "{name}");
        }
    }

    #[test]
    fn no_operation_is_both_read_and_command() {
        for name in READ {
            assert!(!COMMAND.contains(&name), "{name}");
        }
        assert_eq!(Offline::of("list_audit"), Offline::Online);
        assert_eq!(Offline::of("something new"), Offline::Online);
    }
}
