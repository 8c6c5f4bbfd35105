//! The tables of what is stored besides the gifts: the first byte of each key.

use tongquan_escrow::records::FIRST_FREE_TABLE;
use tongquan_host::{storage, Packed};

#[derive(Clone, Copy)]
pub enum Table {
    GenesisHash = FIRST_FREE_TABLE as isize,
    /// Of a packet and an account: its claim.
    Claims,
    /// Of a packet and a group of its shares: a bit for each that was claimed.
    Claimed,
}

pub fn key(table: Table, parts: &[&[u8]]) -> Packed {
    storage::key(table as u8, parts)
}
