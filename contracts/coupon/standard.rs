//! What coupons add to the rules of PSP34: who may pass them on, and what burning one means.

use ink::{prelude::vec::Vec, primitives::AccountId};
use psp34::{ledger, refuse as refuse_standard, refuse_for, Id, PSP34Error, Refusal};
use tongquan_host::{address, load_long, Read, Reader};
use tongquan_traits::{campaigns::Policy, coupon_error::CouponError};

use crate::{
    campaigns::{self, Record},
    items::{campaign_key, key, Table},
    refusal::{refuse, Outcome},
    stamp::{self, campaign_of, Phase, Stamp},
};

pub fn collection_id() -> Id {
    let own: [u8; 32] = *address().as_ref();
    Id::Bytes(own.to_vec())
}

/// No coupon is without its campaign.
fn campaign(coupon: u64) -> Result<Record, Refusal> {
    match campaigns::load(campaign_of(coupon)) {
        Some(record) => Ok(record),
        None => refuse_standard(PSP34Error::TokenNotExists),
    }
}

#[inline(never)]
pub fn transfer(caller: &AccountId, now: u64, to: &AccountId, id: &Id) -> Result<(), Refusal> {
    let (coupon, mut token) = ledger::find_for(caller, id)?;
    let mut stamp = Stamp::of(&token);
    let Record { terms, .. } = &campaign(coupon)?;
    let rule = match (stamp.phase(terms, now), &terms.policy) {
        (Phase::Redeemed, _) => "Redeemed",
        (Phase::Reserved, _) => "Reserved",
        (Phase::Expired, _) => "Expired",
        (_, Policy::Bound {}) => "Bound",
        (_, Policy::GiftOnly { gift }) if gift != to && *gift != token.owner => "GiftOnly",
        _ => {
            stamp.mark = stamp.mark(now);
            token.data = stamp.bytes();
            return ledger::transfer(coupon, token, to);
        }
    };
    refuse_for(rule)
}

/// Burns a coupon that `account` holds. Who burns what it could still use, gives it up.
#[inline(never)]
pub fn burn(caller: &AccountId, now: u64, account: &AccountId, id: &Id) -> Result<(), Refusal> {
    let (coupon, token) = ledger::find_for(caller, id)?;
    if token.owner != *account {
        return refuse_standard(PSP34Error::NotApproved);
    }
    let mut record = campaign(coupon)?;
    let counts = &mut record.counts;
    let count = match Stamp::of(&token).phase(&record.terms, now) {
        Phase::Reserved => return refuse_for("Reserved"),
        Phase::Redeemed => None,
        Phase::Expired => Some(&mut counts.expired),
        Phase::Usable | Phase::NotYet => Some(&mut counts.burned),
    };
    if let Some(count) = count {
        *count = count.saturating_add(1);
        campaigns::put(campaign_of(coupon), &record);
    }
    ledger::burn(coupon, &token);
    Ok(())
}

#[inline(never)]
pub fn clear_coupons(now: u64, coupons: &[u64]) -> Outcome<()> {
    if coupons.is_empty() {
        return refuse(CouponError::EmptyBatch);
    }
    for coupon in coupons {
        let found = stamp::find(*coupon)?;
        let (token, stamp) = &found;
        let mut record = campaigns::find(campaign_of(*coupon))?;
        let expired = match stamp.phase(&record.terms, now) {
            Phase::Redeemed => false,
            Phase::Expired => true,
            _ => {
                // Not before its end, nor before that of its hold.
                let (_, end) = stamp.window(&record.terms);
                return refuse(CouponError::StillInUse { until: end.max(stamp.until) });
            }
        };
        if now < stamp.kept {
            return refuse(CouponError::StillInUse { until: stamp.kept });
        }
        if expired {
            record.counts.expired = record.counts.expired.saturating_add(1);
            campaigns::put(campaign_of(*coupon), &record);
        }
        ledger::burn(*coupon, token);
    }
    Ok(())
}

/// The texts of a campaign's `Details`, in their order.
const TEXTS: [&[u8]; 3] = [b"name", b"terms_url", b"image"];

#[inline(never)]
pub fn attribute(id: &Id, name: &[u8]) -> Option<Vec<u8>> {
    if matches!(id, Id::Bytes(own) if own == AsRef::<[u8]>::as_ref(&address())) {
        return (name == TEXTS[0]).then(|| load_long(&key(Table::Name, &[])))?;
    }
    let (coupon, _) = ledger::get_token(id)?;
    let details = load_long(&campaign_key(Table::Details, campaign_of(coupon)))?;
    let place = TEXTS.iter().position(|text| *text == name)?;
    let reader = &mut Reader(&details);
    let mut text = Vec::read(reader);
    if place > 0 {
        text = Vec::read(reader);
    }
    if place > 1 {
        let _terms_hash = <[u8; 32]>::read(reader);
        text = Vec::read(reader);
    }
    Some(text)
}
