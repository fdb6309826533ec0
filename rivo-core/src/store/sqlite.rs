//! SQLite: one writer thread with group commit, a few reader threads.
//!
//! WAL with `synchronous=FULL`: a commit returns when it is on the disk. The writer takes all units
//! of work that wait and commits them together, each in its own savepoint, so that throughput rises
//! with load while a lone write waits for nobody.

mod connect;
mod statement;

#[cfg(test)]
use std::task::Poll;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, Mutex, mpsc},
    thread,
};

use futures_util::{FutureExt as _, future::BoxFuture};
use rusqlite::Connection;
use tokio::sync::oneshot;

use self::connect::connect;
pub(crate) use self::statement::SqliteTx;
use super::{FirstStatement, Tx, TxInner};
use crate::error::{Error, Result};

const READERS: usize = 3;
/// A commit takes at most so many units of work, to bound how long the first one waits.
const GROUP_LIMIT: usize = 512;
const OPTIMIZE: &str = "PRAGMA analysis_limit = 400; PRAGMA optimize = 0x10002";
/// A connection learns what was found of the tables only as it reads the schema: this changes the
/// schema, and leaves it as it was.
const READ_AGAIN: &str = "BEGIN IMMEDIATE; CREATE VIEW tables_were_looked_at AS SELECT 1;
    DROP VIEW tables_were_looked_at; COMMIT";

pub(crate) struct SqliteStore {
    writer: mpsc::Sender<Unit>,
    readers: Option<mpsc::Sender<Unit>>,
}

/// A unit of work: runs on the connection, then hands its outcome over once the group's fate is
/// known.
struct Unit {
    /// Leaves the transaction on its way: others in its group would be committed, then told that
    /// they were not.
    alone: bool,
    work: Work,
}

type Work = Box<dyn FnOnce(&mut Option<Connection>) -> Finish + Send>;

/// Whether the unit's own changes stand, and what tells the caller.
struct Finish {
    keep: bool,
    tell: Tell,
}

/// Hands the outcome over. The argument is the error of the commit, where it failed.
type Tell = Box<dyn FnOnce(Option<&rusqlite::Error>) + Send>;

impl SqliteStore {
    /// Opens the file, or memory for `None`, where reads and writes share one connection.
    pub(crate) fn open(path: Option<&Path>, first: Option<&FirstStatement>) -> Result<Self> {
        let writer = spawn("rivo-sqlite-writer", connect(path, first)?, write_loop);
        let readers = match path {
            None => None,
            Some(path) => {
                let (sender, receiver) = mpsc::channel();
                let receiver = Arc::new(Mutex::new(receiver));
                for _ in 0..READERS {
                    let connection = connect(Some(path), first)?;
                    connection
                        .pragma_update(None, "query_only", true)
                        .map_err(|error| failed("opening a reader", error))?;
                    let receiver = Arc::clone(&receiver);
                    thread::Builder::new()
                        .name("rivo-sqlite-reader".to_owned())
                        .spawn(move || read_loop(&receiver, connection))
                        .map_err(|error| Error::internal("starting a reader thread", error))?;
                }
                Some(sender)
            }
        };
        Ok(Self { writer, readers })
    }

    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        submit(self.readers.as_ref().unwrap_or(&self.writer), work).await
    }

    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        submit(&self.writer, work).await
    }

    /// A database in memory with the same content.
    #[cfg(test)]
    pub(crate) async fn copy(&self) -> Result<Self> {
        let copied = self
            .with_connection(|connection| {
                let mut target = connect(None, None)?;
                rusqlite::backup::Backup::new(connection, &mut target)
                    .and_then(|backup| {
                        backup.run_to_completion(1000, std::time::Duration::ZERO, None)
                    })
                    .map_err(|error| failed("copying a database", error))?;
                Ok(target)
            })
            .await?;
        Ok(Self {
            writer: spawn("rivo-sqlite-writer", copied, write_loop),
            readers: None,
        })
    }

    /// Rewrites the file without what was deleted from it, and empties the log beside it.
    pub(crate) async fn compact(&self) -> Result<()> {
        self.with_connection(|connection| {
            connection
                .execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
                .map_err(|error| failed("compacting the database", error))
        })
        .await
    }

    /// Looks at how the tables have grown, for the planner: a few rows of each that is ten times what
    /// it was. Without, a database that grew since it was opened is read along the wrong indexes.
    pub(crate) async fn optimize(&self) -> Result<()> {
        self.with_connection(|connection| {
            connection
                .execute_batch(OPTIMIZE)
                .and_then(|()| connection.execute_batch(READ_AGAIN))
                .map_err(|error| failed("looking at the tables", error))
        })
        .await
    }

    /// Runs `work` on the writer's connection outside any transaction, for what cannot run in one.
    pub(crate) async fn with_connection<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (sender, receiver) = oneshot::channel();
        let work = Box::new(move |slot: &mut Option<Connection>| {
            let outcome = slot
                .as_mut()
                .ok_or_else(|| Error::bug("the connection is in use"))
                .and_then(|connection| {
                    // The group's transaction was opened before this unit ran.
                    connection
                        .execute_batch("COMMIT")
                        .map_err(|error| failed("leaving the transaction", error))?;
                    let outcome = work(connection);
                    connection
                        .execute_batch("BEGIN IMMEDIATE")
                        .map_err(|error| failed("reopening the transaction", error))?;
                    outcome
                });
            Finish {
                keep: true,
                tell: Box::new(move |_| drop(sender.send(outcome))),
            }
        });
        self.writer
            .send(Unit { alone: true, work })
            .map_err(|_| closed())?;
        receiver.await.map_err(|_| closed())?
    }
}

async fn submit<T, F>(queue: &mpsc::Sender<Unit>, work: F) -> Result<T>
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let work = Box::new(move |slot: &mut Option<Connection>| {
        let outcome = run(slot, work);
        Finish {
            keep: outcome.is_ok(),
            tell: Box::new(move |commit_error| {
                let outcome = match commit_error {
                    Some(error) => outcome.and_then(|_| {
                        Err(Error::Unavailable {
                            detail: "The database could not save this; try again.".to_owned(),
                            source: Some(error.to_string().into()),
                        })
                    }),
                    None => outcome,
                };
                drop(sender.send(outcome));
            }),
        }
    });
    queue
        .send(Unit { alone: false, work })
        .map_err(|_| closed())?;
    #[cfg(test)]
    let receiver = not_at_once(receiver);
    receiver.await.map_err(|_| closed())?
}

/// Waits for an answer, and always more than one poll long: how often a future is polled, and with
/// it the schedule of a simulation, must not hang on how fast the database's thread is.
#[cfg(test)]
async fn not_at_once<T>(
    mut receiver: oneshot::Receiver<T>,
) -> std::result::Result<T, oneshot::error::RecvError> {
    let mut early = None;
    let mut is_first = true;
    std::future::poll_fn(|context| {
        if let Some(answer) = early.take() {
            return Poll::Ready(answer);
        }
        let polled = receiver.poll_unpin(context);
        if !std::mem::take(&mut is_first) {
            return polled;
        }
        if let Poll::Ready(answer) = polled {
            early = Some(answer);
            context.waker().wake_by_ref();
        }
        Poll::Pending
    })
    .await
}

/// Runs a unit to its end. Its future never waits for anything but this connection, so one poll
/// is all it takes.
fn run<T, F>(slot: &mut Option<Connection>, work: F) -> Result<T>
where
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>>,
{
    let connection = slot.take().ok_or_else(|| Error::Unavailable {
        detail: "The database could not save this; try again.".to_owned(),
        source: None,
    })?;
    let mut tx = Tx(TxInner::Sqlite(SqliteTx { connection }));
    let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut tx).now_or_never()));
    // With one engine compiled in, this pattern cannot fail.
    #[allow(
        irrefutable_let_patterns,
        clippy::allow_attributes,
        reason = "depends on the features"
    )]
    if let TxInner::Sqlite(SqliteTx { connection }) = tx.0 {
        *slot = Some(connection);
    }
    match outcome {
        Ok(Some(outcome)) => outcome,
        Ok(None) => Err(Error::bug(
            "a unit of work awaited something other than its database",
        )),
        Err(_) => Err(Error::bug("a unit of work panicked")),
    }
}

fn spawn(
    name: &str,
    connection: Connection,
    body: fn(&mpsc::Receiver<Unit>, Connection),
) -> mpsc::Sender<Unit> {
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || body(&receiver, connection))
        .expect("the system can start one thread");
    sender
}

fn write_loop(queue: &mpsc::Receiver<Unit>, connection: Connection) {
    let mut slot = Some(connection);
    let mut next = None;
    while let Some(first) = next.take().or_else(|| queue.recv().ok()) {
        let mut is_open = !first.alone;
        let mut group = vec![first];
        while is_open
            && group.len() < GROUP_LIMIT
            && let Ok(unit) = queue.try_recv()
        {
            if unit.alone {
                is_open = false;
                next = Some(unit);
            } else {
                group.push(unit);
            }
        }
        commit_group(&mut slot, group);
    }
    if let Some(connection) = slot {
        // Folds the WAL into the file, so that a copy of it is whole.
        drop(connection.execute_batch(OPTIMIZE));
        drop(connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
}

fn commit_group(slot: &mut Option<Connection>, group: Vec<Unit>) {
    let alone = group.len() == 1;
    let mut finishes = Vec::with_capacity(group.len());
    let mut error = batch(slot, "BEGIN IMMEDIATE").err();
    for unit in group {
        if !alone {
            error = error.or_else(|| batch(slot, "SAVEPOINT unit").err());
        }
        // Once the transaction is lost, the rest of the group is refused, not run outside one.
        let finish = match error {
            None => (unit.work)(slot),
            Some(_) => (unit.work)(&mut None),
        };
        if !finish.keep && slot.as_ref().is_none_or(Connection::is_autocommit) {
            error = error.or(Some(rusqlite::Error::InvalidQuery));
        }
        if !alone {
            let end = if finish.keep {
                "RELEASE unit"
            } else {
                "ROLLBACK TO unit; RELEASE unit"
            };
            error = error.or_else(|| batch(slot, end).err());
        } else if !finish.keep {
            error = error.or_else(|| batch(slot, "ROLLBACK").err());
            (finish.tell)(error.as_ref());
            return;
        }
        finishes.push(finish);
    }
    error = error.or_else(|| batch(slot, "COMMIT").err());
    if let Some(error) = &error {
        tracing::error!(%error, "SQLite could not commit; the writes of this group are undone");
        drop(batch(slot, "ROLLBACK"));
    }
    for finish in finishes {
        (finish.tell)(error.as_ref());
    }
}

fn batch(slot: &mut Option<Connection>, sql: &str) -> rusqlite::Result<()> {
    match slot {
        Some(connection) if sql.contains(';') => connection.execute_batch(sql),
        Some(connection) => connection.prepare_cached(sql)?.raw_execute().map(drop),
        None => Err(rusqlite::Error::InvalidQuery),
    }
}

fn read_loop(queue: &Mutex<mpsc::Receiver<Unit>>, connection: Connection) {
    let mut slot = Some(connection);
    loop {
        let unit = match queue.lock() {
            Ok(queue) => queue.recv(),
            Err(_) => return,
        };
        let Ok(unit) = unit else { return };
        let error = batch(&mut slot, "BEGIN").err();
        let finish = (unit.work)(&mut slot);
        drop(batch(&mut slot, "COMMIT"));
        (finish.tell)(error.as_ref());
    }
}

fn closed() -> Error {
    Error::Unavailable {
        detail: "The database is closed.".to_owned(),
        source: None,
    }
}

fn failed(doing: &str, error: rusqlite::Error) -> Error {
    Error::internal(doing, error)
}
