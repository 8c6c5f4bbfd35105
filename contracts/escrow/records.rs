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
const COUNT: u8 = 2;

/// The first table that a contract can use for items of its own.
pub const FIRST_FREE_TABLE: u8 = 16;

/// How many numbers have their bits in one item.
const CHUNK: u64 = 1_024;

type Bits = [u8; 128];

#[inline(never)]
fn record_key(number: u64) -> Packed {
    key(RECORDS, &[&number.to_le_bytes()])
}

/// How many records there ever were.
#[inline(never)]
pub fn count() -> u64 {
    get(&key(COUNT, &[])).unwrap_or(0)
}

fn chunk_key(number: u64) -> Packed {
    key(LIVE, &[&(number / CHUNK).to_le_bytes()])
}

#[inline(never)]
fn chunk(number: u64) -> Bits {
    get(&chunk_key(number)).unwrap_or([0; 128])
}

/// The place of the number's bit in its item.
fn bit(number: u64) -> (usize, u8) {
    let place = number % CHUNK;
    (usize::try_from(place / 8).unwrap_or(0), 1 << (place % 8))
}

#[inline(never)]
fn flip(number: u64) {
    let mut bits = chunk(number);
    let (byte, mask) = bit(number);
    bits[byte] ^= mask;
    set_or_clear(&chunk_key(number), &bits, bits.iter().any(|byte| *byte != 0));
}

/// The record, as its contract encoded it.
#[inline(never)]
pub fn load(number: u64) -> Option<Vec<u8>> {
    load_long(&record_key(number))
}

/// Keeps a new record, and answers its number.
#[inline(never)]
pub fn add(record: &[u8]) -> u64 {
    let number = count().saturating_add(1);
    set(&key(COUNT, &[]), &number);
    flip(number);
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
    flip(number);
}

/// The records with the largest numbers below `before`, newest first, each after its number. This
/// reads one item for each 1,024 numbers that it passes.
#[inline(never)]
pub fn page(before: u64) -> EncodedList {
    let mut records = EncodedList::default();
    let mut number = before.min(count().saturating_add(1));
    let mut bits = [0; 128];
    let mut looked_at = None;
    while records.len() < PAGE && number > 1 {
        number = number.saturating_sub(1);
        if looked_at != Some(number / CHUNK) {
            looked_at = Some(number / CHUNK);
            bits = chunk(number);
        }
        let (byte, mask) = bit(number);
        if bits[byte] & mask != 0 {
            records.add(&(number, Encoded(&load(number).unwrap_or_default())));
        }
    }
    records
}
