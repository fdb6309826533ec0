//! PostgreSQL: a pool of connections, prepared statements, retries of lost races.
//!
//! Behind a pooler in transaction mode no session state may be used: every statement then goes as
//! `query_typed`, unnamed and in one round trip.

mod connect;
mod value;

use std::time::Duration;

use deadpool_postgres::{Object, Pool};
use futures_util::future::BoxFuture;
use tokio_postgres::{Client, Statement, error::SqlState, types::ToSql};

pub(crate) use self::{connect::listen, value::Param};
use super::{
    PostgresUrl, Tx, TxInner,
    sql::{Columns, Engine, Row, Sql, Value},
};
use crate::error::{Error, Result};

const THERE: &str = "the connection is taken out only when the transaction is dropped";

/// Lost races (40001, 40P01) are tried again so many times.
const RETRIES: u32 = 8;

pub(crate) struct PostgresStore {
    pool: Pool,
    /// For the lanes of ingest.
    fixed_plans: Pool,
    pub(crate) connector: connect::Connector,
    /// Whether a pooler hands our statements to changing sessions.
    pooled: bool,
}

impl PostgresStore {
    pub(crate) async fn open(url: &PostgresUrl) -> Result<Self> {
        let connector = connect::Connector::new(url)?;
        let pool = connector.pool()?;
        let pooled = connect::behind_transaction_pooler(&pool, url).await?;
        let fixed_plans = if pooled {
            pool.clone()
        } else {
            connector.pool_for_fixed_plans()?
        };
        Ok(Self {
            pool,
            fixed_plans,
            connector,
            pooled,
        })
    }

    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>>,
    {
        let mut tx = Tx(TxInner::Postgres(self.session().await?));
        work(&mut tx).await
    }

    /// [`PostgresStore::read`] with one snapshot for all statements.
    pub(crate) async fn snapshot<T, F>(&self, work: F) -> Result<T>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>>,
    {
        let mut session = self.session().await?;
        session.begin().await?;
        session.execute(&ONE_SNAPSHOT, &[]).await?;
        let mut tx = Tx(TxInner::Postgres(session));
        let outcome = work(&mut tx).await;
        // With one engine compiled in, this pattern cannot fail.
        #[allow(
            irrefutable_let_patterns,
            clippy::allow_attributes,
            reason = "depends on the features"
        )]
        if let TxInner::Postgres(mut session) = tx.0 {
            session.rollback().await;
        }
        outcome
    }

    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T>>,
    {
        let mut attempt = 0;
        loop {
            let mut session = self.session().await?;
            session.begin().await?;
            let mut tx = Tx(TxInner::Postgres(session));
            let outcome = work(&mut tx).await;
            // With one engine compiled in, this pattern cannot fail.
            #[allow(
                irrefutable_let_patterns,
                clippy::allow_attributes,
                reason = "depends on the features"
            )]
            let TxInner::Postgres(mut session) = tx.0 else {
                return Err(Error::bug("a transaction changed its engine"));
            };
            let outcome = match outcome {
                Ok(value) => session.commit().await.map(|()| value),
                Err(error) => {
                    session.rollback().await;
                    Err(error)
                }
            };
            match outcome {
                Err(error) if attempt < RETRIES && is_lost_race(&error) => {
                    attempt += 1;
                    // Spread by the connection's own number, so that two losers do not meet again.
                    let spread = u64::from(uuid::Uuid::new_v4().as_bytes()[0] % 16);
                    tokio::time::sleep(Duration::from_millis(2 * u64::from(attempt) + spread))
                        .await;
                }
                outcome => return outcome,
            }
        }
    }

    /// Whether a pooler stands between us and the sessions: LISTEN does not pass it.
    pub(crate) const fn is_pooled(&self) -> bool {
        self.pooled
    }

    /// A connection on which prepared statements are planned once.
    pub(crate) async fn session_of_fixed_plans(&self) -> Result<PostgresTx> {
        self.session_of(&self.fixed_plans).await
    }

    pub(crate) async fn session(&self) -> Result<PostgresTx> {
        self.session_of(&self.pool).await
    }

    async fn session_of(&self, pool: &Pool) -> Result<PostgresTx> {
        let client = pool.get().await.map_err(|error| Error::Unavailable {
            detail: "The database does not answer; try again.".to_owned(),
            source: Some(Box::new(error)),
        })?;
        Ok(PostgresTx {
            client: Some(client),
            pooled: self.pooled,
            is_open: false,
        })
    }
}

/// How to reach the server a URL names.
pub(crate) fn connector(url: &PostgresUrl) -> Result<connect::Connector> {
    connect::Connector::new(url)
}

/// It ends with its transaction, so a pooler does not mind it.
const ONE_SNAPSHOT: Sql = Sql::per_engine(
    "SELECT 0",
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
);

pub(crate) struct PostgresTx {
    /// There until the transaction is dropped.
    client: Option<Object>,
    pooled: bool,
    /// Whether a transaction may be open on the connection.
    is_open: bool,
}

/// A transaction that is dropped half way (its caller went away, or it panicked) must not go back to
/// the pool: the next user of the connection would write into it. Its connection is closed instead,
/// which rolls it back.
impl Drop for PostgresTx {
    fn drop(&mut self) {
        if self.is_open
            && let Some(client) = self.client.take()
        {
            drop(Object::take(client));
        }
    }
}

impl PostgresTx {
    /// The driver's connection, for migrations.
    pub(crate) fn driver(&mut self) -> &mut Client {
        self.client.as_mut().expect(THERE)
    }

    fn client(&self) -> &Object {
        self.client.as_ref().expect(THERE)
    }

    pub(crate) async fn begin(&mut self) -> Result<()> {
        self.is_open = true;
        self.client()
            .batch_execute("BEGIN")
            .await
            .map_err(|error| statement_failed("BEGIN", error))
    }

    pub(crate) async fn commit(&mut self) -> Result<()> {
        self.client()
            .batch_execute("COMMIT")
            .await
            .map_err(|error| statement_failed("COMMIT", error))?;
        self.is_open = false;
        Ok(())
    }

    pub(crate) async fn rollback(&mut self) {
        match self.client().batch_execute("ROLLBACK").await {
            Ok(()) => self.is_open = false,
            Err(error) => {
                tracing::warn!(%error, "a transaction could not be rolled back; its connection is closed");
            }
        }
    }

    pub(crate) async fn execute(&self, sql: &Sql, params: &[Value<'_>]) -> Result<u64> {
        let text = numbered(sql.text(Engine::Postgres));
        let params: Vec<Param<'_>> = params.iter().map(Param::from).collect();
        self.execute_text(&text, &params, sql.is_assembled()).await
    }

    pub(crate) async fn query(&self, sql: &Sql, params: &[Value<'_>]) -> Result<Vec<Row>> {
        let text = numbered(sql.text(Engine::Postgres));
        let params: Vec<Param<'_>> = params.iter().map(Param::from).collect();
        self.query_text(&text, &params, sql.is_assembled()).await
    }

    /// Runs a statement whose text already has `$n`, with arrays where it wants them.
    pub(crate) async fn execute_params(&self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        self.execute_text(sql, params, false).await
    }

    /// [`PostgresTx::execute_params`] for a query.
    pub(crate) async fn query_params(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>> {
        self.query_text(sql, params, false).await
    }

    /// A statement that is `rare` is not prepared: a list has thousands of shapes, and each
    /// connection would keep each one for ever.
    async fn execute_text(&self, sql: &str, params: &[Param<'_>], rare: bool) -> Result<u64> {
        let changed = if self.pooled || rare {
            self.client().execute_typed(sql, &typed(params)).await
        } else {
            let statement = self.statement(sql).await?;
            self.client().execute(&statement, &references(params)).await
        };
        changed.map_err(|error| statement_failed(sql, error))
    }

    async fn query_text(&self, sql: &str, params: &[Param<'_>], rare: bool) -> Result<Vec<Row>> {
        let rows = if self.pooled || rare {
            self.client().query_typed(sql, &typed(params)).await
        } else {
            let statement = self.statement(sql).await?;
            self.client().query(&statement, &references(params)).await
        };
        let rows = rows.map_err(|error| statement_failed(sql, error))?;
        Ok(rows
            .into_iter()
            .map(|row| Row::new(Columns::Postgres(row)))
            .collect())
    }

    #[cfg(test)]
    pub(crate) async fn prepare(&self, sql: &str) -> Result<()> {
        let sql = numbered(sql);
        self.client()
            .prepare(&sql)
            .await
            .map(drop)
            .map_err(|error| statement_failed(&sql, error))
    }

    async fn statement(&self, sql: &str) -> Result<Statement> {
        self.client()
            .prepare_cached(sql)
            .await
            .map_err(|error| statement_failed(sql, error))
    }
}

fn references<'p>(params: &'p [Param<'p>]) -> Vec<&'p (dyn ToSql + Sync)> {
    params
        .iter()
        .map(|param| param as &(dyn ToSql + Sync))
        .collect()
}

fn typed<'p>(
    params: &'p [Param<'p>],
) -> Vec<(&'p (dyn ToSql + Sync), tokio_postgres::types::Type)> {
    params
        .iter()
        .map(|param| (param as &(dyn ToSql + Sync), param.sql_type()))
        .collect()
}

/// `?1` → `$1`. No statement holds a question mark otherwise.
fn numbered(sql: &str) -> String {
    sql.replace('?', "$")
}

/// Whether two transactions got in each other's way and this one was chosen to go back.
pub(crate) fn is_lost_race(error: &Error) -> bool {
    sql_state(error).is_some_and(|state| {
        state == SqlState::T_R_SERIALIZATION_FAILURE || state == SqlState::T_R_DEADLOCK_DETECTED
    })
}

fn sql_state(error: &Error) -> Option<SqlState> {
    let source = match error {
        Error::Internal { source, .. } | Error::Unavailable { source, .. } => source.as_ref()?,
        _ => return None,
    };
    source
        .downcast_ref::<tokio_postgres::Error>()?
        .code()
        .cloned()
}

pub(crate) fn statement_failed(sql: &str, error: tokio_postgres::Error) -> Error {
    if let Some(database_error) = error.as_db_error() {
        if *database_error.code() == SqlState::UNIQUE_VIOLATION {
            return Error::Taken {
                key: taken_key(
                    database_error.table().unwrap_or_default(),
                    database_error.constraint().unwrap_or_default(),
                ),
            };
        }
        let code = database_error.code().code();
        // Resources, operator intervention, system errors, read-only standby: not the request's fault.
        if ["53", "57", "58", "08"].contains(&&code[..2]) || code == "25006" {
            return Error::Unavailable {
                detail: "The database cannot serve this now; try again.".to_owned(),
                source: Some(Box::new(error)),
            };
        }
    } else if error.is_closed()
        || std::error::Error::source(&error)
            .is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
    {
        return Error::Unavailable {
            detail: "The connection to the database broke; try again.".to_owned(),
            source: Some(Box::new(error)),
        };
    }
    Error::internal(
        format!(
            "running {:?}",
            sql.split_whitespace().take(6).collect::<Vec<_>>().join(" ")
        ),
        error,
    )
}

/// `user__email` → `user.email`; `t__a__b` → `t.a,b`; `t_pkey` → `t.id`.
fn taken_key(table: &str, constraint: &str) -> String {
    match constraint.split_once("__") {
        Some((table, columns)) => format!("{table}.{}", columns.replace("__", ",")),
        None => format!("{table}.id"),
    }
}
