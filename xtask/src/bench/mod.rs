//! `cargo xtask bench`: Rivo beside its peers and the limits of this machine, in one session.
//!
//! The peers, the load generator and the way of counting rows against answers are a harness of their own, in a folder
//! that is not part of this repository; here is what runs it for Rivo and holds the figures against the aims.

mod aims;
mod desktop;
mod harness;
mod results;
mod table;
mod ui;

use crate::arguments::Arguments;
use crate::failure::{Result, say};
use harness::{Harness, Load};

/// What the aims compare, in this order: each beside what it is held against, since a machine changes by the minute.
const COMPARED: [&str; 4] = ["rivo-postgres", "pgbench", "rivo-sqlite", "pocketbase"];
/// Measured once, for the picture.
const PEERS: [&str; 5] = [
    "axum-batch",
    "axum-sqlx",
    "axum-hello",
    "fastapi",
    "django-sync2",
];

/// Everything, unless `--only` says otherwise, in some twelve minutes; `--thorough` takes three times as long.
pub(crate) fn bench(arguments: &mut Arguments) -> Result {
    let peers = arguments.option("--peers")?;
    let only = arguments.list("--only")?;
    let thorough = arguments.flag("--thorough");
    // What happens anyway, for those who want to say it.
    let _ = arguments.flag("--quick");
    let load = Load {
        seconds: arguments.number("--seconds", if thorough { 8 } else { 3 })?,
        warm_up_seconds: if thorough { 2 } else { 1 },
    };
    let rounds = arguments.number("--rounds", if thorough { 5 } else { 3 })?;
    let desktop = arguments.flag("desktop");
    let browser = arguments.flag("ui");
    arguments.finish()?;
    if desktop {
        return desktop::measure();
    }
    if browser {
        return ui::measure();
    }

    let harness = Harness::prepare(peers)?;
    let chosen = |name: &str| only.is_empty() || only.iter().any(|word| word == name);
    let mut failed = Vec::new();
    let mut measure = |name: &'static str, round: u32| {
        if !chosen(name) {
            return;
        }
        println!("\n── {name}, round {round}");
        let measured = match name {
            "pgbench" => harness.measure_pgbench(&load),
            "stall" => harness.measure_stall(&load),
            "limits" => harness.measure_limits(),
            target => harness.measure(target, &load),
        };
        // One peer that cannot be had must not take the rest of an hour's figures with it.
        if let Err(failure) = measured {
            println!("{name} could not be measured: {failure}");
            failed.push(name);
        }
    };
    for round in 1..=rounds {
        for name in COMPARED {
            measure(name, round);
        }
    }
    measure("stall", 1);
    for name in PEERS {
        measure(name, 1);
    }
    measure("limits", 1);

    let results = results::read(&harness.results())?;
    table::print(&results);
    aims::print(&results);
    println!("\nEverything measured: {}", harness.results().display());
    if failed.is_empty() {
        return Ok(());
    }
    Err(say(format!("not measured: {}", failed.join(", "))))
}
