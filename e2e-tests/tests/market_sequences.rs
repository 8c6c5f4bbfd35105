//! Everything at once on the release Wasm, in random sequences that are the same in each run: two halves,
//! so that two cores share the work. `cargo run -p e2e-tests --bin storm -- --steps N --seed N` plays
//! others.

use e2e_tests::storm::{assert_seen, Storm};

/// How many steps each half has.
const STEPS: u64 = 10_400;

#[test]
fn a_storm_breaks_nothing() {
    storm(2026);
}

#[test]
fn another_storm_breaks_nothing() {
    storm(2027);
}

fn storm(seed: u64) {
    let mut storm = Storm::open().expect("everything is deployed");
    if let Err(story) = storm.run(seed, STEPS, |_| {}) {
        panic!("seed {seed}, {story}");
    }
    let steps: u32 = storm.tally.values().sum();
    assert_eq!(u64::from(steps), STEPS);
    assert_seen(&storm.tally);
}
