//! What swaps are asked, and what becomes of it.

use ink::primitives::AccountId;
use tongquan_traits::{
    assets::Asset,
    swaps::{
        Accepted, Cancelled, Filled, OfferAbandoned, OfferReclaimed, Offered, SwapError, Want,
    },
};

/// The messages that change something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    MakeOffer { give: Vec<Asset>, want: Vec<Want>, taker: Option<AccountId>, until: u64 },
    Accept { offer: u64, choices: Vec<u64>, fingerprint: [u8; 32] },
    Fill { offer: u64, amount: u128, maximum: u128 },
    Cancel { offer: u64 },
    Reclaim { offer: u64, index: u8 },
    Abandon { offer: u64 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The number of a new offer.
    Offer(u64),
    /// What a fill cost.
    Paid(u128),
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Offered(Offered),
    Accepted(Accepted),
    Filled(Filled),
    Cancelled(Cancelled),
    OfferReclaimed(OfferReclaimed),
    OfferAbandoned(OfferAbandoned),
}

/// The answer and the events, or why it was refused.
pub type Outcome = Result<(Answer, Vec<Event>), SwapError>;
