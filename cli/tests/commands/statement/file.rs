//! The file of events: it is a correct beginning of one chain, whatever happens to it.

use std::fs;

use e2e_tests::shop::Shop;
use tongquan_cli::statement::{scan, Added, Log, LogError, ScanError};
use tongquan_client::{Chain, Embedded};

use crate::statement::{
    generated::{block, blocks, GENESIS},
    world::{content, file, scanned, EVERYTHING},
};

#[test]
fn what_was_added_is_read_again() {
    let (_folder, path) = file();
    let mut log = Log::open(&path, GENESIS, 1).unwrap();
    let written = blocks(1..=20);
    assert_eq!(log.add(&written).unwrap(), Added::All);
    let mut read = Vec::new();
    let last = log.replay(20, |_| true, |at, event| read.push((at, event.clone()))).unwrap();
    assert_eq!(last.id, written[19].id);
    let mut expected = Vec::new();
    for block in &written {
        for (place, (_, event)) in block.events.iter().enumerate() {
            // The file keeps the topic that tells the kind; the others say what the fields say.
            let topics = event.topics.iter().take(1).copied().collect();
            expected.push((
                block.id.number,
                place as u32,
                block.time,
                event.contract,
                topics,
                event.data.clone(),
            ));
        }
    }
    let read: Vec<_> = read
        .into_iter()
        .map(|(at, event): (tongquan_cli::statement::Happened, tongquan_client::Event)| {
            (at.block, at.place, at.time, event.contract, event.topics, event.data)
        })
        .collect::<Vec<(_, _, _, _, Vec<[u8; 32]>, _)>>();
    assert_eq!(read, expected);
    assert_eq!(log.event_count().unwrap(), expected.len() as u64);
}

#[test]
fn only_a_child_of_the_last_block_is_taken() {
    let (_folder, path) = file();
    let mut log = Log::open(&path, GENESIS, 1).unwrap();
    assert_eq!(log.add(&blocks(2..=3)).unwrap(), Added::Overtaken, "it begins with block 1");
    log.add(&blocks(1..=9)).unwrap();
    let before = content(&path);
    assert_eq!(log.add(&blocks(9..=12)).unwrap(), Added::Overtaken, "block 9 is there");
    assert_eq!(log.add(&[block(10, 5)]).unwrap(), Added::Overtaken, "of another branch");
    let torn = [block(10, u64::MAX), block(12, u64::MAX)];
    assert!(matches!(log.add(&torn), Err(LogError::Gap { block: 12 })));
    let forked = [block(10, u64::MAX), block(11, 5)];
    assert!(matches!(log.add(&forked), Err(LogError::Gap { block: 11 })));
    assert_eq!(content(&path), before);
}

#[test]
fn a_file_of_another_chain_is_refused() {
    let (_folder, path) = file();
    Log::open(&path, GENESIS, 1).unwrap().add(&blocks(1..=3)).unwrap();
    let before = content(&path);
    let refused = Log::open(&path, [8; 32], 1);
    assert!(matches!(refused, Err(LogError::OtherChain { genesis: GENESIS, .. })));
    assert_eq!(content(&path), before);
}

#[test]
fn a_file_that_begins_too_late_is_refused() {
    let (_folder, path) = file();
    Log::open(&path, GENESIS, 100).unwrap();
    let refused = Log::open(&path, GENESIS, 99);
    assert!(matches!(refused, Err(LogError::OtherBeginning { first: 100, wanted: 99, .. })));
    assert!(Log::open(&path, GENESIS, 200).is_ok(), "it has more than is needed");
}

#[test]
fn what_is_no_file_of_events_is_left_alone() {
    let (_folder, path) = file();
    assert!(matches!(Log::read(&path), Err(LogError::Missing { .. })));
    assert!(!path.exists());
    fs::write(&path, "something else that is long enough to be looked at".repeat(40)).unwrap();
    assert!(matches!(Log::open(&path, GENESIS, 1), Err(LogError::Foreign { .. })));
    assert!(matches!(Log::read(&path), Err(LogError::Foreign { .. })));
    fs::remove_file(&path).unwrap();
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch("CREATE TABLE mine (a INTEGER); INSERT INTO mine VALUES (1)").unwrap();
    assert!(matches!(Log::open(&path, GENESIS, 1), Err(LogError::Foreign { .. })));
    let kept: i64 = db.query_row("SELECT a FROM mine", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 1);
}

#[test]
fn a_file_of_another_version_is_refused() {
    let (_folder, path) = file();
    Log::open(&path, GENESIS, 1).unwrap();
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(
        Log::open(&path, GENESIS, 1),
        Err(LogError::OtherVersion { version: 99, .. })
    ));
}

/// Every way in which an event or a block can get lost or change in the file is found, with the block.
#[test]
fn a_damaged_file_is_told_with_the_block() {
    for (change, expected) in [
        ("DELETE FROM events WHERE block = 7 AND place = 1", 7),
        ("DELETE FROM events WHERE block = 8 AND place = 2", 8),
        ("UPDATE events SET data = x'00' WHERE block = 3 AND place = 0", 3),
        ("UPDATE events SET contract = contract % 3 + 1 WHERE block = 4 AND place = 0", 4),
        ("UPDATE events SET place = 9 - place WHERE block = 9", 9),
        ("UPDATE events SET kind = NULL WHERE block = 14 AND place = 0", 14),
        ("INSERT INTO events SELECT 5, place, extrinsic, contract, kind, data FROM events WHERE block = 4", 5),
        ("DELETE FROM blocks WHERE number = 6", 7),
        ("DELETE FROM blocks WHERE number = 1", 2),
        ("UPDATE blocks SET hash = x'0101010101010101010101010101010101010101010101010101010101010101' WHERE number = 5", 6),
    ] {
        let (_folder, path) = file();
        let mut log = Log::open(&path, GENESIS, 1).unwrap();
        log.add(&blocks(1..=20)).unwrap();
        let changed = rusqlite::Connection::open(&path).unwrap().execute(change, []).unwrap();
        assert!(changed > 0, "{change}");
        match log.replay(20, |_| true, |_, _| {}) {
            Err(LogError::Damaged { block, .. }) => assert_eq!(block, expected, "{change}"),
            other => panic!("{change}: {other:?}"),
        }
    }
}

#[test]
fn a_full_disk_leaves_the_file_as_it_was() {
    let (_folder, path) = file();
    let mut log = Log::open(&path, GENESIS, 1).unwrap();
    log.add(&blocks(1..=50)).unwrap();
    log.limit(128 << 10).unwrap();
    let mut next = 51;
    let full = loop {
        match log.add(&blocks(next..=next + 99)) {
            Ok(added) => assert_eq!(added, Added::All),
            Err(error) => break error,
        }
        next += 100;
        assert!(next < 10_000, "it is never full");
    };
    assert!(matches!(full, LogError::Full { .. }), "{full}");
    assert_eq!(log.tip().unwrap().unwrap().id.number, next - 1);
    log.replay(next - 1, |_| true, |_, _| {}).unwrap();
    drop(log);
    // There is room again.
    let mut log = Log::open(&path, GENESIS, 1).unwrap();
    assert_eq!(log.add(&blocks(next..=3_000)).unwrap(), Added::All);
    let (_other_folder, other) = file();
    Log::open(&other, GENESIS, 1).unwrap().add(&blocks(1..=3_000)).unwrap();
    assert_eq!(content(&path), content(&other));
}

#[test]
fn two_processes_add_to_one_file_without_doing_anything_twice() {
    let (_folder, path) = file();
    let mut ours = Log::open(&path, GENESIS, 1).unwrap();
    let mut theirs = Log::open(&path, GENESIS, 1).unwrap();
    assert_eq!(ours.add(&blocks(1..=10)).unwrap(), Added::All);
    assert_eq!(theirs.add(&blocks(1..=5)).unwrap(), Added::Overtaken);
    assert_eq!(theirs.add(&blocks(11..=20)).unwrap(), Added::All);
    assert_eq!(ours.add(&blocks(11..=30)).unwrap(), Added::Overtaken);
    assert_eq!(ours.add(&blocks(21..=30)).unwrap(), Added::All);
    theirs.replay(30, |_| true, |_, _| {}).unwrap();
    assert_eq!(
        content(&path).lines().filter(|line| line.starts_with("Integer(17) Blob")).count(),
        1
    );
}

/// A shop on a chain that goes on in two ways from one state.
async fn forked() -> (Embedded, Shop) {
    let mut chain = Embedded::new();
    let shop = Shop::open(&mut chain, None, 1_000_000).await.unwrap();
    for amount in 1..=10 {
        shop.issue(&mut chain, &shop.ann, amount).await.unwrap();
    }
    (chain, shop)
}

#[tokio::test]
async fn replaced_blocks_are_forgotten_and_the_others_taken() {
    let (mut chain, shop) = forked().await;
    let fork = chain.snapshot();
    for amount in 20..=27 {
        shop.issue(&mut chain, &shop.ann, amount).await.unwrap();
    }
    let (_folder, mut log, _) = scanned(&mut chain).await.unwrap();
    chain.restore(fork);
    for amount in 30..=34 {
        shop.issue(&mut chain, &shop.ben, amount).await.unwrap();
    }
    let done = scan(&mut chain, &mut log, EVERYTHING, |_, _| {}).await.unwrap();
    assert_eq!((done.replaced, done.blocks), (8, 5));
    let (_fresh_folder, fresh, _) = scanned(&mut chain).await.unwrap();
    assert_eq!(content(log.path()), content(fresh.path()));
    log.replay(done.head.unwrap().number, |_| true, |_, _| {}).unwrap();
}

#[tokio::test]
async fn a_chain_that_lost_its_last_blocks_is_followed_back() {
    let (mut chain, shop) = forked().await;
    let earlier = chain.snapshot();
    shop.issue(&mut chain, &shop.ann, 20).await.unwrap();
    shop.issue(&mut chain, &shop.ann, 21).await.unwrap();
    let (_folder, mut log, _) = scanned(&mut chain).await.unwrap();
    chain.restore(earlier);
    let done = scan(&mut chain, &mut log, EVERYTHING, |_, _| {}).await.unwrap();
    assert_eq!((done.replaced, done.blocks), (2, 0));
    let (_fresh_folder, fresh, _) = scanned(&mut chain).await.unwrap();
    assert_eq!(content(log.path()), content(fresh.path()));
}

/// The embedded chain always has the same genesis, as development chains have.
#[tokio::test]
async fn a_chain_that_was_begun_anew_is_not_taken_for_the_old_one() {
    let (mut chain, _) = forked().await;
    let (_folder, mut log, _) = scanned(&mut chain).await.unwrap();
    let before = content(log.path());
    let mut anew = Embedded::new();
    assert_eq!(anew.genesis_hash().await.unwrap(), chain.genesis_hash().await.unwrap());
    Shop::open(&mut anew, Some(5), 5).await.unwrap();
    let refused = scan(&mut anew, &mut log, EVERYTHING, |_, _| {}).await;
    let blocks = log.tip().unwrap().unwrap().id.number;
    assert!(matches!(refused, Err(ScanError::Replaced { blocks: all }) if all == blocks));
    assert_eq!(content(log.path()), before);
}

/// The events of a block, read afterwards, are those that the transaction's receipt had.
#[tokio::test]
async fn history_tells_what_receipts_told() {
    use points::Points;
    use tongquan_client::{at, History};
    use tongquan_traits::issuance::Issuance;

    let (mut chain, shop) = forked().await;
    let issue = at::<Points>(shop.points).issue_batch(vec![
        (shop.ann.id(), 5),
        (shop.ben.id(), 6),
        (shop.cai.id(), 7),
    ]);
    let time = chain.now().await.unwrap();
    let receipt = chain.call(&shop.merchant, issue).await.unwrap();
    let id = receipt.block.unwrap();
    let blocks = chain.blocks(id.number - 1..=id.number).await.unwrap();
    let [before, block] = &blocks[..] else { panic!("{blocks:?}") };
    assert_eq!((block.id, block.parent, block.time), (id, before.id.hash, time));
    let events: Vec<_> = block.events.iter().map(|(_, event)| event.clone()).collect();
    assert_eq!(events, receipt.events.0);
    assert_eq!(events.len(), 4);
    assert_eq!(chain.head(true).await.unwrap(), Some(id));
    assert_eq!(chain.block_hash(id.number).await.unwrap(), Some(id.hash));
    assert_eq!(chain.block_hash(id.number + 1).await.unwrap(), None);
}
