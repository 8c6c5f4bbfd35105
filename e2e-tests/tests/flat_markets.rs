//! What a trade costs does not grow with the number of lots, bids, credits and offers.

use e2e_tests::{
    counter::DAY,
    market::{english, item, points, Market},
    shop::Fault,
};
use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34};
use tongquan_client::{at, deal, Chain, Cost, Embedded};
use tongquan_traits::{
    auctions::{Auctions, Format},
    coupons::Coupons,
    swaps::{Swaps, Want},
};

/// What one call issues at most.
const BATCH: u32 = 60;

/// A market in which Ann has listed so many lots, with a bid of Ben's on each, and made so many offers.
struct Crowd {
    chain: Embedded,
    market: Market,
    campaign: u32,
    lots: u32,
}

impl Crowd {
    async fn open() -> Result<Self, Fault> {
        let mut chain = Embedded::new();
        let market = Market::open(&mut chain).await?;
        let tea = &market.tea;
        let kind = tongquan_traits::campaigns::Kind::Voucher { value: 5_000 };
        let mut terms = tea.terms(&mut chain, kind).await?;
        terms.budget = 1_000_000;
        let campaign = tea.campaign(&mut chain, terms, Default::default()).await?;
        let shop = &tea.shop;
        for who in [&shop.ben, &shop.cai] {
            shop.issue(&mut chain, who, 400_000).await?;
            let approve = at::<Points>(shop.points).approve(market.auction, 400_000);
            chain.call(who, approve).await?;
        }
        let to_house = tea.messages().approve(market.auction, None, true);
        chain.call(&shop.ann, to_house).await?;
        market.fund(&mut chain, tea, &shop.ann, 100_000, market.swap).await?;
        market.fund(&mut chain, &market.books, &shop.ben, 100_000, market.swap).await?;
        Ok(Self { chain, market, campaign, lots: 0 })
    }

    async fn grow(&mut self, lots: u32) -> Result<(), Fault> {
        let Self { chain, market, campaign, .. } = self;
        let (tea, shop) = (&market.tea, &market.tea.shop);
        let until = chain.now().await? + 300 * DAY;
        while self.lots < lots {
            let count = (lots - self.lots).min(BATCH);
            let batch = tea.messages().issue_batch(*campaign, vec![shop.ann.id(); count as usize]);
            let first = chain.call(&shop.merchant, batch).await?.value;
            // The clock would run away from the coupons' end.
            let now = chain.now().await?;
            for coupon in first..first + u64::from(count) {
                let mut format = english(chain, DAY).await?;
                if let Format::English { opening, .. } = &mut format {
                    *opening = 1;
                }
                let lot = market.list(chain, &shop.ann, vec![item(tea, coupon)], format).await?;
                market.bid(chain, &shop.ben, lot, 1).await?;
                let want = vec![Want::Points { token: market.books.shop.points, amount: 1 }];
                market.offer(chain, &shop.ann, vec![points(tea, 1)], want, until).await?;
                chain.set_time(now);
            }
            self.lots += count;
        }
        Ok(())
    }

    /// The same messages, whatever the size.
    async fn costs(&mut self) -> Result<Vec<(&'static str, Cost)>, Fault> {
        let before = self.chain.snapshot();
        let Self { chain, market, campaign, .. } = self;
        let (tea, books, shop) = (&market.tea, &market.books, &market.tea.shop);
        let (ben, cai) = (&shop.ben, &shop.cai);
        let mut costs = Vec::new();
        macro_rules! write {
            ($name:literal, $caller:expr, $message:expr) => {
                costs.push(($name, chain.dry_run($caller.id(), $message).await?.cost))
            };
        }
        // The coupons of these trades are of people who have one or two.
        let sold = tea.issue(chain, *campaign, cai).await?;
        let approve = tea.messages().approve(market.auction, Some(Id::U64(sold)), true);
        chain.call(cai, approve).await?;
        let format = english(chain, DAY).await?;
        let list = market.house().list(vec![item(tea, sold)], shop.points, format.clone());
        write!("list", cai, list);
        let lot = market.list(chain, cai, vec![item(tea, sold)], format).await?;
        write!("bid", ben, market.house().bid(lot, 1_000));
        market.bid(chain, ben, lot, 1_000).await?;
        market.fund(chain, tea, &shop.mallory, 5_000, market.auction).await?;
        write!("outbid", shop.mallory, market.house().bid(lot, 2_000));
        market.bid(chain, &shop.mallory, lot, 2_000).await?;
        write!("withdraw", ben, market.house().withdraw(ben.id(), vec![shop.points]));
        let until = market.lot(chain, lot).await?.until;
        let given = market.coupon(chain, tea, cai, market.swap).await?;
        let wanted = market.coupon(chain, books, ben, market.swap).await?;
        let end = chain.now().await? + DAY;
        let want = vec![Want::Item { item: item(books, wanted), left: 5_000, until: end }];
        let give = vec![tongquan_traits::assets::Asset::Item { item: item(tea, given) }];
        let offer = market.offer(chain, cai, give, want, end).await?;
        let seen = deal(chain, market.swap, offer).await?.ok_or("no deal")?.fingerprint;
        write!("accept", ben, market.swaps().accept(offer, vec![], seen));
        write!("cancel", cai, market.swaps().cancel(offer));
        write!("fill", ben, market.swaps().fill(1, 1, 1));
        let page = chain.dry_read(market.house().live_lots(u64::MAX)).await?;
        costs.push(("a page of lots", page.cost));
        chain.set_time(until);
        write!("settle", shop.mallory, market.house().settle(lot));
        self.chain.restore(before);
        Ok(costs)
    }
}

/// The largest size takes minutes, so it is for those who ask: TONGQUAN_LONG=1.
fn sizes() -> [u32; 3] {
    match std::env::var_os("TONGQUAN_LONG") {
        Some(_) => [20, 1_000, 10_000],
        None => [20, 100, 1_000],
    }
}

// M7
#[tokio::test]
async fn no_trade_gets_dearer_with_the_number_of_lots_and_offers() {
    let mut crowd = Crowd::open().await.unwrap();
    let mut seen = Vec::new();
    for lots in sizes() {
        crowd.grow(lots).await.unwrap();
        seen.push(crowd.costs().await.unwrap());
    }
    for (row, (name, first)) in seen[0].iter().enumerate() {
        for costs in &seen {
            let (then, now) = (first.weight, costs[row].1.weight);
            println!("{name}: {now:?}");
            // The house's list of coupons has a fuller, an emptier or another page.
            let near = |now: u64, then: u64| now.abs_diff(then) * 25 <= then;
            let flat = near(now.ref_time, then.ref_time) && near(now.proof_size, then.proof_size);
            assert!(flat, "{name}: {then:?} became {now:?}");
        }
    }
}
