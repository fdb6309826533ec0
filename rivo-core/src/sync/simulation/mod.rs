//! Many devices and a server in one thread, on a schedule that a seed decides.
//!
//! Requests are lost, doubled, late and out of order; devices crash wherever they wait, before a
//! write, after it, and between the two; the server breaks off in the middle of a push; clocks
//! disagree and jump; clients, roles, logins and the feed's memory change meanwhile. Then the network heals,
//! everything settles, and what sync promises is checked. A failure names its seed:
//!
//! ```text
//! RIVO_SIM_SEED=42 cargo test -p rivo-core --lib simulation      # the same run again
//! RIVO_SIM_RUNS=10000 cargo test …                               # more of them
//! ```

#![expect(
    clippy::unwrap_used,
    reason = "a simulation that cannot go on has failed"
)]

mod carriage;
mod check;
mod network;
mod random;
mod schedule;
mod world;

use std::rc::Rc;

use self::{random::Random, world::World};

/// Worlds of an ordinary test run.
const RUNS: u64 = 200;
/// Worlds that are run a second time, to see that they are the same.
const REPEATED: u64 = 8;
/// Steps of the schedule before everything heals.
const STEPS: usize = 80;

/// A seed that failed says so, whatever else is said.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "the seed is {}: RIVO_SIM_SEED={} runs it again",
                self.0, self.0
            );
        }
    }
}

/// What happened in a world, and where its chance stood in the end: as telling as a log of it all,
/// since every step draws.
fn run(seed: u64) -> (world::Figures, usize) {
    let seed = Seed(seed);
    // What waits with a time limit asks for a runtime; nothing here waits so long.
    let runtime = Rc::new(
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap(),
    );
    let _entered = runtime.enter();
    let mut random = Random::new(seed.0);
    let mut world = World::new(&mut random, Rc::clone(&runtime));
    for _ in 0..STEPS {
        world.step(&mut random);
    }
    world.heal();
    world.check();
    (world.figures, random.below(usize::MAX))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test itself is configured, not Rivo"
)]
fn setting(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|text| text.parse().expect("a whole number"))
}

#[test]
fn every_command_arrives_once_and_every_device_shows_what_its_user_may_see() {
    if let Some(seed) = setting("RIVO_SIM_SEED") {
        eprintln!("{:?}", run(seed));
        return;
    }
    let runs = setting("RIVO_SIM_RUNS").unwrap_or(RUNS);
    let mut figures = world::Figures::default();
    for seed in 0..runs {
        figures.add(run(seed).0);
    }
    eprintln!("{runs} worlds: {figures:?}");
    // A schedule under which nothing happens would prove nothing.
    for (what, count) in figures.named() {
        assert!(count > 0, "it never happened in {runs} worlds: {what}");
    }
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for seed in 0..REPEATED {
        let (first, second) = (run(seed), run(seed));
        assert_eq!(format!("{first:?}"), format!("{second:?}"), "seed {seed}");
    }
}
