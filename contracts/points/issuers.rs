//! How points come into being: the quotas of the issuers, under the cap of the supply (M9).

use ink::primitives::AccountId;
use tongquan_host::{
    emit, save,
    storage::{get, set},
    Packed,
};
use tongquan_traits::issuance::{IssuanceError, Issued, Issuer, IssuerSet};

use crate::{
    items::{key, Table},
    ledger::mint,
    supply::Supply,
};

pub fn by_account(account: &AccountId) -> Packed {
    key(Table::Issuers, &[account.as_ref()])
}

#[inline(never)]
pub fn by_index(index: u32) -> Packed {
    key(Table::IssuersByIndex, &[&index.to_le_bytes()])
}

#[inline(never)]
pub fn count() -> u32 {
    get(&key(Table::IssuersByIndex, &[])).unwrap_or(0)
}

#[inline(never)]
pub fn issuer(account: &AccountId) -> Option<Issuer> {
    get(&by_account(account))
}

/// Sets the quota of `account`, which never falls below what the account has issued.
#[inline(never)]
pub fn set_issuer(account: &AccountId, quota: u128) {
    let issued = match issuer(account) {
        Some(issuer) => issuer.issued,
        None => {
            let count = count();
            save(&by_index(count), account.as_ref());
            set(&key(Table::IssuersByIndex, &[]), &count.saturating_add(1));
            0
        }
    };
    let quota = quota.max(issued);
    put(account, quota, issued);
    emit::<IssuerSet>(&(account, quota, issued), &[]);
}

#[inline(never)]
fn put(account: &AccountId, quota: u128, issued: u128) {
    set(&by_account(account), &(quota, issued));
}

/// Issues to each account its amount, on the quota of `caller`, if quota and cap allow it.
#[inline(never)]
pub fn issue(caller: &AccountId, issues: &[(AccountId, u128)]) -> Result<(), IssuanceError> {
    let total = batch_total(issues)?;
    let Issuer { quota, issued } = issuer(caller).ok_or(IssuanceError::NotIssuer)?;
    let left = quota.saturating_sub(issued);
    let amount = total.filter(|total| *total <= left).ok_or(IssuanceError::OverQuota { left })?;
    let mut supply = Supply::load();
    let left = supply.cap.unwrap_or(u128::MAX).saturating_sub(supply.total);
    if amount > left {
        return Err(IssuanceError::OverCap { left });
    }
    supply.total = supply.total.saturating_add(amount);
    supply.save();
    put(caller, quota, issued.saturating_add(amount));
    for (to, amount) in issues {
        mint(to, *amount);
    }
    emit::<Issued>(&(caller, amount), &[]);
    Ok(())
}

/// The sum of a batch that names each recipient once and issues something to each;
/// `None` if no number can hold it.
fn batch_total(issues: &[(AccountId, u128)]) -> Result<Option<u128>, IssuanceError> {
    if issues.is_empty() {
        return Err(IssuanceError::EmptyBatch);
    }
    let mut total = Some(0u128);
    let mut earlier: &[(AccountId, u128)] = &[];
    for (index, (to, amount)) in (0u32..).zip(issues) {
        if *amount == 0 {
            return Err(IssuanceError::ZeroAmount { index });
        }
        if earlier.iter().any(|(other, _)| other == to) {
            return Err(IssuanceError::DuplicateRecipient { index });
        }
        earlier = &issues[..=index as usize];
        total = total.and_then(|sum| sum.checked_add(*amount));
    }
    Ok(total)
}
