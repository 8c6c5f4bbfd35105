//! Tokens as a child would keep them, on paper: slow and obvious. The ledger must agree.

use std::collections::{BTreeMap, BTreeSet};

use ink::primitives::AccountId;
use psp34::{Approval, Id, PSP34Error, Transfer};

/// A message that may change something.
#[derive(Debug, Clone)]
pub enum Message {
    Mint { to: AccountId, id: Id },
    Transfer { to: AccountId, id: Id },
    Approve { operator: AccountId, id: Option<Id>, approved: bool },
    Burn { account: AccountId, id: Id },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Transfer(Transfer),
    Approval(Approval),
}

/// What a message emits, in order, or why it is refused.
pub type Outcome = Result<Vec<Event>, PSP34Error>;

#[derive(Default)]
pub struct Model {
    owners: BTreeMap<u64, AccountId>,
    /// Who is approved for which token,
    approved: BTreeSet<(u64, AccountId)>,
    /// who was before the token changed hands,
    approved_before: BTreeSet<(u64, AccountId)>,
    /// and who for all tokens of whom: the owner, and the operator.
    operators: BTreeSet<(AccountId, AccountId)>,
    burnt: BTreeSet<u64>,
}

impl Model {
    pub fn owner_of(&self, id: &Id) -> Option<AccountId> {
        self.find(id).ok().map(|(_, owner)| owner)
    }

    /// M8 by definition.
    pub fn total_supply(&self) -> u128 {
        self.owners.len() as u128
    }

    pub fn balance_of(&self, owner: AccountId) -> u32 {
        self.tokens_of(owner).len() as u32
    }

    pub fn tokens_of(&self, owner: AccountId) -> Vec<Id> {
        let owned = self.owners.iter().filter(|(_, owner_of)| **owner_of == owner);
        owned.map(|(number, _)| Id::U64(*number)).collect()
    }

    pub fn tokens(&self) -> Vec<Id> {
        self.owners.keys().copied().map(Id::U64).collect()
    }

    pub fn burnt(&self) -> Vec<Id> {
        self.burnt.iter().copied().map(Id::U64).collect()
    }

    pub fn allowance(&self, owner: AccountId, operator: AccountId, id: Option<&Id>) -> bool {
        let for_all = self.operators.contains(&(owner, operator));
        match id.map(|id| self.find(id)) {
            None => for_all,
            Some(Err(_)) => false,
            Some(Ok((number, owner_of))) => {
                owner_of == owner && (for_all || self.approved.contains(&(number, operator)))
            }
        }
    }

    pub fn may_act(&self, account: AccountId, id: &Id) -> bool {
        let owner = self.owner_of(id);
        owner.is_some_and(|owner| account == owner || self.allowance(owner, account, Some(id)))
    }

    pub fn lost_its_approval(&self, account: AccountId, id: &Id) -> bool {
        self.find(id).is_ok_and(|(number, _)| self.approved_before.contains(&(number, account)))
    }

    fn find(&self, id: &Id) -> Result<(u64, AccountId), PSP34Error> {
        match id {
            Id::U64(number) => self.owners.get(number).map(|owner| (*number, *owner)),
            _ => None,
        }
        .ok_or(PSP34Error::TokenNotExists)
    }

    pub fn call(&mut self, caller: AccountId, message: &Message) -> Outcome {
        match message.clone() {
            Message::Mint { to, id } => self.mint(to, id),
            Message::Transfer { to, id } => self.transfer(caller, to, id),
            Message::Approve { operator, id, approved } => {
                self.approve(caller, operator, id, approved)
            }
            Message::Burn { account, id } => self.burn(caller, account, id),
        }
    }

    fn mint(&mut self, to: AccountId, id: Id) -> Outcome {
        let Id::U64(number) = id else { return Err(PSP34Error::Custom("NotANumber".into())) };
        if self.owners.contains_key(&number) || self.burnt.contains(&number) {
            return Err(PSP34Error::TokenExists);
        }
        self.owners.insert(number, to);
        Ok(vec![Event::Transfer(Transfer { from: None, to: Some(to), id })])
    }

    fn transfer(&mut self, caller: AccountId, to: AccountId, id: Id) -> Outcome {
        let (number, owner) = self.find(&id)?;
        if !self.may_act(caller, &id) {
            return Err(PSP34Error::NotApproved);
        }
        if to == owner {
            return Ok(vec![]); // R15
        }
        self.end_approvals(number);
        self.owners.insert(number, to);
        Ok(vec![Event::Transfer(Transfer { from: Some(owner), to: Some(to), id })])
    }

    /// C8, R14.
    fn end_approvals(&mut self, number: u64) {
        let ended = |(token, _): &(u64, AccountId)| *token == number;
        self.approved_before.extend(self.approved.iter().copied().filter(ended));
        self.approved.retain(|approval| !ended(approval));
    }

    fn approve(
        &mut self,
        caller: AccountId,
        operator: AccountId,
        id: Option<Id>,
        approved: bool,
    ) -> Outcome {
        let owner = match &id {
            None => caller,
            Some(id) => self.find(id)?.1,
        };
        if caller != owner && !self.operators.contains(&(owner, caller)) {
            return Err(PSP34Error::NotApproved);
        }
        if operator == owner {
            return Err(PSP34Error::SelfApprove);
        }
        match &id {
            Some(Id::U64(number)) => set(&mut self.approved, (*number, operator), approved),
            _ => set(&mut self.operators, (owner, operator), approved),
        }
        Ok(vec![Event::Approval(Approval { owner, operator, id, approved })])
    }

    fn burn(&mut self, caller: AccountId, account: AccountId, id: Id) -> Outcome {
        let (number, owner) = self.find(&id)?;
        if account != owner || !self.may_act(caller, &id) {
            return Err(PSP34Error::NotApproved); // R16
        }
        self.end_approvals(number);
        self.owners.remove(&number);
        self.burnt.insert(number);
        Ok(vec![Event::Transfer(Transfer { from: Some(owner), to: None, id })])
    }
}

fn set<T: Ord>(approvals: &mut BTreeSet<T>, approval: T, approved: bool) {
    if approved {
        approvals.insert(approval);
    } else {
        approvals.remove(&approval);
    }
}
