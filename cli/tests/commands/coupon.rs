//! `tongquan coupon` on the embedded chain.

use crate::bench::{said, Bench};
use crate::counter_story::{file, opened, set_up, VOUCHERS};
use e2e_tests::shop::Fault;
use serde_json::json;
use tongquan_cli::Code;

#[tokio::test]
async fn coupons_are_issued_shown_and_given_away() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    opened(&mut bench, VOUCHERS).await?;
    let shown = bench.run("coupon issue 1 ann --from alice").await.map_err(said)?;
    assert!(shown.text.contains("Coupon 1-1 would be issued"), "{}", shown.text);
    assert_eq!(bench.run("coupon list").await.map_err(said)?.data["total"], json!("0"));
    let issued = bench.send("alice", "coupon issue 1 ann").await.map_err(said)?;
    assert_eq!(issued.data["coupon"], json!("1-1"));
    let lost = bench.send("alice", "coupon issue 1 gift").await.unwrap_err();
    assert_eq!(lost.code, Code::InvalidArgument);

    let shown = bench.run("coupon show 1-1@tea").await.map_err(said)?;
    assert!(shown.text.contains("holder         ann"), "{}", shown.text);
    assert!(shown.text.contains("left           50.00 CNY"), "{}", shown.text);
    assert_eq!(bench.run("coupon show 4294967297").await.map_err(said)?.data, shown.data);
    assert_eq!(bench.run("coupon show 1-9").await.unwrap_err().code, Code::NotFound);

    let stolen = bench.send("ben", "coupon transfer 1-1 ben").await.unwrap_err();
    assert_eq!(stolen.details, Some(json!("NotApproved")));
    bench.send("ann", "coupon approve ben 1-1").await.map_err(said)?;
    bench.send("ann", "coupon approve ben 1-1 --revoke").await.map_err(said)?;
    assert!(bench.send("ben", "coupon transfer 1-1 ben").await.is_err());
    bench.send("ann", "coupon transfer 1-1 ben").await.map_err(said)?;
    let view = bench.run("coupon show 1-1").await.map_err(said)?.data["view"].take();
    assert_eq!(view["moves"], json!(1));
    bench.send("ben", "coupon burn 1-1").await.map_err(said)?;
    assert_eq!(bench.run("coupon show 1-1").await.unwrap_err().code, Code::NotFound);
    Ok(())
}

#[tokio::test]
async fn lists_have_pages() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    opened(&mut bench, VOUCHERS).await?;
    for _ in 0..23 {
        bench.send("alice", "coupon issue 1 ann").await.map_err(said)?;
    }
    let count = |answer: &tongquan_cli::Answer| answer.data["coupons"].as_array().map(Vec::len);
    let first = bench.run("coupon list --holder ann").await.map_err(said)?;
    assert_eq!(count(&first), Some(20));
    assert!(first.text.contains("--page 2"), "{}", first.text);
    let second = bench.run("coupon list --holder ann --page 2").await.map_err(said)?;
    assert_eq!(count(&second), Some(3));
    let all = bench.run("coupon list --all").await.map_err(said)?;
    assert_eq!(count(&all), Some(23));
    let none = bench.run("coupon list --holder ben").await.map_err(said)?;
    assert_eq!(count(&none), Some(0));
    Ok(())
}

#[tokio::test]
async fn points_are_exchanged_for_a_coupon() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let toml = VOUCHERS.replace("[issue]", "price = { amount = \"20.00\" }\n[issue]");
    opened(&mut bench, &toml).await?;
    let exchange = "coupon exchange 1";
    bench.send("alice", "points issue ann 15").await.map_err(said)?;
    let poor = bench.send("ann", &format!("{exchange} --approve")).await.unwrap_err();
    assert_eq!(poor.code, Code::Refused);
    bench.send("alice", "points issue ann 30").await.map_err(said)?;
    let unasked = bench.send("ann", exchange).await.unwrap_err();
    assert_eq!(unasked.details, Some(json!({ "Points": "InsufficientAllowance" })));
    assert!(unasked.advice.unwrap_or_default().contains("--approve"));
    let shown = bench.run(&format!("{exchange} --approve --from ann")).await.map_err(said)?;
    assert!(shown.text.contains("after the approval"), "{}", shown.text);
    let got = bench.send("ann", &format!("{exchange} --approve")).await.map_err(said)?;
    assert_eq!(got.data["coupon"], json!("1-1"));
    let left = bench.run("points balance ann").await.map_err(said)?;
    assert_eq!(left.data["balance"], json!("2500"));
    let none = bench.send("ann", "coupon exchange 7").await.unwrap_err();
    assert_eq!(none.code, Code::NotFound);
    Ok(())
}

#[tokio::test]
async fn a_managers_voucher_is_claimed_once_by_its_member() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    set_up(&mut bench).await?;
    let voucher = "coupon voucher 1 ben --number 0";
    let not = bench.run(&format!("{voucher} --suri //Bob")).await.unwrap_err();
    assert_eq!(not.code, Code::Refused);
    let signed = bench.run(&format!("{voucher} --suri //Alice --qr")).await.map_err(said)?;
    assert!(signed.text.contains('█'), "{}", signed.text);
    let text = signed.data["text"].as_str().ok_or("a text")?;
    let file = file(&bench, "voucher.txt", text)?;
    let other = bench.send("cai", &format!("coupon claim {file} --member cai")).await.unwrap_err();
    assert_eq!(other.code, Code::InvalidArgument);
    // Anybody can submit it; ben gets the coupon.
    let claimed = bench.send("cai", &format!("coupon claim {file}")).await.map_err(said)?;
    assert_eq!(claimed.data["coupon"], json!("1-3"));
    let view = bench.run("coupon show 1-3").await.map_err(said)?;
    assert!(view.text.contains("holder         ben"), "{}", view.text);
    let twice = bench.send("ben", &format!("coupon claim {file}")).await.unwrap_err();
    assert_eq!(twice.details, Some(json!("VoucherUsed")));
    let used = bench.run(&format!("{voucher} --suri //Alice")).await.unwrap_err();
    assert_eq!(used.code, Code::Refused);
    Ok(())
}
