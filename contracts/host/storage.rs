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
    load(key).map(|value| T::read(&mut Reader(value.as_slice())))
}

pub fn set<T: Encode>(key: &Packed, value: &T) {
    save(key, Packed::of(value).as_slice());
}

/// 0 where nothing is stored.
#[inline(never)]
pub fn amount(key: &Packed) -> u128 {
    get(key).unwrap_or(0)
}

/// Stores nothing for 0, so that the item's deposit goes back.
#[inline(never)]
pub fn set_amount(key: &Packed, amount: u128) {
    if amount == 0 {
        clear(key);
    } else {
        save(key, &amount.to_le_bytes());
    }
}

#[inline(never)]
pub fn account(key: &Packed) -> Option<AccountId> {
    get(key)
}
