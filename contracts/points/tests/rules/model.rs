//! Points as a child would keep them, on paper: slow and obvious. The contract must agree.

use std::collections::BTreeMap;

use ink::primitives::AccountId;
use psp22::PSP22Error;
use tongquan_traits::{
    issuance::{IssuanceError, Issuer},
    ownable::OwnableError,
};

use crate::shop::{everybody, Book, Event, DECIMALS, NAME, SYMBOL};

/// A message that may change something.
#[derive(Debug, Clone)]
pub enum Message<Amount = u128> {
    Transfer { to: AccountId, value: Amount },
    TransferFrom { from: AccountId, to: AccountId, value: Amount },
    Approve { spender: AccountId, value: Amount },
    IncreaseAllowance { spender: AccountId, delta: Amount },
    DecreaseAllowance { spender: AccountId, delta: Amount },
    Burn { value: Amount },
    SetIssuer { account: AccountId, quota: Amount },
    Issue { to: AccountId, amount: Amount },
    IssueBatch { issues: Vec<(AccountId, Amount)> },
    TransferOwnership { new_owner: Option<AccountId> },
    AcceptOwnership,
}

/// Why a message was refused.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    Psp22(PSP22Error),
    Issuance(IssuanceError),
    Ownable(OwnableError),
}

impl From<PSP22Error> for Refusal {
    fn from(error: PSP22Error) -> Self {
        Self::Psp22(error)
    }
}

impl From<IssuanceError> for Refusal {
    fn from(error: IssuanceError) -> Self {
        Self::Issuance(error)
    }
}

impl From<OwnableError> for Refusal {
    fn from(error: OwnableError) -> Self {
        Self::Ownable(error)
    }
}

/// What a message emits, in order, or why it is refused.
pub type Outcome = Result<Vec<Event>, Refusal>;

pub struct Model {
    cap: Option<u128>,
    balances: BTreeMap<AccountId, u128>,
    allowances: BTreeMap<(AccountId, AccountId), u128>,
    /// In the order of appointment.
    issuers: Vec<(AccountId, Issuer)>,
    owner: AccountId,
    pending_owner: Option<AccountId>,
}

impl Model {
    pub fn new(owner: AccountId, cap: Option<u128>) -> Self {
        Self {
            cap,
            balances: BTreeMap::new(),
            allowances: BTreeMap::new(),
            issuers: Vec::new(),
            owner,
            pending_owner: None,
        }
    }

    pub fn owner(&self) -> AccountId {
        self.owner
    }

    pub fn pending_owner(&self) -> Option<AccountId> {
        self.pending_owner
    }

    /// M8 by definition.
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
        self.issuers.iter().find(|(issuer, _)| *issuer == account).map(|(_, issuer)| *issuer)
    }

    pub fn left_under_cap(&self) -> u128 {
        self.cap.unwrap_or(u128::MAX) - self.supply()
    }

    pub fn book(&self) -> Book {
        let pairs = everybody().into_iter().flat_map(|a| everybody().map(|b| (a, b)));
        Book {
            label: (Some(NAME.into()), Some(SYMBOL.into()), DECIMALS),
            supply: self.supply(),
            balances: everybody().map(|account| self.balance(account)).to_vec(),
            allowances: pairs.map(|(owner, spender)| self.allowance(owner, spender)).collect(),
            cap: self.cap,
            quotas: everybody().map(|account| self.issuer(account)).to_vec(),
            issuers: self.issuers.iter().map(|(account, _)| Some(*account)).collect(),
            issuer_after_the_last: None,
            owner: self.owner,
            pending_owner: self.pending_owner,
        }
    }

    pub fn call(&mut self, caller: AccountId, message: &Message) -> Outcome {
        match message {
            Message::Transfer { to, value } => self.transfer(caller, caller, *to, *value),
            Message::TransferFrom { from, to, value } => self.transfer(caller, *from, *to, *value),
            Message::Approve { spender, value } => Ok(self.approve(caller, *spender, *value)),
            Message::IncreaseAllowance { spender, delta } => {
                Ok(self.increase_allowance(caller, *spender, *delta))
            }
            Message::DecreaseAllowance { spender, delta } => {
                self.decrease_allowance(caller, *spender, *delta)
            }
            Message::Burn { value } => self.burn(caller, *value),
            Message::SetIssuer { account, quota } => self.set_issuer(caller, *account, *quota),
            Message::Issue { to, amount } => self.issue(caller, &[(*to, *amount)]),
            Message::IssueBatch { issues } => self.issue(caller, issues),
            Message::TransferOwnership { new_owner } => self.offer(caller, *new_owner),
            Message::AcceptOwnership => self.accept(caller),
        }
    }

    fn transfer(
        &mut self,
        caller: AccountId,
        from: AccountId,
        to: AccountId,
        value: u128,
    ) -> Outcome {
        if from == to || value == 0 {
            return Ok(vec![]);
        }
        if from != caller && self.allowance(from, caller) < value {
            return Err(PSP22Error::InsufficientAllowance.into());
        }
        if self.balance(from) < value {
            return Err(PSP22Error::InsufficientBalance.into());
        }
        let mut events = vec![];
        if from != caller {
            let left = self.allowance(from, caller) - value;
            events = self.approve(from, caller, left);
        }
        self.balances.insert(from, self.balance(from) - value);
        self.balances.insert(to, self.balance(to) + value);
        events.push(Event::transfer(from, to, value));
        Ok(events)
    }

    fn approve(&mut self, owner: AccountId, spender: AccountId, amount: u128) -> Vec<Event> {
        if owner == spender {
            return vec![];
        }
        self.allowances.insert((owner, spender), amount);
        vec![Event::approval(owner, spender, amount)]
    }

    fn increase_allowance(
        &mut self,
        owner: AccountId,
        spender: AccountId,
        delta: u128,
    ) -> Vec<Event> {
        if delta == 0 {
            return vec![];
        }
        let amount = self.allowance(owner, spender).saturating_add(delta);
        self.approve(owner, spender, amount)
    }

    fn decrease_allowance(&mut self, owner: AccountId, spender: AccountId, delta: u128) -> Outcome {
        if owner == spender || delta == 0 {
            return Ok(vec![]);
        }
        if self.allowance(owner, spender) < delta {
            return Err(PSP22Error::InsufficientAllowance.into());
        }
        let amount = self.allowance(owner, spender) - delta;
        Ok(self.approve(owner, spender, amount))
    }

    fn burn(&mut self, caller: AccountId, value: u128) -> Outcome {
        if value == 0 {
            return Ok(vec![]);
        }
        if self.balance(caller) < value {
            return Err(PSP22Error::InsufficientBalance.into());
        }
        self.balances.insert(caller, self.balance(caller) - value);
        Ok(vec![Event::burn(caller, value)])
    }

    fn only_the_owner(&self, caller: AccountId) -> Result<(), OwnableError> {
        if caller == self.owner {
            Ok(())
        } else {
            Err(OwnableError::NotOwner { owner: self.owner })
        }
    }

    fn set_issuer(&mut self, caller: AccountId, account: AccountId, quota: u128) -> Outcome {
        self.only_the_owner(caller).map_err(IssuanceError::Ownable)?;
        if self.issuer(account).is_none() {
            self.issuers.push((account, Issuer { quota, issued: 0 }));
        }
        let issuer = self.issuer_mut(account).expect("it was appointed");
        issuer.quota = quota.max(issuer.issued);
        Ok(vec![Event::issuer_set(account, issuer.quota, issuer.issued)])
    }

    fn issuer_mut(&mut self, account: AccountId) -> Option<&mut Issuer> {
        self.issuers.iter_mut().find(|(issuer, _)| *issuer == account).map(|(_, issuer)| issuer)
    }

    /// The order of the refusals is part of what callers see: first what is wrong with the batch,
    /// in the order of its entries, then with the caller, its quota, the cap.
    fn issue(&mut self, caller: AccountId, issues: &[(AccountId, u128)]) -> Outcome {
        if issues.is_empty() {
            return Err(IssuanceError::EmptyBatch.into());
        }
        for (index, (to, amount)) in (0..).zip(issues) {
            if *amount == 0 {
                return Err(IssuanceError::ZeroAmount { index }.into());
            }
            if issues[..index as usize].iter().any(|(earlier, _)| earlier == to) {
                return Err(IssuanceError::DuplicateRecipient { index }.into());
            }
        }
        let Some(issuer) = self.issuer(caller) else {
            return Err(IssuanceError::NotIssuer.into());
        };
        // Taking away one by one, so that no sum can be too large for a number.
        let left = issuer.quota - issuer.issued;
        if issues.iter().try_fold(left, |left, (_, amount)| left.checked_sub(*amount)).is_none() {
            return Err(IssuanceError::OverQuota { left }.into());
        }
        let left = self.left_under_cap();
        if issues.iter().try_fold(left, |left, (_, amount)| left.checked_sub(*amount)).is_none() {
            return Err(IssuanceError::OverCap { left }.into());
        }
        let mut events = vec![];
        let mut total = 0;
        for (to, amount) in issues {
            self.balances.insert(*to, self.balance(*to) + amount);
            events.push(Event::issue(*to, *amount));
            total += amount;
        }
        self.issuer_mut(caller).expect("it was appointed").issued += total;
        events.push(Event::issued(caller, total));
        Ok(events)
    }

    fn offer(&mut self, caller: AccountId, new_owner: Option<AccountId>) -> Outcome {
        self.only_the_owner(caller)?;
        self.pending_owner = new_owner;
        Ok(vec![Event::offered(caller, new_owner)])
    }

    fn accept(&mut self, caller: AccountId) -> Outcome {
        if self.pending_owner != Some(caller) {
            return Err(OwnableError::NotPendingOwner { pending_owner: self.pending_owner }.into());
        }
        let previous_owner = self.owner;
        self.owner = caller;
        self.pending_owner = None;
        Ok(vec![Event::handed_over(Some(previous_owner), caller)])
    }
}
