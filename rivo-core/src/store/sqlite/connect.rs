//! A connection to the file, set up and, where it is sealed, opened with its key.

use std::{path::Path, time::Duration};

use rusqlite::Connection;

use super::failed;
use crate::{
    error::{Error, Result},
    store::FirstStatement,
};

const STATEMENT_CACHE: usize = 256;
/// The pages that a connection keeps, as SQLite counts them: below zero it is KiB.
const CACHE: i32 = -8_000;
/// The same where each page that is not kept has to be deciphered and proven again.
const SEALED_CACHE: i32 = -32_000;

pub(super) fn connect(path: Option<&Path>, first: Option<&FirstStatement>) -> Result<Connection> {
    let connection = match path {
        Some(path) => Connection::open(path).map_err(|error| {
            Error::internal(
                format!(
                    "opening the database {}: is its folder there and writable?",
                    path.display()
                ),
                error,
            )
        })?,
        None => Connection::open_in_memory()
            .map_err(|error| failed("opening a database in memory", error))?,
    };
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    unlock(&connection, first)?;
    let cache = if first.is_some() { SEALED_CACHE } else { CACHE };
    connection
        .busy_timeout(Duration::from_secs(10))
        .and_then(|()| {
            connection.execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = FULL;
                 PRAGMA foreign_keys = ON;
                 PRAGMA temp_store = MEMORY;
                 PRAGMA wal_autocheckpoint = 8000;
                 PRAGMA journal_size_limit = 67108864;",
            )
        })
        .and_then(|()| connection.pragma_update(None, "cache_size", cache))
        .map_err(|error| failed("setting the database up", error))?;
    Ok(connection)
}

/// Runs the first statement, and finds out whether the file can be read at all.
fn unlock(connection: &Connection, first: Option<&FirstStatement>) -> Result<()> {
    if let Some(first) = first {
        connection
            .execute_batch(first.text())
            .map_err(|error| failed("running the first statement of a connection", error))?;
    }
    match connection.query_row("SELECT COUNT(*) FROM sqlite_master", [], |_| Ok(())) {
        Err(rusqlite::Error::SqliteFailure(code, _))
            if code.code == rusqlite::ErrorCode::NotADatabase =>
        {
            Err(Error::Unauthenticated {
                code: "wrong_key",
                detail: "This file is no database, or it is encrypted under another key."
                    .to_owned(),
            })
        }
        Err(error) => Err(failed("reading the database", error)),
        Ok(()) => Ok(()),
    }
}
