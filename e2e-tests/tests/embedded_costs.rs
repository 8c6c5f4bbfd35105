//! The sizes of the contracts' code, and what the messages cost on the embedded chain.

use e2e_tests::costs::{check, code_sizes, measure};
use tongquan_client::Embedded;

// One test, for both parts are in one file.
#[tokio::test]
async fn code_sizes_and_costs_on_the_embedded_chain_are_as_committed() {
    check(|snapshot| &mut snapshot.code_size, code_sizes().unwrap()).unwrap();
    let table = measure(&mut Embedded::new()).await.unwrap();
    check(|snapshot| &mut snapshot.embedded, table).unwrap();
}
