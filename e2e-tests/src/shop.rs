//! A merchant with points, and people around it: what every scenario starts from.

use points::{Points, PointsRef};
use psp22::{Approval, Transfer, PSP22};
use tongquan_client::{at, Account, AccountId, Chain, Error, Events};
use tongquan_traits::issuance::{Issuance, IssuanceError};

use crate::bundle;

/// What a scenario stops with when something is not as it should be.
pub type Fault = Box<dyn std::error::Error>;

/// The merchant's points contract and the people of the scenarios, whom development chains endow.
pub struct Shop {
    pub points: AccountId,
    pub merchant: Account,
    pub ann: Account,
    pub ben: Account,
    pub cai: Account,
    pub mallory: Account,
}

impl Shop {
    /// Opens the Tea House, which may itself issue up to `quota` of its points.
    pub async fn open(
        chain: &mut impl Chain,
        cap: Option<u128>,
        quota: u128,
    ) -> Result<Self, Fault> {
        Self::open_of(chain, Account::dev("alice"), ("Tea House points", "TEA"), cap, quota).await
    }

    /// Deploys points with this name and symbol for a merchant that may itself issue up to `quota`.
    pub async fn open_of(
        chain: &mut impl Chain,
        merchant: Account,
        (name, symbol): (&str, &str),
        cap: Option<u128>,
        quota: u128,
    ) -> Result<Self, Fault> {
        let constructor = PointsRef::new(name.into(), symbol.into(), 2, cap);
        // Scenarios share a node, and each wants a shop of its own.
        let salt = chain.block_number().await?.to_le_bytes();
        let bundle = bundle("points")?;
        let points = chain.deploy(&merchant, &bundle, constructor, &salt).await?.value;
        let shop = Self {
            points,
            merchant,
            ann: Account::dev("bob"),
            ben: Account::dev("charlie"),
            cai: Account::dev("dave"),
            mallory: Account::dev("eve"),
        };
        if quota > 0 {
            let appoint = at::<Points>(points).set_issuer(shop.merchant.id(), quota);
            chain.call(&shop.merchant, appoint).await?;
        }
        Ok(shop)
    }

    pub async fn issue(
        &self,
        chain: &mut impl Chain,
        to: &Account,
        amount: u128,
    ) -> Result<(), Error<IssuanceError>> {
        let issue = at::<Points>(self.points).issue(to.id(), amount);
        chain.call(&self.merchant, issue).await.map(drop)
    }

    pub async fn balance(&self, chain: &mut impl Chain, of: &Account) -> Result<u128, Fault> {
        Ok(chain.read(at::<Points>(self.points).balance_of(of.id())).await?)
    }

    pub async fn supply(&self, chain: &mut impl Chain) -> Result<u128, Fault> {
        Ok(chain.read(at::<Points>(self.points).total_supply()).await?)
    }

    /// The balances of the merchant, Ann, Ben, Cai and Mallory, and the supply.
    pub async fn book(&self, chain: &mut impl Chain) -> Result<[u128; 6], Fault> {
        let mut book = [0; 6];
        let people = [&self.merchant, &self.ann, &self.ben, &self.cai, &self.mallory];
        for (line, person) in book.iter_mut().zip(people) {
            *line = self.balance(chain, person).await?;
        }
        book[5] = self.supply(chain).await?;
        Ok(book)
    }

    /// The `Transfer` events of the shop's points: from, to, amount.
    pub fn transfers(&self, events: &Events) -> Vec<(Option<AccountId>, Option<AccountId>, u128)> {
        let found = events.of::<Transfer>(self.points);
        found.into_iter().map(|event| (event.from, event.to, event.value)).collect()
    }

    /// The `Approval` events of the shop's points: owner, spender, amount.
    pub fn approvals(&self, events: &Events) -> Vec<(AccountId, AccountId, u128)> {
        let found = events.of::<Approval>(self.points);
        found.into_iter().map(|event| (event.owner, event.spender, event.amount)).collect()
    }
}
