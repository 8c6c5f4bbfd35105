//! What must hold after every message of points, seen only through its public messages.
//!
//! Numbers such as M9 are those of the project's list of invariants: M8 says that the balances add
//! up to the supply, M9 that the supply stays within the cap and each issuer within its quota, and
//! that burning restores the cap, not the quota.
//!
//! Off the chain nothing undoes the work of a message that fails, so these tests also show that
//! points refuse before they change anything.

mod book;
mod holding;
mod issuance;
mod model;
mod ownership;
mod sequences;
mod shop;
mod standard;
