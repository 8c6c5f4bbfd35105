//! What the contracts ask of the chain, with no more code than that takes.
//!
//! Off chain, in native tests, ink's test environment answers instead.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]

pub mod bits;
mod chain;
mod encoded;
mod entry;
mod keys;
mod packed;
mod reader;
mod refusals;
pub mod storage;

pub use self::{
    chain::*,
    encoded::{Encoded, EncodedList},
    keys::is_leaf,
    packed::Packed,
    reader::{Item, Read, Reader},
};

/// What the macros of this crate name.
#[doc(hidden)]
pub use ink;
