//! Who owns a contract, and to whom that is offered.

use tongquan_client::AccountId;
use tongquan_traits::ownable::{OwnershipOffered, OwnershipTransferred};

use super::{
    accounts::{Accounts, Who},
    journal::Journal,
};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Owners {
    pub owner: Option<Who>,
    pub pending: Option<Who>,
}

impl Owners {
    pub fn offered(
        &mut self,
        OwnershipOffered { owner, new_owner }: &OwnershipOffered,
        contract: AccountId,
        accounts: &mut Accounts,
        journal: &mut Journal,
    ) {
        if self.owner != Some(accounts.number(owner)) {
            journal.contradict(contract, "the ownership is offered by another than the owner");
        }
        self.pending = new_owner.as_ref().map(|account| accounts.number(account));
    }

    pub fn transferred(
        &mut self,
        OwnershipTransferred { previous_owner, new_owner }: &OwnershipTransferred,
        contract: AccountId,
        accounts: &mut Accounts,
        journal: &mut Journal,
    ) {
        let previous = previous_owner.as_ref().map(|account| accounts.number(account));
        let owner = accounts.number(new_owner);
        let offered = previous.is_none() || self.pending == Some(owner);
        if self.owner != previous || !offered {
            journal.contradict(contract, "the ownership goes to whom it was not offered");
        }
        *self = Self { owner: Some(owner), pending: None };
    }
}
