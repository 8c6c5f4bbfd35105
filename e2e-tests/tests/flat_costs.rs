//! What a message costs does not grow with the number of coupons, holders, campaigns and receipts.

use e2e_tests::{
    counter::{order, Counter},
    shop::Fault,
};
use psp34::{Id, PSP34Enumerable, PSP34};
use tongquan_client::{AccountId, Chain, Cost, Embedded, Weight};
use tongquan_traits::{coupons::Coupons, redemption::Redemption};

/// How many coupons one call issues.
const BATCH: u32 = 300;

struct Crowd {
    chain: Embedded,
    counter: Counter,
    campaign: u32,
    coupons: u32,
}

impl Crowd {
    async fn open() -> Result<Self, Fault> {
        let mut chain = Embedded::new();
        let counter = Counter::open(&mut chain).await?;
        let kind = tongquan_traits::campaigns::Kind::Voucher { value: 100 };
        let mut terms = counter.terms(&mut chain, kind).await?;
        terms.budget = 1_000_000;
        let campaign = counter.campaign(&mut chain, terms, Default::default()).await?;
        Ok(Self { chain, counter, campaign, coupons: 0 })
    }

    /// Issues to new members until there are so many coupons, and does a hundredth as often what makes
    /// campaigns and receipts.
    async fn grow(&mut self, coupons: u32) -> Result<(), Fault> {
        let Self { chain, counter, campaign, .. } = self;
        let ann = &counter.shop.ann;
        for number in self.coupons / 100..coupons / 100 {
            counter.vouchers(chain, 100).await?;
            let coupon = counter.issue(chain, *campaign, ann).await?;
            let redeem = counter.messages().redeem(order(&format!("{number}")), 100, vec![coupon]);
            chain.call(ann, redeem).await?;
            self.coupons += 1;
        }
        while self.coupons < coupons {
            let count = (coupons - self.coupons).min(BATCH);
            let members = (self.coupons..self.coupons + count).map(member).collect();
            let batch = counter.messages().issue_batch(*campaign, members);
            chain.call(&counter.shop.merchant, batch).await?;
            self.coupons += count;
        }
        Ok(())
    }

    /// The same messages, whatever the size: between two people with a coupon each.
    async fn costs(&mut self) -> Result<Vec<(&'static str, Cost)>, Fault> {
        let before = self.chain.snapshot();
        let Self { chain, counter, campaign, .. } = self;
        let (merchant, ben, cai) =
            (counter.shop.merchant.id(), &counter.shop.ben, &counter.shop.cai);
        let coupon = counter.issue(chain, *campaign, ben).await?;
        counter.issue(chain, *campaign, cai).await?;
        let messages = || counter.messages();
        let (ticket, signature) =
            counter.ticket(chain, ben, order("ticket"), 60, &[coupon]).await?;
        let mut costs = Vec::new();
        macro_rules! write {
            ($name:literal, $caller:expr, $message:expr) => {
                costs.push(($name, chain.dry_run($caller, $message).await?.cost))
            };
        }
        write!("issue", merchant, messages().issue(*campaign, ben.id()));
        write!("issue_batch", merchant, messages().issue_batch(*campaign, vec![ben.id(); 16]));
        write!("transfer", ben.id(), messages().transfer(cai.id(), Id::U64(coupon), vec![]));
        write!("redeem", ben.id(), messages().redeem(order("holder"), 60, vec![coupon]));
        write!("ticket", counter.till.id(), messages().redeem_with_ticket(ticket, signature));
        costs.push(("view", chain.dry_read(messages().coupon(coupon)).await?.cost));
        costs.push(("index", chain.dry_read(messages().token_by_index(0)).await?.cost));
        self.chain.restore(before);
        Ok(costs)
    }
}

fn member(number: u32) -> AccountId {
    let mut id = [0x6d; 32];
    id[..4].copy_from_slice(&number.to_le_bytes());
    id.into()
}

/// The largest size takes minutes, so it is for those who ask: TONGQUAN_LONG=1.
fn sizes() -> [u32; 3] {
    match std::env::var_os("TONGQUAN_LONG") {
        Some(_) => [40, 1_000, 100_000],
        None => [40, 1_000, 10_000],
    }
}

#[tokio::test]
async fn no_message_gets_dearer_with_the_number_of_coupons() {
    let mut crowd = Crowd::open().await.unwrap();
    let mut seen = Vec::new();
    for coupons in sizes() {
        crowd.grow(coupons).await.unwrap();
        seen.push(crowd.costs().await.unwrap());
    }
    for (row, (name, first)) in seen[0].iter().enumerate() {
        let weights: Vec<Weight> = seen.iter().map(|costs| costs[row].1.weight).collect();
        println!("{name}: {weights:?}");
        for now in &weights {
            let then = first.weight;
            // The list of all coupons has a fuller or an emptier last page.
            let near = |now: u64, then: u64| now.abs_diff(then) * 50 <= then;
            let flat = near(now.ref_time, then.ref_time) && near(now.proof_size, then.proof_size);
            assert!(flat, "{name}: {weights:?}");
        }
    }
}
