//! What is on the market: points, coupons and other items, of honest contracts and of cheats.

use ink::primitives::AccountId;
use tokens::{Id, Item};
use tongquan_traits::{assets::Asset, swaps::Want};

pub const HOUR: u64 = 60 * 60 * 1_000;

/// When the market opens.
pub const START: u64 = 1_700_000_000_000;

/// When offers end, if nothing else is said.
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

/// Points of an oil press.
pub fn oil() -> AccountId {
    contract(0x92)
}

/// Points of a cheat.
pub fn scrip() -> AccountId {
    contract(0x9f)
}

/// Coupons of a cafe.
pub fn cafe() -> AccountId {
    contract(0xc0)
}

/// Coupons of a bookshop.
pub fn books() -> AccountId {
    contract(0xc1)
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

pub fn honest_points() -> [AccountId; 3] {
    [tea(), rice(), oil()]
}

pub fn honest_items() -> [AccountId; 3] {
    [cafe(), books(), art()]
}

pub fn number(campaign: u32, serial: u32) -> u64 {
    (u64::from(campaign) << 32) | u64::from(serial)
}

/// A coupon's name.
pub fn coupon(contract: AccountId, campaign: u32, serial: u32) -> Item {
    Item { contract, id: Id::U64(number(campaign, serial)) }
}

/// A picture's name.
pub fn picture(id: Id) -> Item {
    Item { contract: art(), id }
}

// Sides of an offer

pub fn points(token: AccountId, amount: u128) -> Asset {
    Asset::Points { token, amount }
}

pub fn item(item: &Item) -> Asset {
    Asset::Item { item: item.clone() }
}

pub fn pay(token: AccountId, amount: u128) -> Want {
    Want::Points { token, amount }
}

/// This item, whatever it is worth.
pub fn bring(item: &Item) -> Want {
    Want::Item { item: item.clone(), left: 0, until: 0 }
}

/// A coupon of this campaign, whatever it is worth.
pub fn any_of(contract: AccountId, campaign: u32) -> Want {
    Want::AnyOf { contract, campaign, left: 0, until: 0 }
}
