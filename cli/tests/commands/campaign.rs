//! `tongquan campaign` on the embedded chain.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::bench::{said, Bench};
use crate::counter_story::{file, opened, VOUCHERS};
use e2e_tests::shop::Fault;
use serde_json::{json, Value};
use tongquan_cli::Code;

#[tokio::test]
async fn a_campaign_is_opened_and_shown() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let toml = file(&bench, "tea.toml", VOUCHERS)?;
    let shown = bench.run(&format!("campaign open {toml} --from alice")).await.map_err(said)?;
    assert_eq!(shown.data["executed"], json!(false));
    assert!(shown.text.contains("100 coupons, each a voucher of 50.00 CNY"), "{}", shown.text);
    let none = bench.run("campaign list").await.map_err(said)?;
    assert_eq!(none.data["campaigns"], json!([]));

    let refused = bench.send("ann", &format!("campaign open {toml}")).await.unwrap_err();
    assert_eq!(refused.details, Some(json!("NotManager")));
    assert_eq!(opened(&mut bench, VOUCHERS).await?, 1);
    let listed = bench.run("campaign list").await.map_err(said)?;
    assert_eq!(listed.data["campaigns"][0]["details"]["name"], json!("Tea"));
    let shown = bench.run("campaign show 1").await.map_err(said)?;
    assert!(shown.text.contains("for 7d by tills and managers"), "{}", shown.text);
    assert_eq!(bench.run("campaign show 2").await.unwrap_err().code, Code::NotFound);
    Ok(())
}

#[tokio::test]
async fn terms_only_get_better() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    opened(&mut bench, VOUCHERS).await?;
    let extend = "campaign extend 1 --budget 150 --issue-until 60d --valid-until 20d";
    bench.send("alice", extend).await.map_err(said)?;
    let terms = bench.run("campaign show 1").await.map_err(said)?.data["campaign"]["terms"].take();
    assert_eq!(terms["budget"], json!(150));
    assert_eq!(terms["validity"]["AfterIssue"]["length"], json!(20 * 86_400_000u64));
    let worse = bench.send("alice", "campaign extend 1 --budget 149").await.unwrap_err();
    assert_eq!(worse.details, Some(json!({ "WorseTerms": "Budget" })));
    Ok(())
}

#[tokio::test]
async fn a_paused_campaign_issues_nothing() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    opened(&mut bench, VOUCHERS).await?;
    bench.send("alice", "campaign pause 1").await.map_err(said)?;
    let paused = bench.send("alice", "coupon issue 1 ann").await.unwrap_err();
    assert!(paused.message.contains("NotIssuing"), "{}", paused.message);
    bench.send("alice", "campaign resume 1").await.map_err(said)?;
    bench.send("alice", "coupon issue 1 ann").await.map_err(said)?;
    bench.send("alice", "campaign close 1").await.map_err(said)?;
    let closed = bench.send("alice", "campaign resume 1").await.unwrap_err();
    assert_eq!(closed.details, Some(json!("CampaignClosed")));
    Ok(())
}

#[tokio::test]
async fn codes_are_kept_before_they_are_published_and_claimed_once() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    opened(&mut bench, VOUCHERS).await?;
    let out = bench.folder.path().join("codes.json");
    let codes = format!("campaign codes 1 5 --out {}", out.display());
    bench.run(&format!("{codes} --from alice")).await.map_err(said)?;
    assert!(!out.exists(), "a dry run keeps no secrets");

    // The root can't be published, but the codes are on the disk.
    let refused = bench.send("ann", &codes).await.unwrap_err();
    assert_eq!(refused.details, Some(json!("NotManager")));
    assert_eq!(fs::metadata(&out)?.permissions().mode() & 0o777, 0o600);
    let kept = fs::read_to_string(&out)?;
    bench.send("alice", &codes).await.map_err(said)?;
    assert_eq!(fs::read_to_string(&out)?, kept, "the same codes");
    let other = bench.send("alice", &codes.replace(" 5 ", " 6 ")).await.unwrap_err();
    assert_eq!(other.code, Code::File);

    let made: Value = serde_json::from_str(&kept)?;
    let text = made["codes"][3].as_str().ok_or("a text")?;
    let code = file(&bench, "code.txt", text)?;
    let claim = format!("coupon claim {code}");
    let shown = bench.run(&format!("{claim} --from ann")).await.map_err(said)?;
    assert!(shown.text.contains("Coupon 1-1 would be claimed"), "{}", shown.text);
    // The merchant pays the fee for ann.
    let claimed = bench.send("alice", &format!("{claim} --member ann")).await.map_err(said)?;
    assert_eq!(claimed.data["coupon"], json!("1-1"));
    let has = bench.run("coupon list --holder ann").await.map_err(said)?;
    assert_eq!(has.data["total"], json!("1"));
    let twice = bench.send("ben", &claim).await.unwrap_err();
    assert_eq!(twice.details, Some(json!("VoucherUsed")));
    let damaged = file(&bench, "damaged.txt", &text[..text.len() - 2])?;
    let damaged = bench.send("ben", &format!("coupon claim {damaged}")).await.unwrap_err();
    assert_eq!(damaged.code, Code::InvalidFile);
    Ok(())
}
