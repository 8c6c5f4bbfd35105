//! On a real node, which dies now and then.

mod on_a_node {
    use std::{
        path::Path,
        process::{Command, Stdio},
        thread,
        time::Duration,
    };

    use e2e_tests::{node::NodeProcess, scenarios, shop::Shop};
    use jiff::tz::TimeZone;
    use points::Points;
    use tongquan_cli::statement::{compare, scan, Extent, Log, ScanError, Statement};
    use tongquan_client::{at, Account, Chain, Failure, History, Node, Wait};
    use tongquan_traits::issuance::Issuance;

    use crate::statement::world::{
        agreeing_statement, content, deployment, file, scanned, second_digest, EVERYTHING,
    };

    async fn payments(node: &mut Node, many: u32) {
        let alice = Account::dev("alice");
        for _ in 0..many {
            node.pay(&alice, alice.id(), 1).await.unwrap();
        }
    }

    /// `tongquan statement scan`, which is killed after so many ms. Answers whether it had ended.
    fn scan_and_kill(url: &str, path: &Path, ms: u64) -> bool {
        let folder = path.parent().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_tongquan"))
            .args(["--url", url, "--output-json", "--deployments"])
            .arg(folder)
            .args(["statement", "scan", "--best", "--file"])
            .arg(path)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(ms));
        process.kill().unwrap();
        process.wait().unwrap().success()
    }

    #[tokio::test]
    async fn the_books_agree_and_no_kill_leaves_a_trace() {
        let process = NodeProcess::start().unwrap();
        let mut node = process.connect(Wait::Included).await.unwrap();
        scenarios::redemption::a_refund_gives_back_in_proportion(&mut node).await.unwrap();
        scenarios::auctions::who_buys_now_pays_in_full_first(&mut node).await.unwrap();
        scenarios::swaps::standing_offers_are_a_market(&mut node).await.unwrap();
        scenarios::packets::a_packet_is_shared_among_its_guests(&mut node).await.unwrap();
        let (compared, _) = agreeing_statement(&mut node).await.unwrap();
        assert!(compared > 100, "only {compared} answers were compared");

        // What history tells are the receipts' events.
        let shop = Shop::open(&mut node, None, 1_000).await.unwrap();
        let batch = vec![(shop.ann.id(), 5), (shop.ben.id(), 6)];
        let receipt = node.call(&shop.merchant, at::<Points>(shop.points).issue_batch(batch)).await;
        let receipt = receipt.unwrap();
        let id = receipt.block.unwrap();
        let block = node.blocks(id.number..=id.number + 5).await.unwrap().remove(0);
        assert_eq!(block.id, id);
        assert_eq!(block.time, node.time_after(id).await.unwrap());
        let events: Vec<_> = block.events.iter().map(|(_, event)| event.clone()).collect();
        assert_eq!(events, receipt.events.0);
        assert_eq!(events.len(), 3);
        assert!(block.events.iter().all(|(extrinsic, _)| *extrinsic == 1), "{:?}", block.events);

        // The program is killed again and again, two at a time.
        payments(&mut node, 60).await;
        let (_folder, path) = file();
        let mut rounds = 0;
        loop {
            let (url, other) = (process.url().to_owned(), path.clone());
            let ms = 60 + rounds * 23;
            let beside = thread::spawn(move || scan_and_kill(&url, &other, ms + 11));
            let ended = scan_and_kill(process.url(), &path, ms);
            let ended = beside.join().unwrap() || ended;
            rounds += 1;
            if ended {
                break;
            }
            assert!(rounds < 400, "it never comes to the end");
        }
        let (_other_folder, fresh, _) = scanned(&mut node).await.unwrap();
        let mut log = Log::open(&path, node.genesis_hash().await.unwrap(), 1).unwrap();
        let rest = scan(&mut node, &mut log, EVERYTHING, |_, _| {}).await.unwrap();
        assert_eq!((rest.blocks, rest.replaced), (0, 0));
        assert_eq!(content(&path), content(fresh.path()));

        // A development node forgets the state of blocks that are 256 old; who was there has it.
        let head = log.tip().unwrap().unwrap().id.number;
        payments(&mut node, 270u64.saturating_sub(head) as u32).await;
        let (_late_folder, late) = file();
        let mut late = Log::open(&late, node.genesis_hash().await.unwrap(), 1).unwrap();
        let refused = scan(&mut node, &mut late, EVERYTHING, |_, _| {}).await;
        let forgotten = matches!(refused, Err(ScanError::Chain(Failure::Pruned { block: 1.. })));
        assert!(forgotten, "{refused:?}");
        let rest = scan(&mut node, &mut log, EVERYTHING, |_, _| {}).await.unwrap();
        assert!(rest.blocks > 0);
    }

    /// A node's chain is kept in a folder. It dies in the middle of a scan, and is started again.
    #[tokio::test]
    async fn a_node_that_dies_in_the_middle_of_a_scan_costs_nothing() {
        let kept = tempfile::tempdir().unwrap();
        let mut process = NodeProcess::start_at(kept.path()).unwrap();
        let mut node = process.connect(Wait::Included).await.unwrap();
        scenarios::redemption::a_till_voids_its_mistake(&mut node).await.unwrap();
        payments(&mut node, 40).await;
        let (_folder, path) = file();
        let genesis = node.genesis_hash().await.unwrap();
        let mut log = Log::open(&path, genesis, 1).unwrap();
        let extent = Extent { until: Some(20), ..EVERYTHING };
        scan(&mut node, &mut log, extent, |_, _| {}).await.unwrap();
        // The next step is under way when the node dies.
        let lost = scan(&mut node, &mut log, EVERYTHING, |_, _| process.kill()).await;
        assert!(matches!(lost, Err(ScanError::Chain(Failure::Connection { .. }))), "{lost:?}");
        assert_eq!(log.tip().unwrap().unwrap().id.number, 20);

        let process = NodeProcess::start_at(kept.path()).unwrap();
        let mut node = process.connect(Wait::Included).await.unwrap();
        assert_eq!(node.genesis_hash().await.unwrap(), genesis);
        scenarios::spending::points_are_issued_moved_and_burnt(&mut node).await.unwrap();
        let best = node.head(false).await.unwrap().unwrap();
        let last = scan(&mut node, &mut log, Extent::default(), |_, _| {}).await.unwrap().head;
        assert!(
            last.unwrap().number + 5 > best.number,
            "a development node's blocks are soon final"
        );
        scan(&mut node, &mut log, EVERYTHING, |_, _| {}).await.unwrap();
        let (_other_folder, fresh, _) = scanned(&mut node).await.unwrap();
        assert_eq!(content(&path), content(fresh.path()));
        let deployment = deployment(&mut node, &log).await.unwrap();
        let statement = Statement::rebuild(&log, &deployment, None, TimeZone::UTC).unwrap();
        let head = statement.block.id.number;
        let second = second_digest(&mut node, &deployment, head).await.unwrap();
        assert_eq!(statement.digest(), second);

        // A node that keeps all states answers for every earlier block.
        for until in [head / 2, head - 3] {
            let earlier =
                Statement::rebuild(&log, &deployment, Some(until), TimeZone::UTC).unwrap();
            let compared = compare(&mut node, &earlier, None, |_, _| {}).await.unwrap();
            assert_eq!(compared.differences, [], "block {until}");
        }
    }
}
