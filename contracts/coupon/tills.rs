//! Who may do what for the merchant (C9).

use ink::primitives::AccountId;
use tongquan_host::{
    clear, emit, load,
    storage::{get, set, set_or_clear},
    Packed,
};
use tongquan_ownership as ownership;
use tongquan_traits::{
    coupon_error::CouponError,
    tills::{ManagerSet, Till, TillLimits, TillSet, DAY},
};

use crate::{
    items::{key, Table},
    refusal::{refuse, Outcome},
};

fn manager_key(account: &AccountId) -> Packed {
    key(Table::Managers, &[account.as_ref()])
}

#[inline(never)]
fn till_key(account: &AccountId) -> Packed {
    key(Table::Tills, &[account.as_ref()])
}

#[inline(never)]
pub fn is_manager(account: &AccountId) -> bool {
    ownership::is_owner(account) || load(&manager_key(account)).is_some()
}

#[inline(never)]
pub fn ensure_manager(account: &AccountId) -> Outcome<()> {
    match is_manager(account) {
        true => Ok(()),
        false => refuse(CouponError::NotManager),
    }
}

/// The till as stored: its day may be over.
#[inline(never)]
fn stored(account: &AccountId) -> Option<Till> {
    get(&till_key(account))
}

/// The till with what it used today.
#[inline(never)]
pub fn till(account: &AccountId, now: u64) -> Option<Till> {
    let day = now / DAY;
    let mut till = stored(account)?;
    if till.day != day {
        till.day = day;
        till.used_value = 0;
        till.used_coupons = 0;
    }
    Some(till)
}

#[inline(never)]
pub fn find(account: &AccountId, now: u64) -> Outcome<Till> {
    match till(account, now) {
        Some(till) => Ok(till),
        None => refuse(CouponError::NotTill),
    }
}

/// Counts a redemption in the till's day.
#[inline(never)]
pub fn spend(account: &AccountId, mut till: Till, value: u64, coupons: u32) -> Outcome<()> {
    let value_left = till.limits.daily_value.saturating_sub(till.used_value);
    let coupons_left = till.limits.daily_coupons.saturating_sub(till.used_coupons);
    if value > value_left || coupons > coupons_left {
        return refuse(CouponError::OverDailyCap { value_left, coupons_left });
    }
    till.used_value = till.used_value.saturating_add(value);
    till.used_coupons = till.used_coupons.saturating_add(coupons);
    set(&till_key(account), &till);
    Ok(())
}

#[inline(never)]
pub fn set_manager(caller: &AccountId, account: &AccountId, manager: bool) -> Outcome<()> {
    if let Err(error) = ownership::ensure_owner(caller) {
        return refuse(error.into());
    }
    set_or_clear(&manager_key(account), &[], manager);
    emit::<ManagerSet>(&(account, manager), &[]);
    Ok(())
}

#[inline(never)]
pub fn set_till(caller: &AccountId, account: &AccountId, limits: Option<&TillLimits>) {
    match limits {
        None => clear(&till_key(account)),
        Some(limits) => {
            let (day, used_value, used_coupons) = stored(account)
                .map_or((0, 0, 0), |till| (till.day, till.used_value, till.used_coupons));
            // The fields of a `Till`.
            set(&till_key(account), &(limits, day, used_value, used_coupons));
        }
    }
    emit::<TillSet>(&(account, caller, limits), &[]);
}
