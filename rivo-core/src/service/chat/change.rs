//! Editing and deleting what was said, and what was known from it.

use std::collections::BTreeSet;

use serde_json::json;

use super::ChatScope;
use crate::{
    api::{
        chat::{ChatMessage, EditMessage},
        event::ChangeKind,
    },
    error::{Error, FieldErrors, Result},
    extract::{forget, quoted},
    id::{ClientId, MessageId, SessionId},
    model::context::{Context, ContextMeta},
    service::{
        conversation,
        execute::{Execution, Outcome},
        ingest::check_text,
    },
    store::table::{
        change_feed::NewChange, chat_message, chat_session, client, client_merge, extraction_job,
        extraction_run, message_search,
    },
};

/// Edits what a message says; the text before stays in the audit log alone.
pub(crate) async fn edit_message(
    execution: &mut Execution<'_>,
    id: MessageId,
    edit: EditMessage,
) -> Result<Outcome> {
    let mut errors = FieldErrors::default();
    check_text(&edit.message, &mut errors);
    errors.into_result()?;
    let message = visible_message(execution, id).await?;
    if edit.expected.is_some_and(|seen| seen != message.message) {
        return Err(Error::conflict(
            "stale",
            "The message was changed meanwhile; look at it again.",
        )
        .with_current(json!({"message": message.message})));
    }
    let now = execution.now;
    let was_indexed = message_search::remove(execution.tx, id).await?;
    chat_message::edit(execution.tx, id, &edit.message, now).await?;
    // What is not indexed yet is left to the follower: it goes on from the newest that is.
    if was_indexed {
        message_search::add(
            execution.tx,
            id,
            message.session_id,
            message.position,
            &edit.message,
        )
        .await?;
    }
    execution
        .audit(
            "message",
            id,
            message.client,
            Some(json!({"message": message.message})),
            Some(json!({"message": edit.message})),
        )
        .await?;
    announce(
        execution,
        message.session_id,
        message.client,
        Some(message.position),
    )
    .await?;
    if edit.message != message.message {
        read_anew(execution, message.client, None).await?;
    }
    Ok(Outcome::of(id.0))
}

/// Deletes a message: its place stays, its text is gone, from the index too.
pub(crate) async fn delete_message(
    execution: &mut Execution<'_>,
    id: MessageId,
) -> Result<Outcome> {
    let message = visible_message(execution, id).await?;
    let now = execution.now;
    message_search::remove(execution.tx, id).await?;
    chat_message::tombstone(execution.tx, id, now).await?;
    let before = json!({"session_id": message.session_id, "position": message.position});
    execution
        .audit("message", id, message.client, Some(before), None)
        .await?;
    announce(
        execution,
        message.session_id,
        message.client,
        Some(message.position),
    )
    .await?;
    let place = (message.session_id, Some(message.position));
    read_anew(execution, message.client, Some(place)).await?;
    Ok(Outcome::of(id.0))
}

/// Deletes a session with all its messages. Its client stays.
pub(crate) async fn delete_session(
    execution: &mut Execution<'_>,
    session_id: SessionId,
) -> Result<Outcome> {
    let scope = ChatScope::of(execution.actor)?;
    let Some(session) = chat_session::lock_for_removal(execution.tx, session_id).await? else {
        return Err(Error::not_found("Session"));
    };
    if !scope.allows(execution.tx, session.client_id).await? {
        return Err(Error::not_found("Session"));
    }
    message_search::remove_session(execution.tx, session_id).await?;
    chat_message::delete_session(execution.tx, session_id).await?;
    chat_session::delete(execution.tx, session_id).await?;
    let before = json!({"message_count": session.message_count});
    execution
        .audit("session", session_id, session.client_id, Some(before), None)
        .await?;
    announce(execution, session_id, session.client_id, None).await?;
    read_anew(execution, session.client_id, Some((session_id, None))).await?;
    Ok(Outcome::of(session_id.0))
}

/// The message, with its session locked first, as everywhere.
async fn visible_message(execution: &mut Execution<'_>, id: MessageId) -> Result<ChatMessage> {
    let scope = ChatScope::of(execution.actor)?;
    let Some(message) = chat_message::find(execution.tx, id).await? else {
        return Err(Error::not_found("Message"));
    };
    chat_session::lock_for_removal(execution.tx, message.session_id).await?;
    // Deleted or merged while we waited for the lock: what stands now counts.
    let Some(message) = chat_message::find(execution.tx, id).await? else {
        return Err(Error::not_found("Message"));
    };
    if !scope.allows(execution.tx, message.client).await? {
        return Err(Error::not_found("Message"));
    }
    Ok(message)
}

async fn announce(
    execution: &mut Execution<'_>,
    session_id: SessionId,
    client_id: Option<ClientId>,
    first_position: Option<i64>,
) -> Result<()> {
    let assignee = match client_id {
        Some(client_id) => client::assignee(execution.tx, client_id).await?,
        None => None,
    };
    let id = session_id.to_string();
    execution
        .changed(NewChange::of_messages(
            &id,
            client_id,
            assignee,
            first_position,
        ))
        .await
}

/// Forgets what was known of a client from words that are gone: in what stands, in the runs that
/// read them and in what a merge could bring back. What is left is read anew. `deleted` is the place
/// of a message, or a session, whose contact proposals go too.
async fn read_anew(
    execution: &mut Execution<'_>,
    client_id: Option<ClientId>,
    deleted: Option<(SessionId, Option<i64>)>,
) -> Result<()> {
    let Some(client_id) = client_id else {
        return Ok(());
    };
    let (tx, now) = (&mut *execution.tx, execution.now);
    let known = client::find(tx, client_id).await?;
    if known.is_some_and(|row| row.captured_at.is_some() || row.context_meta.extractor.is_some()) {
        // The job before the client, as its worker does. A run under way has read what is gone.
        extraction_job::take_back(tx, client_id, now).await?;
        extraction_job::request_now(tx, client_id, now).await?;
    }
    let Some(mut row) = client::lock(tx, client_id).await? else {
        return Ok(());
    };
    let mut runs = extraction_run::contents(tx, client_id).await?;
    let mut merges = client_merge::snapshots(tx, client_id).await?;
    let mut known: BTreeSet<MessageId> = quoted(&row.context_meta.facts);
    known.extend(runs.iter().flat_map(|run| quoted(&run.facts)));
    for client in merges.iter().flat_map(|(_, snapshot)| snapshot.clients()) {
        known.extend(quoted(&client.context_meta.facts));
    }
    let transcript = conversation::of_client(tx, client_id, execution.region).await?;
    let transcript = conversation::with_quoted(tx, client_id, transcript, &known).await?;
    let forget_in = |context: &mut Context, meta: &mut ContextMeta| {
        forget(context, &mut meta.facts, &transcript);
        // Nobody has read what is left.
        (meta.extractor, meta.run_id, meta.up_to_position) = (None, None, None);
    };
    for run in &mut runs {
        let before = run.clone();
        forget(&mut run.context, &mut run.facts, &transcript);
        if *run != before {
            extraction_run::rewrite(tx, run).await?;
        }
    }
    for (id, snapshot) in &mut merges {
        for client in snapshot.clients_mut() {
            forget_in(&mut client.context, &mut client.context_meta);
        }
        client_merge::rewrite(tx, *id, snapshot).await?;
    }
    forget_in(&mut row.context, &mut row.context_meta);
    if let Some((session_id, position)) = deleted {
        row.proposals.retain(|proposal| {
            proposal.session_id != session_id
                || position.is_some_and(|position| position != proposal.position)
        });
    }
    client::save(tx, &mut row, now).await?;
    let id = client_id.to_string();
    execution
        .changed(NewChange::on_client(
            ChangeKind::Client,
            &id,
            client_id,
            row.assigned_to,
        ))
        .await
}
