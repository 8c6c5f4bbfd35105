//! How a lot ends: sold, returned, or unwound and reclaimed.

use ink::primitives::AccountId;
use tongquan_traits::auctions::{
    reserve_commitment, AuctionError, Format, Lot, LotAbandoned, LotReclaimed, LotState, Returned,
    Sold, Unwound, GRACE, REVEAL,
};

use super::{amounts::royalty, assets::Step, Event, Model};

type Refund = Option<(AccountId, u128)>;

impl Model {
    fn first_spoiled(&mut self, number: u64) -> Step<Option<u8>> {
        for (index, listed) in self.items(number).iter().enumerate() {
            if let Some(promise) = &listed.promise {
                if self.is_spoiled(&listed.item, promise)? {
                    return Ok(Some(index as u8));
                }
            }
        }
        Ok(None)
    }

    pub(super) fn ensure_unspoiled(&mut self, number: u64) -> Step<()> {
        match self.first_spoiled(number)? {
            Some(index) => Err(AuctionError::Spoiled { index }),
            None => Ok(()),
        }
    }

    /// The price becomes credits, and the items are the buyer's.
    pub(super) fn sell(
        &mut self,
        number: u64,
        buyer: AccountId,
        price: u128,
        refund: Refund,
    ) -> Step<()> {
        let (lot, items) = self.lots[&number].clone();
        let mut royalties = vec![];
        let mut rest = price;
        for (index, listed) in items.iter().enumerate() {
            let Some(royalties_of) = listed.promise.as_ref().and_then(|p| p.royalty) else {
                continue;
            };
            let part = royalty(price, royalties_of.basis_points, items.len());
            if part > 0 {
                royalties.push((index as u8, royalties_of.to, part));
                self.owe(royalties_of.to, lot.token, part);
                rest -= part;
            }
        }
        self.owe(lot.seller, lot.token, rest);
        if let Some((account, amount)) = refund {
            self.owe(account, lot.token, amount);
        }
        self.remove(number);
        for listed in &items {
            self.give(&listed.item, buyer)?;
        }
        self.say(Event::Sold(Sold { lot: number, buyer, price, royalties, refund }));
        Ok(())
    }

    /// The items are the seller's again.
    fn give_all_back(&mut self, number: u64, refund: Refund) -> Step<()> {
        let (lot, items) = self.lots[&number].clone();
        if let Some((account, amount)) = refund {
            self.owe(account, lot.token, amount);
        }
        self.remove(number);
        for listed in &items {
            self.give(&listed.item, lot.seller)?;
        }
        self.say(Event::Returned(Returned { lot: number, refund }));
        Ok(())
    }

    fn ensure_ended(&self, lot: &Lot) -> Step<()> {
        match self.now < lot.until {
            true => Err(AuctionError::NotEnded { until: lot.until }),
            false => Ok(()),
        }
    }

    pub(super) fn settle(&mut self, number: u64) -> Step<()> {
        let lot = self.open(number)?;
        self.ensure_ended(&lot)?;
        let Some(lead) = &lot.lead else { return self.give_all_back(number, None) };
        if hidden(&lot).is_some() {
            let until = lot.until.saturating_add(REVEAL);
            if self.now < until {
                return Err(AuctionError::ReserveHidden { until });
            }
        }
        self.ensure_unspoiled(number)?;
        let rest = lead.maximum - lead.price;
        let refund = (rest > 0).then_some((lead.bidder, rest));
        self.sell(number, lead.bidder, lead.price, refund)
    }

    pub(super) fn reveal(&mut self, number: u64, reserve: u128, salt: [u8; 32]) -> Step<()> {
        let lot = self.open(number)?;
        self.ensure_ended(&lot)?;
        let Some(commitment) = hidden(&lot) else { return Err(AuctionError::NoHiddenReserve) };
        let at = lot.until.saturating_add(REVEAL);
        if self.now >= at {
            return Err(AuctionError::Ended { at });
        }
        let items: Vec<_> = self.items(number).into_iter().map(|listed| listed.item).collect();
        if reserve_commitment(&self.house, &lot.seller, &items, reserve, &salt) != commitment {
            return Err(AuctionError::WrongReserve);
        }
        match &lot.lead {
            None => self.give_all_back(number, None),
            Some(lead) if lead.maximum < reserve => {
                self.give_all_back(number, Some((lead.bidder, lead.maximum)))
            }
            Some(lead) => {
                self.ensure_unspoiled(number)?;
                let price = lead.price.max(reserve);
                let rest = lead.maximum - price;
                let refund = (rest > 0).then_some((lead.bidder, rest));
                self.sell(number, lead.bidder, price, refund)
            }
        }
    }

    pub(super) fn cancel(&mut self, caller: AccountId, number: u64) -> Step<()> {
        let lot = self.open(number)?;
        if caller != lot.seller {
            return Err(AuctionError::NotSeller);
        }
        if lot.lead.is_some() {
            return Err(AuctionError::HasBid);
        }
        self.give_all_back(number, None)
    }

    pub(super) fn unwind(&mut self, caller: AccountId, number: u64) -> Step<()> {
        let mut lot = self.open(number)?;
        let from = decided(&lot).saturating_add(GRACE);
        let nobody_bid = lot.lead.is_none() && (caller == lot.seller || self.now >= lot.until);
        let legal = nobody_bid || self.now >= from || self.first_spoiled(number)?.is_some();
        if !legal {
            return Err(AuctionError::NotUnwindable { from });
        }
        let refund = lot.lead.take().map(|lead| (lead.bidder, lead.maximum));
        if let Some((account, amount)) = refund {
            self.owe(account, lot.token, amount);
        }
        let all = (0..self.items(number).len()).map(|index| 1u16 << index).sum();
        lot.state = LotState::Unwound { held: all };
        self.store(number, lot);
        self.say(Event::Unwound(Unwound { lot: number, refund }));
        Ok(())
    }

    pub(super) fn reclaim(&mut self, number: u64, index: u8) -> Step<()> {
        let Some((lot, items)) = self.lots.get(&number).cloned() else {
            return Err(AuctionError::NoLot);
        };
        let LotState::Unwound { held } = lot.state else { return Err(AuctionError::NotUnwound) };
        if index >= 16 || (held >> index) & 1 == 0 {
            return Err(AuctionError::AlreadyReclaimed);
        }
        let held = held - (1 << index);
        if held == 0 {
            self.remove(number);
        } else {
            self.store(number, Lot { state: LotState::Unwound { held }, ..lot.clone() });
        }
        self.give(&items[usize::from(index)].item, lot.seller)?;
        self.say(Event::LotReclaimed(LotReclaimed { lot: number, index }));
        Ok(())
    }

    pub(super) fn abandon(&mut self, caller: AccountId, number: u64) -> Step<()> {
        let Some((lot, _)) = self.lots.get(&number) else { return Err(AuctionError::NoLot) };
        if caller != lot.seller {
            return Err(AuctionError::NotSeller);
        }
        if lot.state == (LotState::Open {}) {
            return Err(AuctionError::NotUnwound);
        }
        self.remove(number);
        self.say(Event::LotAbandoned(LotAbandoned { lot: number }));
        Ok(())
    }
}

fn hidden(lot: &Lot) -> Option<[u8; 32]> {
    match lot.format {
        Format::English { hidden_reserve, .. } => hidden_reserve,
        Format::Dutch { .. } => None,
    }
}

/// When anyone can settle it.
pub fn decided(lot: &Lot) -> u64 {
    match hidden(lot).is_some() && lot.lead.is_some() {
        true => lot.until.saturating_add(REVEAL),
        false => lot.until,
    }
}
