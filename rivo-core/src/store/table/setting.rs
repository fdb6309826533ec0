//! `setting`: what the desk set, as JSON by name. What is not set has no row.

use crate::{
    clock::Timestamp,
    error::Result,
    store::{
        Row, Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    /// What is not set has no row that could be locked. SQLite has one writer.
    LOCK = Sql::per_engine(
        "SELECT 1",
        "SELECT CAST(pg_advisory_xact_lock(7237120) AS TEXT)",
    );
    LIST = Sql::same("SELECT key, value, updated_at FROM setting");
    SET = Sql::same(
        "INSERT INTO setting (key, value, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?3)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at",
    );
    CLEAR = Sql::same("DELETE FROM setting WHERE key = ?1");
}

/// A setting that was set.
#[derive(Clone, Debug)]
pub(crate) struct StoredSetting {
    pub(crate) key: String,
    pub(crate) value: serde_json::Value,
    pub(crate) updated_at: Timestamp,
}

/// All that is set, in no order.
pub(crate) async fn list(tx: &mut Tx) -> Result<Vec<StoredSetting>> {
    tx.query(&LIST, &[])
        .await?
        .into_iter()
        .map(stored)
        .collect()
}

/// Keeps others from changing settings until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx) -> Result<()> {
    tx.query(&LOCK, &[]).await.map(drop)
}

pub(crate) async fn set(
    tx: &mut Tx,
    key: &str,
    value: &serde_json::Value,
    now: Timestamp,
) -> Result<()> {
    tx.execute(&SET, params![key, &value.to_string(), now])
        .await?;
    Ok(())
}

/// Goes back to the default.
pub(crate) async fn clear(tx: &mut Tx, key: &str) -> Result<()> {
    tx.execute(&CLEAR, params![key]).await?;
    Ok(())
}

fn stored(mut row: Row) -> Result<StoredSetting> {
    Ok(StoredSetting {
        key: row.get()?,
        value: row.json()?,
        updated_at: row.get()?,
    })
}
