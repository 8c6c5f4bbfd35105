//! The owner of the contract and the one who was offered its place.

use ink::primitives::AccountId;
use tongquan_traits::ownable::{OwnableError, OwnershipOffered, OwnershipTransferred};

#[ink::storage_item]
#[derive(Debug)]
pub struct Ownership {
    owner: AccountId,
    pending: Option<AccountId>,
}

impl Ownership {
    pub fn new(owner: AccountId) -> (Self, OwnershipTransferred) {
        (
            Self { owner, pending: None },
            OwnershipTransferred { previous_owner: None, new_owner: owner },
        )
    }

    pub fn owner(&self) -> AccountId {
        self.owner
    }

    pub fn pending_owner(&self) -> Option<AccountId> {
        self.pending
    }

    pub fn ensure_owner(&self, caller: AccountId) -> Result<(), OwnableError> {
        if caller != self.owner {
            return Err(OwnableError::NotOwner { owner: self.owner });
        }
        Ok(())
    }

    pub fn offer(
        &mut self,
        caller: AccountId,
        new_owner: Option<AccountId>,
    ) -> Result<OwnershipOffered, OwnableError> {
        self.ensure_owner(caller)?;
        self.pending = new_owner;
        Ok(OwnershipOffered { owner: caller, new_owner })
    }

    pub fn accept(&mut self, caller: AccountId) -> Result<OwnershipTransferred, OwnableError> {
        if self.pending != Some(caller) {
            return Err(OwnableError::NotPendingOwner { pending_owner: self.pending });
        }
        let previous_owner = Some(self.owner);
        self.owner = caller;
        self.pending = None;
        Ok(OwnershipTransferred { previous_owner, new_owner: caller })
    }
}
