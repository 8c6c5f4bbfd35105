//! How lots are sold: what terms make sense, and what follows from them.

use tongquan_escrow::ratio::{proportion, proportion_up};
use tongquan_traits::{
    auctions::{Format, Lot, TermsFault, MARGIN, MAX_LENGTH, REVEAL},
    campaigns::WHOLE,
};

/// When the sale begins and, unless it is extended, ends.
#[inline(never)]
pub fn window(format: &Format) -> (u64, u64) {
    match format {
        Format::English { from, until, .. } | Format::Dutch { from, until, .. } => (*from, *until),
    }
}

/// What is wrong with the terms.
#[inline(never)]
pub fn fault(format: &Format, now: u64) -> Option<TermsFault> {
    let (from, until) = window(format);
    let latest = match format {
        Format::English { latest, .. } => *latest,
        Format::Dutch { .. } => until,
    };
    let ordered = now.max(from) < until && until <= latest;
    if !ordered || latest > now.saturating_add(MAX_LENGTH) {
        return Some(TermsFault::Times);
    }
    match format {
        Format::English { opening: 0, .. } | Format::Dutch { lowest: 0, .. } => {
            Some(TermsFault::Price)
        }
        Format::English { raise, .. } if *raise > WHOLE => Some(TermsFault::Raise),
        Format::English { buy_now: Some(price), opening, .. } if price <= opening => {
            Some(TermsFault::BuyNow)
        }
        Format::Dutch { highest, lowest, .. } if highest < lowest => Some(TermsFault::Price),
        _ => None,
    }
}

/// Until when its coupons have to be good (A10).
pub fn needed(format: &Format) -> u64 {
    let decided = match format {
        Format::English { latest, hidden_reserve: Some(_), .. } => latest.saturating_add(REVEAL),
        Format::English { latest, .. } => *latest,
        Format::Dutch { until, .. } => *until,
    };
    decided.saturating_add(MARGIN)
}

/// The commitment to the lot's hidden reserve.
pub fn hidden_reserve(lot: &Lot) -> Option<&[u8; 32]> {
    match &lot.format {
        Format::English { hidden_reserve, .. } => hidden_reserve.as_ref(),
        Format::Dutch { .. } => None,
    }
}

/// When anyone can settle the lot at the latest.
#[inline(never)]
pub fn decided(lot: &Lot) -> u64 {
    match hidden_reserve(lot).is_some() && lot.lead.is_some() {
        true => lot.until.saturating_add(REVEAL),
        false => lot.until,
    }
}

/// The price and one raise (R22).
#[inline(never)]
pub fn raised(price: u128, basis_points: u16) -> u128 {
    price.saturating_add(proportion_up(price, basis_points.into(), WHOLE.into()).max(1))
}

/// What the lot can be had for at once, while it is on sale.
#[inline(never)]
pub fn price(format: &Format, now: u64) -> Option<u128> {
    match format {
        Format::English { buy_now, .. } => *buy_now,
        Format::Dutch { from, until, highest, lowest } => {
            let (elapsed, length) = (now.saturating_sub(*from), until.saturating_sub(*from));
            let all = highest.saturating_sub(*lowest);
            let (fall, _) = proportion(all, elapsed.min(length).into(), length.into());
            Some(highest.saturating_sub(fall))
        }
    }
}
