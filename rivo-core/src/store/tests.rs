//! What must hold of the SQL itself: every statement is understood by both engines, and both
//! schemas are the same.

use std::collections::BTreeMap;

use super::{DatabaseUrl, Engine, Sql, Store, migrate, table};
use crate::service;

/// Every statement that a file declares with `queries!`.
fn all_statements() -> Vec<(&'static str, &'static Sql)> {
    [
        table::api_key::ALL,
        table::audit_log::ALL,
        table::auth_token::ALL,
        table::change_feed::ALL,
        table::chat_message::ALL,
        table::chat_session::ALL,
        table::client::ALL,
        table::client_assignment::ALL,
        table::client_merge::ALL,
        table::notification::ALL,
        table::roster::ALL,
        table::client_message::ALL,
        table::client_note::ALL,
        table::client_run::ALL,
        table::client_seen::ALL,
        table::client_stage_history::ALL,
        table::client_task::ALL,
        table::client_trace::ALL,
        table::command_log::ALL,
        table::extraction_job::ALL,
        table::extraction_ledger::ALL,
        table::extraction_run::ALL,
        table::fact_review::ALL,
        table::feed_cursor::ALL,
        table::login_attempt::ALL,
        table::message_search::ALL,
        table::role::ALL,
        table::saved_view::ALL,
        table::setting::ALL,
        table::sync_outbox::ALL,
        table::sync_page::ALL,
        table::sync_replica::ALL,
        table::sync_state::ALL,
        table::user::ALL,
        &service::statements(),
    ]
    .concat()
}

async fn sqlite() -> Store {
    let store = Store::open(&DatabaseUrl::SqliteMemory).await.unwrap();
    migrate::run(&store).await.unwrap();
    store
}

/// A database of its own on the Postgres that the test runner names.
#[cfg(feature = "postgres")]
pub(crate) struct PostgresDatabase {
    server: String,
    name: String,
}

#[cfg(feature = "postgres")]
impl PostgresDatabase {
    pub(crate) async fn create() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the test runner says where its Postgres is"
        )]
        let server = std::env::var("RIVO_TEST_POSTGRES_URL").expect(
            "RIVO_TEST_POSTGRES_URL names the Postgres to test on; `cargo xtask test` starts one",
        );
        let name = format!("rivo_{}", uuid::Uuid::now_v7().simple());
        administer(&server, &format!("CREATE DATABASE {name}")).await;
        Self { server, name }
    }

    pub(crate) fn url(&self) -> DatabaseUrl {
        let (host, _) = self.server.rsplit_once('/').unwrap();
        format!("{host}/{}", self.name).parse().unwrap()
    }

    async fn migrated(&self) -> Store {
        let store = Store::open(&self.url()).await.unwrap();
        migrate::run(&store).await.unwrap();
        store
    }

    pub(crate) async fn remove(self) {
        administer(
            &self.server,
            &format!("DROP DATABASE {} WITH (FORCE)", self.name),
        )
        .await;
    }
}

#[cfg(feature = "postgres")]
async fn administer(server: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
}

async fn prepare_all(store: &Store) {
    let failures = store
        .read(|tx| {
            Box::pin(async move {
                let mut failures = Vec::new();
                for (name, sql) in all_statements() {
                    if let Err(error) = tx.prepare(sql).await {
                        failures.push(format!("{name}: {}", service::chain(&error)));
                    }
                }
                Ok(failures)
            })
        })
        .await
        .unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[tokio::test]
async fn sqlite_understands_every_statement() {
    prepare_all(&sqlite().await).await;
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn postgres_understands_every_statement() {
    let database = PostgresDatabase::create().await;
    prepare_all(&database.migrated().await).await;
    database.remove().await;
}

/// Tables with their columns: name → whether it may be NULL.
type Shape = BTreeMap<String, BTreeMap<String, bool>>;

async fn shape(store: &Store) -> Shape {
    const COLUMNS: Sql = Sql::per_engine(
        "SELECT m.name, c.name, c.\"notnull\" = 0 AND c.pk = 0
         FROM sqlite_master m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'",
        "SELECT table_name::TEXT, column_name::TEXT, is_nullable = 'YES'
         FROM information_schema.columns WHERE table_schema = 'public'",
    );
    let rows = store
        .read(|tx| Box::pin(async move { tx.query(&COLUMNS, &[]).await }))
        .await
        .unwrap();
    let mut shape = Shape::new();
    for mut row in rows {
        let table: String = row.get().unwrap();
        // refinery's own table, and what FTS5 and AUTOINCREMENT keep.
        let is_ours = !table.starts_with("refinery")
            && !table.starts_with("sqlite_")
            && !table.starts_with("client_search")
            && !table.starts_with("message_text");
        if is_ours {
            let column: String = row.get().unwrap();
            shape
                .entry(table)
                .or_default()
                .insert(column, row.get().unwrap());
        }
    }
    shape
}

#[cfg(feature = "postgres")]
#[tokio::test]
async fn both_engines_have_the_same_tables_and_columns() {
    let mut lite = shape(&sqlite().await).await;
    let database = PostgresDatabase::create().await;
    let mut server = shape(&database.migrated().await).await;
    database.remove().await;
    // The keys of SQLite's full-text indexes.
    for table in ["client", "message_search"] {
        assert_eq!(
            lite.get_mut(table).unwrap().remove("search_id"),
            Some(false),
            "{table}"
        );
    }
    // PostgreSQL's index is a column.
    assert!(
        server
            .get_mut("message_search")
            .unwrap()
            .remove("document")
            .is_some()
    );
    // PostgreSQL's feed rows enter without a position, and may hold a batch.
    for column in [
        "entry_id",
        "places",
        "sessions",
        "clients",
        "assignees",
        "first_positions",
    ] {
        assert!(
            server
                .get_mut("change_feed")
                .unwrap()
                .remove(column)
                .is_some(),
            "{column}"
        );
    }
    server
        .get_mut("change_feed")
        .unwrap()
        .insert("position".to_owned(), false);
    assert_eq!(lite, server);
}

#[test]
fn both_migration_folders_have_the_same_files() {
    let files = |engine| {
        let folder = format!("{}/migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(files("sqlite"), files("postgres"));
}

#[tokio::test]
async fn a_database_of_a_newer_rivo_is_refused() {
    let store = sqlite().await;
    store
        .write(|tx| {
            Box::pin(async move {
                const PRETEND: Sql = Sql::same(
                    "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
                     VALUES (9999, 'future', '2030-01-01T00:00:00Z', '1')",
                );
                tx.execute(&PRETEND, &[]).await
            })
        })
        .await
        .unwrap();
    let error = migrate::run(&store).await.unwrap_err();
    assert!(error.to_string().contains("9999"), "{error}");
    assert_eq!(store.engine(), Engine::Sqlite);
}

/// What the writer found of the tables is no use to those who read while they do not know it.
#[cfg(feature = "sqlite")]
#[tokio::test]
async fn readers_plan_by_what_the_tables_have_become() {
    static PROBE: [Sql; 3] = [
        Sql::same("CREATE TABLE probe (a INTEGER, b INTEGER)"),
        Sql::same("CREATE INDEX probe_a ON probe (a)"),
        Sql::same("CREATE INDEX probe_b ON probe (b)"),
    ];
    static FEW_OF_B: [Sql; 1] = [Sql::same(
        "WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < 200)
         INSERT INTO probe SELECT 1, i FROM number",
    )];
    static MANY_OF_A: [Sql; 2] = [
        Sql::same("DELETE FROM probe"),
        Sql::same(
            "WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < 20000)
             INSERT INTO probe SELECT i, 1 FROM number",
        ),
    ];
    const READ: Sql = Sql::same("SELECT a FROM probe LIMIT 1");
    async fn run(store: &Store, statements: &'static [Sql]) {
        store
            .write(move |tx| {
                Box::pin(async move {
                    for statement in statements {
                        tx.execute(statement, &[]).await?;
                    }
                    Ok(())
                })
            })
            .await
            .unwrap();
        store.optimize().await.unwrap();
    }
    /// Asked many times at once, so that each reader is, and each time in other words: an
    /// explanation that is kept stays as it was.
    async fn plans(store: &Store, asked: &'static str) -> Vec<String> {
        let plans = (0..12).map(|time| {
            store.read(move |tx| {
                Box::pin(async move {
                    tx.query(&READ, &[]).await?;
                    let explain = Sql::assembled(format!(
                        "EXPLAIN QUERY PLAN SELECT a FROM probe WHERE a = 7 AND b = 7 -- {asked} {time}"
                    ));
                    let mut row = tx.query_one(&explain, &[]).await?;
                    let (_, _, _): (i64, i64, i64) = (row.get()?, row.get()?, row.get()?);
                    row.get::<String>()
                })
            })
        });
        let plans = futures_util::future::try_join_all(plans).await;
        plans.unwrap()
    }

    let folder = tempfile::tempdir().unwrap();
    let file = DatabaseUrl::Sqlite(folder.path().join("rivo.db"));
    let store = Store::open(&file).await.unwrap();
    run(&store, &PROBE).await;
    run(&store, &FEW_OF_B).await;
    for plan in plans(&store, "first").await {
        assert!(plan.contains("probe_b"), "{plan}");
    }
    run(&store, &MANY_OF_A).await;
    for plan in plans(&store, "then").await {
        assert!(plan.contains("probe_a"), "{plan}");
    }
}

/// Compacting leaves the transaction that it finds: no write may share that one with it.
#[cfg(feature = "sqlite")]
#[tokio::test]
async fn writes_that_wait_beside_a_compaction_are_told_the_truth() {
    const SET: Sql = Sql::same(
        "INSERT INTO setting (key, value, created_at, updated_at) VALUES (?1, '1', 0, 0)",
    );
    let store = sqlite().await;
    let set = |key: &'static str| {
        store.write(move |tx| Box::pin(async move { tx.execute(&SET, &[key.into()]).await }))
    };
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let gate = std::sync::Mutex::new(gate);
    // The writer waits here, so that all the rest is in its queue when it goes on.
    let holds_up = store.write(move |_| {
        gate.lock().unwrap().recv().unwrap();
        Box::pin(async { Ok(()) })
    });
    let opens = async { open.send(()).unwrap() };
    let (held, one, compacted, other, ()) =
        tokio::join!(holds_up, set("one"), store.compact(), set("other"), opens);
    held.unwrap();
    one.unwrap();
    compacted.unwrap();
    other.unwrap();
}

/// A caller that goes away half way (a browser tab that is closed) leaves nothing behind: neither
/// its half of a change nor a connection on which the next one's change is not committed.
#[cfg(feature = "postgres")]
#[tokio::test]
async fn a_dropped_transaction_is_rolled_back_and_spoils_no_connection() {
    const SET: Sql = Sql::same(
        "INSERT INTO setting (key, value, created_at, updated_at) VALUES (?1, '1', ?2, ?2)",
    );
    const COUNT: Sql = Sql::same("SELECT COUNT(*) FROM setting");
    let now = crate::clock::Timestamp::from_micros(0);
    let database = PostgresDatabase::create().await;
    let store = database.migrated().await;
    let (half_way, is_half_way) = tokio::sync::oneshot::channel();
    let half_way = std::sync::Arc::new(std::sync::Mutex::new(Some(half_way)));
    let abandoned = tokio::spawn({
        let store = store.clone();
        async move {
            store
                .write(move |tx| {
                    let half_way = std::sync::Arc::clone(&half_way);
                    Box::pin(async move {
                        tx.execute(&SET, &["abandoned".into(), now.into()]).await?;
                        half_way.lock().unwrap().take().unwrap().send(()).unwrap();
                        std::future::pending::<crate::Result<()>>().await
                    })
                })
                .await
        }
    });
    is_half_way.await.unwrap();
    abandoned.abort();
    assert!(abandoned.await.unwrap_err().is_cancelled());
    // More than the pool has connections, outside of any transaction of ours.
    let committed = (0..32).map(|n| {
        let store = store.clone();
        async move {
            let key = format!("key {n}");
            store
                .read(move |tx| {
                    Box::pin(async move { tx.execute(&SET, &[(&key).into(), now.into()]).await })
                })
                .await
                .unwrap();
        }
    });
    futures_util::future::join_all(committed).await;
    let other = Store::open(&database.url()).await.unwrap();
    let count: i64 = other
        .read(|tx| Box::pin(async move { tx.query_one(&COUNT, &[]).await?.get() }))
        .await
        .unwrap();
    assert_eq!(count, 32);
    database.remove().await;
}
