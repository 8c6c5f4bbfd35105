//! Bulk issue on the embedded chain.

use std::fs;

use crate::bench::{said, Bench};
use coupon::Coupon;
use e2e_tests::shop::Fault;
use psp34::PSP34Enumerable;
use serde_json::json;
use tongquan_cli::Network;
use tongquan_client::{at, ss58, Account, AccountId};
use tongquan_traits::{
    campaigns::{Campaigns, Details, Kind, Policy, RefundRule, Sale, Terms, Validity},
    coupons::Coupons,
};

/// Opens a campaign of `tea` and answers its number.
async fn campaign<C: Network>(
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
        issue_until: now + 86_400_000,
        validity: Validity::AfterIssue { delay: 0, length: 86_400_000 },
        policy: Policy::Free {},
        refund: RefundRule { window: 0, grace: 0, by_tills: false, points_within_balance: false },
        stackable: true,
    };
    let coupon = bench.account("tea.coupon");
    let open = at::<Coupon>(coupon).open_campaign(terms, Sale::default(), Details::default());
    Ok(bench.session.chain.call(&Account::dev("alice"), open).await?.value)
}

fn member(number: usize) -> AccountId {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&(number as u64).to_le_bytes());
    bytes.into()
}

/// All coupons of `tea` with their holders, as the contract lists them.
async fn coupons<C: Network>(bench: &mut Bench<C>) -> Result<Vec<(u64, AccountId)>, Fault> {
    let contract = bench.account("tea.coupon");
    let mut found = Vec::new();
    for index in 0u128.. {
        let listed = at::<Coupon>(contract).token_by_index(index);
        let Some(psp34::Id::U64(coupon)) = bench.session.chain.read(listed).await? else { break };
        let view = bench.session.chain.read(at::<Coupon>(contract).coupon(coupon)).await?;
        found.push((coupon, view.ok_or("it is listed")?.holder));
    }
    found.sort();
    Ok(found)
}

#[tokio::test]
async fn each_row_is_issued_once() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    campaign(&mut bench, 10_000, 0).await?;
    let file = bench.folder.path().join("rows.csv");
    let mut csv = String::from("reference,account\n");
    for number in 0..1_000 {
        csv += &format!("r{number},{}\n", ss58(&member(number)));
    }
    fs::write(&file, &csv)?;
    let line = format!("coupon issue-batch {} --campaign 1", file.display());
    let shown = bench.run(&format!("{line} --from alice")).await.map_err(said)?;
    assert_eq!(shown.data["open_rows"], json!(1_000));
    println!("{}", shown.text);
    assert_eq!(coupons(&mut bench).await?.len(), 0);
    let sent = bench.send("alice", &line).await.map_err(said)?;
    println!("{}", sent.text);
    let found = coupons(&mut bench).await?;
    let holders: Vec<_> = found.iter().map(|(_, holder)| *holder).collect();
    assert_eq!(holders, (0..1_000).map(member).collect::<Vec<_>>());
    bench.send("alice", &line).await.map_err(said)?;
    assert_eq!(coupons(&mut bench).await?.len(), 1_000);
    Ok(())
}
