//! What a replica writes when documents of the server arrive: rows as they stand there, whatever
//! stood here before.

use crate::{
    api::{
        chat::{ChatMessage, ChatSession},
        client::{Assignment, ExtractionRun, ExtractionState, Note, Task},
        stage::StageChange,
        user::UserRef,
    },
    clock::Timestamp,
    error::{Error, Result},
    id::{ClientId, JobId, MessageId, RoleId, SessionId, UserId},
    model::stage::{ReasonCode, Stage},
    store::{
        Sql, Tx,
        sql::{params, queries},
        table::client,
    },
};

queries! {
    HAS_CLIENT = Sql::same("SELECT EXISTS (SELECT 1 FROM client WHERE id = ?1)");
    /// Another user's row that still holds the address: its own document is on the way.
    FREE_EMAIL = Sql::per_engine(
        "UPDATE \"user\" SET email = hex(id) WHERE email = ?2 AND id <> ?1",
        "UPDATE \"user\" SET email = CAST(id AS TEXT) WHERE email = ?2 AND id <> ?1",
    );
    PUT_USER = Sql::same(
        "INSERT INTO \"user\" (id, email, first_name, last_name, password_hash, role_id, is_active,
             is_superuser, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, '', NULL, ?5, FALSE, ?6, ?6)
         ON CONFLICT (id) DO UPDATE SET
             email = excluded.email, first_name = excluded.first_name, last_name = excluded.last_name,
             is_active = excluded.is_active, updated_at = excluded.updated_at",
    );
    /// Somebody a document names before their own has come.
    NAME_USER = Sql::same(
        "INSERT INTO \"user\" (id, email, first_name, last_name, password_hash, role_id, is_active,
             is_superuser, created_at, updated_at)
         VALUES (?1, ?2, ?3, '', '', NULL, FALSE, FALSE, ?4, ?4)
         ON CONFLICT (id) DO NOTHING",
    );
    END_USER = Sql::same("UPDATE \"user\" SET is_active = FALSE WHERE id = ?1");
    PUT_ROLE = Sql::same(
        "INSERT INTO role (id, name, description, permissions, created_at, updated_at)
         VALUES (?1, ?2, '', ?3, ?4, ?4)
         ON CONFLICT (id) DO UPDATE SET
             name = excluded.name, permissions = excluded.permissions, updated_at = excluded.updated_at",
    );
    CLEAR_OTHER_ROLES = Sql::same("DELETE FROM role WHERE id <> ?1");
    NO_ROLES = Sql::same("UPDATE \"user\" SET role_id = NULL, is_superuser = FALSE");
    RANK_USER = Sql::same(
        "UPDATE \"user\" SET role_id = ?2, is_superuser = ?3, last_login = ?4, created_at = ?5,
             licence_states = ?6, capacity = ?7, takes_leads = ?8, nmls_id = ?9
         WHERE id = ?1",
    );
    PUT_HISTORY = Sql::same(
        "INSERT INTO client_stage_history
             (id, client_id, from_stage, to_stage, changed_by, remarks, reason_code, overridden,
              duration_seconds, issued_at, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (id) DO UPDATE SET
             client_id = excluded.client_id, from_stage = excluded.from_stage, to_stage = excluded.to_stage,
             changed_by = excluded.changed_by, remarks = excluded.remarks, reason_code = excluded.reason_code,
             overridden = excluded.overridden, duration_seconds = excluded.duration_seconds,
             issued_at = excluded.issued_at, created_at = excluded.created_at",
    );
    END_ASSIGNMENTS = Sql::same(
        "UPDATE client_assignment SET is_active = FALSE WHERE client_id = ?1 AND id <> ?2 AND is_active = TRUE",
    );
    PUT_ASSIGNMENT = Sql::same(
        "INSERT INTO client_assignment
             (id, client_id, assigned_to, assigned_by, is_active, remarks, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
         ON CONFLICT (id) DO UPDATE SET
             client_id = excluded.client_id, assigned_to = excluded.assigned_to,
             assigned_by = excluded.assigned_by, is_active = excluded.is_active, remarks = excluded.remarks,
             created_at = excluded.created_at, updated_at = excluded.updated_at",
    );
    PUT_NOTE = Sql::same(
        "INSERT INTO client_note (id, client_id, author, body, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET
             client_id = excluded.client_id, author = excluded.author, body = excluded.body,
             created_at = excluded.created_at, updated_at = excluded.updated_at",
    );
    PUT_TASK = Sql::same(
        "INSERT INTO client_task
             (id, client_id, title, due_at, done_at, assignee, created_by, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET
             client_id = excluded.client_id, title = excluded.title, due_at = excluded.due_at,
             done_at = excluded.done_at, assignee = excluded.assignee,
             created_at = excluded.created_at, updated_at = excluded.updated_at",
    );
    PUT_RUN = Sql::same(
        "INSERT INTO extraction_run
             (id, client_id, extractor, up_to_position, context, facts, prompt_tokens, completion_tokens,
              cost_micros, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, '{}', ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id",
    );
    PUT_JOB = Sql::same(
        "INSERT INTO extraction_job
             (id, client_id, state, attempts, run_at, requested_at, last_error, finished_at, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?7, ?7, ?5, ?6, ?7, ?7)
         ON CONFLICT (client_id) DO UPDATE SET
             state = excluded.state, attempts = excluded.attempts, last_error = excluded.last_error,
             finished_at = excluded.finished_at, again_at = NULL, updated_at = excluded.updated_at",
    );
    NO_JOB = Sql::same("DELETE FROM extraction_job WHERE client_id = ?1");
    PUT_SESSION = Sql::same(
        "INSERT INTO chat_session
             (session_id, client_id, message_count, asked, last_message_at, created_at, updated_at)
         VALUES (?1, ?2, ?3, 0, ?4, ?5, ?4)
         ON CONFLICT (session_id) DO UPDATE SET
             client_id = excluded.client_id, message_count = excluded.message_count,
             last_message_at = excluded.last_message_at, created_at = excluded.created_at,
             updated_at = excluded.updated_at",
    );
    PUT_MESSAGE = Sql::same(
        "INSERT INTO chat_message
             (session_id, position, id, sender_type, data_type, message, metadata, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (session_id, position) DO UPDATE SET
             id = excluded.id, message = excluded.message, metadata = excluded.metadata,
             created_at = excluded.created_at, updated_at = excluded.updated_at",
    );
    MESSAGE_TEXT = Sql::same("SELECT message FROM chat_message WHERE id = ?1");
    DELETE_MESSAGE = Sql::same("DELETE FROM chat_message WHERE id = ?1");
    CLEAR_HISTORY = Sql::same("DELETE FROM client_stage_history WHERE client_id = ?1");
    CLEAR_ASSIGNMENTS = Sql::same("DELETE FROM client_assignment WHERE client_id = ?1");
    CLEAR_NOTES = Sql::same("DELETE FROM client_note WHERE client_id = ?1");
    CLEAR_TASKS = Sql::same("DELETE FROM client_task WHERE client_id = ?1");
    CLEAR_RUNS = Sql::same("DELETE FROM extraction_run WHERE client_id = ?1");
    CLEAR_SETTINGS = Sql::same("DELETE FROM setting");
    ARRIVED = Sql::same("INSERT INTO sync_arrived (client_id) VALUES (?1) ON CONFLICT (client_id) DO NOTHING");
    NOT_ARRIVED = Sql::same(
        "SELECT id FROM client WHERE NOT EXISTS (SELECT 1 FROM sync_arrived a WHERE a.client_id = client.id)",
    );
    FORGET_ARRIVED = Sql::same("DELETE FROM sync_arrived");
}

pub(crate) async fn has_client(tx: &mut Tx, id: ClientId) -> Result<bool> {
    tx.query_one(&HAS_CLIENT, params![id]).await?.get()
}

/// A user's name and address, as every colleague may see them.
pub(crate) async fn put_user(
    tx: &mut Tx,
    id: UserId,
    email: &str,
    names: (&str, &str),
    is_active: bool,
    now: Timestamp,
) -> Result<()> {
    tx.execute(&FREE_EMAIL, params![id, email]).await?;
    tx.execute(
        &PUT_USER,
        params![id, email, names.0, names.1, is_active, now],
    )
    .await?;
    Ok(())
}

/// Makes sure that there is a row for a user whom a document names.
pub(crate) async fn name_user(tx: &mut Tx, user: Option<&UserRef>, now: Timestamp) -> Result<()> {
    let Some(user) = user else { return Ok(()) };
    tx.execute(&FREE_EMAIL, params![user.id, &user.email])
        .await?;
    let name = if user.name == user.email {
        ""
    } else {
        &user.name
    };
    tx.execute(&NAME_USER, params![user.id, &user.email, name, now])
        .await?;
    Ok(())
}

/// A user who was deleted: history may still name them here.
pub(crate) async fn end_user(tx: &mut Tx, id: UserId) -> Result<()> {
    tx.execute(&END_USER, params![id]).await?;
    Ok(())
}

/// What the owner of the replica may do.
pub(crate) async fn rank(
    tx: &mut Tx,
    me: &crate::api::user::Me,
    role: Option<RoleId>,
    now: Timestamp,
) -> Result<()> {
    tx.execute(&NO_ROLES, &[]).await?;
    let kept = role.unwrap_or(RoleId(uuid::Uuid::nil()));
    tx.execute(&CLEAR_OTHER_ROLES, params![kept]).await?;
    if let Some(role) = &me.user.role {
        let permissions = serde_json::to_string(&me.permissions)
            .map_err(|error| Error::internal("writing permissions as JSON", error))?;
        tx.execute(&PUT_ROLE, params![role.id, &role.name, &permissions, now])
            .await?;
    }
    tx.execute(
        &RANK_USER,
        params![
            me.user.id,
            role,
            me.user.is_superuser,
            me.user.last_login,
            me.user.created_at,
            &super::user::states(&me.user.practice)?,
            me.user.practice.capacity,
            me.user.practice.takes_leads,
            &me.user.practice.nmls_id
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn put_history(
    tx: &mut Tx,
    client_id: ClientId,
    change: &StageChange,
) -> Result<()> {
    name_user(tx, change.changed_by.as_ref(), change.created_at).await?;
    tx.execute(
        &PUT_HISTORY,
        params![
            change.id,
            client_id,
            change.from_stage.map(Stage::as_str),
            change.to_stage.as_str(),
            change.changed_by.as_ref().map(|user| user.id),
            change.remarks.as_deref(),
            change.reason_code.map(ReasonCode::as_str),
            change.overridden,
            change.duration_seconds,
            change.issued_at,
            change.created_at
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn put_assignment(
    tx: &mut Tx,
    client_id: ClientId,
    assignment: &Assignment,
) -> Result<()> {
    name_user(tx, assignment.assigned_to.as_ref(), assignment.created_at).await?;
    name_user(tx, assignment.assigned_by.as_ref(), assignment.created_at).await?;
    if assignment.is_active {
        tx.execute(&END_ASSIGNMENTS, params![client_id, assignment.id])
            .await?;
    }
    tx.execute(
        &PUT_ASSIGNMENT,
        params![
            assignment.id,
            client_id,
            assignment.assigned_to.as_ref().map(|user| user.id),
            assignment.assigned_by.as_ref().map(|user| user.id),
            assignment.is_active,
            assignment.remarks.as_deref(),
            assignment.created_at
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn put_note(tx: &mut Tx, client_id: ClientId, note: &Note) -> Result<()> {
    name_user(tx, note.author.as_ref(), note.created_at).await?;
    tx.execute(
        &PUT_NOTE,
        params![
            note.id,
            client_id,
            note.author.as_ref().map(|user| user.id),
            &note.body,
            note.created_at,
            note.updated_at
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn put_task(tx: &mut Tx, client_id: ClientId, task: &Task) -> Result<()> {
    name_user(tx, task.assignee.as_ref(), task.created_at).await?;
    tx.execute(
        &PUT_TASK,
        params![
            task.id,
            client_id,
            &task.title,
            task.due_at,
            task.done_at,
            task.assignee.as_ref().map(|user| user.id),
            task.created_at,
            task.updated_at
        ],
    )
    .await?;
    client::note_next_due(tx, client_id).await
}

pub(crate) async fn put_run(tx: &mut Tx, client_id: ClientId, run: &ExtractionRun) -> Result<()> {
    let context = serde_json::to_string(&run.context)
        .map_err(|error| Error::internal("writing an extraction as JSON", error))?;
    tx.execute(
        &PUT_RUN,
        params![
            run.id,
            client_id,
            &run.extractor,
            run.up_to_position,
            &context,
            run.prompt_tokens,
            run.completion_tokens,
            run.cost_micros,
            run.created_at
        ],
    )
    .await?;
    Ok(())
}

/// How a client's extraction stands.
pub(crate) async fn put_job(
    tx: &mut Tx,
    client_id: ClientId,
    extraction: Option<&ExtractionState>,
    now: Timestamp,
) -> Result<()> {
    match extraction {
        None => tx.execute(&NO_JOB, params![client_id]).await?,
        Some(job) => {
            tx.execute(
                &PUT_JOB,
                params![
                    JobId(client_id.0),
                    client_id,
                    job.state.name(),
                    job.attempts,
                    job.error.as_deref(),
                    job.finished_at,
                    now
                ],
            )
            .await?
        }
    };
    Ok(())
}

pub(crate) async fn put_session(
    tx: &mut Tx,
    client_id: ClientId,
    session: &ChatSession,
) -> Result<()> {
    tx.execute(
        &PUT_SESSION,
        params![
            session.session_id,
            client_id,
            session.message_count,
            session.last_message_at,
            session.created_at
        ],
    )
    .await?;
    Ok(())
}

/// The text of a message that is here already.
pub(crate) async fn message_text(tx: &mut Tx, id: MessageId) -> Result<Option<String>> {
    tx.query_opt(&MESSAGE_TEXT, params![id])
        .await?
        .map(|mut row| row.get())
        .transpose()
}

pub(crate) async fn put_message(
    tx: &mut Tx,
    session_id: SessionId,
    message: &ChatMessage,
) -> Result<()> {
    let metadata = message
        .metadata
        .as_ref()
        .map(serde_json::to_string)
        .transpose()
        .map_err(|error| Error::internal("writing metadata as JSON", error))?;
    tx.execute(
        &PUT_MESSAGE,
        params![
            session_id,
            message.position,
            message.id,
            message.sender_type.name(),
            message.data_type.name(),
            &message.message,
            &metadata,
            message.created_at,
            message.updated_at
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn delete_message(tx: &mut Tx, id: MessageId) -> Result<()> {
    tx.execute(&DELETE_MESSAGE, params![id]).await?;
    Ok(())
}

/// Takes everything off a client but its row and its sessions.
pub(crate) async fn clear_client(tx: &mut Tx, id: ClientId) -> Result<()> {
    for statement in [
        &CLEAR_HISTORY,
        &CLEAR_ASSIGNMENTS,
        &CLEAR_NOTES,
        &CLEAR_TASKS,
        &CLEAR_RUNS,
    ] {
        tx.execute(statement, params![id]).await?;
    }
    client::note_next_due(tx, id).await
}

pub(crate) async fn clear_settings(tx: &mut Tx) -> Result<()> {
    tx.execute(&CLEAR_SETTINGS, &[]).await?;
    Ok(())
}

/// Notes that the copy under way brought a client.
pub(crate) async fn arrived(tx: &mut Tx, id: ClientId) -> Result<()> {
    tx.execute(&ARRIVED, params![id]).await?;
    Ok(())
}

/// The clients that the copy did not bring.
pub(crate) async fn not_arrived(tx: &mut Tx) -> Result<Vec<ClientId>> {
    tx.query(&NOT_ARRIVED, &[])
        .await?
        .into_iter()
        .map(|mut row| row.get())
        .collect()
}

pub(crate) async fn forget_arrived(tx: &mut Tx) -> Result<()> {
    tx.execute(&FORGET_ARRIVED, &[]).await?;
    Ok(())
}
