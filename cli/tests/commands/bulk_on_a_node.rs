//! Bulk issue with everything killed in the middle.

use crate::town;
use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use crate::bench::Bench;
use coupon::Coupon;
use e2e_tests::{node::NodeProcess, root, shop::Fault};
use psp34::PSP34;
use serde_json::{json, Value};
use tongquan_cli::Clock;
use tongquan_client::{at, Account, Chain, Node, Wait};

const ROWS: usize = 2_500;

/// The program with this line, on this node, as the merchant.
fn tongquan(node: &NodeProcess, folder: &Path, line: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongquan"));
    command
        .args(["--url", node.url(), "--output-json", "--suri", "//Alice", "-x", "-y"])
        .arg("--deployments")
        .arg(folder)
        .arg("--artifacts")
        .arg(root().join("artifacts"))
        .args(line)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

async fn supply(bench: &mut Bench<Node>) -> Result<u128, Fault> {
    let coupon = bench.account("tea.coupon");
    Ok(bench.session.chain.read(at::<Coupon>(coupon).total_supply()).await?)
}

/// Waits until so many coupons are out, and then a little.
async fn until(bench: &mut Bench<Node>, coupons: u128, ms: u64) -> Result<(), Fault> {
    for _ in 0..3_000 {
        if supply(bench).await? >= coupons {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err("the bulk issue doesn't go on".into())
}

/// The program and the node are killed at any time; the merchant sends something else meanwhile.
#[tokio::test]
async fn nothing_is_lost_and_nothing_issued_twice_on_a_node() -> Result<(), Fault> {
    let chain = tempfile::tempdir()?;
    let mut node = NodeProcess::start_at(chain.path())?;
    let mut bench = Bench::on(node.connect(Wait::Included).await?, Clock::System).await?;
    town::campaign(&mut bench, 2 * ROWS as u32, 0).await?;
    let folder = bench.folder.path().to_owned();
    let csv = folder.join("rows.csv");
    fs::write(&csv, format!("reference,account\n{}", town::rows(0, ROWS)))?;
    let csv = csv.display().to_string();
    let line = ["coupon", "issue-batch", &csv, "--campaign", "1"];

    // The program is killed, before its first batch and in the middle.
    for (coupons, ms) in [(0, 150), (1, 0), (300, 30), (900, 70)] {
        let mut killed = tongquan(&node, &folder, &line).spawn()?;
        until(&mut bench, coupons, ms).await?;
        killed.kill()?;
        killed.wait()?;
    }
    // The merchant's account is used for something else, which takes a nonce.
    bench.session.chain.pay(&Account::dev("alice"), town::member(0), 1_000_000_000_000).await?;
    // The node is killed.
    let mut alone = tongquan(&node, &folder, &line).spawn()?;
    until(&mut bench, 1_300, 40).await?;
    node.kill();
    let stopped = alone.wait()?;
    assert_eq!(stopped.code(), Some(4), "the node was gone");
    node = NodeProcess::start_at(chain.path())?;
    bench.session.chain = node.connect(Wait::Included).await?;
    // Both are killed.
    let mut killed = tongquan(&node, &folder, &line).spawn()?;
    until(&mut bench, 1_900, 10).await?;
    node.kill();
    killed.kill()?;
    killed.wait()?;
    node = NodeProcess::start_at(chain.path())?;
    bench.session.chain = node.connect(Wait::Included).await?;

    let ended = tongquan(&node, &folder, &line).stdout(Stdio::piped()).output()?;
    let said: Value = serde_json::from_slice(&ended.stdout)?;
    assert_eq!(said["data"]["issued"], json!(ROWS), "{said}");
    assert_eq!(supply(&mut bench).await?, ROWS as u128);
    let coupon = bench.account("tea.coupon");
    for number in 0..ROWS {
        let balance = at::<Coupon>(coupon).balance_of(town::member(number));
        assert_eq!(bench.session.chain.read(balance).await?, 1, "row {number}");
    }
    // The result names for each line the coupon that its member has.
    let mut result = csv::Reader::from_path(format!("{csv}.result.csv"))?;
    for line in result.records().step_by(97) {
        let line = line?;
        let (account, coupon): (_, u64) = (&line[2], line[4].parse()?);
        let owner = at::<Coupon>(bench.account("tea.coupon")).owner_of(psp34::Id::U64(coupon));
        let owner = bench.session.chain.read(owner).await?;
        assert_eq!(owner, tongquan_client::from_ss58(account), "line {}", &line[0]);
    }
    Ok(())
}
