//! Items of the auction house.

use std::collections::BTreeMap;

use tongquan_client::{ss58, AccountId};
use tongquan_traits::{
    assets::Item,
    auctions::{Lot, LotItem, LotState},
};

use super::{records::Records, Items};

/// How many other credits an account has, and its first ones: tokens and amounts.
type Purse = (u32, Vec<(AccountId, u128)>);

pub struct AuctionItems {
    pub lots: Records<(Lot, Vec<LotItem>)>,
    purses: Vec<(AccountId, Purse)>,
    /// Account and token; amount and place.
    others: BTreeMap<(AccountId, AccountId), (u128, u32)>,
    places: BTreeMap<(AccountId, u32), AccountId>,
}

impl AuctionItems {
    pub fn take(items: &mut Items) -> Self {
        Self {
            lots: Records::take(items),
            purses: items.table(0x11),
            others: items.table(0x12).into_iter().collect(),
            places: items.table(0x13).into_iter().collect(),
        }
    }

    /// Account, token and amount of each credit.
    pub fn credits(&self) -> Vec<(AccountId, AccountId, u128)> {
        let pockets = self.purses.iter().flat_map(|(account, (_, pockets))| {
            pockets.iter().map(|(token, amount)| (*account, *token, *amount))
        });
        let others = self.others.iter();
        pockets
            .chain(others.map(|((account, token), (amount, _))| (*account, *token, *amount)))
            .collect()
    }

    /// What the house owes: credits, and what the leaders of open lots bid.
    pub fn owed(&self) -> Vec<(AccountId, u128)> {
        let leads = self.lots.records.values().filter_map(|(lot, _)| match lot.state {
            LotState::Open {} => lot.lead.as_ref().map(|lead| (lot.token, lead.maximum)),
            LotState::Unwound { .. } => None,
        });
        leads.chain(self.credits().into_iter().map(|(_, token, amount)| (token, amount))).collect()
    }

    /// What it holds for lots.
    pub fn held(&self) -> Vec<Item> {
        let mut held = Vec::new();
        for (lot, items) in self.lots.records.values() {
            for (place, LotItem { item, .. }) in items.iter().enumerate() {
                let here = match lot.state {
                    LotState::Open {} => true,
                    LotState::Unwound { held } => {
                        held.checked_shr(place as u32).unwrap_or(0) & 1 == 1
                    }
                };
                if here {
                    held.push(item.clone());
                }
            }
        }
        held
    }

    /// What contradicts itself.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.lots.faults();
        for ((account, token), (_, place)) in &self.others {
            if self.places.get(&(*account, *place)) != Some(token) {
                faults.push(format!("a credit of {} is not in its list", ss58(account)));
            }
        }
        if self.places.len() != self.others.len() {
            faults.push("the lists of credits have entries that are none".into());
        }
        let counted =
            |account: &AccountId| self.others.keys().filter(|(owner, _)| owner == account).count();
        for (account, (others, _)) in &self.purses {
            if counted(account) != *others as usize {
                faults.push(format!("the purse of {} counts other credits", ss58(account)));
            }
        }
        faults
    }
}
