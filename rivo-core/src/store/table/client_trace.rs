//! What hangs on a client in other tables: moved when two clients are merged, emptied when one is
//! erased. Rows that refer to `client` by a cascading key go with it and are not listed here.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    api::notification::NotificationKind,
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
    MOVE_MERGES = Sql::same("UPDATE client_merge SET client_id = ?2 WHERE client_id = ?1");
    // What was told of the client itself goes with it; of a note, a task or an assignment stays told.
    MOVE_NOTIFICATIONS = Sql::same(
        "UPDATE notification SET client_id = ?2
         WHERE client_id = ?1 AND kind NOT IN ('message', 'first_touch_late')",
    );

    SESSIONS = Sql::same("SELECT session_id FROM chat_session WHERE client_id = ?1");
    NOTES = Sql::same("SELECT id FROM client_note WHERE client_id = ?1");
    TASKS = Sql::same("SELECT id FROM client_task WHERE client_id = ?1");
    HISTORY = Sql::same("SELECT id FROM client_stage_history WHERE client_id = ?1");
    ASSIGNMENTS = Sql::same("SELECT id FROM client_assignment WHERE client_id = ?1");
    RUNS = Sql::same("SELECT id FROM extraction_run WHERE client_id = ?1");
    AUDIT = Sql::same("SELECT id FROM audit_log WHERE client_id = ?1");
    MERGES = Sql::same("SELECT id FROM client_merge WHERE client_id = ?1");
    COMMANDS = Sql::same("SELECT actor, command_id FROM command_log WHERE client_id = ?1");

    SESSION_BACK = Sql::same("UPDATE chat_session SET client_id = ?3 WHERE session_id = ?1 AND client_id = ?2");
    NOTE_BACK = Sql::same("UPDATE client_note SET client_id = ?3 WHERE id = ?1 AND client_id = ?2");
    TASK_BACK = Sql::same("UPDATE client_task SET client_id = ?3 WHERE id = ?1 AND client_id = ?2");
    HISTORY_BACK = Sql::same("UPDATE client_stage_history SET client_id = ?3 WHERE id = ?1 AND client_id = ?2");
    ASSIGNMENT_BACK = Sql::same("UPDATE client_assignment SET client_id = ?3 WHERE id = ?1 AND client_id = ?2");
    RUN_BACK = Sql::same("UPDATE extraction_run SET client_id = ?3 WHERE id = ?1 AND client_id = ?2");
    AUDIT_BACK = Sql::same("UPDATE audit_log SET client_id = ?3 WHERE id = ?1 AND client_id = ?2");
    MERGE_BACK = Sql::same("UPDATE client_merge SET client_id = ?3 WHERE id = ?1 AND client_id = ?2");
    NOTIFICATION_BACK = Sql::same(
        "UPDATE notification SET client_id = ?4 WHERE kind = ?1 AND subject = ?2 AND client_id = ?3",
    );
    COMMAND_BACK = Sql::same(
        "UPDATE command_log SET client_id = ?4 WHERE actor = ?1 AND command_id = ?2 AND client_id = ?3",
    );
    /// What was done to a thing while another client had it.
    AUDIT_OF_BACK = Sql::same(
        "UPDATE audit_log SET client_id = ?4 WHERE entity_kind = ?1 AND entity_id = ?2 AND client_id = ?3",
    );
    AUDIT_OF_MESSAGES_BACK = Sql::per_engine(
        "UPDATE audit_log SET client_id = ?3
         WHERE client_id = ?2 AND entity_kind = 'message'
             AND unhex(replace(entity_id, '-', '')) IN (SELECT id FROM chat_message WHERE session_id = ?1)",
        "UPDATE audit_log SET client_id = ?3
         WHERE client_id = ?2 AND entity_kind = 'message'
             AND entity_id IN (SELECT CAST(id AS TEXT) FROM chat_message WHERE session_id = ?1)",
    );
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
        &MOVE_MERGES,
        &MOVE_NOTIFICATIONS,
    ] {
        tx.execute(statement, params![from, into]).await?;
    }
    client::note_next_due(tx, into).await?;
    fact_review::move_all(tx, from, into).await
}

/// What hangs on a client: the ids of its rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Trace {
    pub(crate) sessions: Vec<Uuid>,
    notes: Vec<Uuid>,
    tasks: Vec<Uuid>,
    history: Vec<Uuid>,
    assignments: Vec<Uuid>,
    runs: Vec<Uuid>,
    audit: Vec<Uuid>,
    merges: Vec<Uuid>,
    /// By actor and id.
    commands: Vec<(String, Uuid)>,
}

/// All that [`move_all`] would move.
pub(crate) async fn of_client(tx: &mut Tx, client_id: ClientId) -> Result<Trace> {
    let mut trace = Trace::default();
    for (statement, ids) in [
        (&SESSIONS, &mut trace.sessions),
        (&NOTES, &mut trace.notes),
        (&TASKS, &mut trace.tasks),
        (&HISTORY, &mut trace.history),
        (&ASSIGNMENTS, &mut trace.assignments),
        (&RUNS, &mut trace.runs),
        (&AUDIT, &mut trace.audit),
        (&MERGES, &mut trace.merges),
    ] {
        for mut row in tx.query(statement, params![client_id]).await? {
            ids.push(row.get()?);
        }
    }
    for mut row in tx.query(&COMMANDS, params![client_id]).await? {
        trace.commands.push((row.get()?, row.get()?));
    }
    Ok(trace)
}

/// Moves what came from `back` and is still with `holder` to `back` again, with what was done to it
/// meanwhile.
pub(crate) async fn move_back(
    tx: &mut Tx,
    moved: &Trace,
    holder: ClientId,
    back: ClientId,
) -> Result<()> {
    for (statement, ids) in [
        (&SESSION_BACK, &moved.sessions),
        (&NOTE_BACK, &moved.notes),
        (&TASK_BACK, &moved.tasks),
        (&HISTORY_BACK, &moved.history),
        (&ASSIGNMENT_BACK, &moved.assignments),
        (&RUN_BACK, &moved.runs),
        (&AUDIT_BACK, &moved.audit),
        (&MERGE_BACK, &moved.merges),
        (&AUDIT_OF_MESSAGES_BACK, &moved.sessions),
    ] {
        for id in ids {
            tx.execute(statement, params![*id, holder, back]).await?;
        }
    }
    for (actor, id) in &moved.commands {
        tx.execute(&COMMAND_BACK, params![actor, *id, holder, back])
            .await?;
    }
    for (kind, ids) in [("note", &moved.notes), ("task", &moved.tasks)] {
        for id in ids {
            let id = id.to_string();
            tx.execute(&AUDIT_OF_BACK, params![kind, &id, holder, back])
                .await?;
        }
    }
    for (kind, subjects) in [
        (NotificationKind::Mention, &moved.notes),
        (NotificationKind::TaskDue, &moved.tasks),
        (NotificationKind::Assigned, &moved.assignments),
    ] {
        for subject in subjects {
            tx.execute(
                &NOTIFICATION_BACK,
                params![kind.name(), *subject, holder, back],
            )
            .await?;
        }
    }
    Ok(())
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
