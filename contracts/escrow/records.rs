//! Numbered records, and which of them there are now: a bit for each number.

use ink::prelude::vec::Vec;
use tongquan_host::{
    clear, load_long, save,
    storage::{get, key, set, set_or_clear},
    Encoded, EncodedList, Packed,
};
use tongquan_traits::assets::PAGE;

// Tables, in every contract that has records.
const RECORDS: u8 = 0;
const LIVE: u8 = 1;
const HEAD: u8 = 2;

/// The first table that a contract can use for items of its own.
pub const FIRST_FREE_TABLE: u8 = 16;

/// How many numbers have their bits in one item.
const CHUNK: u64 = 1_024;

type Bits = [u8; 128];

/// How many records there ever were, and the bits of the newest numbers, so that a new record touches
/// one item besides its own.
struct Head {
    count: u64,
    bits: Bits,
}

impl Head {
    #[inline(never)]
    fn load() -> Self {
        let (count, bits) = get(&key(HEAD, &[])).unwrap_or((0, [0; 128]));
        Self { count, bits }
    }

    #[inline(never)]
    fn save(&self) {
        set(&key(HEAD, &[]), &(self.count, &self.bits));
    }

    /// The bits of the number and its neighbours.
    #[inline(never)]
    fn bits_of(&self, number: u64) -> Bits {
        match number / CHUNK == self.count / CHUNK {
            true => self.bits,
            false => get(&chunk_key(number)).unwrap_or([0; 128]),
        }
    }
}

#[inline(never)]
fn record_key(number: u64) -> Packed {
    key(RECORDS, &[&number.to_le_bytes()])
}

/// How many records there ever were.
pub fn count() -> u64 {
    Head::load().count
}

#[inline(never)]
fn chunk_key(number: u64) -> Packed {
    key(LIVE, &[&(number / CHUNK).to_le_bytes()])
}

#[inline(never)]
fn save_chunk(number: u64, bits: &Bits) {
    set_or_clear(&chunk_key(number), bits, bits.iter().any(|byte| *byte != 0));
}

/// The place of the number's bit in its item.
fn bit(number: u64) -> (usize, u8) {
    let place = number % CHUNK;
    (usize::try_from(place / 8).unwrap_or(0), 1 << (place % 8))
}

/// The record, as its contract encoded it.
#[inline(never)]
pub fn load(number: u64) -> Option<Vec<u8>> {
    load_long(&record_key(number))
}

/// Keeps a new record, and answers its number.
#[inline(never)]
pub fn add(record: &[u8]) -> u64 {
    let mut head = Head::load();
    let number = head.count.saturating_add(1);
    if number % CHUNK == 0 {
        save_chunk(head.count, &head.bits);
        head.bits = [0; 128];
    }
    let (byte, mask) = bit(number);
    head.bits[byte] |= mask;
    head.count = number;
    head.save();
    replace(number, record);
    number
}

#[inline(never)]
pub fn replace(number: u64, record: &[u8]) {
    save(&record_key(number), record);
}

/// Removes a record that there is.
#[inline(never)]
pub fn remove(number: u64) {
    clear(&record_key(number));
    let mut head = Head::load();
    let mut bits = head.bits_of(number);
    let (byte, mask) = bit(number);
    bits[byte] &= !mask;
    if number / CHUNK == head.count / CHUNK {
        head.bits = bits;
        head.save();
    } else {
        save_chunk(number, &bits);
    }
}

/// The records with the largest numbers below `before`, newest first, each after its number. This
/// reads one item for each 1,024 numbers that it passes.
#[inline(never)]
pub fn page(before: u64) -> EncodedList {
    let mut records = EncodedList::default();
    let head = Head::load();
    let mut number = before.min(head.count.saturating_add(1));
    let mut bits = [0; 128];
    let mut looked_at = None;
    while records.len() < PAGE && number > 1 {
        number = number.saturating_sub(1);
        if looked_at != Some(number / CHUNK) {
            looked_at = Some(number / CHUNK);
            bits = head.bits_of(number);
        }
        let (byte, mask) = bit(number);
        if bits[byte] & mask != 0 {
            records.add(&(number, Encoded(&load(number).unwrap_or_default())));
        }
    }
    records
}
