//! What coupons add to the rules of PSP34: who may pass them on, and what burning one means.

use ink::{
    prelude::{string::String, vec::Vec},
    primitives::AccountId,
};
use psp34::{ledger, refuse as refuse_standard, Id, PSP34Error, Refusal};
use tongquan_host::{address, load_long};
use tongquan_traits::{
    campaigns::{Details, Policy},
    coupon_error::CouponError,
    coupons::Status,
};

use crate::{
    campaigns::{self, Record},
    items::{key, Table},
    refusal::{refuse, Outcome},
    stamp::{self, campaign_of, Stamp},
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
    let terms = campaign(coupon)?.terms;
    let rule = match (stamp.status(&terms, now), terms.policy) {
        (Status::Redeemed { .. }, _) => "Redeemed",
        (Status::Reserved { .. }, _) => "Reserved",
        (Status::Expired {}, _) => "Expired",
        (_, Policy::Bound {}) => "Bound",
        (_, Policy::GiftOnly { gift }) if gift != *to && gift != token.owner => "GiftOnly",
        _ => {
            stamp.mark = stamp.mark(now);
            token.data = stamp.bytes();
            return ledger::transfer(coupon, token, to);
        }
    };
    refuse_standard(rule.into())
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
    let count = match Stamp::of(&token).status(&record.terms, now) {
        Status::Reserved { .. } => return refuse_standard("Reserved".into()),
        Status::Redeemed { .. } => None,
        Status::Expired {} => Some(&mut counts.expired),
        Status::Usable {} | Status::NotYet {} => Some(&mut counts.burned),
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
        let (token, stamp) = stamp::find(*coupon)?;
        let mut record = campaigns::find(campaign_of(*coupon))?;
        let expired = match stamp.status(&record.terms, now) {
            Status::Redeemed { .. } => false,
            Status::Expired {} => true,
            _ => {
                let (_, until) = stamp.window(&record.terms);
                return refuse(CouponError::StillInUse { until });
            }
        };
        if now < stamp.kept {
            return refuse(CouponError::StillInUse { until: stamp.kept });
        }
        if expired {
            record.counts.expired = record.counts.expired.saturating_add(1);
            campaigns::put(campaign_of(*coupon), &record);
        }
        ledger::burn(*coupon, &token);
    }
    Ok(())
}

#[inline(never)]
pub fn attribute(id: &Id, key: &[u8]) -> Option<Vec<u8>> {
    if *id == collection_id() {
        return (key == b"name").then(name)?;
    }
    let (coupon, _) = ledger::get_token(id)?;
    let Details { name, terms_url, image, .. } = campaigns::details(campaign_of(coupon))?;
    let attribute: String = match key {
        b"name" => name,
        b"terms_url" => terms_url,
        b"image" => image,
        _ => return None,
    };
    Some(attribute.into_bytes())
}

fn name() -> Option<Vec<u8>> {
    load_long(&key(Table::Name, &[]))
}
