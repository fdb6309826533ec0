//! The desk on this computer, from the first start to the wipe: not there yet, sealed under a
//! passphrase, or open, as a replica of a server or as a demo.

mod demo;
mod folder;
mod open;
mod report;
mod seal;
mod server;
#[cfg(test)]
mod tests;
mod wish;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex as StdMutex, PoisonError, RwLock},
};

use rivo_core::{
    Error, Result,
    sync::{State as SyncState, Status},
};
use tokio::sync::{Mutex, OnceCell, watch};
use uuid::Uuid;

pub(crate) use self::{
    folder::Kind,
    open::Open,
    report::{Notice, Phase, Report},
    seal::is_encrypting,
    wish::{Connect, Demo, SignIn, SignOut, Unlock},
};
use self::{
    folder::{Folder, Settings},
    seal::{Keychain, Seal, Secrets, check_passphrase},
};

/// The desk. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Desk(Arc<Inner>);

struct Inner {
    folder: Folder,
    phase: watch::Sender<Phase>,
    open: RwLock<Option<Arc<Open>>>,
    /// Raised whenever a [`Report`] would read differently.
    changed: watch::Sender<u64>,
    /// Setting up, unlocking and signing out exclude each other.
    turn: Mutex<()>,
    /// The page that a link asked for before there was a page to lead.
    first_page: StdMutex<Option<String>>,
    /// Whether there is a keychain, once it was found out.
    keychain: OnceCell<bool>,
}

impl Desk {
    /// The desk in a folder. [`Desk::start`] opens it.
    pub(crate) fn new(folder: PathBuf) -> Result<Self> {
        let folder = Folder::open(folder)
            .map_err(|error| Error::internal("making the folder of the local desk", error))?;
        Ok(Self(Arc::new(Inner {
            folder,
            phase: watch::Sender::new(Phase::Opening),
            open: RwLock::new(None),
            changed: watch::Sender::new(0),
            turn: Mutex::new(()),
            first_page: StdMutex::new(None),
            keychain: OnceCell::new(),
        })))
    }

    /// Opens what is here, or says why it cannot.
    pub(crate) async fn start(&self) {
        let _turn = self.0.turn.lock().await;
        if let Err(error) = self.open_what_is_here().await {
            tracing::error!(%error, "the local desk could not be opened");
            let detail = error.to_string();
            self.enter(Phase::Failed { detail });
        }
    }

    async fn open_what_is_here(&self) -> Result<()> {
        let Some(settings) = self.settings()? else {
            // What a wipe that was cut short left behind.
            self.wipe_files()?;
            self.enter(Phase::New { notice: None });
            return Ok(());
        };
        match settings.seal {
            Seal::Passphrase { .. } => {
                self.enter(Phase::Sealed);
                Ok(())
            }
            Seal::Keychain => {
                let desk_id = settings.desk_id;
                let secrets = blocking(move || Secrets::from_keychain(desk_id)).await?;
                self.open(settings, secrets).await
            }
        }
    }

    /// The desk to work at, once it has been found out whether there is one.
    pub(crate) async fn opened(&self) -> Option<Arc<Open>> {
        let mut phase = self.0.phase.subscribe();
        // The sender lives as long as `self`.
        drop(phase.wait_for(|phase| *phase != Phase::Opening).await);
        self.now()
    }

    /// The desk to work at, if there is one at this moment.
    pub(crate) fn now(&self) -> Option<Arc<Open>> {
        let open = self.0.open.read().unwrap_or_else(PoisonError::into_inner);
        open.clone()
    }

    /// Hears of every change of what [`Desk::report`] says.
    pub(crate) fn changed(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    /// How things stand.
    pub(crate) async fn report(&self) -> Report {
        let phase = self.0.phase.borrow().clone();
        let open = self.now();
        let settings = match &open {
            Some(open) => Some(open.settings.clone()),
            None => self.settings().ok().flatten(),
        };
        let keychain = match settings.as_ref().map(|settings| &settings.seal) {
            Some(seal) => *seal == Seal::Keychain,
            None => self.has_keychain().await,
        };
        let kind = settings.as_ref().map(|settings| settings.kind);
        let settings = settings.unwrap_or_else(|| Settings {
            desk_id: Uuid::nil(),
            kind: Kind::Replica,
            seal: Seal::Keychain,
            server: String::new(),
            email: String::new(),
            device_name: server::this_computer(),
        });
        Report {
            phase,
            kind,
            sync: open.and_then(|open| open.status()),
            server: settings.server,
            email: settings.email,
            device_name: settings.device_name,
            keychain,
            encrypted: is_encrypting(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// The first start: logs in at a server and begins to copy what the user may see.
    pub(crate) async fn connect(&self, wish: Connect) -> Result<()> {
        let _turn = self.0.turn.lock().await;
        self.require_new()?;
        let server = server::address(&wish.server)?;
        let seal = self.choose_seal(wish.passphrase.as_deref()).await?;
        let login =
            server::sign_in(&server, &wish.email, &wish.password, &wish.device_name).await?;
        let settings = Settings {
            desk_id: Uuid::now_v7(),
            kind: Kind::Replica,
            seal,
            server,
            email: login.user.user.email.clone(),
            device_name: wish.device_name,
        };
        let secrets = self.seal(&settings, wish.passphrase).await?;
        let kept = secrets.clone();
        let (token, me) = (login.token, login.user);
        let outcome = async {
            let token_kept = token.clone();
            blocking(move || kept.keep_token(&token_kept)).await?;
            let open = Open::replica(&self.0.folder, settings.clone(), secrets.clone()).await?;
            open.sign_in(&token, &me).await?;
            self.put(open).await;
            Ok(())
        }
        .await;
        if outcome.is_err() {
            self.undo(&secrets).await;
        }
        outcome
    }

    /// The first start without a server: fills the local file with invented people.
    pub(crate) async fn try_demo(&self, wish: Demo) -> Result<()> {
        let _turn = self.0.turn.lock().await;
        self.require_new()?;
        let settings = Settings {
            desk_id: Uuid::now_v7(),
            kind: Kind::Demo,
            seal: self.choose_seal(wish.passphrase.as_deref()).await?,
            server: String::new(),
            email: demo::EMAIL.to_owned(),
            device_name: server::this_computer(),
        };
        let secrets = self.seal(&settings, wish.passphrase).await?;
        self.enter(Phase::Filling { done: 0, total: 0 });
        let tell = self.clone();
        let filled = demo::fill(&self.0.folder, &secrets, move |done, total| {
            tell.enter(Phase::Filling { done, total });
        })
        .await;
        let outcome = match filled {
            Ok(()) => self.open(settings, secrets.clone()).await,
            Err(error) => Err(error),
        };
        if outcome.is_err() {
            self.undo(&secrets).await;
            self.enter(Phase::New { notice: None });
        }
        outcome
    }

    /// Opens the database with its passphrase.
    pub(crate) async fn unlock(&self, wish: Unlock) -> Result<()> {
        let _turn = self.0.turn.lock().await;
        let settings = self.settings()?.filter(|_| self.is(&Phase::Sealed));
        let Some((settings, salt)) = settings.and_then(|settings| match settings.seal {
            Seal::Passphrase { salt } => Some((settings, salt)),
            Seal::Keychain => None,
        }) else {
            return Err(Error::conflict(
                "not_sealed",
                "There is nothing here that a passphrase opens.",
            ));
        };
        let vault = self.0.folder.vault();
        let secrets =
            blocking(move || Secrets::under_passphrase(salt, &wish.passphrase, &vault)).await?;
        self.open(settings, secrets)
            .await
            .map_err(|error| match error {
                Error::Unauthenticated {
                    code: "wrong_key", ..
                } => Error::invalid(
                    "passphrase",
                    "This passphrase does not open the local copy.",
                ),
                other => other,
            })
    }

    /// Logs in again at the same server, after the login ended: what waits to be sent is still
    /// there.
    pub(crate) async fn sign_in(&self, wish: SignIn) -> Result<()> {
        let _turn = self.0.turn.lock().await;
        let open = self.now().ok_or_else(nothing_open)?;
        let Settings {
            server,
            email,
            device_name,
            ..
        } = open.settings.clone();
        let login = server::sign_in(&server, &email, &wish.password, &device_name).await?;
        let (secrets, token) = (open.secrets.clone(), login.token.clone());
        blocking(move || secrets.keep_token(&token)).await?;
        open.sign_in(&login.token, &login.user).await?;
        self.tell();
        Ok(())
    }

    /// Leaves: the login ends, and with `wipe` nothing stays on this computer.
    pub(crate) async fn sign_out(&self, wish: SignOut) -> Result<()> {
        let _turn = self.0.turn.lock().await;
        if let Some(open) = self.now() {
            let secrets = open.secrets.clone();
            let token = blocking(move || secrets.token()).await.ok().flatten();
            open.sign_out(token.as_deref(), wish.wipe).await?;
            let secrets = open.secrets.clone();
            blocking(move || secrets.forget_token()).await?;
            if wish.wipe {
                self.close_and_wipe(&open, Notice::SignedOut).await?;
            } else {
                self.tell();
            }
            return Ok(());
        }
        if !wish.wipe {
            return Err(nothing_open());
        }
        // Sealed or broken: without the key nothing of it can be read, so it can only go.
        if let Some(Settings {
            desk_id,
            seal: Seal::Keychain,
            ..
        }) = self.settings()?
        {
            blocking(move || Secrets::from_keychain(desk_id).and_then(|secrets| secrets.forget()))
                .await
                .or_else(|error| match error {
                    Error::Conflict {
                        code: "key_missing",
                        ..
                    } => Ok(()),
                    other => Err(other),
                })?;
        }
        self.wipe_files()?;
        self.enter(Phase::New {
            notice: Some(Notice::SignedOut),
        });
        Ok(())
    }

    /// Tries again to open what could not be opened.
    pub(crate) async fn retry(&self) {
        if matches!(*self.0.phase.borrow(), Phase::Failed { .. }) {
            self.enter(Phase::Opening);
            self.start().await;
        }
    }

    /// Where the first page shall lead to.
    pub(crate) fn remember_first_page(&self, path: String) {
        let mut slot = self
            .0
            .first_page
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *slot = Some(path);
    }

    /// What [`Desk::remember_first_page`] kept, once.
    pub(crate) fn take_first_page(&self) -> Option<String> {
        let mut slot = self
            .0
            .first_page
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        slot.take()
    }

    /// Ends all work on the desk, for the end of the app.
    pub(crate) async fn close(&self) {
        if let Some(open) = self.now() {
            open.close().await;
        }
    }

    async fn open(&self, settings: Settings, secrets: Secrets) -> Result<()> {
        let open = match settings.kind {
            Kind::Demo => Open::demo(&self.0.folder, settings, secrets).await?,
            Kind::Replica => {
                // First the database: it tells a wrong passphrase by name.
                let kept = secrets.clone();
                let open = Open::replica(&self.0.folder, settings, secrets).await?;
                let token = blocking(move || kept.token()).await?;
                open.connect(token.as_deref())?;
                open
            }
        };
        self.put(open).await;
        Ok(())
    }

    async fn put(&self, open: Open) {
        let open = Arc::new(open);
        *self.0.open.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&open));
        self.enter(Phase::Open);
        open.start().await;
        if let Some(status) = open.watch() {
            tokio::spawn(self.clone().follow(open, status));
        }
    }

    /// Passes on how the replica stands, and ends with it.
    async fn follow(self, open: Arc<Open>, mut status: watch::Receiver<Status>) {
        loop {
            let state = status.borrow_and_update().state;
            self.tell();
            if state == SyncState::Revoked {
                let _turn = self.0.turn.lock().await;
                if let Err(error) = self.close_and_wipe(&open, Notice::Revoked).await {
                    tracing::error!(%error, "the revoked copy's file could not be removed");
                    let detail = error.to_string();
                    self.enter(Phase::Failed { detail });
                }
                return;
            }
            if status.changed().await.is_err() {
                return;
            }
        }
    }

    async fn close_and_wipe(&self, open: &Arc<Open>, notice: Notice) -> Result<()> {
        {
            let mut slot = self.0.open.write().unwrap_or_else(PoisonError::into_inner);
            if !slot.as_ref().is_some_and(|it| Arc::ptr_eq(it, open)) {
                return Ok(());
            }
            *slot = None;
        }
        open.close().await;
        let secrets = open.secrets.clone();
        let forgotten = blocking(move || secrets.forget()).await;
        self.wipe_files()?;
        self.enter(Phase::New {
            notice: Some(notice),
        });
        forgotten
    }

    async fn seal(&self, settings: &Settings, passphrase: Option<String>) -> Result<Secrets> {
        self.wipe_files()?;
        let vault = self.0.folder.vault();
        let (seal, desk_id) = (settings.seal.clone(), settings.desk_id);
        let made =
            blocking(move || Secrets::make(&seal, desk_id, passphrase.as_deref(), &vault)).await?;
        self.0
            .folder
            .keep(settings)
            .map_err(|error| Error::internal("keeping the settings of the local desk", error))?;
        Ok(made)
    }

    async fn choose_seal(&self, passphrase: Option<&str>) -> Result<Seal> {
        if self.has_keychain().await {
            return Ok(Seal::Keychain);
        }
        check_passphrase(passphrase.unwrap_or_default())?;
        Ok(Seal::Passphrase {
            salt: Uuid::new_v4(),
        })
    }

    async fn has_keychain(&self) -> bool {
        let found = self
            .0
            .keychain
            .get_or_init(|| async { blocking(|| Ok(Keychain::is_there())).await.unwrap_or(false) });
        *found.await
    }

    /// Takes back a first start that failed half-way.
    async fn undo(&self, secrets: &Secrets) {
        let secrets = secrets.clone();
        let forgotten = blocking(move || secrets.forget()).await;
        if let Err(error) = self.wipe_files().and(forgotten) {
            tracing::warn!(%error, "what a failed first start left could not be removed");
        }
    }

    fn wipe_files(&self) -> Result<()> {
        self.0
            .folder
            .wipe()
            .map_err(|error| Error::internal("removing the local copy", error))
    }

    fn settings(&self) -> Result<Option<Settings>> {
        self.0
            .folder
            .settings()
            .map_err(|error| Error::internal("reading the settings of the local desk", error))
    }

    fn require_new(&self) -> Result<()> {
        if matches!(*self.0.phase.borrow(), Phase::New { .. }) {
            return Ok(());
        }
        Err(Error::conflict(
            "desk_exists",
            "There is a desk on this computer already. Sign out of it first.",
        ))
    }

    fn is(&self, phase: &Phase) -> bool {
        *self.0.phase.borrow() == *phase
    }

    fn enter(&self, phase: Phase) {
        self.0.phase.send_replace(phase);
        self.tell();
    }

    fn tell(&self) {
        self.0.changed.send_modify(|count| *count += 1);
    }
}

fn nothing_open() -> Error {
    Error::conflict("no_desk", "There is no desk open on this computer.")
}

/// Runs what waits for a disk, another process or its own arithmetic, off the async threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::internal("waiting for a thread", error))?
}
