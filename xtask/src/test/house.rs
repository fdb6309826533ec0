//! Rules about the repository itself.

use crate::failure::{Result, say};
use crate::shell::cargo;
use crate::test::Workbench;

pub(crate) fn format(_: &mut Workbench) -> Result {
    cargo().args(["fmt", "--all", "--check"]).run()
}

/// A crate that must not be in the tree of another, and why.
const FORBIDDEN: &[(&str, &str, &str)] = &[
    ("rivo-server", "openssl-sys", "TLS is rustls throughout"),
    ("rivo-server", "native-tls", "TLS is rustls throughout"),
    (
        "rivo-server",
        "ring",
        "rustls would find two providers of cryptography and choose none",
    ),
    (
        "rivo-server",
        "tauri",
        "the server runs where there is no screen",
    ),
    ("rivo-core", "axum", "the core knows nothing of HTTP"),
];

pub(crate) fn dependencies(_: &mut Workbench) -> Result {
    // The lock file says what everybody builds; it has to fit the manifests.
    cargo()
        .args(["metadata", "--locked", "--no-deps", "--format-version=1"])
        .output()?;
    for package in ["rivo-core", "rivo-server"] {
        let tree = crates_of(package, &["--all-features"])?;
        let rules = FORBIDDEN.iter().filter(|rule| rule.0 == package);
        refuse(&tree, package, rules.map(|rule| (rule.1, rule.2)))?;
    }
    Ok(())
}

/// The names of all crates that `package` is built from.
pub(crate) fn crates_of(package: &str, features: &[&str]) -> Result<Vec<String>> {
    let tree = cargo()
        .args([
            "tree",
            "--locked",
            "--package",
            package,
            "--edges=normal,build",
            "--prefix=none",
        ])
        .args(["--format={p}"])
        .args(features)
        .output()?;
    Ok(tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect())
}

pub(crate) fn refuse<'a>(
    tree: &[String],
    package: &str,
    rules: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result {
    for (name, why) in rules {
        if tree.iter().any(|found| found == name) {
            return Err(say(format!(
                "{package} now pulls in {name}: {why} (cargo tree -i {name} tells through whom)"
            )));
        }
    }
    println!(
        "{package}: {} crates, none that must not be there",
        tree.len()
    );
    Ok(())
}
