//! What can be asked for, a file for each group.

pub mod account;
pub mod auction;
pub mod gift;
pub mod points;
pub mod shell;
pub mod swap;
