//! What is given: points, coupons and other items, of honest contracts and of cheats.

use ink::primitives::AccountId;
use tokens::{Id, Item};
use tongquan_traits::assets::Asset;

pub const HOUR: u64 = 60 * 60 * 1_000;

/// When the party begins.
pub const START: u64 = 1_700_000_000_000;

/// When gifts end, if nothing else is said.
pub const END: u64 = START + HOUR;

fn contract(byte: u8) -> AccountId {
    [byte; 32].into()
}

/// Points of a tea shop.
pub fn tea() -> AccountId {
    contract(0x90)
}

/// Points of a rice mill.
pub fn rice() -> AccountId {
    contract(0x91)
}

/// Points of a cheat.
pub fn scrip() -> AccountId {
    contract(0x9f)
}

/// Coupons of a cafe.
pub fn cafe() -> AccountId {
    contract(0xc0)
}

/// Items that are no coupons, with ids of all kinds.
pub fn art() -> AccountId {
    contract(0xd0)
}

/// Coupons of a cheat.
pub fn fakes() -> AccountId {
    contract(0xcf)
}

/// Items of a cheat that are no coupons.
pub fn junk() -> AccountId {
    contract(0xdf)
}

/// Where there is no contract.
pub fn nowhere() -> AccountId {
    contract(0xee)
}

pub fn honest_points() -> [AccountId; 2] {
    [tea(), rice()]
}

pub fn honest_items() -> [AccountId; 2] {
    [cafe(), art()]
}

/// A coupon's name.
pub fn coupon(contract: AccountId, campaign: u32, serial: u32) -> Item {
    let number = (u64::from(campaign) << 32) | u64::from(serial);
    Item { contract, id: Id::U64(number) }
}

/// A picture's name.
pub fn picture(id: Id) -> Item {
    Item { contract: art(), id }
}

pub fn points(token: AccountId, amount: u128) -> Asset {
    Asset::Points { token, amount }
}

pub fn item(item: &Item) -> Asset {
    Asset::Item { item: item.clone() }
}
