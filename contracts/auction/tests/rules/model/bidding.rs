//! While a lot is for sale: bids, and what it costs to have it at once.

use ink::primitives::AccountId;
use tongquan_traits::{
    auctions::{AuctionError, BidPlaced, Format, Lead, Lot, LotState},
    coupon_error::PointsFault,
};

use super::{
    amounts::{falling, raise},
    assets::{points, Step},
    times, Event, Model,
};

/// A price and one raise more.
fn raised(price: u128, basis_points: u16) -> u128 {
    price.saturating_add(raise(price, basis_points))
}

/// Whether it is for sale now, and to this account.
pub fn ensure_on_sale(lot: &Lot, caller: AccountId, now: u64) -> Step<()> {
    let (from, _) = times(&lot.format);
    if now < from {
        return Err(AuctionError::NotBegun { from });
    }
    if now >= lot.until {
        return Err(AuctionError::Ended { at: lot.until });
    }
    if caller == lot.seller {
        return Err(AuctionError::OwnLot);
    }
    Ok(())
}

impl Model {
    pub(super) fn bid(&mut self, caller: AccountId, number: u64, maximum: u128) -> Step<()> {
        let mut lot = self.open(number)?;
        let Format::English { opening, raise, buy_now, window, latest, .. } = lot.format else {
            return Err(AuctionError::NotEnglish);
        };
        ensure_on_sale(&lot, caller, self.now)?;

        let old = lot.lead.clone();
        let mine = match &old {
            Some(lead) if lead.bidder == caller => lead.maximum,
            _ => 0,
        };
        let leads = old.as_ref().is_some_and(|lead| lead.bidder == caller);
        let minimum = match &old {
            None => opening,
            Some(lead) if leads => lead.maximum.saturating_add(1),
            Some(lead) => raised(lead.price, raise),
        };
        let check = |bid: u128| {
            if bid < minimum || (leads && bid <= mine) {
                return Err(AuctionError::BidTooLow { minimum });
            }
            match buy_now {
                Some(price) if bid >= price => Err(AuctionError::AtBuyNow { price }),
                _ => Ok(()),
            }
        };
        check(maximum)?;
        let arrived = self.pull(lot.token, caller, maximum - mine)?;
        if arrived == 0 {
            return points(lot.token, PointsFault::NotPaid);
        }
        let bid = mine.saturating_add(arrived);
        check(bid)?;

        let mut outbid = None;
        let lead = match old {
            None => Lead { bidder: caller, maximum: bid, price: opening },
            Some(lead) if leads => Lead { maximum: bid, ..lead },
            Some(lead) if bid > lead.maximum => {
                outbid = Some((lead.bidder, lead.maximum));
                let price = bid.min(raised(lead.maximum, raise));
                Lead { bidder: caller, maximum: bid, price }
            }
            Some(lead) => {
                outbid = Some((caller, bid));
                let price = lead.maximum.min(raised(bid, raise));
                Lead { price, ..lead }
            }
        };
        if let Some((account, amount)) = outbid {
            self.owe(account, lot.token, amount);
        }
        if !leads && window > 0 {
            let extended = self.now.saturating_add(window).min(latest);
            lot.until = lot.until.max(extended);
        }
        self.say(Event::BidPlaced(BidPlaced {
            lot: number,
            bidder: caller,
            maximum: bid,
            leader: lead.bidder,
            price: lead.price,
            until: lot.until,
            outbid,
        }));
        lot.lead = Some(lead);
        self.store(number, lot);
        Ok(())
    }

    pub(super) fn buy(&mut self, caller: AccountId, number: u64, maximum: u128) -> Step<()> {
        let mut lot = self.open(number)?;
        if matches!(lot.format, Format::English { buy_now: None, .. }) {
            return Err(AuctionError::NoBuyNow);
        }
        ensure_on_sale(&lot, caller, self.now)?;
        let price = asked(&lot, self.now).expect("it has a price");
        if price > maximum {
            return Err(AuctionError::PriceAbove { price });
        }
        self.ensure_unspoiled(number)?;
        self.pull_exact(lot.token, caller, price)?;
        let refund = lot.lead.take().map(|lead| (lead.bidder, lead.maximum));
        self.sell(number, caller, price, refund)
    }

    /// What buying costs at this time.
    pub fn price(&self, number: u64, now: u64) -> Option<u128> {
        let (lot, _) = self.lots.get(&number)?;
        on_sale(lot, now).then(|| asked(lot, now))?
    }

    /// The least bid at this time of who does not lead.
    pub fn minimum_bid(&self, number: u64, now: u64) -> Option<u128> {
        let (lot, _) = self.lots.get(&number)?;
        match (&lot.format, &lot.lead) {
            _ if !on_sale(lot, now) => None,
            (Format::Dutch { .. }, _) => None,
            (Format::English { opening, .. }, None) => Some(*opening),
            (Format::English { raise, .. }, Some(lead)) => Some(raised(lead.price, *raise)),
        }
    }
}

fn on_sale(lot: &Lot, now: u64) -> bool {
    let (from, _) = times(&lot.format);
    lot.state == LotState::Open {} && from <= now && now < lot.until
}

fn asked(lot: &Lot, now: u64) -> Option<u128> {
    match lot.format {
        Format::English { buy_now, .. } => buy_now,
        Format::Dutch { from, until, highest, lowest } => {
            Some(falling(highest, lowest, now - from, until - from))
        }
    }
}
