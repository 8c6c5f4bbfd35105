//! The people who give and get.

use ink::primitives::AccountId;

fn account(byte: u8) -> AccountId {
    [byte; 32].into()
}

pub fn ann() -> AccountId {
    account(1)
}

pub fn ben() -> AccountId {
    account(2)
}

pub fn cat() -> AccountId {
    account(3)
}

pub fn dan() -> AccountId {
    account(4)
}

/// Somebody who has nothing, and to whom cheats move what they steal.
pub fn eve() -> AccountId {
    account(5)
}

pub fn fay() -> AccountId {
    account(6)
}

pub fn gus() -> AccountId {
    account(7)
}

/// Who submits what others have signed.
pub fn relayer() -> AccountId {
    account(8)
}

pub fn everybody() -> [AccountId; 8] {
    [ann(), ben(), cat(), dan(), eve(), fay(), gus(), relayer()]
}

/// One of as many people as are needed.
pub fn guest(number: u32) -> AccountId {
    let mut bytes = [0x33; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes.into()
}
