//! The desk in a browser over 100,000 clients: how long a scroll holds the page, and when a move shows.

use std::time::Duration;

use crate::apt;
use crate::failure::Result;
use crate::project;
use crate::shell::{cargo, run};
use crate::ui;

const LIMIT: Duration = Duration::from_mins(15);

pub(super) fn measure() -> Result {
    apt::install(&[apt::BROWSER, &["sqlite3"]].concat())?;
    ui::build()?;
    cargo()
        .args(["build", "--release", "--package", "rivo-server"])
        .run()?;
    run("node")
        .dir(project::ui())
        .arg("e2e/bench.mjs")
        .env("RIVO_SERVER_BIN", project::binary("release", "rivo-server"))
        .env(
            "SEED",
            project::root().join("xtask/bench/scripts/clients-sqlite.sql"),
        )
        .at_most(LIMIT)
        .run()
}
