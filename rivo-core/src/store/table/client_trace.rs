//! What hangs on a client in other tables: moved when two clients are merged, emptied when one is
//! erased. Rows that refer to `client` by a cascading key go with it and are not listed here.

use crate::{
    error::Result,
    id::{ClientId, SessionId},
    store::{
        Sql, Tx,
        sql::{params, queries},
        table::{client, fact_review},
    },
};

queries! {
    MOVE_SESSIONS = Sql::same("UPDATE chat_session SET client_id = ?2 WHERE client_id = ?1");
    MOVE_NOTES = Sql::same("UPDATE client_note SET client_id = ?2 WHERE client_id = ?1");
    MOVE_TASKS = Sql::same("UPDATE client_task SET client_id = ?2 WHERE client_id = ?1");
    MOVE_HISTORY = Sql::same("UPDATE client_stage_history SET client_id = ?2 WHERE client_id = ?1");
    MOVE_ASSIGNMENTS = Sql::same("UPDATE client_assignment SET client_id = ?2 WHERE client_id = ?1");
    MOVE_RUNS = Sql::same("UPDATE extraction_run SET client_id = ?2 WHERE client_id = ?1");
    // So that erasing the client that stays reaches what was written about the other one.
    MOVE_AUDIT = Sql::same("UPDATE audit_log SET client_id = ?2 WHERE client_id = ?1");
    MOVE_COMMANDS = Sql::same("UPDATE command_log SET client_id = ?2 WHERE client_id = ?1");
    /// Audit rows of messages from the time before their session had a client.
    ADOPT_AUDIT = Sql::per_engine(
        "UPDATE audit_log SET client_id = ?2
         WHERE client_id IS NULL AND entity_kind = 'message'
             AND unhex(replace(entity_id, '-', '')) IN (SELECT id FROM chat_message WHERE session_id = ?1)",
        "UPDATE audit_log SET client_id = ?2
         WHERE client_id IS NULL AND entity_kind = 'message'
             AND entity_id IN (SELECT CAST(id AS TEXT) FROM chat_message WHERE session_id = ?1)",
    );
}

/// Moves everything that hangs on `from` to `into`. `from` must have no active assignment.
pub(crate) async fn move_all(tx: &mut Tx, from: ClientId, into: ClientId) -> Result<()> {
    for statement in [
        &MOVE_SESSIONS,
        &MOVE_NOTES,
        &MOVE_TASKS,
        &MOVE_HISTORY,
        &MOVE_ASSIGNMENTS,
        &MOVE_RUNS,
        &MOVE_AUDIT,
        &MOVE_COMMANDS,
    ] {
        tx.execute(statement, params![from, into]).await?;
    }
    client::note_next_due(tx, into).await?;
    fact_review::move_all(tx, from, into).await
}

/// Makes the audit rows of a session's messages the client's, so that its erasure reaches them.
pub(crate) async fn adopt_audit(
    tx: &mut Tx,
    session_id: SessionId,
    client_id: ClientId,
) -> Result<()> {
    tx.execute(&ADOPT_AUDIT, params![session_id, client_id])
        .await?;
    Ok(())
}
