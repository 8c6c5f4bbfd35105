//! Who holds how many points, and who may spend for whom.
//!
//! The rules are those of the PSP22 standard. The crate `psp22` has a data structure for them too;
//! this one returns its events by value instead of in a vector, which makes the contract smaller.

use ink::{primitives::AccountId, storage::Mapping};
use psp22::{Approval, PSP22Error, Transfer};

#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Ledger {
    supply: u128,
    balances: Mapping<AccountId, u128>,
    allowances: Mapping<(AccountId, AccountId), u128>,
}

/// The events of a transfer; the standard wants none where nothing moves.
#[derive(Default)]
pub struct Moved {
    pub approval: Option<Approval>,
    pub transfer: Option<Transfer>,
}

impl Ledger {
    pub fn supply(&self) -> u128 {
        self.supply
    }

    pub fn balance_of(&self, owner: AccountId) -> u128 {
        self.balances.get(owner).unwrap_or_default()
    }

    pub fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
        self.allowances.get((owner, spender)).unwrap_or_default()
    }

    /// Moves `value` from `from` to `to` for `caller`, who needs an allowance if it is not `from`.
    pub fn transfer(
        &mut self,
        caller: AccountId,
        from: AccountId,
        to: AccountId,
        value: u128,
    ) -> Result<Moved, PSP22Error> {
        if from == to || value == 0 {
            return Ok(Moved::default());
        }
        let allowance_left = if caller == from {
            None
        } else {
            let allowance = self.allowance(from, caller);
            Some(allowance.checked_sub(value).ok_or(PSP22Error::InsufficientAllowance)?)
        };
        self.debit(from, value)?;
        self.credit(to, value);
        Ok(Moved {
            approval: allowance_left.map(|left| self.approve(from, caller, left)),
            transfer: Some(Transfer { from: Some(from), to: Some(to), value }),
        })
    }

    /// Sets what `spender` may spend of `owner`'s points.
    pub fn approve(&mut self, owner: AccountId, spender: AccountId, amount: u128) -> Approval {
        if amount == 0 {
            self.allowances.remove((owner, spender));
        } else {
            self.allowances.insert((owner, spender), &amount);
        }
        Approval { owner, spender, amount }
    }

    /// Creates `value` points. The caller has checked that the supply stays within the cap.
    pub fn mint(&mut self, to: AccountId, value: u128) -> Transfer {
        self.supply = self.supply.saturating_add(value);
        self.credit(to, value);
        Transfer { from: None, to: Some(to), value }
    }

    pub fn burn(&mut self, from: AccountId, value: u128) -> Result<Option<Transfer>, PSP22Error> {
        if value == 0 {
            return Ok(None);
        }
        self.debit(from, value)?;
        self.supply = self.supply.saturating_sub(value);
        Ok(Some(Transfer { from: Some(from), to: None, value }))
    }

    /// Removes an empty balance, so that its deposit goes back.
    fn debit(&mut self, from: AccountId, value: u128) -> Result<(), PSP22Error> {
        let balance = self.balance_of(from);
        let left = balance.checked_sub(value).ok_or(PSP22Error::InsufficientBalance)?;
        if left == 0 {
            self.balances.remove(from);
        } else {
            self.balances.insert(from, &left);
        }
        Ok(())
    }

    /// Can't overflow: no balance is larger than the supply (M8), which is at most 2^128 - 1.
    fn credit(&mut self, to: AccountId, value: u128) {
        let balance = self.balance_of(to).saturating_add(value);
        self.balances.insert(to, &balance);
    }
}
