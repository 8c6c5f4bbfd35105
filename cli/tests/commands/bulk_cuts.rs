//! Whatever breaks, and however often, each row is issued once.

use crate::town;
use std::fs;

use crate::bench::{said, Bench};
use crate::shaky::Shaky;
use coupon::Coupon;
use e2e_tests::shop::Fault;
use points::Points;
use proptest::prelude::*;
use psp22::PSP22;
use psp34::PSP34;
use serde_json::json;
use tongquan_cli::{Clock, Code};
use tongquan_client::{at, ss58, Account, Chain};

const MEMBERS: usize = 7;
const ROWS: usize = 40;

/// What goes wrong in one run of the command.
#[derive(Debug, Clone)]
struct Cut {
    /// The connection breaks after so many calls,
    calls: u32,
    /// the last of which is done or not.
    done_before: bool,
    /// Then the node stops, and has lost so many blocks.
    crash: Option<usize>,
    /// The merchant sends something else.
    other: bool,
}

fn cut() -> impl Strategy<Value = Cut> {
    let crash = proptest::option::of(0..4usize);
    (1..90u32, any::<bool>(), crash, proptest::bool::weighted(0.3))
        .prop_map(|(calls, done_before, crash, other)| Cut { calls, done_before, crash, other })
}

async fn after_cuts(cuts: &[Cut], points: bool) -> Result<(), Fault> {
    let mut bench = Bench::on(Shaky::new(), Clock::Chain).await?;
    town::campaign(&mut bench, 1_000, 0).await?;
    bench.session.chain.settle();
    let mut csv = String::from("reference,account,amount\n");
    for row in 0..ROWS {
        csv += &format!("r{row},{},{}\n", ss58(&town::member(row % MEMBERS)), row + 1);
    }
    let file = bench.folder.path().join("rows.csv");
    fs::write(&file, csv)?;
    let group = if points { "points" } else { "coupon" };
    let campaign = if points { "" } else { "--campaign 1" };
    let line = format!("{group} issue-batch {} {campaign} --batch-size 4", file.display());
    for cut in cuts {
        bench.session.chain.connect(Some(cut.calls), cut.done_before);
        match bench.send("alice", &line).await {
            Ok(_) => {}
            Err(problem) if problem.code == Code::Unreachable => {}
            Err(other) => return Err(said(other)),
        }
        bench.session.chain.connect(None, false);
        if let Some(blocks) = cut.crash {
            bench.session.chain.crash(blocks);
        }
        if cut.other {
            let approve = at::<Points>(bench.account("tea.points"))
                .approve(town::member(0), u128::from(cut.calls));
            bench.session.chain.call(&Account::dev("alice"), approve).await?;
        }
    }
    bench.session.chain.connect(None, false);
    let ended = bench.send("alice", &line).await.map_err(said)?;
    assert_eq!(ended.data["issued"], json!(ROWS));
    for number in 0..MEMBERS {
        let rows = (0..ROWS).filter(|row| row % MEMBERS == number);
        let member = town::member(number);
        let chain = &mut bench.session.chain;
        match points {
            true => {
                let due: usize = rows.map(|row| (row + 1) * 100).sum();
                let token = bench.session.book.contracts["tea.points"].address.0;
                let balance = chain.read(at::<Points>(token).balance_of(member)).await?;
                assert_eq!(balance, due as u128, "member {number}");
            }
            false => {
                let coupon = bench.session.book.contracts["tea.coupon"].address.0;
                let balance = chain.read(at::<Coupon>(coupon).balance_of(member)).await?;
                assert_eq!(balance as usize, rows.count(), "member {number}");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() })]

    #[test]
    fn after_any_cuts_each_row_was_issued_once(
        cuts in proptest::collection::vec(cut(), 0..6),
        points: bool,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(after_cuts(&cuts, points)).unwrap();
    }
}
