//! A day of swaps: told on the embedded chain and on a node.

use e2e_tests::shop::Fault;
use serde_json::json;
use swap::Swap;
use tongquan_cli::{Code, CouponId, Network};
use tongquan_client::at;
use tongquan_traits::swaps::Swaps;

use super::{holder, issue, open, points, refusal, vouchers, YUAN};
use crate::bench::{said, Bench};

/// The merchants `tea` and `book`; ann has a tea voucher, ben a book voucher.
pub async fn town<C: Network>(bench: &mut Bench<C>) -> Result<[String; 2], Fault> {
    open(bench, "book", "BOOK").await?;
    let tea = vouchers(bench, "tea", 50 * YUAN).await?;
    let book = vouchers(bench, "book", 40 * YUAN).await?;
    Ok([issue(bench, "tea", tea, "ann").await?, issue(bench, "book", book, "ben").await?])
}

/// Coupons change hands, and points at a rate.
pub async fn a_day_of_swaps<C: Network>(bench: &mut Bench<C>) -> Result<(), Fault> {
    let [tea, book] = town(bench).await?;
    let campaign = book.parse::<CouponId>().map_err(said)?.campaign();
    let offer = format!(
        "swap offer --give 'coupon {tea}@tea' --want 'any campaign {campaign}@book left 30' --until 7d"
    );
    let unapproved = bench.send("ann", &offer).await.unwrap_err();
    assert!(
        unapproved.advice.as_ref().is_some_and(|it| it.contains("--approve")),
        "{unapproved:?}"
    );
    let made = bench.send("ann", &format!("{offer} --approve")).await.map_err(said)?;
    let number = made.data["offer"].as_u64().ok_or("no offer")?;

    let shown = bench.run(&format!("swap show {number}")).await.map_err(said)?;
    assert!(shown.text.contains("voucher of 50.00 CNY, usable"), "{}", shown.text);
    assert!(shown.text.contains("with 30.00 CNY left"), "{}", shown.text);
    let swaps = bench.account("swap");
    let told = bench.session.chain.read(at::<Swap>(swaps).fingerprint(number)).await?;
    let told = format!("0x{}", hex::encode(told.ok_or("no fingerprint")?));
    assert_eq!(shown.data["fingerprint"], json!(told));

    let accept = format!("swap accept {number} --choose {book}");
    let blind = bench.send("ben", &format!("{accept} --approve")).await.unwrap_err();
    assert_eq!(blind.code, Code::InvalidArgument, "nothing was agreed to");
    let seen = format!("{accept} --fingerprint {told}");
    let unapproved = bench.send("ben", &seen).await.unwrap_err();
    assert!(
        unapproved.advice.as_ref().is_some_and(|it| it.contains("--approve")),
        "{unapproved:?}"
    );
    let tried = bench.run(&format!("{seen} --approve --from ben")).await.map_err(said)?;
    assert!(tried.text.contains("tried after the approval"), "{}", tried.text);
    assert_eq!(holder(bench, "tea", &tea).await?, "swap");
    bench.send("ben", &format!("{seen} --approve")).await.map_err(said)?;
    assert_eq!(holder(bench, "tea", &tea).await?, "ben");
    assert_eq!(holder(bench, "book", &book).await?, "ann");

    bench.send("alice", "points issue ann 1000 -m tea").await.map_err(said)?;
    bench.send("alice", "points issue ben 100 -m book").await.map_err(said)?;
    let rate = "swap offer --give 'points 1000 tea' --want 'points 300 book' --until 30d --approve";
    let number = bench.send("ann", rate).await.map_err(said)?.data["offer"].clone();
    let quote = bench.run(&format!("swap quote {number} 0.11")).await.map_err(said)?;
    assert_eq!(quote.text, "0.11 TEA costs 0.04 BOOK\n");
    let fill = format!("swap fill {number} 100 --approve");
    let dear = bench.send("ben", &format!("{fill} --maximum 29.99")).await.unwrap_err();
    assert_eq!(refusal(&dear), json!([{ "PriceAbove": { "price": "3000" } }]));
    let filled = bench.send("ben", &fill).await.map_err(said)?;
    assert!(filled.text.contains("paid 30.00 BOOK; 900.00 TEA is left"), "{}", filled.text);
    assert_eq!(points(bench, "tea", "ben").await?, "100.00 TEA");
    assert_eq!(points(bench, "book", "ann").await?, "30.00 BOOK");
    bench.send("ann", &format!("swap cancel {number}")).await.map_err(said)?;
    assert_eq!(points(bench, "tea", "ann").await?, "900.00 TEA");
    Ok(())
}
