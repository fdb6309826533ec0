//! `feed_cursor`: how far each background reader of the feed has come.

use crate::{
    clock::Timestamp,
    error::Result,
    store::{
        Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    CREATE = Sql::same(
        "INSERT INTO feed_cursor (name, position, updated_at) VALUES (?1, 0, ?2)
         ON CONFLICT (name) DO NOTHING",
    );
    // Of several nodes one follows; the others pass by.
    LOCK = Sql::per_engine(
        "SELECT position FROM feed_cursor WHERE name = ?1",
        "SELECT position FROM feed_cursor WHERE name = ?1 FOR UPDATE SKIP LOCKED",
    );
    SAVE = Sql::same("UPDATE feed_cursor SET position = ?2, updated_at = ?3 WHERE name = ?1");
    READ = Sql::same("SELECT position FROM feed_cursor WHERE name = ?1");
}

/// Makes the cursor where it is new.
pub(crate) async fn create(tx: &mut Tx, name: &str, now: Timestamp) -> Result<()> {
    tx.execute(&CREATE, params![name, now]).await?;
    Ok(())
}

/// The cursor's position, locked; `None` where another node holds it.
pub(crate) async fn lock(tx: &mut Tx, name: &str) -> Result<Option<i64>> {
    tx.query_opt(&LOCK, params![name])
        .await?
        .map(|mut row| row.get())
        .transpose()
}

pub(crate) async fn save(tx: &mut Tx, name: &str, position: i64, now: Timestamp) -> Result<()> {
    tx.execute(&SAVE, params![name, position, now]).await?;
    Ok(())
}

/// The cursor's position, not locked.
pub(crate) async fn read(tx: &mut Tx, name: &str) -> Result<Option<i64>> {
    tx.query_opt(&READ, params![name])
        .await?
        .map(|mut row| row.get())
        .transpose()
}
