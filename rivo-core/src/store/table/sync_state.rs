//! `sync_state`: what a device remembers of itself and its server, as JSON by name.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    error::{Error, Result},
    store::{
        Sql, Tx,
        sql::{params, queries},
    },
};

queries! {
    FIND = Sql::same("SELECT value FROM sync_state WHERE key = ?1");
    SET = Sql::same(
        "INSERT INTO sync_state (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    );
    CLEAR = Sql::same("DELETE FROM sync_state WHERE key = ?1");
}

/// What is remembered under a name; a value that this build cannot read counts as forgotten.
pub(crate) async fn find<T: DeserializeOwned>(tx: &mut Tx, key: &str) -> Result<Option<T>> {
    let Some(mut row) = tx.query_opt(&FIND, params![key]).await? else {
        return Ok(None);
    };
    let text: String = row.get()?;
    Ok(serde_json::from_str(&text).ok())
}

pub(crate) async fn set<T: Serialize>(tx: &mut Tx, key: &str, value: &T) -> Result<()> {
    let text = serde_json::to_string(value)
        .map_err(|error| Error::internal("writing the state of a device as JSON", error))?;
    tx.execute(&SET, params![key, &text]).await?;
    Ok(())
}

pub(crate) async fn clear(tx: &mut Tx, key: &str) -> Result<()> {
    tx.execute(&CLEAR, params![key]).await?;
    Ok(())
}
