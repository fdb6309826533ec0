//! A desk on each engine, for tests that must hold on both.
//!
//! SQLite runs on a file of its own. PostgreSQL is named by `RIVO_TEST_POSTGRES_URL` (a superuser's
//! URL to the database `postgres`); each test gets a database of its own there. Without the
//! variable a test fails: only `RIVO_TEST_POSTGRES=skip` leaves that half out, and says so.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file uses its own part of this, and a test that cannot go on has failed"
)]

pub(crate) mod chat;

use std::{
    ops::Deref,
    panic::{AssertUnwindSafe, resume_unwind},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use futures_util::FutureExt as _;
use rivo_core::{
    Error,
    api::{client::Client, command::Command, user::User},
    auth::{Actor, Permission, actor::ActorKind},
    clock::{Clock, Timestamp},
    extract::{Extractor, RulesExtractor},
    id::{ClientId, CommandId, RoleId, UserId},
    model::validate::search_fold,
    service::{Options, Outcome, Rivo},
    store::{DatabaseUrl, Engine, Sql, Store},
};

/// Runs a test on a new desk of each engine.
pub(crate) async fn for_each_engine<F, Fut>(test: F)
where
    F: Fn(Desk) -> Fut,
    Fut: Future<Output = ()>,
{
    for_each_engine_read_by(Arc::new(RulesExtractor), test).await;
}

/// [`for_each_engine`] for a desk whose conversations this extractor reads.
pub(crate) async fn for_each_engine_read_by<F, Fut>(extractor: Arc<dyn Extractor>, test: F)
where
    F: Fn(Desk) -> Fut,
    Fut: Future<Output = ()>,
{
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("rivo.db").display());
    let desk = Desk::open_read_by(&url, Engine::Sqlite, Arc::clone(&extractor)).await;
    Box::pin(test(desk)).await;
    #[cfg(feature = "postgres")]
    on_postgres(extractor, test).await;
}

#[cfg(feature = "postgres")]
async fn on_postgres<F, Fut>(extractor: Arc<dyn Extractor>, test: F)
where
    F: Fn(Desk) -> Fut,
    Fut: Future<Output = ()>,
{
    let Some(server) = postgres_server() else {
        return;
    };
    let name = format!("rivo_test_{}", uuid::Uuid::now_v7().simple());
    let admin = Store::open(&server.parse().unwrap()).await.unwrap();
    run(&admin, format!("CREATE DATABASE {name}")).await;
    let url = with_database(&server, &name);
    let open = Desk::open_read_by(&url, Engine::Postgres, extractor);
    let outcome = AssertUnwindSafe(async { Box::pin(test(open.await)).await })
        .catch_unwind()
        .await;
    run(
        &admin,
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
    )
    .await;
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// Outside a transaction, where a database can be made.
#[cfg(feature = "postgres")]
async fn run(admin: &Store, statement: String) {
    let sql = Sql::assembled(statement);
    admin
        .read(move |tx| Box::pin(async move { tx.execute(&sql, &[]).await }))
        .await
        .unwrap();
}

/// The server to test on; `None` where somebody decided against it.
#[expect(
    clippy::disallowed_methods,
    reason = "the test itself is configured, not Rivo"
)]
pub(crate) fn postgres_server() -> Option<String> {
    if std::env::var("RIVO_TEST_POSTGRES").is_ok_and(|word| word == "skip") {
        eprintln!("PostgreSQL is left out: RIVO_TEST_POSTGRES=skip");
        return None;
    }
    Some(std::env::var("RIVO_TEST_POSTGRES_URL").expect(
        "RIVO_TEST_POSTGRES_URL names the PostgreSQL to test on (a superuser's URL to the database \
         postgres); RIVO_TEST_POSTGRES=skip leaves it out",
    ))
}

/// The URL of another database of the same server.
pub(crate) fn with_database(server: &str, name: &str) -> String {
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    let (base, _) = base.rsplit_once('/').expect("a URL with a database");
    if query.is_empty() {
        format!("{base}/{name}")
    } else {
        format!("{base}/{name}?{query}")
    }
}

/// A clock that stands still until a test moves it; each reading is a microsecond later, so that
/// no two rows are of the same moment.
pub(crate) struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.fetch_add(1, Ordering::SeqCst))
    }
}

/// A desk with a clock that is moved by hand. Everything [`Rivo`] does, it does.
#[derive(Clone)]
pub(crate) struct Desk {
    rivo: Rivo,
    clock: Arc<HandClock>,
    pub(crate) engine: Engine,
    pub(crate) url: String,
}

impl Deref for Desk {
    type Target = Rivo;

    fn deref(&self) -> &Rivo {
        &self.rivo
    }
}

impl Desk {
    pub(crate) async fn open(url: &str, engine: Engine) -> Self {
        Self::open_read_by(url, engine, Arc::new(RulesExtractor)).await
    }

    pub(crate) async fn open_read_by(
        url: &str,
        engine: Engine,
        extractor: Arc<dyn Extractor>,
    ) -> Self {
        let start: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
        let clock = Arc::new(HandClock(start.as_micros().into()));
        let database: DatabaseUrl = url.parse().unwrap();
        let options = Options {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            extractor,
            ..Options::new(database)
        };
        Self {
            rivo: Rivo::open(options).await.unwrap(),
            clock,
            engine,
            url: url.to_owned(),
        }
    }

    pub(crate) fn rivo(&self) -> Rivo {
        self.rivo.clone()
    }

    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.clock
            .0
            .fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    /// The database itself, for a look behind the desk.
    pub(crate) async fn store(&self) -> Store {
        Store::open(&self.url.parse().unwrap()).await.unwrap()
    }

    /// Counts rows behind the desk.
    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        self.store()
            .await
            .read(move |tx| {
                Box::pin(async move { tx.query_one(&Sql::same(sql), &[]).await?.get() })
            })
            .await
            .unwrap()
    }

    /// Runs a command under an id of its own.
    pub(crate) async fn run(&self, actor: &Actor, command: Command) -> Result<Outcome, Error> {
        self.execute(actor, CommandId::new(), command).await
    }

    /// A user with one of the two seeded roles, as the actor they are.
    pub(crate) async fn user(&self, first_name: &str, role: &str) -> Actor {
        let roles = self.list_roles(&root()).await.unwrap().results;
        let role = roles.iter().find(|found| found.name == role).unwrap();
        let user = self.new_user(first_name, Some(role.id)).await;
        let permissions = role.permissions.iter().map(|name| name.parse().unwrap());
        Actor {
            kind: ActorKind::User {
                id: user.id,
                email: user.email,
            },
            permissions: permissions.collect(),
            is_superuser: false,
            address: Some("192.0.2.7".to_owned()),
        }
    }

    pub(crate) async fn admin(&self) -> Actor {
        self.user("Ada", "Admin").await
    }

    pub(crate) async fn csm(&self, first_name: &str) -> Actor {
        self.user(first_name, "CSM").await
    }

    async fn new_user(&self, first_name: &str, role: Option<RoleId>) -> User {
        let user_id = UserId::new();
        let command = Command::CreateUser {
            user_id,
            email: format!("{}@desk.example.com", first_name.to_lowercase()),
            first_name: first_name.to_owned(),
            last_name: "Desk".to_owned(),
            password_hash: PASSWORD_HASH.to_owned(),
            role,
            is_superuser: false,
            practice: rivo_core::api::user::Practice::default(),
        };
        self.run(&root(), command).await.unwrap();
        self.get_user(&root(), user_id).await.unwrap()
    }

    /// A client with all contact details, made by hand.
    pub(crate) async fn client(&self, name: &str) -> Client {
        self.client_of(name, None).await
    }

    /// [`Desk::client`], worked by a user.
    pub(crate) async fn client_of(&self, name: &str, csm: Option<&Actor>) -> Client {
        let client_id = ClientId::new();
        let address = search_fold(name).replace([' ', '\''], ".");
        let command = Command::CreateClient {
            client_id,
            name: Some(name.to_owned()),
            email: Some(format!("{address}@mail.example.com")),
            phone: Some(format!(
                "317555{:04}",
                self.clock.0.load(Ordering::SeqCst) % 10_000
            )),
            assigned_to: csm.and_then(Actor::user_id),
        };
        self.run(&root(), command).await.unwrap();
        self.get_client(&root(), client_id).await.unwrap()
    }
}

/// Whoever may do everything.
pub(crate) fn root() -> Actor {
    Actor::system("cli")
}

/// An actor with these permissions and nothing else.
pub(crate) fn with_permissions(actor: &Actor, permissions: &[Permission]) -> Actor {
    Actor {
        permissions: permissions.iter().copied().collect(),
        ..actor.clone()
    }
}

/// The sentences of a 400, by field.
pub(crate) fn fields(error: &Error) -> Vec<&str> {
    match error {
        Error::Invalid(errors) => errors.0.keys().map(String::as_str).collect(),
        other => panic!("not a field error: {other:?}"),
    }
}

const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$5MDB5uMXbz9gAfwQkb6tfcUhz0IHtOfX0vcOUTwY7S0";
