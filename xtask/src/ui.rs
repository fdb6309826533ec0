//! The user interface: its packages and its build, done again only when something has changed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Context as _, Result, say};
use crate::project;
use crate::shell::{Run, run};

const NODE_IS_MISSING: &str = "The user interface is built with Node 20.19 or newer and its npm: see https://nodejs.org or your package manager.";

/// What the stamps of finished work are called; they lie in `node_modules`, which nobody commits.
const INSTALLED: &str = ".rivo-installed";
const BUILT: &str = ".rivo-built";

/// Not part of what a build is made from.
const NOT_SOURCE: [&str; 5] = ["node_modules", "dist", "e2e", "tools", "test-results"];

pub(crate) fn npm(script: &str) -> Run {
    run("npm")
        .dir(project::ui())
        .if_missing(NODE_IS_MISSING)
        .args(["run", "--silent", script])
}

/// `npm ci`, unless exactly these packages are installed.
pub(crate) fn install() -> Result {
    check_node()?;
    for folder in [project::ui(), project::ui().join("tools")] {
        let Ok(lock) = fs::read_to_string(folder.join("package-lock.json")) else {
            continue;
        };
        let stamp = folder.join("node_modules").join(INSTALLED);
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
            continue;
        }
        run("npm")
            .dir(&folder)
            .if_missing(NODE_IS_MISSING)
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .run()?;
        fs::write(&stamp, lock).context(stamp.display())?;
    }
    Ok(())
}

/// Builds `ui/dist`, unless it was built from exactly this source. Writing the same files again would make cargo
/// compile the server, which carries them, again.
pub(crate) fn build() -> Result {
    install()?;
    let stamp = project::ui().join("node_modules").join(BUILT);
    let source = fingerprint(&project::ui())?;
    if is_built() && fs::read_to_string(&stamp).is_ok_and(|built| built == source) {
        return Ok(());
    }
    npm("build").run()?;
    if !is_built() {
        return Err(say(
            "the user interface was built, but ui/dist/index.html loads no script",
        ));
    }
    fs::write(&stamp, source).context(stamp.display())
}

/// A placeholder, which the build script of the server makes, loads no script.
fn is_built() -> bool {
    fs::read_to_string(project::ui().join("dist/index.html"))
        .is_ok_and(|page| page.contains("<script"))
}

fn check_node() -> Result {
    let version = run("node")
        .arg("--version")
        .if_missing(NODE_IS_MISSING)
        .output()?;
    if is_new_enough(&version) {
        return Ok(());
    }
    Err(say(format!("Node {version} is too old. {NODE_IS_MISSING}")))
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version
        .trim_start_matches('v')
        .split('.')
        .map(|part| part.parse().unwrap_or(0));
    let found: (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    found >= (20, 19)
}

/// Name, size and time of change of every source file, as text.
fn fingerprint(ui: &Path) -> Result<String> {
    let mut files = BTreeSet::new();
    collect(ui, &mut files)?;
    let mut text = String::new();
    for file in files {
        let facts = fs::metadata(&file).context(file.display())?;
        let changed = facts.modified().context(file.display())?;
        let _ = writeln!(text, "{} {} {changed:?}", file.display(), facts.len());
    }
    Ok(text)
}

fn collect(folder: &Path, files: &mut BTreeSet<PathBuf>) -> Result {
    for entry in fs::read_dir(folder).context(folder.display())?.flatten() {
        let path = entry.path();
        if !path.is_dir() {
            files.insert(path);
        } else if !NOT_SOURCE.iter().any(|name| entry.file_name() == *name) {
            collect(&path, files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn node_has_to_be_20_19_or_newer() {
        let table = [
            ("v18.19.0", false),
            ("v20.9.0", false),
            ("v20.19.0", true),
            ("v22.1.0", true),
            ("", false),
        ];
        for (version, expected) in table {
            assert_eq!(is_new_enough(version), expected, "{version}");
        }
    }
}
