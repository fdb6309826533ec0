//! Messages, once they are stored.

use axum::{extract::State, http::StatusCode};
use rivo_core::{
    api::{
        Page,
        chat::{ChatMessage, EditMessage},
        command::Command,
    },
    id::{ClientId, MessageId},
    service::MessageFilter,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    caller::{Chat, Staff},
    input::{CommandHeader, CommandKey, Id, Json, Query},
    problem::Answer,
    reply::Reply,
};

/// Messages of a session, or those of all sessions that hold all words of `q`.
#[utoipa::path(get, path = "/api/v1/chat/messages/", tag = "chat", params(MessageFilter),
    responses((status = 200, body = Page<ChatMessage>)))]
pub(super) async fn search_messages(
    State(app): State<App>,
    caller: Chat,
    Query(filter): Query<MessageFilter>,
) -> Answer<Reply<Page<ChatMessage>>> {
    Ok(Reply(app.rivo().search_messages(&caller, filter).await?))
}

/// One message.
#[utoipa::path(get, path = "/api/v1/chat/messages/{id}/", tag = "chat", params(("id" = MessageId, Path)),
    responses((status = 200, body = ChatMessage)))]
pub(super) async fn get_message(
    State(app): State<App>,
    caller: Chat,
    Id(id): Id<MessageId>,
) -> Answer<Reply<ChatMessage>> {
    Ok(Reply(app.rivo().get_message(&caller, id).await?))
}

/// Edit a stored message.
#[utoipa::path(put, path = "/api/v1/chat/messages/{id}/", tag = "chat", params(("id" = MessageId, Path), CommandHeader),
    request_body = EditMessage, responses((status = 200, body = ChatMessage)))]
pub(super) async fn edit_message(
    State(app): State<App>,
    caller: Chat,
    Id(message_id): Id<MessageId>,
    key: CommandKey,
    Json(edit): Json<EditMessage>,
) -> Answer<Reply<ChatMessage>> {
    app.run(&caller, key, Command::EditMessage { message_id, edit })
        .await?;
    Ok(Reply(app.rivo().get_message(&caller, message_id).await?))
}

/// The same as PUT: the text is the one thing that can be edited.
#[utoipa::path(patch, path = "/api/v1/chat/messages/{id}/", tag = "chat", params(("id" = MessageId, Path), CommandHeader),
    request_body = EditMessage, responses((status = 200, body = ChatMessage)))]
pub(super) async fn patch_message(
    app: State<App>,
    caller: Chat,
    id: Id<MessageId>,
    key: CommandKey,
    edit: Json<EditMessage>,
) -> Answer<Reply<ChatMessage>> {
    edit_message(app, caller, id, key, edit).await
}

/// Delete a message; its place in the session stays empty.
#[utoipa::path(delete, path = "/api/v1/chat/messages/{id}/", tag = "chat", params(("id" = MessageId, Path), CommandHeader),
    responses((status = 204)))]
pub(super) async fn delete_message(
    State(app): State<App>,
    caller: Chat,
    Id(message_id): Id<MessageId>,
    key: CommandKey,
) -> Answer<StatusCode> {
    app.run(&caller, key, Command::DeleteMessage { message_id })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which part of a client's conversations.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// Messages after this cursor, oldest first.
    after: Option<String>,
    /// Messages before this cursor: the newest ones of them, oldest first.
    before: Option<String>,
    /// Rows a page, 1 to 200; 50 if absent.
    limit: Option<u32>,
}

/// A client's messages of all sessions, oldest first.
#[utoipa::path(get, path = "/api/v1/clients/{id}/messages/", tag = "clients", params(("id" = ClientId, Path), Part),
    responses((status = 200, body = Page<ChatMessage>)))]
pub(super) async fn list_client_messages(
    State(app): State<App>,
    staff: Staff,
    Id(id): Id<ClientId>,
    Query(part): Query<Part>,
) -> Answer<Reply<Page<ChatMessage>>> {
    let messages = app
        .rivo()
        .list_client_messages(&staff, id, part.after, part.before, part.limit);
    Ok(Reply(messages.await?))
}
