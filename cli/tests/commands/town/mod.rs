//! Campaigns and members for tests of bulk issue, and what the chain says of them.

use coupon::Coupon;
use e2e_tests::shop::Fault;
use psp34::PSP34Enumerable;
use tongquan_cli::Network;
use tongquan_client::{at, ss58, Account, AccountId};
use tongquan_traits::{
    campaigns::{Campaigns, Details, Kind, Policy, RefundRule, Sale, Terms, Validity},
    coupons::Coupons,
};

use crate::bench::Bench;

const DAY: u64 = 86_400_000;

/// Opens a campaign of `tea` and answers its number.
pub async fn campaign<C: Network>(
    bench: &mut Bench<C>,
    budget: u32,
    per_member: u32,
) -> Result<u32, Fault> {
    let now = bench.session.chain.now().await?;
    let terms = Terms {
        kind: Kind::Voucher { value: 5_000 },
        budget,
        per_member,
        issue_from: 0,
        issue_until: now + 30 * DAY,
        validity: Validity::AfterIssue { delay: 0, length: DAY },
        policy: Policy::Free {},
        refund: RefundRule { window: 0, grace: 0, by_tills: false, points_within_balance: false },
        stackable: true,
    };
    let coupon = bench.account("tea.coupon");
    let open = at::<Coupon>(coupon).open_campaign(terms, Sale::default(), Details::default());
    Ok(bench.session.chain.call(&Account::dev("alice"), open).await?.value)
}

/// An account that nobody has the key of.
pub fn member(number: usize) -> AccountId {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&(number as u64).to_le_bytes());
    bytes.into()
}

/// Rows `from..to`, each for a member of its own.
pub fn rows(from: usize, to: usize) -> String {
    let row = |number| format!("r{number},{}\n", ss58(&member(number)));
    (from..to).map(row).collect::<Vec<_>>().concat()
}

/// The holders of all coupons of `tea`, by the coupons' numbers.
pub async fn holders<C: Network>(bench: &mut Bench<C>) -> Result<Vec<AccountId>, Fault> {
    let contract = bench.account("tea.coupon");
    let mut found = Vec::new();
    for index in 0u128.. {
        let listed = at::<Coupon>(contract).token_by_index(index);
        let Some(psp34::Id::U64(coupon)) = bench.session.chain.read(listed).await? else { break };
        let view = bench.session.chain.read(at::<Coupon>(contract).coupon(coupon)).await?;
        found.push((coupon, view.ok_or("it is listed")?.holder));
    }
    found.sort();
    Ok(found.into_iter().map(|(_, holder)| holder).collect())
}
