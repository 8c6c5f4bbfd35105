//! Offers (挂单), as they are made and kept.

use ink::{prelude::vec::Vec, primitives::AccountId, scale::Encode};
use tongquan_escrow::{
    items::{self, ensure_short, repeated},
    points, records,
};
use tongquan_host::{emit_long, Encoded, Read, Reader};
use tongquan_traits::{
    assets::Asset,
    coupons::CouponView,
    swaps::{Offer, OfferState, Offered, SwapError, Want, MAX_LENGTH, MAX_SIDE},
};

use crate::refusal::{refuse, Outcome};

/// An offer, and how it is stored.
pub struct Found {
    pub number: u64,
    pub offer: Offer,
    pub record: Vec<u8>,
}

impl Found {
    pub fn save(&self) {
        records::replace(self.number, &self.offer.encode());
    }

    /// Whether nobody can accept it any more.
    pub fn is_over(&self, now: u64) -> bool {
        now >= self.offer.until || self.offer.state != OfferState::Open {}
    }

    /// The assets that are still held, as bits by their places.
    pub fn held(&self) -> u8 {
        match self.offer.state {
            OfferState::Open {} => self.offer.give.iter().fold(0, |held, _| (held << 1) | 1),
            OfferState::Closed { held } => held,
        }
    }
}

#[inline(never)]
pub fn load(number: u64) -> Option<Found> {
    let record = records::load(number)?;
    let offer = Read::read(&mut Reader(&record));
    Some(Found { number, offer, record })
}

#[inline(never)]
pub fn find(number: u64) -> Outcome<Found> {
    match load(number) {
        Some(found) => Ok(found),
        None => refuse(SwapError::NoOffer),
    }
}

#[inline(never)]
pub fn make(
    maker: &AccountId,
    now: u64,
    give: Vec<Asset>,
    want: Vec<Want>,
    taker: Option<AccountId>,
    until: u64,
) -> Outcome<u64> {
    if give.is_empty() || want.is_empty() {
        return refuse(SwapError::EmptySide);
    }
    if give.len() > MAX_SIDE || want.len() > MAX_SIDE {
        return refuse(SwapError::TooManyAssets);
    }
    if taker.as_ref() == Some(maker) {
        return refuse(SwapError::SelfSwap);
    }
    if until <= now || until > now.saturating_add(MAX_LENGTH) {
        return refuse(SwapError::InvalidEnd);
    }
    ensure_distinct(&give, &want)?;
    for asset in &give {
        match asset {
            Asset::Points { token, amount } => points::take_all(token, maker, *amount)?,
            Asset::Item { item } => {
                items::take(item, maker, until, CouponView::is_tradable).map(drop)?
            }
        }
    }
    let mut offer =
        Offer { left: 0, state: OfferState::Open {}, maker: *maker, taker, until, give, want };
    offer.left = offer.rate().map_or(0, |(amount, _)| amount);
    let record = offer.encode();
    let number = records::add(&record);
    emit_long::<Offered>(&(number, Encoded(&record)));
    Ok(number)
}

/// No asset stands in the offer twice, and none is nothing (S6).
#[inline(never)]
fn ensure_distinct(give: &[Asset], want: &[Want]) -> Outcome<()> {
    // What tells assets from each other: the token or the item, encoded.
    let mut names = Vec::new();
    let mut is_zero = false;
    for asset in give {
        names.push(match asset {
            Asset::Points { token, amount } => {
                is_zero |= *amount == 0;
                token.encode()
            }
            Asset::Item { item } => item.encode(),
        });
    }
    for wanted in want {
        names.push(match wanted {
            Want::Points { token, amount } => {
                is_zero |= *amount == 0;
                token.encode()
            }
            Want::Item { item, .. } => {
                ensure_short(item)?;
                item.encode()
            }
            Want::AnyOf { .. } => continue,
        });
    }
    if is_zero {
        return refuse(SwapError::ZeroAmount);
    }
    let (given, wanted) = names.split_at(give.len());
    if repeated(given).is_some() || repeated(wanted).is_some() {
        return refuse(SwapError::DuplicateAsset);
    }
    match repeated(&names) {
        Some(_) => refuse(SwapError::SameAsset),
        None => Ok(()),
    }
}
