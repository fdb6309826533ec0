//! rivo-core as others embed it.

use crate::failure::{Result, say};
use crate::shell::cargo;
use crate::test::Workbench;
use crate::test::house::{crates_of, refuse};

const NO_DATABASE: &str = "without features the crate is models and rules only";

/// Without features: no database, no HTTP client, no runtime of its own.
pub(crate) fn bare(_: &mut Workbench) -> Result {
    let tree = crates_of("rivo-core", &["--no-default-features"])?;
    let names = [
        "rusqlite",
        "libsqlite3-sys",
        "tokio-postgres",
        "refinery",
        "reqwest",
        "hyper",
        "rustls",
        "tokio",
    ];
    refuse(
        &tree,
        "rivo-core",
        names.into_iter().map(|name| (name, NO_DATABASE)),
    )?;
    for features in [
        &["--no-default-features"][..],
        &[],
        &["--no-default-features", "--features=postgres"],
    ] {
        cargo()
            .args(["check", "--locked", "--package", "rivo-core"])
            .args(features)
            .run()?;
    }
    Ok(())
}

pub(crate) fn doc(_: &mut Workbench) -> Result {
    cargo()
        .args([
            "doc",
            "--locked",
            "--package",
            "rivo-core",
            "--no-deps",
            "--all-features",
        ])
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
}

/// The crate as it would be published has to bring its migrations, and to build from what it brings.
pub(crate) fn package(_: &mut Workbench) -> Result {
    let package = |more: &[&str]| {
        cargo()
            .args([
                "package",
                "--locked",
                "--package",
                "rivo-core",
                "--allow-dirty",
            ])
            .args(more)
    };
    let files = package(&["--list"]).output()?;
    for engine in ["sqlite", "postgres"] {
        let first = format!("migrations/{engine}/V1__");
        if !files.lines().any(|file| file.starts_with(&first)) {
            return Err(say(format!(
                "the packaged rivo-core has no {first}….sql in it:\n{files}"
            )));
        }
    }
    package(&["--quiet"]).run()
}
