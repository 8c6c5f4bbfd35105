//! `tongquan till` on the embedded chain, and the whole story on a node.

use std::fs;

use crate::bench::{said, Bench};
use crate::counter_story::{file, set_up, story, ticket};
use e2e_tests::{node::NodeProcess, shop::Fault};
use serde_json::json;
use tongquan_cli::{Clock, Code};
use tongquan_client::{Chain, Wait};

const DAY: u64 = 86_400_000;

#[tokio::test]
async fn an_order_at_the_counter() -> Result<(), Fault> {
    story(&mut Bench::embedded().await?).await
}

#[tokio::test]
async fn an_order_at_the_counter_on_a_node() -> Result<(), Fault> {
    let node = NodeProcess::start()?;
    let chain = node.connect(Wait::Included).await?;
    story(&mut Bench::on(chain, Clock::System).await?).await
}

#[tokio::test]
async fn a_ticket_is_signed_without_a_chain() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    set_up(&mut bench).await?;
    let now = bench.session.chain.now().await?;
    let folder = bench.folder.path().display().to_string();
    // The clock of this chain isn't the one of this computer.
    let until = jiff::Timestamp::from_millisecond((now + DAY) as i64)?;
    let line = format!(
        "till ticket 1-1@tea --order D-1 --amount 60 --any-till --until {until} --suri //Bob --qr \
         --png {folder}/t.png --svg {folder}/t.svg --json {folder}/t.json"
    );
    let offline = bench.run(&format!("{line} --moves 0")).await.map_err(said)?;
    let online = bench.run(&line).await.map_err(said)?;
    let signed =
        |text: &serde_json::Value| text.as_str().map(|text| text[..text.len() - 128].to_owned());
    // Signatures differ each time; what is signed doesn't.
    assert_eq!(signed(&offline.data["text"]), signed(&online.data["text"]));
    assert!(offline.text.contains('█'), "it shows a QR code");
    assert!(fs::read(format!("{folder}/t.png"))?.starts_with(b"\x89PNG"));
    assert!(fs::read_to_string(format!("{folder}/t.svg"))?.starts_with("<svg"));
    let redeem = format!("till redeem --ticket {folder}/t.json");
    let done = bench.send("cai", &redeem).await.map_err(said)?;
    assert_eq!(done.data["receipt"]["amount"], json!(6_000));
    let few = bench.run(&format!("{line} --moves 0,1")).await.unwrap_err();
    assert_eq!(few.code, Code::InvalidArgument);
    Ok(())
}

#[tokio::test]
async fn tickets_that_are_good_for_nothing_are_refused() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    set_up(&mut bench).await?;
    // Somebody else's coupon.
    let line = "till ticket 1-1 --order E-1 --amount 60 --any-till --suri //Charlie";
    assert_eq!(bench.run(line).await.unwrap_err().code, Code::InvalidKey);
    // It moved after the ticket was signed.
    let old = ticket(&mut bench, "1-1", "E-2", "60").await?;
    bench.send("ann", "coupon transfer 1-1 ben").await.map_err(said)?;
    let moved = bench.send("cai", &format!("till redeem --ticket {old}")).await.unwrap_err();
    assert_eq!(moved.details, Some(json!("BadSignature")));
    // It is over.
    let late = ticket(&mut bench, "1-2", "E-3", "60").await?;
    bench.session.chain.advance(11 * 60_000).await?;
    let late = bench.send("cai", &format!("till redeem --ticket {late}")).await.unwrap_err();
    assert!(late.message.contains("TicketExpired"), "{}", late.message);
    // It was damaged, or is something else.
    let damaged = file(&bench, "damaged.txt", "TQT1:00FF")?;
    let damaged = bench.send("cai", &format!("till redeem --ticket {damaged}")).await.unwrap_err();
    assert_eq!(damaged.code, Code::InvalidFile);
    let missing = bench.send("cai", "till redeem --ticket nowhere.txt").await.unwrap_err();
    assert_eq!(missing.code, Code::File);
    Ok(())
}

#[tokio::test]
async fn a_till_stays_within_its_day() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    set_up(&mut bench).await?;
    let less = "till set cai --daily-value 10.00 --daily-coupons 20";
    bench.send("alice", less).await.map_err(said)?;
    let paid = ticket(&mut bench, "1-1", "F-1", "60").await?;
    let over = bench.send("cai", &format!("till redeem --ticket {paid}")).await.unwrap_err();
    assert!(over.message.contains("OverDailyCap"), "{}", over.message);
    let not = bench.send("ben", less).await.unwrap_err();
    assert_eq!(not.details, Some(json!("NotManager")));
    Ok(())
}

#[tokio::test]
async fn old_receipts_are_cleared() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    set_up(&mut bench).await?;
    bench.send("ann", "till redeem 1-1 --order G-1 --amount 50").await.map_err(said)?;
    let soon = bench.send("alice", "till clear-receipts G-1").await.unwrap_err();
    assert!(soon.message.contains("StillInUse"), "{}", soon.message);
    bench.session.chain.advance(40 * DAY).await?;
    bench.send("alice", "till clear-receipts G-1").await.map_err(said)?;
    assert_eq!(bench.run("till receipt G-1").await.unwrap_err().code, Code::NotFound);
    let cleared = bench.send("alice", "coupon clear 1-1").await.map_err(said)?;
    assert_eq!(cleared.data["executed"], json!(true));
    Ok(())
}
