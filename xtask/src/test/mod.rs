//! `cargo xtask test`: everything that has to hold, on a developer's machine and in CI alike.

mod browser;
mod core;
mod desktop;
mod fuzz;
mod house;
mod plan;
mod report;
mod rust;
mod ui;

use std::time::Instant;

use crate::apt;
use crate::arguments::Arguments;
use crate::failure::Result;
use crate::postgres::Cluster;
use plan::Step;
use report::Report;

/// Every step, in order: what is quick and what later steps build on comes first.
const STEPS: &[Step] = &[
    Step::new(
        "house:format",
        "the text of the Rust code is as rustfmt writes it",
        house::format,
    ),
    Step::new(
        "house:dependencies",
        "what must not be in the tree is not there",
        house::dependencies,
    ),
    Step::new("ui:install", "the packages of the lock file", ui::install),
    Step::new(
        "ui:lint",
        "ESLint, with the rules on who imports whom",
        ui::lint,
    )
    .after(&["ui:install"]),
    Step::new("ui:typecheck", "TypeScript, strict", ui::typecheck).after(&["ui:install"]),
    Step::new(
        "ui:test",
        "unit tests, and that the API's types are fresh",
        ui::test,
    )
    .after(&["ui:install"]),
    Step::new(
        "ui:build",
        "the bundle that the server and the desktop carry",
        ui::build,
    )
    .after(&["ui:install"]),
    Step::new(
        "rust:clippy",
        "core, server and xtask without a warning",
        rust::clippy,
    )
    .after(&["ui:build"]),
    Step::new("rust:build", "core, server and their tests", rust::build).after(&["ui:build"]),
    Step::new(
        "core:bare",
        "rivo-core without features has no database and no HTTP client",
        core::bare,
    ),
    Step::new(
        "rust:test",
        "all tests, on SQLite and on a private Postgres",
        rust::test,
    )
    .after(&["rust:build"])
    .packages(apt::POSTGRES)
    .packages_too(apt::POOLER),
    Step::new(
        "rust:doctest",
        "the examples in the documentation",
        rust::doctest,
    )
    .after(&["rust:build"]),
    Step::new(
        "core:doc",
        "the documentation without a broken link",
        core::doc,
    )
    .after(&["ui:build"]),
    Step::new(
        "core:package",
        "the crate as it would be published, with its migrations",
        core::package,
    ),
    Step::new(
        "api:fuzz",
        "bad input of every kind to every route, on both engines",
        fuzz::fuzz,
    )
    .after(&["rust:build"])
    .packages(apt::POSTGRES)
    .packages_too(apt::PYTHON),
    Step::new(
        "browser:e2e",
        "the main path in a real Chromium",
        browser::e2e,
    )
    .after(&["ui:build", "rust:build"])
    .packages(apt::BROWSER),
    Step::new(
        "desktop:clippy",
        "the desktop app without a warning",
        desktop::clippy,
    )
    .after(&["ui:build"])
    .packages(apt::DESKTOP),
    Step::new(
        "desktop:build",
        "the desktop app and its tests",
        desktop::build,
    )
    .after(&["ui:build"])
    .packages(apt::DESKTOP),
    Step::new("desktop:e2e", "its window under Xvfb", desktop::e2e)
        .after(&["desktop:build", "rust:build"])
        .packages(apt::DESKTOP)
        .packages_too(apt::DESKTOP_WINDOW),
];

/// What steps share. It is made when the first of them needs it.
#[derive(Default)]
pub(crate) struct Workbench {
    postgres: Option<Cluster>,
}

impl Workbench {
    fn postgres(&mut self) -> Result<&Cluster> {
        if self.postgres.is_none() {
            println!("Starting a private Postgres");
            self.postgres = Some(Cluster::start()?);
        }
        Ok(self.postgres.as_ref().expect("it was just put there"))
    }
}

pub(crate) fn test(arguments: &mut Arguments) -> Result {
    let only = arguments.list("--only")?;
    let skip = arguments.list("--skip")?;
    let keep_going = arguments.flag("--keep-going");
    let list = arguments.flag("--list");
    arguments.finish()?;
    let steps = plan::choose(STEPS, &only, &skip)?;
    if list {
        for step in steps {
            println!("{:20} {}", step.name, step.promise);
        }
        return Ok(());
    }
    run(&steps, keep_going)
}

fn run(steps: &[&Step], keep_going: bool) -> Result {
    let packages: Vec<&str> = steps.iter().flat_map(|step| step.all_packages()).collect();
    let mut report = Report::of(steps);
    apt::install(&packages)?;
    let mut workbench = Workbench::default();
    for step in steps {
        println!("\n── {} · {}", step.name, step.promise);
        let start = Instant::now();
        let outcome = (step.run)(&mut workbench);
        let failed = outcome.is_err();
        report.note(step, start.elapsed(), outcome);
        if failed && !keep_going {
            break;
        }
    }
    drop(workbench);
    report.close()
}
