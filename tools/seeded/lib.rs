//! Random tests that are the same in each run, unless another seed or another number of cases is asked
//! for.

mod dice;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

pub use dice::Dice;

const SEED: u64 = 2026;

/// The seed, which a failure has to tell, and what runs the cases that it draws. The environment's
/// `variable` is another seed, `PROPTEST_CASES` another number of cases than the `config` says.
pub fn runner(variable: &str, mut config: Config) -> (u64, TestRunner) {
    let seed = std::env::var(variable).ok().and_then(|seed| seed.parse().ok()).unwrap_or(SEED);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&u64::to_le_bytes(seed));
    config.failure_persistence = None;
    if asked_for_cases() {
        config.cases = Config::default().cases;
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    (seed, TestRunner::new_with_rng(config, rng))
}

/// Whether the run has another number of cases than usual. With fewer it proves less, and need not.
pub fn asked_for_cases() -> bool {
    std::env::var_os("PROPTEST_CASES").is_some()
}
