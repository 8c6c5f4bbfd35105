//! What can be asked for, a file for each group.

pub mod account;
pub mod auction;
pub mod audit;
pub mod campaign;
pub mod coupon;
pub mod deploy;
pub mod gift;
pub mod merchant;
pub mod node;
pub mod points;
pub mod shell;
pub mod statement;
pub mod swap;
pub mod till;
