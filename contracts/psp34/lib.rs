//! PSP34, the standard of non-fungible tokens for the Contracts pallet, for ink! 5.
//!
//! - the interface: [`PSP34`], [`PSP34Metadata`], [`PSP34Enumerable`], as published in
//!   <https://github.com/w3f/PSPs/blob/master/PSPs/psp-34.md>, and [`PSP34Mintable`] and
//!   [`PSP34Burnable`] as its reference implementation OpenBrush has them, with [`Id`],
//!   [`PSP34Error`] and the events [`Transfer`], [`Approval`] and [`AttributeSet`];
//! - [`ledger`]: the rules and their storage, for tokens that are numbered by `u64`. A contract keeps
//!   what it knows of a token in the same item;
//! - [`tests!`]: a suite of tests for any implementation.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]

mod errors;
mod events;
mod id;
pub mod ledger;
mod list;
mod testing;
mod traits;

pub use self::{
    errors::{refuse, refuse_for, PSP34Error, Refusal},
    events::{Approval, AttributeSet, Transfer},
    id::Id,
    traits::{PSP34Burnable, PSP34Enumerable, PSP34Metadata, PSP34Mintable, PSP34},
};
