//! `tongquan auction`: lots, bids, purchases and credits, on the embedded chain.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::bench::{said, Bench};
use crate::cut::{Cut, Where};
use crate::market::{
    approve_coupon,
    auctions::{a_market_day, house},
    holder, issue, points, refusal, token, vouchers, YUAN,
};
use e2e_tests::{
    counter::{DAY, HOUR},
    shop::Fault,
};
use serde_json::json;
use tongquan_cli::{Clock, Code};
use tongquan_client::{Chain, Embedded};

#[tokio::test]
async fn who_bids_most_has_the_coupon() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let [coupon, _] = house(&mut bench).await?;
    let sell = format!("auction sell {coupon} --opening 50 --until 1h --window 10m");
    let unapproved = bench.send("ann", &sell).await.unwrap_err();
    assert_eq!(refusal(&unapproved)["Asset"]["Item"]["fault"], json!("NotApproved"));
    assert!(unapproved.advice.unwrap().contains("--approve"));
    let listed = bench.send("ann", &format!("{sell} --approve")).await.map_err(said)?;
    assert_eq!(listed.data["lot"], json!(1));
    assert_eq!(listed.data["approvals"].as_array().map(Vec::len), Some(1));

    let first = bench.send("ben", "auction bid 1 100 --approve").await.map_err(said)?;
    assert!(first.text.contains("ben leads at 50.00 TEA"), "{}", first.text);
    let second = bench.send("cai", "auction bid 1 80 --approve").await.map_err(said)?;
    assert!(second.text.contains("ben leads at 84.00 TEA"), "{}", second.text);
    let low = bench.send("cai", "auction bid 1 85 --approve").await.unwrap_err();
    assert!(low.advice.as_ref().is_some_and(|it| it.contains("at least 88.20 TEA")), "{low:?}");
    // The leader pays the difference only.
    bench.send("ben", "auction bid 1 120 --approve").await.map_err(said)?;
    assert_eq!(points(&mut bench, "tea", "ben").await?, "380.00 TEA");
    let shown = bench.run("auction show 1").await.map_err(said)?;
    assert!(shown.text.contains("ben at 84.00 TEA, up to 120.00 TEA"), "{}", shown.text);
    assert_eq!(shown.data["minimum_bid"], json!("8820"));
    assert_eq!(shown.data["coupons"][0]["promise_is_kept"], json!(true));

    let early = bench.send("cai", "auction settle 1").await.unwrap_err();
    assert!(refusal(&early)["NotEnded"]["until"].is_u64(), "{early:?}");
    bench.session.chain.advance(HOUR).await?;
    let listed = bench.run("auction list --seller ann").await.map_err(said)?;
    assert!(listed.text.contains("to settle"), "{}", listed.text);
    assert!(bench.run("auction list --on-sale").await.map_err(said)?.data == json!([]));
    bench.send("cai", "auction settle 1").await.map_err(said)?;
    assert_eq!(holder(&mut bench, "tea", &coupon).await?, "ben");
    let owed = bench.run("auction credits ann").await.map_err(said)?;
    assert_eq!(owed.data["credits"][0]["amount"], json!("8400"));
    bench.send("ben", "auction withdraw ann").await.map_err(said)?;
    assert_eq!(points(&mut bench, "tea", "ann").await?, "84.00 TEA");
    let nothing = bench.send("ann", "auction withdraw").await.unwrap_err();
    assert_eq!(nothing.code, Code::NotFound);
    assert_eq!(bench.run("auction show 1").await.unwrap_err().code, Code::NotFound);
    Ok(())
}

#[tokio::test]
async fn coupons_are_bought_at_once() -> Result<(), Fault> {
    a_market_day(&mut Bench::embedded().await?).await
}

#[tokio::test]
async fn a_price_falls() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let [coupon, _] = house(&mut bench).await?;
    let sell = format!("auction sell {coupon}@tea --highest 80 --lowest 20 --until 4h --approve");
    bench.send("ann", &sell).await.map_err(said)?;
    bench.session.chain.advance(2 * HOUR).await?;
    let listed = bench.run("auction list").await.map_err(said)?;
    assert!(listed.text.contains(", falling"), "{}", listed.text);
    let price = bench.run("auction show 1").await.map_err(said)?.data["price"].clone();
    let price: u128 = price.as_str().ok_or("no price")?.parse()?;
    assert!((4_990..=5_000).contains(&price), "{price}");
    let bid = bench.send("ben", "auction bid 1 60 --approve").await.unwrap_err();
    assert_eq!(refusal(&bid), json!("NotEnglish"));
    let allowance = bench.run("points allowance ben auction").await.map_err(said)?;
    assert_eq!(allowance.data["allowance"], json!("0"), "nothing was approved for what is refused");
    bench.session.chain.advance(2 * HOUR).await?;
    let over = bench.send("ben", "auction buy 1 --approve").await.unwrap_err();
    assert_eq!(over.code, Code::NotFound);
    bench.send("cai", "auction settle 1").await.map_err(said)?;
    assert_eq!(holder(&mut bench, "tea", &coupon).await?, "ann");
    Ok(())
}

#[tokio::test]
async fn a_dry_run_changes_nothing() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let [coupon, _] = house(&mut bench).await?;
    let file = bench.folder.path().join("reserve.json");
    let sell = format!(
        "auction sell {coupon} --opening 50 --until 1h --hidden-reserve 90 --reserve-file {}",
        file.display()
    );
    let shown = bench.run(&format!("{sell} --approve --from ann")).await.map_err(said)?;
    assert!(shown.text.contains("tried after the approval"), "{}", shown.text);
    assert_eq!(holder(&mut bench, "tea", &coupon).await?, "ann");
    assert!(!file.exists());
    bench.send("ann", &format!("{sell} --approve")).await.map_err(said)?;
    bench.send("ben", "points approve auction 100").await.map_err(said)?;
    let bid = bench.run("auction bid 1 100 --from ben").await.map_err(said)?;
    assert_eq!(bid.data["executed"], json!(false));
    assert_eq!(points(&mut bench, "tea", "ben").await?, "500.00 TEA");
    Ok(())
}

#[tokio::test]
async fn a_hidden_reserve_is_told_after_the_end() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let coupons = house(&mut bench).await?;
    let path = |lot: usize| bench.folder.path().join(format!("reserve-{lot}.json"));
    let (files, mut lots) = ([path(0), path(1)], Vec::new());
    for (coupon, file) in coupons.iter().zip(&files) {
        let sell = format!(
            "auction sell {coupon} --opening 50 --until 1h --hidden-reserve 90 --reserve-file {} --approve",
            file.display()
        );
        let sold = bench.send("ann", &sell).await.map_err(said)?;
        assert_eq!(fs::metadata(file)?.permissions().mode() & 0o777, 0o600);
        assert!(!sold.data.to_string().contains("\"9000\""), "the reserve is hidden");
        assert!(!sold.text.contains("90.00"), "{}", sold.text);
        lots.push(sold.data["lot"].as_u64().ok_or("no lot")?);
    }
    let again = format!(
        "auction sell {} --opening 50 --until 1h --hidden-reserve 1 --reserve-file {}",
        coupons[0],
        files[0].display()
    );
    let taken = bench.send("ann", &again).await.unwrap_err();
    assert_eq!(taken.code, Code::File, "a reserve is not written over");
    for (lot, maximum) in lots.iter().zip([80, 100]) {
        let bid = format!("auction bid {lot} {maximum} --approve");
        bench.send("ben", &bid).await.map_err(said)?;
    }
    bench.session.chain.advance(HOUR).await?;
    let hidden = bench.send("cai", &format!("auction settle {}", lots[0])).await.unwrap_err();
    assert!(refusal(&hidden)["ReserveHidden"]["until"].is_u64(), "{hidden:?}");
    let shown = bench.run(&format!("auction show {}", lots[0])).await.map_err(said)?;
    assert!(shown.text.contains("can be revealed until"), "{}", shown.text);

    let swapped = format!("auction reveal {} --file {}", lots[0], files[1].display());
    let swapped = bench.send("ann", &swapped).await.unwrap_err();
    assert!(swapped.message.contains(&format!("that of lot {}", lots[1])), "{swapped:?}");
    for (lot, file) in lots.iter().zip(&files) {
        let reveal = format!("auction reveal {lot} --file {}", file.display());
        bench.send("ann", &reveal).await.map_err(said)?;
    }
    assert_eq!(holder(&mut bench, "tea", &coupons[0]).await?, "ann", "80 is below the reserve");
    assert_eq!(holder(&mut bench, "tea", &coupons[1]).await?, "ben");
    let owed = bench.run("auction credits ann").await.map_err(said)?;
    assert_eq!(owed.data["credits"][0]["amount"], json!("9000"));
    Ok(())
}

#[tokio::test]
async fn a_reserve_outlives_a_cut() -> Result<(), Fault> {
    let mut bench = Bench::on(Cut::new(Embedded::new()), Clock::Chain).await?;
    let [coupon, _] = house(&mut bench).await?;
    let file = bench.folder.path().join("reserve.json");
    let sell = format!(
        "auction sell {coupon} --opening 50 --until 1h --hidden-reserve 90 --reserve-file {}",
        file.display()
    );
    // Refused, so the file is of no use.
    assert_eq!(bench.send("ann", &sell).await.unwrap_err().code, Code::Refused);
    assert!(!file.exists());
    let worthless = sell.replace("--opening 50", "--opening 0 --approve");
    assert_eq!(bench.send("ann", &worthless).await.unwrap_err().code, Code::Refused);
    assert!(!file.exists());
    approve_coupon(&mut bench, &coupon, "auction").await?;
    bench.session.chain.cut_after(0, Where::AfterSending);
    let cut = bench.send("ann", &sell).await.unwrap_err();
    assert_eq!(cut.code, Code::Unconfirmed);
    assert!(cut.advice.unwrap().contains("reserve.json"));
    bench.send("ben", "auction bid 1 100 --approve").await.map_err(said)?;
    bench.session.chain.advance(HOUR).await?;
    let reveal = format!("auction reveal 1 --file {}", file.display());
    bench.send("ann", &reveal).await.map_err(said)?;
    assert_eq!(holder(&mut bench, "tea", &coupon).await?, "ben");
    Ok(())
}

#[tokio::test]
async fn a_lot_is_unwound_item_by_item() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let [one, two] = house(&mut bench).await?;
    let sell = format!("auction sell {one} {two} --opening 50 --until 1h --approve");
    bench.send("ann", &sell).await.map_err(said)?;
    let stranger = bench.send("cai", "auction unwind 1").await.unwrap_err();
    assert!(refusal(&stranger)["NotUnwindable"]["from"].is_u64(), "{stranger:?}");
    let not_seller = bench.send("cai", "auction cancel 1").await.unwrap_err();
    assert_eq!(refusal(&not_seller), json!("NotSeller"));
    bench.send("ann", "auction unwind 1").await.map_err(said)?;
    bench.send("cai", "auction reclaim 1 1").await.map_err(said)?;
    let shown = bench.run("auction show 1").await.map_err(said)?;
    assert!(shown.text.starts_with("Lot 1: unwound"), "{}", shown.text);
    assert!(shown.text.contains("(given back)"), "{}", shown.text);
    let rest = bench.send("cai", "auction reclaim 1").await.map_err(said)?;
    assert_eq!(rest.data["steps"].as_array().map(Vec::len), Some(1));
    for coupon in [&one, &two] {
        assert_eq!(holder(&mut bench, "tea", coupon).await?, "ann");
    }
    bench.send("ann", &sell).await.map_err(said)?;
    bench.send("ann", "auction unwind 2").await.map_err(said)?;
    bench.send("ann", "auction abandon 2").await.map_err(said)?;
    assert_eq!(holder(&mut bench, "tea", &one).await?, "auction");
    Ok(())
}

#[tokio::test]
async fn credits_of_many_tokens_are_paid_in_batches() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let campaign = vouchers(&mut bench, "tea", 50 * YUAN).await?;
    for number in 1..=17 {
        let name = format!("token{number}");
        token(&mut bench, &name, &format!("T{number}")).await?;
        for member in ["ben", "cai"] {
            let fund = format!("points issue {member} 10 -m {name}");
            bench.send("alice", &fund).await.map_err(said)?;
        }
        let coupon = issue(&mut bench, "tea", campaign, "ann").await?;
        let sell = format!("auction sell {coupon} --token {name} --opening 1 --until 1d --approve");
        bench.send("ann", &sell).await.map_err(said)?;
        for (member, maximum) in [("ben", 2), ("cai", 5)] {
            let bid = format!("auction bid {number} {maximum} --approve");
            bench.send(member, &bid).await.map_err(said)?;
        }
    }
    let one = "auction withdraw --token token7";
    let shown = bench.run(&format!("{one} --from ben")).await.map_err(said)?;
    assert!(shown.text.contains("pay 2.00 T7 to ben"), "{}", shown.text);
    let paid = bench.send("cai", "auction withdraw ben").await.map_err(said)?;
    assert_eq!(paid.data["steps"].as_array().map(Vec::len), Some(2));
    assert_eq!(points(&mut bench, "token17", "ben").await?, "10.00 T17");
    assert!(bench.run("auction credits ben").await.map_err(said)?.data["credits"] == json!([]));
    Ok(())
}

#[tokio::test]
async fn what_contradicts_itself_is_not_listed() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let [coupon, _] = house(&mut bench).await?;
    bench
        .send("ann", &format!("auction sell {coupon} --opening 1 --until 1h --approve"))
        .await
        .map_err(said)?;
    bench.send("ann", "auction cancel 1").await.map_err(said)?;
    for (options, code) in [
        ("--opening 1 --until 91d", Code::Refused),
        ("--opening 1 --until 29d1h", Code::Refused),
        ("--opening 1 --until 1h --raise 100.01", Code::Refused),
        ("--opening 1 --until 1h --raise 1000", Code::InvalidArgument),
        ("--opening 1.001 --until 1h", Code::InvalidArgument),
        ("--opening 1 --until soon", Code::InvalidArgument),
        ("--highest 1 --lowest 2 --until 1h", Code::Refused),
    ] {
        let sell = format!("auction sell {coupon} {options}");
        let refused = bench.send("ann", &sell).await.unwrap_err();
        assert_eq!(refused.code, code, "{options}: {refused:?}");
    }
    for item in ["tea", "3-", "1-1@nowhere", "u9:5@tea", "0xzz@tea"] {
        let sell = format!("auction sell {item} --opening 1 --until 1h");
        let refused = bench.send("ann", &sell).await.unwrap_err();
        assert!(matches!(refused.code, Code::InvalidArgument | Code::UnknownName), "{item}");
    }
    bench.session.chain.advance(DAY).await?;
    let elses = format!("auction sell {coupon} --opening 1 --until 1h");
    let refused = bench.send("ben", &elses).await.unwrap_err();
    assert_eq!(refusal(&refused)["Asset"]["Item"]["fault"], json!("NotOwner"));
    Ok(())
}
