//! The owner of a contract and the one who was offered its place.

#![cfg_attr(not(feature = "std"), no_std)]

use ink::primitives::AccountId;
use tongquan_host::{
    clear, emit, load, save,
    storage::{account, hash, key},
    Packed,
};
use tongquan_traits::ownable::{OwnableError, OwnershipOffered, OwnershipTransferred};

// Tables, in every contract alike.
const OWNER: u8 = 0xf0;
const PENDING_OWNER: u8 = 0xf1;

pub fn owner() -> AccountId {
    hash(&key(OWNER, &[])).into()
}

pub fn pending_owner_key() -> Packed {
    key(PENDING_OWNER, &[])
}

#[inline(never)]
pub fn is_owner(account: &AccountId) -> bool {
    load(&key(OWNER, &[])).is_some_and(|owner| owner.as_slice() == AsRef::<[u8]>::as_ref(account))
}

/// Makes `new_owner` the owner, after `previous_owner` if there was one.
#[inline(never)]
pub fn hand_over(previous_owner: Option<&AccountId>, new_owner: &AccountId) {
    save(&key(OWNER, &[]), new_owner.as_ref());
    emit::<OwnershipTransferred>(&(previous_owner, new_owner), &[]);
}

#[inline(never)]
pub fn ensure_owner(caller: &AccountId) -> Result<(), OwnableError> {
    match is_owner(caller) {
        true => Ok(()),
        false => Err(OwnableError::NotOwner { owner: owner() }),
    }
}

#[inline(never)]
pub fn offer(caller: &AccountId, new_owner: Option<AccountId>) -> Result<(), OwnableError> {
    ensure_owner(caller)?;
    let key = pending_owner_key();
    match &new_owner {
        Some(new_owner) => save(&key, new_owner.as_ref()),
        None => clear(&key),
    }
    emit::<OwnershipOffered>(&(caller, new_owner), &[]);
    Ok(())
}

#[inline(never)]
pub fn accept(caller: &AccountId) -> Result<(), OwnableError> {
    let key = pending_owner_key();
    let pending_owner = account(&key);
    if pending_owner.as_ref() != Some(caller) {
        return Err(OwnableError::NotPendingOwner { pending_owner });
    }
    clear(&key);
    hand_over(Some(&owner()), caller);
    Ok(())
}
