//! What Rivo wants to reach, as ratios within one session: absolute figures say more about the machine than about Rivo.

use crate::bench::results::Results;
use crate::bench::table::number;

struct Aim {
    text: &'static str,
    measured: fn(&Results) -> Option<f64>,
    bound: Bound,
}

#[derive(Clone, Copy)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

use Bound::{AtLeast, AtMost};

const AIMS: &[Aim] = &[
    Aim {
        text: "POST on Postgres, 32 connections, against pgbench's one-row inserts",
        measured: |r| rate(r, "rivo-postgres", "pgbench", "ingest/c32"),
        bound: AtLeast(1.0),
    },
    Aim {
        text: "the same at 128 connections",
        measured: |r| rate(r, "rivo-postgres", "pgbench", "ingest/c128"),
        bound: AtLeast(3.0),
    },
    Aim {
        text: "the same at one connection",
        measured: |r| rate(r, "rivo-postgres", "pgbench", "ingest/c1"),
        bound: AtLeast(1.0),
    },
    Aim {
        text: "POST on SQLite, each commit on the disk, against PocketBase, 32 connections",
        measured: |r| rate(r, "rivo-sqlite", "pocketbase", "ingest/c32"),
        bound: AtLeast(4.0),
    },
    Aim {
        text: "history of 50 on Postgres against pgbench's range of 50",
        measured: |r| rate(r, "rivo-postgres", "pgbench", "hist50/c32"),
        bound: AtLeast(0.7),
    },
    Aim {
        text: "CPU of a POST in the server, µs",
        measured: |r| r.median("rivo-postgres", "ingest/c32", "srv_us"),
        bound: AtMost(60.0),
    },
    Aim {
        text: "CPU of a POST in Postgres, µs",
        measured: |r| r.median("rivo-postgres", "ingest/c32", "db_us"),
        bound: AtMost(60.0),
    },
    Aim {
        text: "CPU of a history of 50 in the server, µs",
        measured: |r| r.median("rivo-postgres", "hist50/c32", "srv_us"),
        bound: AtMost(150.0),
    },
    Aim {
        text: "CPU of a history of 50 in Postgres, µs",
        measured: |r| r.median("rivo-postgres", "hist50/c32", "db_us"),
        bound: AtMost(200.0),
    },
    Aim {
        text: "start on Postgres, ms",
        measured: |r| r.median("rivo-postgres", "idle", "startup_ms"),
        bound: AtMost(100.0),
    },
    Aim {
        text: "start on SQLite, ms",
        measured: |r| r.median("rivo-sqlite", "idle", "startup_ms"),
        bound: AtMost(100.0),
    },
    Aim {
        text: "idle memory, MB of RSS",
        measured: |r| r.median("rivo-postgres", "idle", "srv_rss"),
        bound: AtMost(20.0),
    },
    Aim {
        text: "median latency of a POST while two people page through 100,000 clients, Postgres, ×",
        measured: |r| stall(r, "rivo-postgres"),
        bound: AtMost(1.2),
    },
    Aim {
        text: "the same on SQLite",
        measured: |r| stall(r, "rivo-sqlite"),
        bound: AtMost(1.2),
    },
];

pub(crate) fn print(results: &Results) {
    println!("\n{:84} {:>9} {:>9}", "aim", "wanted", "measured");
    for aim in AIMS {
        let measured = (aim.measured)(results);
        let (wanted, reached) = match aim.bound {
            AtLeast(bound) => (format!("≥ {bound}"), measured.map(|value| value >= bound)),
            AtMost(bound) => (format!("≤ {bound}"), measured.map(|value| value <= bound)),
        };
        let verdict = match reached {
            Some(true) => "reached",
            Some(false) => "MISSED",
            None => "not measured",
        };
        println!(
            "{:84} {wanted:>9} {:>9} {verdict}",
            aim.text,
            number(measured, 2)
        );
    }
}

fn rate(results: &Results, target: &str, against: &str, scenario: &str) -> Option<f64> {
    let of = |name| results.median(name, scenario, "req/s");
    Some(of(target)? / of(against)?)
}

fn stall(results: &Results, target: &str) -> Option<f64> {
    let during = results.median(target, "stall-during", "p50ms")?;
    Some(during / results.median(target, "stall-before", "p50ms")?)
}
