//! `cargo xtask desktop` and `desktop-package`: the app, and what is handed to people.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::apt;
use crate::arguments::Arguments;
use crate::failure::{Context as _, Result, say};
use crate::project;
use crate::server::Scratch;
use crate::shell::{Run, cargo, run as program, script};
use crate::ui;

/// The app, always built alone: in one build with the server, its encrypting SQLite would be the server's as well.
/// Without `custom-protocol` the window would load from a development server.
pub(crate) const APP: [&str; 4] = [
    "--package",
    "rivo-desktop",
    "--features",
    "custom-protocol,encrypted",
];

/// Runs node with what is given, with a screen and a session bus of its own.
const IN_A_WINDOW: &str = r#"
export TAURI_WEBVIEW_AUTOMATION=true
exec xvfb-run -a -s '-screen 0 1280x860x24' dbus-run-session --config-file="$BUS_CONFIG" -- node "$@""#;

const LIMIT: Duration = Duration::from_mins(10);

/// `cargo xtask desktop`: builds the app and opens it.
pub(crate) fn run(arguments: &mut Arguments) -> Result {
    arguments.finish()?;
    require_webkit()?;
    ui::build()?;
    Err(cargo()
        .args(["run", "--release"])
        .args(APP)
        .dir(".")
        .become_it())
}

/// `cargo xtask desktop-package`: the packages of this system, looked into and tried.
pub(crate) fn package(arguments: &mut Arguments) -> Result {
    arguments.finish()?;
    require_webkit()?;
    apt::install(&[apt::DESKTOP_WINDOW, apt::DESKTOP_PACKAGE].concat())?;
    ui::build()?;
    build_release()?;
    // The bundler of AppImages downloads its tools; those that need none are made everywhere.
    program("npm")
        .dir(project::root().join("rivo-desktop"))
        .args(["exec", "--prefix", "../ui/tools", "--", "tauri"])
        .args(["bundle", "--ci", "--bundles", "deb,rpm"])
        .run()?;
    let bundle = project::target().join("release/bundle");
    let deb = newest(&bundle.join("deb"), "deb")?;
    let rpm = newest(&bundle.join("rpm"), "rpm")?;
    let app = Scratch::new("package")?;
    program("dpkg-deb")
        .arg("--extract")
        .arg(&deb)
        .arg(app.path())
        .run()?;
    check(&deb, app.path())?;
    start(&app.path().join("usr/bin/rivo-desktop"))?;
    for package in [deb, rpm] {
        let bytes = fs::metadata(&package).context(package.display())?.len();
        println!("{} ({} MB)", package.display(), bytes / 1_000_000);
    }
    Ok(())
}

/// Builds the app as it is handed out.
pub(crate) fn build_release() -> Result<PathBuf> {
    cargo()
        .args(["build", "--release", "--locked"])
        .args(APP)
        .run()?;
    Ok(project::binary("release", "rivo-desktop"))
}

fn require_webkit() -> Result {
    if program("pkg-config")
        .args(["--exists", "webkit2gtk-4.1"])
        .succeeds()
    {
        return Ok(());
    }
    Err(say(format!(
        "the desktop app needs WebKitGTK to build: apt-get install --no-install-recommends {}",
        apt::DESKTOP.join(" ")
    )))
}

fn newest(folder: &Path, ending: &str) -> Result<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .context(folder.display())?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == ending))
        .filter_map(|path| Some((fs::metadata(&path).ok()?.modified().ok()?, path)))
        .collect();
    found.sort();
    found.pop().map(|(_, path)| path).ok_or_else(|| {
        say(format!(
            "the bundler made no .{ending} in {}",
            folder.display()
        ))
    })
}

/// Whether the package holds what a desktop needs: the program, its entry with the links it opens, its icons.
fn check(deb: &Path, extracted: &Path) -> Result {
    let field = |name: &str| {
        program("dpkg-deb")
            .arg("--field")
            .arg(deb)
            .arg(name)
            .output()
    };
    let depends = field("Depends")?;
    let entry_file = extracted.join("usr/share/applications/Rivo.desktop");
    let entry = fs::read_to_string(&entry_file).context(entry_file.display())?;
    let icons = extracted.join("usr/share/icons/hicolor");
    let claims = [
        ("it is called rivo", field("Package")? == "rivo"),
        (
            "it asks for WebKitGTK",
            depends.contains("libwebkit2gtk-4.1-0"),
        ),
        ("it asks for GTK", depends.contains("libgtk-3-0")),
        (
            "its entry starts the program",
            entry
                .lines()
                .any(|line| line.starts_with("Exec=rivo-desktop")),
        ),
        (
            "its entry opens rivo:// links",
            entry.contains("x-scheme-handler/rivo"),
        ),
        (
            "it has icons of several sizes",
            ["32x32", "128x128", "256x256@2"]
                .iter()
                .all(|size| icons.join(size).join("apps/rivo-desktop.png").exists()),
        ),
    ];
    match claims.iter().find(|(_, holds)| !holds) {
        None => Ok(()),
        Some((claim, _)) => Err(say(format!(
            "the package is not as promised: {claim}. Depends: {depends}\n{entry}"
        ))),
    }
}

/// Starts the packaged program in a window and works on its demo.
fn start(app: &Path) -> Result {
    let data = Scratch::new("package-data")?;
    in_a_window(app, data.path())
        .arg("--test")
        .arg(project::root().join("rivo-desktop/e2e/demo.test.mjs"))
        .at_most(LIMIT)
        .run()
}

/// Node, told which app to start, with folders that no other app has.
pub(crate) fn in_a_window(app: &Path, data: &Path) -> Run {
    script(IN_A_WINDOW)
        .env(
            "BUS_CONFIG",
            project::root().join("rivo-desktop/e2e/support/bus.conf"),
        )
        .env("APP", app)
        .env("XDG_DATA_HOME", data.join("data"))
        .env("XDG_CONFIG_HOME", data.join("config"))
        .env("XDG_CACHE_HOME", data.join("cache"))
}
