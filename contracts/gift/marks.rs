//! What tells that shares of a packet were claimed, and by whom: each share once, each account once
//! (G4). It stays until who has paid the deposit for it clears it.

use ink::primitives::AccountId;
use tongquan_escrow::records;
use tongquan_host::{bits, clear, emit_long, save_new, storage::get, Packed};
use tongquan_traits::gifts::{ClaimsCleared, GiftError, ShareClaim};

use crate::{
    items::{key, Table},
    refusal::{refuse, Outcome},
};

#[inline(never)]
fn claim_key(gift: u64, recipient: &AccountId) -> Packed {
    key(Table::Claims, &[&gift.to_le_bytes(), recipient.as_ref()])
}

#[inline(never)]
fn bits_key(gift: u64, number: u32) -> Packed {
    key(Table::Claimed, &[&gift.to_le_bytes(), &bits::group(number)])
}

#[inline(never)]
pub fn of(gift: u64, recipient: &AccountId) -> Option<ShareClaim> {
    get(&claim_key(gift, recipient))
}

pub fn is_claimed(gift: u64, number: u32) -> bool {
    bits::is_set(&bits_key(gift, number), number)
}

/// Notes that `recipient` has claimed the share, and that `by` has submitted it.
#[inline(never)]
pub fn add(gift: u64, number: u32, recipient: &AccountId, by: &AccountId) -> Outcome<()> {
    if !bits::set(&bits_key(gift, number), number) {
        return refuse(GiftError::AlreadyClaimed);
    }
    let claim = Packed::of(&(by, number));
    match save_new(&claim_key(gift, recipient), claim.as_slice()) {
        true => Ok(()),
        false => refuse(GiftError::HasShare),
    }
}

#[inline(never)]
pub fn clear_claims(caller: &AccountId, gift: u64, recipients: &[AccountId]) -> Outcome<()> {
    if recipients.is_empty() {
        return refuse(GiftError::EmptyBatch);
    }
    if records::load(gift).is_some() {
        return refuse(GiftError::NotOver);
    }
    for recipient in recipients {
        let number = match of(gift, recipient) {
            Some(ShareClaim { submitted_by, number }) if submitted_by == *caller => number,
            _ => return refuse(GiftError::NoClaim { recipient: *recipient }),
        };
        clear(&claim_key(gift, recipient));
        bits::unset(&bits_key(gift, number), number);
    }
    emit_long::<ClaimsCleared>(&(gift, recipients));
    Ok(())
}
