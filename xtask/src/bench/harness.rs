//! The folder with the peers, made ready to run.

use std::fs;
use std::path::{Path, PathBuf};

use crate::apt;
use crate::failure::{Context as _, Result, say};
use crate::http::free_port;
use crate::postgres;
use crate::project;
use crate::setting;
use crate::shell::{Run, cargo, run};
use crate::ui;

/// How long each scenario runs.
pub(crate) struct Load {
    pub(crate) seconds: u32,
    pub(crate) warm_up_seconds: u32,
}

pub(crate) struct Harness {
    /// Everything it writes; also where its copy of the peers is.
    work: PathBuf,
    postgres_tools: PathBuf,
    server_port: u16,
    postgres_port: u16,
}

/// The reads come first: they fill and analyse the tables, without which the planner of Postgres, knowing nothing of
/// them, makes the prototypes look ten times slower than they are.
const SCENARIOS: &str = "idle,hist50,mixed,ingest";
const CONNECTIONS: &str = "1 32 128";

impl Harness {
    /// Builds Rivo, installs what the peers need, and copies them to where they can write.
    pub(crate) fn prepare(peers: Option<String>) -> Result<Self> {
        let peers = find_peers(peers)?;
        apt::install(apt::BENCH)?;
        ui::build()?;
        cargo()
            .args(["build", "--release", "--package", "rivo-server"])
            .run()?;
        let harness = Self {
            work: std::env::temp_dir().join("rivo-bench"),
            postgres_tools: postgres::tools()?,
            server_port: free_port()?,
            postgres_port: free_port()?,
        };
        harness.copy(&peers)?;
        harness.script("setup.sh").env("APT", "0").run()?;
        let _ = fs::remove_file(harness.results());
        Ok(harness)
    }

    pub(crate) fn results(&self) -> PathBuf {
        self.work.join("results.tsv")
    }

    pub(crate) fn measure(&self, target: &str, load: &Load) -> Result {
        self.loaded("run.sh", load).arg(target).arg(SCENARIOS).run()
    }

    /// pgbench at the same concurrencies: what Postgres itself does with one row at a time.
    pub(crate) fn measure_pgbench(&self, load: &Load) -> Result {
        self.loaded("rivo/pgbench.sh", load).run()
    }

    /// Posts at a low rate, alone and while two people page through 100,000 clients.
    pub(crate) fn measure_stall(&self, load: &Load) -> Result {
        self.loaded("rivo/stall.sh", load).run()
    }

    /// How fast the disk takes a commit, and what SQLite does alone.
    pub(crate) fn measure_limits(&self) -> Result {
        self.script("run.sh")
            .arg("limits")
            .env("LIMIT_PARTS", "fsync sqlite")
            .env("LIMIT_SECS", "2")
            .run()
    }

    fn loaded(&self, name: &str, load: &Load) -> Run {
        self.script(name)
            .env("DUR", load.seconds.to_string())
            .env("WARM", load.warm_up_seconds.to_string())
            .env("CONNS", CONNECTIONS)
    }

    fn script(&self, name: &str) -> Run {
        let peers = self.peers();
        run("bash")
            .arg(peers.join(name))
            .dir(&peers)
            .env("PERF_WORK", &self.work)
            .env("PG_BIN", &self.postgres_tools)
            .env("PG_PORT", self.postgres_port.to_string())
            .env("PORT", self.server_port.to_string())
            .env("RIVO_BENCH_BIN", project::binary("release", "rivo-server"))
    }

    fn peers(&self) -> PathBuf {
        self.work.join("peers")
    }

    /// The peers with Rivo's own targets among them.
    fn copy(&self, peers: &Path) -> Result {
        let copy = self.peers();
        fs::create_dir_all(&self.work).context(self.work.display())?;
        let _ = fs::remove_dir_all(&copy);
        run("cp")
            .args(["-r", "--no-preserve=mode"])
            .arg(peers)
            .arg(&copy)
            .run()?;
        let ours = project::root().join("xtask/bench");
        run("cp")
            .arg("-r")
            .arg(ours.join("targets"))
            .arg(&copy)
            .run()?;
        run("cp")
            .arg("-r")
            .arg(ours.join("scripts"))
            .arg(copy.join("rivo"))
            .run()
    }
}

fn find_peers(given: Option<String>) -> Result<PathBuf> {
    let beside = project::root().join("../shared/peers");
    let folder = given
        .or_else(|| setting::from_environment("RIVO_BENCH_PEERS"))
        .map_or(beside, PathBuf::from);
    if folder.join("run.sh").exists() && folder.join("loadgen").exists() {
        return folder.canonicalize().context(folder.display());
    }
    Err(say(format!(
        "there is no harness with peers in {}: name its folder with --peers DIR or RIVO_BENCH_PEERS",
        folder.display()
    )))
}
