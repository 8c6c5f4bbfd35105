//! The suites that the crate `psp34` exports for every implementation of the standard.

use coupon::Coupon;
use ink::{
    env::{
        test::{default_accounts, set_block_timestamp, set_caller},
        DefaultEnvironment,
    },
    primitives::AccountId,
};
use psp34::Id;
use tongquan_traits::{
    campaigns::{Campaigns, Details, Kind, Policy, RefundRule, Sale, Terms, Validity},
    coupons::Coupons,
};

/// Coupons whose deployer, the suite's Alice, issues so many to herself.
fn deploy(count: u32) -> (Coupon, Vec<Id>) {
    let alice: AccountId = default_accounts::<DefaultEnvironment>().alice;
    set_caller::<DefaultEnvironment>(alice);
    set_block_timestamp::<DefaultEnvironment>(1);
    let mut coupons = Coupon::new("Coupons".into(), [0; 32], [0; 32]);
    let terms = Terms {
        kind: Kind::Exchange {},
        budget: u32::MAX,
        per_member: 0,
        issue_from: 0,
        issue_until: u64::MAX,
        validity: Validity::Dates { from: 0, until: u64::MAX },
        policy: Policy::Free {},
        refund: RefundRule { window: 0, grace: 0, by_tills: false, points_within_balance: false },
        stackable: true,
    };
    let campaign = coupons
        .open_campaign(terms, Sale::default(), Details::default())
        .expect("the deployer is a manager");
    let issue = |_| Id::U64(coupons.issue(campaign, alice).expect("within the budget"));
    let ids = (0..count).map(issue).collect();
    (coupons, ids)
}

psp34::tests!(Coupon, deploy);
psp34::enumerable_tests!(Coupon, deploy);
psp34::burnable_tests!(Coupon, deploy);
psp34::enumerable_burnable_tests!(Coupon, deploy);
