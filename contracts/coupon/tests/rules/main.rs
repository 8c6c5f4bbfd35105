//! What must hold after every message of coupons, seen only through their public messages.
//!
//! Numbers such as C4 are those of the project's list of invariants.
//!
//! Off the chain nothing undoes the work of a message that fails. Where a message is refused after
//! it has begun to write, the shop of these tests does what the chain does: it brings back what was
//! before, by sending to an empty chain all messages that were taken until then.

// Errors are those of the contract, some of which carry a receipt.
#![allow(clippy::result_large_err)]

mod attributes;
mod book;
mod cases;
mod codes;
mod counter;
mod errors;
mod fake_points;
mod hostile_points;
mod invariants;
mod model;
mod names;
mod people;
mod sequences;
mod shop;
mod signing;
mod steps;
mod tally;
mod terms;
mod tickets;
mod tills;
mod windows;
mod wire;
