//! Who holds how many points, and who may spend for whom.
//!
//! The rules are those of the PSP22 standard. The crate `psp22` has a data structure for them too;
//! this one keeps its items under keys of one type, which makes the contract smaller.

use ink::primitives::AccountId;
use psp22::{Approval, PSP22Error, Transfer};
use tongquan_host::{
    emit,
    storage::{amount, set_amount},
    Packed,
};

use crate::{
    items::{key, Table},
    supply::Supply,
};

fn balance(owner: &AccountId) -> Packed {
    key(Table::Balances, &[owner.as_ref()])
}

#[inline(never)]
fn allowances(owner: &AccountId, spender: &AccountId) -> Packed {
    key(Table::Allowances, &[owner.as_ref(), spender.as_ref()])
}

#[inline(never)]
pub fn balance_of(owner: &AccountId) -> u128 {
    amount(&balance(owner))
}

#[inline(never)]
pub fn allowance(owner: &AccountId, spender: &AccountId) -> u128 {
    amount(&allowances(owner, spender))
}

/// Moves `value` from `from` to `to` for `caller`, who needs an allowance if it is not `from`.
#[inline(never)]
pub fn transfer(
    caller: &AccountId,
    from: &AccountId,
    to: &AccountId,
    value: u128,
) -> Result<(), PSP22Error> {
    if from == to || value == 0 {
        return Ok(());
    }
    let left = if caller == from { 0 } else { allowance_less(from, caller, value)? };
    debit(from, value)?;
    approve(from, caller, left);
    credit(to, value);
    transferred(Some(from), Some(to), value);
    Ok(())
}

/// Sets what `spender` may spend of `owner`'s points; nobody needs an allowance for their own.
#[inline(never)]
pub fn approve(owner: &AccountId, spender: &AccountId, amount: u128) {
    if owner != spender {
        set_amount(&allowances(owner, spender), amount);
        emit::<Approval>(
            &(owner, spender, amount),
            &[Some(owner.as_ref()), Some(spender.as_ref())],
        );
    }
}

pub fn raise_allowance(owner: &AccountId, spender: &AccountId, delta: u128) {
    if delta != 0 {
        approve(owner, spender, allowance(owner, spender).saturating_add(delta));
    }
}

pub fn lower_allowance(
    owner: &AccountId,
    spender: &AccountId,
    delta: u128,
) -> Result<(), PSP22Error> {
    if owner != spender && delta != 0 {
        approve(owner, spender, allowance_less(owner, spender, delta)?);
    }
    Ok(())
}

#[inline(never)]
fn allowance_less(owner: &AccountId, spender: &AccountId, value: u128) -> Result<u128, PSP22Error> {
    allowance(owner, spender).checked_sub(value).ok_or(PSP22Error::InsufficientAllowance)
}

/// Creates `value` points. The caller counts them in the supply, which stays within the cap.
pub fn mint(to: &AccountId, value: u128) {
    credit(to, value);
    transferred(None, Some(to), value);
}

pub fn burn(from: &AccountId, value: u128) -> Result<(), PSP22Error> {
    if value != 0 {
        debit(from, value)?;
        let mut supply = Supply::load();
        supply.total = supply.total.saturating_sub(value);
        supply.save();
        transferred(Some(from), None, value);
    }
    Ok(())
}

#[inline(never)]
fn debit(from: &AccountId, value: u128) -> Result<(), PSP22Error> {
    let key = balance(from);
    let left = amount(&key).checked_sub(value).ok_or(PSP22Error::InsufficientBalance)?;
    set_amount(&key, left);
    Ok(())
}

/// Can't overflow: no balance is larger than the supply (M8), which is at most 2^128 - 1.
fn credit(to: &AccountId, value: u128) {
    let key = balance(to);
    set_amount(&key, amount(&key).saturating_add(value));
}

#[inline(never)]
fn transferred(from: Option<&AccountId>, to: Option<&AccountId>, value: u128) {
    emit::<Transfer>(&(from, to, value), &[from.map(AsRef::as_ref), to.map(AsRef::as_ref)]);
}
