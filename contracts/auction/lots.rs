//! Lots (拍品), as they are kept.

use ink::{prelude::vec::Vec, primitives::AccountId, scale::Encode};
use tongquan_escrow::{
    items::{is_spoiled, promise, repeated, send, take},
    points::known_balance,
    records,
};
use tongquan_host::{address, emit_long, Encoded, EncodedList, Read, Reader};
use tongquan_traits::{
    assets::Item,
    auctions::{AuctionError, Format, Lead, Listed, Lot, LotItem, LotState, MAX_BUNDLE},
    coupons::CouponView,
};

use crate::{
    refusal::{refuse, Outcome},
    terms,
};

/// A lot, and its items as they are stored behind it.
pub struct Found {
    pub number: u64,
    pub lot: Lot,
    items: Vec<u8>,
}

impl Found {
    #[inline(never)]
    pub fn save(&self) {
        records::replace(self.number, &(&self.lot, Encoded(&self.items)).encode());
    }

    pub fn items(&self) -> Vec<LotItem> {
        Read::read(&mut Reader(&self.items))
    }

    /// The place of the first item that is worth less than was promised.
    #[inline(never)]
    pub fn spoiled(&self, items: &[LotItem]) -> Outcome<Option<u8>> {
        for (LotItem { item, promise }, index) in items.iter().zip(0..) {
            if let Some(promise) = promise {
                if is_spoiled(item, promise)? {
                    return Ok(Some(index));
                }
            }
        }
        Ok(None)
    }

    /// Gives the items back to the seller.
    #[inline(never)]
    pub fn give_back(&self, items: &[LotItem]) -> Outcome<()> {
        for LotItem { item, .. } in items {
            send(item, &self.lot.seller)?;
        }
        Ok(())
    }
}

#[inline(never)]
pub fn load(number: u64) -> Option<Found> {
    let record = records::load(number)?;
    let mut reader = Reader(&record);
    let lot = Read::read(&mut reader);
    Some(Found { number, lot, items: reader.0.to_vec() })
}

#[inline(never)]
pub fn find(number: u64) -> Outcome<Found> {
    match load(number) {
        Some(found) => Ok(found),
        None => refuse(AuctionError::NoLot),
    }
}

/// A lot that somebody can still get.
#[inline(never)]
pub fn find_open(number: u64) -> Outcome<Found> {
    let found = find(number)?;
    match found.lot.state {
        LotState::Open {} => Ok(found),
        LotState::Unwound { .. } => refuse(AuctionError::NoLot),
    }
}

/// A lot that was unwound, and the items that are left of it.
#[inline(never)]
pub fn ensure_unwound(found: &Found) -> Outcome<u16> {
    match found.lot.state {
        LotState::Open {} => refuse(AuctionError::NotUnwound),
        LotState::Unwound { held } => Ok(held),
    }
}

#[inline(never)]
pub fn ensure_seller(found: &Found, caller: &AccountId) -> Outcome<()> {
    match found.lot.seller == *caller {
        true => Ok(()),
        false => refuse(AuctionError::NotSeller),
    }
}

#[inline(never)]
pub fn list(
    seller: &AccountId,
    now: u64,
    items: Vec<Item>,
    token: &AccountId,
    format: Format,
) -> Outcome<u64> {
    if items.is_empty() {
        return refuse(AuctionError::NoItems);
    }
    if items.len() > MAX_BUNDLE {
        return refuse(AuctionError::TooManyItems);
    }
    let names: Vec<_> = items.iter().map(Encode::encode).collect();
    if let Some(index) = repeated(&names) {
        return refuse(AuctionError::DuplicateItem { index });
    }
    if let Some(fault) = terms::fault(&format, now) {
        return refuse(AuctionError::InvalidTerms(fault));
    }
    // A contract that tells no balance can't be what the lot is paid with.
    known_balance(token, &address())?;

    let needed = terms::needed(&format);
    let mut taken = EncodedList::default();
    for item in &items {
        let coupon = take(item, seller, needed, CouponView::is_tradable)?;
        taken.add(&(item, coupon.map(promise)));
    }
    let (_, until) = terms::window(&format);
    // The fields of a lot, and its items.
    let lot = (seller, token, &format, until, None::<Lead>, LotState::Open {}, &taken);
    let number = records::add(&lot.encode());
    emit_long::<Listed>(&(number, seller, token, &format, &taken));
    Ok(number)
}
