//! The tables of what the contract stores: the first byte of each key.

use tongquan_host::{storage, Packed};

#[derive(Clone, Copy)]
pub enum Table {
    Balances,
    Allowances,
    Issuers,
    IssuersByIndex,
    Supply,
    Name,
    Symbol,
    Decimals,
}

pub fn key(table: Table, parts: &[&[u8]]) -> Packed {
    storage::key(table as u8, parts)
}
