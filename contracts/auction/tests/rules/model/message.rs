//! What can be sent to the auction house, and what it says.

use ink::primitives::AccountId;
use tongquan_traits::{
    assets::Item,
    auctions::{
        AuctionError, BidPlaced, Format, Listed, LotAbandoned, LotReclaimed, Returned, Sold,
        Unwound, Withdrawn,
    },
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    List { items: Vec<Item>, token: AccountId, format: Format },
    Bid { lot: u64, maximum: u128 },
    Buy { lot: u64, maximum: u128 },
    Settle { lot: u64 },
    Reveal { lot: u64, reserve: u128, salt: [u8; 32] },
    Cancel { lot: u64 },
    Unwind { lot: u64 },
    Reclaim { lot: u64, index: u8 },
    Abandon { lot: u64 },
    Withdraw { account: AccountId, tokens: Vec<AccountId> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Listed(Listed),
    BidPlaced(BidPlaced),
    Sold(Sold),
    Returned(Returned),
    Unwound(Unwound),
    LotReclaimed(LotReclaimed),
    LotAbandoned(LotAbandoned),
    Withdrawn(Withdrawn),
}

/// The number of a listed lot, with the events; or why the message was refused.
pub type Outcome = Result<(Option<u64>, Vec<Event>), AuctionError>;
