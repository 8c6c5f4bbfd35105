//! Packets (红包): what the shares are, and who has them. G4

use ink::primitives::AccountId;
use proptest::{prelude::*, test_runner::Config};
use tongquan_traits::gifts::{GiftError::*, Gifts, ShareClaim, Terms};

use crate::{
    gift_links::{claim, drawn, link, packet, Attempt},
    goods::{points, tea},
    keys::{large_tree, link_key, other_tree_of_eight, tree_of},
    model::Packet,
    party::{address, elsewhere, Party},
    people::{ann, ben, cat, dan, everybody, guest, relayer},
};

/// Ann's packet of so many tea, at this address, as the first gift.
fn packet_at(at: AccountId, amount: u128, terms: Terms) -> Party {
    let mut party = Party::at_address(at, Default::default());
    party.grant(tea(), ann(), amount);
    party.gives(ann(), points(tea(), amount), terms).unwrap();
    party
}

fn ann_gives(amount: u128, terms: Terms) -> Party {
    packet_at(address(), amount, terms)
}

fn shares(party: &Party, gift: u64, count: u32) -> Vec<u128> {
    (0..count).map(|number| party.share(gift, number).expect("a share")).collect()
}

#[test]
fn equal_shares_differ_by_one_unit_at_most_and_the_first_are_the_larger() {
    for (amount, expected) in [
        (8, [1; 8]),
        (9, [2, 1, 1, 1, 1, 1, 1, 1]),
        (15, [2, 2, 2, 2, 2, 2, 2, 1]),
        (80, [10; 8]),
        (83, [11, 11, 11, 10, 10, 10, 10, 10]),
    ] {
        let party = ann_gives(amount, packet(tree_of(8), 8));
        assert_eq!(shares(&party, 1, 8), expected);
        assert_eq!(party.share(1, 8), None);
        assert_eq!(party.share(1, u32::MAX), None);
    }
}

/// Whether the shares of a packet are those of the plain computation, add up to what was given, and
/// are within their bounds.
fn assert_shares(amount: u128, count: u32, is_drawn: bool) {
    let terms = Terms { shares: count, drawn: is_drawn, ..packet(tree_of(8), 1) };
    let keys = terms.keys;
    let party = ann_gives(amount, terms);
    let seen = shares(&party, 1, count);
    let plain =
        Packet { address: address(), number: 1, keys, shares: count, drawn: is_drawn, amount };
    assert_eq!(seen, plain.all(), "{amount} in {count}");
    assert_eq!(seen.iter().sum::<u128>(), amount, "{amount} in {count}");
    let equal = amount / u128::from(count);
    let most = if is_drawn { (equal - 1).saturating_mul(2).saturating_add(2) } else { equal + 1 };
    let least = if is_drawn { 1 } else { equal };
    assert!(seen.iter().all(|share| (least..=most).contains(share)), "{amount} in {count}");
    assert_eq!(party.share(1, count), None);
}

#[test]
fn shares_add_up_to_what_was_given_at_the_ends() {
    let half = u128::MAX / 2;
    for is_drawn in [false, true] {
        for count in [2, 3, 7, 8, 255, 256, 257, 1_000] {
            let least = u128::from(count);
            for amount in [least, least + 1, 2 * least - 1, 2 * least, 3 * least, half, half + 1] {
                assert_shares(amount, count, is_drawn);
            }
            assert_shares(u128::MAX - 1, count, is_drawn);
            assert_shares(u128::MAX, count, is_drawn);
        }
    }
}

#[test]
fn the_only_share_is_all_of_it_whether_it_is_drawn_or_not() {
    // G4: also of so many points that twice as many are beyond all numbers.
    for amount in [1, 2, 1_000, u128::MAX / 2, u128::MAX / 2 + 1, u128::MAX - 1, u128::MAX] {
        for terms in [link(link_key(0)), drawn(link_key(0), 1)] {
            let mut party = ann_gives(amount, terms);
            assert_eq!(party.share(1, 0), Some(amount));
            assert_eq!(party.claims(ben(), 1, link_key(0), 0), Ok(amount));
            assert_eq!(party.balance(tea(), address()), 0);
        }
    }
}

#[test]
fn the_shares_of_the_largest_packet_are_there() {
    let most = 1 << 20;
    for is_drawn in [false, true] {
        let terms = Terms { drawn: is_drawn, ..packet(tree_of(8), most) };
        let party = ann_gives(u128::from(most) * 100 + 7, terms);
        for number in [0, 6, 7, most - 2, most - 1] {
            let share = party.share(1, number).unwrap();
            match is_drawn {
                true => assert!((1..=200).contains(&share)),
                false => assert_eq!(share, if number < 7 { 101 } else { 100 }),
            }
        }
        assert_eq!(party.share(1, most), None);
    }
}

#[test]
fn shares_add_up_to_what_was_given_whatever_it_is() {
    let (seed, mut runner) =
        seeded::runner("GIFT_SEED", Config { cases: 400, ..Config::default() });
    let packets = (2..400_u32, 0..120_u32, any::<u128>(), any::<bool>());
    let checked = runner.run(&packets, |(count, bits, amount, is_drawn)| {
        assert_shares((amount >> bits).max(count.into()), count, is_drawn);
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("GIFT_SEED={seed}: {error}"));
}

#[test]
fn drawn_shares_are_not_all_alike() {
    let party = ann_gives(8_000, drawn(tree_of(8), 8));
    let seen = shares(&party, 1, 8);
    let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!(distinct.len(), 8, "{seen:?}");
    assert!(seen.iter().any(|share| *share > 1_300) && seen.iter().any(|share| *share < 700));
}

#[test]
fn of_drawn_shares_each_size_is_as_likely_at_each_place() {
    // Of so many that chance leaves little room: the mean of each tenth of them is that of all.
    let count = 20_000;
    let party = ann_gives(u128::from(count) * 1_000, drawn(tree_of(8), count));
    let seen = shares(&party, 1, count);
    for tenth in seen.chunks(seen.len() / 10) {
        let mean = tenth.iter().sum::<u128>() / tenth.len() as u128;
        assert!((970..=1_030).contains(&mean), "{mean}");
        let small = tenth.iter().filter(|share| **share < 500).count();
        let large = tenth.iter().filter(|share| **share > 1_500).count();
        // A triangle: an eighth of them at each end.
        let eighth = tenth.len() / 8;
        assert!((eighth * 8 / 10..eighth * 12 / 10).contains(&small), "{small}");
        assert!((eighth * 8 / 10..eighth * 12 / 10).contains(&large), "{large}");
    }
}

#[test]
fn a_draw_is_another_one_for_each_contract_gift_and_tree() {
    let of = |at, terms| shares(&packet_at(at, 8_000, terms), 1, 8);
    let first = of(address(), drawn(tree_of(8), 8));
    assert_eq!(of(address(), drawn(tree_of(8), 8)), first, "it is fixed");
    assert_ne!(of(elsewhere(), drawn(tree_of(8), 8)), first);
    assert_ne!(of(address(), drawn(other_tree_of_eight(), 8)), first);
    let mut party = ann_gives(8_000, drawn(tree_of(8), 8));
    party.grant(tea(), ann(), 8_000);
    party.gives(ann(), points(tea(), 8_000), drawn(tree_of(8), 8)).unwrap();
    assert_ne!(shares(&party, 2, 8), shares(&party, 1, 8));
}

#[test]
fn a_share_does_not_depend_on_who_claims_it_when_and_after_whom() {
    let foretold = shares(&ann_gives(8_003, drawn(tree_of(8), 8)), 1, 8);
    let orders: [[u32; 8]; 4] = [
        [0, 1, 2, 3, 4, 5, 6, 7],
        [7, 6, 5, 4, 3, 2, 1, 0],
        [3, 0, 7, 4, 1, 6, 2, 5],
        [5, 2, 6, 1, 4, 7, 0, 3],
    ];
    for (turn, order) in orders.into_iter().enumerate() {
        let mut party = ann_gives(8_003, drawn(tree_of(8), 8));
        let mut people = everybody();
        people.rotate_left(turn);
        for (later, (number, recipient)) in order.into_iter().zip(people).enumerate() {
            party.at(party.now + later as u64 * 1_000 * turn as u64);
            let left: Vec<u128> =
                (0..8).map(|other| party.share(1, other).expect("a share")).collect();
            assert_eq!(left, foretold, "claimed or not, until the packet is over");
            let by = if turn % 2 == 0 { recipient } else { relayer() };
            let attempt = Attempt::new(tree_of(8), claim(1, number, recipient));
            assert_eq!(party.submits(by, &attempt), Ok(foretold[number as usize]));
        }
        assert_eq!((party.gift(1), party.balance(tea(), address())), (None, 0));
    }
}

#[test]
fn who_relays_can_not_choose_a_share_by_a_fee() {
    let foretold = shares(&ann_gives(8_000, drawn(tree_of(8), 8)), 1, 8);
    for max_fee in [0, 1, 100] {
        let mut party = ann_gives(8_000, drawn(tree_of(8), 8));
        let mut claim = claim(1, 3, ben());
        claim.max_fee = max_fee;
        let attempt = Attempt::new(tree_of(8), claim).for_fee(max_fee);
        assert_eq!(party.submits(relayer(), &attempt), Ok(foretold[3] - max_fee));
        assert_eq!(party.gift(1).unwrap().left, 8_000 - foretold[3]);
    }
}

#[test]
fn each_key_claims_once() {
    let mut party = ann_gives(80, packet(tree_of(8), 8));
    assert_eq!(party.claims(ben(), 1, tree_of(8), 3), Ok(10));
    for other in [cat(), dan(), ben()] {
        assert_eq!(party.claims(other, 1, tree_of(8), 3), Err(AlreadyClaimed));
    }
    assert_eq!(party.balances(tea())[..4], [70, 0, 10, 0]);
    assert_eq!(party.gift(1).map(|gift| (gift.left, gift.claimed)), Some((70, 1)));
}

#[test]
fn each_account_claims_once() {
    let mut party = ann_gives(80, packet(tree_of(8), 8));
    assert_eq!(party.claims(ben(), 1, tree_of(8), 3), Ok(10));
    for number in [0, 1, 2, 4, 5, 6, 7] {
        assert_eq!(party.claims(ben(), 1, tree_of(8), number), Err(HasShare));
        let attempt = Attempt::new(tree_of(8), claim(1, number, ben()));
        assert_eq!(party.submits(relayer(), &attempt), Err(HasShare));
        assert!(!party.is_claimed(1, number), "the share is still for others");
    }
    assert_eq!(party.balance(tea(), ben()), 10);
    assert_eq!(party.claims(cat(), 1, tree_of(8), 4), Ok(10));
}

#[test]
fn who_has_a_share_of_one_packet_can_have_one_of_another() {
    let mut party = ann_gives(160, packet(tree_of(8), 8));
    party.grant(tea(), ann(), 80);
    party.gives(ann(), points(tea(), 80), packet(other_tree_of_eight(), 8)).unwrap();
    assert_eq!(party.claims(ben(), 1, tree_of(8), 3), Ok(20));
    assert_eq!(party.claims(ben(), 2, other_tree_of_eight(), 3), Ok(10));
    assert_eq!(party.claims(ben(), 2, other_tree_of_eight(), 4), Err(HasShare));
}

#[test]
fn it_is_seen_who_has_claimed_what() {
    let mut party = ann_gives(80, packet(tree_of(8), 8));
    assert!((0..9).all(|number| !party.is_claimed(1, number)));
    assert!(everybody().iter().all(|account| party.claim_of(1, *account).is_none()));
    let attempt = Attempt::new(tree_of(8), claim(1, 3, ben()));
    party.submits(relayer(), &attempt).unwrap();
    party.claims(cat(), 1, tree_of(8), 7).unwrap();
    let claimed: Vec<u32> = (0..300).filter(|number| party.is_claimed(1, *number)).collect();
    assert_eq!(claimed, [3, 7]);
    let of_ben = ShareClaim { submitted_by: relayer(), number: 3 };
    assert_eq!(party.claim_of(1, ben()), Some(of_ben));
    assert_eq!(party.claim_of(1, cat()), Some(ShareClaim { submitted_by: cat(), number: 7 }));
    for other in [ann(), dan(), relayer()] {
        assert_eq!(party.claim_of(1, other), None);
    }
    for other in [0, 2, u64::MAX] {
        assert_eq!((party.claim_of(other, ben()), party.is_claimed(other, 3)), (None, false));
    }
    assert_eq!(party.share(1, 3), Some(10), "what it was can still be read");
}

#[test]
fn with_the_last_share_the_packet_is_gone() {
    let mut party = ann_gives(83, drawn(tree_of(8), 8));
    for (number, account) in (0..).zip(everybody()) {
        assert!(party.gift(1).is_some());
        party.claims(account, 1, tree_of(8), number).unwrap();
    }
    assert_eq!((party.gift(1), party.live(), party.share(1, 0)), (None, 0, None));
    let balances = party.balances(tea());
    assert_eq!((balances[0], balances.iter().sum::<u128>()), (0, 83));
    // Who had which share can still be seen.
    assert!((0..8).all(|number| party.is_claimed(1, number)));
    assert!(everybody().iter().all(|account| party.claim_of(1, *account).is_some()));
    assert_eq!(party.claims(guest(1), 1, tree_of(8), 0), Err(NoGift));
}

#[test]
fn shares_in_different_groups_of_256_are_not_mixed_up() {
    let tree = large_tree();
    let mut party = ann_gives(4_680, packet(tree, tree.size()));
    let picked = [0, 1, 255, 256, 257, 467];
    for (place, number) in picked.into_iter().enumerate() {
        for other in [0, 1, 2, 254, 255, 256, 257, 258, 466, 467, 511, 512, 513, 1 << 19] {
            assert_eq!(party.is_claimed(1, other), picked[..place].contains(&other), "{other}");
        }
        assert_eq!(party.claims(guest(number), 1, tree, number), Ok(10));
        assert_eq!(party.claims(ann(), 1, tree, number), Err(AlreadyClaimed));
    }
}
