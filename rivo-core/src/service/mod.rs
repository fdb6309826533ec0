//! What Rivo does: [`Rivo`] opens a database, takes messages and commands, answers queries.
//!
//! Every method takes an [`Actor`](crate::auth::Actor) and is scoped by it. `ingest` is the hot
//! path; `execute` runs commands, one file per noun; `access` says who may do what; `feed` follows
//! the changes.

pub(crate) mod access;
mod api_key;
mod apply;
mod assignment;
mod audit;
mod bulk;
mod by_time;
mod chat;
mod client;
mod client_file;
mod client_query;
mod context;
pub(crate) mod conversation;
mod dispatch;
mod erase;
pub mod execute;
mod export;
mod extraction;
mod extraction_report;
pub(crate) mod feed;
mod import;
pub mod ingest;
mod local_time;
pub mod login;
mod merge;
mod newest;
mod note;
mod notification;
mod office;
pub(crate) mod paging;
mod permit;
mod practice;
pub(crate) mod replica;
mod report;
mod role;
pub(crate) mod scope;
mod seen;
pub(crate) mod select;
pub mod setting;
mod short_list;
mod stage;
mod task;
pub(crate) mod text;
mod today;
mod user;
mod view;

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt as _;

use tokio::{
    sync::{Mutex, Notify, watch},
    task::JoinSet,
};

pub(crate) use self::feed::chain;
pub use self::{
    audit::AuditFilter,
    chat::MessageFilter,
    execute::Outcome,
    export::{Export, ExportRequest},
    user::UserFilter,
};
use crate::{
    auth::token::SecretKey,
    clock::{Clock, SystemClock, Timestamp},
    error::{Error, Result},
    extract::{Extractor, RulesExtractor},
    model::validate::Region,
    store::{DatabaseUrl, FirstStatement, Store, migrate},
};

/// How to open a [`Rivo`].
pub struct Options {
    /// Where the data is.
    pub database: DatabaseUrl,
    /// Run first on every connection to a SQLite file: the key of an encrypted one.
    pub first_statement: Option<FirstStatement>,
    /// The region of phone numbers without a country code.
    pub region: Region,
    /// Keys the hashes of login tokens; changing it logs everyone out.
    pub secret_key: SecretKey,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// What reads conversations. The rules need no model.
    pub extractor: Arc<dyn Extractor>,
    /// A direct connection for the wake-up between nodes, where `database` goes through a pooler.
    pub listen: Option<DatabaseUrl>,
    /// How many extraction jobs this process runs at once.
    pub job_workers: usize,
}

impl Options {
    /// The usual choices for a database: US phone numbers, the system's clock, the rules extractor
    /// and a secret key of this process alone.
    #[must_use]
    pub fn new(database: DatabaseUrl) -> Self {
        Self {
            database,
            first_statement: None,
            region: Region::default(),
            secret_key: SecretKey::random(),
            clock: Arc::new(SystemClock),
            extractor: Arc::new(RulesExtractor),
            listen: None,
            job_workers: 2,
        }
    }
}

/// The lead desk: everything that is true without HTTP or a window. Cheap to clone.
#[derive(Clone)]
pub struct Rivo(Arc<Inner>);

struct Inner {
    store: Store,
    region: Region,
    secret_key: SecretKey,
    clock: Arc<dyn Clock>,
    extractor: Arc<dyn Extractor>,
    listen: Option<DatabaseUrl>,
    job_workers: usize,
    lanes: ingest::Lanes,
    settings: setting::SettingsCache,
    logins: login::LoginCache,
    /// Something was committed that the sequencer may have to place.
    committed: Notify,
    /// Raised when the feed grew.
    feed_grew: watch::Sender<u64>,
    /// Something may be due for the job worker.
    job_due: Notify,
    stopping: watch::Sender<bool>,
    tasks: Mutex<JoinSet<()>>,
    /// What makes this desk a device's replica.
    replica: Option<Arc<replica::Replica>>,
}

impl Rivo {
    /// Opens the database, brings its schema up to date and makes the two first roles.
    ///
    /// Nothing runs in the background yet: a server calls [`Rivo::start`].
    pub async fn open(options: Options) -> Result<Self> {
        let store = Store::open_with(&options.database, options.first_statement.clone()).await?;
        migrate::run(&store).await?;
        let rivo = Self::over(store, options, None);
        rivo.ensure_roles().await?;
        Ok(rivo)
    }

    /// A desk over an open and migrated database.
    pub(crate) fn over(
        store: Store,
        options: Options,
        replica: Option<Arc<replica::Replica>>,
    ) -> Self {
        Self(Arc::new(Inner {
            lanes: ingest::Lanes::new(&store),
            store,
            region: options.region,
            secret_key: options.secret_key,
            clock: options.clock,
            extractor: options.extractor,
            listen: options.listen,
            job_workers: options.job_workers,
            settings: setting::SettingsCache::default(),
            logins: login::LoginCache::default(),
            committed: Notify::new(),
            feed_grew: watch::Sender::new(0),
            job_due: Notify::new(),
            stopping: watch::Sender::new(false),
            tasks: Mutex::new(JoinSet::new()),
            replica,
        }))
    }

    /// A desk in memory, gone with the process.
    #[cfg(feature = "sqlite")]
    pub async fn in_memory() -> Result<Self> {
        Self::open(Options::new(DatabaseUrl::SqliteMemory)).await
    }

    /// Starts what runs behind the requests: the feed's sequencer and follower, the job workers,
    /// what gives leads
    /// away and what tells of things that come due. They end with [`Rivo::shutdown`]. A replica has the feed alone: it never extracts.
    pub async fn start(&self) {
        let mut tasks = self.0.tasks.lock().await;
        feed::spawn(self, &mut tasks);
        if !self.is_replica() {
            crate::job::spawn(self, &mut tasks);
            dispatch::spawn(self, &mut tasks);
            notification::spawn(self, &mut tasks);
        }
    }

    /// Ends the background work: jobs under way are handed back, what follows the feed stops at a
    /// committed place.
    pub async fn shutdown(&self) {
        self.0.stopping.send_replace(true);
        let mut tasks = std::mem::take(&mut *self.0.tasks.lock().await);
        let all_ended = async { while tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(Duration::from_secs(10), all_ended)
            .await
            .is_err()
        {
            tracing::warn!("background work did not end within 10 s and was cut off");
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        const PING: crate::store::Sql = crate::store::Sql::same("SELECT CAST(1 AS BIGINT)");
        self.0
            .store
            .read(|tx| Box::pin(async move { tx.query_one(&PING, &[]).await.map(drop) }))
            .await
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    /// The present moment, by the desk's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The region of phone numbers without a country code.
    #[must_use]
    pub fn region(&self) -> Region {
        self.0
            .replica
            .as_ref()
            .map_or(self.0.region, |replica| replica.region())
    }

    pub(crate) fn secret_key(&self) -> &SecretKey {
        &self.0.secret_key
    }

    pub(crate) fn extractor(&self) -> &Arc<dyn Extractor> {
        &self.0.extractor
    }

    pub(crate) fn settings_cache(&self) -> &setting::SettingsCache {
        &self.0.settings
    }

    pub(crate) fn login_cache(&self) -> &login::LoginCache {
        &self.0.logins
    }

    pub(crate) fn job_workers(&self) -> usize {
        self.0.job_workers
    }

    pub(crate) fn job_due(&self) -> &Notify {
        &self.0.job_due
    }

    /// Tells a background task that the process ends.
    pub(crate) fn stopping(&self) -> Stopping {
        Stopping(self.0.stopping.subscribe())
    }

    /// Tells the feed that something was committed.
    pub(crate) fn wake_feed(&self) {
        self.0.committed.notify_one();
    }
}

/// Turns a panic into an error. Background work goes on after one: a text that breaks a reader must
/// not end the work for all others.
pub(crate) async fn guarded<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(outcome) => outcome,
        Err(panic) => {
            let said = panic
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| panic.downcast_ref::<&str>().copied());
            Err(Error::bug(format!(
                "a panic: {}",
                said.unwrap_or("without words")
            )))
        }
    }
}

/// What a background task asks whether the process ends.
pub(crate) struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Whether it ends now.
    pub(crate) fn is_stopping(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when it ends.
    pub(crate) async fn stopped(&mut self) {
        // The sender lives as long as `Rivo`; without one there is nothing left to do either.
        drop(self.0.wait_for(|stop| *stop).await);
    }
}

/// The statements of this floor, for the test that prepares each one on both engines.
#[cfg(test)]
pub(crate) fn statements() -> Vec<(&'static str, &'static crate::store::Sql)> {
    let mut all = feed::ALL.to_vec();
    #[cfg(feature = "postgres")]
    all.extend_from_slice(ingest::LANE_STATEMENTS);
    all
}
