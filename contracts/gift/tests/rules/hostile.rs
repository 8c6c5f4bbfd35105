//! Points and items that lie, fail or play dead while they are given. What comes in is measured (M6), and
//! whatever goes wrong ends the whole message (M5).

use tokens::{Asked, Cheat, Coupon, Does, Id, Item};
use tongquan_traits::{
    assets::ItemFault,
    coupon_error::PointsFault,
    gifts::{GiftError, Gifts},
};

use crate::{
    faults::{of_item, of_points},
    gift_links::{claim, drawn, link, packet, Attempt},
    goods::{fakes, item, junk, points, scrip, tea, START},
    keys::{link_key, tree_of},
    party::{address, Party},
    people::{ann, ben, cat, dan, eve},
};

/// Ann gives 80 of her 100 scrip, after its contract was told to cheat. 30 of Cat's are with the gift
/// links already.
fn gives_scrip(asked: Asked, does: Does) -> (Party, Result<u64, GiftError>) {
    let mut party = Party::open();
    party.grant(scrip(), cat(), 30);
    party.gives(cat(), points(scrip(), 30), link(link_key(0))).unwrap();
    party.grant(scrip(), ann(), 100);
    party.cheat(scrip(), asked, does);
    let given = party.gives(ann(), points(scrip(), 80), packet(tree_of(8), 8));
    if given.is_err() {
        assert_eq!((party.gift_count(), party.live()), (1, 1), "M5");
        assert_eq!(party.balances(scrip())[..2], [30, 100], "M5");
    }
    (party, given)
}

#[track_caller]
fn assert_scrip_not_given(asked: Asked, does: Does, fault: PointsFault) {
    let (_, given) = gives_scrip(asked, does.clone());
    assert_eq!(given, Err(of_points(scrip(), fault)), "{asked:?} {does:?}");
}

#[test]
fn only_points_that_arrive_exactly_are_given() {
    // M1, M6
    let (party, given) = gives_scrip(Asked::Pull, Does::MoveLess(0));
    assert_eq!((given, party.balance(scrip(), address())), (Ok(2), 110));
    for does in [
        Does::MoveNothing,
        Does::MoveLess(1),
        Does::MoveLess(80),
        Does::MoveMore(1),
        Does::Keep(1),
        Does::Keep(80),
        Does::MoveBack,
        Does::MoveTo(eve()),
        Does::Answer(vec![0, 0]),
    ] {
        assert_scrip_not_given(Asked::Pull, does, PointsFault::NotPaid);
    }
}

#[test]
fn points_that_fail_are_not_given() {
    for does in [
        Does::Trap,
        Does::NotKnow,
        Does::Refuse,
        Does::Revert(vec![]),
        Does::Revert(vec![0, 0]),
        Does::Revert(vec![0, 1, 3]),
        Does::Answer(vec![]),
        Does::Answer(vec![0]),
        Does::Answer(vec![0, 0, 0]),
        Does::Answer(vec![1, 1]),
        Does::Answer(vec![0, 2]),
        Does::Answer(vec![0, 1]),
    ] {
        assert_scrip_not_given(Asked::Pull, does.clone(), PointsFault::Failed);
        assert_scrip_not_given(Asked::Anything, does, PointsFault::Failed);
    }
    for (error, fault) in
        [(1, PointsFault::InsufficientBalance), (2, PointsFault::InsufficientAllowance)]
    {
        for does in [Does::Revert(vec![0, 1, error]), Does::Answer(vec![0, 1, error])] {
            assert_scrip_not_given(Asked::Pull, does, fault);
        }
    }
}

#[test]
fn points_that_lie_about_balances_are_not_given() {
    for does in [Does::Trap, Does::Answer(vec![]), Does::Answer(vec![0; 16]), Does::NotKnow] {
        assert_scrip_not_given(Asked::Balance, does, PointsFault::Failed);
    }
    // Before and after it is the same.
    for amount in [0, 80, 110, u128::MAX] {
        let does = Does::say_amount(amount);
        assert_scrip_not_given(Asked::Balance, does, PointsFault::NotPaid);
    }
}

#[test]
fn a_balance_that_falls_is_no_gift() {
    // R5: it does not wrap around.
    let mut party = Party::open();
    party.grant(scrip(), ann(), 100);
    let fallen = Cheat::once(Asked::Balance, Does::say_amount(u128::MAX), 0);
    party.tokens.world().cheat(scrip(), fallen);
    let given = party.gives(ann(), points(scrip(), 80), link(link_key(0)));
    assert_eq!(given, Err(of_points(scrip(), PointsFault::NotPaid)));
}

#[test]
fn points_that_cheat_when_they_go_out_cost_nobody_but_those_who_deal_in_them() {
    // M7: Ann chose the scrip; the list of shares stays right, and others' points stay where they are.
    for does in
        [Does::MoveNothing, Does::MoveLess(3), Does::Keep(1), Does::MoveBack, Does::MoveTo(eve())]
    {
        let (mut party, given) = gives_scrip(Asked::Push, does);
        party.grant(tea(), dan(), 10);
        party.gives(dan(), points(tea(), 10), link(link_key(1))).unwrap();
        assert_eq!(given, Ok(2));
        assert_eq!(party.claims(ben(), 2, tree_of(8), 0), Ok(10));
        let gift = party.gift(2).unwrap();
        assert_eq!((gift.left, gift.claimed), (70, 1));
        assert_eq!(party.takes_back(ann(), 2), Ok(None));
        assert_eq!(party.claims(eve(), 3, link_key(1), 0), Ok(10));
        assert_eq!(party.balance(tea(), eve()), 10);
    }
}

#[test]
fn a_token_that_refuses_a_fee_takes_the_share_back_too() {
    // M5, R23: the recipient's transfer was done already.
    let mut party = Party::open();
    party.grant(scrip(), ann(), 80);
    party.gives(ann(), points(scrip(), 80), drawn(tree_of(8), 8)).unwrap();
    let second = Cheat::once(Asked::Push, Does::Trap, 1);
    party.tokens.world().cheat(scrip(), second);
    let share = party.share(1, 3).unwrap();
    let mut claim = claim(1, 3, ben());
    claim.max_fee = 1;
    let attempt = Attempt::new(tree_of(8), claim).for_fee(1);
    let failed = Err(of_points(scrip(), PointsFault::Failed));
    assert_eq!(party.submits(cat(), &attempt), failed);
    assert_eq!(party.balances(scrip())[..3], [80, 0, 0]);
    assert!(!party.is_claimed(1, 3));
    assert_eq!(party.claim_of(1, ben()), None);
    party.tokens.world().reform(scrip());
    assert_eq!(party.submits(cat(), &attempt), Ok(share - 1));
}

/// Ann gives a fake voucher, after its contract was told to cheat.
fn gives_fake(asked: Asked, does: Does) -> (Party, Item, Result<u64, GiftError>) {
    let mut party = Party::open();
    let fake = party.issue(fakes(), 1, ann());
    party.cheat(fakes(), asked, does);
    let given = party.gives(ann(), item(&fake), link(link_key(0)));
    (party, fake, given)
}

#[track_caller]
fn assert_fake_not_given(asked: Asked, does: Does, fault: ItemFault) {
    let (party, fake, given) = gives_fake(asked, does.clone());
    assert_eq!(given, Err(of_item(&fake, fault)), "{asked:?} {does:?}");
    assert_eq!((party.gift_count(), party.owner(&fake)), (0, Some(ann())), "M5");
}

#[test]
fn an_item_that_does_not_arrive_is_not_given() {
    // M6
    for does in [Does::MoveNothing, Does::MoveTo(eve()), Does::MoveTo(ann())] {
        assert_fake_not_given(Asked::Move, does, ItemFault::NotMoved);
    }
    for owner in [None, Some(ann())] {
        assert_fake_not_given(Asked::Owner, Does::say_owner(owner), ItemFault::NotMoved);
    }
}

#[test]
fn an_item_that_fails_to_move_is_not_given() {
    for (does, fault) in [
        (Does::Trap, ItemFault::Failed),
        (Does::NotKnow, ItemFault::Failed),
        (Does::Answer(vec![]), ItemFault::Failed),
        (Does::Answer(vec![0, 0, 0]), ItemFault::Failed),
        (Does::Revert(vec![0, 0]), ItemFault::Failed),
        (Does::Refuse, ItemFault::Refused),
        (Does::Revert(vec![0, 1, 0, 0]), ItemFault::Refused),
        (Does::Revert(vec![0, 1, 2]), ItemFault::NotApproved),
        (Does::Answer(vec![0, 1, 4]), ItemFault::NotOwner),
        (Does::Revert(vec![0, 1, 5, 0]), ItemFault::Refused),
        (Does::Revert(vec![0, 1, 6]), ItemFault::Failed),
    ] {
        assert_fake_not_given(Asked::Move, does, fault);
    }
}

#[test]
fn an_owner_or_a_coupon_that_can_not_be_read_ends_the_message() {
    for bytes in [vec![], vec![0], vec![0, 2], vec![0, 1], vec![0, 1, 5], vec![1, 1], vec![0, 0, 0]]
    {
        assert_fake_not_given(Asked::Owner, Does::Answer(bytes), ItemFault::Failed);
    }
    assert_fake_not_given(Asked::Owner, Does::Trap, ItemFault::Failed);
    let good = Does::say_coupon(Some(&Coupon::good(0, u64::MAX).view(ann(), START)));
    let Does::Answer(view) = good else { panic!("an answer") };
    let (short, long) = (view[..view.len() - 1].to_vec(), [&view[..], &[0]].concat());
    for bytes in [vec![], vec![0], vec![1, 1], vec![0, 1], vec![0, 2], short, long] {
        assert_fake_not_given(Asked::View, Does::Answer(bytes), ItemFault::Failed);
    }
    assert_fake_not_given(Asked::View, Does::say_coupon(None), ItemFault::NotOwner);
}

#[test]
fn a_contract_that_knows_no_coupons_has_items_all_the_same() {
    for does in [Does::Trap, Does::NotKnow, Does::Revert(vec![]), Does::Revert(vec![0, 0])] {
        let (party, fake, given) = gives_fake(Asked::View, does);
        assert_eq!((given, party.owner(&fake)), (Ok(1), Some(address())));
    }
    // Only a number of 64 bits is asked about.
    let mut party = Party::open();
    let piece = party.issue_plain(junk(), Id::U128(1), ann());
    party.cheat(junk(), Asked::View, Does::Answer(vec![0, 1, 9]));
    assert_eq!(party.gives(ann(), item(&piece), link(link_key(0))), Ok(1));
}

#[test]
fn an_item_that_says_it_left_and_did_not_costs_its_own_people_only() {
    // M7
    for does in [Does::MoveNothing, Does::MoveTo(eve())] {
        let mut party = Party::open();
        let fake = party.issue(fakes(), 1, ann());
        party.gives(ann(), item(&fake), link(link_key(0))).unwrap();
        party.cheat(fakes(), Asked::Move, does);
        assert_eq!(party.claims(ben(), 1, link_key(0), 0), Ok(0));
        assert_ne!(party.owner(&fake), Some(ben()));
        assert_eq!(party.live(), 0);
    }
}

#[test]
fn an_item_that_came_back_to_its_sender_by_a_trick_is_not_had_twice() {
    // M4: its contract moves it away; the gift can't be claimed, and what comes is a refusal.
    let mut party = Party::open();
    let fake = party.issue(fakes(), 1, ann());
    party.gives(ann(), item(&fake), link(link_key(0))).unwrap();
    party.tokens.world().collections.get_mut(&fakes()).unwrap().force(ann(), &fake.id);
    let refused = Err(of_item(&fake, ItemFault::NotApproved));
    assert_eq!(party.claims(ben(), 1, link_key(0), 0), refused);
    assert_eq!(party.owner(&fake), Some(ann()));
}
