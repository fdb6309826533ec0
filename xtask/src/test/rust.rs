//! Core, server and xtask.
//!
//! Every cargo call here names the same packages and features. Cargo builds a crate once for each set of features, so
//! another selection, however sensible, would compile half of the tree again.

use crate::failure::Result;
use crate::shell::cargo;
use crate::test::Workbench;

/// All but the desktop, which needs GTK and is built on its own.
const PACKAGES: [&str; 4] = ["--workspace", "--exclude", "rivo-desktop", "--all-features"];

pub(crate) fn clippy(_: &mut Workbench) -> Result {
    cargo()
        .args(["clippy", "--locked", "--all-targets"])
        .args(PACKAGES)
        .args(["--", "-D", "warnings"])
        .run()
}

/// The binaries together with the tests: alone, they would be built without the features that only tests ask for.
pub(crate) fn build(_: &mut Workbench) -> Result {
    cargo()
        .args(["build", "--locked", "--bins", "--tests"])
        .args(PACKAGES)
        .run()
}

pub(crate) fn test(workbench: &mut Workbench) -> Result {
    let postgres = workbench.postgres()?.url("postgres");
    let tests = if cargo().args(["nextest", "--version"]).succeeds() {
        cargo().args(["nextest", "run", "--locked", "--bins", "--tests"])
    } else {
        cargo().args(["test", "--locked", "--bins", "--tests"])
    };
    tests
        .args(PACKAGES)
        .env("RIVO_TEST_POSTGRES_URL", postgres)
        .run()
}

pub(crate) fn doctest(workbench: &mut Workbench) -> Result {
    let postgres = workbench.postgres()?.url("postgres");
    cargo()
        .args(["test", "--locked", "--doc"])
        .args(PACKAGES)
        .env("RIVO_TEST_POSTGRES_URL", postgres)
        .run()
}
