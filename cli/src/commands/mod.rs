//! What can be asked for, a file for each group.

pub mod account;
pub mod coupon;
pub mod points;
pub mod shell;
