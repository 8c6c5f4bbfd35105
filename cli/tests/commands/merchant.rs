//! A merchant's figures and roles, on the embedded chain.

use std::fs;

use crate::bench::{said, Bench};
use coupon::Coupon;
use e2e_tests::{counter::DAY, root, shop::Fault};
use psp34::{Id, PSP34Burnable};
use serde_json::json;
use tongquan_cli::Code;
use tongquan_client::{at, Account, Chain, Embedded};
use tongquan_traits::{coupons::Coupons, redemption::Redemption};

/// The merchant of the example.
async fn tea() -> Result<Bench<Embedded>, Fault> {
    let mut bench = Bench::empty().await?;
    let file = root().join("cli/examples/merchant.toml");
    bench.send("alice", &format!("merchant new {}", file.display())).await.map_err(said)?;
    Ok(bench)
}

#[tokio::test]
async fn a_funnel_says_what_has_become_of_coupons_and_what_is_owed() -> Result<(), Fault> {
    let mut bench = tea().await?;
    bench.send("alice", "points issue ann 12.50").await.map_err(said)?;
    let shop = bench.session.merchant(None).map_err(said)?;
    let (alice, ann) = (Account::dev("alice"), Account::dev("bob"));
    let coupons = || at::<Coupon>(shop.coupon);
    let chain = &mut bench.session.chain;
    let members: Vec<_> = (1..=4).map(|number| [number; 32].into()).collect();
    let members = [members, vec![ann.id(), ann.id()]].concat();
    chain.call(&alice, coupons().issue_batch(1, members)).await?;
    let (first, second) = ((1 << 32) | 5, (1 << 32) | 6);
    chain.call(&ann, coupons().redeem([7; 32], 20_00, vec![first])).await?;
    chain.call(&ann, coupons().burn(ann.id(), Id::U64(second))).await?;

    let shown = bench.run("merchant show").await.map_err(said)?;
    let campaign = &shown.data["coupons"]["campaigns"][0];
    let expected = json!({
        "campaign": 1,
        "name": "50 yuan for tea",
        "state": campaign["state"],
        "kind": { "Voucher": { "value": 50_00 } },
        "budget": 1_000,
        "issued": 6,
        "redeemed": 0,
        "expired": 0,
        "burned": 1,
        "out": 5,
        "out_by_status": { "usable": 5, "not_yet": 0, "reserved": 0, "expired": 0 },
        "in_escrow": 0,
        // 4 whole ones, and one of which 20.00 were spent.
        "owed": { "money": "23000" },
    });
    assert_eq!(*campaign, expected);
    assert!(shown.text.contains("230.00 CNY"), "{}", shown.text);
    assert_eq!(shown.data["points"]["supply"], json!("1250"));
    assert_eq!(shown.data["points"]["issuers"].as_array().map(Vec::len), Some(2));
    assert_eq!(shown.data["coupons"]["managers"].as_array().map(Vec::len), Some(1));

    let until = bench.session.chain.now().await? + 3_600_000;
    let (chain, order) = (&mut bench.session.chain, [8; 32]);
    chain.call(&ann, coupons().reserve(order, 60_00, vec![first], until)).await?;
    let reserved = bench.run("merchant show tea").await.map_err(said)?;
    let campaign = &reserved.data["coupons"]["campaigns"][0];
    assert_eq!(campaign["out_by_status"]["reserved"], json!(1));
    assert_eq!(campaign["owed"], json!({ "money": "23000" }));

    bench.session.chain.advance(200 * DAY).await?;
    let expired = bench.run("merchant show tea").await.map_err(said)?;
    let campaign = &expired.data["coupons"]["campaigns"][0];
    assert_eq!(campaign["out_by_status"]["expired"], json!(5));
    assert_eq!(campaign["owed"], json!({ "money": "0" }));
    Ok(())
}

#[tokio::test]
async fn what_coupons_of_other_kinds_can_still_ask_for() -> Result<(), Fault> {
    let example = fs::read_to_string(root().join("cli/examples/merchant.toml"))?;
    for (kind, owed) in [
        ("points]\namount = \"100.00\"", json!("20000")),
        ("deduction]\nminimum = \"100\"\namount = \"20\"", json!("4000")),
        ("deduction]\nminimum = \"100\"\npercent = \"15\"\nceiling = \"30\"", json!("6000")),
        ("exchange]", json!("2")),
    ] {
        let mut bench = Bench::empty().await?;
        let voucher = "voucher]\nvalue = \"50.00\"";
        assert!(example.contains(voucher));
        let file = bench.folder.path().join("tea.toml");
        fs::write(&file, example.replace(voucher, kind))?;
        let new = format!("merchant new {}", file.display());
        bench.send("alice", &new).await.map_err(said)?;
        let shop = bench.session.merchant(None).map_err(said)?;
        let issue = at::<Coupon>(shop.coupon).issue_batch(1, vec![[1; 32].into(), [2; 32].into()]);
        bench.session.chain.call(&Account::dev("alice"), issue).await?;
        let shown = bench.run("merchant show").await.map_err(said)?;
        let found = shown.data["coupons"]["campaigns"][0]["owed"].as_object().ok_or("owed")?;
        let amounts = ["money", "points", "goods"].iter().filter_map(|unit| found.get(*unit));
        assert_eq!(amounts.collect::<Vec<_>>(), [&owed], "{kind}");
    }
    Ok(())
}

#[tokio::test]
async fn managers_are_appointed_and_dismissed_by_the_owner() -> Result<(), Fault> {
    let mut bench = tea().await?;
    let managers =
        |shown: &tongquan_cli::Answer| shown.data["coupons"]["managers"].as_array().map(Vec::len);
    bench.send("alice", "merchant set-manager cai").await.map_err(said)?;
    let shown = bench.run("merchant show").await.map_err(said)?;
    assert_eq!(managers(&shown), Some(2));
    bench.send("alice", "merchant remove-manager cai").await.map_err(said)?;
    let shown = bench.run("merchant show").await.map_err(said)?;
    assert_eq!(managers(&shown), Some(1));
    let refused = bench.send("ann", "merchant set-manager cai").await.unwrap_err();
    assert_eq!(refused.code, Code::Refused);
    Ok(())
}

#[tokio::test]
async fn the_coupons_change_hands_in_two_steps() -> Result<(), Fault> {
    let mut bench = tea().await?;
    bench.send("alice", "merchant offer-ownership ben").await.map_err(said)?;
    let refused = bench.send("cai", "merchant accept-ownership").await.unwrap_err();
    assert_eq!(refused.code, Code::Refused);
    bench.send("ben", "merchant accept-ownership").await.map_err(said)?;
    let shown = bench.run("merchant show").await.map_err(said)?;
    let ben = tongquan_client::ss58(&bench.account("ben"));
    assert_eq!(shown.data["coupons"]["owner"], json!(ben));
    Ok(())
}

#[tokio::test]
async fn a_merchant_that_is_gone_is_said_to_be() -> Result<(), Fault> {
    let mut bench = Bench::empty().await?;
    let fresh = bench.session.chain.snapshot();
    let file = root().join("cli/examples/merchant.toml");
    bench.send("alice", &format!("merchant new {}", file.display())).await.map_err(said)?;
    bench.session.chain.restore(fresh);
    assert_eq!(bench.run("merchant show").await.unwrap_err().code, Code::WrongContract);
    Ok(())
}
