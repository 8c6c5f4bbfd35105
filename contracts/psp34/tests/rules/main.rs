//! The rules of PSP34, as [`psp34::ledger`] keeps them: in the suites for any implementation, in
//! what is the ledger's own, and in random messages beside a model.
//!
//! Numbers such as C8 are those of the project's list of invariants and of errors that others made.
//! M8: what all own is the supply, and the lists have just that. C8: all approvals for a token end
//! when it changes hands. R14: an approval outlived a transfer. R15: a transfer to the owner broke
//! the lists. R16: somebody else's token was burnt under another name.
//!
//! Off the chain nothing undoes the work of a message that fails, so these tests also show that the
//! ledger refuses before it changes anything.

// `ink::contract` asks for a feature `ink-as-dependency`, which only a contract's own crate has.
#![allow(unexpected_cfgs)]

mod conformance;
mod ledger;
mod model;
mod plain;
mod sequences;
mod standard;
