//! How lots are offered in these tests.

use tongquan_traits::auctions::Format;

use crate::saleroom::{HOUR, START};

/// The end of a lot, as offered here.
pub const END: u64 = START + HOUR;

/// An English auction, from now on for an hour: from 10, with raises of 5 %.
#[derive(Clone)]
pub struct English {
    pub from: u64,
    pub until: u64,
    pub window: u64,
    pub latest: u64,
    pub opening: u128,
    pub raise: u16,
    pub buy_now: Option<u128>,
    pub hidden_reserve: Option<[u8; 32]>,
}

impl Default for English {
    fn default() -> Self {
        Self {
            from: START,
            until: END,
            window: 0,
            latest: END,
            opening: 10,
            raise: 500,
            buy_now: None,
            hidden_reserve: None,
        }
    }
}

impl From<English> for Format {
    fn from(offer: English) -> Self {
        let English { from, until, window, latest, opening, raise, buy_now, hidden_reserve } =
            offer;
        Self::English { from, until, window, latest, opening, raise, buy_now, hidden_reserve }
    }
}

pub fn english() -> Format {
    English::default().into()
}

pub fn with_buy_now(price: u128) -> Format {
    English { buy_now: Some(price), ..English::default() }.into()
}

/// With bids in the last minute extending it, for up to another hour.
pub fn extended() -> Format {
    English { window: 60_000, latest: END + HOUR, ..English::default() }.into()
}

/// A price that falls for an hour, from now on.
pub fn dutch(highest: u128, lowest: u128) -> Format {
    Format::Dutch { from: START, until: END, highest, lowest }
}
