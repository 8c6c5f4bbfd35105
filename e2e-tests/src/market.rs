//! Two merchants, an auction house, swaps and gift links: what the scenarios of trades start from.

use std::time::Duration;

use auction::Auction;
use gift::GiftLinks;
use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34};
use swap::Swap;
use tongquan_client::{
    at, deploy_auction, deploy_gift, deploy_swap, Account, AccountId, Chain, Error, Failure, UNIT,
};
use tongquan_traits::{
    assets::{Asset, Item},
    auctions::{AuctionError, Auctions, Format, Lot},
    campaigns::{Kind, Royalty, Sale},
    swaps::{Offer, SwapError, Swaps, Want},
};

use crate::{
    bundle,
    counter::{Counter, HOUR},
    shop::{Fault, Shop},
};

pub type BidRefused = Option<Error<AuctionError>>;
pub type SwapRefused = Option<Error<SwapError>>;

pub struct Market {
    /// The merchant of the other scenarios,
    pub tea: Counter,
    /// and another one.
    pub books: Counter,
    pub auction: AccountId,
    pub swap: AccountId,
    pub gift: AccountId,
}

impl Market {
    pub async fn open(chain: &mut impl Chain) -> Result<Self, Fault> {
        let tea = Counter::open(chain).await?;
        let bookseller = Account::dev("bookseller");
        chain.pay(&tea.shop.merchant, bookseller.id(), 1_000 * UNIT).await?;
        let names = ("Book Shop points", "BOOK");
        let shop = Shop::open_of(chain, bookseller, names, None, 1_000_000).await?;
        let books = Counter::open_in(chain, shop, "Book Shop coupons").await?;
        let salt = chain.block_number().await?.to_le_bytes();
        // Whoever deploys them has no rights in them.
        let anybody = &tea.shop.mallory;
        let auction = deploy_auction(chain, anybody, &bundle("auction")?, &salt).await?.value;
        let swap = deploy_swap(chain, anybody, &bundle("swap")?, &salt).await?.value;
        let gift = deploy_gift(chain, anybody, &bundle("gift")?, &salt).await?.value;
        Ok(Self { tea, books, auction, swap, gift })
    }

    /// The messages of the auction house.
    pub fn house(&self) -> <Auction as ink::codegen::ContractCallBuilder>::Type {
        at::<Auction>(self.auction)
    }

    /// The messages of the swaps.
    pub fn swaps(&self) -> <Swap as ink::codegen::ContractCallBuilder>::Type {
        at::<Swap>(self.swap)
    }

    /// The messages of the gift links.
    pub fn gifts(&self) -> <GiftLinks as ink::codegen::ContractCallBuilder>::Type {
        at::<GiftLinks>(self.gift)
    }

    /// A coupon that Ann, Ben or another holds and lets `operator` take: a voucher over 5,000 whose
    /// merchant gets 5 % of a resale.
    pub async fn coupon(
        &self,
        chain: &mut impl Chain,
        counter: &Counter,
        holder: &Account,
        operator: AccountId,
    ) -> Result<u64, Fault> {
        let campaign = self.campaign(chain, counter).await?;
        self.coupon_of(chain, counter, campaign, holder, operator).await
    }

    /// A coupon of this campaign that its holder lets `operator` take.
    pub async fn coupon_of(
        &self,
        chain: &mut impl Chain,
        counter: &Counter,
        campaign: u32,
        holder: &Account,
        operator: AccountId,
    ) -> Result<u64, Fault> {
        let coupon = counter.issue(chain, campaign, holder).await?;
        self.approve(chain, counter, holder, coupon, operator).await?;
        Ok(coupon)
    }

    /// Opens a campaign of such vouchers.
    pub async fn campaign(&self, chain: &mut impl Chain, counter: &Counter) -> Result<u32, Fault> {
        let royalty = Royalty { to: counter.shop.merchant.id(), basis_points: 500 };
        let terms = counter.terms(chain, Kind::Voucher { value: 5_000 }).await?;
        counter.campaign(chain, terms, Sale { price: None, royalty: Some(royalty) }).await
    }

    pub async fn approve(
        &self,
        chain: &mut impl Chain,
        counter: &Counter,
        holder: &Account,
        coupon: u64,
        operator: AccountId,
    ) -> Result<(), Fault> {
        let approve = counter.messages().approve(operator, Some(Id::U64(coupon)), true);
        Ok(chain.call(holder, approve).await.map(drop)?)
    }

    /// Gives the holder points of the counter's merchant, all of which `spender` may take.
    pub async fn fund(
        &self,
        chain: &mut impl Chain,
        counter: &Counter,
        holder: &Account,
        amount: u128,
        spender: AccountId,
    ) -> Result<(), Fault> {
        counter.shop.issue(chain, holder, amount).await?;
        let approve = at::<Points>(counter.shop.points).approve(spender, amount);
        Ok(chain.call(holder, approve).await.map(drop)?)
    }

    /// What a contract holds of the points of the counter's merchant.
    pub async fn held(
        &self,
        chain: &mut impl Chain,
        counter: &Counter,
        contract: AccountId,
    ) -> Result<u128, Fault> {
        Ok(chain.read(at::<Points>(counter.shop.points).balance_of(contract)).await?)
    }

    /// Lists items for the Tea House's points.
    pub async fn list(
        &self,
        chain: &mut impl Chain,
        seller: &Account,
        items: Vec<Item>,
        format: Format,
    ) -> Result<u64, Fault> {
        let list = self.house().list(items, self.tea.shop.points, format);
        Ok(chain.call(seller, list).await?.value)
    }

    pub async fn bid(
        &self,
        chain: &mut impl Chain,
        bidder: &Account,
        lot: u64,
        maximum: u128,
    ) -> Result<(), Error<AuctionError>> {
        chain.call(bidder, self.house().bid(lot, maximum)).await.map(drop)
    }

    pub async fn lot(&self, chain: &mut impl Chain, lot: u64) -> Result<Lot, Fault> {
        let found = chain.read(self.house().lot(lot)).await?;
        found.map(|(lot, _)| lot).ok_or_else(|| format!("there is no lot {lot}").into())
    }

    /// What the account can withdraw of the Tea House's points.
    pub async fn credit(&self, chain: &mut impl Chain, account: &Account) -> Result<u128, Fault> {
        let credit = self.house().credit(account.id(), self.tea.shop.points);
        Ok(chain.read(credit).await?)
    }

    pub async fn offer(
        &self,
        chain: &mut impl Chain,
        maker: &Account,
        give: Vec<Asset>,
        want: Vec<Want>,
        until: u64,
    ) -> Result<u64, Fault> {
        let make = self.swaps().make_offer(give, want, None, until);
        Ok(chain.call(maker, make).await?.value)
    }

    pub async fn find_offer(&self, chain: &mut impl Chain, offer: u64) -> Result<Offer, Fault> {
        let found = chain.read(self.swaps().offer(offer)).await?;
        found.ok_or_else(|| format!("there is no offer {offer}").into())
    }
}

/// The counter's coupon as an item.
pub fn item(counter: &Counter, coupon: u64) -> Item {
    Item { contract: counter.coupons, id: Id::U64(coupon) }
}

/// An amount of the counter's points.
pub fn points(counter: &Counter, amount: u128) -> Asset {
    Asset::Points { token: counter.shop.points, amount }
}

/// An English auction from now on that lasts so long, opens at 100, rises by 5 % and is never
/// extended.
pub async fn english(chain: &mut impl Chain, length: u64) -> Result<Format, Fault> {
    let from = chain.now().await?;
    let until = from + length;
    Ok(Format::English {
        from,
        until,
        window: 0,
        latest: until,
        opening: 100,
        raise: 500,
        buy_now: None,
        hidden_reserve: None,
    })
}

/// The same auction, whose lot anyone can have at once for this price.
pub fn with_buy_now(mut format: Format, price: u128) -> Format {
    if let Format::English { buy_now, .. } = &mut format {
        *buy_now = Some(price);
    }
    format
}

/// The same auction with a reserve that is hidden in this commitment.
pub fn with_reserve(mut format: Format, commitment: [u8; 32]) -> Format {
    if let Format::English { hidden_reserve, .. } = &mut format {
        *hidden_reserve = Some(commitment);
    }
    format
}

/// The same auction, which a bid extends so that it lasts for `length` more, by three such lengths
/// at most.
pub fn with_extension(mut format: Format, length: u64) -> Format {
    if let Format::English { window, latest, .. } = &mut format {
        *window = length;
        *latest += 3 * length;
    }
    format
}

/// Lets the chain's clock reach this time: by moving it where that is possible, and by waiting
/// elsewhere.
pub async fn reach(chain: &mut impl Chain, time: u64) -> Result<(), Fault> {
    loop {
        let now = chain.now().await?;
        if now >= time {
            return Ok(());
        }
        match chain.advance(time - now).await {
            Ok(()) => {}
            Err(Failure::ClockFixed) => {
                // A chain that makes a block for each transaction tells the time of the last one.
                tokio::time::sleep(Duration::from_millis(time - now)).await;
                let alice = Account::dev("alice");
                chain.pay(&alice, alice.id(), 1).await?;
            }
            Err(failure) => return Err(failure.into()),
        }
    }
}

/// How long a lot can last in a scenario so that some ten calls come before its end: each takes six
/// seconds on a clock that can be moved, and part of a second elsewhere.
pub async fn soon(chain: &mut impl Chain) -> u64 {
    match chain.advance(0).await {
        Ok(()) => HOUR,
        Err(_) => 10_000,
    }
}
