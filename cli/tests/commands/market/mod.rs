//! What members trade and give in the tests: vouchers and points of merchants.

pub mod auctions;
pub mod gifts;
pub mod swaps;

use coupon::Coupon;
use e2e_tests::{bundle, counter::terms_from, shop::Fault};
use points::PointsRef;
use psp34::{Id, PSP34};
use serde_json::Value;
use tongquan_cli::{
    Address, Bytes, ContractKind, CouponId, Deployed, Hex, Merchant, Money, Network, Problem,
};
use tongquan_client::{at, deploy_coupons, Account, AccountId};
use tongquan_traits::{
    campaigns::{Campaigns, Details, Kind, Sale},
    coupons::Coupons,
    issuance::Issuance,
};

use crate::bench::{said, Bench};

/// 1 CNY.
pub const YUAN: u64 = 100;

/// What a contract refused with.
pub fn refusal(problem: &Problem) -> Value {
    problem.details.clone().unwrap_or_default()
}

/// Opens a second merchant beside `tea`, whose owner is `alice` too.
pub async fn open<C: Network>(bench: &mut Bench<C>, name: &str, symbol: &str) -> Result<(), Fault> {
    let points = token(bench, &format!("{name}.points"), symbol).await?;
    let (alice, chain) = (Account::dev("alice"), &mut bench.session.chain);
    let (bundle, desk) = (bundle("coupon")?, bundle("coupon-desk")?);
    let salt = [symbol.as_bytes(), &chain.block_number().await?.to_le_bytes()].concat();
    let coupon = deploy_coupons(chain, &alice, &bundle, &desk, name, &salt).await?.value;
    enter(bench, &format!("{name}.coupon"), ContractKind::Coupon, coupon).await?;
    appoint(bench, points, coupon).await?;
    let merchant = Merchant {
        points: format!("{name}.points"),
        coupon: format!("{name}.coupon"),
        money: Money::default(),
    };
    bench.session.book.merchants.insert(name.into(), merchant);
    bench.session.book.save(&bench.session.book_path().map_err(said)?).map_err(said)
}

/// Deploys points, which `alice` issues, under a name of the address book.
pub async fn token<C: Network>(
    bench: &mut Bench<C>,
    name: &str,
    symbol: &str,
) -> Result<AccountId, Fault> {
    let (alice, chain) = (Account::dev("alice"), &mut bench.session.chain);
    let salt = [name.as_bytes(), &chain.block_number().await?.to_le_bytes()].concat();
    let constructor = PointsRef::new(name.into(), symbol.into(), 2, None);
    let points = chain.deploy(&alice, &bundle("points")?, constructor, &salt).await?.value;
    enter(bench, name, ContractKind::Points, points).await?;
    appoint(bench, points, alice.id()).await?;
    Ok(points)
}

async fn appoint<C: Network>(
    bench: &mut Bench<C>,
    points: AccountId,
    issuer: AccountId,
) -> Result<(), Fault> {
    let message = at::<points::Points>(points).set_issuer(issuer, 100_000_000);
    bench.session.chain.call(&Account::dev("alice"), message).await?;
    Ok(())
}

/// Enters a contract into the address book.
async fn enter<C: Network>(
    bench: &mut Bench<C>,
    name: &str,
    kind: ContractKind,
    address: AccountId,
) -> Result<(), Fault> {
    let code_hash = bench.session.chain.code_hash(address).await?.ok_or("no code")?;
    let deployed = Deployed {
        kind,
        address: Address(address),
        code_hash: Hex(code_hash),
        deployer: Address(Account::dev("alice").id()),
        input: Bytes::default(),
        salt: Bytes::default(),
        block: None,
    };
    bench.session.book.contracts.insert(name.into(), deployed);
    bench.session.book.save(&bench.session.book_path().map_err(said)?).map_err(said)
}

/// Opens a campaign of vouchers over `value` that anybody may pass on, and answers its number.
pub async fn vouchers<C: Network>(
    bench: &mut Bench<C>,
    merchant: &str,
    value: u64,
) -> Result<u32, Fault> {
    let coupon = bench.account(&format!("{merchant}.coupon"));
    let now = bench.session.chain.now().await?;
    let terms = terms_from(now, Kind::Voucher { value });
    let open = at::<Coupon>(coupon).open_campaign(terms, Sale::default(), Details::default());
    Ok(bench.session.chain.call(&Account::dev("alice"), open).await?.value)
}

/// Issues a coupon, and answers its number as it is typed: `1-0`.
pub async fn issue<C: Network>(
    bench: &mut Bench<C>,
    merchant: &str,
    campaign: u32,
    to: &str,
) -> Result<String, Fault> {
    let (coupon, to) = (bench.account(&format!("{merchant}.coupon")), bench.account(to));
    let issue = at::<Coupon>(coupon).issue(campaign, to);
    let issued = bench.session.chain.call(&Account::dev("alice"), issue).await?.value;
    Ok(CouponId(issued).to_string())
}

/// Ann lets a contract take her coupon of `tea`.
pub async fn approve_coupon<C: Network>(
    bench: &mut Bench<C>,
    coupon: &str,
    spender: &str,
) -> Result<(), Fault> {
    let (contract, spender) = (bench.account("tea.coupon"), bench.account(spender));
    let id = Id::U64(coupon.parse::<CouponId>().map_err(said)?.0);
    let approve = at::<Coupon>(contract).approve(spender, Some(id), true);
    bench.session.chain.call(&Account::dev("bob"), approve).await?;
    Ok(())
}

/// Who holds the coupon, by name.
pub async fn holder<C: Network>(
    bench: &mut Bench<C>,
    merchant: &str,
    coupon: &str,
) -> Result<String, Fault> {
    let contract = bench.account(&format!("{merchant}.coupon"));
    let coupon: CouponId = coupon.parse().map_err(said)?;
    let view = bench.session.chain.read(at::<Coupon>(contract).coupon(coupon.0)).await?;
    let holder = view.ok_or("there is no such coupon")?.holder;
    Ok(bench.session.name(&holder))
}

/// What an account has of a merchant's points, as it is shown.
pub async fn points<C: Network>(
    bench: &mut Bench<C>,
    merchant: &str,
    account: &str,
) -> Result<String, Fault> {
    let shown = bench.run(&format!("points balance {account} -m {merchant}")).await;
    let text = shown.map_err(said)?.text;
    Ok(text.trim_end().rsplit_once(" has ").ok_or("no balance")?.1.to_owned())
}
