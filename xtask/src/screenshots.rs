//! `cargo xtask screenshots`: every screen of the user interface as a picture, to be looked at.

use crate::arguments::Arguments;
use crate::failure::Result;
use crate::project;
use crate::shell::{cargo, run};
use crate::ui;

/// Light and dark, wide and narrow, full, empty and failing: into `target/screenshots`.
pub(crate) fn take(arguments: &mut Arguments) -> Result {
    let only = arguments.option("--only")?;
    arguments.finish()?;
    ui::build()?;
    cargo().args(["build", "--package", "rivo-server"]).run()?;
    let mut pictures = run("node")
        .dir(project::ui())
        .env("RIVO_SERVER_BIN", project::binary("debug", "rivo-server"))
        .arg("e2e/screenshots.mjs")
        .arg("--to")
        .arg(project::target().join("screenshots"));
    if let Some(only) = only {
        pictures = pictures.arg("--only").arg(only);
    }
    pictures.run()
}
