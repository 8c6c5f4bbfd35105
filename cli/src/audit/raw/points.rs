//! Items of points.

use tongquan_client::AccountId;

use super::{Items, Text};

pub struct PointsItems {
    pub balances: Vec<(AccountId, u128)>,
    /// Owner and spender.
    pub allowances: Vec<((AccountId, AccountId), u128)>,
    /// Quota and issued.
    pub issuers: Vec<(AccountId, (u128, u128))>,
    pub issuer_count: u32,
    pub issuers_by_index: Vec<(u32, AccountId)>,
    pub supply: u128,
    pub cap: Option<u128>,
    pub name: String,
    pub symbol: String,
    pub decimals: Option<u8>,
    pub owner: Option<AccountId>,
    pub pending_owner: Option<AccountId>,
}

impl PointsItems {
    pub fn take(items: &mut Items) -> Self {
        let (supply, cap) = items.one(4).unwrap_or_default();
        Self {
            balances: items.table(0),
            allowances: items.table(1),
            issuers: items.table(2),
            issuer_count: items.one(3).unwrap_or_default(),
            issuers_by_index: items.table(3),
            supply,
            cap,
            name: items.one::<Text>(5).unwrap_or_default().0,
            symbol: items.one::<Text>(6).unwrap_or_default().0,
            decimals: items.one(7),
            owner: items.one(0xf0),
            pending_owner: items.one(0xf1),
        }
    }

    /// What contradicts itself.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let sum = self.balances.iter().try_fold(0u128, |sum, (_, each)| sum.checked_add(*each));
        if sum != Some(self.supply) {
            let sum = sum.map_or("more than fits".into(), |sum| sum.to_string());
            faults.push(format!("balances add up to {sum}, the supply is {}", self.supply));
        }
        if self.cap.is_some_and(|cap| self.supply > cap) {
            faults.push(format!("the supply {} is above the cap", self.supply));
        }
        if self.balances.iter().any(|(_, balance)| *balance == 0) {
            faults.push("a balance of 0 is stored".into());
        }
        for (issuer, (quota, issued)) in &self.issuers {
            let account = tongquan_client::ss58(issuer);
            if issued > quota {
                faults.push(format!("{account} issued {issued}, its quota is {quota}"));
            }
            if self.issuers_by_index.iter().filter(|(_, listed)| listed == issuer).count() != 1 {
                faults.push(format!("the issuer {account} is not once in the list of issuers"));
            }
        }
        let listed = self.issuers_by_index.len();
        if listed != self.issuers.len() || listed != self.issuer_count as usize {
            faults.push(format!(
                "{} issuers, {listed} in their list, which should have {}",
                self.issuers.len(),
                self.issuer_count
            ));
        }
        faults
    }
}
