//! The vocabulary of Tongquan's contracts: the messages that they offer each other and their
//! callers, with the errors and events that go with them.
//!
//! A caller depends on this crate, never on another contract's crate. The standard messages of
//! points are those of the crate `psp22`.

#![cfg_attr(not(feature = "std"), no_std)]

pub mod issuance;
pub mod ownable;
