//! What a gift costs does not grow with the number of gifts, of a packet's shares, and of claims.

use e2e_tests::{
    counter::DAY,
    market::{item, points, Market},
    shop::Fault,
};
use psp34::PSP34;
use tongquan_client::{Account, AccountId, Chain, Codes, Cost, Embedded, Message, Weight};
use tongquan_traits::{
    assets::Asset,
    coupons::Coupons,
    gifts::{Claim, GiftError, Gifts, KeyProof, Terms},
};

/// A market in which Ann gives points and coupons, under one key.
struct Crowd {
    chain: Embedded,
    market: Market,
    campaign: u32,
    key: Account,
    gifts: u64,
}

type Costs = Vec<(&'static str, Cost)>;

impl Crowd {
    async fn open() -> Result<Self, Fault> {
        let mut chain = Embedded::new();
        let market = Market::open(&mut chain).await?;
        let campaign = market.campaign(&mut chain, &market.tea).await?;
        market.fund(&mut chain, &market.tea, &market.tea.shop.ann, 500_000, market.gift).await?;
        Ok(Self { chain, market, campaign, key: Account::dev("link"), gifts: 0 })
    }

    /// Terms under the key for all of these shares, for a day.
    async fn terms(&mut self, keys: &Codes, shares: u32) -> Result<Terms, Fault> {
        Ok(Terms {
            shares,
            drawn: shares > 1,
            keys: keys.root(),
            recipient: None,
            until: self.chain.now().await? + DAY,
            notice: 0,
            greeting: None,
        })
    }

    async fn give(&mut self, sender: &Account, asset: Asset) -> Result<u64, Fault> {
        let terms = self.terms(&self.link(), 1).await?;
        let give = self.market.gifts().give(asset, terms);
        self.gifts += 1;
        Ok(self.chain.call(sender, give).await?.value)
    }

    async fn grow(&mut self, gifts: u64) -> Result<(), Fault> {
        let ann = self.market.tea.shop.ann.clone();
        // The clock would run away from the gifts' end.
        let now = self.chain.now().await?;
        while self.gifts < gifts {
            self.give(&ann, points(&self.market.tea, 1)).await?;
            self.chain.set_time(now);
        }
        Ok(())
    }

    /// Issues so many coupons to the holder, who lets the gift contract take them. Answers the first one.
    async fn hold(&mut self, holder: &Account, count: usize) -> Result<u64, Fault> {
        let tea = &self.market.tea;
        let batch = tea.messages().issue_batch(self.campaign, vec![holder.id(); count]);
        let first = self.chain.call(&tea.shop.merchant, batch).await?.value;
        let approve = tea.messages().approve(self.market.gift, None, true);
        self.chain.call(holder, approve).await?;
        Ok(first)
    }

    /// The leaf of a gift link.
    fn link(&self) -> Codes {
        Codes::new(&[self.key.id()]).expect("a key")
    }

    fn claim(
        &self,
        keys: &Codes,
        gift: u64,
        number: u32,
        recipient: AccountId,
    ) -> Message<Result<u128, GiftError>> {
        let claim = Claim { gift, number, recipient, max_fee: 0 };
        let proof = KeyProof { key: self.key.id(), path: keys.path(number) };
        let signature = self.key.sign_claim(self.market.gift, &claim);
        self.market.gifts().claim(claim, proof, 0, signature).into()
    }

    /// The same messages, whatever the size.
    async fn costs(&mut self) -> Result<Costs, Fault> {
        let before = self.chain.snapshot();
        let shop = &self.market.tea.shop;
        let (ann, ben, cai) = (shop.ann.clone(), shop.ben.clone(), shop.cai.clone());
        let (gift, link, gifts) = (self.market.gift, self.link(), self.gifts);
        let mut costs = Vec::new();
        macro_rules! write {
            ($name:literal, $caller:expr, $message:expr) => {{
                let cost = self.chain.dry_run($caller.id(), $message).await?.cost;
                costs.push(($name, cost));
            }};
        }
        let terms = self.terms(&link, 1).await?;
        let one = || points(&self.market.tea, 1);
        write!("give points", ann, self.market.gifts().give(one(), terms.clone()));
        let tea = &self.market.tea;
        let coupon = self.market.coupon_of(&mut self.chain, tea, self.campaign, &ben, gift).await?;
        let coupon = Asset::Item { item: item(tea, coupon) };
        write!("give a coupon", ben, self.market.gifts().give(coupon.clone(), terms));
        let couponed = self.give(&ben, coupon).await?;
        let pointed = self.give(&ann, points(&self.market.tea, 1)).await?;
        write!("claim a coupon", cai, self.claim(&link, couponed, 0, cai.id()));
        write!("claim points", cai, self.claim(&link, pointed, 0, cai.id()));
        write!("take_back", ann, self.market.gifts().take_back(pointed));
        let keys = Codes::new(&vec![self.key.id(); 1_000]).ok_or("no keys")?;
        let terms = self.terms(&keys, 1_000).await?;
        let give = self.market.gifts().give(points(&self.market.tea, 5_000), terms.clone());
        let packet = self.chain.call(&ann, give).await?.value;
        write!("claim a share", cai, self.claim(&keys, packet, 7, cai.id()));
        let page = self.chain.dry_read(self.market.gifts().live_gifts(u64::MAX)).await?;
        costs.push(("a page of gifts", page.cost));
        self.chain.set_time(terms.until);
        let numbers = vec![couponed, pointed];
        write!("send_back of two", cai, self.market.gifts().send_back(numbers));
        self.chain.restore(before);
        self.gifts = gifts;
        Ok(costs)
    }
}

/// Whether the two are the same to within so many parts of a thousand.
fn near(then: Weight, now: Weight, thousandths: u64) -> bool {
    let near = |then: u64, now: u64| now.abs_diff(then) * 1_000 <= then * thousandths;
    near(then.ref_time, now.ref_time) && near(then.proof_size, now.proof_size)
}

/// The largest size takes a minute, so it is for those who ask: TONGQUAN_LONG=1.
fn sizes() -> Vec<u64> {
    let mut sizes = vec![20, 200, 1_100];
    sizes.extend(std::env::var_os("TONGQUAN_LONG").map(|_| 10_000));
    sizes
}

// M7
#[tokio::test]
async fn no_message_gets_dearer_with_the_number_of_gifts() -> Result<(), Fault> {
    let mut crowd = Crowd::open().await?;
    let mut seen = Vec::new();
    for gifts in sizes() {
        crowd.grow(gifts).await?;
        seen.push(crowd.costs().await?);
    }
    for (row, (name, first)) in seen[0].iter().enumerate() {
        for costs in &seen {
            let (then, now) = (first.weight, costs[row].1.weight);
            println!("{name}: {now:?}");
            assert!(near(then, now, 5), "{name}: {then:?} became {now:?}");
        }
    }
    Ok(())
}

// M7: a share's path grows by one hash when the number of shares doubles, and nothing else does.
#[tokio::test]
async fn a_share_costs_one_hash_more_where_there_are_twice_as_many() -> Result<(), Fault> {
    let mut crowd = Crowd::open().await?;
    let ann = crowd.market.tea.shop.ann.clone();
    let mut seen = Vec::new();
    for (shares, hashes) in [(10, 4), (1_000, 10), (10_000, 14)] {
        let keys = Codes::new(&vec![crowd.key.id(); shares as usize]).ok_or("no keys")?;
        assert_eq!(keys.path(0).len(), hashes);
        let terms = crowd.terms(&keys, shares).await?;
        let give = crowd.market.gifts().give(points(&crowd.market.tea, 50_000), terms);
        let packet = crowd.chain.call(&ann, give).await?.value;
        let claim = crowd.claim(&keys, packet, 0, [200; 32].into());
        let weight = crowd.chain.dry_run(ann.id(), claim).await?.cost.weight;
        println!("a share of {shares}: {weight:?}");
        seen.push((hashes as u64, weight));
    }
    let each: Vec<_> = seen
        .windows(2)
        .map(|pair| {
            let [(few, then), (many, now)] = pair else { unreachable!() };
            let hashes = many - few;
            let (time, proof) = (now.ref_time - then.ref_time, now.proof_size - then.proof_size);
            (time / hashes, time % hashes, proof / hashes)
        })
        .collect();
    println!("a hash: {each:?}");
    assert_eq!(each[0], each[1]);
    let (time, rest, proof) = each[0];
    assert!(time <= HASH && rest == 0 && proof <= 8, "{time} ps, {proof} B");
    Ok(())
}

/// The most that a hash of a share's path may take, in picoseconds.
const HASH: u64 = 5_000_000;

// M7, G4: 256 shares have their marks in one item.
#[tokio::test]
async fn a_share_costs_the_same_however_many_were_claimed() -> Result<(), Fault> {
    let mut crowd = Crowd::open().await?;
    let (ann, cai) = (crowd.market.tea.shop.ann.clone(), crowd.market.tea.shop.cai.clone());
    let keys = Codes::new(&vec![crowd.key.id(); 1_000]).ok_or("no keys")?;
    let terms = crowd.terms(&keys, 1_000).await?;
    let give = crowd.market.gifts().give(points(&crowd.market.tea, 50_000), terms);
    let packet = crowd.chain.call(&ann, give).await?.value;
    let mut seen = Vec::new();
    for number in 0..=300u32 {
        let mut recipient = [200; 32];
        recipient[..4].copy_from_slice(&number.to_le_bytes());
        let claim = crowd.claim(&keys, packet, number, recipient.into());
        seen.push(crowd.chain.call(&cai, claim).await?.cost);
    }
    for number in [0, 1, 2, 255, 256, 257, 300] {
        println!("after {number}: {:?}", seen[number]);
    }
    // The first of each group makes the item with its marks.
    let (first, next) = (seen[0], seen[1]);
    for (number, cost) in seen.iter().enumerate() {
        let same = if number % 256 == 0 { first } else { next };
        assert_eq!(cost.storage_deposit, same.storage_deposit, "share {number}");
        assert!(near(same.weight, cost.weight, 5), "share {number}: {cost:?}");
    }
    Ok(())
}

// M7: 1,024 gifts have their marks in one item; the newest have theirs with the count.
#[tokio::test]
async fn an_old_gift_costs_one_item_more_than_a_new_one() -> Result<(), Fault> {
    let mut crowd = Crowd::open().await?;
    let shop = &crowd.market.tea.shop;
    let (ann, cai) = (shop.ann.clone(), shop.cai.clone());
    let link = crowd.link();
    let give =
        |crowd: &Crowd, terms| crowd.market.gifts().give(points(&crowd.market.tea, 1), terms);
    let mut seen = Vec::new();
    for gifts in [20, 1_022, 1_023, 1_024, 1_100] {
        crowd.grow(gifts).await?;
        let terms = crowd.terms(&link, 1).await?;
        let give = give(&crowd, terms);
        let give = crowd.chain.dry_run(ann.id(), give).await?.cost.weight;
        let claim = crowd.claim(&link, 1, 0, cai.id());
        let claim = crowd.chain.dry_run(cai.id(), claim).await?.cost.weight;
        println!("the next after {gifts}: {give:?}, the oldest: {claim:?}");
        seen.push((give, claim));
    }
    let (give, claim) = seen[0];
    for (place, (next, oldest)) in seen.iter().enumerate() {
        // The number 1,024 is the first of the next item.
        assert!(near(give, *next, if place == 2 { 50 } else { 5 }), "{next:?}");
        assert!(near(claim, *oldest, if place > 2 { 100 } else { 5 }), "{oldest:?}");
    }
    Ok(())
}

/// What the cheapest and the dearest of these take, in µs.
fn range(seen: &[Weight]) -> Option<(u64, u64)> {
    let times = || seen.iter().map(|weight| weight.ref_time / 1_000_000);
    times().min().zip(times().max())
}

// M7: the gift contract's list of coupons has pages of 16.
#[tokio::test]
async fn a_coupon_costs_no_more_however_many_the_gifts_hold() -> Result<(), Fault> {
    /// From here on, and later: the same places of a page.
    const EARLY: usize = 17;
    const LATE: usize = 17 + 96;
    let mut crowd = Crowd::open().await?;
    let shop = &crowd.market.tea.shop;
    let (ann, ben, cai, mallory) =
        (shop.ann.clone(), shop.ben.clone(), shop.cai.clone(), shop.mallory.clone());
    // Ben has one coupon, Mallory gives one of the first page of many, and Cai's page is full.
    let bens = crowd.hold(&ben, 1).await?;
    let mallorys = crowd.hold(&mallory, 17).await?;
    crowd.hold(&cai, 16).await?;
    let mut stock = Vec::new();
    for _ in 0..3 {
        let first = crowd.hold(&ann, 45).await?;
        stock.extend(first..first + 45);
    }
    let link = crowd.link();
    let mut seen = Vec::new();
    for (held, coupon) in stock.into_iter().enumerate() {
        let mut costs = Vec::new();
        for (giver, coupon) in [(&ben, bens), (&mallory, mallorys)] {
            let coupon = Asset::Item { item: item(&crowd.market.tea, coupon) };
            let terms = crowd.terms(&link, 1).await?;
            let give = crowd.market.gifts().give(coupon, terms);
            costs.push(crowd.chain.dry_run(giver.id(), give).await?.cost.weight);
        }
        // Of the first page, and of the last; by one who has none, and by one whose page is full.
        for gift in [1, held as u64].into_iter().filter(|_| held > 0) {
            for recipient in [[200; 32].into(), cai.id()] {
                let claim = crowd.claim(&link, gift, 0, recipient);
                costs.push(crowd.chain.dry_run(cai.id(), claim).await?.cost.weight);
            }
        }
        seen.push(costs);
        let now = crowd.chain.now().await?;
        let coupon = Asset::Item { item: item(&crowd.market.tea, coupon) };
        crowd.give(&ann, coupon).await?;
        crowd.chain.set_time(now);
    }
    let gives: Vec<_> = seen.iter().flat_map(|costs| costs[..2].to_vec()).collect();
    let claims: Vec<_> = seen.iter().flat_map(|costs| costs[2..].to_vec()).collect();
    println!("in µs: give {:?}, claim {:?}", range(&gives), range(&claims));
    for place in 0..16 {
        let (early, late) = (&seen[EARLY + place], &seen[LATE + place]);
        for (then, now) in early.iter().zip(late) {
            assert!(near(*then, *now, 2), "{place}: {then:?} became {now:?}");
        }
    }
    Ok(())
}
