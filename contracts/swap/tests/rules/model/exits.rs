//! How a maker gets back what is left of an offer. X1

use ink::primitives::AccountId;
use tongquan_traits::{
    assets::Asset,
    swaps::{Cancelled, Offer, OfferAbandoned, OfferReclaimed, OfferState, SwapError},
};

use super::{Event, Model};

/// Whether the asset at this place was not given back yet.
pub fn holds(offer: &Offer, place: usize) -> bool {
    place < offer.give.len()
        && match offer.state {
            OfferState::Open {} => true,
            OfferState::Closed { held } => (held >> place) & 1 == 1,
        }
}

/// How many of these points are left: of an offer with a rate, what was not filled.
pub fn amount_left(offer: &Offer, asset: &Asset) -> u128 {
    match asset {
        Asset::Points { .. } if offer.rate().is_some() => offer.left,
        Asset::Points { amount, .. } => *amount,
        Asset::Item { .. } => 0,
    }
}

impl Model {
    fn may_end(&self, caller: AccountId, offer: &Offer) -> Result<(), SwapError> {
        match caller == offer.maker || self.is_over(offer) {
            true => Ok(()),
            false => Err(SwapError::NotMaker),
        }
    }

    pub fn cancel(&mut self, caller: AccountId, number: u64) -> Result<(), SwapError> {
        let offer = self.get(number)?;
        self.may_end(caller, &offer)?;
        self.offers.remove(&number);
        for (place, asset) in offer.give.iter().enumerate() {
            if holds(&offer, place) {
                self.give_back(asset, amount_left(&offer, asset), offer.maker)?;
            }
        }
        self.events.push(Event::Cancelled(Cancelled { offer: number }));
        Ok(())
    }

    pub fn reclaim(&mut self, caller: AccountId, number: u64, index: u8) -> Result<(), SwapError> {
        let offer = self.get(number)?;
        self.may_end(caller, &offer)?;
        let place = usize::from(index);
        if !holds(&offer, place) {
            return Err(SwapError::AlreadyReclaimed);
        }
        let others = (0..offer.give.len()).filter(|other| *other != place && holds(&offer, *other));
        let held = others.map(|other| 1 << other).sum();
        match held {
            0 => _ = self.offers.remove(&number),
            _ => {
                let closed = Offer { state: OfferState::Closed { held }, ..offer.clone() };
                self.offers.insert(number, closed);
            }
        }
        let asset = &offer.give[place];
        self.give_back(asset, amount_left(&offer, asset), offer.maker)?;
        self.events.push(Event::OfferReclaimed(OfferReclaimed { offer: number, index }));
        Ok(())
    }

    pub fn abandon(&mut self, caller: AccountId, number: u64) -> Result<(), SwapError> {
        let offer = self.get(number)?;
        if caller != offer.maker {
            return Err(SwapError::NotMaker);
        }
        if !self.is_over(&offer) {
            return Err(SwapError::StillOpen);
        }
        self.offers.remove(&number);
        self.events.push(Event::OfferAbandoned(OfferAbandoned { offer: number }));
        Ok(())
    }
}
