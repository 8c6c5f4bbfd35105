//! What must hold after every message of gift links, seen only through their public messages.
//!
//! Numbers such as G2 are those of the project's list of invariants, and R24 those of its list of
//! losses elsewhere.
//!
//! Off the chain nothing undoes the work of a message that fails. Where a message is refused after
//! it has begun to write, the party of these tests does what the chain does: it brings back what was
//! before, by sending to an empty chain all messages that were taken until then.

// Errors are those of the contract, which carry the item they are about.
#![allow(clippy::result_large_err)]

mod book;
mod claiming;
mod clearing;
mod errors;
mod exits;
mod faults;
mod fees;
mod gift_links;
mod giving;
mod goods;
mod hostile;
mod invariants;
mod keys;
mod lessons;
mod lists;
mod model;
mod names;
mod packets;
mod party;
mod people;
mod sequences;
mod signing;
mod steps;
mod tally;
mod windows;
mod wire;
