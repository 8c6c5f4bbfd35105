//! Nobody reconciles: parties who read the same chain, each in its own way, have the same digest.

use std::cell::RefCell;

use e2e_tests::{
    demo::{tell_on, Telling},
    scenarios,
};
use jiff::tz::TimeZone;
use proptest::{prelude::*, test_runner::TestRunner};
use tongquan_cli::statement::{
    canonical_text, digest_of_export, export, scan, Deployment, Extent, Log, Statement,
};
use tongquan_client::{Chain, Embedded, History};

use super::world::{content, file, scanned, second_digest, EVERYTHING};

async fn told() -> Embedded {
    let mut chain = Embedded::new();
    tell_on(&mut chain, Telling::Silent).await.unwrap();
    chain
}

/// The demonstration, read by four parties: at once; with interruptions; from the files that the first
/// one sent; and with a program that was written from the documentation.
#[tokio::test]
async fn two_parties_compute_the_same_digest_independently() {
    let mut chain = told().await;
    let (folder, log, deployment) = scanned(&mut chain).await.unwrap();
    let statement = Statement::rebuild(&log, &deployment, None, TimeZone::UTC).unwrap();
    let digest = statement.digest();
    let head = statement.block.id.number;

    let second = second_digest(&mut chain, &deployment, head).await.unwrap();
    assert_eq!(digest, second, "a program of another party");

    let (_other_folder, path) = file();
    for until in [1, 2, 17, 18, 40, head] {
        // Each time the program was ended in between.
        let mut log = Log::open(&path, chain.genesis_hash().await.unwrap(), 1).unwrap();
        let extent = Extent { finalized: true, until: Some(until) };
        let scanned = scan(&mut chain, &mut log, extent, |_, _| {}).await.unwrap();
        assert_eq!(scanned.head.unwrap().number, until);
    }
    let interrupted = Log::read(&path).unwrap();
    let interrupted =
        Statement::rebuild(&interrupted, &deployment, None, TimeZone::UTC).unwrap().digest();
    assert_eq!(digest, interrupted, "scanned with interruptions");

    let exported = folder.path().join("books");
    let summary = export(&statement, &deployment, &exported).unwrap();
    let (read, made) = digest_of_export(&exported).unwrap();
    assert_eq!(read, summary);
    assert_eq!(made, format!("0x{}", hex::encode(digest)), "from an export");
}

/// Every earlier state has a digest of its own, on which parties agree just as well.
#[tokio::test]
async fn parties_agree_on_every_earlier_block() {
    let mut chain = told().await;
    let (_folder, log, deployment) = scanned(&mut chain).await.unwrap();
    let head = log.tip().unwrap().unwrap().id.number;
    let mut digests = Vec::new();
    for until in (1..=head).step_by(7) {
        let statement = Statement::rebuild(&log, &deployment, Some(until), TimeZone::UTC).unwrap();
        let second = second_digest(&mut chain, &deployment, until).await.unwrap();
        assert_eq!(statement.digest(), second, "block {until}");
        assert!(!digests.contains(&second));
        digests.push(second);
    }
}

/// What two parties call the contracts, and where their days begin, changes nothing that they compare.
#[tokio::test]
async fn names_are_no_part_of_the_digest() {
    let mut chain = Embedded::new();
    scenarios::redemption::a_refund_gives_back_in_proportion(&mut chain).await.unwrap();
    let (_folder, log, mut deployment) = scanned(&mut chain).await.unwrap();
    let digest = |deployment: &Deployment| {
        Statement::rebuild(&log, deployment, None, TimeZone::UTC).unwrap().digest()
    };
    let ours = digest(&deployment);
    deployment.contracts.reverse();
    deployment.contracts.iter_mut().for_each(|contract| contract.name = "theirs".into());
    assert_eq!(digest(&deployment), ours);
    deployment.contracts.pop();
    assert_ne!(digest(&deployment), ours, "of fewer contracts");
}

/// The text that is hashed begins as the documentation says.
#[tokio::test]
async fn the_canonical_text_is_the_documented_one() {
    let mut chain = Embedded::new();
    scenarios::spending::points_are_issued_moved_and_burnt(&mut chain).await.unwrap();
    let (_folder, log, deployment) = scanned(&mut chain).await.unwrap();
    let statement = Statement::rebuild(&log, &deployment, None, TimeZone::UTC).unwrap();
    let mut text = String::new();
    canonical_text(&statement.books, statement.genesis, &statement.block, |line| text += line);
    let hex = |bytes: &[u8]| format!("0x{}", hex::encode(bytes));
    let contract = hex(deployment.contracts[0].address.as_ref());
    let head = chain.head(true).await.unwrap().unwrap();
    let expected = format!(
        "tongquan statement 1\ngenesis {}\nblock {} {} {}\ncontract {contract} points\n\
         table points\n{contract}\t",
        hex(&deployment.genesis_hash),
        head.number,
        hex(&head.hash),
        statement.block.time,
    );
    assert!(text.starts_with(&expected), "{text}");
    assert!(text.ends_with("table flows\n"), "{text}");
}

/// However a scan is cut into pieces, the file is the same in the end.
#[test]
fn the_file_is_the_same_however_often_a_scan_stops() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut chain = Embedded::new();
    runtime.block_on(scenarios::auctions::anyone_settles_and_everyone_is_paid(&mut chain)).unwrap();
    let chain = RefCell::new(chain);
    let genesis = runtime.block_on(chain.borrow_mut().genesis_hash()).unwrap();
    let (_folder, log, _) = runtime.block_on(scanned(&mut *chain.borrow_mut())).unwrap();
    let whole = content(log.path());
    let mut runner = TestRunner::new(ProptestConfig::with_cases(16));
    let stops = prop::collection::vec(1..60u64, 0..12);
    let checked = runner.run(&stops, |mut stops| {
        stops.sort_unstable();
        let (_other_folder, path) = file();
        for until in stops.into_iter().map(Some).chain([None]) {
            let mut log = Log::open(&path, genesis, 1).unwrap();
            let extent = Extent { until, ..EVERYTHING };
            let chain = &mut *chain.borrow_mut();
            runtime.block_on(scan(chain, &mut log, extent, |_, _| {})).unwrap();
        }
        prop_assert_eq!(content(&path), whole.clone());
        Ok(())
    });
    checked.unwrap();
}
