//! Base and overlay of a replica, kept apart row by row.
//!
//! The tables hold what is shown: the server's state with the pending commands on top. Of each row
//! that a pending command touched, the server's version is kept in a table `base_…` of the same
//! columns, written by triggers before the first change. So the base can be had back at any time
//! ([`Overlay::undo`]), at a cost that follows the number of pending commands, and no command needs
//! to know how it is undone.
//!
//! Everything written to these tables is overlay, unless it is written between
//! [`Overlay::begin_base`] and [`Overlay::end_base`]. Both happen inside one transaction, so a
//! crash cannot leave the switch where it should not be.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

#[cfg(feature = "sqlite")]
use crate::store::{Store, migrate};
use crate::{
    error::Result,
    id::{MessageId, SessionId},
    store::{
        Sql, Tx,
        sql::params,
        table::{chat_message, message_search},
    },
};

/// The tables that commands change on a device, parents first, with their keys.
const TABLES: [(&str, &[&str]); 12] = [
    ("client", &["id"]),
    ("chat_session", &["session_id"]),
    ("chat_message", &["session_id", "position"]),
    ("client_stage_history", &["id"]),
    ("client_assignment", &["id"]),
    ("client_note", &["id"]),
    ("client_task", &["id"]),
    ("extraction_job", &["id"]),
    ("extraction_run", &["id"]),
    ("fact_review", &["client_id", "path"]),
    ("client_merge", &["id"]),
    ("audit_log", &["id"]),
];

const HAS_SWITCH: Sql = Sql::same(
    "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sync_recording')",
);
const MAKE_SWITCH: Sql =
    Sql::same("CREATE TABLE sync_recording (recording INTEGER NOT NULL, layout TEXT NOT NULL)");
const SET_SWITCH: Sql = Sql::same("INSERT INTO sync_recording (recording, layout) VALUES (1, ?1)");
const LAYOUT: Sql = Sql::same("SELECT layout FROM sync_recording");
const COLUMNS: Sql = Sql::same("SELECT name FROM pragma_table_info(?1)");
const BASE_COLUMNS: Sql =
    Sql::same("SELECT name FROM pragma_table_info(?1) WHERE name <> 'existed'");
const SWITCH_OFF: Sql = Sql::same("UPDATE sync_recording SET recording = 0");
const SWITCH_ON: Sql = Sql::same("UPDATE sync_recording SET recording = 1");
/// One assignment of a client may be active: none of those on their way back is, for a moment.
const NO_ACTIVE_ASSIGNMENT: Sql = Sql::same(
    "UPDATE client_assignment SET is_active = FALSE WHERE id IN (SELECT id FROM base_client_assignment)",
);
const TOUCHED_MESSAGES: Sql =
    Sql::same("SELECT id, session_id, position FROM base_chat_message WHERE existed = 1");
const TOUCHED_CLIENTS: Sql = Sql::same("SELECT id FROM base_client");
const BASE_VERSION: Sql = Sql::same(
    "SELECT COALESCE((SELECT version FROM base_client WHERE id = ?1),
                     (SELECT version FROM client WHERE id = ?1))",
);

/// How to go back to the base, put together once from the columns there are.
pub(crate) struct Overlay {
    tables: Vec<Table>,
}

struct Table {
    remove_made: Sql,
    put_back: Sql,
    forget: Sql,
}

impl Overlay {
    /// Brings a replica, whatever build made it, to the newest schema with nothing but the server's
    /// state in its tables, and base and overlay kept apart from here on.
    #[cfg(feature = "sqlite")]
    pub(crate) async fn open(store: &Store) -> Result<Self> {
        let is_current = migrate::is_current(store).await?;
        let standing = store
            .write(move |tx| Box::pin(take_off(tx, is_current)))
            .await?;
        if let Some(overlay) = standing {
            return Ok(overlay);
        }
        migrate::run(store).await?;
        store.write(|tx| Box::pin(set_up(tx))).await
    }

    async fn standing(tx: &mut Tx) -> Result<Self> {
        let mut tables = Vec::with_capacity(TABLES.len());
        for (name, key) in TABLES {
            tables.push(Table::of(tx, name, key).await?);
        }
        Ok(Self { tables })
    }

    /// From here to [`Overlay::end_base`] what is written is the server's state.
    pub(crate) async fn begin_base(&self, tx: &mut Tx) -> Result<()> {
        tx.execute(&SWITCH_OFF, &[]).await?;
        Ok(())
    }

    /// From here on what is written is overlay again.
    pub(crate) async fn end_base(&self, tx: &mut Tx) -> Result<()> {
        tx.execute(&SWITCH_ON, &[]).await?;
        Ok(())
    }

    /// Takes the overlay off: the tables hold the server's state alone. Call it after
    /// [`Overlay::begin_base`].
    pub(crate) async fn undo(&self, tx: &mut Tx) -> Result<()> {
        let mut touched: Vec<(MessageId, SessionId, i64)> = Vec::new();
        for mut row in tx.query(&TOUCHED_MESSAGES, &[]).await? {
            touched.push((row.get()?, row.get()?, row.get()?));
        }
        for (id, ..) in &touched {
            message_search::remove(tx, *id).await?;
        }
        tx.execute(&NO_ACTIVE_ASSIGNMENT, &[]).await?;
        for table in self.tables.iter().rev() {
            tx.execute(&table.remove_made, &[]).await?;
        }
        for table in &self.tables {
            tx.execute(&table.put_back, &[]).await?;
        }
        for table in &self.tables {
            tx.execute(&table.forget, &[]).await?;
        }
        for (id, session_id, position) in touched {
            if let Some(message) = chat_message::find(tx, id).await? {
                message_search::add(tx, id, session_id, position, &message.message).await?;
            }
        }
        Ok(())
    }

    /// The clients that commands touched, so that what shows them can be told.
    pub(crate) async fn touched_clients(&self, tx: &mut Tx) -> Result<Vec<crate::id::ClientId>> {
        tx.query(&TOUCHED_CLIENTS, &[])
            .await?
            .into_iter()
            .map(|mut row| row.get())
            .collect()
    }

    /// Forgets the base rows with their tables' rows gone: nothing is left to go back to.
    pub(crate) async fn forget(&self, tx: &mut Tx) -> Result<()> {
        for table in &self.tables {
            tx.execute(&table.forget, &[]).await?;
        }
        Ok(())
    }

    /// The version of a client on the server, as far as this device knows.
    pub(crate) async fn base_version(
        &self,
        tx: &mut Tx,
        client_id: crate::id::ClientId,
    ) -> Result<Option<i64>> {
        tx.query_one(&BASE_VERSION, params![client_id]).await?.get()
    }
}

/// Takes the overlay off. What kept it apart stays where this build would make the same, and goes
/// otherwise, so that migrations find plain tables.
#[cfg(feature = "sqlite")]
async fn take_off(tx: &mut Tx, is_current: bool) -> Result<Option<Overlay>> {
    let is_set_up: bool = tx.query_one(&HAS_SWITCH, &[]).await?.get()?;
    if !is_set_up {
        return Ok(None);
    }
    let overlay = Overlay::standing(tx).await?;
    overlay.begin_base(tx).await?;
    overlay.undo(tx).await?;
    overlay.end_base(tx).await?;
    let layout: String = tx.query_one(&LAYOUT, &[]).await?.get()?;
    if is_current && layout == this_layout() {
        return Ok(Some(overlay));
    }
    for (name, _) in TABLES {
        for statement in [
            format!("DROP TRIGGER base_{name}_insert"),
            format!("DROP TRIGGER base_{name}_update"),
            format!("DROP TRIGGER base_{name}_delete"),
            format!("DROP TABLE base_{name}"),
        ] {
            tx.execute(&Sql::assembled(statement), &[]).await?;
        }
    }
    tx.execute(&Sql::same("DROP TABLE sync_recording"), &[])
        .await?;
    Ok(None)
}

#[cfg(feature = "sqlite")]
async fn set_up(tx: &mut Tx) -> Result<Overlay> {
    tx.execute(&MAKE_SWITCH, &[]).await?;
    tx.execute(&SET_SWITCH, params![&this_layout()]).await?;
    for (name, key) in TABLES {
        let columns = names(tx, &COLUMNS, name).await?;
        for statement in keep_apart(name, key, &columns) {
            tx.execute(&Sql::assembled(statement), &[]).await?;
        }
    }
    Overlay::standing(tx).await
}

/// What this build makes, apart from the columns, which only migrations change.
fn this_layout() -> String {
    let statements = TABLES.map(|(name, key)| keep_apart(name, key, &[]).concat());
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(statements.concat()))
}

impl Table {
    /// The statements for a table whose base has the columns it was made with.
    async fn of(tx: &mut Tx, name: &str, key: &[&str]) -> Result<Self> {
        let columns = names(tx, &BASE_COLUMNS, &format!("base_{name}")).await?;
        let all = columns.join(", ");
        let keys = key.join(", ");
        let set = columns
            .iter()
            .filter(|column| !key.contains(&column.as_str()) && *column != "search_id")
            .map(|column| format!("{column} = excluded.{column}"))
            .collect::<Vec<_>>()
            .join(", ");
        Ok(Self {
            remove_made: Sql::assembled(format!(
                "DELETE FROM {name} WHERE ({keys}) IN (SELECT {keys} FROM base_{name} WHERE existed = 0)"
            )),
            put_back: Sql::assembled(format!(
                "INSERT INTO {name} ({all}) SELECT {all} FROM base_{name} WHERE existed = 1
                 ON CONFLICT ({keys}) DO UPDATE SET {set}"
            )),
            forget: Sql::assembled(format!("DELETE FROM base_{name}")),
        })
    }
}

async fn names(tx: &mut Tx, sql: &Sql, table: &str) -> Result<Vec<String>> {
    tx.query(sql, params![table])
        .await?
        .into_iter()
        .map(|mut row| row.get())
        .collect()
}

/// The table for a table's base rows, and the triggers that fill it.
fn keep_apart(name: &str, key: &[&str], columns: &[String]) -> Vec<String> {
    let keys = key.join(", ");
    let all = columns.join(", ");
    let old = columns
        .iter()
        .map(|column| format!("old.{column}"))
        .collect::<Vec<_>>()
        .join(", ");
    let is_kept = |row: &str| {
        let same = key
            .iter()
            .map(|column| format!("{column} = {row}.{column}"))
            .collect::<Vec<_>>()
            .join(" AND ");
        format!("EXISTS (SELECT 1 FROM base_{name} WHERE {same})")
    };
    let new_keys = key
        .iter()
        .map(|column| format!("new.{column}"))
        .collect::<Vec<_>>()
        .join(", ");
    let recording = "WHEN (SELECT recording FROM sync_recording) = 1";
    let keep_old = format!(
        "INSERT INTO base_{name} ({all}, existed) SELECT {old}, 1 WHERE NOT {};",
        is_kept("old")
    );
    vec![
        format!("CREATE TABLE base_{name} AS SELECT {all}, 1 AS existed FROM {name} WHERE FALSE"),
        format!("CREATE UNIQUE INDEX base_{name}__key ON base_{name} ({keys})"),
        format!(
            "CREATE TRIGGER base_{name}_insert AFTER INSERT ON {name} {recording} BEGIN
                 INSERT INTO base_{name} ({keys}, existed) SELECT {new_keys}, 0 WHERE NOT {};
             END",
            is_kept("new")
        ),
        format!(
            "CREATE TRIGGER base_{name}_update BEFORE UPDATE ON {name} {recording} BEGIN {keep_old} END"
        ),
        format!(
            "CREATE TRIGGER base_{name}_delete BEFORE DELETE ON {name} {recording} BEGIN {keep_old} END"
        ),
    ]
}
