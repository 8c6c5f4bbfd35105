//! `tongquan swap`: offers, what takers see of them, and points for points, on the embedded chain.

use crate::bench::{said, Bench};
use crate::market::{
    auctions, gifts, holder, points, refusal,
    swaps::{self, town},
};
use coupon::Coupon;
use e2e_tests::{
    bundle,
    counter::{DAY, HOUR},
    node::NodeProcess,
    shop::Fault,
};
use points::{Points, PointsRef};
use serde_json::json;
use tongquan_cli::{Clock, Code, CouponId};
use tongquan_client::{at, ss58, Account, Chain, Wait};
use tongquan_traits::{
    campaigns::{Campaigns, Validity},
    issuance::Issuance,
};

#[tokio::test]
async fn coupons_and_points_are_swapped() -> Result<(), Fault> {
    swaps::a_day_of_swaps(&mut Bench::embedded().await?).await
}

/// What the commands of gifts and auctions do on a node is told here too, for one node to do.
#[tokio::test]
async fn members_give_and_trade_on_a_node() -> Result<(), Fault> {
    let node = NodeProcess::start()?;
    for story in 0..4 {
        let chain = node.connect(Wait::Included).await?;
        let mut bench = Bench::on(chain, Clock::System).await?;
        match story {
            0 => gifts::a_coupon_travels(&mut bench).await?,
            1 => gifts::a_packet_goes_round(&mut bench).await?,
            2 => auctions::a_market_day(&mut bench).await?,
            _ => swaps::a_day_of_swaps(&mut bench).await?,
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_offer_that_changed_is_looked_at_again() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let [tea, _] = town(&mut bench).await?;
    bench.send("alice", "points issue ben 100 -m tea").await.map_err(said)?;
    let offer = format!("swap offer --give 'coupon {tea}@tea' --want 'points 20 tea' --until 7d");
    bench.send("ann", &format!("{offer} --approve")).await.map_err(said)?;
    let seen = bench.run("swap show 1").await.map_err(said)?.data["fingerprint"].clone();
    let seen = seen.as_str().ok_or("no fingerprint")?;

    // The merchant lets its vouchers last longer.
    let (coupon, campaign) = (bench.account("tea.coupon"), tea.parse::<CouponId>().map_err(said)?);
    let found =
        bench.session.chain.read(at::<Coupon>(coupon).campaign(campaign.campaign())).await?;
    let terms = found.ok_or("no campaign")?.terms;
    let Validity::Dates { until, .. } = terms.validity else { return Err("no dates".into()) };
    let extend = at::<Coupon>(coupon).extend_campaign(
        campaign.campaign(),
        terms.budget,
        terms.issue_until,
        until + DAY,
    );
    bench.session.chain.call(&Account::dev("alice"), extend).await?;

    let accept = format!("swap accept 1 --fingerprint {seen} --approve");
    let refused = bench.send("ben", &accept).await.unwrap_err();
    assert_eq!(refused.code, Code::Refused);
    let now = bench.run("swap show 1").await.map_err(said)?.data["fingerprint"].clone();
    assert_eq!(refusal(&refused), json!({ "OtherTerms": { "fingerprint": now } }));
    let allowance = bench.run("points allowance ben swap -m tea").await.map_err(said)?;
    assert_eq!(allowance.data["allowance"], json!("0"), "nothing was approved for it");
    let accepted = bench.send("ben", "swap accept 1 --as-shown --approve").await.map_err(said)?;
    assert!(accepted.text.starts_with("Offer 1 of ann"), "{}", accepted.text);
    assert_eq!(holder(&mut bench, "tea", &tea).await?, "ben");
    Ok(())
}

#[tokio::test]
async fn all_reasons_are_told_at_once() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let [tea, book] = town(&mut bench).await?;
    let offer = format!(
        "swap offer --give 'coupon {tea}@tea' --want 'coupon {book}@book' --want 'points 5 tea' \
         --taker ben --until 1h --approve"
    );
    bench.send("ann", &offer).await.map_err(said)?;
    let refused = bench.run("swap accept 1 --as-shown --from cai").await.unwrap_err();
    assert_eq!(refused.code, Code::Refused);
    let reasons = refusal(&refused);
    let reasons = reasons.as_array().ok_or("no list")?;
    assert!(reasons.contains(&json!("NotYourOffer")), "{reasons:?}");
    assert!(reasons.len() >= 3, "{reasons:?}");
    let own = bench.run("swap accept 1 --as-shown --from ann").await.unwrap_err();
    assert!(
        refusal(&own).as_array().is_some_and(|all| all.contains(&json!("SelfSwap"))),
        "{own:?}"
    );
    let choices = format!("swap accept 1 --as-shown --choose {book} --from ben");
    let choices = bench.run(&choices).await.unwrap_err();
    assert!(refusal(&choices).to_string().contains("WrongChoices"), "{choices:?}");

    for (who, count) in [("ben", 1), ("cai", 0), ("ann", 0)] {
        let listed = bench.run(&format!("swap list --taker {who}")).await.map_err(said)?;
        assert_eq!(listed.data.as_array().map(Vec::len), Some(count), "{who}");
    }
    bench.session.chain.advance(HOUR).await?;
    let late = bench.run("swap accept 1 --as-shown --from ben").await.unwrap_err();
    assert!(refusal(&late).to_string().contains("Expired"), "{late:?}");
    bench.send("cai", "swap cancel 1").await.map_err(said)?;
    assert_eq!(holder(&mut bench, "tea", &tea).await?, "ann");
    let gone = bench.run("swap accept 1 --as-shown --from ben").await.unwrap_err();
    assert_eq!(gone.code, Code::NotFound);
    Ok(())
}

#[tokio::test]
async fn what_is_not_points_for_points_is_not_filled() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let [tea, _] = town(&mut bench).await?;
    let offer = format!("swap offer --give 'coupon {tea}@tea' --want 'points 20 tea' --until 7d");
    bench.send("ann", &format!("{offer} --approve")).await.map_err(said)?;
    for line in ["swap quote 1 5", "swap fill 1 5 --from ben"] {
        let refused = bench.run(line).await.unwrap_err();
        assert_eq!(refused.code, Code::InvalidArgument, "{line}");
        assert!(refused.advice.unwrap().contains("swap accept 1"));
    }
    bench.send("alice", "points issue ann 10 -m tea").await.map_err(said)?;
    let rate = "swap offer --give 'points 10 tea' --want 'points 3 book' --until 1d --approve";
    bench.send("ann", rate).await.map_err(said)?;
    let over = bench.run("swap fill 2 10.01 --from ben").await.unwrap_err();
    assert_eq!(over.code, Code::NotFound, "more than is left has no price");
    let poor = bench.run("swap fill 2 10 --from ben").await.unwrap_err();
    assert!(refusal(&poor).to_string().contains("Insufficient"), "{poor:?}");
    let instead = bench.run("swap accept 2 --as-shown --from ben").await.unwrap_err();
    assert!(refusal(&instead).to_string().contains("FillInstead"), "{instead:?}");
    Ok(())
}

#[tokio::test]
async fn an_offer_ends_asset_by_asset() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let [tea, book] = town(&mut bench).await?;
    bench.send("alice", "points issue ann 10 -m tea").await.map_err(said)?;
    let offer = format!(
        "swap offer --give 'coupon {tea}@tea' --give 'points 10 tea' --want 'coupon {book}@book' \
         --until 7d --approve"
    );
    bench.send("ann", &offer).await.map_err(said)?;
    let stranger = bench.send("cai", "swap reclaim 1").await.unwrap_err();
    assert_eq!(refusal(&stranger), json!("NotMaker"));
    let open = bench.send("ann", "swap abandon 1").await.unwrap_err();
    assert_eq!(refusal(&open), json!("StillOpen"));
    bench.send("ann", "swap reclaim 1 1").await.map_err(said)?;
    assert_eq!(points(&mut bench, "tea", "ann").await?, "10.00 TEA");
    let listed = bench.run("swap list --maker ann").await.map_err(said)?;
    assert!(listed.text.contains("closed"), "{}", listed.text);
    let rest = bench.send("ann", "swap reclaim 1").await.map_err(said)?;
    assert_eq!(rest.data["steps"].as_array().map(Vec::len), Some(1));
    assert_eq!(holder(&mut bench, "tea", &tea).await?, "ann");
    bench.send("ann", &offer).await.map_err(said)?;
    bench.send("ann", "swap reclaim 2 1").await.map_err(said)?;
    bench.send("ann", "swap abandon 2").await.map_err(said)?;
    assert_eq!(holder(&mut bench, "tea", &tea).await?, "swap");
    Ok(())
}

#[tokio::test]
async fn what_is_no_asset_is_refused() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    town(&mut bench).await?;
    for (text, code) in [
        ("points", Code::InvalidArgument),
        ("points 5", Code::InvalidArgument),
        ("points 5 nobody", Code::UnknownName),
        ("points -5 tea", Code::InvalidArgument),
        ("points 5.001 tea", Code::InvalidArgument),
        ("points 5 tea left 3", Code::InvalidArgument),
        ("coupon", Code::InvalidArgument),
        ("coupon tea@tea", Code::InvalidArgument),
        ("coupon 1-1", Code::InvalidArgument),
        ("any campaign x@tea", Code::InvalidArgument),
        ("any campaign 1@tea left much", Code::InvalidArgument),
        ("any campaign 1@tea until soon", Code::InvalidArgument),
    ] {
        let offer =
            format!("swap offer --give 'points 1 tea' --want '{text}' --until 1d --from ann");
        assert_eq!(bench.run(&offer).await.unwrap_err().code, code, "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn a_dry_run_offers_nothing() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let [tea, _] = town(&mut bench).await?;
    let offer = format!(
        "swap offer --give 'coupon {tea}@tea' --want 'points 20 tea' --until 7d --from ann"
    );
    let shown = bench.run(&format!("{offer} --approve")).await.map_err(said)?;
    assert!(shown.text.contains("tried after the approval"), "{}", shown.text);
    assert!(bench.run("swap list").await.map_err(said)?.data == json!([]));
    assert_eq!(holder(&mut bench, "tea", &tea).await?, "ann");
    Ok(())
}

#[tokio::test]
async fn a_token_that_borrows_a_symbol_is_told_apart() -> Result<(), Fault> {
    let mut bench = Bench::embedded().await?;
    let cai = Account::dev("dave");
    let constructor = PointsRef::new("Tea House points".into(), "TEA".into(), 2, None);
    let chain = &mut bench.session.chain;
    let fake = chain.deploy(&cai, &bundle("points")?, constructor, b"fake").await?.value;
    chain.call(&cai, at::<Points>(fake).set_issuer(cai.id(), 10_000)).await?;
    chain.call(&cai, at::<Points>(fake).issue(cai.id(), 10_000)).await?;
    let fake = ss58(&fake);
    let offer = format!(
        "swap offer --give 'points 100 {fake}' --want 'points 100 tea' --until 1d --approve"
    );
    bench.send("cai", &offer).await.map_err(said)?;
    for line in ["swap show 1", "swap list"] {
        let shown = bench.run(line).await.map_err(said)?.text;
        assert!(shown.contains(&format!("100.00 TEA of the unknown contract {fake}")), "{shown}");
    }
    Ok(())
}
