//! Filling an offer of points for points, whole or in parts: the exchange of points (跨行积分交换).

use ink::primitives::AccountId;
use tongquan_escrow::{points::send, ratio::proportion_up, records};
use tongquan_host::{emit, EncodedList};
use tongquan_traits::{
    assets::Asset,
    swaps::{Filled, Offer, SwapError, Want},
};

use crate::{
    offers::{self, Found},
    reasons::Reasons,
    refusal::{refuse, Outcome},
};

/// Who wants to take how much of an offer, for at most how much.
pub struct Request<'a> {
    pub taker: &'a AccountId,
    pub offer: u64,
    pub amount: u128,
    pub maximum: u128,
}

/// What the amount costs, rounded up (S2), if it is an offer of points for points.
#[inline(never)]
fn price(offer: &Offer, amount: u128) -> Option<u128> {
    let (given, wanted) = offer.rate()?;
    Some(proportion_up(amount, wanted, given))
}

/// The token given and the token wanted.
fn tokens(offer: &Offer) -> Option<(&AccountId, &AccountId)> {
    match (&offer.give[..], &offer.want[..]) {
        ([Asset::Points { token: give, .. }], [Want::Points { token: want, .. }]) => {
            Some((give, want))
        }
        _ => None,
    }
}

#[inline(never)]
pub fn quote(now: u64, number: u64, amount: u128) -> Option<u128> {
    let found = offers::load(number)?;
    let fits = !found.is_over(now) && amount != 0 && amount <= found.offer.left;
    price(&found.offer, amount).filter(|_| fits)
}

/// Adds why the request would be refused, and answers what it costs.
#[inline(never)]
fn judge(found: &Found, now: u64, request: &Request, reasons: &mut Reasons) -> u128 {
    let Request { taker, amount, maximum, .. } = *request;
    let left = found.offer.left;
    reasons.add_hindrances(found, now, taker);
    let (Some(paid), Some((_, want))) = (price(&found.offer, amount), tokens(&found.offer)) else {
        reasons.add(&SwapError::NotFillable);
        return 0;
    };
    if amount == 0 {
        reasons.add(&SwapError::ZeroAmount);
    } else if amount > left {
        reasons.add(&SwapError::OverLeft { left });
    } else {
        if paid > maximum {
            reasons.add(&SwapError::PriceAbove { price: paid });
        }
        reasons.add_points(want, taker, paid);
    }
    paid
}

#[inline(never)]
pub fn can_fill(now: u64, request: &Request) -> EncodedList {
    let mut reasons = Reasons::new(true);
    match offers::load(request.offer) {
        Some(found) => {
            judge(&found, now, request, &mut reasons);
        }
        None => reasons.add(&SwapError::NoOffer),
    }
    reasons.list()
}

#[inline(never)]
pub fn fill(now: u64, request: &Request) -> Outcome<u128> {
    let mut found = offers::find(request.offer)?;
    let mut reasons = Reasons::new(false);
    let paid = judge(&found, now, request, &mut reasons);
    reasons.ensure_none()?;
    let Request { offer, taker, amount, .. } = *request;
    let left = found.offer.left.saturating_sub(amount);
    found.offer.left = left;
    match left {
        0 => records::remove(offer),
        _ => found.save(),
    }
    let Some((give, want)) = tokens(&found.offer) else {
        return refuse(SwapError::NotFillable);
    };
    send(want, Some(taker), &found.offer.maker, paid)?;
    send(give, None, taker, amount)?;
    emit::<Filled>(&(offer, taker, amount, paid, left), &[]);
    Ok(paid)
}
