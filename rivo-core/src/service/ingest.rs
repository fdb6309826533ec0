//! Ingest, the hot path: a message is acknowledged only when it is durable.
//!
//! Messages that arrive while a commit is under way are written together by the next one, so no
//! timer adds latency and throughput rises with load. A few lanes do that, each session always in
//! the same lane of its process.
//!
//! A message that cannot be about a contact detail takes the plain way: the messages of a batch are
//! numbered and inserted together. All others go one by one through `post`, where the capture rules
//! live.

pub(super) mod capture;
mod lane;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::{
    Rivo,
    scope::{Scope, not_seen_as, require_visible},
};
use crate::{
    api::{
        BatchItem, BatchResult,
        chat::{ChatMessage, DataType, PostMessage, PostedMessage, SenderType},
    },
    auth::{Actor, actor::ActorKind},
    clock::Timestamp,
    error::{Error, FieldErrors, Result},
    id::{MessageId, SessionId},
    model::{
        contact::{self, Asked},
        validate::Region,
    },
    store::{
        Tx,
        table::{change_feed, chat_message, chat_session, client},
    },
};

pub(super) use lane::Lanes;
#[cfg(all(test, feature = "postgres"))]
pub(super) use lane::postgres::ALL as LANE_STATEMENTS;

/// The longest message, in Unicode characters.
pub const MESSAGE_LIMIT: usize = 10_000;
/// The largest `metadata`, in bytes of JSON.
pub const METADATA_LIMIT: usize = 16 * 1024;
/// The longest idempotency key, in bytes.
pub const KEY_LIMIT: usize = 200;
/// The most messages in one batch.
pub const BATCH_LIMIT: usize = 1_000;

/// One message of a batch.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchMessage {
    /// The message.
    #[serde(flatten)]
    pub post: PostMessage,
    /// As the header `Idempotency-Key` of a single post.
    #[serde(default)]
    pub idempotency_key: Option<String>,
}

/// A validated message on its way, with the id it will have.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub(crate) id: MessageId,
    pub(crate) post: PostMessage,
    pub(crate) metadata: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) idempotency_digest: Option<String>,
    pub(crate) received_at: Timestamp,
    pub(crate) capture_from_text: bool,
    pub(crate) region: Region,
    /// What a bot message asks for.
    pub(crate) asks: Option<Asked>,
}

impl Incoming {
    /// A stored message as it came in.
    fn again(message: ChatMessage, capture_from_text: bool, region: Region) -> Self {
        let post = PostMessage {
            session_id: message.session_id,
            message: message.message,
            sender_type: message.sender_type,
            data_type: message.data_type,
            metadata: None,
        };
        Self {
            id: message.id,
            metadata: None,
            idempotency_key: None,
            idempotency_digest: None,
            received_at: message.created_at,
            capture_from_text,
            region,
            asks: asks(&post),
            post,
        }
    }

    /// Whether the message surely states no contact detail, whatever was asked before.
    pub(crate) fn is_plain(&self) -> bool {
        match (self.post.sender_type, self.post.data_type) {
            (SenderType::Bot, _) => true,
            (SenderType::Client, DataType::Message) => {
                !self.capture_from_text
                    || !contact::may_state_contact(&self.post.message, self.region)
            }
            (SenderType::Client, _) => false,
        }
    }

    /// The row it becomes at a position of its session.
    fn at(&self, position: i64) -> chat_message::NewMessage<'_> {
        chat_message::NewMessage {
            session_id: self.post.session_id,
            position,
            id: self.id,
            sender_type: self.post.sender_type,
            data_type: self.post.data_type,
            message: &self.post.message,
            metadata: self.metadata.as_deref(),
            idempotency_key: self.idempotency_key.as_deref(),
            idempotency_digest: self.idempotency_digest.as_deref(),
            created_at: self.received_at,
        }
    }

    pub(crate) fn stored(
        self,
        client: Option<crate::id::ClientId>,
        position: i64,
        warnings: Vec<String>,
    ) -> PostedMessage {
        PostedMessage {
            message: ChatMessage {
                id: self.id,
                session_id: self.post.session_id,
                client,
                message: self.post.message,
                sender_type: self.post.sender_type,
                data_type: self.post.data_type,
                position,
                metadata: self.post.metadata,
                created_at: self.received_at,
                updated_at: self.received_at,
            },
            warnings,
            repeated: false,
        }
    }
}

impl Rivo {
    /// Stores a message and, where it states a contact detail, makes or completes the client.
    ///
    /// When this returns, the message is on the disk. The same `idempotency_key` in the same
    /// session returns the first message again.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a message that is empty, too long or not storable;
    /// [`Error::Conflict`] with the code `idempotency_key_reused` for a key that stored something
    /// else; [`Error::Unavailable`] while the database does not answer: send it again with the
    /// same key.
    pub async fn post_message(
        &self,
        actor: &Actor,
        post: PostMessage,
        idempotency_key: Option<String>,
    ) -> Result<PostedMessage> {
        permit_write(actor)?;
        self.permit_session(actor, post.session_id).await?;
        let incoming = self.incoming(post, idempotency_key).await?;
        let posted = self.store_message(incoming).await?;
        self.wake_feed();
        Ok(posted)
    }

    /// Stores up to 1,000 messages in the order given; each one succeeds or fails by itself.
    pub async fn post_batch(
        &self,
        actor: &Actor,
        messages: Vec<BatchMessage>,
    ) -> Result<BatchResult> {
        permit_write(actor)?;
        if messages.is_empty() || messages.len() > BATCH_LIMIT {
            return Err(Error::invalid(
                "messages",
                format!("Send 1 to {BATCH_LIMIT} messages, not {}.", messages.len()),
            ));
        }
        // The order within a session is the order of the request, so a session's messages wait
        // for each other, and sessions do not.
        let mut sessions: std::collections::BTreeMap<_, Vec<(usize, BatchMessage)>> =
            std::collections::BTreeMap::new();
        for (index, message) in messages.into_iter().enumerate() {
            sessions
                .entry(message.post.session_id)
                .or_default()
                .push((index, message));
        }
        let stored = sessions.into_values().map(|messages| async move {
            let mut results = Vec::with_capacity(messages.len());
            for (index, message) in messages {
                results.push((index, self.post_one_of_batch(actor, message).await));
            }
            results
        });
        let mut results: Vec<(usize, Result<PostedMessage>)> =
            futures_util::future::join_all(stored)
                .await
                .into_iter()
                .flatten()
                .collect();
        results.sort_by_key(|(index, _)| *index);
        self.wake_feed();
        Ok(BatchResult {
            results: results
                .into_iter()
                .map(|(index, result)| match result {
                    Ok(posted) => BatchItem {
                        index,
                        status: if posted.repeated { 200 } else { 201 },
                        id: Some(posted.message.id.0),
                        errors: None,
                    },
                    Err(error) => BatchItem {
                        index,
                        status: error.status(),
                        id: None,
                        errors: Some(error.body()),
                    },
                })
                .collect(),
        })
    }

    async fn post_one_of_batch(
        &self,
        actor: &Actor,
        message: BatchMessage,
    ) -> Result<PostedMessage> {
        self.permit_session(actor, message.post.session_id).await?;
        let incoming = self.incoming(message.post, message.idempotency_key).await?;
        self.store_message(incoming).await
    }

    /// Who sees only their own clients writes into the sessions of these, and into those that are
    /// no client's yet; to them there are no others.
    async fn permit_session(&self, actor: &Actor, session_id: SessionId) -> Result<()> {
        let (ActorKind::User { .. }, Scope::AssignedTo(_)) = (&actor.kind, Scope::of(actor)) else {
            return Ok(());
        };
        let scope = Scope::of(actor);
        self.store()
            .read(move |tx| {
                Box::pin(async move {
                    let session = chat_session::find(tx, session_id).await?;
                    match session.and_then(|session| session.client) {
                        Some(client_id) => require_visible(tx, scope, client_id)
                            .await
                            .map_err(not_seen_as("Session")),
                        None => Ok(()),
                    }
                })
            })
            .await
    }

    async fn incoming(
        &self,
        post: PostMessage,
        idempotency_key: Option<String>,
    ) -> Result<Incoming> {
        let metadata = validate(&post, idempotency_key.as_deref())?;
        let settings = self.settings().await?;
        Ok(Incoming {
            id: MessageId::new(),
            idempotency_digest: idempotency_key
                .is_some()
                .then(|| digest(&post, metadata.as_deref())),
            metadata,
            idempotency_key,
            received_at: self.now(),
            capture_from_text: settings.capture_from_text,
            region: self.region(),
            asks: asks(&post),
            post,
        })
    }

    async fn store_message(&self, incoming: Incoming) -> Result<PostedMessage> {
        self.0.lanes.post(incoming).await
    }
}

/// Chatbots need the scope `chat:write`; staff need to see clients at all.
fn permit_write(actor: &Actor) -> Result<()> {
    match &actor.kind {
        ActorKind::OpenChat
        | ActorKind::System { .. }
        | ActorKind::ApiKey {
            may_write_chat: true,
            ..
        } => Ok(()),
        ActorKind::ApiKey { .. } => Err(Error::forbidden(
            "scope_missing",
            "This API key lacks the scope chat:write.",
        )),
        ActorKind::User { .. } => Scope::of_list(actor).map(drop),
    }
}

/// What a bot message asks for: what its words say, or the field it is marked with.
fn asks(post: &PostMessage) -> Option<Asked> {
    if post.sender_type != SenderType::Bot {
        return None;
    }
    let mut asked = contact::asked_for(&post.message);
    match post.data_type {
        DataType::Message => {}
        DataType::Name => asked.name = true,
        DataType::Email => asked.email = true,
        DataType::Phone => asked.phone = true,
    }
    Some(asked)
}

/// Checks a message; returns its metadata as the JSON to store.
fn validate(post: &PostMessage, idempotency_key: Option<&str>) -> Result<Option<String>> {
    let mut errors = FieldErrors::default();
    check_text(&post.message, &mut errors);
    let metadata = post.metadata.as_ref().map(metadata_text);
    if let Some(text) = &metadata {
        if text.len() > METADATA_LIMIT {
            errors.add(
                "metadata",
                format!("Ensure this object has no more than {METADATA_LIMIT} bytes as JSON."),
            );
        }
        if text.contains("\\u0000") && post.metadata.as_ref().is_some_and(object_has_nul) {
            errors.add("metadata", "Null characters are not allowed.");
        }
    }
    if let Some(key) = idempotency_key {
        if key.is_empty() || key.len() > KEY_LIMIT {
            errors.add(
                "idempotency_key",
                format!("Ensure this key has 1 to {KEY_LIMIT} bytes."),
            );
        }
        if key.contains('\0') {
            errors.add("idempotency_key", "Null characters are not allowed.");
        }
    }
    errors.into_result()?;
    Ok(metadata)
}

pub(super) fn check_text(message: &str, errors: &mut FieldErrors) {
    if message.trim().is_empty() {
        errors.add("message", "This field may not be blank.");
    } else if message.len() > MESSAGE_LIMIT && message.chars().count() > MESSAGE_LIMIT {
        errors.add(
            "message",
            format!("Ensure this field has no more than {MESSAGE_LIMIT} characters."),
        );
    }
    if message.contains('\0') {
        errors.add("message", "Null characters are not allowed.");
    }
}

fn metadata_text(metadata: &Map<String, Value>) -> String {
    serde_json::to_string(metadata).expect("a JSON object can be written as JSON")
}

fn object_has_nul(object: &Map<String, Value>) -> bool {
    object
        .iter()
        .any(|(key, value)| key.contains('\0') || value_has_nul(value))
}

fn value_has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(value_has_nul),
        Value::Object(object) => object_has_nul(object),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Stores one message in the transaction: locks its session, numbers it, captures what it states.
///
/// With `may_be_stored` the message may have been committed by an earlier try whose answer was
/// lost; its id tells.
pub(crate) async fn post(
    tx: &mut Tx,
    incoming: Incoming,
    may_be_stored: bool,
) -> Result<PostedMessage> {
    let now = incoming.received_at;
    let mut session = chat_session::lock_or_create(tx, incoming.post.session_id, now).await?;
    if may_be_stored && let Some(message) = chat_message::find(tx, incoming.id).await? {
        return Ok(PostedMessage {
            message,
            warnings: capture::warnings_of(&incoming),
            repeated: false,
        });
    }
    if let Some(key) = &incoming.idempotency_key
        && let Some((earlier, digest)) = chat_message::by_key(tx, session.session_id, key).await?
    {
        return repeat(earlier, digest.as_ref(), &incoming);
    }
    let capture = capture::capture(tx, &mut session, &incoming).await?;
    session.message_count += 1;
    if let Some(asked) = incoming.asks {
        session.asked = asked.to_bits();
    }
    chat_message::insert(tx, &incoming.at(session.message_count)).await?;
    chat_session::save(tx, &session, now).await?;
    let assignee = match session.client_id {
        Some(client_id) => client::assignee(tx, client_id).await?,
        None => None,
    };
    change_feed::append(
        tx,
        &change_feed::NewChange::of_messages(
            &session.session_id.to_string(),
            session.client_id,
            assignee,
            Some(session.message_count),
        ),
        now,
    )
    .await?;
    Ok(incoming.stored(session.client_id, session.message_count, capture))
}

/// What a message came as: the same again has the same digest, even after an edit of the stored one.
fn digest(post: &PostMessage, metadata: Option<&str>) -> String {
    let mut hash = Sha256::new();
    for part in [
        post.sender_type.name(),
        post.data_type.name(),
        metadata.unwrap_or_default(),
        &post.message,
    ] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    BASE64_URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// The first message again, where the repeated one is the same.
fn repeat(
    earlier: ChatMessage,
    digest: Option<&String>,
    incoming: &Incoming,
) -> Result<PostedMessage> {
    let same = digest == incoming.idempotency_digest.as_ref();
    if !same {
        return Err(Error::conflict(
            "idempotency_key_reused",
            "This Idempotency-Key stored another message in this session; use a new key for a new message.",
        ));
    }
    Ok(PostedMessage {
        message: earlier,
        warnings: capture::warnings_of(incoming),
        repeated: true,
    })
}
