//! What whoever submits a claim may keep of it: as much as the recipient has signed, and never all.

use tongquan_traits::gifts::{Claim, GiftError, GiftError::*, Terms};

use crate::{
    gift_links::{link, packet, Attempt},
    goods::{cafe, item, points, tea},
    keys::{link_key, tree_of},
    party::Party,
    people::{ann, ben, relayer},
};

/// Ben's claim to Ann's 10 tea, submitted by the relayer.
fn claimed_for(max_fee: u128, fee: u128) -> (Party, Result<u128, GiftError>) {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    let attempt =
        Attempt::new(link_key(0), Claim { gift: 1, number: 0, recipient: ben(), max_fee });
    let claimed = party.submits(relayer(), &attempt.for_fee(fee));
    (party, claimed)
}

#[test]
fn the_fee_goes_to_who_submits_and_the_rest_to_the_recipient() {
    // R24: and nothing to who gave it.
    for (max_fee, fee) in [(0, 0), (3, 0), (3, 1), (3, 3), (9, 9), (10, 9), (u128::MAX, 9)] {
        let (party, claimed) = claimed_for(max_fee, fee);
        assert_eq!(claimed, Ok(10 - fee), "{fee} of at most {max_fee}");
        assert_eq!(party.balances(tea()), [0, 0, 10 - fee, 0, 0, 0, 0, 0, fee]);
    }
}

#[test]
fn a_fee_above_what_was_signed_is_refused() {
    for (max_fee, fee) in [(0, 1), (3, 4), (3, 10), (8, 9), (0, u128::MAX)] {
        let (party, claimed) = claimed_for(max_fee, fee);
        assert_eq!(claimed, Err(FeeTooHigh { at_most: max_fee }));
        assert_eq!(party.balances(tea())[..3], [10, 0, 0]);
    }
}

#[test]
fn a_fee_that_leaves_nothing_is_refused() {
    for max_fee in [9, 10, 11, u128::MAX] {
        for fee in [10, 11, u128::MAX] {
            let (_, claimed) = claimed_for(max_fee, fee);
            assert_eq!(claimed, Err(FeeTooHigh { at_most: 9 }), "{fee} of at most {max_fee}");
        }
    }
}

#[test]
fn nobody_keeps_anything_of_a_gift_that_is_bound() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    let bound = Terms { recipient: Some(ben()), ..link(link_key(0)) };
    party.gives(ann(), points(tea(), 10), bound).unwrap();
    // Whoever has found the link can sign any fee.
    let claim = Claim { gift: 1, number: 0, recipient: ben(), max_fee: 9 };
    let attempt = Attempt::new(link_key(0), claim);
    let greedy = party.submits(relayer(), &attempt.clone().for_fee(1));
    assert_eq!(greedy, Err(FeeTooHigh { at_most: 0 }));
    assert_eq!(party.submits(relayer(), &attempt), Ok(10));
    assert_eq!(party.balances(tea())[2], 10);
}

#[test]
fn a_fee_is_measured_against_the_share_not_the_packet() {
    for (fee, claimed) in [(2, Err(FeeTooHigh { at_most: 1 })), (1, Ok(1))] {
        let mut party = Party::open();
        party.grant(tea(), ann(), 16);
        party.gives(ann(), points(tea(), 16), packet(tree_of(8), 8)).unwrap();
        let claim = Claim { gift: 1, number: 3, recipient: ben(), max_fee: 100 };
        let attempt = Attempt::new(tree_of(8), claim).for_fee(fee);
        assert_eq!(party.submits(relayer(), &attempt), claimed);
    }
}

#[test]
fn of_the_smallest_share_there_is_no_fee() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 1);
    party.gives(ann(), points(tea(), 1), link(link_key(0))).unwrap();
    let attempt =
        Attempt::new(link_key(0), Claim { gift: 1, number: 0, recipient: ben(), max_fee: 5 });
    let with_fee = attempt.clone().for_fee(1);
    assert_eq!(party.submits(relayer(), &with_fee), Err(FeeTooHigh { at_most: 0 }));
    assert_eq!(party.submits(relayer(), &attempt), Ok(1));
}

#[test]
fn an_item_has_no_fee() {
    let mut party = Party::open();
    let voucher = party.issue(cafe(), 1, ann());
    party.gives(ann(), item(&voucher), link(link_key(0))).unwrap();
    let attempt =
        Attempt::new(link_key(0), Claim { gift: 1, number: 0, recipient: ben(), max_fee: 5 });
    for fee in [1, 5, u128::MAX] {
        let with_fee = attempt.clone().for_fee(fee);
        assert_eq!(party.submits(relayer(), &with_fee), Err(FeeTooHigh { at_most: 0 }));
    }
    assert_eq!(party.submits(relayer(), &attempt), Ok(0));
    assert_eq!(party.owner(&voucher), Some(ben()));
}

#[test]
fn who_claims_without_help_has_the_whole_share() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    let attempt =
        Attempt::new(link_key(0), Claim { gift: 1, number: 0, recipient: ben(), max_fee: 4 });
    assert_eq!(party.submits(ben(), &attempt.for_fee(4)), Ok(6));
    assert_eq!(party.balance(tea(), ben()), 10);
}
