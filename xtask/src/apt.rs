//! Debian packages: what is missing is installed, what is there costs one look.

use std::collections::BTreeSet;

use crate::failure::{Result, say};
use crate::shell::run;

pub(crate) const POSTGRES: &[&str] = &["postgresql"];
/// What the server is tested behind.
pub(crate) const POOLER: &[&str] = &["pgbouncer"];
pub(crate) const BROWSER: &[&str] = &["chromium", "fonts-dejavu-core"];
pub(crate) const PYTHON: &[&str] = &["python3-venv"];
/// What the desktop app is built with.
pub(crate) const DESKTOP: &[&str] = &["libwebkit2gtk-4.1-dev"];
/// What drives its window without a screen.
pub(crate) const DESKTOP_WINDOW: &[&str] = &[
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "dbus",
    "dbus-x11",
    "fonts-dejavu-core",
    "at-spi2-core",
    "gnome-keyring",
    "libayatana-appindicator3-1",
];
/// By which the bundler finds out what the tray's package is called.
pub(crate) const DESKTOP_PACKAGE: &[&str] = &["libayatana-appindicator3-dev"];
pub(crate) const BENCH: &[&str] = &["postgresql", "python3-venv", "sqlite3", "curl"];

/// Installs those of `packages` that are not there, as root or through sudo.
pub(crate) fn install(packages: &[&str]) -> Result {
    let missing = missing(packages);
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if !run("apt-get").arg("--version").succeeds() {
        println!("This is not Debian or Ubuntu: what follows needs the like of {names}.");
        return Ok(());
    }
    let by_hand = format!("install it by hand: apt-get install --no-install-recommends {names}");
    let root = is_root();
    if !root && !run("sudo").args(["-n", "true"]).succeeds() {
        return Err(say(format!(
            "installing packages needs root or sudo without a password; {by_hand}"
        )));
    }
    let apt = |arguments: &[&str]| {
        let command = if root {
            run("env")
        } else {
            run("sudo").args(["-n", "env"])
        };
        command
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"])
            .args(arguments)
            .run()
    };
    apt(&["update"])?;
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(&missing);
    apt(&install).map_err(|failure| say(format!("{failure}; {by_hand}")))
}

pub(crate) fn is_root() -> bool {
    run("id").arg("-u").output().is_ok_and(|id| id == "0")
}

fn missing<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    packages
        .iter()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter(|package| !is_installed(package))
        .collect()
}

fn is_installed(package: &str) -> bool {
    run("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .output()
        .is_ok_and(|status| status == "installed")
}
