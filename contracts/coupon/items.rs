//! The tables of what the contract stores besides its tokens: the first byte of each key.

use ink::prelude::vec::Vec;
use psp34::ledger::FIRST_FREE_TABLE;
use tongquan_host::{load_long, storage, Packed, Read, Reader};

#[derive(Clone, Copy)]
pub enum Table {
    Name = FIRST_FREE_TABLE as isize,
    GenesisHash,
    Desk,
    CampaignCount,
    Campaigns,
    Sales,
    Details,
    IssuedTo,
    Codes,
    Claimed,
    Receipts,
    Managers,
    Tills,
}

pub fn key(table: Table, parts: &[&[u8]]) -> Packed {
    storage::key(table as u8, parts)
}

#[inline(never)]
pub fn campaign_key(table: Table, campaign: u32) -> Packed {
    key(table, &[&campaign.to_le_bytes()])
}

pub fn get_long<T: Read>(key: &Packed) -> Option<T> {
    load_long(key).map(|bytes: Vec<u8>| T::read(&mut Reader(&bytes)))
}

/// The hash of the service desk's code.
pub fn desk() -> [u8; 32] {
    storage::get(&key(Table::Desk, &[])).unwrap_or_default()
}
