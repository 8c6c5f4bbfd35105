//! What Tongquan's users do, written once and run on every chain.
//!
//! `scenarios` are told against the trait `Chain`, with their checks in them; `tests/` runs them
//! on the embedded chain and on a node. `costs` measures every message for the snapshot, `demo`
//! tells the story to people, `node` starts a real node for the tests.

pub mod costs;
pub mod counter;
pub mod demo;
pub mod giving;
pub mod market;
pub mod node;
pub mod scenarios;
pub mod shop;
pub mod storm;

use std::path::PathBuf;

use tongquan_client::{Bundle, BundleError};

// The model of the gift links looks for these here.
use storm::{gift_links, keys};

/// The release bundle of a contract, as committed under `artifacts/`.
pub fn bundle(contract: &str) -> Result<Bundle, BundleError> {
    Bundle::load(root().join("artifacts").join(contract).with_extension("contract"))
}

/// The bundle of a contract that cheats in tests, as committed under `e2e-tests/hostile/`.
pub fn hostile_bundle(contract: &str) -> Result<Bundle, BundleError> {
    Bundle::load(root().join("e2e-tests/hostile").join(contract).with_extension("contract"))
}

/// The folder of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
