//! The table of what is stored besides the offers: the first byte of its key.

use tongquan_escrow::records::FIRST_FREE_TABLE;
use tongquan_host::{storage, Packed};

pub fn genesis_hash_key() -> Packed {
    storage::key(FIRST_FREE_TABLE, &[])
}
