//! A merchant's coupons: campaigns, gifts, a claim, the till, and what comes back.

use coupon::Coupon;
use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34};
use tongquan_client::{at, deploy_coupons, Account, AccountId, Chain, Codes};
use tongquan_traits::{
    campaigns::{Campaigns, Details, Kind, Off, Policy, Price, RefundRule, Sale, Terms, Validity},
    coupons::{CouponView, Coupons, Proof, Voucher},
    issuance::Issuance,
    redemption::{Receipt, Redemption, Ticket},
    tills::{TillLimits, Tills},
};

use super::{
    narrator::{address, amount, Narrator},
    points::{points_text, POINT},
};
use crate::{
    bundle,
    counter::{order, DAY, HOUR},
    shop::Fault,
};

/// One yuan, in fen.
const YUAN: u64 = 100;
const MEMBERS: usize = 300;

/// The coupon contract and those who use it.
struct Story<'a, C> {
    chain: &'a mut C,
    narrator: &'a mut Narrator,
    points: AccountId,
    coupons: AccountId,
    merchant: Account,
    till: Account,
    ann: Account,
    ben: Account,
    cai: Account,
}

pub async fn tell<C: Chain>(
    chain: &mut C,
    narrator: &mut Narrator,
    points: AccountId,
) -> Result<(), Fault> {
    narrator.chapter(
        "Coupons (券)",
        "The tea house issues coupons under campaigns, whose terms can only get better.\n\
         Members give them away, and use them at the till with a ticket that they sign offline.",
    );
    let merchant = Account::dev("alice");
    let (front, desk) = (bundle("coupon")?, bundle("coupon-desk")?);
    let deployed =
        deploy_coupons(chain, &merchant, &front, &desk, "Tea House coupons", b"tea house").await?;
    narrator.deployed("The Tea House", "deploys its coupons", &deployed);
    let (coupons, size) = (deployed.value, front.code().len());
    narrator.note(&format!(
        "contract {}, {size} bytes of code, and {} for what is rare",
        address(&coupons),
        desk.code().len()
    ));
    let [till, ann, ben, cai] = ["ferdie", "bob", "charlie", "dave"].map(Account::dev);
    let mut story = Story { chain, narrator, points, coupons, merchant, till, ann, ben, cai };
    let (voucher, fifth) = story.campaigns().await?;
    let (anns, bens) = story.gifts(voucher, fifth).await?;
    story.till(anns, bens).await?;
    story.back(anns).await?;
    story.points_coupon().await?;
    story.holdings(&[("Ann's voucher", anns.0), ("Ben's voucher", bens)]).await
}

fn yuan(fen: u64) -> String {
    format!("{} CNY", amount(fen.into(), 2))
}

fn deducted(receipt: &Receipt) -> u64 {
    receipt.lines.iter().map(|line| line.deduction).sum()
}

impl<C: Chain> Story<'_, C> {
    fn messages(&self) -> <Coupon as ink::codegen::ContractCallBuilder>::Type {
        at::<Coupon>(self.coupons)
    }

    async fn terms(&mut self, kind: Kind, per_member: u32) -> Result<Terms, Fault> {
        let now = self.chain.now().await?;
        Ok(Terms {
            kind,
            budget: 10_000,
            per_member,
            issue_from: now,
            issue_until: now + 30 * DAY,
            validity: Validity::AfterIssue { delay: 0, length: 90 * DAY },
            policy: Policy::Free {},
            refund: RefundRule {
                window: 7 * DAY,
                grace: 3 * DAY,
                by_tills: true,
                points_within_balance: false,
            },
            stackable: true,
        })
    }

    async fn open(
        &mut self,
        does: &str,
        name: &str,
        terms: Terms,
        price: Option<Price>,
    ) -> Result<u32, Fault> {
        let details = Details { name: name.into(), ..Details::default() };
        let open = self.messages().open_campaign(terms, Sale { price, royalty: None }, details);
        let opened = self.chain.call(&self.merchant, open).await?;
        self.narrator.done("The Tea House", does, &opened);
        Ok(opened.value)
    }

    /// Campaigns and the first issue: 300 vouchers, of which Ann has the first.
    async fn campaigns(&mut self) -> Result<(u32, u32), Fault> {
        let terms = self.terms(Kind::Voucher { value: 50 * YUAN }, 1).await?;
        let does = format!("opens a campaign: vouchers of {}, one a member", yuan(50 * YUAN));
        let vouchers = self.open(&does, "Spring voucher", terms, None).await?;
        let off = Off::Part { basis_points: 2_000, ceiling: 30 * YUAN };
        let kind = Kind::Deduction { minimum: 100 * YUAN, off };
        let terms = self.terms(kind, 0).await?;
        let does = format!(
            "opens another: 20 % off from {} on, at most {}, for {}",
            yuan(100 * YUAN),
            yuan(30 * YUAN),
            points_text(100 * POINT)
        );
        let price = Price { token: self.points, amount: 100 * POINT, to: None };
        let fifth = self.open(&does, "A fifth off", terms, Some(price)).await?;

        let limits =
            TillLimits { daily_value: 5_000 * YUAN, daily_coupons: 200, void_window: HOUR };
        let appoint = self.messages().set_till(self.till.id(), Some(limits));
        let appointed = self.chain.call(&self.merchant, appoint).await?;
        let does = format!("makes a till: at most {} and 200 coupons a day", yuan(5_000 * YUAN));
        self.narrator.done("The Tea House", &does, &appointed);

        let others = (1..MEMBERS).map(|n| Account::dev(&format!("member-{n}")).id());
        let members: Vec<AccountId> = std::iter::once(self.ann.id()).chain(others).collect();
        let batch = self.messages().issue_batch(vouchers, members);
        let issued = self.chain.call(&self.merchant, batch).await?;
        let does = format!("issues vouchers to {MEMBERS} members in one call");
        self.narrator.done("The Tea House", &does, &issued);
        Ok((vouchers, fifth))
    }

    /// Ann's voucher and her deduction coupon; a voucher that Ben claims with a printed code.
    async fn gifts(&mut self, vouchers: u32, fifth: u32) -> Result<((u64, u64), u64), Fault> {
        let again = self.messages().issue(vouchers, self.ann.id());
        let refused = self.chain.call(&self.merchant, again).await;
        self.narrator.refused("The Tea House", "tries to issue Ann a second one", refused)?;

        let approve = at::<Points>(self.points).approve(self.coupons, 100 * POINT);
        let approved = self.chain.call(&self.ben, approve).await?;
        let price = points_text(100 * POINT);
        self.narrator.done("Ben", &format!("lets the coupons take {price}"), &approved);
        let exchanged = self.chain.call(&self.ben, self.messages().exchange(fifth)).await?;
        self.narrator.done("Ben", "exchanges them for 20 % off; the points are burned", &exchanged);
        let give = self.messages().transfer(self.ann.id(), Id::U64(exchanged.value), vec![]);
        let given = self.chain.call(&self.ben, give).await?;
        self.narrator.done("Ben", "gives that coupon to Ann", &given);

        let printed: Vec<Account> =
            (0..500).map(|n| Account::dev(&format!("printed code {n}"))).collect();
        let keys: Vec<AccountId> = printed.iter().map(Account::id).collect();
        let codes = Codes::new(&keys).ok_or("no codes")?;
        let root = codes.root();
        let publish = self.messages().publish_codes(vouchers, root);
        let published = self.chain.call(&self.merchant, publish).await?;
        self.narrator.done("The Tea House", "publishes the root of 500 printed codes", &published);
        let deadline = self.chain.now().await? + DAY;
        let voucher = Voucher { campaign: vouchers, number: 42, member: self.ben.id(), deadline };
        let signature = printed[42].sign_code(self.coupons, &root, &voucher);
        let claim = |voucher| {
            let proof = Proof::Code { root, key: keys[42], path: codes.path(42) };
            at::<Coupon>(self.coupons).claim(voucher, proof, signature)
        };
        let stolen = claim(Voucher { member: self.cai.id(), ..voucher });
        let refused = self.chain.call(&self.cai, stolen).await;
        let claimed = self.chain.call(&self.cai, claim(voucher)).await?;
        let does = "sees Ben's claim on its way and tries to take it for himself";
        self.narrator.refused("Cai", does, refused)?;
        let does = "can only submit it: code 42 becomes Ben's voucher, Cai pays the fee";
        self.narrator.done("Cai", does, &claimed);
        Ok(((vouchers_first(vouchers), exchanged.value), claimed.value))
    }

    /// The till, with tickets.
    async fn till(&mut self, (voucher, fifth): (u64, u64), bens: u64) -> Result<(), Fault> {
        let paid = 128 * YUAN + 80;
        let (ticket, signature) =
            self.ticket(&self.ann.clone(), "T1-1001", paid, &[fifth, voucher]).await?;
        self.narrator.note(&format!(
            "Ann signs a ticket for an order of {}, offline: 20 % off, then her voucher",
            yuan(paid)
        ));
        let redeem = || at::<Coupon>(self.coupons).redeem_with_ticket(ticket.clone(), signature);
        let redeemed = self.chain.call(&self.till, redeem()).await?;
        let off = deducted(&redeemed.value);
        let does = format!("redeems both: {} off, {} to pay", yuan(off), yuan(paid - off));
        self.narrator.done("The till", &does, &redeemed);
        let again = self.chain.call(&self.till, redeem()).await?;
        if again.value != redeemed.value {
            return Err("the second receipt is another one".into());
        }
        self.narrator.done(
            "The till",
            "lost the answer and sends it again: the same receipt",
            &again,
        );

        let (ticket, signature) =
            self.ticket(&self.ben.clone(), "T1-1002", 60 * YUAN, &[bens]).await?;
        let give = self.messages().transfer(self.cai.id(), Id::U64(bens), vec![]);
        let given = self.chain.call(&self.ben, give).await?;
        self.narrator.done("Ben", "gives his voucher to Cai", &given);
        let redeem = self.messages().redeem_with_ticket(ticket, signature);
        let refused = self.chain.call(&self.till, redeem).await;
        self.narrator.refused("The till", "is shown a screenshot of Ben's ticket", refused)?;
        let until = self.chain.now().await? + HOUR / 4;
        let (ticket, signature) =
            self.ticket(&self.cai.clone(), "T1-1003", 60 * YUAN, &[bens]).await?;
        let reserve = self.messages().reserve_with_ticket(ticket, signature, until);
        let reserved = self.chain.call(&self.till, reserve).await?;
        self.narrator.done(
            "The till",
            "holds the voucher for Cai's order, a quarter of an hour",
            &reserved,
        );
        self.chain.advance(HOUR / 4).await?;
        self.narrator
            .note("Cai doesn't pay. A quarter of an hour later the hold is over by itself.");
        let give = self.messages().transfer(self.ben.id(), Id::U64(bens), vec![]);
        let given = self.chain.call(&self.cai, give).await?;
        self.narrator.done("Cai", "gives the voucher back to Ben", &given);
        Ok(())
    }

    /// A part of Ann's order comes back, then all of it.
    async fn back(&mut self, (voucher, _): (u64, u64)) -> Result<(), Fault> {
        let paid = 128 * YUAN + 80;
        let part = self.messages().refund(order("T1-1001"), 28 * YUAN + 80);
        let refunded = self.chain.call(&self.till, part).await?;
        let left = self.left(voucher).await?;
        let does = format!(
            "takes back {} of the order: in proportion, the voucher gets {}",
            yuan(28 * YUAN + 80),
            yuan(left)
        );
        self.narrator.done("The till", &does, &refunded);
        let rest = paid - refunded.value.refunded;
        let refunded =
            self.chain.call(&self.till, self.messages().refund(order("T1-1001"), rest)).await?;
        let does = "takes back the rest: both coupons are as they were";
        self.narrator.done("The till", does, &refunded);
        Ok(())
    }

    async fn points_coupon(&mut self) -> Result<(), Fault> {
        let worth = 88 * POINT;
        let kind = Kind::Points { token: self.points, amount: worth };
        let terms = self.terms(kind, 0).await?;
        let does = format!("opens a third campaign: coupons that become {}", points_text(worth));
        let campaign = self.open(&does, "Lucky 88", terms, None).await?;
        let appoint = at::<Points>(self.points).set_issuer(self.coupons, 1_000 * POINT);
        let appointed = self.chain.call(&self.merchant, appoint).await?;
        let does = format!("lets the coupons issue {}", points_text(1_000 * POINT));
        self.narrator.done("The Tea House", &does, &appointed);
        let issue = self.messages().issue(campaign, self.cai.id());
        let issued = self.chain.call(&self.merchant, issue).await?;
        self.narrator.done("The Tea House", "issues one to Cai", &issued);
        let redeem = self.messages().redeem(order("cai-1"), 0, vec![issued.value]);
        let redeemed = self.chain.call(&self.cai, redeem).await?;
        self.narrator.done("Cai", "redeems it himself", &redeemed);
        let balance = at::<Points>(self.points).balance_of(self.cai.id());
        let held = self.chain.read(balance).await?;
        self.narrator.note(&format!("Cai has {}", points_text(held)));
        Ok(())
    }

    async fn holdings(&mut self, coupons: &[(&str, u64)]) -> Result<(), Fault> {
        let mut lines = Vec::new();
        for (whose, coupon) in coupons {
            lines.push((*whose, u128::from(self.left(*coupon).await?)));
        }
        self.narrator.balances("CNY", 2, &lines);
        Ok(())
    }

    async fn view(&mut self, coupon: u64) -> Result<CouponView, Fault> {
        let view = self.chain.read(self.messages().coupon(coupon)).await?;
        view.ok_or_else(|| format!("there is no coupon {coupon}").into())
    }

    async fn left(&mut self, coupon: u64) -> Result<u64, Fault> {
        Ok(self.view(coupon).await?.left)
    }

    async fn ticket(
        &mut self,
        holder: &Account,
        reference: &str,
        amount: u64,
        coupons: &[u64],
    ) -> Result<(Ticket, [u8; 64]), Fault> {
        let mut moves = Vec::new();
        for coupon in coupons {
            moves.push(self.view(*coupon).await?.moves);
        }
        let ticket = Ticket {
            till: None,
            order: order(reference),
            amount,
            coupons: coupons.to_vec(),
            deadline: self.chain.now().await? + HOUR,
        };
        let signature = holder.sign_ticket(self.coupons, &ticket, &moves);
        Ok((ticket, signature))
    }
}

/// The number of a campaign's first coupon.
fn vouchers_first(campaign: u32) -> u64 {
    (u64::from(campaign) << 32) | 1
}
