//! Random sequences on the release Wasm, for as long as one likes: `storm [--steps N] [--seed N]`.

use std::{process::ExitCode, time::Instant};

use e2e_tests::storm::Storm;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (mut steps, mut seed) = (20_000, 2026);
    for pair in arguments.chunks(2) {
        match pair {
            [flag, number] if flag == "--steps" && number.parse::<u64>().is_ok() => {
                steps = number.parse().unwrap_or(steps);
            }
            [flag, number] if flag == "--seed" && number.parse::<u64>().is_ok() => {
                seed = number.parse().unwrap_or(seed);
            }
            _ => {
                eprintln!("usage: storm [--steps N] [--seed N]");
                return ExitCode::FAILURE;
            }
        }
    }
    println!("{steps} steps, seed {seed}");
    let mut storm = match Storm::open() {
        Ok(storm) => storm,
        Err(fault) => {
            eprintln!("storm: {fault}");
            return ExitCode::FAILURE;
        }
    };
    let begun = Instant::now();
    let result = storm.run(seed, steps, |progress| {
        let seconds = begun.elapsed().as_secs_f64();
        let rate = progress.steps as f64 / seconds;
        let left = (steps - progress.steps) as f64 / rate;
        println!(
            "{} steps, {} messages, {seconds:.0} s, {rate:.0} steps/s, {left:.0} s left",
            progress.steps, progress.sent
        );
    });
    for ((deed, ending), count) in &storm.tally {
        println!("{count:7} {deed}: {ending}");
    }
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(story) => {
            eprintln!("seed {seed}: {story}");
            ExitCode::FAILURE
        }
    }
}
