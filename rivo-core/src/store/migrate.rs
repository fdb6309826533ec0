//! Migrations: refinery files per engine, under the same versions.

use super::{Inner, Store};
use crate::error::{Error, Result};

/// Held by a transaction until all files ran on another connection, so that of several nodes one
/// migrates and the others wait.
#[cfg(feature = "postgres")]
const LOCK: super::Sql = super::Sql::same("SELECT CAST(pg_advisory_xact_lock(7237117) AS TEXT)");

/// Brings a database to the newest schema this build knows; a second run does nothing.
///
/// Several nodes may call it at once. A database that is newer than this build is refused.
pub async fn run(store: &Store) -> Result<()> {
    match &*store.0 {
        #[cfg(feature = "sqlite")]
        Inner::Sqlite(sqlite) => {
            sqlite
                .with_connection(|connection| {
                    let runner = sqlite_files::migrations::runner();
                    let applied = runner
                        .get_applied_migrations(connection)
                        .unwrap_or_default();
                    refuse_newer(&runner, &applied)?;
                    runner.run(connection).map(drop).map_err(failed)
                })
                .await
        }
        #[cfg(feature = "postgres")]
        Inner::Postgres(postgres) => {
            let mut session = postgres.session().await?;
            session.begin().await?;
            session.query(&LOCK, &[]).await?;
            let mut worker = postgres.session().await?;
            let runner = postgres_files::migrations::runner();
            let applied = runner
                .get_applied_migrations_async(worker.driver())
                .await
                .unwrap_or_default();
            let outcome = match refuse_newer(&runner, &applied) {
                Ok(()) => runner
                    .run_async(worker.driver())
                    .await
                    .map(drop)
                    .map_err(failed),
                Err(error) => Err(error),
            };
            session.rollback().await;
            outcome
        }
    }
}

/// Whether a SQLite file has the newest schema this build knows, so that there is nothing to run.
#[cfg(feature = "sqlite")]
pub(crate) async fn is_current(store: &Store) -> Result<bool> {
    use super::Sql;

    const HAS_HISTORY: Sql = Sql::same(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'refinery_schema_history')",
    );
    const VERSION: Sql = Sql::same("SELECT COALESCE(MAX(version), 0) FROM refinery_schema_history");
    let known = sqlite_files::migrations::runner()
        .get_migrations()
        .iter()
        .map(|migration| i64::from(migration.version()))
        .max();
    let found: Option<i64> = store
        .read(|tx| {
            Box::pin(async move {
                let has_history: bool = tx.query_one(&HAS_HISTORY, &[]).await?.get()?;
                if !has_history {
                    return Ok(None);
                }
                tx.query_one(&VERSION, &[]).await?.get().map(Some)
            })
        })
        .await?;
    Ok(found.is_some() && found == known)
}

fn refuse_newer(runner: &refinery::Runner, applied: &[refinery::Migration]) -> Result<()> {
    let known = runner
        .get_migrations()
        .iter()
        .map(refinery::Migration::version)
        .max();
    let found = applied.iter().map(refinery::Migration::version).max();
    if found > known {
        return Err(Error::bug(format!(
            "this database has schema version {}, but this build of Rivo knows only {}; \
             start the newer Rivo that made it",
            found.unwrap_or_default(),
            known.unwrap_or_default()
        )));
    }
    Ok(())
}

fn failed(error: refinery::Error) -> Error {
    Error::internal("migrating the database", error)
}

#[cfg(feature = "sqlite")]
mod sqlite_files {
    refinery::embed_migrations!("migrations/sqlite");
}

#[cfg(feature = "postgres")]
mod postgres_files {
    refinery::embed_migrations!("migrations/postgres");
}
