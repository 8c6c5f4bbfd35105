//! The ways out of an offer for its maker (X1).

use ink::primitives::AccountId;
use tongquan_escrow::{items, points, records};
use tongquan_host::emit;
use tongquan_traits::{
    assets::Asset,
    swaps::{Cancelled, OfferAbandoned, OfferReclaimed, OfferState, SwapError},
};

use crate::{
    offers::{self, Found},
    refusal::{refuse, Outcome},
};

/// The maker can end its offer at any time, and anyone one that is over.
#[inline(never)]
fn find_for(caller: &AccountId, now: u64, offer: u64) -> Outcome<Found> {
    let found = offers::find(offer)?;
    match found.offer.maker == *caller || found.is_over(now) {
        true => Ok(found),
        false => refuse(SwapError::NotMaker),
    }
}

fn bit(index: u8) -> u8 {
    1u8.checked_shl(index.into()).unwrap_or(0)
}

#[inline(never)]
fn give_back(found: &Found, asset: &Asset) -> Outcome<()> {
    let maker = &found.offer.maker;
    match asset {
        Asset::Points { token, amount } => {
            let amount = found.offer.rate().map_or(*amount, |_| found.offer.left);
            points::send(token, None, maker, amount)?;
        }
        Asset::Item { item } => items::send(item, maker)?,
    }
    Ok(())
}

#[inline(never)]
pub fn cancel(caller: &AccountId, now: u64, offer: u64) -> Outcome<()> {
    let found = find_for(caller, now, offer)?;
    records::remove(offer);
    let held = found.held();
    for (asset, index) in found.offer.give.iter().zip(0u8..) {
        if held & bit(index) != 0 {
            give_back(&found, asset)?;
        }
    }
    emit::<Cancelled>(&offer, &[]);
    Ok(())
}

#[inline(never)]
pub fn reclaim(caller: &AccountId, now: u64, offer: u64, index: u8) -> Outcome<()> {
    let mut found = find_for(caller, now, offer)?;
    let held = found.held();
    if held & bit(index) == 0 {
        return refuse(SwapError::AlreadyReclaimed);
    }
    let held = held & !bit(index);
    if held == 0 {
        records::remove(offer);
    } else {
        found.offer.state = OfferState::Closed { held };
        found.save();
    }
    if let Some(asset) = found.offer.give.get(usize::from(index)) {
        give_back(&found, asset)?;
    }
    emit::<OfferReclaimed>(&(offer, index), &[]);
    Ok(())
}

#[inline(never)]
pub fn abandon(caller: &AccountId, now: u64, offer: u64) -> Outcome<()> {
    let found = offers::find(offer)?;
    if found.offer.maker != *caller {
        return refuse(SwapError::NotMaker);
    }
    if !found.is_over(now) {
        return refuse(SwapError::StillOpen);
    }
    records::remove(offer);
    emit::<OfferAbandoned>(&offer, &[]);
    Ok(())
}
