//! Whatever happens on a chain, its books agree with what its contracts answer.

use e2e_tests::{
    all_scenarios,
    demo::{tell_on, Telling},
    scenarios,
    storm::Storm,
};
use tongquan_client::Embedded;

use super::world::agreeing_statement;

#[tokio::test]
async fn the_books_of_the_demonstration_agree_with_its_contracts() {
    let mut chain = Embedded::new();
    tell_on(&mut chain, Telling::Silent).await.unwrap();
    let (compared, _) = agreeing_statement(&mut chain).await.unwrap();
    assert!(compared > 1_000, "only {compared} answers were compared");
}

#[tokio::test]
async fn the_books_of_every_scenario_agree_with_its_contracts() {
    macro_rules! agree {
        ($module:ident, $scenario:ident) => {
            let mut chain = Embedded::new();
            scenarios::$module::$scenario(&mut chain).await.unwrap();
            if let Err(fault) = agreeing_statement(&mut chain).await {
                panic!("{}::{}: {fault}", stringify!($module), stringify!($scenario));
            }
        };
    }
    all_scenarios!(agree);
}

/// Random messages of honest and hostile accounts, with hostile contracts among the actors.
#[test]
fn the_books_of_a_storm_agree_with_its_contracts() {
    let mut storm = Storm::open().unwrap();
    storm.run(20_261_125, 320, |_| {}).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (compared, _) = runtime.block_on(agreeing_statement(storm.chain())).unwrap();
    assert!(compared > 100, "only {compared} answers were compared");
}
