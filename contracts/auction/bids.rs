//! Bids (出价): who leads, and with which price.

use core::mem::swap;

use ink::primitives::AccountId;
use tongquan_escrow::{points::take, refuse_points};
use tongquan_host::{copied, emit_long};
use tongquan_traits::{
    auctions::{AuctionError, BidPlaced, Format, Lead, Lot, LotState},
    coupon_error::PointsFault,
};

use crate::{
    credits, lots,
    refusal::{refuse, Outcome},
    terms,
};

/// Why nobody can buy now.
#[inline(never)]
pub fn out_of_time(lot: &Lot, now: u64) -> Option<AuctionError> {
    let (from, _) = terms::window(&lot.format);
    if now < from {
        Some(AuctionError::NotBegun { from })
    } else if now >= lot.until {
        Some(AuctionError::Ended { at: lot.until })
    } else {
        None
    }
}

/// Only while the lot is on sale, and not by its seller.
#[inline(never)]
pub fn ensure_buyer(lot: &Lot, caller: &AccountId, now: u64) -> Outcome<()> {
    if let Some(error) = out_of_time(lot, now) {
        return refuse(error);
    }
    match lot.seller == *caller {
        true => refuse(AuctionError::OwnLot),
        false => Ok(()),
    }
}

/// The least bid of who does not lead.
fn next_bid(lot: &Lot, opening: u128, raise: u16) -> u128 {
    match &lot.lead {
        Some(lead) => terms::raised(lead.price, raise),
        None => opening,
    }
}

#[inline(never)]
pub fn minimum(lot: &Lot, now: u64) -> Option<u128> {
    match (&lot.format, lot.state) {
        (Format::English { opening, raise, .. }, LotState::Open {})
            if out_of_time(lot, now).is_none() =>
        {
            Some(next_bid(lot, *opening, *raise))
        }
        _ => None,
    }
}

#[inline(never)]
fn ensure_within(bid: u128, minimum: u128, buy_now: &Option<u128>) -> Outcome<()> {
    if bid < minimum {
        return refuse(AuctionError::BidTooLow { minimum });
    }
    match buy_now {
        Some(price) if bid >= *price => refuse(AuctionError::AtBuyNow { price: *price }),
        _ => Ok(()),
    }
}

#[inline(never)]
pub fn bid(caller: &AccountId, now: u64, number: u64, maximum: u128) -> Outcome<()> {
    let mut found = lots::find_open(number)?;
    let lot = &mut found.lot;
    let Format::English { opening, raise, buy_now, window, latest, .. } = &lot.format else {
        return refuse(AuctionError::NotEnglish);
    };
    ensure_buyer(lot, caller, now)?;
    let (own, minimum) = match &lot.lead {
        Some(lead) if lead.bidder == *caller => (lead.maximum, lead.maximum.saturating_add(1)),
        _ => (0, next_bid(lot, *opening, *raise)),
    };
    if maximum <= own {
        return refuse(AuctionError::BidTooLow { minimum });
    }
    ensure_within(maximum, minimum, buy_now)?;

    let arrived = take(&lot.token, caller, maximum.saturating_sub(own))?;
    if arrived == 0 {
        refuse_points(&lot.token, PointsFault::NotPaid)?;
    }
    let maximum = own.saturating_add(arrived);
    ensure_within(maximum, minimum, buy_now)?;

    if own == 0 && *window > 0 {
        lot.until = lot.until.max(now.saturating_add(*window).min(*latest));
    }
    let mut bid = Lead { bidder: copied(caller), maximum, price: *opening };
    let outbid = contest(&mut lot.lead, &mut bid, *raise);
    if let Some((account, amount)) = outbid {
        credits::add(account, &lot.token, amount);
    }
    if let Some(Lead { bidder, price, .. }) = &lot.lead {
        emit_long::<BidPlaced>(&(number, caller, maximum, bidder, price, lot.until, outbid));
    }
    found.save();
    Ok(())
}

/// Lets the bid take the lead if it can, or raise the price. Answers who gets how much back: what is in
/// `bid` afterwards.
#[inline(never)]
fn contest<'a>(
    lead: &mut Option<Lead>,
    bid: &'a mut Lead,
    raise: u16,
) -> Option<(&'a AccountId, u128)> {
    match lead {
        None => {
            *lead = Some(bid.clone());
            None
        }
        Some(lead) if lead.bidder == bid.bidder => {
            lead.maximum = bid.maximum;
            None
        }
        Some(lead) => {
            if bid.maximum > lead.maximum {
                swap(lead, bid);
            }
            lead.price = lead.maximum.min(terms::raised(bid.maximum, raise));
            Some((&bid.bidder, bid.maximum))
        }
    }
}
