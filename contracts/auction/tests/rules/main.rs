//! What must hold after every message of the auction house, seen only through its public messages.
//!
//! Numbers such as A3 are those of the project's list of invariants, those such as R22 of its list of
//! losses elsewhere.
//!
//! Every message of every test here goes to the house and to a model of it, which must agree. Off the
//! chain nothing undoes the work of a message that fails; `saleroom` does what the chain does.

// Errors name the item that they speak of.
#![allow(clippy::result_large_err)]

mod book;
mod invariants;
mod model;
mod names;
mod offers;
mod people;
mod saleroom;
mod steps;
mod tally;

mod bidding;
mod errors;
mod exits;
mod hostile_items;
mod hostile_points;
mod lessons;
mod lists;
mod promises;
mod reserves;
mod rounding;
mod sequences;
mod windows;
mod wire;
