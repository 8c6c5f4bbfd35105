//! What happens at the counter, as command lines: on any chain.

use std::fs;

use e2e_tests::shop::Fault;
use serde_json::json;
use tongquan_cli::{Answer, Code, Network, Problem};

use crate::bench::{said, Bench};

/// A campaign of vouchers over 50.00 CNY, which tills may refund.
pub const VOUCHERS: &str = r#"
name = "Tea"
kind.voucher = { value = "50.00" }
budget = 100
[issue]
until = "30d"
[valid]
length = "10d"
[refund]
window = "7d"
by_tills = true
"#;

/// A file of this test.
pub fn file<C>(bench: &Bench<C>, name: &str, text: &str) -> Result<String, Fault> {
    let path = bench.folder.path().join(name);
    fs::write(&path, text)?;
    Ok(path.display().to_string())
}

/// Opens a campaign and answers its number.
pub async fn opened<C: Network>(bench: &mut Bench<C>, toml: &str) -> Result<u64, Fault> {
    let file = file(bench, "campaign.toml", toml)?;
    let opened = bench.send("alice", &format!("campaign open {file}")).await.map_err(said)?;
    Ok(opened.data["campaign"].as_u64().ok_or("it has a number")?)
}

/// Opens the campaign of vouchers, gives ann two, and makes cai a till.
pub async fn set_up<C: Network>(bench: &mut Bench<C>) -> Result<(), Fault> {
    assert_eq!(opened(bench, VOUCHERS).await?, 1);
    for _ in 0..2 {
        bench.send("alice", "coupon issue 1 ann").await.map_err(said)?;
    }
    let till = "till set cai --daily-value 500 --daily-coupons 20 --void-window 30m";
    bench.send("alice", till).await.map_err(said)?;
    Ok(())
}

/// What the holder signs, as the file that the till reads.
pub async fn ticket<C: Network>(
    bench: &mut Bench<C>,
    coupon: &str,
    order: &str,
    amount: &str,
) -> Result<String, Fault> {
    let line = format!(
        "till ticket {coupon} --order {order} --amount {amount} --till cai --suri //Bob --until 10m"
    );
    let signed = bench.run(&line).await.map_err(said)?;
    let text = signed.data["text"].as_str().ok_or("it has a text")?.to_owned();
    file(bench, &format!("{order}.txt"), &text)
}

/// The receipt of an order: its state and what was refunded.
pub async fn state<C: Network>(
    bench: &mut Bench<C>,
    order: &str,
) -> Result<(String, u64), Problem> {
    let receipt = bench.run(&format!("till receipt {order}")).await?.data["receipt"].take();
    let state = match &receipt["state"] {
        serde_json::Value::Object(state) => state.keys().next().cloned().unwrap_or_default(),
        state => state.as_str().unwrap_or_default().to_owned(),
    };
    Ok((state, receipt["refunded"].as_u64().unwrap_or_default()))
}

/// From the ticket to the refund.
pub async fn story<C: Network>(bench: &mut Bench<C>) -> Result<(), Fault> {
    set_up(bench).await?;
    let ticket_a = ticket(bench, "1-1", "A-1042", "128.80").await?;
    let redeem = format!("till redeem --ticket {ticket_a}");

    // A dry run changes nothing.
    let shown: Answer = bench.run(&format!("{redeem} --from cai")).await.map_err(said)?;
    assert_eq!(shown.data["executed"], json!(false));
    assert_eq!(shown.data["receipt"]["lines"][0]["deduction"], json!(5_000));
    assert_eq!(state(bench, "A-1042").await.unwrap_err().code, Code::NotFound);

    // Only the till of the ticket can use it.
    let other = bench.send("ben", &redeem).await.unwrap_err();
    assert_eq!(other.details, Some(json!("NotTill")));

    // The till redeems, and sends it again.
    let done = bench.send("cai", &redeem).await.map_err(said)?;
    assert_eq!(done.data["repeated"], json!(false));
    assert!(done.text.contains("78.80 CNY"), "{}", done.text);
    assert_eq!(done.data["order_text"], json!("A-1042"));
    let again = bench.send("cai", &redeem).await.map_err(said)?;
    assert_eq!(again.data["repeated"], json!(true));
    assert_eq!(again.data["receipt"], done.data["receipt"]);
    let till = bench.run("till show cai").await.map_err(said)?;
    assert_eq!(till.data["used_today"], json!({ "value": 5_000, "coupons": 1 }));

    // It is used up.
    let used = ticket(bench, "1-1", "A-1043", "10").await?;
    let used = bench.send("cai", &format!("till redeem --ticket {used}")).await.unwrap_err();
    assert_eq!(used.code, Code::Refused);
    assert!(used.message.contains("AlreadyRedeemed"), "{}", used.message);

    // A part, then the rest, is refunded; then nothing is left.
    bench.send("cai", "till refund A-1042 28.80").await.map_err(said)?;
    assert_eq!(state(bench, "A-1042").await.map_err(said)?, ("Redeemed".into(), 2_880));
    bench.send("cai", "till refund A-1042 100").await.map_err(said)?;
    assert_eq!(state(bench, "A-1042").await.map_err(said)?, ("Refunded".into(), 12_880));
    let coupon = bench.run("coupon show 1-1").await.map_err(said)?;
    assert_eq!(coupon.data["view"]["left"], json!(5_000));

    // A hold that is released, and one that is completed.
    let ticket_b = ticket(bench, "1-2", "B-1", "60").await?;
    let reserve = format!("till reserve --ticket {ticket_b} --until 5m");
    bench.send("cai", &reserve).await.map_err(said)?;
    assert_eq!(state(bench, "B-1").await.map_err(said)?.0, "Reserved");
    bench.send("cai", "till release B-1").await.map_err(said)?;
    assert_eq!(state(bench, "B-1").await.unwrap_err().code, Code::NotFound);
    bench.send("cai", &reserve).await.map_err(said)?;
    bench.send("cai", &format!("till redeem --ticket {ticket_b}")).await.map_err(said)?;

    // A mistake is voided.
    bench.send("cai", "till void B-1").await.map_err(said)?;
    assert_eq!(state(bench, "B-1").await.map_err(said)?.0, "Voided");

    // The holder redeems without a till.
    let own = "till redeem 1-1 1-2 --order C-1 --amount 75";
    bench.send("ann", own).await.map_err(said)?;
    let receipt = bench.run("till receipt C-1").await.map_err(said)?;
    assert_eq!(receipt.data["receipt"]["lines"][1]["deduction"], json!(2_500));

    // A lost till can do nothing any more.
    bench.send("alice", "till remove cai").await.map_err(said)?;
    assert_eq!(bench.run("till show cai").await.unwrap_err().code, Code::NotFound);
    let late = bench.send("cai", "till refund C-1 1").await.unwrap_err();
    assert_eq!(late.code, Code::Refused);
    Ok(())
}
