//! `cargo xtask bench`: Rivo beside its peers and the limits of this machine, in one session.
//!
//! The peers, the load generator and the way of counting rows against answers are a harness of their own, in a folder
//! that is not part of this repository; here is what runs it for Rivo and holds the figures against the aims.

mod aims;
mod harness;
mod results;
mod table;

use crate::arguments::Arguments;
use crate::failure::Result;
use harness::{Harness, Load};

/// What is measured unless `--only` says otherwise, in this order.
const TARGETS: [&str; 8] = [
    "rivo-postgres",
    "rivo-sqlite",
    "axum-batch",
    "axum-sqlx",
    "pocketbase",
    "fastapi",
    "django-sync2",
    "axum-hello",
];

pub(crate) fn bench(arguments: &mut Arguments) -> Result {
    let peers = arguments.option("--peers")?;
    let only = arguments.list("--only")?;
    let quick = arguments.flag("--quick");
    let load = Load {
        seconds: arguments.number("--seconds", if quick { 2 } else { 5 })?,
        warm_up_seconds: if quick { 1 } else { 2 },
    };
    let rounds = arguments.number("--rounds", 1)?;
    arguments.finish()?;

    let harness = Harness::prepare(peers)?;
    let chosen = |name: &str| only.is_empty() || only.iter().any(|word| word == name);
    let targets: Vec<&str> = TARGETS
        .into_iter()
        .filter(|target| chosen(target))
        .collect();
    for round in 1..=rounds {
        println!("\n── round {round} of {rounds}");
        if !targets.is_empty() {
            harness.measure(&targets, &load)?;
        }
        if chosen("pgbench") {
            harness.measure_limits(&load)?;
        }
        if chosen("stall") {
            harness.measure_stall(&load)?;
        }
    }
    let results = results::read(&harness.results())?;
    table::print(&results);
    aims::print(&results);
    println!("\nEverything measured: {}", harness.results().display());
    Ok(())
}
