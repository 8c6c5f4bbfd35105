//! A bit for each number of a set. The bits of numbers close to each other share an item, so they cost less.

use crate::{
    packed::Packed,
    save,
    storage::{hash, set_or_clear},
};

/// How many numbers share an item.
const BITS: u32 = 256;

/// The part of an item's key that tells the number's group.
pub fn group(number: u32) -> [u8; 4] {
    (number / BITS).to_le_bytes()
}

/// Which of the bits is the number's: its byte, and the bit in it.
fn place(number: u32) -> (usize, u8) {
    let place = number % BITS;
    ((place / 8) as usize, 1 << (place % 8))
}

#[inline(never)]
pub fn is_set(key: &Packed, number: u32) -> bool {
    let (byte, bit) = place(number);
    hash(key)[byte] & bit != 0
}

/// Sets the number's bit in the item with this key, that of its group. `false`: it was set before.
#[inline(never)]
pub fn set(key: &Packed, number: u32) -> bool {
    let mut bits = hash(key);
    let (byte, bit) = place(number);
    let is_new = bits[byte] & bit == 0;
    bits[byte] |= bit;
    save(key, &bits);
    is_new
}

#[inline(never)]
pub fn unset(key: &Packed, number: u32) {
    let mut bits = hash(key);
    let (byte, bit) = place(number);
    bits[byte] &= !bit;
    set_or_clear(key, &bits, bits != [0; 32]);
}
