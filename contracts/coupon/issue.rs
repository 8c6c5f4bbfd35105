//! How coupons come to members: issued, or exchanged for points. Limits count issues (C1, C7).

use core::slice;

use ink::{prelude::vec::Vec, primitives::AccountId};
use psp34::ledger::Mint;
use tongquan_host::{
    copied, emit,
    storage::{get, set},
    Packed,
};
use tongquan_traits::{
    campaigns::{CampaignState, Kind, Price, Terms},
    coupon_error::CouponError,
    coupons::Exchanged,
};

use crate::{
    campaigns::{self, Record},
    items::{key, Table},
    points,
    refusal::{refuse, Outcome},
    stamp::{number, Stamp},
};

#[inline(never)]
fn issued_to_key(campaign: u32, member: &AccountId) -> Packed {
    key(Table::IssuedTo, &[&campaign.to_le_bytes(), member.as_ref()])
}

#[inline(never)]
pub fn issued_to(campaign: u32, member: &AccountId) -> u32 {
    get(&issued_to_key(campaign, member)).unwrap_or(0)
}

/// Issues a coupon to each of the members, in order. Answers the number of the first.
#[inline(never)]
pub fn issue(now: u64, campaign: u32, members: &[AccountId]) -> Outcome<u64> {
    let mut record = campaigns::find(campaign)?;
    let stamp = may_issue(now, &record, members.len())?;
    let first = record.counts.issued.saturating_add(1);
    let mut mint = Mint::begin();
    for member in members {
        count_issue(campaign, member, record.terms.per_member)?;
        record.counts.issued = record.counts.issued.saturating_add(1);
        let minted = mint.mint(number(campaign, record.counts.issued), member, &stamp);
        if minted.is_err() {
            // 2^32 coupons; no chain holds as many.
            return refuse(CouponError::OverBudget { left: 0 });
        }
    }
    mint.end();
    campaigns::put(campaign, &record);
    Ok(number(campaign, first))
}

/// What is kept with each coupon, if so many may be issued now.
fn may_issue(now: u64, record: &Record, count: usize) -> Outcome<Vec<u8>> {
    let terms: &Terms = &record.terms;
    let (from, until) = (terms.issue_from, terms.issue_until);
    if !matches!(record.state, CampaignState::Open {}) || now < from || now >= until {
        return refuse(CouponError::NotIssuing { from, until });
    }
    let left = terms.budget.saturating_sub(record.counts.issued);
    if count > left as usize {
        return refuse(CouponError::OverBudget { left });
    }
    let value = match terms.kind {
        Kind::Voucher { value } => value,
        _ => 0,
    };
    let stamp = Stamp::fresh(now, value);
    let (_, at) = stamp.window(terms);
    if at <= now {
        return refuse(CouponError::Expired { at });
    }
    Ok(stamp.bytes())
}

fn count_issue(campaign: u32, member: &AccountId, limit: u32) -> Outcome<()> {
    if limit == 0 {
        return Ok(());
    }
    let key = issued_to_key(campaign, member);
    let issued = get(&key).unwrap_or(0);
    if issued >= limit {
        return refuse(CouponError::OverMemberLimit { member: copied(member) });
    }
    set(&key, &issued.saturating_add(1));
    Ok(())
}

#[inline(never)]
pub fn exchange(caller: &AccountId, now: u64, campaign: u32) -> Outcome<u64> {
    let Some(Price { token, amount, to }) = &campaigns::sale(campaign).price else {
        campaigns::find(campaign)?;
        return refuse(CouponError::NoPrice);
    };
    let coupon = issue(now, campaign, slice::from_ref(caller))?;
    points::pay(token, caller, *amount, to.as_ref())?;
    emit::<Exchanged>(&(coupon, caller, token, amount), &[]);
    Ok(coupon)
}
