//! A private Postgres for the tests: made in a temporary folder, gone afterwards.

use std::path::{Path, PathBuf};

use crate::apt;
use crate::failure::{Context as _, Result, say};
use crate::http::free_port;
use crate::leash::Leash;
use crate::shell::{Run, run};

pub(crate) struct Cluster {
    port: u16,
    /// Stops the server and removes its folder.
    _leash: Leash,
}

/// As close to production as a throw-away can be: commits are flushed, and text sorts by a language, not by bytes,
/// so that a query that forgot its collation shows it here.
const SETTINGS: &str = "
listen_addresses = '127.0.0.1'
max_connections = 200
shared_buffers = 256MB
fsync = on
synchronous_commit = on
log_min_messages = warning
";

impl Cluster {
    pub(crate) fn start() -> Result<Self> {
        let tools = tools()?;
        let folder = std::env::temp_dir().join(format!("rivo-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).context(folder.display())?;
        let (data, log) = (folder.join("data"), folder.join("log"));
        if apt::is_root() {
            run("chown").arg("postgres").arg(&folder).output()?;
        }
        let leash = Leash::new(
            "\"$1\"/pg_ctl -D \"$2\"/data -m immediate stop || runuser -u postgres -- \"$1\"/pg_ctl -D \"$2\"/data -m immediate stop
            rm -rf \"$2\"",
            &[&tools.to_string_lossy(), &folder.to_string_lossy()],
        )?;
        as_its_user(&folder, tools.join("initdb"))
            .arg("-D")
            .arg(&data)
            .args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"])
            .args([
                "--locale=C.UTF-8",
                "--locale-provider=icu",
                "--icu-locale=en-US",
            ])
            .output()?;
        let port = free_port()?;
        let sockets = folder.display();
        let settings = format!("{SETTINGS}port = {port}\nunix_socket_directories = '{sockets}'\n");
        std::fs::write(data.join("postgresql.auto.conf"), settings).context(data.display())?;
        // Not `output`: the server would keep our pipe open for as long as it lives.
        as_its_user(&folder, tools.join("pg_ctl"))
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(&log)
            .args(["-w", "-t", "60", "-s", "start"])
            .run()
            .map_err(|failure| {
                let why = std::fs::read_to_string(&log).unwrap_or_default();
                say(format!("{failure}\n{why}"))
            })?;
        Ok(Self {
            port,
            _leash: leash,
        })
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes an empty database and gives its URL.
    pub(crate) fn create(&self, database: &str) -> Result<String> {
        run("psql")
            .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-c"])
            .arg(format!("create database \"{database}\""))
            .arg(self.url("postgres"))
            .output()?;
        Ok(self.url(database))
    }
}

/// The folder with `initdb` in it. Debian keeps it out of the PATH, one folder for each major version.
pub(crate) fn tools() -> Result<PathBuf> {
    let from_path = run("pg_config")
        .arg("--bindir")
        .output()
        .map(PathBuf::from)
        .ok();
    let installed = std::fs::read_dir("/usr/lib/postgresql")
        .ok()
        .and_then(|versions| {
            let folders = versions.flatten().map(|version| version.path().join("bin"));
            folders.max_by_key(|folder| major_version(folder))
        });
    [installed, from_path]
        .into_iter()
        .flatten()
        .find(|folder| folder.join("initdb").exists())
        .ok_or_else(|| {
            say("Postgres is not installed (no initdb found): apt-get install postgresql")
        })
}

fn major_version(bin: &Path) -> u32 {
    let version = bin.parent().and_then(Path::file_name);
    version
        .and_then(|name| name.to_str()?.parse().ok())
        .unwrap_or(0)
}

/// Postgres refuses to run as root.
fn as_its_user(folder: &Path, program: PathBuf) -> Run {
    let command = if apt::is_root() {
        run("runuser").args(["-u", "postgres", "--"]).arg(program)
    } else {
        run(program)
    };
    command.dir(folder)
}
