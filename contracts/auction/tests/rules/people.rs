//! Who meets at the auction house, and the contracts of what is sold and paid there.

use ink::primitives::AccountId;
use tokens::{Id, Item};

macro_rules! accounts {
    ($($(#[$what:meta])* $name:ident = $byte:literal;)*) => {
        $($(#[$what])* pub fn $name() -> AccountId { [$byte; 32].into() })*

        /// The accounts' names, for what a failed test tells.
        pub fn with_names(text: String) -> String {
            [$((stringify!($name), $name())),*].into_iter().fold(text, |text, (name, account)| {
                text.replace(&format!("{account:?}"), name)
            })
        }
    };
}

accounts! {
    /// The auction house.
    house = 0xaa;
    /// Who sells.
    sue = 1;
    sam = 2;
    /// Who bids.
    ann = 3;
    ben = 4;
    eve = 5;
    /// A merchant, who gets royalties.
    merchant = 6;
    stranger = 7;

    /// Points that all use.
    points = 0x91;
    /// Points of another merchant.
    stars = 0x92;
    /// Points that cheat when a test wants it.
    fool_gold = 0x93;
    /// An account without a contract.
    nowhere = 0x94;
    /// A merchant's coupons.
    tea = 0xc1;
    /// Another's.
    rice = 0xc2;
    /// Coupons that cheat when a test wants it.
    forged = 0xc3;
    /// Tokens of PSP34 that are no coupons.
    art = 0xc4;
}

pub fn everybody() -> [AccountId; 7] {
    [sue(), sam(), ann(), ben(), eve(), merchant(), stranger()]
}

pub fn currencies() -> [AccountId; 3] {
    [points(), stars(), fool_gold()]
}

pub fn coupon(number: u64) -> Item {
    Item { contract: tea(), id: Id::U64(number) }
}

pub fn forgery(number: u64) -> Item {
    Item { contract: forged(), id: Id::U64(number) }
}

pub fn picture(number: u8) -> Item {
    Item { contract: art(), id: Id::U8(number) }
}
