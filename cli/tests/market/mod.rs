//! What members trade and give in the tests: vouchers of the merchant `tea`, and its points.

// Each file of tests is a program of its own and uses a part of this.
#![allow(dead_code)]

use coupon::Coupon;
use e2e_tests::{counter::DAY, shop::Fault};
use tongquan_cli::CouponId;
use tongquan_client::{at, Account, Chain};
use tongquan_traits::{
    campaigns::{Campaigns, Details, Kind, Policy, RefundRule, Sale, Terms, Validity},
    coupons::Coupons,
};

use crate::bench::Bench;

/// 0.01 CNY.
pub const FEN: u64 = 1;
/// 1 CNY.
pub const YUAN: u64 = 100 * FEN;

/// Opens a campaign of vouchers over `value` that anybody may pass on, and answers its number.
pub async fn vouchers<C: Network>(bench: &mut Bench<C>, value: u64) -> Result<u32, Fault> {
    let coupon = bench.account("tea.coupon");
    let now = bench.session.chain.now().await?;
    let terms = Terms {
        kind: Kind::Voucher { value },
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
    };
    let open = at::<Coupon>(coupon).open_campaign(terms, Sale::default(), Details::default());
    Ok(bench.session.chain.call(&Account::dev("alice"), open).await?.value)
}

/// Issues a coupon, and answers its number as it is typed: `1-0`.
pub async fn issue<C: Network>(
    bench: &mut Bench<C>,
    campaign: u32,
    to: &str,
) -> Result<String, Fault> {
    let (coupon, to) = (bench.account("tea.coupon"), bench.account(to));
    let issue = at::<Coupon>(coupon).issue(campaign, to);
    let issued = bench.session.chain.call(&Account::dev("alice"), issue).await?.value;
    Ok(CouponId(issued).to_string())
}

/// Who holds the coupon, by name.
pub async fn holder<C: Network>(bench: &mut Bench<C>, coupon: &str) -> Result<String, Fault> {
    let contract = bench.account("tea.coupon");
    let coupon: CouponId = coupon.parse().map_err(crate::bench::said)?;
    let view = bench.session.chain.read(at::<Coupon>(contract).coupon(coupon.0)).await?;
    let holder = view.ok_or("there is no such coupon")?.holder;
    Ok(bench.session.name(&holder))
}

/// What an account has of the points of `tea`, as it is shown.
pub async fn points<C: Network>(bench: &mut Bench<C>, account: &str) -> Result<String, Fault> {
    let shown = bench.run(&format!("points balance {account}")).await;
    let text = shown.map_err(crate::bench::said)?.text;
    Ok(text.trim_end().rsplit_once(" has ").ok_or("no balance")?.1.to_owned())
}
