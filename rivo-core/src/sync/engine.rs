//! The device's side: a replica, and the loop that keeps it level with its server.
//!
//! A round pushes what waits and then pulls until nothing is left. Where it fails the next one
//! comes after a growing, jittered pause, or at once when something gives hope ([`Engine::wake`]).
//! While the server answers, its live line says when to look; a slow poll covers what the line
//! missed.

mod local;
mod run;

use std::sync::{Arc, PoisonError, RwLock};

use tokio::{
    sync::{Mutex, Notify, watch},
    task::JoinHandle,
};

use super::{
    apply::{self, LAST_CONTACT, PROGRESS, PageError},
    protocol::{PullRequest, PushRequest, PushedCommand, SeenMark},
    status::{State, Status},
    transport::{ForwardRequest, ForwardResponse, SyncTransport, TransportError},
};
use crate::{
    api::user::{Me, UserRef},
    clock::Clock,
    error::{Error, Result},
    service::{
        Options, Rivo, chain,
        replica::{LOCKED, ME, REGION, Replica, overlay::Overlay},
    },
    store::{
        DatabaseUrl, FirstStatement, Store,
        table::{client_seen, sync_outbox, sync_state, user},
    },
};

/// One push carries at most so many commands …
const PUSH_COMMANDS: usize = 100;
/// … of about so many bytes: the server's limit on a body is 1 MiB.
const PUSH_BYTES: usize = 512 * 1024;
/// Marks of what was seen, of one push.
const PUSH_MARKS: i64 = 200;
/// Documents asked for at once.
const PULL_DOCUMENTS: u32 = 1000;
/// The code that locks and wipes.
const REVOKED: &str = "device_revoked";

/// How to open a device.
pub struct EngineOptions {
    /// The replica's file, made where it is not there.
    pub database: DatabaseUrl,
    /// Run first on every connection: the key of an encrypted file.
    pub first_statement: Option<FirstStatement>,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// The device's name, as its user knows it.
    pub device_name: String,
}

/// A device: its replica and what keeps it level with its server. Cheap to clone.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    rivo: Rivo,
    replica: Arc<Replica>,
    device_name: String,
    transport: RwLock<Option<Arc<dyn SyncTransport>>>,
    status: watch::Sender<Status>,
    wake: Notify,
    stopping: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
    /// One round at a time.
    turn: Mutex<()>,
    /// Cuts off the round under way, so that whoever signs in or out need not wait for a server.
    cut: Notify,
}

/// Why a round came to nothing.
#[derive(Debug)]
pub(super) enum RoundError {
    /// The server, or the way to it.
    Transport(TransportError),
    /// The replica.
    Rivo(Error),
}

impl From<TransportError> for RoundError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<Error> for RoundError {
    fn from(error: Error) -> Self {
        Self::Rivo(error)
    }
}

impl From<PageError> for RoundError {
    fn from(error: PageError) -> Self {
        match error {
            PageError::Transport(error) => Self::Transport(error),
            PageError::Rivo(error) => Self::Rivo(error),
        }
    }
}

impl Engine {
    /// Opens a replica, whatever build of Rivo made it, and shows what it holds. Nothing runs yet:
    /// [`Engine::start`].
    ///
    /// # Errors
    ///
    /// [`Error::Unauthenticated`] with the code `wrong_key` where the file cannot be read under the
    /// key.
    pub async fn open(options: EngineOptions) -> Result<Self> {
        let store = Store::open_with(&options.database, options.first_statement.clone()).await?;
        Self::over(store, options).await
    }

    /// A device over an open database.
    pub(super) async fn over(store: Store, options: EngineOptions) -> Result<Self> {
        let overlay = Overlay::open(&store).await?;
        let region: Option<String> = store
            .read(|tx| Box::pin(async move { sync_state::find(tx, REGION).await }))
            .await?;
        let region = region.and_then(|region| region.parse().ok());
        let replica = Replica::new(overlay, region.unwrap_or_default());
        let now = options.clock.now();
        let rivo = Rivo::over(
            store,
            Options {
                clock: options.clock,
                job_workers: 0,
                ..Options::new(options.database)
            },
            Some(Arc::clone(&replica)),
        );
        let again = Arc::clone(&replica);
        rivo.store()
            .write(move |tx| {
                let replica = Arc::clone(&again);
                Box::pin(async move { replica.redo(tx).await })
            })
            .await?;
        let engine = Self(Arc::new(Inner {
            rivo,
            replica,
            status: watch::Sender::new(Status {
                state: State::Starting,
                since: now,
                detail: None,
                device_name: options.device_name.clone(),
                user: None,
                server: None,
                pending: 0,
                rejected: 0,
                last_contact_at: None,
                snapshot: None,
            }),
            device_name: options.device_name,
            transport: RwLock::new(None),
            wake: Notify::new(),
            stopping: watch::Sender::new(false),
            task: Mutex::new(None),
            turn: Mutex::new(()),
            cut: Notify::new(),
        }));
        let state = engine.resting_state().await?;
        engine.publish(state, None).await?;
        Ok(engine)
    }

    /// The replica, for the Router and everything else that asks a desk.
    #[must_use]
    pub fn rivo(&self) -> &Rivo {
        &self.0.rivo
    }

    /// How the device stands, and whenever that changes.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<Status> {
        self.0.status.subscribe()
    }

    /// Sets the way to the server, for the login this device has.
    pub fn connect(&self, transport: Arc<dyn SyncTransport>) {
        *self
            .0
            .transport
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(transport);
        self.wake();
    }

    /// Tries the server now.
    pub fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// Sends a request on to the server, for what only the server can do.
    ///
    /// # Errors
    ///
    /// [`Error::Offline`] without a server that answers.
    pub async fn forward(&self, request: ForwardRequest) -> Result<ForwardResponse> {
        let Some(transport) = self.transport() else {
            return Err(Error::offline());
        };
        match transport.forward(request).await {
            Ok(response) => {
                // What it changed is to be seen here; a login that ended is to be found out.
                self.wake();
                Ok(response)
            }
            Err(error) => {
                tracing::debug!(%error, "a request could not be sent on to the server");
                self.wake();
                Err(Error::offline())
            }
        }
    }

    pub(super) fn transport(&self) -> Option<Arc<dyn SyncTransport>> {
        self.0
            .transport
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn disconnect(&self) {
        *self
            .0
            .transport
            .write()
            .unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// One round: pushes what waits, pulls what changed.
    pub(super) async fn round(&self) -> Result<(), RoundError> {
        let _turn = self.0.turn.lock().await;
        let Some(transport) = self.transport() else {
            return Err(Error::offline().into());
        };
        let outcome = match self.push_all(&*transport).await {
            Ok(()) => self.pull_all(&*transport).await,
            Err(error) => Err(error),
        };
        self.settle(&outcome).await?;
        outcome
    }

    /// Pushes until nothing waits. A pull before that would show the effect of a command whose
    /// answer was lost twice for a moment: in the base, and as a command that waits.
    async fn push_all(&self, transport: &dyn SyncTransport) -> Result<(), RoundError> {
        let mut seen = self.next_marks().await?;
        loop {
            let commands = self.next_commands().await?;
            if commands.is_empty() && seen.is_empty() {
                return Ok(());
            }
            let sent = commands.len();
            let request = PushRequest {
                device_id: self.0.device_name.clone(),
                commands,
                // Once a round: a server of before there were marks says nothing of them.
                seen: std::mem::take(&mut seen),
            };
            let marks = request.seen.clone();
            let response = transport.push(request).await?;
            apply::marks(&self.0.rivo, marks, response.seen).await?;
            let answered = response.results.len();
            if apply::verdicts(&self.0.rivo, response.results).await? {
                return Err(TransportError::ServerTooOld {
                    detail:
                        "The server does not know a command of this app yet; it has to be updated."
                            .to_owned(),
                }
                .into());
            }
            if answered < sent {
                return Err(TransportError::Offline {
                    detail: "The server could not take all commands; trying again.".to_owned(),
                }
                .into());
            }
        }
    }

    /// What its user has seen since the server heard of it last.
    async fn next_marks(&self) -> Result<Vec<SeenMark>> {
        let marks = self.0.rivo.store().read(|tx| {
            Box::pin(async move {
                match sync_state::find::<Me>(tx, ME).await? {
                    Some(me) => client_seen::waiting(tx, me.user.id, PUSH_MARKS).await,
                    None => Ok(Vec::new()),
                }
            })
        });
        let mark = |(client_id, seen_at)| SeenMark { client_id, seen_at };
        Ok(marks.await?.into_iter().map(mark).collect())
    }

    /// The next commands to push, noted as sent.
    async fn next_commands(&self) -> Result<Vec<PushedCommand>> {
        let waiting = self
            .0
            .rivo
            .store()
            .read(|tx| Box::pin(async move { sync_outbox::pending(tx).await }))
            .await?;
        let mut bytes = 0;
        let mut batch = Vec::new();
        for entry in waiting {
            bytes += entry.command.to_string().len();
            if batch.len() == PUSH_COMMANDS || (bytes > PUSH_BYTES && !batch.is_empty()) {
                break;
            }
            batch.push(PushedCommand {
                id: entry.command_id,
                issued_at: Some(entry.issued_at),
                base_version: entry.base_version,
                command: entry.command,
            });
        }
        if batch.is_empty() {
            return Ok(batch);
        }
        let ids: Vec<_> = batch.iter().map(|command| command.id).collect();
        let now = self.0.rivo.now();
        self.0
            .rivo
            .store()
            .write(move |tx| {
                let ids = ids.clone();
                Box::pin(async move {
                    for id in ids {
                        sync_outbox::mark_sent(tx, id, now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        Ok(batch)
    }

    /// Pulls until nothing is left.
    async fn pull_all(&self, transport: &dyn SyncTransport) -> Result<(), RoundError> {
        loop {
            let ticket = apply::ticket(&self.0.rivo).await?;
            let request = PullRequest {
                cursor: ticket.cursor.clone(),
                limit: Some(PULL_DOCUMENTS),
            };
            let response = match transport.pull(request).await {
                Err(TransportError::CursorExpired) if ticket.cursor.is_some() => {
                    apply::forget_cursor(&self.0.rivo).await?;
                    continue;
                }
                response => response?,
            };
            let more = response.more;
            let open = apply::page(&self.0.rivo, ticket, response).await?;
            if more {
                self.publish(State::Online, None).await?;
            } else if open {
                return Ok(());
            }
        }
    }

    /// What a round's outcome says of the device.
    async fn settle(&self, outcome: &Result<(), RoundError>) -> Result<()> {
        let (state, detail) = match outcome {
            Ok(()) => (State::Online, None),
            Err(RoundError::Transport(error)) => {
                let state = match error {
                    TransportError::Unauthenticated { code, .. } if code == REVOKED => {
                        self.wipe(Some(REVOKED)).await?;
                        State::Revoked
                    }
                    TransportError::Unauthenticated { code, .. } => {
                        self.lock(code).await?;
                        State::Locked
                    }
                    TransportError::AppTooOld { .. } => State::AppTooOld,
                    TransportError::ServerTooOld { .. } => State::ServerTooOld,
                    TransportError::Offline { .. }
                    | TransportError::CursorExpired
                    | TransportError::Refused { .. } => State::Offline,
                };
                (state, Some(error.to_string()))
            }
            Err(RoundError::Rivo(error)) => {
                tracing::error!(error = %chain(error), "the replica could not take what the server sent");
                (State::Offline, Some(error.to_string()))
            }
        };
        self.publish(state, detail).await
    }

    /// What the replica itself says of its state, without having asked the server.
    async fn resting_state(&self) -> Result<State> {
        self.0
            .rivo
            .store()
            .read(|tx| {
                Box::pin(async move {
                    let locked = sync_state::find::<String>(tx, LOCKED).await?;
                    Ok(match locked.as_deref() {
                        Some(REVOKED) => State::Revoked,
                        Some(_) => State::Locked,
                        None if sync_state::find::<Me>(tx, ME).await?.is_none() => State::SignedOut,
                        None => State::Starting,
                    })
                })
            })
            .await
    }

    /// Tells everybody how the device stands.
    async fn publish(&self, state: State, detail: Option<String>) -> Result<()> {
        let now = self.0.rivo.now();
        let server = self.transport().map(|transport| transport.server());
        let (pending, rejected, last_contact_at, snapshot, me) = self
            .0
            .rivo
            .store()
            .read(|tx| {
                Box::pin(async move {
                    let (pending, rejected) = sync_outbox::count(tx).await?;
                    Ok((
                        pending,
                        rejected,
                        sync_state::find(tx, LAST_CONTACT).await?,
                        sync_state::find(tx, PROGRESS).await?,
                        sync_state::find::<Me>(tx, ME).await?,
                    ))
                })
            })
            .await?;
        let user = me.map(|me| {
            let user = me.user;
            UserRef {
                id: user.id,
                name: user::full_name(&user.first_name, &user.last_name, &user.email),
                email: user.email,
            }
        });
        self.0.status.send_if_modified(|status| {
            let since = if status.state == state {
                status.since
            } else {
                now
            };
            let new = Status {
                state,
                since,
                detail,
                device_name: self.0.device_name.clone(),
                user,
                server,
                pending,
                rejected,
                last_contact_at,
                snapshot,
            };
            let is_other = *status != new;
            *status = new;
            is_other
        });
        Ok(())
    }
}
