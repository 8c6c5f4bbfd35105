//! A day at the auction house: told on the embedded chain and on a node.

use e2e_tests::shop::Fault;
use tongquan_cli::Network;

use super::{holder, issue, points, refusal, vouchers, YUAN};
use crate::bench::{said, Bench};

/// A house where ann has two vouchers, and ben and cai have 500.00 TEA each.
pub async fn house<C: Network>(bench: &mut Bench<C>) -> Result<[String; 2], Fault> {
    let campaign = vouchers(bench, "tea", 50 * YUAN).await?;
    for member in ["ben", "cai"] {
        bench.send("alice", &format!("points issue {member} 500")).await.map_err(said)?;
    }
    Ok([issue(bench, "tea", campaign, "ann").await?, issue(bench, "tea", campaign, "ann").await?])
}

/// What needs no waiting: a bid, a purchase over it, a falling price, and a lot that is taken back.
pub async fn a_market_day<C: Network>(bench: &mut Bench<C>) -> Result<(), Fault> {
    let [first, second] = house(bench).await?;
    let sell = format!("auction sell {first} --opening 50 --until 2h --buy-now 200 --approve");
    let lot = bench.send("ann", &sell).await.map_err(said)?.data["lot"].clone();
    bench.send("ben", &format!("auction bid {lot} 100 --approve")).await.map_err(said)?;
    let high = bench.send("cai", &format!("auction bid {lot} 200 --approve")).await.unwrap_err();
    assert!(high.advice.as_ref().is_some_and(|it| it.contains("auction buy")), "{high:?}");
    bench.send("cai", &format!("auction buy {lot} --approve")).await.map_err(said)?;
    assert_eq!(holder(bench, "tea", &first).await?, "cai");
    bench.send("ben", "auction withdraw").await.map_err(said)?;
    assert_eq!(points(bench, "tea", "ben").await?, "500.00 TEA");

    let falling = format!("auction sell {second} --highest 80 --lowest 20 --until 5h --approve");
    let lot = bench.send("ann", &falling).await.map_err(said)?.data["lot"].clone();
    let dear = format!("auction buy {lot} --maximum 10 --approve");
    let dear = bench.send("ben", &dear).await.unwrap_err();
    assert!(refusal(&dear)["PriceAbove"]["price"].is_string(), "{dear:?}");
    bench.send("ann", &format!("auction cancel {lot}")).await.map_err(said)?;
    let lot = bench.send("ann", &falling).await.map_err(said)?.data["lot"].clone();
    bench.send("ben", &format!("auction buy {lot} --approve")).await.map_err(said)?;
    assert_eq!(holder(bench, "tea", &second).await?, "ben");
    Ok(())
}
