//! The items that a contract stores, each under a key of its own. A key begins with the number of
//! its table.

use ink::{
    primitives::AccountId,
    scale::{Encode, Output},
};

use crate::{
    chain::{clear, load, save},
    packed::Packed,
    reader::{Read, Reader},
};

/// The key of the table's item for these accounts or numbers.
#[inline(never)]
pub fn key(table: u8, parts: &[&[u8]]) -> Packed {
    let mut key = Packed::new();
    key.push_byte(table);
    for part in parts {
        key.write(part);
    }
    key
}

pub fn get<T: Read>(key: &Packed) -> Option<T> {
    // By reference: moving the buffer costs more than reading most values.
    load(key).as_ref().map(|value| T::read(&mut Reader(value.as_slice())))
}

pub fn set<T: Encode>(key: &Packed, value: &T) {
    let mut bytes = Packed::new();
    value.encode_to(&mut bytes);
    save(key, bytes.as_slice());
}

/// Stores the value, or nothing.
#[inline(never)]
pub fn set_or_clear(key: &Packed, value: &[u8], stored: bool) {
    if stored {
        save(key, value);
    } else {
        clear(key);
    }
}

/// 0 where nothing is stored.
#[inline(never)]
pub fn amount(key: &Packed) -> u128 {
    get(key).unwrap_or(0)
}

/// Stores nothing for 0, so that the item's deposit goes back.
#[inline(never)]
pub fn set_amount(key: &Packed, amount: u128) {
    set_or_clear(key, &amount.to_le_bytes(), amount != 0);
}

/// Zeros where nothing is stored.
#[inline(never)]
pub fn hash(key: &Packed) -> [u8; 32] {
    get(key).unwrap_or([0; 32])
}

#[inline(never)]
pub fn account(key: &Packed) -> Option<AccountId> {
    get(key)
}
