//! Accepting an offer (成交) as a whole: who may, with what, and for what.

use ink::{
    prelude::vec::Vec,
    primitives::AccountId,
    scale::{Encode, Output},
};
use psp34::Id;
use tongquan_escrow::{
    items::{coupon_fault, look, repeated, send, sight, view, Sight},
    points, records,
};
use tongquan_host::{address, blake2_256, emit_long, EncodedList};
use tongquan_traits::{
    assets::{Asset, Item, ItemFault},
    swaps::{Accepted, OfferState, SwapError, Want},
};

use crate::{
    offers::{self, Found},
    reasons::{Demand, Reasons},
    refusal::Outcome,
};

/// Who wants to accept which offer, with which coupons for `Want::AnyOf`.
pub struct Request<'a> {
    pub taker: &'a AccountId,
    pub offer: u64,
    pub choices: &'a [u64],
    pub fingerprint: &'a [u8; 32],
}

/// Where in a stored offer begins what never changes: behind what is left, and the state, which has one
/// byte while the offer is open.
const TERMS: usize = 17;

/// The fingerprint of what a taker gets, unless some of it can't be seen. Adds what is wrong with it.
#[inline(never)]
fn show(found: &Found, reasons: &mut Reasons) -> Outcome<Option<[u8; 32]>> {
    let own = address();
    let mut all = found.record.get(TERMS..).unwrap_or_default().to_vec();
    let mut complete = true;
    for asset in &found.offer.give {
        let Asset::Item { item } = asset else { continue };
        match sight(&look(item)) {
            Sight::Coupon(encoded) => {
                all.write(encoded);
                let view = view(item, encoded, reasons.preflight)?;
                if let Some(fault) = coupon_fault(&view, &own, 0, view.is_tradable()) {
                    reasons.add_fault(item, fault);
                }
            }
            Sight::Nothing => {
                complete = false;
                reasons.add_fault(item, ItemFault::NotOwner);
            }
            Sight::Token => {}
        }
    }
    Ok(complete.then(|| blake2_256(&all)))
}

#[inline(never)]
pub fn fingerprint(offer: u64) -> Option<[u8; 32]> {
    let found = offers::load(offer)?;
    match found.offer.state {
        OfferState::Open {} => show(&found, &mut Reasons::new(true)).ok()?,
        OfferState::Closed { .. } => None,
    }
}

/// Adds why the request would be refused.
#[inline(never)]
fn judge(
    found: &Found,
    now: u64,
    request: &Request,
    chosen: &Option<Vec<Item>>,
    reasons: &mut Reasons,
) -> Outcome<()> {
    let Request { taker, .. } = *request;
    reasons.add_hindrances(found, now, taker);
    if found.offer.rate().is_some() {
        reasons.add(&SwapError::FillInstead);
        return Ok(());
    }
    if chosen.is_none() {
        reasons.add(&SwapError::WrongChoices);
    }
    if found.offer.state != (OfferState::Open {}) {
        return Ok(());
    }
    if let Some(fingerprint) = show(found, reasons)? {
        if fingerprint != *request.fingerprint {
            reasons.add(&SwapError::OtherTerms { fingerprint });
        }
    }
    let Some(chosen) = chosen else { return Ok(()) };
    let mut chosen = chosen.iter();
    for wanted in &found.offer.want {
        let (item, campaign, left, until) = match wanted {
            Want::Points { token, amount } => {
                reasons.add_points(token, taker, *amount);
                continue;
            }
            Want::Item { item, left, until } => (Some(item), None, *left, *until),
            Want::AnyOf { campaign, left, until, .. } => {
                (chosen.next(), Some(*campaign), *left, *until)
            }
        };
        if let Some(item) = item {
            reasons.add_item(item, taker, &Demand { campaign, left, until })?;
        }
    }
    Ok(())
}

/// The coupons that the taker chose, one for each `Want::AnyOf`; `None` if they are not that many, all
/// of them different and none of them wanted anyway.
#[inline(never)]
fn chosen(want: &[Want], choices: &[u64]) -> Option<Vec<Item>> {
    let mut choices = choices.iter();
    let (mut chosen, mut names) = (Vec::new(), Vec::new());
    for wanted in want {
        match wanted {
            Want::Points { .. } => {}
            Want::Item { item, .. } => names.push(item.encode()),
            Want::AnyOf { contract, .. } => {
                let item = Item { contract: *contract, id: Id::U64(*choices.next()?) };
                names.push(item.encode());
                chosen.push(item);
            }
        }
    }
    (choices.next().is_none() && repeated(&names).is_none()).then_some(chosen)
}

#[inline(never)]
pub fn can_accept(now: u64, request: &Request) -> Outcome<EncodedList> {
    let mut reasons = Reasons::new(true);
    match offers::load(request.offer) {
        Some(found) => {
            let chosen = chosen(&found.offer.want, request.choices);
            judge(&found, now, request, &chosen, &mut reasons)?;
        }
        None => reasons.add(&SwapError::NoOffer),
    }
    Ok(reasons.list())
}

#[inline(never)]
pub fn accept(now: u64, request: &Request) -> Outcome<()> {
    let found = offers::find(request.offer)?;
    let chosen = chosen(&found.offer.want, request.choices);
    let mut reasons = Reasons::new(false);
    judge(&found, now, request, &chosen, &mut reasons)?;
    reasons.ensure_none()?;
    records::remove(found.number);
    let (maker, taker) = (&found.offer.maker, request.taker);
    let mut chosen = chosen.iter().flatten();
    for wanted in &found.offer.want {
        let item = match wanted {
            Want::Points { token, amount } => {
                points::send(token, Some(taker), maker, *amount)?;
                continue;
            }
            Want::Item { item, .. } => Some(item),
            Want::AnyOf { .. } => chosen.next(),
        };
        if let Some(item) = item {
            send(item, maker)?;
        }
    }
    for asset in &found.offer.give {
        match asset {
            Asset::Points { token, amount } => points::send(token, None, taker, *amount)?,
            Asset::Item { item } => send(item, taker)?,
        }
    }
    emit_long::<Accepted>(&(request.offer, taker, request.choices));
    Ok(())
}
