//! What the messages cost on a real node, which is what users pay.

mod on_a_node {
    use e2e_tests::{
        costs::{check, measure},
        node::NodeProcess,
    };
    use tongquan_client::Wait;

    #[tokio::test]
    async fn costs_are_as_committed() {
        let process = NodeProcess::start().unwrap();
        let mut node = process.connect(Wait::Included).await.unwrap();
        let table = measure(&mut node).await.unwrap();
        check(|snapshot| &mut snapshot.node, table).unwrap();
    }
}
