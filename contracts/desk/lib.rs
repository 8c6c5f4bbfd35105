//! The service desk (服务台) of a merchant's coupons: the code for what is rare, so that what happens at
//! the till stays small. It is no contract of its own. A coupon contract hands messages over to it that
//! it doesn't answer itself, and it works on that contract's storage, by the same rules: those of the
//! crate `coupon`.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[cfg(target_arch = "wasm32")]
mod entry;
