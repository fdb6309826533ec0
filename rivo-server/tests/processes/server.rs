//! A `rivo-server` process of a test, and databases of its own.

use std::{
    fs::File,
    io::Write as _,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use reqwest::Client;
use serde_json::{Value, json};

pub(crate) const EMAIL: &str = "admin@rivo.example";
pub(crate) const PASSWORD: &str = "a long enough password";

/// A fresh database of a test, gone with it.
pub(crate) struct Database {
    pub(crate) url: String,
    folder: tempfile::TempDir,
    postgres: Option<(String, String)>,
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("rivo.db").display());
        Self {
            url,
            folder,
            postgres: None,
        }
    }

    pub(crate) async fn postgres() -> Self {
        #[expect(
            clippy::disallowed_methods,
            reason = "the test runner says where its Postgres is"
        )]
        let server = std::env::var("RIVO_TEST_POSTGRES_URL").expect(
            "RIVO_TEST_POSTGRES_URL names the Postgres to test on; `cargo xtask test` starts one",
        );
        let name = format!("rivo_{}", uuid::Uuid::now_v7().simple());
        administer(&server, &format!("CREATE DATABASE {name}")).await;
        let (base, query) = server.split_once('?').unwrap_or((&server, ""));
        let (host, _) = base.rsplit_once('/').unwrap();
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("?{query}")
        };
        Self {
            url: format!("{host}/{name}{query}"),
            folder: tempfile::tempdir().unwrap(),
            postgres: Some((server, name)),
        }
    }

    /// A database that somebody else made and removes, under another address.
    pub(crate) fn at(url: String) -> Self {
        Self {
            url,
            folder: tempfile::tempdir().unwrap(),
            postgres: None,
        }
    }

    pub(crate) fn with_parameter(&self, parameter: &str) -> Self {
        let mark = if self.url.contains('?') { '&' } else { '?' };
        Self::at(format!("{}{mark}{parameter}", self.url))
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) async fn remove(self) {
        if let Some((server, name)) = &self.postgres {
            administer(server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn administer(server: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls)
        .await
        .unwrap();
    let pump = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    pump.await.unwrap().unwrap();
}

/// A running server. Killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

impl Server {
    /// Starts a server and waits until it is ready.
    pub(crate) async fn start(database: &Database) -> Self {
        Self::start_with(database, &[]).await
    }

    pub(crate) async fn start_with(database: &Database, settings: &[(&str, &str)]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let log = File::options()
            .create(true)
            .append(true)
            .open(database.folder().join("server.log"))
            .unwrap();
        let mut command = rivo(database);
        command
            .arg("serve")
            .env("PORT", port.to_string())
            .env("BIND", "127.0.0.1");
        for (name, value) in settings {
            command.env(name, value);
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut server = Self {
            child,
            address: format!("http://127.0.0.1:{port}"),
        };
        server.wait_until_ready(database).await;
        server
    }

    async fn wait_until_ready(&mut self, database: &Database) {
        let started = Instant::now();
        let client = Client::new_for_test();
        loop {
            let ready = client.get(format!("{}/readyz", self.address)).send().await;
            if ready.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            let ended = self.child.try_wait().unwrap();
            assert!(
                ended.is_none() && started.elapsed() < Duration::from_mins(1),
                "the server did not become ready ({ended:?}):\n{}",
                std::fs::read_to_string(database.folder().join("server.log")).unwrap()
            );
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// A bearer token of the superuser.
    pub(crate) async fn token(&self, client: &Client) -> String {
        let answer = client
            .post(format!("{}/api/v1/auth/token/", self.address))
            .json(&json!({"email": EMAIL, "password": PASSWORD, "device_name": "test"}))
            .send()
            .await
            .unwrap();
        let body: Value = answer.json().await.unwrap();
        body["token"]
            .as_str()
            .unwrap_or_else(|| panic!("no token in {body}"))
            .to_owned()
    }

    /// A JSON document of the API, read with a token.
    pub(crate) async fn get(&self, client: &Client, token: &str, path: &str) -> Value {
        let answer = client
            .get(format!("{}/api/v1{path}", self.address))
            .bearer_auth(token)
            .send()
            .await
            .unwrap();
        assert!(
            answer.status().is_success(),
            "GET {path}: {}",
            answer.status()
        );
        answer.json().await.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Makes the superuser that [`Server::token`] logs in as.
pub(crate) fn create_superuser(database: &Database) {
    let mut child = rivo(database)
        .args(["createsuperuser", "--email", EMAIL])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(PASSWORD.as_bytes())
        .unwrap();
    assert!(child.wait().unwrap().success());
}

fn rivo(database: &Database) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rivo-server"));
    command
        .env_clear()
        .env("DATABASE_URL", &database.url)
        .env("DEBUG", "True")
        .current_dir(database.folder());
    command
}

/// The test's way to an HTTP client, in the one place where it is made.
pub(crate) trait ForTest {
    fn new_for_test() -> Self;
}

impl ForTest for Client {
    fn new_for_test() -> Self {
        Client::builder()
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap()
    }
}
