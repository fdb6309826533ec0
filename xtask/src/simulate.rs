//! `cargo xtask simulate`: the deterministic simulation of sync, as long as one likes.

use crate::arguments::Arguments;
use crate::failure::{Context as _, Result};
use crate::shell::cargo;

const RUNS: &str = "10000";

pub(crate) fn simulate(arguments: &mut Arguments) -> Result {
    let seed: Option<String> = arguments.option("--seed")?;
    let runs = match arguments.command() {
        none if none.is_empty() => RUNS.to_owned(),
        runs => runs,
    };
    let runs = runs
        .parse::<u64>()
        .context("the number of worlds")?
        .to_string();
    arguments.finish()?;
    // Optimised, since there are so many; without the overflow checks nothing else changes.
    let tests = cargo()
        .args([
            "test",
            "--locked",
            "--release",
            "--package",
            "rivo-core",
            "--lib",
        ])
        .args(["simulation::every", "--", "--nocapture"]);
    match seed {
        Some(seed) => tests.env("RIVO_SIM_SEED", seed),
        None => tests.env("RIVO_SIM_RUNS", runs),
    }
    .run()
}
