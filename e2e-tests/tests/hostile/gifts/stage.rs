//! What the tests of gifts have in common.

use e2e_tests::{counter::DAY, shop::Fault};
use gift::GiftLinks;
use ink::codegen::ContractCallBuilder;
use psp22::PSP22;
use psp34::PSP34;
use tongquan_client::{at, live_gifts, Account, AccountId, Chain, Codes, Error, Failure, Message};
use tongquan_traits::{
    assets::{Asset, Item, ItemFault},
    coupon_error::PointsFault,
    gifts::{Claim, Gift, GiftError, Gifts, KeyProof, Terms},
};

use crate::crooks::{of_item, of_points, Book, Crooks, RICH};

pub type Refused = Option<Error<GiftError>>;

pub fn refused(error: GiftError) -> Refused {
    Some(Error::Refused(error))
}

pub fn points_fault(token: AccountId, fault: PointsFault) -> Refused {
    refused(GiftError::Asset(of_points(token, fault)))
}

pub fn item_fault(item: &Item, fault: ItemFault) -> Refused {
    refused(GiftError::Asset(of_item(item, fault)))
}

pub fn points(token: AccountId, amount: u128) -> Asset {
    Asset::Points { token, amount }
}

pub fn item(item: &Item) -> Asset {
    Asset::Item { item: item.clone() }
}

/// A claim as it is submitted.
#[derive(Debug, Clone)]
pub struct Submitted {
    pub claim: Claim,
    pub proof: KeyProof,
    pub fee: u128,
    pub signature: [u8; 64],
}

impl Submitted {
    /// The message that submits it to the gift contract at this address.
    pub fn at(&self, contract: AccountId) -> Message<Result<u128, GiftError>> {
        let Self { claim, proof, fee, signature } = self.clone();
        at::<GiftLinks>(contract).claim(claim, proof, fee, signature).into()
    }

    /// The same, for this fee.
    pub fn for_fee(&self, fee: u128) -> Self {
        Self { fee, ..self.clone() }
    }
}

/// Terms of a gift link with this key.
pub fn link(key: &Account, until: u64) -> Terms {
    Terms {
        shares: 1,
        drawn: false,
        keys: tree(&[key.id()]).root(),
        recipient: None,
        until,
        notice: 0,
        greeting: None,
    }
}

/// Terms of a packet with these keys.
pub fn packet(keys: &Codes, shares: u32, until: u64) -> Terms {
    Terms { shares, keys: keys.root(), ..link(&Account::dev("nobody"), until) }
}

pub fn tree(keys: &[AccountId]) -> Codes {
    Codes::new(keys).expect("at least one key")
}

/// A market with crooks, whose people let the gift contract take what they have.
pub async fn open() -> Result<Crooks, Fault> {
    let mut market = Crooks::open().await?;
    market.let_gifts_take().await?;
    Ok(market)
}

/// Asserts that none of the people can submit this, and that nothing changes.
pub async fn assert_refused(
    market: &mut Crooks,
    what: &str,
    claim: &Submitted,
    error: GiftError,
) -> Result<(), Fault> {
    let before = market.ledger().await?;
    for person in market.people() {
        let refusal = market.submit(&person, claim).await.err();
        assert_eq!(refusal, refused(error.clone()), "{what}");
    }
    assert_eq!(market.ledger().await?, before, "{what}");
    Ok(())
}

/// Whose is what, and what is given.
#[derive(Debug, PartialEq)]
pub struct Ledger {
    pub gifts: Vec<(u64, Gift)>,
    /// What the gift contract holds of the honest points and of those that cheat, if they tell.
    pub held: (u128, Option<u128>),
    pub book: Book,
}

impl<C: Chain> Crooks<C> {
    pub fn gifts(&self) -> <GiftLinks as ContractCallBuilder>::Type {
        self.market.gifts()
    }

    /// Lets the gift contract take what the auction house and the swaps may take.
    pub async fn let_gifts_take(&mut self) -> Result<(), Fault> {
        let operator = self.market.gift;
        for person in self.people() {
            let (tea, gold) =
                (self.tea().approve(operator, RICH), self.gold().approve(operator, RICH));
            self.call(&person, tea).await?;
            self.call(&person, gold).await?;
            let coupons = self.market.tea.messages().approve(operator, None, true);
            let cards = self.cards().approve(operator, None, true);
            self.call(&person, coupons).await?;
            self.call(&person, cards).await?;
        }
        Ok(())
    }

    pub async fn give(
        &mut self,
        sender: &Account,
        asset: Asset,
        terms: &Terms,
    ) -> Result<u64, Fault> {
        let give = self.gifts().give(asset, terms.clone());
        Ok(self.call(sender, give).await?)
    }

    /// A gift link with this key, for a day.
    pub async fn give_link(
        &mut self,
        sender: &Account,
        asset: Asset,
        key: &Account,
    ) -> Result<u64, Fault> {
        let terms = link(key, self.chain.now().await? + DAY);
        self.give(sender, asset, &terms).await
    }

    /// What the link's key signs so that the recipient gets all of the gift but `max_fee`.
    pub fn claim(
        &self,
        key: &Account,
        gift: u64,
        recipient: AccountId,
        max_fee: u128,
    ) -> Submitted {
        let claim = Claim { gift, number: 0, recipient, max_fee };
        let signature = key.sign_claim(self.market.gift, &claim);
        Submitted { claim, proof: KeyProof { key: key.id(), path: vec![] }, fee: 0, signature }
    }

    /// The same for a share of a packet with this tree of keys.
    pub fn claim_share(
        &self,
        (key, keys): (&Account, &Codes),
        gift: u64,
        number: u32,
        recipient: AccountId,
    ) -> Submitted {
        let claim = Claim { gift, number, recipient, max_fee: 1 };
        let signature = key.sign_claim(self.market.gift, &claim);
        let proof = KeyProof { key: key.id(), path: keys.path(number) };
        Submitted { claim, proof, fee: 0, signature }
    }

    /// Submits the claim, which answers what the recipient has of it.
    pub async fn submit(
        &mut self,
        by: &Account,
        claim: &Submitted,
    ) -> Result<u128, Error<GiftError>> {
        let claim = claim.at(self.market.gift);
        self.call(by, claim).await
    }

    /// What the account has of the honest points.
    pub async fn purse(&mut self, of: AccountId) -> Result<u128, Failure> {
        let balance = self.tea().balance_of(of);
        self.read(balance).await
    }

    pub async fn ledger(&mut self) -> Result<Ledger, Fault> {
        let gift = self.market.gift;
        let gold = self.gold().balance_of(gift);
        Ok(Ledger {
            gifts: live_gifts(&mut self.chain, gift).await?,
            held: (self.purse(gift).await?, self.read(gold).await.ok()),
            book: self.book().await?,
        })
    }

    /// Whether the gift contract holds of the honest points, and of all items that were given, exactly
    /// what its gifts say (M1).
    pub async fn assert_all_is_held(&mut self) -> Result<(), Fault> {
        let (gift, tea) = (self.market.gift, self.honest_token());
        let mut owed = 0;
        for (number, given) in live_gifts(&mut self.chain, gift).await? {
            match given.asset {
                Asset::Points { token, .. } if token == tea => owed += given.left,
                Asset::Points { .. } => {}
                Asset::Item { item } => {
                    assert_eq!(self.owner(&item).await?, Some(gift), "gift {number}");
                }
            }
        }
        assert_eq!(self.purse(gift).await?, owed);
        Ok(())
    }
}
