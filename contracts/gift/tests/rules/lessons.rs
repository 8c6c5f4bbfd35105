//! Losses elsewhere, each by its number in the project's list: none of them happens here.

use std::{cell::RefCell, rc::Rc};

use gift::GiftLinks;
use tokens::{Asked, Call, Does, World};
use tongquan_traits::{
    assets::ItemFault,
    coupon_error::PointsFault,
    gifts::{Claim, Gift, GiftError::*, Gifts, KeyProof, Terms},
};

use crate::{
    faults::{of_item, of_points},
    gift_links::{claim, link, packet, Attempt},
    goods::{fakes, item, points, scrip, tea, END, START},
    keys::{leaf, link_key, node, tree_of},
    party::{address, elsewhere, Party},
    people::{ann, ben, cat, dan, eve, relayer},
    signing::Signature,
};

/// Ann gives 10 tea under the first key.
fn ten_tea() -> Party {
    let mut party = Party::open();
    party.grant(tea(), ann(), 100);
    party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    party
}

/// What the first gift is, and whether its first share is marked.
type Sight = (Option<Gift>, bool);

/// What is to be seen each time when another contract is asked to move something.
fn watch(party: &Party) -> Rc<RefCell<Vec<Sight>>> {
    let seen = Rc::new(RefCell::new(vec![]));
    let there = Rc::clone(&seen);
    party.tokens.serve_with(
        address(),
        Box::new(move |_, _, call| {
            if matches!(call, Call::Transfer { .. } | Call::Move { .. }) {
                let links = GiftLinks {};
                there.borrow_mut().push((links.gift(1), links.is_claimed(1, 0)));
            }
            None
        }),
    );
    seen
}

#[test]
fn r2_a_gift_is_gone_before_anyone_is_called() {
    // Whoever is called while points or items move finds nothing to claim or to take back.
    type Way = fn(&mut Party);
    let ways: [Way; 3] = [
        |party| _ = party.claims(ben(), 1, link_key(0), 0).unwrap(),
        |party| _ = party.takes_back(ann(), 1).unwrap(),
        |party| party.at(END).sends_back(cat(), &[1]).unwrap(),
    ];
    for way in ways {
        for is_item in [false, true] {
            let mut party = Party::open();
            party.grant(scrip(), ann(), 10);
            let fake = party.issue(fakes(), 1, ann());
            let asset = if is_item { item(&fake) } else { points(scrip(), 10) };
            party.gives(ann(), asset, link(link_key(0))).unwrap();
            let seen = watch(&party);
            way(&mut party);
            assert_eq!(*seen.borrow(), [(None, false)]);
        }
    }
}

#[test]
fn r2_a_share_is_written_off_before_anyone_is_called() {
    let mut party = Party::open();
    party.grant(scrip(), ann(), 80);
    party.gives(ann(), points(scrip(), 80), packet(tree_of(8), 8)).unwrap();
    let seen = watch(&party);
    let claim = Claim { gift: 1, number: 0, recipient: ben(), max_fee: 1 };
    party.submits(cat(), &Attempt::new(tree_of(8), claim).for_fee(1)).unwrap();
    let seen = seen.take();
    assert_eq!(seen.len(), 2, "the share and the fee");
    for (gift, marked) in seen {
        assert_eq!(gift.map(|gift| (gift.left, gift.claimed)), Some((70, 1)));
        assert!(marked);
    }
}

#[test]
fn r14_what_was_approved_for_a_gift_ends_with_it() {
    // C8: after a claim the gift links can't take the item from its new owner.
    let mut party = Party::open();
    let fake = party.issue(fakes(), 1, ann());
    party.gives(ann(), item(&fake), link(link_key(0))).unwrap();
    party.claims(ben(), 1, link_key(0), 0).unwrap();
    let refused = |fault| Err(of_item(&fake, fault));
    let given = party.gives(ann(), item(&fake), link(link_key(0)));
    assert_eq!(given, refused(ItemFault::NotOwner));
    let given = party.gives(ben(), item(&fake), link(link_key(0)));
    assert_eq!(given, refused(ItemFault::NotApproved));
}

#[test]
fn r17_who_gives_a_token_too_little_to_answer_gets_nothing_done() {
    // A failure at any call ends the whole message.
    for (asked, skip) in [(Asked::Balance, 0), (Asked::Pull, 0), (Asked::Balance, 1)] {
        let mut party = Party::open();
        party.grant(scrip(), ann(), 10);
        party.tokens.world().cheat(scrip(), tokens::Cheat::once(asked, Does::Trap, skip));
        let given = party.gives(ann(), points(scrip(), 10), link(link_key(0)));
        assert_eq!(given, Err(of_points(scrip(), PointsFault::Failed)));
        assert_eq!((party.gift_count(), party.balance(scrip(), ann())), (0, 10));
    }
}

#[test]
fn r23_a_gift_that_was_not_taken_is_not_there() {
    for does in [Does::Answer(vec![0, 1, 1]), Does::Revert(vec![0, 1, 1]), Does::MoveNothing] {
        let mut party = Party::open();
        party.grant(scrip(), ann(), 10);
        party.cheat(scrip(), Asked::Pull, does);
        assert!(party.gives(ann(), points(scrip(), 10), link(link_key(0))).is_err());
        assert_eq!((party.gift_count(), party.live(), party.stored()), (0, 0, 1));
    }
}

#[test]
fn r24_a_claim_pays_who_claims_and_never_who_gave_or_who_submits() {
    for by in [ann(), ben(), cat(), relayer()] {
        let mut party = ten_tea();
        let attempt = Attempt::new(link_key(0), claim(1, 0, dan()));
        assert_eq!(party.submits(by, &attempt), Ok(10));
        assert_eq!(party.balances(tea()), [0, 90, 0, 0, 10, 0, 0, 0, 0], "submitted by {by:?}");
    }
}

#[test]
fn r24_a_fee_is_all_that_who_submits_can_have() {
    let mut party = ten_tea();
    let claim = Claim { gift: 1, number: 0, recipient: dan(), max_fee: 2 };
    let attempt = Attempt::new(link_key(0), claim);
    let greedy = attempt.clone().for_fee(3);
    assert_eq!(party.submits(relayer(), &greedy), Err(FeeTooHigh { at_most: 2 }));
    assert_eq!(party.submits(relayer(), &attempt.for_fee(2)), Ok(8));
    assert_eq!(party.balances(tea()), [0, 90, 0, 0, 8, 0, 0, 0, 2]);
}

#[test]
fn r25_a_signature_is_for_one_contract_one_chain_one_gift_and_one_share() {
    let mut party = ten_tea();
    party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    party.gives(ann(), points(tea(), 80), packet(tree_of(8), 8)).unwrap();
    // For the other gift under the same key.
    let first = Attempt::new(link_key(0), claim(1, 0, ben()));
    let turned = Attempt { claim: claim(2, 0, ben()), ..first.clone() };
    assert_eq!(party.submits(ben(), &turned), Err(BadSignature));
    // For another share.
    let share = Attempt::new(tree_of(8), claim(3, 4, ben()));
    let turned = Attempt { claim: claim(3, 5, ben()), ..share.clone() };
    assert_eq!(party.submits(ben(), &turned), Err(UnknownKey));
    let turned = Attempt { claim: claim(3, 5, ben()), proof: tree_of(8).proof(5), ..share };
    assert_eq!(party.submits(ben(), &turned), Err(BadSignature));
    // For the contract of another chain, which has another address.
    let signature = Signature { contract: elsewhere(), ..first.signature.clone() };
    let foreign = Attempt { signature, ..first.clone() };
    assert_eq!(party.submits(ben(), &foreign), Err(BadSignature));
    assert_eq!(party.submits(ben(), &first), Ok(10));
    let mut there = Party::at_address(elsewhere(), World::default());
    there.grant(tea(), ann(), 10);
    there.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    assert_eq!(there.submits(ben(), &first), Err(BadSignature));
}

#[test]
fn r26_a_key_of_zeros_opens_nothing() {
    // The neutral point, under which a signature of zeros is one of everything.
    let zeros: [u8; 32] = [0; 32];
    let mut marked = [0; 64];
    marked[63] = 0x80;
    let sibling = leaf(link_key(0).key(0));
    for (keys, path) in [
        (zeros, vec![]),
        (leaf(zeros.into()), vec![]),
        (node(leaf(zeros.into()), sibling), vec![sibling]),
    ] {
        let mut party = Party::open();
        party.grant(tea(), ann(), 10);
        party.gives(ann(), points(tea(), 10), Terms { keys, ..link(link_key(0)) }).unwrap();
        let mut attempt = Attempt::new(link_key(0), claim(1, 0, eve()));
        attempt.proof = KeyProof { key: zeros.into(), path };
        let refused = if keys == zeros { UnknownKey } else { BadSignature };
        for signature in [marked, [0; 64]] {
            assert_eq!(party.submits_with(eve(), &attempt, signature), refused);
        }
        assert_eq!(party.takes_back(ann(), 1), Ok(None));
    }
}

#[test]
fn r27_another_signature_of_the_same_key_is_no_other_claim() {
    // It is the share that is marked as used, and not the bytes of a signature, of which a key makes
    // as many as it likes.
    let mut party = Party::open();
    party.grant(tea(), ann(), 90);
    party.gives(ann(), points(tea(), 80), packet(tree_of(8), 8)).unwrap();
    let mut attempt = Attempt::new(tree_of(8), claim(1, 3, ben()));
    assert_ne!(attempt.signature.bytes(), attempt.signature.bytes(), "each is another one");
    assert_eq!(party.submits(ben(), &attempt), Ok(10));
    for wrapped in [false, true, false] {
        attempt.signature.wrapped = wrapped;
        assert_eq!(party.submits(ben(), &attempt), Err(AlreadyClaimed));
    }
    let for_cat = Attempt::new(tree_of(8), claim(1, 3, cat()));
    assert_eq!(party.submits(cat(), &for_cat), Err(AlreadyClaimed));
    let mut with_fee = claim(1, 3, ben());
    with_fee.max_fee = 1;
    let with_fee = Attempt::new(tree_of(8), with_fee);
    assert_eq!(party.submits(ben(), &with_fee), Err(AlreadyClaimed));
    assert_eq!(party.balances(tea())[..4], [70, 10, 10, 0]);
}

#[test]
fn r28_what_was_claimed_is_consumed() {
    let mut party = ten_tea();
    let attempt = Attempt::new(link_key(0), claim(1, 0, ben()));
    assert_eq!(party.submits(ben(), &attempt), Ok(10));
    assert_eq!(party.submits(ben(), &attempt), Err(NoGift));
    // A new gift under the same key is another number, for which the old signature does not count.
    party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    assert_eq!(party.submits(ben(), &attempt), Err(NoGift));
    let turned = Attempt { claim: claim(2, 0, ben()), ..attempt };
    assert_eq!(party.submits(ben(), &turned), Err(BadSignature));
    assert_eq!(party.balance(tea(), ben()), 10);
}

#[test]
fn r28_nothing_is_consumed_that_was_not_paid() {
    let mut party = Party::open();
    party.grant(scrip(), ann(), 80);
    party.gives(ann(), points(scrip(), 80), packet(tree_of(8), 8)).unwrap();
    party.cheat(scrip(), Asked::Push, Does::Refuse);
    let failed = Err(of_points(scrip(), PointsFault::Failed));
    assert_eq!(party.claims(ben(), 1, tree_of(8), 3), failed);
    assert!(!party.is_claimed(1, 3));
    party.tokens.world().reform(scrip());
    assert_eq!(party.claims(ben(), 1, tree_of(8), 3), Ok(10));
}

#[test]
fn r28_what_is_cleared_can_not_be_claimed_again() {
    // Clearing forgets who has claimed, but only of a packet of which there is nothing left.
    let mut party = Party::open();
    party.grant(tea(), ann(), 80);
    party.gives(ann(), points(tea(), 80), packet(tree_of(8), 8)).unwrap();
    let attempt = Attempt::new(tree_of(8), claim(1, 3, ben()));
    assert_eq!(party.submits(ben(), &attempt), Ok(10));
    assert_eq!(party.clears(ben(), 1, &[ben()]), Err(NotOver));
    assert_eq!(party.submits(ben(), &attempt), Err(AlreadyClaimed));
    party.takes_back(ann(), 1).unwrap();
    assert_eq!(party.clears(ben(), 1, &[ben()]), Ok(()));
    assert_eq!(party.submits(ben(), &attempt), Err(NoGift));
}

#[test]
fn r29_at_no_time_a_gift_can_both_be_claimed_and_sent_back() {
    for notice in [0, 100] {
        for at in [END - 101, END - 100, END - 99, END - 1, END, END + 1, END + 100] {
            let possible = |way: fn(&mut Party) -> bool| {
                let mut party = Party::open();
                party.grant(tea(), ann(), 10);
                let terms = Terms { notice, ..link(link_key(0)) };
                party.gives(ann(), points(tea(), 10), terms).unwrap();
                party.at(at);
                way(&mut party)
            };
            let claimed = possible(|party| party.claims(ben(), 1, link_key(0), 0).is_ok());
            let sent_back = possible(|party| party.sends_back(cat(), &[1]).is_ok());
            let given_up = possible(|party| party.abandons(ann(), 1).is_ok());
            assert_eq!((claimed, sent_back, given_up), (at < END, at >= END, at >= END));
        }
    }
}

#[test]
fn r30_nothing_goes_back_before_its_end_but_to_who_gave_it() {
    let mut party = ten_tea();
    for caller in [ann(), ben(), relayer()] {
        assert_eq!(party.sends_back(caller, &[1]), Err(NotEnded { until: END }));
    }
    assert_eq!(party.takes_back(ben(), 1), Err(NotSender));
    party.at(END - 1);
    assert_eq!(party.sends_back(ben(), &[1]), Err(NotEnded { until: END }));
    party.at(END);
    assert_eq!(party.sends_back(ben(), &[1]), Ok(()));
    assert_eq!(party.balances(tea()), [0, 100, 0, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn r30_a_promised_notice_can_not_be_passed_by() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    let terms = Terms { notice: 100, ..link(link_key(0)) };
    party.gives(ann(), points(tea(), 10), terms).unwrap();
    for _ in 0..3 {
        assert_eq!(party.takes_back(ann(), 1), Ok(Some(START + 100)));
        assert_eq!(party.abandons(ann(), 1), Err(NotEnded { until: START + 100 }));
    }
    assert_eq!(party.claims(ben(), 1, link_key(0), 0), Ok(10));
}
