//! The figures side by side.

use crate::bench::results::Results;

pub(crate) fn print(results: &Results) {
    for scenario in in_order(results.rows().map(|row| row.scenario.as_str())) {
        let targets = in_order(
            results
                .rows()
                .filter(|row| row.scenario == scenario)
                .map(|row| row.target.as_str()),
        );
        if scenario == "idle" {
            print_idle(results, &targets);
        } else {
            print_scenario(results, scenario, &targets);
        }
    }
    for row in results.rows().filter(|row| row.rows_are_wrong) {
        println!("\nROWS AND ANSWERS DIFFER: {} {}", row.target, row.scenario);
    }
}

fn print_idle(results: &Results, targets: &[&str]) {
    println!(
        "\n{:16} {:>9} {:>9} {:>9}",
        "idle", "start ms", "RSS MB", "PSS MB"
    );
    for target in targets {
        let cell = |column| number(results.median(target, "idle", column), 0);
        println!(
            "{target:16} {:>9} {:>9} {:>9}",
            cell("startup_ms"),
            cell("srv_rss"),
            cell("srv_pss")
        );
    }
}

/// `other` is what everything else on the machine used: above about 0.2 cores the line was disturbed.
fn print_scenario(results: &Results, scenario: &str, targets: &[&str]) {
    println!(
        "\n{scenario:16} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7}",
        "req/s", "p50 ms", "p99 ms", "server µs", "db µs", "xpgbench", "other"
    );
    let limit = results.median("pgbench", scenario, "req/s");
    for target in targets {
        let median = |column| results.median(target, scenario, column);
        let ratio = median("req/s").zip(limit).map(|(rate, limit)| rate / limit);
        println!(
            "{target:16} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7}",
            number(median("req/s"), 0),
            number(median("p50ms"), 2),
            number(median("p99ms"), 2),
            number(median("srv_us"), 0),
            number(median("db_us"), 0),
            number(ratio, 2),
            number(median("other"), 2),
        );
    }
}

pub(crate) fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.digits$}"))
}

/// Each word once, in the order of its first appearance.
fn in_order<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for word in words {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen
}
