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

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use refinery::Target;

    use super::*;
    use crate::store::{DatabaseUrl, Sql};

    #[tokio::test]
    async fn words_erased_before_leave_the_index_that_is_made_anew() {
        let store = Store::open(&DatabaseUrl::SqliteMemory).await.unwrap();
        let Inner::Sqlite(sqlite) = &*store.0 else {
            panic!("in memory it is SQLite");
        };
        sqlite
            .with_connection(|connection| {
                sqlite_files::migrations::runner()
                    .set_target(Target::Version(7))
                    .run(connection)
                    .map(drop)
                    .map_err(failed)
            })
            .await
            .unwrap();
        let before = [
            "INSERT INTO chat_session (session_id, message_count, asked, last_message_at, created_at, updated_at)
             VALUES (X'01', 2, 0, 0, 0, 0)",
            "INSERT INTO chat_message (session_id, position, id, sender_type, data_type, message, created_at, updated_at)
             VALUES (X'01', 1, X'11', 'client', 'message', 'zanzibarquux', 0, 0),
                    (X'01', 2, X'12', 'client', 'message', 'xylofonkrux', 0, 0)",
            "INSERT INTO message_search (search_id, message_id, session_id, position)
             VALUES (1, X'11', X'01', 1), (2, X'12', X'01', 2)",
            "INSERT INTO message_text (rowid, document) VALUES (1, 'zanzibarquux'), (2, 'xylofonkrux')",
            "DELETE FROM message_text WHERE rowid = 1",
            "DELETE FROM message_search WHERE search_id = 1",
            "DELETE FROM chat_message WHERE position = 1",
        ];
        store
            .write(move |tx| {
                Box::pin(async move {
                    for statement in before {
                        tx.execute(&Sql::same(statement), &[]).await?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
        let count = async |sql: &'static str| -> i64 {
            let look = store.read(move |tx| {
                Box::pin(async move { tx.query_one(&Sql::same(sql), &[]).await?.get() })
            });
            look.await.unwrap()
        };
        let erased = "SELECT COUNT(*) FROM message_text_data WHERE instr(block, CAST('barquux' AS BLOB)) > 0";
        assert_eq!(count(erased).await, 1);
        run(&store).await.unwrap();
        assert_eq!(count(erased).await, 0);
        let kept = "SELECT COUNT(*) FROM message_text WHERE message_text MATCH 'xylofonkrux'";
        assert_eq!(count(kept).await, 1);
    }
}
