//! The desktop app, on its own: it needs GTK, and its tree has other features than the server's.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::desktop::{APP, in_a_window};
use crate::failure::{Context as _, Result};
use crate::project;
use crate::server::Scratch;
use crate::shell::cargo;
use crate::test::Workbench;

const LIMIT: Duration = Duration::from_mins(10);

pub(crate) fn clippy(_: &mut Workbench) -> Result {
    cargo()
        .args(["clippy", "--locked", "--all-targets"])
        .args(APP)
        .args(["--", "-D", "warnings"])
        .run()
}

pub(crate) fn build(_: &mut Workbench) -> Result {
    cargo()
        .args(["build", "--locked", "--bins", "--tests"])
        .args(APP)
        .run()?;
    cargo()
        .args(["test", "--locked", "--bins", "--tests"])
        .args(APP)
        .run()
}

/// Each script drives the app through WebKitWebDriver, with a screen, a session bus and data folders of its own.
/// `SCREENSHOTS=folder` keeps pictures of the window.
pub(crate) fn e2e(_: &mut Workbench) -> Result {
    for test in scripts()? {
        let data = Scratch::new("desktop")?;
        in_a_window(&project::binary("debug", "rivo-desktop"), data.path())
            .arg("--test")
            .arg(&test)
            .env("RIVO_SERVER_BIN", project::binary("debug", "rivo-server"))
            .at_most(LIMIT)
            .run()?;
    }
    Ok(())
}

fn scripts() -> Result<Vec<PathBuf>> {
    let folder = project::root().join("rivo-desktop/e2e");
    let mut scripts: Vec<PathBuf> = fs::read_dir(&folder)
        .context(folder.display())?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    scripts.sort();
    Ok(scripts)
}
