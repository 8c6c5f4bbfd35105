//! Who may issue, and how much: the cap of the supply and the quotas of the issuers (M9).

use ink::{primitives::AccountId, storage::Mapping};
use tongquan_traits::issuance::{Issued, Issuer, IssuanceError, IssuerSet};

#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Issuers {
    cap: Option<u128>,
    count: u32,
    by_account: Mapping<AccountId, Issuer>,
    by_index: Mapping<u32, AccountId>,
}

impl Issuers {
    pub fn new(cap: Option<u128>) -> Self {
        Self { cap, ..Self::default() }
    }

    pub fn cap(&self) -> Option<u128> {
        self.cap
    }

    pub fn count(&self) -> u32 {
        self.count
    }

    pub fn get(&self, account: AccountId) -> Option<Issuer> {
        self.by_account.get(account)
    }

    pub fn at(&self, index: u32) -> Option<AccountId> {
        self.by_index.get(index)
    }

    /// Sets the quota of `account`, which never falls below what the account has issued.
    pub fn set(&mut self, account: AccountId, quota: u128) -> IssuerSet {
        let issued = match self.by_account.get(account) {
            Some(issuer) => issuer.issued,
            None => {
                self.by_index.insert(self.count, &account);
                self.count = self.count.saturating_add(1);
                0
            }
        };
        let quota = quota.max(issued);
        self.by_account.insert(account, &Issuer { quota, issued });
        IssuerSet { issuer: account, quota, issued }
    }

    /// Counts `amount` on the quota of `issuer`, if the quota and the cap allow it.
    /// `None` stands for more than a number can hold.
    pub fn charge(
        &mut self,
        issuer: AccountId,
        supply: u128,
        amount: Option<u128>,
    ) -> Result<Issued, IssuanceError> {
        let Issuer { quota, issued } = self.get(issuer).ok_or(IssuanceError::NotIssuer)?;
        let left = quota.saturating_sub(issued);
        let amount = amount.filter(|a| *a <= left).ok_or(IssuanceError::OverQuota { left })?;
        let left = self.cap.unwrap_or(u128::MAX).saturating_sub(supply);
        if amount > left {
            return Err(IssuanceError::OverCap { left });
        }
        let issued = issued.saturating_add(amount);
        self.by_account.insert(issuer, &Issuer { quota, issued });
        Ok(Issued { issuer, amount })
    }
}

/// The sum of a batch that names each recipient once and issues something to each;
/// `None` if no number can hold it.
pub fn batch_total(issues: &[(AccountId, u128)]) -> Result<Option<u128>, IssuanceError> {
    if issues.is_empty() {
        return Err(IssuanceError::EmptyBatch);
    }
    let mut total = Some(0u128);
    let mut earlier: &[(AccountId, u128)] = &[];
    for (index, (to, amount)) in (0u32..).zip(issues) {
        if *amount == 0 {
            return Err(IssuanceError::ZeroAmount { index });
        }
        if earlier.iter().any(|(other, _)| other == to) {
            return Err(IssuanceError::DuplicateRecipient { index });
        }
        earlier = &issues[..=index as usize];
        total = total.and_then(|sum| sum.checked_add(*amount));
    }
    Ok(total)
}
