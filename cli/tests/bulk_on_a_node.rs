//! Bulk issue with everything killed in the middle.

mod bench;
mod town;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use bench::Bench;
use e2e_tests::{node::NodeProcess, root, shop::Fault};
use serde_json::Value;
use tongquan_cli::Clock;
use tongquan_client::{AccountId, Node, Wait};

/// The program with these files, on this node.
fn command(node: &NodeProcess, folder: &Path, line: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongquan"));
    command
        .args(["--url", node.url(), "--output-json", "--suri", "//Alice", "-x", "-y"])
        .arg("--deployments")
        .arg(folder)
        .arg("--artifacts")
        .arg(root().join("artifacts"))
        .args(line)
        .stdin(Stdio::null());
    command
}

#[tokio::test]
async fn speed_on_a_node() -> Result<(), Fault> {
    let rows: usize = env::var("ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(2_000);
    let node = NodeProcess::start()?;
    let mut bench = Bench::on(node.connect(Wait::Included).await?, Clock::System).await?;
    town::campaign(&mut bench, 10_000_000, 0).await?;
    let csv = bench.folder.path().join("rows.csv");
    fs::write(&csv, format!("reference,account\n{}", town::rows(0, rows)))?;
    let csv = csv.display().to_string();
    let started = std::time::Instant::now();
    let output =
        command(&node, bench.folder.path(), &["coupon", "issue-batch", &csv, "--campaign", "1"])
            .output()?;
    println!("{}", String::from_utf8_lossy(&output.stdout));
    println!("{}", String::from_utf8_lossy(&output.stderr));
    println!("{rows} rows in {:?}", started.elapsed());
    Ok(())
}
