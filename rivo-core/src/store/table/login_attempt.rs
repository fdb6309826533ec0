//! `login_attempt`: how often a login was tried lately, by bucket. What a bucket counts is for the
//! caller to say.

use crate::{
    clock::Timestamp,
    error::Result,
    store::{
        Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    /// Counts on, or anew once the window has passed.
    COUNT = Sql::same(
        "INSERT INTO login_attempt (bucket, failures, window_started_at)
         VALUES (?1, 1, ?2)
         ON CONFLICT (bucket) DO UPDATE SET
             failures = CASE WHEN login_attempt.window_started_at <= ?3 THEN 1 ELSE login_attempt.failures + 1 END,
             window_started_at = CASE WHEN login_attempt.window_started_at <= ?3 THEN ?2
                 ELSE login_attempt.window_started_at END
         RETURNING failures, window_started_at",
    );
    TAKE_BACK = Sql::same(
        "UPDATE login_attempt SET failures = failures - 1 WHERE bucket = ?1 AND failures > 0",
    );
    CLEAR = Sql::same("DELETE FROM login_attempt WHERE bucket = ?1");
    PRUNE = Sql::same("DELETE FROM login_attempt WHERE window_started_at < ?1");
}

/// Counts an attempt in a bucket. Returns how many there are in its window, and when that began.
/// A window that began at `window_before` or earlier is over.
pub(crate) async fn count(
    tx: &mut Tx,
    bucket: &str,
    now: Timestamp,
    window_before: Timestamp,
) -> Result<(i64, Timestamp)> {
    let mut row = tx
        .query_one(&COUNT, params![bucket, now, window_before])
        .await?;
    Ok((row.get()?, row.get()?))
}

/// Takes one attempt out of a bucket: it was no failure.
pub(crate) async fn take_back(tx: &mut Tx, bucket: &str) -> Result<()> {
    tx.execute(&TAKE_BACK, params![bucket]).await?;
    Ok(())
}

pub(crate) async fn clear(tx: &mut Tx, bucket: &str) -> Result<()> {
    tx.execute(&CLEAR, params![bucket]).await?;
    Ok(())
}

/// Forgets windows that began before.
pub(crate) async fn prune(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(&PRUNE, params![before]).await
}
