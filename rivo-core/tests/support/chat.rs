//! What a visitor and the chatbot say.

use rivo_core::{
    api::chat::{DataType, PostMessage, PostedMessage, SenderType},
    auth::Actor,
    id::{ClientId, SessionId},
};

use super::Desk;

pub(crate) fn client_says(
    session_id: SessionId,
    data_type: DataType,
    message: &str,
) -> PostMessage {
    PostMessage {
        session_id,
        message: message.to_owned(),
        sender_type: SenderType::Client,
        data_type,
        metadata: None,
    }
}

pub(crate) fn bot_says(session_id: SessionId, message: &str) -> PostMessage {
    PostMessage {
        sender_type: SenderType::Bot,
        ..client_says(session_id, DataType::Message, message)
    }
}

pub(crate) async fn post(desk: &Desk, message: PostMessage) -> PostedMessage {
    desk.post_message(&Actor::open_chat(), message, None)
        .await
        .unwrap()
}

/// Gives all three details in a session; returns the client.
pub(crate) async fn make_lead(desk: &Desk, session_id: SessionId, email: &str) -> ClientId {
    post(
        desk,
        client_says(session_id, DataType::Name, "ROSA DELGADO"),
    )
    .await;
    post(desk, client_says(session_id, DataType::Email, email)).await;
    let last = post(
        desk,
        client_says(session_id, DataType::Phone, "(415) 555-0134"),
    )
    .await;
    last.message.client.unwrap()
}
