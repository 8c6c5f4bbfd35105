//! The tables of what the contract stores: the first byte of each key.

use ink::prelude::string::String;
use tongquan_host::{load_long, storage, Packed};

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

#[inline(never)]
pub fn text(table: Table) -> Option<String> {
    load_long(&key(table, &[])).and_then(|text| String::from_utf8(text).ok())
}
