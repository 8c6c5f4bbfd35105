//! The vocabulary of Tongquan's contracts: the messages that they offer each other and their
//! callers, with the errors and events that go with them.
//!
//! A caller depends on this crate, never on another contract's crate. The standard messages of
//! points are those of the crate `psp22`, those of coupons are in the crate `psp34`.
//!
//! Times are ms since 1970, durations are ms. Money is in the smallest unit of the merchant's
//! currency, amounts of points in the token's smallest unit.

#![cfg_attr(not(feature = "std"), no_std)]

pub mod assets;
pub mod auctions;
pub mod campaigns;
pub mod coupon_error;
pub mod coupons;
pub mod gifts;
pub mod issuance;
pub mod ownable;
pub mod redemption;
pub mod swaps;
pub mod tills;
