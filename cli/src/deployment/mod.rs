//! Deploying: what should be on the chain is put there, step by step, and what is there already is left
//! as it is. So the same command can be given again after a cut, or just to look.
//!
//! Addresses are known before (see [`tongquan_client::contract_address`]). All steps are looked at first;
//! nothing is sent unless each of them can be done as far as the chain can tell. The address book is
//! written after each step.

mod merchant_file;
mod rights;
mod step;
mod works;

pub use merchant_file::MerchantFile;
pub use works::Order;
