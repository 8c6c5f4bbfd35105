//! The books of a points contract.

use std::collections::HashMap;

use psp22::{Approval, Transfer};
use tongquan_client::{AccountId, Event};
use tongquan_traits::{
    issuance::{Issued, Issuer, IssuerSet},
    ownable::{OwnershipOffered, OwnershipTransferred},
};

use super::{
    accounts::{Accounts, Who},
    journal::{count, Journal},
    owners::Owners,
};

/// What an account has of the points, and what it ever got and gave, in the smallest unit. The sums
/// stop at the largest number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holding {
    pub balance: u128,
    /// Created for it,
    pub issued: u128,
    /// received from others, and sent to others.
    pub received: u128,
    pub sent: u128,
    /// Destroyed by it.
    pub burned: u128,
}

#[derive(Debug)]
pub struct PointsBook {
    pub address: AccountId,
    pub supply: u128,
    pub issued: u128,
    pub burned: u128,
    pub holdings: HashMap<Who, Holding>,
    /// Owner and spender; no entry is 0.
    pub allowances: HashMap<(Who, Who), u128>,
    /// In the order of their appointment.
    pub issuers: Vec<(Who, Issuer)>,
    pub owners: Owners,
    /// What was created since the last `Issued`.
    unclaimed: u128,
}

impl PointsBook {
    pub fn new(address: AccountId) -> Self {
        Self {
            address,
            supply: 0,
            issued: 0,
            burned: 0,
            holdings: HashMap::new(),
            allowances: HashMap::new(),
            issuers: Vec::new(),
            owners: Owners::default(),
            unclaimed: 0,
        }
    }

    pub fn apply(&mut self, event: &Event, accounts: &mut Accounts, journal: &mut Journal) {
        if let Some(transfer) = event.decode::<Transfer>() {
            self.transfer(&transfer, accounts, journal);
        } else if let Some(Approval { owner, spender, amount }) = event.decode() {
            let pair = (accounts.number(&owner), accounts.number(&spender));
            if amount == 0 {
                self.allowances.remove(&pair);
            } else {
                self.allowances.insert(pair, amount);
            }
        } else if let Some(Issued { issuer, amount }) = event.decode() {
            self.count_issue(accounts.number(&issuer), amount, journal);
        } else if let Some(IssuerSet { issuer, quota, issued }) = event.decode() {
            let who = accounts.number(&issuer);
            let known = self.issuer(who).map_or(0, |issuer| issuer.issued);
            if known != issued || quota < issued {
                journal.contradict(self.address, "an issuer has issued another amount");
            }
            match self.issuer(who) {
                Some(issuer) => *issuer = Issuer { quota, issued },
                None => self.issuers.push((who, Issuer { quota, issued })),
            }
        } else if let Some(offered) = event.decode::<OwnershipOffered>() {
            self.owners.offered(&offered, self.address, accounts, journal);
        } else if let Some(transferred) = event.decode::<OwnershipTransferred>() {
            self.owners.transferred(&transferred, self.address, accounts, journal);
        } else {
            journal.contradict(self.address, "an event that no points contract emits");
        }
    }

    fn issuer(&mut self, who: Who) -> Option<&mut Issuer> {
        self.issuers.iter_mut().find(|(other, _)| *other == who).map(|(_, issuer)| issuer)
    }

    fn count_issue(&mut self, who: Who, amount: u128, journal: &mut Journal) {
        if self.unclaimed != amount {
            journal.contradict(self.address, "an issue of another amount than was created");
        }
        self.unclaimed = 0;
        let Some(issuer) = self.issuer(who) else {
            return journal.contradict(self.address, "an issue by who is no issuer");
        };
        issuer.issued = issuer.issued.saturating_add(amount);
        if issuer.issued > issuer.quota {
            journal.contradict(self.address, "an issue beyond the issuer's quota");
        }
    }

    fn transfer(&mut self, transfer: &Transfer, accounts: &mut Accounts, journal: &mut Journal) {
        let amount = transfer.value;
        let from = transfer.from.as_ref().map(|from| accounts.number(from));
        let to = transfer.to.as_ref().map(|to| accounts.number(to));
        if let Some(from) = from {
            let holding = self.holdings.entry(from).or_default();
            match holding.balance.checked_sub(amount) {
                Some(rest) => holding.balance = rest,
                None => {
                    holding.balance = 0;
                    journal.contradict(self.address, "more points leave an account than it has");
                }
            }
            count(if to.is_some() { &mut holding.sent } else { &mut holding.burned }, amount);
        }
        if let Some(to) = to {
            let holding = self.holdings.entry(to).or_default();
            match holding.balance.checked_add(amount) {
                Some(sum) => holding.balance = sum,
                None => journal.contradict(self.address, "more points than there can be"),
            }
            count(if from.is_some() { &mut holding.received } else { &mut holding.issued }, amount);
        }
        let escrowed = |account: Option<AccountId>, journal: &Journal| {
            account.is_some_and(|account| journal.escrows.contains(&account))
        };
        let leaves = escrowed(transfer.from, journal) && !escrowed(transfer.to, journal);
        let enters = escrowed(transfer.to, journal) && !escrowed(transfer.from, journal);
        match (from, to) {
            (None, Some(_)) => {
                count(&mut self.issued, amount);
                count(&mut self.unclaimed, amount);
                self.supply = self.supply.checked_add(amount).unwrap_or_else(|| {
                    journal.contradict(self.address, "more points than there can be");
                    u128::MAX
                });
                count(&mut journal.points_day(self.address).issued, amount);
            }
            (Some(_), None) => {
                count(&mut self.burned, amount);
                self.supply = self.supply.saturating_sub(amount);
                count(&mut journal.points_day(self.address).burned, amount);
            }
            (Some(_), Some(_)) => {
                let day = journal.points_day(self.address);
                day.transfers += 1;
                count(&mut day.moved, amount);
                if enters {
                    count(&mut day.into_escrow, amount);
                }
                if leaves {
                    count(&mut day.out_of_escrow, amount);
                }
            }
            (None, None) => journal.contradict(self.address, "points from nobody to nobody"),
        }
    }

    /// What the account has.
    pub fn balance(&self, who: Option<Who>) -> u128 {
        who.and_then(|who| self.holdings.get(&who)).map_or(0, |holding| holding.balance)
    }
}
