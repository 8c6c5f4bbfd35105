//! The release Wasm gets the random sequences of messages that coupons get natively, with the
//! release Wasm of points instead of the native tests' stand-in, and is compared with the same
//! model: every answer and every event after each message, and all that can be read.

// Errors are those of the contract, some of which carry a receipt.
#![allow(clippy::result_large_err)]

#[path = "../../../contracts/coupon/tests/rules/book.rs"]
mod book;
#[path = "../../../contracts/coupon/tests/rules/codes.rs"]
mod codes;
#[path = "../../../contracts/coupon/tests/rules/invariants.rs"]
mod invariants;
mod memory;
#[path = "../../../contracts/coupon/tests/rules/model/mod.rs"]
mod model;
#[path = "../../../contracts/coupon/tests/rules/names.rs"]
mod names;
#[path = "../../../contracts/coupon/tests/rules/people.rs"]
mod people;
mod reading;
mod record;
#[path = "../../../contracts/coupon/tests/rules/sequences.rs"]
mod sequences;
mod shop;
#[path = "../../../contracts/coupon/tests/rules/signing.rs"]
mod signing;
#[path = "../../../contracts/coupon/tests/rules/steps/mod.rs"]
mod steps;
#[path = "../../../contracts/coupon/tests/rules/tally.rs"]
mod tally;
