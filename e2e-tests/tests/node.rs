//! Every scenario on a real node. scripts/test.sh skips `on_a_node` where there is none.

use tongquan_client::{Error, Node, Wait};

mod on_a_node {
    use std::sync::{Arc, Mutex, Weak};

    use e2e_tests::{all_scenarios, counter::Counter, node::NodeProcess, scenarios, shop::Shop};
    use points::Points;
    use psp22::{PSP22Burnable, PSP22Error, PSP22};
    use tongquan_client::{at, AccountId, Chain, Error, Message, Wait};
    use tongquan_traits::coupons::{Coupons, MAX_COUPON_BATCH};

    /// One node for all tests, as long as one of them uses it.
    fn shared_node() -> Arc<NodeProcess> {
        static NODE: Mutex<Weak<NodeProcess>> = Mutex::new(Weak::new());
        let mut shared = NODE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        shared.upgrade().unwrap_or_else(|| {
            let node = Arc::new(NodeProcess::start().unwrap());
            *shared = Arc::downgrade(&node);
            node
        })
    }

    /// The scenarios use the same accounts, so they take turns.
    static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

    macro_rules! on_node {
        ($module:ident, $scenario:ident) => {
            #[tokio::test]
            async fn $scenario() {
                let process = shared_node();
                let _turn = TURN.lock().await;
                let mut node = process.connect(Wait::Included).await.unwrap();
                scenarios::$module::$scenario(&mut node).await.unwrap();
            }
        };
    }

    all_scenarios!(on_node);

    #[tokio::test]
    async fn a_final_block_can_be_waited_for() {
        let process = shared_node();
        let _turn = TURN.lock().await;
        let mut node = process.connect(Wait::Finalized).await.unwrap();
        scenarios::spending::points_are_issued_moved_and_burnt(&mut node).await.unwrap();
    }

    #[tokio::test]
    async fn a_node_that_dies_leaves_a_typed_error() {
        let mut process = NodeProcess::start().unwrap();
        let mut node = process.connect(Wait::Included).await.unwrap();
        let shop = Shop::open(&mut node, None, 1_000).await.unwrap();
        shop.issue(&mut node, &shop.ann, 10).await.unwrap();
        process.kill();
        let transfer = at::<Points>(shop.points).transfer(shop.ben.id(), 1, vec![]);
        let lost = node.call(&shop.ann, transfer).await;
        assert!(matches!(lost.err(), Some(Error::Connection { .. })));
    }

    /// A block of the embedded chain has no room for the proof of so many.
    #[tokio::test]
    async fn the_largest_batch_of_coupons_is_issued_in_one_call() {
        let process = shared_node();
        let _turn = TURN.lock().await;
        let mut node = process.connect(Wait::Included).await.unwrap();
        let counter = Counter::open(&mut node).await.unwrap();
        let campaign = counter.vouchers(&mut node, 100).await.unwrap();
        let members: Vec<AccountId> =
            (0..MAX_COUPON_BATCH).map(|number| [(number % 251) as u8; 32].into()).collect();
        let batch = counter.messages().issue_batch(campaign, members.clone());
        let issued = node.call(&counter.shop.merchant, batch).await.unwrap();
        assert_eq!(counter.transfers(&issued.events).len(), MAX_COUPON_BATCH);
        let more = [members, vec![[9; 32].into()]].concat();
        let batch = counter.messages().issue_batch(campaign, more);
        let refused = node.call(&counter.shop.merchant, batch).await.err();
        assert!(matches!(refused, Some(Error::InputTooLarge { .. })), "{refused:?}");
    }

    #[tokio::test]
    async fn a_calls_fee_is_what_the_client_foretells() {
        let process = shared_node();
        let _turn = TURN.lock().await;
        let mut node = process.connect(Wait::Included).await.unwrap();
        let shop = Shop::open(&mut node, None, 1_000).await.unwrap();
        shop.issue(&mut node, &shop.ann, 10).await.unwrap();
        let mut points = at::<Points>(shop.points);
        let calls: [Message<Result<(), PSP22Error>>; 4] = [
            points.transfer(shop.ben.id(), 1, vec![]).into(),
            points.approve(shop.ben.id(), 1).into(),
            points.approve(shop.ben.id(), 0).into(),
            points.burn(9).into(),
        ];
        for call in calls {
            let foretold = node.dry_run(shop.ann.id(), call.clone()).await.unwrap().cost;
            let foretold = foretold.fee_on_a_development_node();
            let paid = node.call(&shop.ann, call).await.unwrap().cost.fee.unwrap();
            assert!(foretold.abs_diff(paid) < paid / 100, "foretold {foretold}, paid {paid}");
        }
    }
}

#[tokio::test]
async fn a_node_that_is_not_there_is_told_so() {
    let refused = Node::connect("ws://127.0.0.1:1", Wait::Included).await;
    assert!(matches!(refused.err(), Some(Error::Connection { .. })));
}
