//! Gifts and how they travel: told on the embedded chain and on a node.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use e2e_tests::shop::Fault;
use serde_json::json;
use tongquan_cli::{Code, Network};
use tongquan_client::{Account, GiftLink};

use super::{holder, issue, refusal, vouchers, YUAN};
use crate::bench::{said, Bench};

/// Puts a text into a file of the bench, and answers its path.
pub fn filed<C>(bench: &Bench<C>, name: &str, text: &str) -> Result<PathBuf, Fault> {
    let path = bench.folder.path().join(name);
    fs::write(&path, text)?;
    Ok(path)
}

/// Ann's gift of this asset; the link's file.
pub async fn given<C: Network>(
    bench: &mut Bench<C>,
    asset: &str,
    options: &str,
) -> Result<PathBuf, Fault> {
    let give = format!("gift give {asset} --approve {options}");
    let answer = bench.send("ann", &give).await.map_err(said)?;
    let link = answer.data["link"].as_str().ok_or("no link")?.to_owned();
    assert!(answer.text.contains(&link), "{}", answer.text);
    filed(bench, &format!("link-{}", answer.data["gift"]), &link)
}

/// A coupon goes by link to somebody who has no native currency.
pub async fn a_coupon_travels<C: Network>(bench: &mut Bench<C>) -> Result<(), Fault> {
    let campaign = vouchers(bench, "tea", 50 * YUAN).await?;
    let coupon = issue(bench, "tea", campaign, "ann").await?;
    let dora = tongquan_client::ss58(&Account::dev("dora").id());
    bench.run(&format!("account add dora {dora}")).await.map_err(said)?;
    let options = "--for 2d --greeting 'Have a tea on me!' --page https://coupons.example";
    let link = given(bench, &format!("coupon {coupon}@tea"), options).await?;
    assert_eq!(holder(bench, "tea", &coupon).await?, "gift");

    let shown = bench.run(&format!("gift show {}", link.display())).await.map_err(said)?;
    assert!(shown.text.contains("voucher of 50.00 CNY"), "{}", shown.text);
    assert!(shown.text.contains("greeting       Have a tea on me!"), "{}", shown.text);
    assert_eq!(shown.data["greeting_is_confirmed"], json!(true));

    let sign = format!("gift sign-claim {} --recipient dora", link.display());
    let signed = bench.run(&sign).await.map_err(said)?;
    let secret = GiftLink::read(&fs::read_to_string(&link)?)?;
    let secret = hex::encode(secret.secret().expose());
    assert!(!signed.text.contains(&secret), "a claim is safe to show");
    let claim = filed(bench, "claim.json", &signed.text)?;
    let submitted = bench.send("ben", &format!("gift submit {}", claim.display())).await;
    let submitted = submitted.map_err(said)?;
    assert!(submitted.text.contains("dora has coupon"), "{}", submitted.text);
    assert_eq!(holder(bench, "tea", &coupon).await?, "dora");
    Ok(())
}

/// A packet is given, claimed in part, and goes back.
pub async fn a_packet_goes_round<C: Network>(bench: &mut Bench<C>) -> Result<(), Fault> {
    bench.send("alice", "points issue ann 100").await.map_err(said)?;
    let file = bench.folder.path().join("packet.csv");
    let give = format!(
        "gift packet points 88.88 tea --shares 6 --drawn --until 1d --approve --file {}",
        file.display()
    );
    let packet = bench.send("ann", &give).await.map_err(said)?;
    let number = packet.data["gift"].as_u64().ok_or("no number")?;
    assert_eq!(packet.data["links"], json!(6));
    assert_eq!(fs::metadata(&file)?.permissions().mode() & 0o777, 0o600);
    let links = fs::read_to_string(&file)?;
    for row in links.lines().skip(1) {
        let link = row.split_once(',').ok_or("no row")?.1;
        assert!(!packet.text.contains(link) && !packet.data.to_string().contains(link));
    }

    let claim = |share| format!("gift claim {} --share {share}", file.display());
    let for_dave = format!("{} --recipient cai --fee 0.01", claim(0));
    bench.send("ben", &for_dave).await.map_err(said)?;
    bench.send("ben", &claim(1)).await.map_err(said)?;
    let again = bench.send("ben", &claim(2)).await.unwrap_err();
    assert_eq!((again.code, refusal(&again)), (Code::Refused, json!("HasShare")));
    let twice = bench.send("alice", &claim(1)).await.unwrap_err();
    assert_eq!((twice.code, refusal(&twice)), (Code::Refused, json!({ "gift": "Claimed" })));
    let stands = bench.run(&format!("gift resume {}", file.display())).await.map_err(said)?;
    assert!(stands.text.contains("claimed        2 of 6"), "{}", stands.text);

    bench.send("ann", &format!("gift take-back {number}")).await.map_err(said)?;
    assert!(bench.run("gift list").await.map_err(said)?.data.as_array().unwrap().is_empty());
    let clear = format!("gift clear-claims {number} cai ben");
    bench.send("ben", &clear).await.map_err(said)?;
    let gone = bench.run(&format!("gift resume {}", file.display())).await.unwrap_err();
    assert_eq!(gone.code, Code::NotFound);
    Ok(())
}
