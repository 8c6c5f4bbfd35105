//! The tables of what the contract stores besides its tokens: the first byte of each key.

use psp34::ledger::FIRST_FREE_TABLE;
use tongquan_host::{storage, Packed};

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
