//! The desktop app, on its own: it needs GTK, and its tree has other features than the server's.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::failure::{Context as _, Result};
use crate::project;
use crate::server::Scratch;
use crate::shell::{cargo, script};
use crate::test::Workbench;

/// Without `custom-protocol` the window would load from a development server.
const APP: [&str; 4] = ["--package", "rivo-desktop", "--features", "custom-protocol"];

const LIMIT: Duration = Duration::from_mins(5);

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
pub(crate) fn e2e(_: &mut Workbench) -> Result {
    for test in scripts()? {
        let data = Scratch::new("desktop")?;
        script(IN_A_WINDOW)
            .arg(&test)
            .env("APP", project::binary("debug", "rivo-desktop"))
            .env("RIVO_SERVER_BIN", project::binary("debug", "rivo-server"))
            .env("XDG_DATA_HOME", data.path().join("data"))
            .env("XDG_CONFIG_HOME", data.path().join("config"))
            .env("XDG_CACHE_HOME", data.path().join("cache"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .at_most(LIMIT)
            .run()?;
    }
    Ok(())
}

/// One WebDriver serves one session, so each script gets its own.
const IN_A_WINDOW: &str = r#"
exec xvfb-run -a -s '-screen 0 1280x860x24' dbus-run-session -- sh -c '
    export WEBDRIVER_PORT="${WEBDRIVER_PORT:-4445}"
    WebKitWebDriver --port="$WEBDRIVER_PORT" &
    driver=$!
    node --test "$1"
    result=$?
    kill $driver
    exit $result
' sh "$1""#;

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
