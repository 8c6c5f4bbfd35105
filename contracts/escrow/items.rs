//! Items of any PSP34 contract. Those of a coupon contract can be looked at: what they are worth, and
//! who gets a royalty.

use ink::{
    prelude::{boxed::Box, vec::Vec},
    primitives::AccountId,
    scale::Encode,
    selector_bytes,
};
use psp34::Id;
use tongquan_host::{address, call, read_or_refuse, Answer, Read, Reader};
use tongquan_traits::{
    assets::{Item, ItemFault, Promise, MAX_ID},
    campaigns::{Royalty, MAX_ROYALTY},
    coupons::CouponView,
};

use crate::refusal::{item_error, refuse_item, Outcome};

/// The place of the first of these names, which are encoded assets, that stands there before.
#[inline(never)]
pub fn repeated(names: &[Vec<u8>]) -> Option<u8> {
    for (name, place) in names.iter().zip(0u8..) {
        if names.iter().take(place.into()).any(|other| other == name) {
            return Some(place);
        }
    }
    None
}

/// What is to be seen of an item.
pub enum Sight<'a> {
    /// A coupon: what its contract answered, if that is a view of it.
    Coupon(&'a [u8]),
    /// A contract of coupons, which has no such one.
    Nothing,
    /// A token of a contract that isn't asked, or doesn't answer.
    Token,
}

/// Asks for the coupon. Who makes this call fail, to pass a coupon off as another token, by giving it
/// too little gas, has none left for the transfer, which takes more (R17).
#[inline(never)]
pub fn look(item: &Item) -> Answer {
    match &item.id {
        Id::U64(number) => {
            let input = (selector_bytes!("Coupons::coupon"), number).encode();
            call(&item.contract, &input)
        }
        _ => Answer::None,
    }
}

/// What [`look`] has seen.
#[inline(never)]
pub fn sight(answer: &Answer) -> Sight<'_> {
    match answer {
        Answer::Done(data) => match data.as_slice() {
            [0, 0] => Sight::Nothing,
            [0, 1, view @ ..] => Sight::Coupon(view),
            _ => Sight::Coupon(&[]),
        },
        _ => Sight::Token,
    }
}

/// Reads a coupon's view. If it is none, the message is refused; one that only reads has no error to
/// answer with, and ends on chain as ink's messages do that can't read something.
#[inline(never)]
pub fn view(item: &Item, encoded: &[u8], reads_only: bool) -> Outcome<Box<CouponView>> {
    let error = item_error(item, ItemFault::Failed);
    match read_or_refuse(encoded, (!reads_only).then_some(&error)) {
        Ok(view) => Ok(Box::new(view)),
        Err(_) => refuse_item(item, ItemFault::Failed),
    }
}

/// Why `owner` can't give the coupon away so that it lasts until `needed`, if it `may_pass` at all.
#[inline(never)]
pub fn coupon_fault(
    view: &CouponView,
    owner: &AccountId,
    needed: u64,
    may_pass: bool,
) -> Option<ItemFault> {
    if view.holder != *owner {
        Some(ItemFault::NotOwner)
    } else if !may_pass {
        Some(ItemFault::NotTradable)
    } else if view.until < needed {
        Some(ItemFault::EndsBefore { needed })
    } else {
        None
    }
}

#[inline(never)]
pub fn owner_of(item: &Item) -> Result<Option<AccountId>, ItemFault> {
    let input = (selector_bytes!("PSP34::owner_of"), &item.id).encode();
    if let Answer::Done(data) = &call(&item.contract, &input) {
        match data.as_slice() {
            [0, 0] => return Ok(None),
            [0, 1, owner @ ..] if owner.len() == 32 => {
                return Ok(Some(Read::read(&mut Reader(owner))));
            }
            _ => {}
        }
    }
    Err(ItemFault::Failed)
}

/// Whether this contract may move the owner's item.
pub fn is_approved(item: &Item, owner: &AccountId) -> bool {
    let selector = selector_bytes!("PSP34::allowance");
    let input = (selector, owner, address(), 1u8, &item.id).encode();
    matches!(&call(&item.contract, &input), Answer::Done(data) if data.as_slice() == [0, 1])
}

#[inline(never)]
fn ensure_owner(item: &Item, owner: &AccountId, fault: ItemFault) -> Outcome<()> {
    match owner_of(item) {
        Ok(Some(other)) if other == *owner => Ok(()),
        Ok(_) => refuse_item(item, fault),
        Err(fault) => refuse_item(item, fault),
    }
}

/// Ids are kept and shown, and an item's contract can make them of any length.
#[inline(never)]
pub fn ensure_short(item: &Item) -> Outcome<()> {
    match &item.id {
        Id::Bytes(bytes) if bytes.len() > MAX_ID => refuse_item(item, ItemFault::IdTooLong),
        _ => Ok(()),
    }
}

/// Takes an item from its owner. A coupon must last until `needed`, and what it `may_pass` for is the
/// contract's rule; the answer is its view.
#[inline(never)]
pub fn take(
    item: &Item,
    owner: &AccountId,
    needed: u64,
    may_pass: impl FnOnce(&CouponView) -> bool,
) -> Outcome<Option<Box<CouponView>>> {
    ensure_short(item)?;
    let coupon = match sight(&look(item)) {
        Sight::Coupon(encoded) => {
            let view = view(item, encoded, false)?;
            if let Some(fault) = coupon_fault(&view, owner, needed, may_pass(&view)) {
                return refuse_item(item, fault);
            }
            Some(view)
        }
        Sight::Nothing => return refuse_item(item, ItemFault::NotOwner),
        Sight::Token => {
            ensure_owner(item, owner, ItemFault::NotOwner)?;
            None
        }
    };
    let own = address();
    send(item, &own)?;
    ensure_owner(item, &own, ItemFault::NotMoved)?;
    Ok(coupon)
}

/// What a coupon promises to whom it is sold.
pub fn promise(view: Box<CouponView>) -> Promise {
    let royalty = view.royalty.map(|Royalty { to, basis_points }| Royalty {
        to,
        basis_points: basis_points.min(MAX_ROYALTY),
    });
    let CouponView { kind, left, from, until, stackable, .. } = *view;
    Promise { kind, left, from, until, stackable, royalty }
}

/// Whether the coupon's contract says that what was promised of a coupon in this contract's hands is
/// not so any more. A contract that does not answer says nothing.
#[inline(never)]
pub fn is_spoiled(item: &Item, promise: &Promise) -> Outcome<bool> {
    Ok(match sight(&look(item)) {
        Sight::Coupon(encoded) => {
            let view = view(item, encoded, false)?;
            view.holder != address() || !promise.is_kept_by(&view)
        }
        Sight::Nothing => true,
        Sight::Token => false,
    })
}

/// Moves an item that this contract holds, or may move. Where it is then, is not looked at.
#[inline(never)]
pub fn send(item: &Item, to: &AccountId) -> Outcome<()> {
    // The last argument is PSP34's `data`, of no bytes.
    let input: Vec<u8> = (selector_bytes!("PSP34::transfer"), to, &item.id, 0u8).encode();
    let fault = match &call(&item.contract, &input) {
        Answer::Done(data) if data.as_slice() == [0, 0] => return Ok(()),
        Answer::Done(data) | Answer::Reverted(data) => match data.as_slice() {
            // The variants of PSP34's error.
            [0, 1, 0 | 5, ..] => ItemFault::Refused,
            [0, 1, 2, ..] => ItemFault::NotApproved,
            [0, 1, 4, ..] => ItemFault::NotOwner,
            _ => ItemFault::Failed,
        },
        Answer::None => ItemFault::Failed,
    };
    refuse_item(item, fault)
}
