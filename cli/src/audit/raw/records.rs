//! Numbered records, and the bits that tell which of them there are.

use std::collections::{BTreeMap, BTreeSet};

use scale::Decode;

use super::Items;

/// How many numbers have their bits in one item.
const CHUNK: u64 = 1_024;

type Bits = [u8; 128];

pub struct Records<R> {
    pub records: BTreeMap<u64, R>,
    chunks: Vec<(u64, Bits)>,
    /// How many there ever were.
    pub count: u64,
    newest: Bits,
    pub genesis_hash: Option<[u8; 32]>,
}

impl<R: Decode> Records<R> {
    pub fn take(items: &mut Items) -> Self {
        let (count, newest) = items.one(0x02).unwrap_or((0, [0; 128]));
        Self {
            records: items.table(0x00).into_iter().collect(),
            chunks: items.table(0x01),
            count,
            newest,
            genesis_hash: items.one(0x10),
        }
    }

    /// What contradicts itself.
    pub fn faults(&self) -> Vec<String> {
        let newest = (self.count / CHUNK, self.newest);
        let mut live = BTreeSet::new();
        for (chunk, bits) in self.chunks.iter().chain([&newest]) {
            let places = (0..CHUNK).filter(|place| {
                let byte = bits[(place / 8) as usize];
                byte & (1 << (place % 8)) != 0
            });
            live.extend(places.map(|place| chunk.saturating_mul(CHUNK).saturating_add(place)));
        }
        let stored: BTreeSet<u64> = self.records.keys().copied().collect();
        let mut faults = Vec::new();
        for number in live.symmetric_difference(&stored) {
            faults.push(match stored.contains(number) {
                true => format!("number {number} is stored, and its bit says that it isn't"),
                false => format!("number {number} isn't stored, and its bit says that it is"),
            });
        }
        if stored.iter().any(|number| *number == 0 || *number > self.count) {
            faults.push(format!("a number is stored that is not among the {} ever", self.count));
        }
        faults
    }
}
