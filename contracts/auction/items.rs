//! The tables of what the house stores besides its lots: the first byte of each key.

use tongquan_escrow::records::FIRST_FREE_TABLE;
use tongquan_host::{storage, Packed};

#[derive(Clone, Copy)]
pub enum Table {
    GenesisHash = FIRST_FREE_TABLE as isize,
    /// Of an account: its first credits.
    Purses,
    /// Of an account and a token: another credit.
    Credits,
    /// Of an account and a place: the token of another credit.
    CreditTokens,
}

pub fn key(table: Table, parts: &[&[u8]]) -> Packed {
    storage::key(table as u8, parts)
}
