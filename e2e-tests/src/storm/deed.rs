//! What somebody does.

use hostile_coupon::Trick as ItemTrick;
use hostile_points::Trick as PointsTrick;
use ink::primitives::AccountId;
use tokens::Coupon;
use tongquan_traits::assets::Item;

use super::{gifts, house, swap};

#[derive(Debug, Clone)]
pub enum Deed {
    /// A message to the auction house.
    House(house::Message),
    /// A message to the swaps.
    Swap(swap::Message),
    /// A message to the gift links.
    Gift(gifts::Message),

    // With honest points and coupons.
    Pay {
        token: AccountId,
        to: AccountId,
        value: u128,
    },
    Allow {
        token: AccountId,
        spender: AccountId,
        value: u128,
    },
    Give {
        item: Item,
        to: AccountId,
    },
    Approve {
        item: Item,
        operator: AccountId,
        approved: bool,
    },
    /// The merchant issues a coupon,
    Issue {
        contract: AccountId,
        campaign: u32,
        to: AccountId,
    },
    /// promises that a campaign's coupons last for longer,
    Extend {
        contract: AccountId,
        campaign: u32,
        until: u64,
    },
    /// closes a campaign for good.
    Close {
        contract: AccountId,
        campaign: u32,
    },
    /// Somebody uses a coupon for an order.
    Redeem {
        item: Item,
        amount: u64,
    },

    // By hostile contracts.
    CheatWithPoints {
        token: AccountId,
        trick: Option<PointsTrick>,
    },
    CheatWithItems {
        contract: AccountId,
        trick: Option<ItemTrick>,
    },
    /// A coupon is another one from now on.
    Alter {
        item: Item,
        coupon: Coupon,
    },
    /// An item goes to somebody who has no right to it.
    Seize {
        item: Item,
        to: AccountId,
    },
}

impl Deed {
    /// What it is called, in the tally.
    pub fn name(&self) -> &'static str {
        match self {
            Self::House(message) => match message {
                house::Message::List { .. } => "list",
                house::Message::Bid { .. } => "bid",
                house::Message::Buy { .. } => "buy",
                house::Message::Settle { .. } => "settle",
                house::Message::Reveal { .. } => "reveal",
                house::Message::Cancel { .. } => "cancel lot",
                house::Message::Unwind { .. } => "unwind",
                house::Message::Reclaim { .. } => "reclaim item",
                house::Message::Abandon { .. } => "abandon lot",
                house::Message::Withdraw { .. } => "withdraw",
            },
            Self::Swap(message) => match message {
                swap::Message::MakeOffer { .. } => "offer",
                swap::Message::Accept { .. } => "accept",
                swap::Message::Fill { .. } => "fill",
                swap::Message::Cancel { .. } => "cancel offer",
                swap::Message::Reclaim { .. } => "reclaim asset",
                swap::Message::Abandon { .. } => "abandon offer",
            },
            Self::Gift(message) => match message {
                gifts::Message::Give { terms, .. } if terms.shares == 1 => "gift",
                gifts::Message::Give { .. } => "packet",
                gifts::Message::Claim(attempt) => attempt.name(),
                gifts::Message::TakeBack { .. } => "take back",
                gifts::Message::SendBack { .. } => "send back",
                gifts::Message::Abandon { .. } => "abandon gift",
                gifts::Message::ClearClaims { .. } => "clear claims",
            },
            Self::Pay { .. } => "pay",
            Self::Allow { .. } => "allow",
            Self::Give { .. } => "give",
            Self::Approve { .. } => "approve",
            Self::Issue { .. } => "issue",
            Self::Extend { .. } => "extend",
            Self::Close { .. } => "close",
            Self::Redeem { .. } => "redeem",
            Self::CheatWithPoints { .. } => "cheat with points",
            Self::CheatWithItems { .. } => "cheat with items",
            Self::Alter { .. } => "alter",
            Self::Seize { .. } => "seize",
        }
    }
}
