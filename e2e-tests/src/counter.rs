//! A merchant that also has coupons, a till, and campaigns: what the scenarios of coupons start from.

use coupon::Coupon;
use psp34::{Id, Transfer, PSP34};
use tongquan_client::{at, deploy_coupons, Account, AccountId, Chain, Error, Events};
use tongquan_traits::{
    campaigns::{Campaigns, Details, Kind, Off, Policy, RefundRule, Sale, Terms, Validity},
    coupon_error::CouponError,
    coupons::{CouponView, Coupons},
    issuance::Issuance,
    redemption::{Line, OrderRef, Receipt, Redemption, Ticket},
    tills::{TillLimits, Tills},
};

use crate::{
    bundle,
    shop::{Fault, Shop},
};

pub const HOUR: u64 = 60 * 60 * 1_000;
pub const DAY: u64 = 24 * HOUR;

/// What every till of the scenarios may do.
pub const LIMITS: TillLimits =
    TillLimits { daily_value: 1_000_000, daily_coupons: 100, void_window: HOUR };

pub type Refused = Option<Error<CouponError>>;

pub struct Counter {
    pub shop: Shop,
    pub coupons: AccountId,
    pub till: Account,
}

impl Counter {
    /// Opens the Tea House with points and coupons. Its coupons may issue 100,000 points.
    pub async fn open(chain: &mut impl Chain) -> Result<Self, Fault> {
        let shop = Shop::open(chain, None, 1_000_000).await?;
        Self::open_in(chain, shop, "Tea House coupons").await
    }

    /// Gives a shop coupons with this name and a till.
    pub async fn open_in(chain: &mut impl Chain, shop: Shop, name: &str) -> Result<Self, Fault> {
        let salt = chain.block_number().await?.to_le_bytes();
        let (front, desk) = (bundle("coupon")?, bundle("coupon-desk")?);
        let deployed = deploy_coupons(chain, &shop.merchant, &front, &desk, name, &salt).await?;
        let counter = Self { shop, coupons: deployed.value, till: Account::dev("ferdie") };
        let merchant = &counter.shop.merchant;
        let appoint = counter.messages().set_till(counter.till.id(), Some(LIMITS));
        chain.call(merchant, appoint).await?;
        let issuer = at::<points::Points>(counter.shop.points).set_issuer(counter.coupons, 100_000);
        chain.call(merchant, issuer).await?;
        Ok(counter)
    }

    /// The messages of the coupon contract.
    pub fn messages(&self) -> <Coupon as ink::codegen::ContractCallBuilder>::Type {
        at::<Coupon>(self.coupons)
    }

    /// See [`terms_from`].
    pub async fn terms(&self, chain: &mut impl Chain, kind: Kind) -> Result<Terms, Fault> {
        Ok(terms_from(chain.now().await?, kind))
    }

    /// Opens a campaign and answers its number.
    pub async fn campaign(
        &self,
        chain: &mut impl Chain,
        terms: Terms,
        sale: Sale,
    ) -> Result<u32, Fault> {
        let details = Details { name: "Spring".into(), ..Details::default() };
        let open = self.messages().open_campaign(terms, sale, details);
        Ok(chain.call(&self.shop.merchant, open).await?.value)
    }

    /// Opens a campaign of vouchers over `value` that allows everything.
    pub async fn vouchers(&self, chain: &mut impl Chain, value: u64) -> Result<u32, Fault> {
        let terms = self.terms(chain, Kind::Voucher { value }).await?;
        self.campaign(chain, terms, Sale::default()).await
    }

    pub async fn issue(
        &self,
        chain: &mut impl Chain,
        campaign: u32,
        to: &Account,
    ) -> Result<u64, Fault> {
        let issue = self.messages().issue(campaign, to.id());
        Ok(chain.call(&self.shop.merchant, issue).await?.value)
    }

    pub async fn view(&self, chain: &mut impl Chain, coupon: u64) -> Result<CouponView, Fault> {
        let view = chain.read(self.messages().coupon(coupon)).await?;
        view.ok_or_else(|| format!("there is no coupon {coupon}").into())
    }

    pub async fn receipt(
        &self,
        chain: &mut impl Chain,
        order: OrderRef,
    ) -> Result<Option<Receipt>, Fault> {
        Ok(chain.read(self.messages().receipt(order)).await?)
    }

    pub async fn owner(
        &self,
        chain: &mut impl Chain,
        coupon: u64,
    ) -> Result<Option<AccountId>, Fault> {
        Ok(chain.read(self.messages().owner_of(Id::U64(coupon))).await?)
    }

    /// A ticket for this till, good for an hour, and the holder's signature of it.
    pub async fn ticket(
        &self,
        chain: &mut impl Chain,
        holder: &Account,
        order: OrderRef,
        amount: u64,
        coupons: &[u64],
    ) -> Result<(Ticket, [u8; 64]), Fault> {
        let ticket = Ticket {
            till: Some(self.till.id()),
            order,
            amount,
            coupons: coupons.to_vec(),
            deadline: chain.now().await? + HOUR,
        };
        let mut moves = Vec::new();
        for coupon in coupons {
            moves.push(self.view(chain, *coupon).await?.moves);
        }
        let signature = holder.sign_ticket(self.coupons, &ticket, &moves);
        Ok((ticket, signature))
    }

    /// The PSP34 `Transfer` events of the shop's coupons: from, to, number.
    pub fn transfers(&self, events: &Events) -> Vec<(Option<AccountId>, Option<AccountId>, u64)> {
        let found = events.of::<Transfer>(self.coupons);
        found
            .into_iter()
            .map(|event| match event.id {
                Id::U64(number) => (event.from, event.to, number),
                other => panic!("coupons are not numbered by {other:?}"),
            })
            .collect()
    }
}

/// Terms of a campaign that allows everything for 30 days from now on, and did the day before.
pub fn terms_from(now: u64, kind: Kind) -> Terms {
    Terms {
        kind,
        budget: 1_000,
        per_member: 0,
        issue_from: now.saturating_sub(DAY),
        issue_until: now + 30 * DAY,
        validity: Validity::Dates { from: now.saturating_sub(DAY), until: now + 30 * DAY },
        policy: Policy::Free {},
        refund: RefundRule {
            window: 7 * DAY,
            grace: 0,
            by_tills: false,
            points_within_balance: false,
        },
        stackable: true,
    }
}

/// An order reference as tills print it.
pub fn order(text: &str) -> OrderRef {
    let mut order = [0; 32];
    order[..text.len()].copy_from_slice(text.as_bytes());
    order
}

/// 20 % off, at most 30, from 100 on.
pub fn a_fifth_off() -> Kind {
    Kind::Deduction { minimum: 100, off: Off::Part { basis_points: 2_000, ceiling: 30 } }
}

/// Coupons and deductions of a receipt.
pub fn lines(receipt: &Receipt) -> Vec<(u64, u64)> {
    receipt.lines.iter().map(|Line { coupon, deduction, .. }| (*coupon, *deduction)).collect()
}
