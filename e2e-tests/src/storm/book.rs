//! What can be read, fact by fact.

use std::collections::BTreeMap;

use ink::primitives::AccountId;
use tongquan_traits::{
    assets::{Asset, Item},
    auctions::{Lot, LotItem, LotState},
    gifts::{Gift, ShareClaim},
    swaps::{Offer, OfferState},
};

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    LotCount,
    OfferCount,
    GiftCount,
    Lot(u64),
    Offer(u64),
    Gift(u64),
    /// To which share of a packet an account has a claim: packet, account.
    Claim(u64, AccountId),
    /// Whether a share of a packet was claimed: packet, share.
    Claimed(u64, u32),
    /// All credits of an account.
    Credits(AccountId),
    /// Of honest points: token, account.
    Balance(AccountId, AccountId),
    /// Of an honest coupon.
    Owner(Item),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Count(u64),
    Lot(Option<(Lot, Vec<LotItem>)>),
    Offer(Option<Offer>),
    Gift(Option<Gift>),
    Claim(Option<ShareClaim>),
    Claimed(bool),
    Credits(BTreeMap<AccountId, u128>),
    Amount(u128),
    Owner(Option<AccountId>),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    pub facts: BTreeMap<Fact, Value>,
}

impl Book {
    /// The facts that are not the same in the other.
    pub fn differences<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a Fact> {
        self.facts.iter().filter(|(fact, value)| other.facts.get(fact) != Some(value)).map(|f| f.0)
    }

    pub fn lots(&self) -> impl Iterator<Item = (u64, &Lot, &[LotItem])> {
        self.facts.iter().filter_map(|fact| match fact {
            (Fact::Lot(number), Value::Lot(Some((lot, items)))) => Some((*number, lot, &items[..])),
            _ => None,
        })
    }

    pub fn lot(&self, number: u64) -> Option<(&Lot, &[LotItem])> {
        self.lots().find(|(other, ..)| *other == number).map(|(_, lot, items)| (lot, items))
    }

    pub fn offers(&self) -> impl Iterator<Item = (u64, &Offer)> {
        self.facts.iter().filter_map(|fact| match fact {
            (Fact::Offer(number), Value::Offer(Some(offer))) => Some((*number, offer)),
            _ => None,
        })
    }

    pub fn offer(&self, number: u64) -> Option<&Offer> {
        self.offers().find(|(other, _)| *other == number).map(|(_, offer)| offer)
    }

    pub fn gifts(&self) -> impl Iterator<Item = (u64, &Gift)> {
        self.facts.iter().filter_map(|fact| match fact {
            (Fact::Gift(number), Value::Gift(Some(gift))) => Some((*number, gift)),
            _ => None,
        })
    }

    pub fn gift(&self, number: u64) -> Option<&Gift> {
        self.gifts().find(|(other, _)| *other == number).map(|(_, gift)| gift)
    }

    /// All claims to shares: packet, account, claim.
    pub fn claims(&self) -> impl Iterator<Item = (u64, AccountId, ShareClaim)> + '_ {
        self.facts.iter().filter_map(|fact| match fact {
            (Fact::Claim(gift, account), Value::Claim(Some(claim))) => {
                Some((*gift, *account, *claim))
            }
            _ => None,
        })
    }

    /// Which shares of which packets were claimed.
    pub fn claimed(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        self.facts.iter().filter_map(|fact| match fact {
            (Fact::Claimed(gift, number), Value::Claimed(true)) => Some((*gift, *number)),
            _ => None,
        })
    }

    /// Who can withdraw how much of the token.
    pub fn credits(&self, token: AccountId) -> impl Iterator<Item = (AccountId, u128)> + '_ {
        self.facts.iter().filter_map(move |fact| match fact {
            (Fact::Credits(account), Value::Credits(credits)) => {
                Some((*account, *credits.get(&token)?))
            }
            _ => None,
        })
    }

    pub fn balances(&self, token: AccountId) -> impl Iterator<Item = (AccountId, u128)> + '_ {
        self.facts.iter().filter_map(move |fact| match fact {
            (Fact::Balance(of, account), Value::Amount(amount)) if *of == token => {
                Some((*account, *amount))
            }
            _ => None,
        })
    }

    pub fn balance(&self, token: AccountId, account: AccountId) -> u128 {
        let mut all = self.balances(token);
        all.find(|(other, _)| *other == account).map_or(0, |(_, amount)| amount)
    }

    pub fn owners(&self) -> impl Iterator<Item = (&Item, Option<AccountId>)> {
        self.facts.iter().filter_map(|fact| match fact {
            (Fact::Owner(item), Value::Owner(owner)) => Some((item, *owner)),
            _ => None,
        })
    }
}

/// The items that the house holds of a lot.
pub fn items_held<'a>(lot: &Lot, items: &'a [LotItem]) -> Vec<&'a Item> {
    let is_held = |index: usize| match lot.state {
        LotState::Open {} => true,
        LotState::Unwound { held } => (held >> index) & 1 == 1,
    };
    let all = items.iter().enumerate().filter(|(index, _)| is_held(*index));
    all.map(|(_, listed)| &listed.item).collect()
}

/// What the swaps hold of an offer.
pub fn assets_held(offer: &Offer) -> Vec<Asset> {
    let is_held = |index: usize| match offer.state {
        OfferState::Open {} => true,
        OfferState::Closed { held } => (held >> index) & 1 == 1,
    };
    let all = offer.give.iter().enumerate().filter(|(index, _)| is_held(*index));
    let left = |asset: &Asset| match asset {
        Asset::Points { token, .. } if offer.rate().is_some() => {
            Asset::Points { token: *token, amount: offer.left }
        }
        other => other.clone(),
    };
    all.map(|(_, asset)| left(asset)).collect()
}

/// What the gift links hold of a gift.
pub fn asset_left(gift: &Gift) -> Asset {
    match &gift.asset {
        Asset::Points { token, .. } => Asset::Points { token: *token, amount: gift.left },
        item => item.clone(),
    }
}
