//! The points that coupons are paid with and turn into: who has how many, who may take how many
//! from whom, and who may issue how many.

use std::collections::BTreeMap;

use ink::primitives::AccountId;
use psp22::PSP22Error;
use tongquan_traits::issuance::{IssuanceError, Issuer};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Points {
    pub cap: Option<u128>,
    balances: BTreeMap<AccountId, u128>,
    allowances: BTreeMap<(AccountId, AccountId), u128>,
    issuers: BTreeMap<AccountId, Issuer>,
}

impl Points {
    pub fn supply(&self) -> u128 {
        self.balances.values().sum()
    }

    pub fn balance(&self, account: AccountId) -> u128 {
        self.balances.get(&account).copied().unwrap_or(0)
    }

    pub fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
        self.allowances.get(&(owner, spender)).copied().unwrap_or(0)
    }

    pub fn issuer(&self, account: AccountId) -> Option<Issuer> {
        self.issuers.get(&account).copied()
    }

    pub fn approve(&mut self, owner: AccountId, spender: AccountId, amount: u128) {
        self.allowances.insert((owner, spender), amount);
    }

    pub fn set_issuer(&mut self, account: AccountId, quota: u128) {
        let issued = self.issuer(account).unwrap_or_default().issued;
        self.issuers.insert(account, Issuer { quota: quota.max(issued), issued });
    }

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
        if from != caller && allowance < value {
            return Err(PSP22Error::InsufficientAllowance);
        }
        if self.balance(from) < value {
            return Err(PSP22Error::InsufficientBalance);
        }
        if from != caller {
            self.approve(from, caller, allowance - value);
        }
        self.balances.insert(from, self.balance(from) - value);
        self.balances.insert(to, self.balance(to) + value);
        Ok(())
    }

    pub fn burn(&mut self, caller: AccountId, value: u128) -> Result<(), PSP22Error> {
        if self.balance(caller) < value {
            return Err(PSP22Error::InsufficientBalance);
        }
        self.balances.insert(caller, self.balance(caller) - value);
        Ok(())
    }

    pub fn issue(
        &mut self,
        caller: AccountId,
        to: AccountId,
        amount: u128,
    ) -> Result<(), IssuanceError> {
        if amount == 0 {
            return Err(IssuanceError::ZeroAmount { index: 0 });
        }
        let issuer = self.issuer(caller).ok_or(IssuanceError::NotIssuer)?;
        let left = issuer.quota - issuer.issued;
        if amount > left {
            return Err(IssuanceError::OverQuota { left });
        }
        let left = self.cap.unwrap_or(u128::MAX) - self.supply();
        if amount > left {
            return Err(IssuanceError::OverCap { left });
        }
        self.issuers.insert(caller, Issuer { issued: issuer.issued + amount, ..issuer });
        self.balances.insert(to, self.balance(to) + amount);
        Ok(())
    }
}
