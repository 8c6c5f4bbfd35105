//! A second merchant, and an auction house that nobody owns: the highest bidder, and a falling price.

use auction::Auction;
use points::{Points, PointsRef};
use psp22::PSP22;
use psp34::{Id, PSP34Enumerable, PSP34};
use tongquan_client::{at, deploy_auction, deploy_coupons, Account, AccountId, Chain, UNIT};
use tongquan_traits::{
    auctions::{Auctions, BidPlaced, Format, Sold, Withdrawn},
    campaigns::{Campaigns, Details, Kind, Royalty, Sale},
    coupons::{CouponView, Coupons},
    issuance::Issuance,
};

use super::{
    narrator::{address, amount, Narrator},
    points::{points_text, POINT},
};
use crate::{
    bundle,
    counter::{Counter, HOUR},
    market::{item, reach},
    shop::{Fault, Shop},
};

/// One yuan, in fen.
pub const YUAN: u64 = 100;
/// What a book voucher is worth.
pub const BOOKS: u64 = 80 * YUAN;
const MINUTE: u64 = HOUR / 60;

/// The two merchants and the vouchers of the Book Shop.
pub struct Shops {
    pub tea: Counter,
    pub books: Counter,
    pub cais_voucher: u64,
    pub bens_voucher: u64,
}

impl Shops {
    fn name(&self, account: AccountId) -> &'static str {
        let Shop { merchant, ann, ben, cai, .. } = &self.tea.shop;
        let named = [(merchant, "The Tea House"), (ann, "Ann"), (ben, "Ben"), (cai, "Cai")];
        let named = named.into_iter().chain([(&self.books.shop.merchant, "the Book Shop")]);
        named.into_iter().find(|(who, _)| who.id() == account).map_or("Eve", |(_, name)| name)
    }
}

/// The auction house and those who use it.
struct Story<'a, C> {
    chain: &'a mut C,
    narrator: &'a mut Narrator,
    shops: &'a Shops,
    house: AccountId,
}

pub async fn tell<C: Chain>(
    chain: &mut C,
    narrator: &mut Narrator,
    points: AccountId,
) -> Result<Shops, Fault> {
    narrator.chapter(
        "Auctions (拍卖)",
        "Members sell coupons of any merchant for points of any merchant. The auction house has no\n\
         owner and takes no fee. Bidders say what they would pay at most; the price rises as it must.",
    );
    let shops = open(chain, narrator, points).await?;
    let eve = &shops.tea.shop.mallory;
    let bundle = bundle("auction")?;
    let deployed = deploy_auction(chain, eve, &bundle, b"market").await?;
    narrator.deployed("Eve", "deploys the auction house, and has no rights in it", &deployed);
    let (house, size) = (deployed.value, bundle.code().len());
    narrator.note(&format!("contract {}, {size} bytes of code", address(&house)));
    let mut story = Story { chain, narrator, shops: &shops, house };
    let (lot, end) = story.listing().await?;
    let end = story.bids(lot, end).await?;
    story.end(lot, end).await?;
    story.withdrawals().await?;
    story.falling_price().await?;
    story.balances().await?;
    Ok(shops)
}

/// The Tea House as it is, and the Book Shop, which opens next door.
async fn open<C: Chain>(
    chain: &mut C,
    narrator: &mut Narrator,
    points: AccountId,
) -> Result<Shops, Fault> {
    // Besides the merchant only its coupons may issue the points.
    let coupons = chain.read(at::<Points>(points).issuer_at(1)).await?.ok_or("no coupons")?;
    let tea = counter(Account::dev("alice"), points, coupons);
    let bookseller = Account::dev("bookseller");
    chain.pay(&tea.shop.merchant, bookseller.id(), 1_000 * UNIT).await?;
    let constructor = PointsRef::new("Book Shop points".into(), "BOOK".into(), 2, None);
    let deployed = chain.deploy(&bookseller, &bundle("points")?, constructor, b"books").await?;
    narrator.deployed("The Book Shop", "opens next door: its points are BOOK", &deployed);
    let points = deployed.value;
    let appoint = at::<Points>(points).set_issuer(bookseller.id(), 100_000 * POINT);
    let appointed = chain.call(&bookseller, appoint).await?;
    let does = format!("may issue {} itself", book_text(100_000 * POINT));
    narrator.done("The Book Shop", &does, &appointed);
    let (front, desk) = (bundle("coupon")?, bundle("coupon-desk")?);
    let name = "Book Shop coupons";
    let deployed = deploy_coupons(chain, &bookseller, &front, &desk, name, b"books").await?;
    let does = "deploys its coupons; the code for what is rare is there already";
    narrator.deployed("The Book Shop", does, &deployed);

    let books = counter(bookseller, points, deployed.value);
    let terms = books.terms(chain, Kind::Voucher { value: BOOKS }).await?;
    let royalty = Royalty { to: books.shop.merchant.id(), basis_points: 500 };
    let sale = Sale { price: None, royalty: Some(royalty) };
    let details = Details { name: "Reader's voucher".into(), ..Details::default() };
    let campaign = books.messages().open_campaign(terms, sale, details);
    let opened = chain.call(&books.shop.merchant, campaign).await?;
    let does = format!("opens a campaign: vouchers of {}, 5 % of each resale", yuan(BOOKS));
    narrator.done("The Book Shop", &does, &opened);
    let members = vec![books.shop.cai.id(), books.shop.ben.id()];
    let issue = books.messages().issue_batch(opened.value, members);
    let issued = chain.call(&books.shop.merchant, issue).await?;
    narrator.done("The Book Shop", "issues one to Cai and one to Ben", &issued);
    Ok(Shops { tea, books, cais_voucher: issued.value, bens_voucher: issued.value + 1 })
}

fn counter(merchant: Account, points: AccountId, coupons: AccountId) -> Counter {
    let [ann, ben, cai, mallory] = ["bob", "charlie", "dave", "eve"].map(Account::dev);
    let shop = Shop { points, merchant, ann, ben, cai, mallory };
    Counter { shop, coupons, till: Account::dev("ferdie") }
}

pub fn yuan(fen: u64) -> String {
    format!("{} CNY", amount(fen.into(), 2))
}

pub fn book_text(smallest: u128) -> String {
    format!("{} BOOK", amount(smallest, 2))
}

/// The first of the holder's coupons that is such a one.
pub async fn find(
    chain: &mut impl Chain,
    counter: &Counter,
    holder: &Account,
    such: impl Fn(&CouponView) -> bool,
) -> Result<u64, Fault> {
    for index in 0.. {
        let found = counter.messages().owners_token_by_index(holder.id(), index);
        let Some(Id::U64(coupon)) = chain.read(found).await? else { break };
        let view = chain.read(counter.messages().coupon(coupon)).await?;
        if view.is_some_and(|view| such(&view)) {
            return Ok(coupon);
        }
    }
    Err(format!("{} has no such coupon", holder.name()).into())
}

fn minutes(ms: u64) -> String {
    format!("{} minutes", ms / MINUTE)
}

impl<C: Chain> Story<'_, C> {
    fn messages(&self) -> <Auction as ink::codegen::ContractCallBuilder>::Type {
        at::<Auction>(self.house)
    }

    /// Cai sells his book voucher. Answers the lot and its end.
    async fn listing(&mut self) -> Result<(u64, u64), Fault> {
        let Shops { books, tea, cais_voucher, .. } = self.shops;
        let approve = books.messages().approve(self.house, Some(Id::U64(*cais_voucher)), true);
        let approved = self.chain.call(&books.shop.cai, approve).await?;
        self.narrator.done("Cai", "lets the auction house take his voucher", &approved);
        let from = self.chain.now().await?;
        let (until, window) = (from + HOUR, 10 * MINUTE);
        let format = Format::English {
            from,
            until,
            window,
            latest: until + HOUR,
            opening: 50 * POINT,
            raise: 500,
            buy_now: None,
            hidden_reserve: None,
        };
        let items = vec![item(books, *cais_voucher)];
        let listed =
            self.chain.call(&books.shop.cai, self.messages().list(items, tea.shop.points, format));
        let listed = listed.await?;
        let does = format!("sells it for TEA: one hour, from {} on", points_text(50 * POINT));
        self.narrator.done("Cai", &does, &listed);
        self.narrator.note(&format!(
            "Each bid has to raise the price by 5 %; after one in the last {0}, {0} are left",
            minutes(window)
        ));
        Ok((listed.value, until))
    }

    /// The price rises only as far as it must, and late bids leave time for others. Answers the new end.
    async fn bids(&mut self, lot: u64, end: u64) -> Result<u64, Fault> {
        let Shop { ann, ben, cai, .. } = &self.shops.tea.shop;
        self.fund(ann, 120 * POINT).await?;
        self.fund(ben, 250 * POINT).await?;
        self.bid(ann, lot, 120 * POINT).await?;
        let refused = self.chain.call(ben, self.messages().bid(lot, 52 * POINT)).await;
        let does = format!("tries to bid {}", points_text(52 * POINT));
        self.narrator.refused("Ben", &does, refused)?;
        self.bid(ben, lot, 100 * POINT).await?;
        self.narrator.note("Ann need not be there: what she would pay at most answers by itself.");

        reach(self.chain, end - 5 * MINUTE).await?;
        self.narrator.note(&format!("{} before the end:", minutes(5 * MINUTE)));
        let later = self.bid(ben, lot, 150 * POINT).await?;
        self.narrator
            .note(&format!("The end moves by {}, so that Ann can answer.", minutes(later - end)));
        let refused = self.chain.call(cai, self.messages().cancel(lot)).await;
        self.narrator.refused("Cai", "hopes for more and tries to take it back", refused)?;
        Ok(later)
    }

    async fn end(&mut self, lot: u64, end: u64) -> Result<(), Fault> {
        let Shop { ann, mallory: eve, .. } = &self.shops.tea.shop;
        reach(self.chain, end).await?;
        let refused = self.chain.call(ann, self.messages().bid(lot, 200 * POINT)).await;
        self.narrator.refused("Ann", "bids at the very moment of the end", refused)?;
        let settled = self.chain.call(eve, self.messages().settle(lot)).await?;
        let sold = settled.events.of::<Sold>(self.house).pop().ok_or("nothing was sold")?;
        let royalties: u128 = sold.royalties.iter().map(|(_, _, share)| share).sum();
        let winner = self.shops.name(sold.buyer);
        let price = points_text(sold.price);
        let does = format!("settles, as anyone may: {winner} has the voucher for {price}");
        self.narrator.done("Eve", &does, &settled);
        let (_, rest) = sold.refund.ok_or("no refund")?;
        self.narrator.note(&format!(
            "{} to Cai, {} to the Book Shop; {winner} gets {} back",
            points_text(sold.price - royalties),
            points_text(royalties),
            points_text(rest)
        ));
        Ok(())
    }

    /// Nothing is pushed to anybody: all take what is theirs.
    async fn withdrawals(&mut self) -> Result<(), Fault> {
        let Shop { ann, ben, cai, .. } = &self.shops.tea.shop;
        for who in [ann, ben, cai] {
            self.withdraw(who, who).await?;
        }
        self.withdraw(cai, &self.shops.books.shop.merchant).await
    }

    /// Ann sells her 20 % off at a price that falls until somebody buys.
    async fn falling_price(&mut self) -> Result<(), Fault> {
        let Shops { tea, .. } = self.shops;
        let Shop { ann, cai, .. } = &tea.shop;
        let fifth =
            find(self.chain, tea, ann, |view| matches!(view.kind, Kind::Deduction { .. })).await?;
        let approve = tea.messages().approve(self.house, Some(Id::U64(fifth)), true);
        let approved = self.chain.call(ann, approve).await?;
        self.narrator.done("Ann", "lets the auction house take her 20 % off", &approved);
        let from = self.chain.now().await?;
        let (highest, lowest) = (90 * POINT, 30 * POINT);
        let falls = Format::Dutch { from, until: from + HOUR, highest, lowest };
        let list = self.messages().list(vec![item(tea, fifth)], tea.shop.points, falls);
        let listed = self.chain.call(ann, list).await?;
        let (high, low) = (points_text(highest), points_text(lowest));
        let does = format!("sells it at a price that falls from {high} to {low} in an hour");
        self.narrator.done("Ann", &does, &listed);

        self.fund(cai, 60 * POINT).await?;
        self.price_at(listed.value, from + 20 * MINUTE, "20 minutes").await?;
        let house = self.house;
        let buy = || at::<Auction>(house).buy(listed.value, 60 * POINT);
        let refused = self.chain.call(cai, buy()).await;
        let does = format!("would pay {} at most", points_text(60 * POINT));
        self.narrator.refused("Cai", &does, refused)?;
        self.price_at(listed.value, from + 35 * MINUTE, "35 minutes").await?;
        let bought = self.chain.call(cai, buy()).await?;
        let sold = bought.events.of::<Sold>(self.house).pop().ok_or("nothing was sold")?;
        let does = format!("has it now, for {}", points_text(sold.price));
        self.narrator.done("Cai", &does, &bought);
        Ok(())
    }

    async fn balances(&mut self) -> Result<(), Fault> {
        let Shops { tea, books, .. } = self.shops;
        let Shop { ann, ben, cai, .. } = &tea.shop;
        let people = [("Ann", ann.id()), ("Ben", ben.id()), ("Cai", cai.id())];
        let others = [
            ("the Book Shop", books.shop.merchant.id()),
            ("the auction house (Ann's)", self.house),
        ];
        let mut lines = Vec::new();
        for (who, account) in people.into_iter().chain(others) {
            let balance = at::<Points>(tea.shop.points).balance_of(account);
            lines.push((who, self.chain.read(balance).await?));
        }
        self.narrator.balances("TEA", 2, &lines);
        Ok(())
    }

    async fn fund(&mut self, who: &Account, most: u128) -> Result<(), Fault> {
        let approve = at::<Points>(self.shops.tea.shop.points).approve(self.house, most);
        let approved = self.chain.call(who, approve).await?;
        let does = format!("lets the auction house take up to {}", points_text(most));
        self.narrator.done(self.shops.name(who.id()), &does, &approved);
        Ok(())
    }

    /// Answers when the lot ends after this bid.
    async fn bid(&mut self, who: &Account, lot: u64, maximum: u128) -> Result<u64, Fault> {
        let placed = self.chain.call(who, self.messages().bid(lot, maximum)).await?;
        let bid = placed.events.of::<BidPlaced>(self.house).pop().ok_or("there is no bid")?;
        let (leader, price) = (self.shops.name(bid.leader), points_text(bid.price));
        let does = format!("bids up to {}: {leader} leads at {price}", points_text(maximum));
        self.narrator.done(self.shops.name(who.id()), &does, &placed);
        if let Some((outbid, credit)) = bid.outbid {
            let outbid = self.shops.name(outbid);
            let credit = points_text(credit);
            self.narrator.note(&format!("{outbid} can withdraw {credit} at any time"));
        }
        Ok(bid.until)
    }

    async fn withdraw(&mut self, who: &Account, account: &Account) -> Result<(), Fault> {
        let withdraw = self.messages().withdraw(account.id(), vec![self.shops.tea.shop.points]);
        let paid = self.chain.call(who, withdraw).await?;
        let withdrawn = paid.events.of::<Withdrawn>(self.house).pop().ok_or("nothing is paid")?;
        let mut does = format!("withdraws {}", points_text(withdrawn.amount));
        if who.id() != account.id() {
            does = format!("{does} to {}, whose it is", self.shops.name(account.id()));
        }
        self.narrator.done(self.shops.name(who.id()), &does, &paid);
        Ok(())
    }

    async fn price_at(&mut self, lot: u64, time: u64, after: &str) -> Result<(), Fault> {
        reach(self.chain, time).await?;
        let price = self.chain.read(self.messages().price(lot)).await?.ok_or("it has no price")?;
        self.narrator.note(&format!("After {after} the price is {}", points_text(price)));
        Ok(())
    }
}
