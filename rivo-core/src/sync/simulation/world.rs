//! The server, its staff and their devices.

use std::{
    pin::Pin,
    rc::Rc,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use tokio::runtime::Runtime;

use super::{
    network::{Network, block_on},
    random::Random,
};
use crate::{
    api::{command::Command, user::WriteRole},
    auth::{Actor, Permission},
    clock::{Clock, Timestamp},
    error::Result,
    id::{ClientId, CommandId, RoleId, SessionId, TokenId, UserId},
    service::{Options, Rivo, replica::LOCKED},
    store::{
        DatabaseUrl, Store,
        table::{auth_token, sync_state},
    },
    sync::{Engine, EngineOptions, State, engine::RoundError},
};

/// A clock of its own, as far off as the schedule wants.
pub(super) struct SimClock {
    shared: Arc<AtomicI64>,
    pub(super) offset: AtomicI64,
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        let shared = self.shared.fetch_add(1, Ordering::SeqCst);
        Timestamp::from_micros(shared + self.offset.load(Ordering::SeqCst))
    }
}

/// How often things happened.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Figures {
    pub(super) accepted: usize,
    pub(super) applied: usize,
    pub(super) rejected: usize,
    pub(super) redone: usize,
    pub(super) requests: usize,
    pub(super) lost: usize,
    pub(super) doubled: usize,
    pub(super) late: usize,
    pub(super) broken_pushes: usize,
    pub(super) crashes: usize,
    pub(super) crashes_in_writes: usize,
    pub(super) expired: usize,
    pub(super) wiped: usize,
    pub(super) locked: usize,
    pub(super) rescoped: usize,
    pub(super) documents: usize,
    pub(super) shown: usize,
    pub(super) seen: usize,
}

impl Figures {
    pub(super) fn named(&self) -> [(&'static str, usize); 18] {
        [
            ("a command was accepted", self.accepted),
            ("a command was applied", self.applied),
            ("a command was rejected", self.rejected),
            ("a rejected command was redone", self.redone),
            ("a request arrived", self.requests),
            ("a request or answer was lost", self.lost),
            ("a request was doubled", self.doubled),
            ("an answer was late", self.late),
            ("a push broke off", self.broken_pushes),
            ("a device crashed", self.crashes),
            ("a device crashed in a write", self.crashes_in_writes),
            ("a cursor expired", self.expired),
            ("a device was wiped", self.wiped),
            ("a device was locked", self.locked),
            ("a role or its permissions changed", self.rescoped),
            ("a document was compared", self.documents),
            ("a note that waits was looked for", self.shown),
            ("a client was seen", self.seen),
        ]
    }

    pub(super) fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.applied += other.applied;
        self.rejected += other.rejected;
        self.redone += other.redone;
        self.requests += other.requests;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.late += other.late;
        self.broken_pushes += other.broken_pushes;
        self.crashes += other.crashes;
        self.crashes_in_writes += other.crashes_in_writes;
        self.expired += other.expired;
        self.wiped += other.wiped;
        self.locked += other.locked;
        self.rescoped += other.rescoped;
        self.documents += other.documents;
        self.shown += other.shown;
        self.seen += other.seen;
    }
}

/// A command that a device said yes to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Accepted {
    pub(super) id: CommandId,
    pub(super) user: UserId,
    /// Its author decided on it after it was refused.
    pub(super) decided: bool,
    /// The device was wiped while it waited.
    pub(super) wiped: bool,
}

pub(super) type Round = Pin<Box<dyn Future<Output = Result<(), RoundError>>>>;

/// A device: what survives a crash, and what does not.
pub(super) struct Device {
    pub(super) store: Store,
    pub(super) clock: Arc<SimClock>,
    pub(super) engine: Engine,
    pub(super) round: Option<Round>,
    pub(super) network: Network,
    pub(super) user: UserId,
    pub(super) token: (TokenId, String),
    pub(super) accepted: Vec<Accepted>,
}

pub(super) struct World {
    pub(super) runtime: Rc<Runtime>,
    pub(super) server: Rivo,
    pub(super) clock: Arc<SimClock>,
    pub(super) users: Vec<UserId>,
    pub(super) roles: Vec<RoleId>,
    pub(super) devices: Vec<Device>,
    pub(super) sessions: Vec<SessionId>,
    /// So that each text is its own.
    pub(super) texts: usize,
    pub(super) figures: Figures,
}

pub(super) const ROOT: &str = "cli";

impl World {
    pub(super) fn new(random: &mut Random, runtime: Rc<Runtime>) -> Self {
        let start: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
        let shared = Arc::new(AtomicI64::new(start.as_micros()));
        let clock = Arc::new(SimClock {
            shared: Arc::clone(&shared),
            offset: AtomicI64::new(0),
        });
        let options = Options {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            ..Options::new(DatabaseUrl::SqliteMemory)
        };
        let (empty_desk, empty_device) = templates();
        let server = Rivo::over(copy(empty_desk), options, None);
        let mut world = Self {
            runtime,
            server,
            clock,
            users: Vec::new(),
            roles: Vec::new(),
            devices: Vec::new(),
            sessions: Vec::new(),
            texts: 0,
            figures: Figures::default(),
        };
        world.roles = world.all_roles();
        for index in 0..2 + random.below(2) {
            let user = UserId::new();
            let role = world.roles[random.below(world.roles.len())];
            world
                .root(Command::CreateUser {
                    user_id: user,
                    email: format!("user{index}@desk.example"),
                    first_name: format!("User{index}"),
                    last_name: String::new(),
                    password_hash: "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$5MDB5uMXbz9gAfwQkb6tfcUhz0IHtOfX0vcOUTwY7S0".to_owned(),
                    role: Some(role),
                    is_superuser: false,
                    practice: crate::api::user::Practice::default(),
                })
                .unwrap();
            world.users.push(user);
        }
        for _ in 0..3 {
            world.create_client(random);
        }
        for _ in 0..2 + random.below(2) {
            let user = world.users[random.below(world.users.len())];
            let offset = i64::try_from(random.below(200_000)).unwrap() - 100_000;
            let device_clock = Arc::new(SimClock {
                shared: Arc::clone(&shared),
                offset: AtomicI64::new(offset * 1_000_000),
            });
            let store = copy(empty_device);
            let engine = open(&store, &device_clock);
            let network = Network::default();
            let token = world.log_in(user);
            let mut device = Device {
                store,
                clock: device_clock,
                engine,
                round: None,
                network,
                user,
                token,
                accepted: Vec::new(),
            };
            world.sign_in(&mut device);
            world.devices.push(device);
        }
        // Most begin level with the server, some with nothing.
        for at in 0..world.devices.len() {
            if random.percent(70) {
                world.settle(at, 1);
            }
        }
        world
    }

    /// The two first roles, and one that sees all clients but no conversation.
    fn all_roles(&self) -> Vec<RoleId> {
        let root = Actor::system(ROOT);
        let mut roles: Vec<RoleId> = block_on(self.server.list_roles(&root))
            .unwrap()
            .results
            .iter()
            .map(|role| role.id)
            .collect();
        let role_id = RoleId::new();
        let role = WriteRole {
            name: "Reader".to_owned(),
            description: String::new(),
            permissions: ["client.view_all", "note.write", "task.write"]
                .map(str::to_owned)
                .to_vec(),
        };
        self.root(Command::CreateRole { role_id, role }).unwrap();
        roles.push(role_id);
        roles
    }

    /// A command of the server itself.
    pub(super) fn root(&self, command: Command) -> Result<()> {
        block_on(
            self.server
                .execute(&Actor::system(ROOT), CommandId::new(), command),
        )
        .map(drop)
    }

    pub(super) fn text(&mut self, word: &str) -> String {
        self.texts += 1;
        format!("{word} {}", self.texts)
    }

    pub(super) fn create_client(&mut self, random: &mut Random) {
        let number = self.texts;
        let assigned_to = random
            .percent(70)
            .then(|| self.users[random.below(self.users.len())]);
        self.texts += 1;
        drop(self.root(Command::CreateClient {
            client_id: ClientId::new(),
            name: Some("Rosa Delgado".to_owned()),
            email: Some(format!("rosa{number}@mail.example")),
            phone: None,
            assigned_to,
        }));
    }

    /// A login without the password, whose hashing would take all the time there is.
    pub(super) fn log_in(&self, user_id: UserId) -> (TokenId, String) {
        let id = TokenId::new();
        let token = format!("token-{id}");
        let hash = self.server.secret_key().token_hash(&token);
        let now = self.server.now();
        block_on(self.server.store().write(move |tx| {
            let hash = hash.clone();
            Box::pin(async move {
                let row = auth_token::NewRow {
                    id,
                    hash: &hash,
                    user_id,
                    kind: "device",
                    device_name: "simulated",
                    expires_at: now.plus_seconds(400 * 86_400),
                };
                auth_token::insert(tx, &row, now).await
            })
        }))
        .unwrap();
        (id, token)
    }

    /// Signs a device's user in, where they can log in at all.
    pub(super) fn sign_in(&self, device: &mut Device) {
        let login = block_on(self.server.authenticate_token(&device.token.1, None));
        if let Ok(login) = login {
            let me = block_on(self.server.me(&login.actor)).unwrap();
            // The loop of a device lets go of its round for whoever signs in.
            device.round = None;
            device.network.abandon();
            // It may have wiped itself, and not come to say so.
            let locked =
                block_on(device.store.read(|tx| {
                    Box::pin(async move { sync_state::find::<String>(tx, LOCKED).await })
                }));
            if locked.unwrap().as_deref() == Some("device_revoked") {
                device.all_wiped();
            }
            let token = device.token.1.clone();
            device.network.with(|lines| lines.token = token);
            block_on(device.engine.sign_in(Arc::new(device.network.clone()), &me)).unwrap();
        }
    }

    /// Whom a token stands for now, as the server sees it.
    pub(super) fn actor_of(&self, device: &Device) -> Option<Actor> {
        block_on(self.server.authenticate_token(&device.token.1, None))
            .ok()
            .map(|login| login.actor)
    }

    pub(super) fn client_ids(&self) -> Vec<(ClientId, Option<UserId>)> {
        block_on(self.server.store().read(|tx| {
            Box::pin(async move {
                crate::store::table::sync_page::clients(
                    tx,
                    None,
                    ClientId(uuid::Uuid::nil()),
                    i64::MAX,
                )
                .await
            })
        }))
        .unwrap()
    }
}

impl Device {
    /// What is not on the disk is gone.
    pub(super) fn crash(&mut self) {
        self.round = None;
        self.network.abandon();
        // What was handed to the disk before the crash gets there.
        block_on(self.store.read(|_| Box::pin(async move { Ok(()) }))).unwrap();
        self.engine = open(&self.store, &self.clock);
        self.engine.connect(Arc::new(self.network.clone()));
        if self.engine.status().borrow().state == State::Revoked {
            self.all_wiped();
        }
    }

    /// What waited here when the device was told to wipe itself is gone.
    pub(super) fn all_wiped(&mut self) {
        for accepted in &mut self.accepted {
            accepted.wiped = true;
        }
    }

    pub(super) fn actor(&self) -> Option<Actor> {
        block_on(self.engine.rivo().local_user()).ok()
    }
}

/// A new desk and a new device, made once: migrations would take most of the time there is.
fn templates() -> &'static (Store, Store) {
    static TEMPLATES: OnceLock<(Store, Store)> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let shared = Arc::new(AtomicI64::new(0));
        let clock = Arc::new(SimClock {
            shared,
            offset: AtomicI64::new(0),
        });
        let desk = block_on(Rivo::open(Options::new(DatabaseUrl::SqliteMemory))).unwrap();
        let device = block_on(Store::open(&DatabaseUrl::SqliteMemory)).unwrap();
        drop(open(&device, &clock));
        (desk.store().clone(), device)
    })
}

/// Two copies of one database at once would get into one group of its writer.
fn copy(template: &Store) -> Store {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    block_on(template.copy()).unwrap()
}

fn open(store: &Store, clock: &Arc<SimClock>) -> Engine {
    block_on(Engine::over(
        store.clone(),
        EngineOptions {
            database: DatabaseUrl::SqliteMemory,
            first_statement: None,
            clock: Arc::clone(clock) as Arc<dyn Clock>,
            device_name: "simulated".to_owned(),
        },
    ))
    .unwrap()
}

/// Who sees all clients.
pub(super) fn sees_all(actor: &Actor) -> bool {
    actor.has(Permission::ClientViewAll)
}
