//! What the events of points tell. Whoever only listens must know what whoever asks is told.

use std::collections::BTreeMap;

use psp22::{Approval, Transfer};
use tongquan_client::{AccountId, Event};
use tongquan_traits::issuance::{Issued, IssuerSet};

/// Who has how many points, who may take how many from whom, and who issued how many.
#[derive(Debug, Clone, Default)]
pub struct PointsRecord {
    balances: BTreeMap<AccountId, u128>,
    allowances: BTreeMap<(AccountId, AccountId), u128>,
    issued: BTreeMap<AccountId, u128>,
}

impl PointsRecord {
    pub fn balance(&self, account: AccountId) -> u128 {
        self.balances.get(&account).copied().unwrap_or(0)
    }

    pub fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
        self.allowances.get(&(owner, spender)).copied().unwrap_or(0)
    }

    pub fn issued(&self, issuer: AccountId) -> u128 {
        self.issued.get(&issuer).copied().unwrap_or(0)
    }

    /// Writes down what an event tells.
    pub fn hear(&mut self, event: &Event) {
        if let Some(Transfer { from, to, value }) = event.decode() {
            if let Some(from) = from {
                let left = self.balance(from).checked_sub(value).expect("nobody gives what isn't");
                self.balances.insert(from, left);
            }
            if let Some(to) = to {
                *self.balances.entry(to).or_default() += value;
            }
        } else if let Some(Approval { owner, spender, amount }) = event.decode() {
            self.allowances.insert((owner, spender), amount);
        } else if let Some(Issued { issuer, amount }) = event.decode() {
            *self.issued.entry(issuer).or_default() += amount;
        } else if let Some(IssuerSet { issuer, issued, .. }) = event.decode() {
            assert_eq!(issued, self.issued(issuer), "the quota of an issuer was set");
        }
    }
}
