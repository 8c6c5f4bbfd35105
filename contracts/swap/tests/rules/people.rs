//! The people on the market.

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

pub fn everybody() -> [AccountId; 5] {
    [ann(), ben(), cat(), dan(), eve()]
}
