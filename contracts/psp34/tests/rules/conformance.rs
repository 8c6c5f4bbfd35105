//! The suites that the crate exports for every implementation.

use ink::env::{test::default_accounts, DefaultEnvironment};
use psp34::PSP34Mintable;

use crate::plain::Plain;

/// Numbers apart, so that a place in a list is seldom its token's number.
fn deploy(count: u32) -> (Plain, Vec<psp34::Id>) {
    let alice = default_accounts::<DefaultEnvironment>().alice;
    let mut plain = Plain::new();
    let ids: Vec<_> = (1..=count).map(|n| psp34::Id::U64(u64::from(n) * 7)).collect();
    for id in &ids {
        plain.mint(alice, id.clone()).expect("a new id");
    }
    (plain, ids)
}

psp34::tests!(Plain, deploy);
psp34::enumerable_tests!(Plain, deploy);
psp34::burnable_tests!(Plain, deploy);
psp34::enumerable_burnable_tests!(Plain, deploy);
psp34::mintable_tests!(Plain, deploy);
psp34::mintable_burnable_tests!(Plain, deploy);
