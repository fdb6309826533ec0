//! Sessions: the conversations of chatbots.

use axum::{extract::State, http::StatusCode};
use rivo_core::{
    api::{Page, chat::ChatSession, command::Command, office::SessionFilter},
    id::SessionId,
};

use crate::{
    app::App,
    caller::Chat,
    input::{CommandHeader, CommandKey, Id, Query},
    problem::Answer,
    reply::Reply,
};

/// Sessions, the newest first.
#[utoipa::path(get, path = "/api/v1/chat/sessions/", tag = "chat", params(SessionFilter),
    responses((status = 200, body = Page<ChatSession>)))]
pub(super) async fn list_sessions(
    State(app): State<App>,
    caller: Chat,
    Query(filter): Query<SessionFilter>,
) -> Answer<Reply<Page<ChatSession>>> {
    Ok(Reply(app.rivo().list_sessions(&caller, filter).await?))
}

/// One session.
#[utoipa::path(get, path = "/api/v1/chat/sessions/{id}/", tag = "chat", params(("id" = SessionId, Path)),
    responses((status = 200, body = ChatSession)))]
pub(super) async fn get_session(
    State(app): State<App>,
    caller: Chat,
    Id(id): Id<SessionId>,
) -> Answer<Reply<ChatSession>> {
    Ok(Reply(app.rivo().get_session(&caller, id).await?))
}

/// Delete a session with its messages. Its client stays.
#[utoipa::path(delete, path = "/api/v1/chat/sessions/{id}/", tag = "chat", params(("id" = SessionId, Path), CommandHeader),
    responses((status = 204)))]
pub(super) async fn delete_session(
    State(app): State<App>,
    caller: Chat,
    Id(session_id): Id<SessionId>,
    key: CommandKey,
) -> Answer<StatusCode> {
    app.run(&caller, key, Command::DeleteSession { session_id })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
