//! A market with crooks in it: points and coupons that cheat, beside honest ones.

use auction::Auction;
use coupon::Coupon;
use e2e_tests::{
    counter::DAY,
    hostile_bundle,
    market::{item, Market},
    shop::Fault,
};
use hostile_coupon::{HostileCoupon, HostileCouponRef, Trick as CardTrick};
use hostile_points::{HostilePoints, HostilePointsRef, Trick as GoldTrick};
use ink::{codegen::ContractCallBuilder, scale::Decode};
use mischief::{Ended, Puppet};
use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34};
use std::fmt::Debug;
use swap::Swap;
use tongquan_client::{
    at, credits, live_lots, live_offers, Account, AccountId, Chain, Embedded, Error, Failure,
    Message,
};
use tongquan_traits::{
    assets::{Asset, AssetError, Item, ItemFault},
    auctions::{Auctions, Format, Lot, LotItem},
    campaigns::{Kind, Policy, Royalty},
    coupon_error::PointsFault,
    coupons::{CouponView, Status},
    swaps::{Offer, Swaps, Want},
};

/// What each of the people has of the honest points and of those that cheat, all of which both
/// contracts may take.
pub const RICH: u128 = 10_000;

pub struct Crooks<C = Embedded> {
    pub chain: C,
    pub market: Market,
    /// Points that cheat.
    pub gold: AccountId,
    /// Coupons that cheat. Both contracts may take them from their owners.
    pub cards: AccountId,
    campaign: u32,
    /// All items that were made.
    items: Vec<Item>,
}

/// Whose is what. It doesn't say how often something moved.
#[derive(Debug, PartialEq)]
pub struct Book {
    pub lots: Vec<(u64, Lot, Vec<LotItem>)>,
    pub offers: Vec<(u64, Offer)>,
    /// Of each of the people and contracts: what it can withdraw,
    pub credits: Vec<Vec<(AccountId, u128)>>,
    /// what it has of honest points, and of those that cheat, if they tell.
    pub purses: Vec<(u128, Option<u128>)>,
    /// Of each item, if its contract tells.
    pub owners: Vec<Option<Option<AccountId>>>,
}

impl<C: Chain> Crooks<C> {
    pub async fn open_on(mut chain: C) -> Result<Self, Fault> {
        let market = Market::open(&mut chain).await?;
        let mallory = &market.tea.shop.mallory;
        let bundle = hostile_bundle("hostile-points")?;
        let gold = chain.deploy(mallory, &bundle, HostilePointsRef::new(), b"gold").await?.value;
        let bundle = hostile_bundle("hostile-coupon")?;
        let cards = chain.deploy(mallory, &bundle, HostileCouponRef::new(), b"card").await?.value;
        let campaign = market.campaign(&mut chain, &market.tea).await?;
        let mut crooks = Self { chain, market, gold, cards, campaign, items: Vec::new() };
        for person in crooks.people() {
            crooks.market.tea.shop.issue(&mut crooks.chain, &person, RICH).await?;
            let mint = crooks.gold().mint(person.id(), RICH);
            crooks.call(&person, mint).await?;
            for operator in [crooks.market.auction, crooks.market.swap] {
                let approve = crooks.tea().approve(operator, RICH);
                crooks.call(&person, approve).await?;
                let approve = crooks.gold().approve(operator, RICH);
                crooks.call(&person, approve).await?;
                let approve = crooks.cards().approve(operator, None, true);
                crooks.call(&person, approve).await?;
                let approve = crooks.market.tea.messages().approve(operator, None, true);
                crooks.call(&person, approve).await?;
            }
        }
        Ok(crooks)
    }

    /// Ann, Ben, Cai and Mallory.
    pub fn people(&self) -> [Account; 4] {
        let shop = &self.market.tea.shop;
        [&shop.ann, &shop.ben, &shop.cai, &shop.mallory].map(Account::clone)
    }

    pub fn house(&self) -> <Auction as ContractCallBuilder>::Type {
        self.market.house()
    }

    pub fn swaps(&self) -> <Swap as ContractCallBuilder>::Type {
        self.market.swaps()
    }

    pub fn gold(&self) -> <HostilePoints as ContractCallBuilder>::Type {
        at::<HostilePoints>(self.gold)
    }

    pub fn cards(&self) -> <HostileCoupon as ContractCallBuilder>::Type {
        at::<HostileCoupon>(self.cards)
    }

    pub fn tea(&self) -> <Points as ContractCallBuilder>::Type {
        at::<Points>(self.market.tea.shop.points)
    }

    pub fn honest_token(&self) -> AccountId {
        self.market.tea.shop.points
    }

    pub async fn call<T: Decode, E: Decode + Debug>(
        &mut self,
        caller: &Account,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Result<T, Error<E>> {
        Ok(self.chain.call(caller, message).await?.value)
    }

    /// Why the message would be refused or fail now; `None`: it would be done.
    pub async fn fault<T: Decode, E: Decode + Debug>(
        &mut self,
        caller: &Account,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Option<Error<E>> {
        self.chain.dry_run(caller.id(), message).await.err()
    }

    pub async fn read<R: Decode>(&mut self, message: impl Into<Message<R>>) -> Result<R, Failure> {
        self.chain.read(message).await
    }

    pub async fn gold_does(&mut self, trick: impl Into<Option<GoldTrick>>) -> Result<(), Fault> {
        let set = self.gold().set_trick(trick.into());
        let mallory = self.people()[3].clone();
        Ok(self.call(&mallory, set).await?)
    }

    pub async fn gold_does_of(
        &mut self,
        account: AccountId,
        trick: impl Into<Option<GoldTrick>>,
    ) -> Result<(), Fault> {
        let set = self.gold().set_trick_of(account, trick.into());
        let mallory = self.people()[3].clone();
        Ok(self.call(&mallory, set).await?)
    }

    pub async fn cards_do(&mut self, trick: impl Into<Option<CardTrick>>) -> Result<(), Fault> {
        let set = self.cards().set_trick(trick.into());
        let mallory = self.people()[3].clone();
        Ok(self.call(&mallory, set).await?)
    }

    pub async fn cards_do_of(
        &mut self,
        account: AccountId,
        trick: impl Into<Option<CardTrick>>,
    ) -> Result<(), Fault> {
        let set = self.cards().set_trick_of(account, trick.into());
        let mallory = self.people()[3].clone();
        Ok(self.call(&mallory, set).await?)
    }

    /// How the last re-entry of the points, and of the coupons, ended.
    pub async fn reentries(&mut self) -> Result<[Option<Ended>; 2], Failure> {
        let (gold, cards) = (self.gold().reentry(), self.cards().reentry());
        Ok([self.read(gold).await?, self.read(cards).await?])
    }

    /// An honest coupon.
    pub async fn coupon(&mut self, holder: &Account) -> Result<Item, Fault> {
        let tea = &self.market.tea;
        let coupon = tea.issue(&mut self.chain, self.campaign, holder).await?;
        let coupon = item(tea, coupon);
        self.items.push(coupon.clone());
        Ok(coupon)
    }

    /// A coupon that can cheat.
    pub async fn card(&mut self, holder: &Account) -> Result<Item, Fault> {
        let number = (1 << 32) | (self.items.len() as u64 + 1);
        let card = Item { contract: self.cards, id: Id::U64(number) };
        let mint = self.cards().mint(holder.id(), card.id.clone());
        self.call(holder, mint).await?;
        self.show(&card, Some(view())).await?;
        self.items.push(card.clone());
        Ok(card)
    }

    /// What the card's contract says of it from now on.
    pub async fn show(
        &mut self,
        card: &Item,
        view: impl Into<Option<CouponView>>,
    ) -> Result<(), Fault> {
        let set = self.cards().set_view(number(card), view.into());
        let mallory = self.people()[3].clone();
        Ok(self.call(&mallory, set).await?)
    }

    /// Who owns the item, as its contract says.
    pub async fn owner(&mut self, item: &Item) -> Result<Option<AccountId>, Failure> {
        self.read(at::<Coupon>(item.contract).owner_of(item.id.clone())).await
    }

    pub async fn list(
        &mut self,
        seller: &Account,
        items: &[&Item],
        token: AccountId,
        format: Format,
    ) -> Result<u64, Fault> {
        let items = items.iter().copied().cloned().collect();
        let list = self.house().list(items, token, format);
        Ok(self.call(seller, list).await?)
    }

    pub async fn bid(&mut self, bidder: &Account, lot: u64, maximum: u128) -> Result<(), Fault> {
        let bid = self.house().bid(lot, maximum);
        Ok(self.call(bidder, bid).await?)
    }

    pub async fn offer(
        &mut self,
        maker: &Account,
        give: Vec<Asset>,
        want: Vec<Want>,
    ) -> Result<u64, Fault> {
        let until = self.chain.now().await? + DAY;
        let make = self.swaps().make_offer(give, want, None, until);
        Ok(self.call(maker, make).await?)
    }

    pub async fn credit(&mut self, account: &Account, token: AccountId) -> Result<u128, Failure> {
        let credit = self.house().credit(account.id(), token);
        self.read(credit).await
    }

    /// When the lot ends.
    pub async fn end(&mut self, lot: u64) -> Result<u64, Fault> {
        Ok(self.market.lot(&mut self.chain, lot).await?.until)
    }

    pub async fn book(&mut self) -> Result<Book, Fault> {
        let (house, swap) = (self.market.auction, self.market.swap);
        let mut accounts: Vec<_> = self.people().iter().map(Account::id).collect();
        accounts.extend([self.market.tea.shop.merchant.id(), house, swap, self.gold, self.cards]);
        let mut book = Book {
            lots: live_lots(&mut self.chain, house).await?,
            offers: live_offers(&mut self.chain, swap).await?,
            credits: Vec::new(),
            purses: Vec::new(),
            owners: Vec::new(),
        };
        for account in accounts {
            let mut owed = credits(&mut self.chain, house, account).await?;
            owed.sort();
            book.credits.push(owed);
            let (tea, gold) = (self.tea().balance_of(account), self.gold().balance_of(account));
            book.purses.push((self.read(tea).await?, self.read(gold).await.ok()));
        }
        for item in self.items.clone() {
            book.owners.push(self.owner(&item).await.ok());
        }
        Ok(book)
    }

    /// Whether what the house holds of the honest points is what it owes, with these bids (M1).
    pub async fn assert_covered(&mut self, bids: u128) -> Result<(), Fault> {
        let (token, house) = (self.honest_token(), self.market.auction);
        let mut owed = bids;
        let merchant = self.market.tea.shop.merchant.clone();
        for person in self.people().iter().chain([&merchant]) {
            owed += self.credit(person, token).await?;
        }
        assert_eq!(self.read(at::<Points>(token).balance_of(house)).await?, owed);
        Ok(())
    }
}

impl Crooks {
    pub async fn open() -> Result<Self, Fault> {
        Self::open_on(Embedded::new()).await
    }
}

/// A voucher over 50 that is good for ever, and whose merchant gets nothing of a resale.
pub fn view() -> CouponView {
    CouponView {
        holder: [0; 32].into(),
        kind: Kind::Voucher { value: 50 },
        left: 50,
        status: Status::Usable {},
        from: 1_000,
        until: u64::MAX - 1_000,
        policy: Policy::Free {},
        royalty: None,
        stackable: true,
        issued_at: 0,
        moves: 0,
    }
}

pub fn with_royalty(to: &Account, basis_points: u16) -> CouponView {
    CouponView { royalty: Some(Royalty { to: to.id(), basis_points }), ..view() }
}

pub fn number(item: &Item) -> u64 {
    match item.id {
        Id::U64(number) => number,
        ref other => panic!("{other:?} is no coupon"),
    }
}

pub fn of_points(token: AccountId, fault: PointsFault) -> AssetError {
    AssetError::Points { token, fault }
}

pub fn of_item(item: &Item, fault: ItemFault) -> AssetError {
    AssetError::Item { item: item.clone(), fault }
}

/// Bytes that are no view of a coupon, nor that there is none.
pub fn garbage() -> Vec<Vec<u8>> {
    use ink::scale::Encode;
    let whole = Ok::<_, ()>(Some(view())).encode();
    let (short, long) = (whole[..whole.len() - 1].to_vec(), [&whole[..], &[0]].concat());
    vec![
        vec![],
        vec![0],
        vec![1, 1],
        vec![0, 1],
        vec![0, 2],
        vec![0, 0, 0],
        short,
        long,
        vec![0xff; 500],
    ]
}
