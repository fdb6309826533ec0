//! A `rivo-server` in the background, for the steps that talk to one.

use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use crate::failure::{Context as _, Result, say};
use crate::http::{self, free_port};
use crate::leash::Leash;
use crate::shell::{Run, run};

pub(crate) struct Server {
    pub(crate) port: u16,
    log: PathBuf,
    child: Child,
    leash: Option<Leash>,
}

pub(crate) struct Login {
    pub(crate) email: &'static str,
    pub(crate) password: &'static str,
}

/// The admin of throw-away databases.
pub(crate) const ADMIN: Login = Login {
    email: "admin@example.com",
    password: "correct-horse-battery",
};

const PATIENCE: Duration = Duration::from_secs(30);

impl Server {
    /// Starts it over `database_url` in an empty `folder` (so that no `.env` file is read) and waits until it answers.
    pub(crate) fn start(binary: &Path, folder: &Path, database_url: &str) -> Result<Self> {
        let port = free_port()?;
        let log = folder.join("server.log");
        let child = command(binary, folder, database_url)
            .arg("serve")
            .env("PORT", port.to_string())
            .start(&log)?;
        let leash = Some(Leash::on_group(&child)?);
        let mut server = Self {
            port,
            log,
            child,
            leash,
        };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&mut self) -> Result {
        let start = Instant::now();
        loop {
            if http::get(self.port, "/readyz").is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait().context("waiting for the server")? {
                return Err(say(format!(
                    "the server ended at its start ({status}):\n{}",
                    self.last_lines()
                )));
            }
            if start.elapsed() > PATIENCE {
                return Err(say(format!(
                    "the server did not get ready:\n{}",
                    self.last_lines()
                )));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Logs in and gives a bearer token.
    pub(crate) fn token(&self, login: &Login) -> Result<String> {
        let Login { email, password } = login;
        let body =
            format!(r#"{{"email": "{email}", "password": "{password}", "device_name": "xtask"}}"#);
        let answer = http::post(self.port, "/api/v1/auth/token/", "", &body)?;
        answer
            .text("token")
            .map(str::to_owned)
            .ok_or_else(|| say(format!("login answered {} {}", answer.status, answer.body)))
    }

    /// What it said last, for a failure.
    pub(crate) fn last_lines(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // In this order: the leash ends the group, and only then is there somebody to wait for. It waits at most
        // ten seconds for a group that still has our unread child in it, so the child is read beside it.
        let leash = self.leash.take();
        let ending = std::thread::spawn(move || drop(leash));
        let _ = self.child.wait();
        let _ = ending.join();
    }
}

/// A `rivo-server` command with development settings and nothing else from the environment of the person who calls.
pub(crate) fn command(binary: &Path, folder: &Path, database_url: &str) -> Run {
    run(binary)
        .dir(folder)
        .env("DATABASE_URL", database_url)
        .env("SECRET_KEY", "only-for-a-throw-away-database-0123456789")
        .env("DEBUG", "True")
        .env("BIND", "127.0.0.1")
        .env("RUST_LOG", "warn")
}

/// Makes the admin of a throw-away database.
pub(crate) fn create_admin(binary: &Path, folder: &Path, database_url: &str) -> Result {
    command(binary, folder, database_url)
        .args(["createsuperuser", "--email", ADMIN.email])
        .output_for(&format!("{}\n", ADMIN.password))?;
    Ok(())
}

/// A temporary folder that is gone afterwards.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("rivo-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).context(folder.display())?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
