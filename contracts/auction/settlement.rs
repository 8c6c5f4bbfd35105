//! How a lot ends (成交): with its buyer or back with its seller.

use ink::{prelude::vec::Vec, primitives::AccountId, scale::Encode};
use tongquan_escrow::{items::send, points::take_all, ratio::proportion, records};
use tongquan_host::{address, emit_long, EncodedList};
use tongquan_traits::{
    auctions::{encoded_commitment, AuctionError, Lead, Lot, LotItem, Returned, Sold, REVEAL},
    campaigns::{Royalty, WHOLE},
};

use crate::{
    bids::ensure_buyer,
    credits,
    lots::{self, Found},
    refusal::{refuse, Outcome},
    terms,
};

/// Who has a credit of how much.
type Refund<'a> = Option<(&'a AccountId, u128)>;

/// All that the leader has bid.
pub fn whole_bid(lot: &Lot) -> Refund<'_> {
    lot.lead.as_ref().map(|lead| (&lead.bidder, lead.maximum))
}

#[inline(never)]
pub fn buy(caller: &AccountId, now: u64, number: u64, maximum: u128) -> Outcome<()> {
    let found = lots::find_open(number)?;
    let lot = &found.lot;
    let Some(price) = terms::price(&lot.format, now) else {
        return refuse(AuctionError::NoBuyNow);
    };
    ensure_buyer(lot, caller, now)?;
    if price > maximum {
        return refuse(AuctionError::PriceAbove { price });
    }
    let items = unspoiled(&found)?;
    take_all(&lot.token, caller, price)?;
    sell(&found, &items, caller, price, whole_bid(lot))
}

#[inline(never)]
pub fn settle(now: u64, number: u64) -> Outcome<()> {
    let found = find_ended(now, number)?;
    let hidden_until = terms::decided(&found.lot);
    if now < hidden_until {
        return refuse(AuctionError::ReserveHidden { until: hidden_until });
    }
    match &found.lot.lead {
        Some(lead) => award(&found, lead, lead.price),
        None => send_back(&found, None),
    }
}

#[inline(never)]
pub fn reveal(now: u64, number: u64, reserve: u128, salt: &[u8; 32]) -> Outcome<()> {
    let found = find_ended(now, number)?;
    let Some(commitment) = terms::hidden_reserve(&found.lot) else {
        return refuse(AuctionError::NoHiddenReserve);
    };
    let at = found.lot.until.saturating_add(REVEAL);
    if now >= at {
        return refuse(AuctionError::Ended { at });
    }
    let mut items = EncodedList::default();
    for listed in &found.items() {
        items.add(&listed.item);
    }
    let items = items.encode();
    if encoded_commitment(&address(), &found.lot.seller, &items, reserve, salt) != *commitment {
        return refuse(AuctionError::WrongReserve);
    }
    match &found.lot.lead {
        Some(lead) if lead.maximum >= reserve => award(&found, lead, lead.price.max(reserve)),
        _ => send_back(&found, whole_bid(&found.lot)),
    }
}

#[inline(never)]
pub fn cancel(caller: &AccountId, number: u64) -> Outcome<()> {
    let found = lots::find_open(number)?;
    lots::ensure_seller(&found, caller)?;
    match found.lot.lead {
        Some(_) => refuse(AuctionError::HasBid),
        None => send_back(&found, None),
    }
}

#[inline(never)]
fn find_ended(now: u64, number: u64) -> Outcome<Found> {
    let found = lots::find_open(number)?;
    let until = found.lot.until;
    match now < until {
        true => refuse(AuctionError::NotEnded { until }),
        false => Ok(found),
    }
}

/// The lot's items, if all are worth what was promised.
#[inline(never)]
fn unspoiled(found: &Found) -> Outcome<Vec<LotItem>> {
    let items = found.items();
    match found.spoiled(&items)? {
        Some(index) => refuse(AuctionError::Spoiled { index }),
        None => Ok(items),
    }
}

/// Sells to the leader, who gets back what was bid above the price.
#[inline(never)]
fn award(found: &Found, lead: &Lead, price: u128) -> Outcome<()> {
    let items = unspoiled(found)?;
    let rest = lead.maximum.saturating_sub(price);
    let refund = (rest > 0).then_some((&lead.bidder, rest));
    sell(found, &items, &lead.bidder, price, refund)
}

/// The price, which the house holds, becomes credits of the receivers of royalties and, with what
/// rounding leaves, of the seller (M2). Each item stands for an equal part of it.
#[inline(never)]
fn sell(
    found: &Found,
    items: &[LotItem],
    buyer: &AccountId,
    price: u128,
    refund: Refund,
) -> Outcome<()> {
    let Found { number, lot, .. } = found;
    records::remove(*number);
    let whole = u128::from(WHOLE).saturating_mul(items.len() as u128);
    let mut left = price;
    let mut royalties = EncodedList::default();
    for (LotItem { promise, .. }, index) in items.iter().zip(0u8..) {
        let royalty = promise.as_ref().and_then(|promise| promise.royalty.as_ref());
        if let Some(Royalty { to, basis_points }) = royalty {
            let (amount, _) = proportion(price, (*basis_points).into(), whole);
            if amount > 0 {
                left = left.saturating_sub(amount);
                credits::add(to, &lot.token, amount);
                royalties.add(&(index, to, amount));
            }
        }
    }
    credits::add(&lot.seller, &lot.token, left);
    give_refund(found, refund);
    for LotItem { item, .. } in items {
        send(item, buyer)?;
    }
    emit_long::<Sold>(&(number, buyer, price, royalties, refund));
    Ok(())
}

#[inline(never)]
fn send_back(found: &Found, refund: Refund) -> Outcome<()> {
    let items = found.items();
    records::remove(found.number);
    give_refund(found, refund);
    found.give_back(&items)?;
    emit_long::<Returned>(&(found.number, refund));
    Ok(())
}

#[inline(never)]
pub fn give_refund(found: &Found, refund: Refund) {
    if let Some((account, amount)) = refund {
        credits::add(account, &found.lot.token, amount);
    }
}
