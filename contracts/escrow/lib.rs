//! What the auction house, swaps and gift links have in common: they hold points and items for people,
//! of contracts that may lie, and keep numbered records of it.
//!
//! Of what comes in, only what was seen to arrive counts (M6). Of what goes out, the contract's word is
//! taken: who chose its tokens chose it, and its peculiarities must not keep them in (X1). A contract
//! that fails or refuses ends the whole message (M5).

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]

pub mod items;
pub mod points;
pub mod ratio;
pub mod records;
mod refusal;

pub use refusal::{item_error, points_error, refuse_item, refuse_points, Outcome, Refusal};

/// What the macros of this crate name.
#[doc(hidden)]
pub use tongquan_host;
