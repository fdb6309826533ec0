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
