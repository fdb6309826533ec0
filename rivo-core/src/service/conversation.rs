//! A client's conversations as an extractor reads them.

use std::collections::BTreeSet;

use crate::{
    api::chat::{ChatMessage, SenderType},
    error::Result,
    extract::{Transcript, TranscriptMessage},
    id::{ClientId, MessageId},
    model::validate::Region,
    store::{
        Tx,
        table::{chat_message, chat_session},
    },
};

/// Of a session longer than this, the newest messages are read: nobody talks so long, but a machine
/// may.
const READ_LIMIT: i64 = 2_000;

/// All that was said, session by session.
pub(crate) async fn of_client(
    tx: &mut Tx,
    client_id: ClientId,
    region: Region,
) -> Result<Transcript> {
    let mut messages = Vec::new();
    for session in chat_session::of_client(tx, client_id).await? {
        let after = session.message_count - READ_LIMIT;
        let of_session =
            chat_message::of_session(tx, session.session_id, after, READ_LIMIT).await?;
        messages.extend(of_session.into_iter().map(as_read));
    }
    Ok(Transcript {
        messages,
        region,
        language: None,
    })
}

/// The transcript with those of the client's messages that a quote is from and that were said too
/// long ago to be read again.
pub(crate) async fn with_quoted(
    tx: &mut Tx,
    client_id: ClientId,
    mut transcript: Transcript,
    quoted: &BTreeSet<MessageId>,
) -> Result<Transcript> {
    let read: BTreeSet<MessageId> = transcript
        .messages
        .iter()
        .map(|message| message.id)
        .collect();
    let mut older = Vec::new();
    for id in quoted.difference(&read) {
        let found = chat_message::find(tx, *id).await?;
        older.extend(
            found
                .filter(|message| message.client == Some(client_id))
                .map(as_read),
        );
    }
    transcript.messages.splice(0..0, older);
    Ok(transcript)
}

fn as_read(message: ChatMessage) -> TranscriptMessage {
    TranscriptMessage {
        id: message.id,
        position: message.position,
        from_client: message.sender_type == SenderType::Client,
        text: message.message,
        at: message.created_at,
    }
}
