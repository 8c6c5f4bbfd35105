//! How an offer of points for points is filled, at its rate.

use ink::primitives::AccountId;
use tongquan_traits::{
    assets::Asset,
    swaps::{Filled, Offer, SwapError, Want},
};

use super::{price::price, Event, Model};

/// What is given, and what is wanted for it.
struct Rate {
    given: AccountId,
    give: u128,
    wanted: AccountId,
    want: u128,
}

fn rate(offer: &Offer) -> Option<Rate> {
    match (&offer.give[..], &offer.want[..]) {
        (
            [Asset::Points { token: given, amount: give }],
            [Want::Points { token: wanted, amount: want }],
        ) => Some(Rate { given: *given, give: *give, wanted: *wanted, want: *want }),
        _ => None,
    }
}

impl Model {
    pub fn fill(
        &mut self,
        taker: AccountId,
        number: u64,
        amount: u128,
        maximum: u128,
    ) -> Result<u128, SwapError> {
        let reasons = self.against_filling(taker, number, amount, maximum, false);
        if let Some(reason) = reasons.into_iter().next() {
            return Err(reason);
        }
        let mut offer = self.get(number)?;
        let rate = rate(&offer).expect("points for points");
        let paid = price(amount, rate.want, rate.give);
        // S1
        offer.left -= amount;
        let (maker, left) = (offer.maker, offer.left);
        match left {
            0 => _ = self.offers.remove(&number),
            _ => _ = self.offers.insert(number, offer),
        }
        self.pass_points(rate.wanted, taker, maker, paid)?;
        self.give_points(rate.given, taker, amount)?;
        self.events.push(Event::Filled(Filled { offer: number, taker, amount, paid, left }));
        Ok(paid)
    }

    /// All that speaks against it. What the taker has and has approved, only a taker who asks `before`
    /// is told.
    pub fn against_filling(
        &mut self,
        taker: AccountId,
        number: u64,
        amount: u128,
        maximum: u128,
        before: bool,
    ) -> Vec<SwapError> {
        let Ok(offer) = self.get(number) else { return vec![SwapError::NoOffer] };
        let mut reasons = self.against_the_taker(taker, &offer);
        let Some(rate) = rate(&offer) else {
            reasons.push(SwapError::NotFillable);
            return reasons;
        };
        if amount == 0 {
            reasons.push(SwapError::ZeroAmount);
            return reasons;
        }
        if amount > offer.left {
            reasons.push(SwapError::OverLeft { left: offer.left });
            return reasons;
        }
        let paid = price(amount, rate.want, rate.give);
        if paid > maximum {
            reasons.push(SwapError::PriceAbove { price: paid });
        }
        if before {
            reasons.extend(self.against_paying(rate.wanted, taker, paid));
        }
        reasons
    }

    pub fn quote(&self, number: u64, amount: u128) -> Option<u128> {
        let offer = self.offers.get(&number)?;
        let rate = rate(offer)?;
        let open = !self.is_over(offer) && amount > 0 && amount <= offer.left;
        open.then(|| price(amount, rate.want, rate.give))
    }
}
