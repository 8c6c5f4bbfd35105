//! How points come into being: issuers, quotas, the cap.

use ink::{primitives::AccountId, scale::Encode};
use psp22::{PSP22Burnable, PSP22};
use tongquan_traits::{
    issuance::{Issuance, IssuanceError::*, Issuer, MAX_BATCH},
    ownable::{Ownable, OwnableError::NotOwner},
};

use crate::shop::{ann, ben, everybody, merchant, till, Event, Shop};

const LARGEST: u128 = u128::MAX;

// Issuers

#[test]
fn only_the_owner_appoints_issuers() {
    let mut shop = Shop::with_till(None, 100);
    for other in everybody().into_iter().filter(|account| *account != merchant()) {
        let refusal = Ownable(NotOwner { owner: merchant() });
        shop.refuses(other, |points| points.set_issuer(other, 1), refusal);
    }
}

#[test]
fn an_appointment_is_on_record_with_its_quota() {
    let mut shop = Shop::open(None);
    shop.events();
    let mut expected = shop.book();
    assert_eq!(shop.by(merchant()).set_issuer(till(), 100), Ok(()));
    assert_eq!(shop.events(), [Event::issuer_set(till(), 100, 0)]);
    expected.quotas[1] = Some(Issuer { quota: 100, issued: 0 });
    expected.issuers = vec![Some(till())];
    assert_eq!(shop.book(), expected);
}

#[test]
fn issuers_are_listed_once_each_in_the_order_of_appointment() {
    let mut shop = Shop::open(None);
    for (account, quota) in [(ben(), 1), (till(), 2), (ben(), 3), (merchant(), 0), (till(), 0)] {
        assert_eq!(shop.by(merchant()).set_issuer(account, quota), Ok(()));
    }
    assert_eq!(shop.issuer_count(), 3);
    let listed: Vec<_> = (0..4).map(|index| shop.issuer_at(index)).collect();
    assert_eq!(listed, [Some(ben()), Some(till()), Some(merchant()), None]);
    assert_eq!(shop.issuer_at(u32::MAX), None);
    assert_eq!(shop.issuer(ben()), Some(Issuer { quota: 3, issued: 0 }));
    assert_eq!(shop.issuer(till()), Some(Issuer { quota: 0, issued: 0 }), "still on the list");
    assert_eq!(shop.issuer(ann()), None);
}

#[test]
fn who_was_never_appointed_can_not_issue_not_even_the_owner() {
    let mut shop = Shop::with_till(None, 100);
    for other in everybody().into_iter().filter(|account| *account != till()) {
        shop.refuses(other, |points| points.issue(ann(), 1), NotIssuer);
        shop.refuses(other, |points| points.issue_batch(vec![(ann(), 1), (ben(), 1)]), NotIssuer);
    }
}

// Quotas

#[test]
fn an_issuer_issues_up_to_its_quota_and_not_one_more() {
    let mut shop = Shop::with_till(None, 100);
    shop.refuses(till(), |points| points.issue(ann(), 101), OverQuota { left: 100 });
    let mut expected = shop.book();
    assert_eq!(shop.by(till()).issue(ann(), 100), Ok(()));
    assert_eq!(shop.events(), [Event::issue(ann(), 100), Event::issued(till(), 100)]);
    expected.supply = 100;
    expected.balances[2] = 100;
    expected.quotas[1] = Some(Issuer { quota: 100, issued: 100 });
    assert_eq!(shop.book(), expected);
    shop.refuses(till(), |points| points.issue(ann(), 1), OverQuota { left: 0 });
    // M9
}

#[test]
fn a_refused_issue_tells_what_the_quota_has_left() {
    let mut shop = Shop::with_till(None, 100);
    assert_eq!(shop.by(till()).issue(ann(), 58), Ok(()));
    shop.refuses(till(), |points| points.issue(ann(), 43), OverQuota { left: 42 });
    shop.refuses(till(), |points| points.issue(ann(), LARGEST), OverQuota { left: 42 });
    assert_eq!(shop.by(till()).issue(ann(), 42), Ok(()));
}

#[test]
fn each_issuer_has_a_quota_of_its_own() {
    let mut shop = Shop::with_till(None, 10);
    assert_eq!(shop.by(merchant()).set_issuer(ben(), 20), Ok(()));
    assert_eq!(shop.by(till()).issue(ann(), 10), Ok(()));
    assert_eq!(shop.by(ben()).issue(ann(), 20), Ok(()));
    shop.refuses(till(), |points| points.issue(ann(), 1), OverQuota { left: 0 });
    shop.refuses(ben(), |points| points.issue(ann(), 1), OverQuota { left: 0 });
    assert_eq!((shop.total_supply(), shop.balance_of(ann())), (30, 30));
}

#[test]
fn a_raised_quota_counts_what_was_issued_before() {
    let mut shop = Shop::with_till(None, 100);
    assert_eq!(shop.by(till()).issue(ann(), 100), Ok(()));
    shop.events();
    assert_eq!(shop.by(merchant()).set_issuer(till(), 130), Ok(()));
    assert_eq!(shop.events(), [Event::issuer_set(till(), 130, 100)]);
    assert_eq!(shop.issuer(till()), Some(Issuer { quota: 130, issued: 100 }));
    shop.refuses(till(), |points| points.issue(ann(), 31), OverQuota { left: 30 });
    assert_eq!(shop.by(till()).issue(ann(), 30), Ok(()));
}

#[test]
fn the_same_quota_can_be_set_again_without_harm() {
    let mut shop = Shop::with_till(None, 100);
    assert_eq!(shop.by(till()).issue(ann(), 60), Ok(()));
    let before = shop.book();
    assert_eq!(shop.by(merchant()).set_issuer(till(), 100), Ok(()));
    assert_eq!(shop.book(), before);
}

#[test]
fn a_quota_lowered_below_its_use_becomes_equal_to_it() {
    let mut shop = Shop::with_till(None, 100);
    assert_eq!(shop.by(till()).issue(ann(), 60), Ok(()));
    shop.events();
    for quota in [61, 60, 59, 1] {
        assert_eq!(shop.by(merchant()).set_issuer(till(), quota), Ok(()));
        let holds = quota.max(60);
        assert_eq!(shop.events(), [Event::issuer_set(till(), holds, 60)]);
        assert_eq!(shop.issuer(till()), Some(Issuer { quota: holds, issued: 60 }));
        // M9
    }
    shop.refuses(till(), |points| points.issue(ann(), 1), OverQuota { left: 0 });
}

#[test]
fn a_quota_of_zero_ends_the_right_to_issue() {
    let mut shop = Shop::with_till(None, 100);
    assert_eq!(shop.by(till()).issue(ann(), 60), Ok(()));
    shop.events();
    assert_eq!(shop.by(merchant()).set_issuer(till(), 0), Ok(()));
    assert_eq!(shop.events(), [Event::issuer_set(till(), 60, 60)]);
    shop.refuses(till(), |points| points.issue(ann(), 1), OverQuota { left: 0 });
    assert_eq!(shop.balance_of(ann()), 60, "what is out stays out");
}

#[test]
fn an_issuer_without_any_quota_is_over_it_at_once() {
    let mut shop = Shop::with_till(None, 0);
    shop.refuses(till(), |points| points.issue(ann(), 1), OverQuota { left: 0 });
}

// The cap

#[test]
fn the_supply_reaches_the_cap_and_not_one_more() {
    let mut shop = Shop::with_till(Some(100), 1_000);
    assert_eq!(shop.by(till()).issue(ann(), 58), Ok(()));
    shop.refuses(till(), |points| points.issue(ben(), 43), OverCap { left: 42 });
    assert_eq!(shop.by(till()).issue(ben(), 42), Ok(()));
    shop.refuses(till(), |points| points.issue(ben(), 1), OverCap { left: 0 }); // M9
    assert_eq!(shop.issuer(till()), Some(Issuer { quota: 1_000, issued: 100 }));
}

#[test]
fn under_a_cap_of_zero_nothing_can_be_issued() {
    let mut shop = Shop::with_till(Some(0), 100);
    shop.refuses(till(), |points| points.issue(ann(), 1), OverCap { left: 0 });
}

#[test]
fn the_cap_holds_for_all_issuers_together() {
    let mut shop = Shop::with_till(Some(15), 10);
    assert_eq!(shop.by(merchant()).set_issuer(ben(), 10), Ok(()));
    assert_eq!(shop.by(till()).issue(ann(), 10), Ok(()));
    shop.refuses(ben(), |points| points.issue(ann(), 6), OverCap { left: 5 });
    assert_eq!(shop.by(ben()).issue(ann(), 5), Ok(()));
}

#[test]
fn the_narrower_of_quota_and_cap_is_the_one_that_is_named() {
    let mut shop = Shop::with_till(Some(20), 10);
    shop.refuses(till(), |points| points.issue(ann(), 11), OverQuota { left: 10 });
    shop.refuses(till(), |points| points.issue(ann(), 21), OverQuota { left: 10 });
    let mut shop = Shop::with_till(Some(10), 20);
    shop.refuses(till(), |points| points.issue(ann(), 11), OverCap { left: 10 });
}

#[test]
fn without_a_cap_the_number_itself_is_the_limit() {
    let mut shop = Shop::with_till(None, LARGEST);
    assert_eq!(shop.by(till()).issue(ann(), LARGEST), Ok(()));
    assert_eq!((shop.total_supply(), shop.balance_of(ann())), (LARGEST, LARGEST)); // M8
    shop.refuses(till(), |points| points.issue(ben(), 1), OverQuota { left: 0 });
    assert_eq!(shop.by(merchant()).set_issuer(ben(), LARGEST), Ok(()));
    shop.refuses(ben(), |points| points.issue(ben(), 1), OverCap { left: 0 });
    shop.refuses(ben(), |points| points.issue(ben(), LARGEST), OverCap { left: 0 });
}

#[test]
fn the_largest_cap_is_the_same_as_none() {
    let mut shop = Shop::with_till(Some(LARGEST), LARGEST);
    assert_eq!(shop.by(till()).issue(ann(), LARGEST - 1), Ok(()));
    assert_eq!(shop.by(till()).issue(ben(), 1), Ok(()));
    assert_eq!(shop.by(merchant()).set_issuer(merchant(), LARGEST), Ok(()));
    shop.refuses(merchant(), |points| points.issue(ben(), 1), OverCap { left: 0 });
}

#[test]
fn burning_makes_room_under_the_cap_but_not_in_the_quota() {
    let mut shop = Shop::with_till(Some(100), 130);
    assert_eq!(shop.by(till()).issue(ann(), 100), Ok(()));
    assert_eq!(shop.by(ann()).burn(50), Ok(()));
    assert_eq!(shop.issuer(till()), Some(Issuer { quota: 130, issued: 100 })); // M9
    shop.refuses(till(), |points| points.issue(ben(), 31), OverQuota { left: 30 });
    assert_eq!(shop.by(till()).issue(ben(), 30), Ok(()));
    assert_eq!(shop.by(merchant()).set_issuer(till(), 200), Ok(()));
    shop.refuses(till(), |points| points.issue(ben(), 21), OverCap { left: 20 });
    assert_eq!(shop.by(till()).issue(ben(), 20), Ok(()));
    assert_eq!(shop.total_supply(), 100);
}

// Amounts and batches

#[test]
fn nothing_can_not_be_issued() {
    let mut shop = Shop::with_till(None, 100);
    shop.refuses(till(), |points| points.issue(ann(), 0), ZeroAmount { index: 0 });
}

#[test]
fn a_batch_issues_to_each_its_amount_and_counts_once() {
    let mut shop = Shop::with_till(Some(6), 6);
    let mut expected = shop.book();
    let batch = vec![(ben(), 1), (till(), 2), (ann(), 3)];
    assert_eq!(shop.by(till()).issue_batch(batch), Ok(()));
    assert_eq!(
        shop.events(),
        [
            Event::issue(ben(), 1),
            Event::issue(till(), 2),
            Event::issue(ann(), 3),
            Event::issued(till(), 6),
        ]
    );
    expected.supply = 6;
    expected.balances = vec![0, 2, 3, 1];
    expected.quotas[1] = Some(Issuer { quota: 6, issued: 6 });
    assert_eq!(shop.book(), expected); // M8, M9
}

#[test]
fn a_batch_adds_to_what_members_already_hold() {
    let mut shop = Shop::with_till(None, 100);
    assert_eq!(shop.by(till()).issue(ann(), 10), Ok(()));
    shop.events();
    assert_eq!(shop.by(till()).issue_batch(vec![(ann(), 1), (ben(), 2)]), Ok(()));
    let issued = Event::issued(till(), 3);
    assert_eq!(shop.events(), [Event::issue(ann(), 1), Event::issue(ben(), 2), issued]);
    assert_eq!((shop.balance_of(ann()), shop.balance_of(ben())), (11, 2));
    assert_eq!(shop.total_supply(), 13); // M8
}

#[test]
fn a_batch_that_names_nobody_is_refused() {
    let mut shop = Shop::with_till(None, 100);
    shop.refuses(till(), |points| points.issue_batch(vec![]), EmptyBatch);
}

#[test]
fn a_batch_with_a_zero_is_refused_and_the_first_zero_named() {
    let mut shop = Shop::with_till(None, 100);
    let batches = [
        (vec![(ann(), 0), (ben(), 1)], 0),
        (vec![(ann(), 1), (ben(), 0)], 1),
        (vec![(ann(), 1), (ben(), 1), (till(), 0), (merchant(), 0)], 2),
    ];
    for (batch, index) in batches {
        shop.refuses(till(), |points| points.issue_batch(batch), ZeroAmount { index });
    }
}

#[test]
fn a_batch_that_names_a_member_twice_is_refused_and_the_repetition_named() {
    let mut shop = Shop::with_till(None, 100);
    let batches = [
        (vec![(ann(), 1), (ann(), 1)], 1),
        (vec![(ann(), 1), (ben(), 2), (ann(), 3)], 2),
        (vec![(ann(), 1), (ben(), 2), (till(), 3), (ben(), 4), (ann(), 5)], 3),
    ];
    for (batch, index) in batches {
        shop.refuses(till(), |points| points.issue_batch(batch), DuplicateRecipient { index });
    }
}

#[test]
fn the_sum_of_a_batch_meets_quota_and_cap_at_their_exact_ends() {
    let mut shop = Shop::with_till(Some(30), 20);
    let over_quota = vec![(ann(), 10), (ben(), 11)];
    shop.refuses(till(), |points| points.issue_batch(over_quota), OverQuota { left: 20 });
    assert_eq!(shop.by(till()).issue_batch(vec![(ann(), 10), (ben(), 10)]), Ok(()));
    assert_eq!(shop.by(merchant()).set_issuer(till(), 100), Ok(()));
    let over_cap = vec![(ann(), 5), (ben(), 6)];
    shop.refuses(till(), |points| points.issue_batch(over_cap), OverCap { left: 10 });
    assert_eq!(shop.by(till()).issue_batch(vec![(ann(), 5), (ben(), 5)]), Ok(()));
}

#[test]
fn a_batch_whose_sum_no_number_can_hold_is_refused() {
    let mut shop = Shop::with_till(None, LARGEST);
    let left = LARGEST;
    for batch in [
        vec![(ann(), LARGEST), (ben(), 1)],
        vec![(ann(), 1), (ben(), LARGEST)],
        vec![(ann(), LARGEST), (ben(), LARGEST)],
        vec![(ann(), 1 << 127), (ben(), 1 << 127)],
        vec![(ann(), LARGEST), (ben(), 1), (till(), LARGEST)],
    ] {
        shop.refuses(till(), |points| points.issue_batch(batch), OverQuota { left });
    }
    assert_eq!(shop.by(till()).issue_batch(vec![(ann(), LARGEST - 1), (ben(), 1)]), Ok(()));
    assert_eq!(shop.total_supply(), LARGEST);
}

#[test]
fn a_batch_of_the_largest_size_fits_into_a_message_and_is_issued() {
    let members: Vec<_> = (0..MAX_BATCH)
        .map(|index| {
            let mut account = [0; 32];
            account[..8].copy_from_slice(&index.to_be_bytes());
            (AccountId::from(account), 1 + index as u128)
        })
        .collect();
    assert!(4 + members.encode().len() <= 16 * 1024, "ink's buffer");
    let total = members.iter().map(|(_, amount)| amount).sum();
    let mut shop = Shop::with_till(Some(total), total);
    assert_eq!(shop.by(till()).issue_batch(members.clone()), Ok(()));
    assert_eq!(shop.total_supply(), total);
    assert!(members.iter().all(|(account, amount)| shop.balance_of(*account) == *amount));
    let mut expected: Vec<_> =
        members.iter().map(|(to, amount)| Event::issue(*to, *amount)).collect();
    expected.push(Event::issued(till(), total));
    assert_eq!(shop.events(), expected);
}

#[test]
fn the_last_of_a_largest_batch_may_not_repeat_the_first() {
    let mut members: Vec<_> = (0..MAX_BATCH)
        .map(|index| {
            let mut account = [0; 32];
            account[24..].copy_from_slice(&index.to_be_bytes());
            (AccountId::from(account), 1)
        })
        .collect();
    let last = MAX_BATCH - 1;
    members[last].0 = members[0].0;
    let mut shop = Shop::with_till(None, LARGEST);
    let refusal = DuplicateRecipient { index: last as u32 };
    shop.refuses(till(), |points| points.issue_batch(members), refusal);
}

// Rights that pass on

#[test]
fn issuers_stay_when_the_owner_changes() {
    let mut shop = Shop::with_till(None, 100);
    let before = shop.book();
    assert_eq!(shop.by(merchant()).transfer_ownership(Some(ann())), Ok(()));
    assert_eq!(shop.by(ann()).accept_ownership(), Ok(()));
    assert_eq!(shop.book().quotas, before.quotas);
    assert_eq!(shop.by(till()).issue(ben(), 1), Ok(()));
    assert_eq!(shop.by(ann()).set_issuer(till(), 0), Ok(()));
    shop.refuses(till(), |points| points.issue(ben(), 1), OverQuota { left: 0 });
}
