//! What a chatbot does: post, post many, read back.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use rivo_core::{
    Error,
    api::{
        BatchItem, BatchResult,
        chat::{ChatHistory, PostMessage, PostedMessage},
    },
    id::SessionId,
    service::ingest::{BATCH_LIMIT, BatchMessage},
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::post;
use crate::{
    app::App,
    caller::Chat,
    input::{JsonOfMessages, Query, form_object, media_type, multipart_object, read_body},
    problem::{Answer, Failure},
    reply::{self, Reply},
};

/// Room for a message in JSON, beside its text.
const MESSAGE_ROOM: usize = 400;

/// What makes a repeated post the same post.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(
    dead_code,
    reason = "it describes a header, which the handler reads by hand"
)]
struct IdempotencyKey {
    /// Up to 200 bytes: the same key in the same session returns the first message again.
    #[param(rename = "Idempotency-Key", max_length = 200)]
    idempotency_key: Option<String>,
}

/// Store a message. It is on the disk when this answers.
#[utoipa::path(post, path = "/api/v1/chat/stream/", tag = "chat", params(IdempotencyKey),
    request_body(content((PostMessage = "application/json"), (PostMessage = "application/x-www-form-urlencoded"), (PostMessage = "multipart/form-data"))),
    responses(
        (status = 201, body = PostedMessage, description = "Stored."),
        (status = 200, body = PostedMessage, description = "Stored before, under the same Idempotency-Key.")))]
pub(super) async fn post_message(
    State(app): State<App>,
    caller: Chat,
    request: Request,
) -> Answer<Response> {
    let key = idempotency_key(request.headers())?;
    let message = match media_type(request.headers()) {
        "" | "application/json" => post::from_json(&read_body(request).await?)?,
        "application/x-www-form-urlencoded" => {
            post::from_fields(form_object(&read_body(request).await?))?
        }
        "multipart/form-data" => {
            let headers = request.headers().clone();
            let body = read_body(request).await?;
            post::from_fields(multipart_object(&headers, &body)?)?
        }
        other => return Err(Failure::unsupported_media_type(other)),
    };
    let posted = app.rivo().post_message(&caller, message, key).await?;
    let status = if posted.repeated {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    Ok(reply::sized_json(
        status,
        &posted,
        MESSAGE_ROOM + posted.message.message.len(),
    ))
}

fn idempotency_key(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let text = std::str::from_utf8(value.as_bytes())
        .map_err(|_| Failure::invalid("idempotency_key", "Not a valid string."))?;
    Ok(Some(text.to_owned()))
}

/// Up to 1,000 messages.
#[derive(Deserialize, ToSchema)]
pub(super) struct Batch {
    /// The messages, in order.
    #[schema(value_type = Vec<BatchMessage>, max_items = 1000)]
    messages: Vec<Value>,
}

/// Store many messages; each one succeeds or fails by itself.
#[utoipa::path(post, path = "/api/v1/chat/batch/", tag = "chat", request_body = Batch,
    responses((status = 200, body = BatchResult)))]
pub(super) async fn post_batch(
    State(app): State<App>,
    caller: Chat,
    JsonOfMessages(Batch { messages }): JsonOfMessages<Batch>,
) -> Answer<Reply<BatchResult>> {
    if messages.len() > BATCH_LIMIT {
        let sentence = format!("Ensure this field has no more than {BATCH_LIMIT} elements.");
        return Err(Failure::invalid("messages", sentence));
    }
    let mut refused = Vec::new();
    let mut places = Vec::new();
    let mut good = Vec::new();
    for (index, value) in messages.into_iter().enumerate() {
        match batch_message(value) {
            Ok(message) => {
                places.push(index);
                good.push(message);
            }
            Err(error) => refused.push(BatchItem {
                index,
                status: error.status(),
                id: None,
                errors: Some(error.body()),
            }),
        }
    }
    let mut results = match app.rivo().post_batch(&caller, good).await {
        // Nothing was good: who may write is told so item by item.
        Err(Error::Invalid(_)) if places.is_empty() && !refused.is_empty() => Vec::new(),
        posted => posted?.results,
    };
    for item in &mut results {
        item.index = places[item.index];
    }
    results.append(&mut refused);
    results.sort_by_key(|item| item.index);
    Ok(Reply(BatchResult { results }))
}

fn batch_message(mut value: Value) -> Result<BatchMessage, Error> {
    let key = value
        .as_object_mut()
        .and_then(|fields| fields.remove("idempotency_key"));
    let idempotency_key = match key {
        None | Some(Value::Null) => None,
        Some(Value::String(key)) => Some(key),
        Some(_) => return Err(Error::invalid("idempotency_key", "Not a valid string.")),
    };
    Ok(BatchMessage {
        post: post::from_value(value)?,
        idempotency_key,
    })
}

/// Which part of a session.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct HistoryQuery {
    /// The session.
    #[param(value_type = SessionId, required = true)]
    session_id: Option<SessionId>,
    /// Only messages after this position.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// At most so many; all if absent.
    #[param(minimum = 1)]
    limit: Option<i64>,
}

/// A session's messages in order. An unknown session has none.
#[utoipa::path(get, path = "/api/v1/chat/history/", tag = "chat", params(HistoryQuery),
    responses((status = 200, body = ChatHistory)))]
pub(super) async fn chat_history(
    State(app): State<App>,
    caller: Chat,
    Query(query): Query<HistoryQuery>,
) -> Answer<Response> {
    let session_id = query.session_id.ok_or_else(|| {
        Failure::Shaped(
            StatusCode::BAD_REQUEST,
            json!({"error": "session_id required"}),
        )
    })?;
    let history: ChatHistory = app
        .rivo()
        .chat_history(&caller, session_id, query.after, query.limit)
        .await?;
    let size = history
        .messages
        .iter()
        .map(|it| it.message.len() + MESSAGE_ROOM)
        .sum();
    Ok(reply::sized_json(StatusCode::OK, &history, size))
}
