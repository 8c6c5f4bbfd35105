//! Every scenario on the embedded chain, each on a chain of its own.

use e2e_tests::{all_scenarios, scenarios};
use tongquan_client::Embedded;

macro_rules! on_embedded {
    ($module:ident, $scenario:ident) => {
        #[tokio::test]
        async fn $scenario() {
            scenarios::$module::$scenario(&mut Embedded::new()).await.unwrap();
        }
    };
}

all_scenarios!(on_embedded);
