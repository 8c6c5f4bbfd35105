//! Everything at once, on the release Wasm: random sequences of what honest and hostile people do with
//! points, coupons, the auction house, swaps and gift links, while the clock moves and contracts cheat.
//!
//! Each step is foretold by the models of the native tests, which share one world of points and items
//! here, and done on the embedded chain. Then what it should have changed is read, and some of what it
//! should not, and the project's invariants are checked on what was read. In the end everybody takes
//! out what is theirs.
//!
//! A sequence is a list of numbers, each of which decides about one step by what there is to do then.
//! So a sequence that fails can be shortened to a story of a few steps.

mod act;
mod book;
mod deed;
mod dice;
mod draw;
mod finale;
pub(crate) mod gift_links;
pub(crate) mod keys;
mod laws;
mod merchants;
mod messages;
mod opening;
mod play;
mod preflight;
mod probes;
mod reference;
mod run;
mod stage;
mod story;
mod tally;
mod town;

/// The model of the gift links.
#[path = "../../../contracts/gift/tests/rules/model/mod.rs"]
#[allow(dead_code, unused_imports)] // The native tests read more of it.
mod gifts;
/// The model of the auction house.
#[path = "../../../contracts/auction/tests/rules/model/mod.rs"]
#[allow(dead_code)] // The native tests read more of it.
mod house;
/// The model of the swaps.
#[path = "../../../contracts/swap/tests/rules/model/mod.rs"]
#[allow(dead_code, unused_imports)] // The native tests read more of it.
mod swap;

pub use self::{
    run::{Progress, Storm},
    tally::{assert_seen, Tally},
};
