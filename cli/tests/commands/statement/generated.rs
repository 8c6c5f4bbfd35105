//! Blocks out of thin air, for tests of the file.

use tongquan_client::{Block, BlockId, Event};

pub const GENESIS: [u8; 32] = [9; 32];

/// The hash of the block with this number, of a chain that branches off at `fork`.
pub fn hash(number: u64, fork: u64) -> [u8; 32] {
    let mut hash = [if number >= fork { 2 } else { 1 }; 32];
    hash[..8].copy_from_slice(&number.to_le_bytes());
    hash
}

/// The block with this number; it has a few events that are all different.
pub fn block(number: u64, fork: u64) -> Block {
    let parent = if number == 1 { GENESIS } else { hash(number - 1, fork) };
    let events = (0..number % 5).map(|place| {
        let contract = [(number % 3) as u8; 32].into();
        let topics = if place == 3 { vec![] } else { vec![[place as u8; 32], [7; 32]] };
        (place as u32 / 2, Event { contract, topics, data: hash(number, fork)[..10].to_vec() })
    });
    Block {
        id: BlockId { number, hash: hash(number, fork) },
        parent,
        time: number * 6_000,
        events: events.collect(),
    }
}

/// The blocks with these numbers, none of them on a branch.
pub fn blocks(numbers: std::ops::RangeInclusive<u64>) -> Vec<Block> {
    numbers.map(|number| block(number, u64::MAX)).collect()
}
