//! The way out of a lot that can't be settled (X1).

use ink::primitives::AccountId;
use tongquan_escrow::{items::send, records};
use tongquan_host::{emit, emit_long};
use tongquan_traits::auctions::{
    AuctionError, LotAbandoned, LotReclaimed, LotState, Unwound, GRACE,
};

use crate::{
    lots::{self, ensure_unwound, Found},
    refusal::{refuse, Outcome},
    settlement::{give_refund, whole_bid},
    terms,
};

#[inline(never)]
pub fn unwind(caller: &AccountId, now: u64, number: u64) -> Outcome<()> {
    let mut found = lots::find_open(number)?;
    let items = found.items();
    let from = terms::decided(&found.lot).saturating_add(GRACE);
    if !is_free(&found, caller, now) && now < from && found.spoiled(&items)?.is_none() {
        return refuse(AuctionError::NotUnwindable { from });
    }
    let refund = whole_bid(&found.lot);
    give_refund(&found, refund);
    emit_long::<Unwound>(&(number, refund));
    let held = items.iter().fold(0u16, |held, _| (held << 1) | 1);
    found.lot.lead = None;
    found.lot.state = LotState::Unwound { held };
    found.save();
    Ok(())
}

/// Whether nobody has a claim on the lot but its seller.
fn is_free(found: &Found, caller: &AccountId, now: u64) -> bool {
    let lot = &found.lot;
    lot.lead.is_none() && (lot.seller == *caller || now >= lot.until)
}

#[inline(never)]
pub fn reclaim(number: u64, index: u8) -> Outcome<()> {
    let mut found = lots::find(number)?;
    let held = ensure_unwound(&found)?;
    let bit = 1u16.checked_shl(index.into()).unwrap_or(0);
    if held & bit == 0 {
        return refuse(AuctionError::AlreadyReclaimed);
    }
    let items = found.items();
    let held = held & !bit;
    if held == 0 {
        records::remove(number);
    } else {
        found.lot.state = LotState::Unwound { held };
        found.save();
    }
    if let Some(listed) = items.get(usize::from(index)) {
        send(&listed.item, &found.lot.seller)?;
    }
    emit::<LotReclaimed>(&(number, index), &[]);
    Ok(())
}

#[inline(never)]
pub fn abandon(caller: &AccountId, number: u64) -> Outcome<()> {
    let found = lots::find(number)?;
    lots::ensure_seller(&found, caller)?;
    ensure_unwound(&found)?;
    records::remove(number);
    emit::<LotAbandoned>(&number, &[]);
    Ok(())
}
