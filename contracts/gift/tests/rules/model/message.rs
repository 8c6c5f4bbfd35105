//! What the gift links are asked, and what becomes of it.

use ink::primitives::AccountId;
use tongquan_traits::{
    assets::Asset,
    gifts::{
        ClaimsCleared, GiftAbandoned, GiftClaimed, GiftError, Given, Recalled, SentBack, Terms,
    },
};

use crate::gift_links::Attempt;

/// The messages that change something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    Give { asset: Asset, terms: Terms },
    Claim(Attempt),
    TakeBack { gift: u64 },
    SendBack { gifts: Vec<u64> },
    Abandon { gift: u64 },
    ClearClaims { gift: u64, recipients: Vec<AccountId> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The number of a new gift.
    Gift(u64),
    /// How many points the recipient got.
    Claimed(u128),
    /// Until when a gift that is recalled can be claimed.
    Recalled(Option<u64>),
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Given(Given),
    GiftClaimed(GiftClaimed),
    Recalled(Recalled),
    SentBack(SentBack),
    GiftAbandoned(GiftAbandoned),
    ClaimsCleared(ClaimsCleared),
}

/// The answer and the events, or why it was refused.
pub type Outcome = Result<(Answer, Vec<Event>), GiftError>;
