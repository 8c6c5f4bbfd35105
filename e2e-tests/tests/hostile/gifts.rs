//! Gifts among crooks: points and coupons that cheat, relayers that would keep what they carry, senders
//! and merchants that regret.

mod assets;
mod claims;
mod coupons;
mod exits;
mod packets;
pub mod stage;
