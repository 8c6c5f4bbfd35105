//! What anyone can see of swaps. Nothing changes by it.

use blake2::{digest::consts::U32, Blake2b, Digest};
use ink::{primitives::AccountId, scale::Encode};
use tongquan_traits::{
    coupons::CouponView,
    swaps::{Offer, OfferState, SwapError},
};

use super::Model;

/// The hash of what never changes in an offer, and of the coupons in it as they are.
pub fn fingerprint(offer: &Offer, coupons: &[CouponView]) -> [u8; 32] {
    let mut all = vec![];
    all.extend(offer.maker.encode());
    all.extend(offer.taker.encode());
    all.extend(offer.until.encode());
    all.extend(offer.give.encode());
    all.extend(offer.want.encode());
    for coupon in coupons {
        all.extend(coupon.encode());
    }
    Blake2b::<U32>::digest(all).into()
}

impl Model {
    /// The sixteen newest offers with numbers below that.
    pub fn live_offers(&self, before: u64) -> Vec<(u64, Offer)> {
        let older = self.offers.iter().filter(|(number, _)| **number < before);
        older.rev().take(16).map(|(number, offer)| (*number, offer.clone())).collect()
    }

    pub fn fingerprint(&self, number: u64) -> Option<[u8; 32]> {
        let offer = self.offers.get(&number)?;
        if offer.state != (OfferState::Open {}) {
            return None;
        }
        let (_, seen) = self.clone().look_at_what_is_given(offer).ok()?;
        Some(fingerprint(offer, &seen?))
    }

    pub fn can_accept(
        &self,
        taker: AccountId,
        offer: u64,
        choices: &[u64],
        fingerprint: [u8; 32],
    ) -> Vec<SwapError> {
        self.clone()
            .against_accepting(taker, offer, choices, fingerprint, true)
            .unwrap_or_else(|fault| vec![fault])
    }

    pub fn can_fill(
        &self,
        taker: AccountId,
        offer: u64,
        amount: u128,
        maximum: u128,
    ) -> Vec<SwapError> {
        self.clone().against_filling(taker, offer, amount, maximum, true)
    }
}
