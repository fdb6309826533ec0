//! Chat: what a chatbot posts and reads back.

use serde::{Deserialize, Serialize};

use crate::{
    clock::Timestamp,
    id::{ClientId, MessageId, SessionId},
};

/// Who wrote a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SenderType {
    /// The visitor.
    Client,
    /// The chatbot.
    Bot,
}

impl SenderType {
    /// The name on the wire and at rest.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Bot => "bot",
        }
    }
}

impl std::str::FromStr for SenderType {
    type Err = String;

    /// Fails with DRF's sentence for a choice that is none.
    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "client" => Ok(Self::Client),
            "bot" => Ok(Self::Bot),
            _ => Err(format!("\"{name}\" is not a valid choice.")),
        }
    }
}

/// What a message is: free text, or the value of one contact field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DataType {
    /// Free text.
    #[default]
    Message,
    /// The message is the visitor's name.
    Name,
    /// The message is the visitor's email address.
    Email,
    /// The message is the visitor's phone number.
    Phone,
}

impl DataType {
    /// The name on the wire and at rest.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

impl std::str::FromStr for DataType {
    type Err = String;

    /// Fails with DRF's sentence for a choice that is none.
    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "message" => Ok(Self::Message),
            "name" => Ok(Self::Name),
            "email" => Ok(Self::Email),
            "phone" => Ok(Self::Phone),
            _ => Err(format!("\"{name}\" is not a valid choice.")),
        }
    }
}

/// A message to store. Validated by [`crate::service::ingest`], field by field.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostMessage {
    /// The chatbot's own id of the conversation.
    pub session_id: SessionId,
    /// 1 to 10,000 characters, not only white space; kept as it came.
    pub message: String,
    /// Who wrote it.
    #[serde(deserialize_with = "super::by_name")]
    pub sender_type: SenderType,
    /// What the message is.
    #[serde(default, deserialize_with = "super::by_name")]
    pub data_type: DataType,
    /// Free-form JSON object of up to 16 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub metadata: Option<serde_json::Map<String, serde_json::Value>>,
}

/// A stored message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatMessage {
    /// The message's id.
    pub id: MessageId,
    /// The session it belongs to.
    pub session_id: SessionId,
    /// The session's client, once there is one.
    pub client: Option<ClientId>,
    /// The text as it came.
    pub message: String,
    /// Who wrote it.
    pub sender_type: SenderType,
    /// What the message is.
    pub data_type: DataType,
    /// 1, 2, 3 … within the session, without gaps.
    pub position: i64,
    /// The object that came with the message.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub metadata: Option<serde_json::Map<String, serde_json::Value>>,
    /// When it was stored.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub updated_at: Timestamp,
}

/// The answer to a posted message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostedMessage {
    /// The stored message.
    #[serde(flatten)]
    pub message: ChatMessage,
    /// Why a contact detail in it was not used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Whether the same idempotency key had stored it before (HTTP 200 in place of 201).
    #[serde(skip)]
    pub repeated: bool,
}

/// A session's messages in order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatHistory {
    /// The session asked for.
    pub session_id: SessionId,
    /// Its messages, oldest first.
    pub messages: Vec<ChatMessage>,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatSession {
    /// The chatbot's own id of the conversation.
    pub session_id: SessionId,
    /// The client it belongs to, once there is one.
    pub client: Option<ClientId>,
    /// The position of the newest message.
    pub message_count: i64,
    /// When the newest message was stored.
    pub last_message_at: Timestamp,
    /// When the first message was stored.
    pub created_at: Timestamp,
}

/// A correction of a stored message.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditMessage {
    /// The new text, by the same rules as a posted one.
    pub message: String,
    /// The text that was seen before the edit; where it is another now, it is a 409.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
}
