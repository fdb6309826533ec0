//! Erasing a client: everything said by it, found out about it and written down on it. What stays
//! is that there was one, who worked on it when, and who erased it.

use serde_json::json;

use super::{
    client::check_version,
    execute::{Execution, Outcome},
    merge::lock_sessions,
    scope::lock_visible,
};
use crate::{
    api::event::ChangeKind,
    error::Result,
    id::ClientId,
    store::table::{
        audit_log, change_feed::NewChange, chat_message, chat_session, client, client_merge,
        client_trace, command_log, message_search,
    },
};

/// Erases a client. Its context, runs, history, assignments, notes and tasks go with its row.
pub(crate) async fn delete_client(
    execution: &mut Execution<'_>,
    client_id: ClientId,
    version: Option<i64>,
) -> Result<Outcome> {
    lock_sessions(execution, &[client_id]).await?;
    let row = lock_visible(execution, client_id).await?;
    check_version(&row, version)?;
    // Listed under the client's lock: a session cannot come to it any more.
    let sessions = chat_session::of_client(execution.tx, client_id).await?;
    for session in &sessions {
        let session_id = session.session_id;
        client_trace::adopt_audit(execution.tx, session_id, client_id).await?;
        message_search::remove_session(execution.tx, session_id).await?;
        chat_message::delete_session(execution.tx, session_id).await?;
        chat_session::delete(execution.tx, session_id).await?;
    }
    client::delete(execution.tx, client_id).await?;
    client_merge::redact_from(execution.tx, client_id).await?;
    audit_log::redact_client(execution.tx, client_id).await?;
    command_log::redact_client(execution.tx, client_id).await?;
    execution
        .audit(
            "client",
            client_id,
            Some(client_id),
            None,
            Some(json!({ "erased": true, "sessions": sessions.len() })),
        )
        .await?;
    let id = client_id.to_string();
    execution
        .changed(NewChange::on_client(
            ChangeKind::ClientGone,
            &id,
            client_id,
            row.assigned_to,
        ))
        .await?;
    Ok(Outcome::of(client_id.0))
}
