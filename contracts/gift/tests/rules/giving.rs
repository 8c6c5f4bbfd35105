//! Gifts as they are given: what may be given, and on which terms.

use tokens::{Coupon, Id, Item, Mark};
use tongquan_traits::{
    assets::ItemFault,
    campaigns::Policy,
    coupon_error::PointsFault,
    gifts::{Gift, GiftError::*, Gifts, Given, Terms, MAX_LENGTH, MAX_SHARES},
};

use crate::{
    faults::{of_item, of_points},
    gift_links::{drawn, link, packet},
    goods::{art, cafe, coupon, item, nowhere, picture, points, rice, tea, END, HOUR, START},
    keys::{link_key, tree_of},
    model::Event,
    party::{address, elsewhere, Party, GENESIS},
    people::{ann, ben, cat},
};

#[test]
fn gift_links_begin_empty() {
    let party = Party::open();
    assert_eq!((party.genesis_hash(), party.gift_count()), (GENESIS, 0));
    assert_eq!((party.live_gifts(0), party.live_gifts(u64::MAX)), (vec![], vec![]));
    assert_eq!((party.gift(0), party.gift(1), party.share(1, 0)), (None, None, None));
    assert!(!party.is_claimed(1, 0));
    assert_eq!(party.claim_of(1, ann()), None);
}

#[test]
fn what_is_given_is_with_the_contract_from_then_on() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 100);
    let voucher = party.issue(cafe(), 1, ann());
    let for_ben = Terms {
        recipient: Some(ben()),
        notice: 60_000,
        greeting: Some([7; 32]),
        ..link(link_key(0))
    };
    let for_four = drawn(tree_of(8), 4);
    let gives = [(item(&voucher), for_ben, 0), (points(tea(), 30), for_four, 30)];
    let mut listed = vec![];
    for (number, (asset, terms, left)) in (1..).zip(gives) {
        assert_eq!(party.gives(ann(), asset.clone(), terms.clone()), Ok(number));
        let gift = Gift { left, claimed: 0, sender: ann(), asset, terms };
        assert_eq!(party.gift(number), Some(gift.clone()));
        assert_eq!(party.events(), [Event::Given(Given { number, gift: gift.clone() })]);
        listed.insert(0, (number, gift));
    }
    assert_eq!((party.gift_count(), party.live_gifts(u64::MAX)), (2, listed));
    assert_eq!((party.balance(tea(), address()), party.balance(tea(), ann())), (30, 70));
    assert_eq!(party.owner(&voucher), Some(address()));
}

/// Ann gives so many of her 5,000,000 tea in so many shares.
fn gives_tea(amount: u128, shares: u32) -> Result<u64, tongquan_traits::gifts::GiftError> {
    let mut party = Party::open();
    party.grant(tea(), ann(), 5_000_000);
    let given = party.gives(ann(), points(tea(), amount), packet(tree_of(8), shares));
    assert_eq!(party.gift_count(), u64::from(given.is_ok()));
    given
}

#[test]
fn points_are_given_in_as_many_shares_as_there_are_units() {
    for (amount, at_most) in [(1, 1), (2, 2), (7, 7), (1_000, 1_000)] {
        assert_eq!(gives_tea(amount, 0), Err(InvalidShares { at_most }));
        assert_eq!(gives_tea(amount, 1), Ok(1));
        assert_eq!(gives_tea(amount, at_most), Ok(1));
        assert_eq!(gives_tea(amount, at_most + 1), Err(InvalidShares { at_most }));
        assert_eq!(gives_tea(amount, u32::MAX), Err(InvalidShares { at_most }));
    }
    for shares in [0, 1] {
        assert_eq!(gives_tea(0, shares), Err(InvalidShares { at_most: 0 }));
    }
}

#[test]
fn there_are_at_most_a_million_shares() {
    assert_eq!(MAX_SHARES, 1_048_576);
    let most = u128::from(MAX_SHARES);
    assert_eq!(gives_tea(most - 1, MAX_SHARES - 1), Ok(1));
    assert_eq!(gives_tea(most - 1, MAX_SHARES), Err(InvalidShares { at_most: MAX_SHARES - 1 }));
    let beyond_32_bits = (1 << 32) + 1;
    for amount in [most, most + 1, 5_000_000, 1 << 32, beyond_32_bits, u128::MAX] {
        for shares in [0, MAX_SHARES + 1, u32::MAX] {
            let refused = Err(InvalidShares { at_most: MAX_SHARES });
            assert_eq!(gives_tea(amount, shares), refused, "{amount} in {shares}");
        }
    }
    for amount in [most, most + 1, 5_000_000] {
        assert_eq!(gives_tea(amount, MAX_SHARES - 1), Ok(1));
        assert_eq!(gives_tea(amount, MAX_SHARES), Ok(1));
    }
}

#[test]
fn an_item_can_not_be_divided() {
    let mut party = Party::open();
    let voucher = party.issue(cafe(), 1, ann());
    let drawing = party.issue_plain(art(), Id::U8(1), ann());
    for thing in [&voucher, &drawing] {
        for shares in [0, 2, 3, u32::MAX] {
            let given = party.gives(ann(), item(thing), packet(tree_of(2), shares));
            assert_eq!(given, Err(InvalidShares { at_most: 1 }));
        }
        assert!(party.gives(ann(), item(thing), drawn(link_key(0), 1)).is_ok());
    }
}

#[test]
fn a_packet_is_for_nobody_alone() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    for (shares, given) in [(1, Ok(1)), (2, Err(BoundPacket)), (8, Err(BoundPacket))] {
        let terms = Terms { recipient: Some(ben()), ..packet(tree_of(8), shares) };
        assert_eq!(party.gives(ann(), points(tea(), 8), terms), given);
        party.grant(tea(), ann(), 8);
    }
}

#[test]
fn nothing_is_given_to_the_contract_itself() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    let to = |recipient| Terms { recipient: Some(recipient), ..link(link_key(0)) };
    assert_eq!(party.gives(ann(), points(tea(), 5), to(address())), Err(InvalidRecipient));
    // To its sender, and to another contract, it can be.
    assert_eq!(party.gives(ann(), points(tea(), 5), to(ann())), Ok(1));
    assert_eq!(party.gives(ann(), points(tea(), 5), to(cafe())), Ok(2));
}

#[test]
fn a_gift_ends_in_the_future_and_within_366_days() {
    assert_eq!(MAX_LENGTH, 31_622_400_000);
    for (until, is_valid) in [
        (0, false),
        (START - 1, false),
        (START, false),
        (START + 1, true),
        (START + MAX_LENGTH - 1, true),
        (START + MAX_LENGTH, true),
        (START + MAX_LENGTH + 1, false),
        (u64::MAX, false),
    ] {
        let mut party = Party::open();
        party.grant(tea(), ann(), 10);
        let terms = Terms { until, ..link(link_key(0)) };
        let given = party.gives(ann(), points(tea(), 10), terms);
        assert_eq!(given, if is_valid { Ok(1) } else { Err(InvalidEnd) }, "until {until}");
    }
}

#[test]
fn at_the_end_of_time_no_end_wraps_around() {
    // R5
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    party.at(u64::MAX - 1);
    for (until, given) in [(MAX_LENGTH - 2, Err(InvalidEnd)), (u64::MAX, Ok(1))] {
        let terms = Terms { until, notice: u64::MAX, ..link(link_key(0)) };
        assert_eq!(party.gives(ann(), points(tea(), 10), terms), given);
    }
    assert_eq!(party.takes_back(ann(), 1), Ok(Some(u64::MAX)));
}

#[test]
fn a_notice_can_be_of_any_length() {
    for notice in [0, 1, HOUR, 2 * HOUR, u64::MAX] {
        let mut party = Party::open();
        party.grant(tea(), ann(), 10);
        let terms = Terms { notice, ..link(link_key(0)) };
        assert_eq!(party.gives(ann(), points(tea(), 10), terms), Ok(1));
    }
}

/// Ann gives a voucher, until END, after something has happened to it.
fn gives_voucher(happens: impl FnOnce(&mut Coupon)) -> Result<(), Option<ItemFault>> {
    let mut party = Party::open();
    let voucher = party.issue(cafe(), 1, ann());
    party.change(&voucher, happens);
    let given = party.gives(ann(), item(&voucher), link(link_key(0)));
    let owner = if given.is_ok() { address() } else { ann() };
    assert_eq!(party.owner(&voucher), Some(owner));
    let all = [ItemFault::NotTradable, ItemFault::EndsBefore { needed: END }];
    given.map(drop).map_err(|error| all.into_iter().find(|f| error == of_item(&voucher, *f)))
}

#[test]
fn a_gift_does_not_outlive_its_coupon() {
    let short = Err(Some(ItemFault::EndsBefore { needed: END }));
    for (until, given) in [(END - 1, short), (END, Ok(())), (END + 1, Ok(())), (u64::MAX, Ok(()))] {
        assert_eq!(gives_voucher(|coupon| coupon.until = until), given, "until {until}");
    }
}

#[test]
fn a_coupon_is_given_if_its_policy_lets_it_pass_here() {
    let no = Err(Some(ItemFault::NotTradable));
    for (policy, given) in [
        (Policy::Free {}, Ok(())),
        (Policy::GiftOnly { gift: address() }, Ok(())),
        (Policy::GiftOnly { gift: elsewhere() }, no),
        (Policy::GiftOnly { gift: ann() }, no),
        (Policy::Bound {}, no),
    ] {
        assert_eq!(gives_voucher(|coupon| coupon.policy = policy), given, "{policy:?}");
    }
}

#[test]
fn a_coupon_that_only_passes_here_comes_to_whoever_claims_it() {
    let mut party = Party::open();
    let voucher = party.issue(cafe(), 1, ann());
    party.change(&voucher, |coupon| coupon.policy = Policy::GiftOnly { gift: address() });
    let gift = party.gives(ann(), item(&voucher), link(link_key(0))).unwrap();
    assert_eq!(party.claims(ben(), gift, link_key(0), 0), Ok(0));
    assert_eq!(party.owner(&voucher), Some(ben()));
}

#[test]
fn a_coupon_is_given_while_it_is_usable_or_will_be() {
    // C3
    let no = Err(Some(ItemFault::NotTradable));
    let order = [1; 32];
    assert_eq!(gives_voucher(|coupon| coupon.from = START + 1), Ok(()));
    assert_eq!(gives_voucher(|coupon| coupon.until = START), no);
    assert_eq!(gives_voucher(|coupon| coupon.mark = Mark::Redeemed { order }), no);
    let held_until =
        |until| move |coupon: &mut Coupon| coupon.mark = Mark::Reserved { order, until };
    assert_eq!(gives_voucher(held_until(START + 1)), no);
    assert_eq!(gives_voucher(held_until(START)), Ok(()));
}

#[test]
fn nobody_gives_what_is_somebody_elses() {
    // M4: although its owner lets the gift links take it.
    let mut party = Party::open();
    let voucher = party.issue(cafe(), 1, ben());
    let drawing = party.issue_plain(art(), Id::U64(1), ben());
    for thing in [&voucher, &drawing] {
        let given = party.gives(ann(), item(thing), link(link_key(0)));
        assert_eq!(given, Err(of_item(thing, ItemFault::NotOwner)));
        assert_eq!(party.owner(thing), Some(ben()));
    }
    // What the contract holds already is not Ann's either.
    for thing in [&voucher, &drawing] {
        party.gives(ben(), item(thing), link(link_key(0))).unwrap();
        for sender in [ann(), ben()] {
            let given = party.gives(sender, item(thing), link(link_key(1)));
            assert_eq!(given, Err(of_item(thing, ItemFault::NotOwner)));
        }
    }
    assert_eq!(party.live(), 2);
}

#[test]
fn what_does_not_exist_is_not_given() {
    let mut party = Party::open();
    party.issue(cafe(), 1, ann());
    party.issue_plain(art(), Id::U64(1), ann());
    for (thing, fault) in [
        (coupon(cafe(), 1, 2), ItemFault::NotOwner),
        (picture(Id::U64(2)), ItemFault::NotOwner),
        (Item { contract: nowhere(), id: Id::U64(1) }, ItemFault::Failed),
        (Item { contract: nowhere(), id: Id::U8(1) }, ItemFault::Failed),
    ] {
        let given = party.gives(ann(), item(&thing), link(link_key(0)));
        assert_eq!(given, Err(of_item(&thing, fault)));
    }
    let given = party.gives(ann(), points(nowhere(), 1), link(link_key(0)));
    assert_eq!(given, Err(of_points(nowhere(), PointsFault::Failed)));
}

#[test]
fn an_item_must_be_approved() {
    let mut party = Party::open();
    for thing in [coupon(cafe(), 1, 1), picture(Id::U64(1))] {
        let good = Coupon::good(START, END);
        match thing.contract == cafe() {
            true => party.tokens.world().issue_coupon(&thing, ann(), good),
            false => party.tokens.world().issue_item(&thing, ann()),
        }
        let given = party.gives(ann(), item(&thing), link(link_key(0)));
        assert_eq!(given, Err(of_item(&thing, ItemFault::NotApproved)));
        party.tokens.world().approve_all(thing.contract, ann(), address());
        assert!(party.gives(ann(), item(&thing), link(link_key(0))).is_ok());
    }
}

#[test]
fn a_plain_token_of_any_short_id_is_given() {
    let mut party = Party::open();
    let ids = [
        Id::U8(1),
        Id::U16(1),
        Id::U32(1),
        Id::U64(1),
        Id::U128(1),
        Id::Bytes(vec![]),
        Id::Bytes(vec![7; 64]),
    ];
    for id in ids {
        let thing = party.issue_plain(art(), id, ann());
        let gift = party.gives(ann(), item(&thing), link(link_key(0))).unwrap();
        assert_eq!(party.claims(ben(), gift, link_key(0), 0), Ok(0));
        assert_eq!(party.owner(&thing), Some(ben()));
    }
    let long = party.issue_plain(art(), Id::Bytes(vec![7; 65]), ann());
    let given = party.gives(ann(), item(&long), link(link_key(0)));
    assert_eq!(given, Err(of_item(&long, ItemFault::IdTooLong)));
}

#[test]
fn points_must_be_there_and_approved() {
    let mut party = Party::open();
    party.tokens.world().issue_points(tea(), ann(), 10);
    let give = |party: &mut Party| party.gives(ann(), points(tea(), 10), link(link_key(0)));
    let few = |fault| Err(of_points(tea(), fault));
    assert_eq!(give(&mut party), few(PointsFault::InsufficientAllowance));
    party.tokens.world().approve_points(tea(), ann(), address(), 9);
    assert_eq!(give(&mut party), few(PointsFault::InsufficientAllowance));
    party.tokens.world().approve_points(tea(), ann(), address(), 20);
    assert_eq!(give(&mut party), Ok(1));
    assert_eq!(give(&mut party), few(PointsFault::InsufficientBalance));
    assert_eq!((party.live(), party.balance(tea(), address())), (1, 10));
}

#[test]
fn gifts_of_the_same_points_are_kept_apart() {
    // M1
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    party.grant(tea(), cat(), 10);
    party.grant(rice(), cat(), 10);
    let hers = party.gives(ann(), points(tea(), 4), link(link_key(0))).unwrap();
    let his = party.gives(cat(), points(tea(), 3), link(link_key(0))).unwrap();
    party.gives(cat(), points(rice(), 5), link(link_key(0))).unwrap();
    assert_eq!((party.balance(tea(), address()), party.balance(rice(), address())), (7, 5));
    assert_eq!(party.claims(ben(), his, link_key(0), 0), Ok(3));
    assert_eq!(party.takes_back(ann(), hers), Ok(None));
    assert_eq!(party.balances(tea())[..4], [0, 10, 3, 7]);
    assert_eq!(party.balance(rice(), address()), 5);
}
