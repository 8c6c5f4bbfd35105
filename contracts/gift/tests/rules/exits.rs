//! Ways back for what was given, which work whatever its contract does. X1

use tokens::{Asked, Coupon, Does, Item, Mark};
use tongquan_traits::{
    assets::{Asset, ItemFault},
    campaigns::Policy,
    coupon_error::PointsFault,
    gifts::{GiftAbandoned, GiftError, GiftError::*, Gifts, SentBack, Terms},
};

use crate::{
    faults::{of_item, of_points},
    gift_links::{link, packet},
    goods::{art, cafe, fakes, item, points, rice, scrip, tea, END},
    keys::{link_key, tree_of},
    model::Event,
    party::{address, Party},
    people::{ann, ben, cat, dan},
};

#[test]
fn several_go_back_at_once() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    party.grant(rice(), cat(), 10);
    let voucher = party.issue(cafe(), 1, dan());
    for (sender, asset) in
        [(ann(), points(tea(), 10)), (cat(), points(rice(), 10)), (dan(), item(&voucher))]
    {
        party.gives(sender, asset, link(link_key(0))).unwrap();
    }
    party.events();
    assert_eq!(party.at(END).sends_back(ben(), &[3, 1, 2]), Ok(()));
    let back = [(3, 0), (1, 10), (2, 10)];
    let back = back.map(|(gift, left)| Event::SentBack(SentBack { gift, left }));
    assert_eq!(party.events(), back);
    assert_eq!((party.balance(tea(), ann()), party.balance(rice(), cat())), (10, 10));
    assert_eq!((party.owner(&voucher), party.live()), (Some(dan()), 0));
}

#[test]
fn all_of_them_go_back_or_none() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 30);
    for until in [END, END + 1, END] {
        party.gives(ann(), points(tea(), 10), Terms { until, ..link(link_key(0)) }).unwrap();
    }
    party.at(END);
    for (numbers, refused) in [
        (vec![], EmptyBatch),
        (vec![1, 2], NotEnded { until: END + 1 }),
        (vec![1, 3, 4], NoGift),
        (vec![1, 0], NoGift),
        (vec![1, 3, 1], NoGift),
        (vec![1, 1], NoGift),
    ] {
        assert_eq!(party.sends_back(ann(), &numbers), Err(refused), "{numbers:?}");
        assert_eq!((party.live(), party.balance(tea(), ann())), (3, 0));
    }
    assert_eq!(party.sends_back(ann(), &[1, 3]), Ok(()));
    assert_eq!((party.live(), party.balance(tea(), ann())), (1, 20));
}

#[test]
fn what_is_given_up_stays_where_it_is() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 80);
    party.gives(ann(), points(tea(), 80), packet(tree_of(8), 8)).unwrap();
    party.claims(ben(), 1, tree_of(8), 0).unwrap();
    assert_eq!(party.abandons(ann(), 1), Err(NotEnded { until: END }));
    party.at(END);
    for other in [ben(), cat(), address()] {
        assert_eq!(party.abandons(other, 1), Err(NotSender));
    }
    party.events();
    party.tokens.heard();
    assert_eq!(party.abandons(ann(), 1), Ok(()));
    assert_eq!(party.events(), [Event::GiftAbandoned(GiftAbandoned { gift: 1 })]);
    assert_eq!(party.tokens.heard(), [], "nobody was asked");
    assert_eq!((party.gift(1), party.live()), (None, 0));
    assert_eq!(party.balances(tea())[..3], [70, 0, 10]);
    for again in [party.abandons(ann(), 1), party.sends_back(ann(), &[1])] {
        assert_eq!(again, Err(NoGift));
    }
    assert_eq!(party.takes_back(ann(), 1), Err(NoGift));
    // It is nobody's: others get back what they give, and no more.
    party.grant(tea(), cat(), 10);
    let terms = Terms { until: END + 1, ..link(link_key(0)) };
    party.gives(cat(), points(tea(), 10), terms).unwrap();
    assert_eq!(party.takes_back(cat(), 2), Ok(None));
    assert_eq!((party.balance(tea(), cat()), party.balance(tea(), address())), (10, 70));
}

#[test]
fn an_expired_coupon_can_only_be_given_up() {
    // C3: its contract lets nobody move it any more.
    let mut party = Party::open();
    let voucher = party.issue(cafe(), 1, ann());
    party.change(&voucher, |coupon| coupon.until = END);
    party.gives(ann(), item(&voucher), link(link_key(0))).unwrap();
    let stored = party.stored();
    party.at(END);
    let refused = of_item(&voucher, ItemFault::Refused);
    assert_eq!(party.sends_back(ben(), &[1]), Err(refused.clone()));
    assert_eq!(party.takes_back(ann(), 1), Err(refused));
    assert!(party.gift(1).is_some());
    assert_eq!(party.abandons(ann(), 1), Ok(()));
    assert_eq!((party.gift(1), party.stored()), (None, stored - 1));
    assert_eq!(party.owner(&voucher), Some(address()));
}

#[test]
fn a_coupon_comes_back_until_it_ends() {
    let mut party = Party::open();
    let voucher = party.issue(cafe(), 1, ann());
    party.change(&voucher, |coupon| coupon.until = END + 1);
    party.gives(ann(), item(&voucher), link(link_key(0))).unwrap();
    assert_eq!(party.at(END).sends_back(ben(), &[1]), Ok(()));
    assert_eq!(party.owner(&voucher), Some(ann()));
}

#[test]
fn an_item_comes_back_although_it_is_worse_or_may_not_be_given_any_more() {
    // The merchant turns the coupon into another one; who gave it still gets it, or who claims it.
    type Change = fn(&mut Coupon);
    let changes: [Change; 4] = [
        |coupon| coupon.left = 0,
        |coupon| coupon.until = END,
        |coupon| coupon.policy = Policy::GiftOnly { gift: address() },
        |coupon| coupon.from = u64::MAX,
    ];
    for change in changes {
        for claimed in [true, false] {
            let mut party = Party::open();
            let voucher = party.issue(fakes(), 1, ann());
            party.gives(ann(), item(&voucher), link(link_key(0))).unwrap();
            party.change(&voucher, change);
            match claimed {
                true => assert_eq!(party.claims(ben(), 1, link_key(0), 0), Ok(0)),
                false => assert_eq!(party.takes_back(ann(), 1), Ok(None)),
            }
            assert_eq!(party.owner(&voucher), Some(if claimed { ben() } else { ann() }));
        }
    }
}

#[test]
fn a_coupon_that_was_bound_or_used_meanwhile_waits_and_can_be_given_up() {
    type Change = fn(&mut Coupon);
    let changes: [Change; 2] = [
        |coupon| coupon.policy = Policy::Bound {},
        |coupon| coupon.mark = Mark::Redeemed { order: [1; 32] },
    ];
    for change in changes {
        let mut party = Party::open();
        let voucher = party.issue(fakes(), 1, ann());
        party.gives(ann(), item(&voucher), link(link_key(0))).unwrap();
        party.change(&voucher, change);
        let refused = of_item(&voucher, ItemFault::Refused);
        assert_eq!(party.claims(ben(), 1, link_key(0), 0), Err(refused.clone()));
        assert_eq!(party.takes_back(ann(), 1), Err(refused));
        assert_eq!(party.at(END).abandons(ann(), 1), Ok(()));
    }
}

#[test]
fn on_the_way_out_nothing_is_asked_but_the_transfer() {
    // Neither balances nor owners, which a contract may refuse to tell.
    for claimed in [true, false] {
        let mut party = Party::open();
        party.grant(scrip(), ann(), 10);
        let fake = party.issue(fakes(), 1, ann());
        for asset in [points(scrip(), 10), item(&fake)] {
            party.gives(ann(), asset, link(link_key(0))).unwrap();
        }
        party.cheat(scrip(), Asked::Balance, Does::Trap);
        party.cheat(fakes(), Asked::Owner, Does::Trap);
        party.cheat(fakes(), Asked::View, Does::Answer(vec![0, 1, 9]));
        for gift in [1, 2] {
            match claimed {
                true => assert!(party.claims(ben(), gift, link_key(0), 0).is_ok()),
                false => assert_eq!(party.takes_back(ann(), gift), Ok(None)),
            }
        }
        let owner = if claimed { ben() } else { ann() };
        assert_eq!((party.balance(scrip(), owner), party.owner(&fake)), (10, Some(owner)));
    }
}

/// Scrip, fakes and other things, of contracts that from then on do this when they should move them.
fn stuck(does: Does) -> (Party, Vec<(Asset, Item)>) {
    let mut party = Party::open();
    party.grant(scrip(), ann(), 80);
    party.grant(tea(), cat(), 80);
    let (fake, voucher) = (party.issue(fakes(), 1, ann()), party.issue(cafe(), 1, cat()));
    party.gives(ann(), points(scrip(), 80), packet(tree_of(8), 8)).unwrap();
    party.gives(ann(), item(&fake), link(link_key(0))).unwrap();
    party.gives(cat(), points(tea(), 80), packet(tree_of(8), 8)).unwrap();
    party.gives(cat(), item(&voucher), link(link_key(0))).unwrap();
    party.cheat(scrip(), Asked::Push, does.clone());
    party.cheat(fakes(), Asked::Move, does);
    (party, vec![(item(&fake), fake), (item(&voucher), voucher)])
}

fn failures() -> [(Does, PointsFault, ItemFault); 8] {
    use PointsFault::{InsufficientAllowance, InsufficientBalance};
    [
        (Does::Trap, PointsFault::Failed, ItemFault::Failed),
        (Does::NotKnow, PointsFault::Failed, ItemFault::Failed),
        (Does::Refuse, PointsFault::Failed, ItemFault::Refused),
        (Does::Answer(vec![]), PointsFault::Failed, ItemFault::Failed),
        (Does::Answer(vec![0, 0, 0]), PointsFault::Failed, ItemFault::Failed),
        (Does::Revert(vec![0, 0]), PointsFault::Failed, ItemFault::Failed),
        (Does::Revert(vec![0, 1, 2]), InsufficientAllowance, ItemFault::NotApproved),
        (Does::Answer(vec![0, 1, 1]), InsufficientBalance, ItemFault::Failed),
    ]
}

#[test]
fn a_contract_that_lets_nothing_go_leaves_nothing_half_done() {
    // M5
    for (does, of_scrip, of_fake) in failures() {
        let (mut party, things) = stuck(does.clone());
        let (scrip_fault, fake_fault) =
            (of_points(scrip(), of_scrip), of_item(&things[0].1, of_fake));
        let seen = (party.book(), party.tokens.snapshot());
        let refused: [Result<(), GiftError>; 4] = [
            party.claims(ben(), 1, tree_of(8), 3).map(drop),
            party.takes_back(ann(), 1).map(drop),
            party.claims(ben(), 2, link_key(0), 0).map(drop),
            party.takes_back(ann(), 2).map(drop),
        ];
        let faults = [&scrip_fault, &scrip_fault, &fake_fault, &fake_fault];
        assert_eq!(refused, faults.map(|fault| Err(fault.clone())), "{does:?}");
        party.at(END);
        for (numbers, fault) in [(vec![1], &scrip_fault), (vec![2], &fake_fault)] {
            assert_eq!(party.sends_back(ben(), &numbers), Err(fault.clone()), "{does:?}");
        }
        // A good one goes back alone, but not with a bad one.
        assert_eq!(party.sends_back(ben(), &[3, 1]), Err(scrip_fault.clone()));
        assert_eq!(party.sends_back(ben(), &[4, 2]), Err(fake_fault));
        let after = (party.book(), party.tokens.snapshot());
        assert_eq!(after.0, seen.0, "nothing is half done");
        assert_eq!(after.1.points, seen.1.points);
        assert_eq!(after.1.collections, seen.1.collections);

        // When a contract comes to reason, all is as before; and else it can be given up.
        assert_eq!(party.abandons(ann(), 2), Ok(()));
        party.tokens.world().reform(scrip());
        assert_eq!(party.sends_back(ben(), &[3, 1]), Ok(()));
        assert_eq!(party.balance(scrip(), ann()), 80);
    }
}

#[test]
fn others_gifts_go_on_while_a_contract_is_dead() {
    // M7
    for (does, ..) in failures() {
        let (mut party, things) = stuck(does);
        party.cheat(scrip(), Asked::Anything, Does::Trap);
        party.cheat(fakes(), Asked::Anything, Does::Trap);
        assert_eq!(party.claims(ben(), 3, tree_of(8), 3), Ok(10));
        assert_eq!(party.claims(ben(), 4, link_key(0), 0), Ok(0));
        assert_eq!(party.takes_back(cat(), 3), Ok(None));
        assert_eq!(party.balance(tea(), cat()), 70);
        assert_eq!(party.owner(&things[1].1), Some(ben()));
        assert_eq!(party.live(), 2);
        party.at(END);
        for gift in [1, 2] {
            assert_eq!(party.abandons(ann(), gift), Ok(()));
        }
        assert_eq!(party.live(), 0);
    }
}

#[test]
fn points_that_keep_a_fee_still_come_back() {
    let mut party = Party::open();
    party.grant(scrip(), ann(), 20);
    for _ in 0..2 {
        party.gives(ann(), points(scrip(), 10), link(link_key(0))).unwrap();
    }
    party.cheat(scrip(), Asked::Push, Does::Keep(1));
    assert_eq!(party.takes_back(ann(), 1), Ok(None));
    assert_eq!(party.claims(ben(), 2, link_key(0), 0), Ok(10));
    assert_eq!((party.balance(scrip(), ann()), party.balance(scrip(), ben())), (9, 9));
}

#[test]
fn an_item_of_an_id_of_any_kind_comes_back() {
    use tokens::Id;
    let mut party = Party::open();
    for id in [Id::U8(1), Id::U16(1), Id::U32(1), Id::U64(1), Id::U128(1), Id::Bytes(vec![7; 64])] {
        let thing = party.issue_plain(art(), id, ann());
        let gift = party.gives(ann(), item(&thing), link(link_key(0))).unwrap();
        assert_eq!(party.takes_back(ann(), gift), Ok(None));
        assert_eq!(party.owner(&thing), Some(ann()));
    }
}
