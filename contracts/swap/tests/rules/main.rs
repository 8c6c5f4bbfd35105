//! What must hold after every message of swaps, seen only through their public messages.
//!
//! Numbers such as S2 are those of the project's list of invariants, and R12 those of its list of
//! losses elsewhere.
//!
//! Off the chain nothing undoes the work of a message that fails. Where a message is refused after
//! it has begun to write, the market of these tests does what the chain does: it brings back what was
//! before, by sending to an empty chain all messages that were taken until then.

// Errors are those of the contract, which carry the item they are about.
#![allow(clippy::result_large_err)]

mod accepting;
mod book;
mod errors;
mod exits;
mod faults;
mod fills;
mod hostile_items;
mod hostile_points;
mod invariants;
mod lessons;
mod making;
mod market;
mod model;
mod names;
mod people;
mod preflight;
mod sequences;
mod stalls;
mod steps;
mod tally;
mod windows;
mod wire;
