//! The owner of a contract and the one who was offered its place.

#![cfg_attr(not(feature = "std"), no_std)]

use ink::primitives::AccountId;
use tongquan_host::{
    clear, emit, save,
    storage::{account, key},
};
use tongquan_traits::ownable::{OwnableError, OwnershipOffered, OwnershipTransferred};

// Tables, in every contract alike.
const OWNER: u8 = 0xf0;
const PENDING_OWNER: u8 = 0xf1;

#[inline(never)]
pub fn owner() -> AccountId {
    account(&key(OWNER, &[])).unwrap_or([0; 32].into())
}

#[inline(never)]
pub fn pending_owner() -> Option<AccountId> {
    account(&key(PENDING_OWNER, &[]))
}

/// Makes `new_owner` the owner, after `previous_owner` if there was one.
#[inline(never)]
pub fn hand_over(previous_owner: Option<&AccountId>, new_owner: &AccountId) {
    save(&key(OWNER, &[]), new_owner.as_ref());
    emit::<OwnershipTransferred>(&(previous_owner, new_owner), &[]);
}

#[inline(never)]
pub fn ensure_owner(caller: &AccountId) -> Result<(), OwnableError> {
    let owner = owner();
    if *caller != owner {
        return Err(OwnableError::NotOwner { owner });
    }
    Ok(())
}

#[inline(never)]
pub fn offer(caller: &AccountId, new_owner: Option<AccountId>) -> Result<(), OwnableError> {
    ensure_owner(caller)?;
    let key = key(PENDING_OWNER, &[]);
    match &new_owner {
        Some(new_owner) => save(&key, new_owner.as_ref()),
        None => clear(&key),
    }
    emit::<OwnershipOffered>(&(caller, new_owner), &[]);
    Ok(())
}

#[inline(never)]
pub fn accept(caller: &AccountId) -> Result<(), OwnableError> {
    let pending_owner = pending_owner();
    if pending_owner.as_ref() != Some(caller) {
        return Err(OwnableError::NotPendingOwner { pending_owner });
    }
    clear(&key(PENDING_OWNER, &[]));
    hand_over(Some(&owner()), caller);
    Ok(())
}
