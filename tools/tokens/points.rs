//! Points by the rules of PSP22, in the order of the points contract's own checks.

use std::collections::BTreeMap;

use ink::primitives::AccountId;
use psp22::PSP22Error;

/// The points of one contract. What is 0 is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Points {
    balances: BTreeMap<AccountId, u128>,
    allowances: BTreeMap<(AccountId, AccountId), u128>,
}

impl Points {
    pub fn balance(&self, account: AccountId) -> u128 {
        self.balances.get(&account).copied().unwrap_or(0)
    }

    pub fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
        self.allowances.get(&(owner, spender)).copied().unwrap_or(0)
    }

    /// All that there is, or `u128::MAX`.
    pub fn supply(&self) -> u128 {
        self.balances.values().fold(0, |sum, balance| sum.saturating_add(*balance))
    }

    /// No balance is ever above `u128::MAX`.
    pub fn issue(&mut self, to: AccountId, amount: u128) {
        self.set_balance(to, self.balance(to).saturating_add(amount));
    }

    pub fn approve(&mut self, owner: AccountId, spender: AccountId, amount: u128) {
        if owner != spender {
            set(&mut self.allowances, (owner, spender), amount);
        }
    }

    pub fn set_balance(&mut self, account: AccountId, balance: u128) {
        set(&mut self.balances, account, balance);
    }

    /// Moves `value` for `caller`, who needs an allowance if it is not `from`.
    pub fn transfer(
        &mut self,
        caller: AccountId,
        from: AccountId,
        to: AccountId,
        value: u128,
    ) -> Result<(), PSP22Error> {
        if from == to || value == 0 {
            return Ok(());
        }
        let allowance = self.allowance(from, caller);
        if caller != from && allowance < value {
            return Err(PSP22Error::InsufficientAllowance);
        }
        if self.balance(from) < value {
            return Err(PSP22Error::InsufficientBalance);
        }
        if caller != from {
            self.approve(from, caller, allowance - value);
        }
        self.force(from, to, value, value);
        Ok(())
    }

    /// Takes up to `taken` from one and gives up to `given` of it to another, whoever allows it. What
    /// is not given is gone.
    pub fn force(&mut self, from: AccountId, to: AccountId, taken: u128, given: u128) {
        let taken = taken.min(self.balance(from));
        self.set_balance(from, self.balance(from) - taken);
        self.issue(to, given.min(taken));
    }
}

fn set<K: Ord>(amounts: &mut BTreeMap<K, u128>, key: K, amount: u128) {
    if amount == 0 {
        amounts.remove(&key);
    } else {
        amounts.insert(key, amount);
    }
}
