//! Accounts by short numbers, since each stands in many books.

use std::collections::HashMap;

use tongquan_client::AccountId;

/// An account's number in these books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who(u32);

/// All accounts of the books.
#[derive(Debug, Default)]
pub struct Accounts {
    numbers: HashMap<AccountId, Who>,
    all: Vec<AccountId>,
}

impl Accounts {
    /// The account's number, from now on if it had none.
    pub fn number(&mut self, account: &AccountId) -> Who {
        if let Some(who) = self.numbers.get(account) {
            return *who;
        }
        // 2^32 accounts would not fit into memory.
        let who = Who(self.all.len() as u32);
        self.all.push(*account);
        self.numbers.insert(*account, who);
        who
    }

    /// The account's number, if it has one.
    pub fn find(&self, account: &AccountId) -> Option<Who> {
        self.numbers.get(account).copied()
    }

    pub fn at(&self, who: Who) -> AccountId {
        self.all[who.0 as usize]
    }

    /// What belongs to accounts, in the order of their addresses.
    pub fn sorted<'a, T>(
        &self,
        entries: impl IntoIterator<Item = (&'a Who, T)>,
    ) -> Vec<(AccountId, T)> {
        let named = entries.into_iter().map(|(who, entry)| (self.at(*who), entry));
        let mut entries: Vec<_> = named.collect();
        entries.sort_by_key(|(account, _)| *account);
        entries
    }
}
