//! `extraction_job`: one row a client, its place in the durable queue.

use crate::{
    api::client::JobState,
    clock::Timestamp,
    error::Result,
    id::{ClientId, JobId},
    store::{
        Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    /// Due at once, with fresh tries; a run under way is followed by another one.
    REQUEST_NOW = Sql::same(
        "INSERT INTO extraction_job
             (id, client_id, state, attempts, run_at, requested_at, created_at, updated_at)
         VALUES (?1, ?2, 'queued', 0, ?3, ?3, ?3, ?3)
         ON CONFLICT (client_id) DO UPDATE SET
             state = CASE WHEN extraction_job.state = 'running' THEN 'running' ELSE 'queued' END,
             attempts = CASE WHEN extraction_job.state = 'running' THEN extraction_job.attempts ELSE 0 END,
             run_at = CASE WHEN extraction_job.state = 'running' THEN extraction_job.run_at ELSE excluded.run_at END,
             again_at = CASE WHEN extraction_job.state = 'running' THEN excluded.run_at ELSE NULL END,
             requested_at = excluded.requested_at,
             last_error = CASE WHEN extraction_job.state = 'running' THEN extraction_job.last_error ELSE NULL END,
             updated_at = excluded.updated_at",
    );
    /// After a quiet time: each message puts the run off, up to a bound. What is due or waits for
    /// another try stays as it is.
    REQUEST_QUIET = Sql::same(
        "INSERT INTO extraction_job
             (id, client_id, state, attempts, run_at, requested_at, created_at, updated_at)
         VALUES (?1, ?2, 'queued', 0, ?4, ?3, ?3, ?3)
         ON CONFLICT (client_id) DO UPDATE SET
             state = CASE WHEN extraction_job.state IN ('done', 'dead') THEN 'queued' ELSE extraction_job.state END,
             attempts = CASE WHEN extraction_job.state IN ('done', 'dead') THEN 0 ELSE extraction_job.attempts END,
             requested_at = CASE WHEN extraction_job.state IN ('done', 'dead') THEN excluded.requested_at
                                 ELSE extraction_job.requested_at END,
             run_at = CASE
                 WHEN extraction_job.state IN ('done', 'dead') THEN excluded.run_at
                 WHEN extraction_job.state = 'queued' AND extraction_job.run_at > ?3 AND extraction_job.requested_at > ?5
                     THEN excluded.run_at
                 ELSE extraction_job.run_at END,
             again_at = CASE WHEN extraction_job.state = 'running' THEN COALESCE(extraction_job.again_at, excluded.run_at)
                             ELSE NULL END,
             updated_at = excluded.updated_at",
    );
    /// Takes the job that is due longest, or one whose worker's lease ended.
    CLAIM = Sql::per_engine(
        "UPDATE extraction_job
         SET state = 'running', attempts = attempts + 1, lease_owner = ?1, lease_until = ?2, updated_at = ?3
         WHERE id = (
             SELECT id FROM extraction_job
             WHERE (state IN ('queued', 'failed') AND run_at <= ?3) OR (state = 'running' AND lease_until < ?3)
             ORDER BY run_at LIMIT 1)
         RETURNING id, client_id, attempts",
        "UPDATE extraction_job
         SET state = 'running', attempts = attempts + 1, lease_owner = ?1, lease_until = ?2, updated_at = ?3
         WHERE id = (
             SELECT id FROM extraction_job
             WHERE (state IN ('queued', 'failed') AND run_at <= ?3) OR (state = 'running' AND lease_until < ?3)
             ORDER BY run_at LIMIT 1
             FOR UPDATE SKIP LOCKED)
         RETURNING id, client_id, attempts",
    );
    RENEW = Sql::same(
        "UPDATE extraction_job SET lease_until = ?3, updated_at = ?4
         WHERE id = ?1 AND lease_owner = ?2 AND state = 'running'",
    );
    /// The run ended well. Messages that arrived meanwhile and were not read make it due again, and
    /// so does a person who asked for it meanwhile, whose request is due at once.
    FINISH = Sql::same(
        "UPDATE extraction_job
         SET state = CASE WHEN again_at IS NOT NULL AND (?4 = TRUE OR again_at <= ?3) THEN 'queued' ELSE 'done' END,
             run_at = COALESCE(again_at, run_at), requested_at = ?3,
             attempts = CASE WHEN again_at IS NOT NULL AND (?4 = TRUE OR again_at <= ?3) THEN 0 ELSE attempts END,
             again_at = NULL, lease_owner = NULL, lease_until = NULL, last_error = NULL,
             finished_at = ?3, updated_at = ?3
         WHERE id = ?1 AND lease_owner = ?2 AND state = 'running'",
    );
    /// The run failed. What was said during the last try gets tries of its own.
    FAIL = Sql::same(
        "UPDATE extraction_job
         SET state = CASE WHEN ?3 = 'dead' AND again_at IS NOT NULL THEN 'queued' ELSE ?3 END,
             run_at = CASE WHEN ?3 = 'dead' AND again_at IS NOT NULL THEN again_at ELSE ?4 END,
             attempts = CASE WHEN ?3 = 'dead' AND again_at IS NOT NULL THEN 0 ELSE attempts END,
             last_error = ?5, again_at = NULL,
             lease_owner = NULL, lease_until = NULL, finished_at = ?6, updated_at = ?6
         WHERE id = ?1 AND lease_owner = ?2 AND state = 'running'",
    );
    /// The run could not be tried: it waits, and the try does not count.
    POSTPONE = Sql::same(
        "UPDATE extraction_job
         SET state = 'failed', run_at = ?3, attempts = attempts - 1, last_error = ?4, again_at = NULL,
             lease_owner = NULL, lease_until = NULL, finished_at = ?5, updated_at = ?5
         WHERE id = ?1 AND lease_owner = ?2 AND state = 'running'",
    );
    LAST_ERROR = Sql::same("SELECT last_error FROM extraction_job WHERE id = ?1");
    /// Hands a job back at shutdown, as if it had not been taken.
    HAND_BACK = Sql::same(
        "UPDATE extraction_job
         SET state = 'queued', attempts = attempts - 1, lease_owner = NULL, lease_until = NULL, updated_at = ?3
         WHERE id = ?1 AND lease_owner = ?2 AND state = 'running'",
    );
    // Locked until the transaction ends, so that nobody takes the job over before its end is written.
    OWNED = Sql::per_engine(
        "SELECT 1 FROM extraction_job WHERE id = ?1 AND lease_owner = ?2 AND state = 'running'",
        "SELECT 1::BIGINT FROM extraction_job WHERE id = ?1 AND lease_owner = ?2 AND state = 'running' FOR UPDATE",
    );
    TAKE_BACK = Sql::same(
        "UPDATE extraction_job
         SET state = 'queued', run_at = ?2, again_at = NULL, lease_owner = NULL, lease_until = NULL,
             updated_at = ?2
         WHERE client_id = ?1 AND state = 'running'",
    );
    DELETE_OF = Sql::same("DELETE FROM extraction_job WHERE client_id = ?1");
    RETRY = Sql::same(
        "UPDATE extraction_job
         SET state = 'queued', attempts = 0, run_at = ?2, requested_at = ?2, last_error = NULL, updated_at = ?2
         WHERE id = ?1 AND state IN ('failed', 'dead', 'queued', 'done')",
    );
    CLIENT_OF = Sql::same("SELECT client_id, state FROM extraction_job WHERE id = ?1");
    DUE = Sql::same(
        "SELECT CAST(1 AS BIGINT) FROM extraction_job
         WHERE (state IN ('queued', 'failed') AND run_at <= ?1) OR (state = 'running' AND lease_until < ?1)
         LIMIT 1",
    );
}

/// A job that this worker holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    pub(crate) id: JobId,
    pub(crate) client_id: ClientId,
    pub(crate) attempts: i64,
    pub(crate) owner: uuid::Uuid,
}

/// Queues an extraction that is due at once. The job has the id of its client, so that a replica and
/// the server make the same row.
pub(crate) async fn request_now(tx: &mut Tx, client_id: ClientId, now: Timestamp) -> Result<()> {
    tx.execute(&REQUEST_NOW, params![JobId(client_id.0), client_id, now])
        .await?;
    Ok(())
}

/// Queues an extraction after `quiet_seconds` without a message, at most `max_wait_seconds` after
/// the first that waits.
pub(crate) async fn request_quiet(
    tx: &mut Tx,
    client_id: ClientId,
    now: Timestamp,
    quiet_seconds: i64,
    max_wait_seconds: i64,
) -> Result<()> {
    let run_at = now.plus_seconds(quiet_seconds);
    // A job requested before this has waited too long to be put off once more.
    let oldest_to_put_off = run_at.plus_seconds(-max_wait_seconds);
    tx.execute(
        &REQUEST_QUIET,
        params![
            JobId(client_id.0),
            client_id,
            now,
            run_at,
            oldest_to_put_off
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn claim(
    tx: &mut Tx,
    owner: uuid::Uuid,
    lease_until: Timestamp,
    now: Timestamp,
) -> Result<Option<Claim>> {
    let Some(mut row) = tx
        .query_opt(&CLAIM, params![owner, lease_until, now])
        .await?
    else {
        return Ok(None);
    };
    Ok(Some(Claim {
        id: row.get()?,
        client_id: row.get()?,
        attempts: row.get()?,
        owner,
    }))
}

/// Keeps the lease; false when another worker took the job over.
pub(crate) async fn renew(
    tx: &mut Tx,
    claim: &Claim,
    lease_until: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    Ok(tx
        .execute(&RENEW, params![claim.id, claim.owner, lease_until, now])
        .await?
        == 1)
}

/// Whether the claim still holds, seen within the transaction that ends the job.
pub(crate) async fn is_owned(tx: &mut Tx, claim: &Claim) -> Result<bool> {
    Ok(tx
        .query_opt(&OWNED, params![claim.id, claim.owner])
        .await?
        .is_some())
}

pub(crate) async fn finish(
    tx: &mut Tx,
    claim: &Claim,
    unread_messages: bool,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        &FINISH,
        params![claim.id, claim.owner, now, unread_messages],
    )
    .await?;
    Ok(())
}

pub(crate) async fn fail(
    tx: &mut Tx,
    claim: &Claim,
    state: JobState,
    run_at: Timestamp,
    error: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        &FAIL,
        params![claim.id, claim.owner, state.name(), run_at, error, now],
    )
    .await?;
    Ok(())
}

/// Ends a try that never reached the other side; the job waits without wearing out.
pub(crate) async fn postpone(
    tx: &mut Tx,
    claim: &Claim,
    run_at: Timestamp,
    error: &str,
    now: Timestamp,
) -> Result<()> {
    tx.execute(
        &POSTPONE,
        params![claim.id, claim.owner, run_at, error, now],
    )
    .await?;
    Ok(())
}

/// What a job failed of the last time.
pub(crate) async fn last_error(tx: &mut Tx, claim: &Claim) -> Result<Option<String>> {
    match tx.query_opt(&LAST_ERROR, params![claim.id]).await? {
        Some(mut row) => row.get(),
        None => Ok(None),
    }
}

pub(crate) async fn hand_back(tx: &mut Tx, claim: &Claim, now: Timestamp) -> Result<()> {
    tx.execute(&HAND_BACK, params![claim.id, claim.owner, now])
        .await?;
    Ok(())
}

/// Makes a job that is not running due at once; false where it runs now.
pub(crate) async fn retry(tx: &mut Tx, id: JobId, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(&RETRY, params![id, now]).await? == 1)
}

/// Takes a client's job from the worker that runs it, who then writes nothing: what it reads is the
/// client's no more.
pub(crate) async fn take_back(tx: &mut Tx, client_id: ClientId, now: Timestamp) -> Result<()> {
    tx.execute(&TAKE_BACK, params![client_id, now]).await?;
    Ok(())
}

/// Deletes the job of a client without any conversation.
pub(crate) async fn delete_of(tx: &mut Tx, client_id: ClientId) -> Result<()> {
    tx.execute(&DELETE_OF, params![client_id]).await?;
    Ok(())
}

/// A job's client and state.
pub(crate) async fn client_of(tx: &mut Tx, id: JobId) -> Result<Option<(ClientId, JobState)>> {
    let Some(mut row) = tx.query_opt(&CLIENT_OF, params![id]).await? else {
        return Ok(None);
    };
    Ok(Some((row.get()?, row.parsed()?)))
}

/// Whether a job waits for a worker now.
pub(crate) async fn is_due(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    Ok(tx.query_opt(&DUE, params![now]).await?.is_some())
}
