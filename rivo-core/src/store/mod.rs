//! The database: SQLite or PostgreSQL behind one door.
//!
//! What lives here: the two engines, the transaction both offer ([`Tx`]), migrations, and one file
//! per table with its SQL ([`table`]). What does not: rules. A table file reads and writes rows; it
//! never decides whether somebody may.
//!
//! SQL is written once for both engines, with `?1` placeholders. Things to know before writing it:
//!
//! * `?1`, never `$1`: SQLite numbers `$2, $1` by first appearance.
//! * An optional filter needs a type: `CAST(?1 AS TEXT) IS NULL OR …`; for more than two, join
//!   fixed fragments.
//! * Not portable: `ILIKE`, `= ANY(…)`, `FOR UPDATE`, `now()`, `GREATEST`. Where an engine needs
//!   its own words, both texts stand side by side in [`Sql::per_engine`].
//! * All integers are 64 bits; a boolean column is compared with `= TRUE`.
//! * A unique index is called `table__column__column`: [`Error::Taken`](crate::Error::Taken)
//!   carries `table.column,column` on both engines.

pub mod migrate;
#[cfg(feature = "postgres")]
pub(crate) mod postgres;
pub mod sql;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
pub mod table;
#[cfg(test)]
pub(crate) mod tests;
mod url;

use std::sync::Arc;

use futures_util::future::BoxFuture;

pub use self::{
    sql::{Engine, Row, Sql, Value},
    url::{DatabaseUrl, PostgresUrl},
};
use crate::error::Result;

/// A database, shared by everything that uses it.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

enum Inner {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::SqliteStore),
    #[cfg(feature = "postgres")]
    Postgres(Box<postgres::PostgresStore>),
}

/// A statement that runs first on every connection to a SQLite file, before any other: with
/// SQLCipher, `PRAGMA key = …`. It holds a secret, so it is never printed.
#[derive(Clone)]
pub struct FirstStatement(Arc<str>);

impl FirstStatement {
    /// Keeps the text of a statement.
    #[must_use]
    pub fn new(sql: impl Into<Arc<str>>) -> Self {
        Self(sql.into())
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for FirstStatement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FirstStatement(…)")
    }
}

/// One unit of work on the database: a transaction, or a read.
///
/// Inside it, only database calls may be awaited: on SQLite the whole unit runs on the database's
/// own thread, where nothing else is ever ready.
pub struct Tx(TxInner);

enum TxInner {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlite::SqliteTx),
    #[cfg(feature = "postgres")]
    Postgres(postgres::PostgresTx),
}

impl Store {
    /// Opens a database. It is not migrated yet: call [`migrate::run`].
    pub async fn open(url: &DatabaseUrl) -> Result<Self> {
        Self::open_with(url, None).await
    }

    /// [`Store::open`], with a statement that runs first on every connection to a SQLite file.
    ///
    /// # Errors
    ///
    /// [`Error::Unauthenticated`](crate::Error::Unauthenticated) with the code `wrong_key` where the
    /// file is no database, or none under that key.
    pub async fn open_with(url: &DatabaseUrl, first: Option<FirstStatement>) -> Result<Self> {
        #[cfg(not(feature = "sqlite"))]
        let _ = first;
        let inner = match url {
            #[cfg(feature = "sqlite")]
            DatabaseUrl::Sqlite(path) => {
                Inner::Sqlite(sqlite::SqliteStore::open(Some(path), first.as_ref())?)
            }
            #[cfg(feature = "sqlite")]
            DatabaseUrl::SqliteMemory => {
                Inner::Sqlite(sqlite::SqliteStore::open(None, first.as_ref())?)
            }
            #[cfg(feature = "postgres")]
            DatabaseUrl::Postgres(url) => {
                Inner::Postgres(Box::new(postgres::PostgresStore::open(url).await?))
            }
            #[cfg(not(all(feature = "sqlite", feature = "postgres")))]
            _ => {
                return Err(crate::Error::bug(
                    "this build has no support for that database; enable the feature of rivo-core",
                ));
            }
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Which engine this is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match &*self.0 {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(_) => Engine::Sqlite,
            #[cfg(feature = "postgres")]
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs `work` without writing.
    ///
    /// On SQLite all its statements see one snapshot; on PostgreSQL each statement has its own.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        match &*self.0 {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(store) => store.read(work).await,
            #[cfg(feature = "postgres")]
            Inner::Postgres(store) => store.read(work).await,
        }
    }

    /// Runs `work` in one transaction, committed when it returns `Ok`, rolled back otherwise.
    ///
    /// `work` may run more than once: PostgreSQL's serialization failures and deadlocks are
    /// retried. On SQLite units of work that wait while a commit is under way share the next one,
    /// each in its own savepoint.
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T>> + Send + Sync + 'static,
    {
        match &*self.0 {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(store) => store.write(work).await,
            #[cfg(feature = "postgres")]
            Inner::Postgres(store) => store.write(work).await,
        }
    }

    /// [`Store::read`], where all statements see one snapshot on PostgreSQL too.
    pub async fn snapshot<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        match &*self.0 {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(store) => store.read(work).await,
            #[cfg(feature = "postgres")]
            Inner::Postgres(store) => store.snapshot(work).await,
        }
    }

    /// A SQLite database in memory with the same content.
    #[cfg(all(test, feature = "sqlite"))]
    pub(crate) async fn copy(&self) -> Result<Self> {
        match &*self.0 {
            Inner::Sqlite(store) => Ok(Self(Arc::new(Inner::Sqlite(store.copy().await?)))),
            #[cfg(feature = "postgres")]
            Inner::Postgres(_) => Err(crate::Error::bug("only SQLite is copied")),
        }
    }

    /// Tells SQLite's planner how the tables have grown; PostgreSQL finds out by itself.
    pub(crate) async fn optimize(&self) -> Result<()> {
        match &*self.0 {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(store) => store.optimize().await,
            #[cfg(feature = "postgres")]
            Inner::Postgres(_) => Ok(()),
        }
    }

    /// Rewrites a SQLite file without what was deleted from it.
    #[cfg(feature = "sqlite")]
    pub(crate) async fn compact(&self) -> Result<()> {
        match &*self.0 {
            Inner::Sqlite(store) => store.compact().await,
            #[cfg(feature = "postgres")]
            Inner::Postgres(_) => Ok(()),
        }
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn as_postgres(&self) -> Option<&postgres::PostgresStore> {
        match &*self.0 {
            #[cfg(feature = "sqlite")]
            Inner::Sqlite(_) => None,
            Inner::Postgres(store) => Some(store),
        }
    }
}

impl Tx {
    /// Which engine this runs on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match &self.0 {
            #[cfg(feature = "sqlite")]
            TxInner::Sqlite(_) => Engine::Sqlite,
            #[cfg(feature = "postgres")]
            TxInner::Postgres(_) => Engine::Postgres,
        }
    }

    /// PostgreSQL's own side of a transaction, for statements that take arrays.
    #[cfg(feature = "postgres")]
    pub(crate) fn as_postgres(&self) -> Option<&postgres::PostgresTx> {
        match &self.0 {
            #[cfg(feature = "sqlite")]
            TxInner::Sqlite(_) => None,
            TxInner::Postgres(tx) => Some(tx),
        }
    }

    /// Runs a statement and says how many rows it changed.
    pub async fn execute(&mut self, sql: &Sql, params: &[Value<'_>]) -> Result<u64> {
        match &mut self.0 {
            #[cfg(feature = "sqlite")]
            TxInner::Sqlite(tx) => tx.execute(sql.text(Engine::Sqlite), params),
            #[cfg(feature = "postgres")]
            TxInner::Postgres(tx) => tx.execute(sql, params).await,
        }
    }

    /// Runs a query and returns its rows.
    pub async fn query(&mut self, sql: &Sql, params: &[Value<'_>]) -> Result<Vec<Row>> {
        match &mut self.0 {
            #[cfg(feature = "sqlite")]
            TxInner::Sqlite(tx) => tx.query(sql.text(Engine::Sqlite), params),
            #[cfg(feature = "postgres")]
            TxInner::Postgres(tx) => tx.query(sql, params).await,
        }
    }

    /// Runs a query that finds one row or none.
    pub async fn query_opt(&mut self, sql: &Sql, params: &[Value<'_>]) -> Result<Option<Row>> {
        let mut rows = self.query(sql, params).await?;
        if rows.len() > 1 {
            return Err(crate::Error::bug("a query for one row found several"));
        }
        Ok(rows.pop())
    }

    /// Runs a query that always finds exactly one row.
    pub async fn query_one(&mut self, sql: &Sql, params: &[Value<'_>]) -> Result<Row> {
        self.query_opt(sql, params)
            .await?
            .ok_or_else(|| crate::Error::bug("a query for one row found none"))
    }

    /// Checks that the engine understands a statement, without running it.
    #[cfg(test)]
    pub async fn prepare(&mut self, sql: &Sql) -> Result<()> {
        match &mut self.0 {
            #[cfg(feature = "sqlite")]
            TxInner::Sqlite(tx) => tx.prepare(sql.text(Engine::Sqlite)),
            #[cfg(feature = "postgres")]
            TxInner::Postgres(tx) => tx.prepare(sql.text(Engine::Postgres)).await,
        }
    }
}
