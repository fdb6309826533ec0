//! The app with 10,000 clients in its copy, against a server on this machine: both release builds.

use std::time::Duration;

use crate::apt;
use crate::desktop;
use crate::failure::Result;
use crate::project;
use crate::server::Scratch;
use crate::shell::cargo;
use crate::ui;

const LIMIT: Duration = Duration::from_mins(30);

pub(super) fn measure() -> Result {
    apt::install(&[apt::DESKTOP, apt::DESKTOP_WINDOW, &["sqlite3"]].concat())?;
    ui::build()?;
    cargo()
        .args(["build", "--release", "--package", "rivo-server"])
        .run()?;
    let app = desktop::build_release()?;
    let data = Scratch::new("bench-desktop")?;
    desktop::in_a_window(&app, data.path())
        .arg(project::root().join("rivo-desktop/e2e/bench.mjs"))
        .env("RIVO_SERVER_BIN", project::binary("release", "rivo-server"))
        .env(
            "SEED",
            project::root().join("xtask/bench/scripts/desktop-sqlite.sql"),
        )
        .at_most(LIMIT)
        .run()
}
