//! Points that lie, fail or play dead. What comes in is measured (M6), and whatever goes wrong ends
//! the whole message (M5).

use tokens::{Asked, Does};
use tongquan_traits::{
    coupon_error::PointsFault::{self, *},
    swaps::{
        SwapError::{self, *},
        Swaps,
    },
};

use crate::{
    faults::of_points,
    market::{address, Market},
    people::{ann, ben, cat, eve},
    stalls::{any_of, cafe, item, nowhere, number, pay, points, rice, scrip, tea},
};

/// Ann has 100 scrip and offers a voucher and 10 of it for tea, after the scrip's contract was told to
/// cheat.
fn makes_with(asked: Asked, does: Does) -> (Market, Result<u64, SwapError>) {
    let mut market = Market::open();
    market.grant(scrip(), ann(), 100);
    // Somebody else's scrip is with the swaps already.
    market.grant(scrip(), cat(), 30);
    market.makes(cat(), vec![points(scrip(), 30)], vec![any_of(cafe(), 1)]).unwrap();
    let voucher = market.issue(cafe(), 1, 1, ann());
    market.cheat(scrip(), asked, does);
    let give = vec![item(&voucher), points(scrip(), 10)];
    let made = market.makes(ann(), give, vec![pay(tea(), 1)]);
    if made.is_err() {
        // M5
        assert_eq!(market.owner(&voucher), Some(ann()));
        assert_eq!(market.balance(scrip(), ann()), 100);
        assert_eq!((market.offer_count(), market.live()), (1, 1));
    }
    (market, made)
}

#[track_caller]
fn assert_not_made(asked: Asked, does: Does, fault: PointsFault) {
    let (_, made) = makes_with(asked, does.clone());
    assert_eq!(made, Err(of_points(scrip(), fault)), "{asked:?} {does:?}");
}

#[test]
fn honest_points_are_taken() {
    let (market, made) = makes_with(Asked::Pull, Does::MoveLess(0));
    assert_eq!((made, market.balance(scrip(), address())), (Ok(2), 40));
}

#[test]
fn only_what_arrives_exactly_is_offered() {
    // M6
    for does in [
        Does::MoveNothing,
        Does::MoveLess(1),
        Does::MoveLess(10),
        Does::MoveMore(1),
        Does::Keep(1),
        Does::Keep(10),
        Does::MoveBack,
        Does::MoveTo(eve()),
        Does::Answer(vec![0, 0]),
    ] {
        assert_not_made(Asked::Pull, does, NotPaid);
    }
}

#[test]
fn points_that_fail_are_not_offered() {
    for does in [
        Does::Trap,
        Does::NotKnow,
        Does::Refuse,
        Does::Revert(vec![]),
        Does::Revert(vec![0]),
        Does::Revert(vec![0, 0]),
        Does::Revert(vec![0, 1, 3]),
        Does::Answer(vec![]),
        Does::Answer(vec![0]),
        Does::Answer(vec![0, 0, 0]),
        Does::Answer(vec![1, 1]),
        Does::Answer(vec![0, 2]),
        Does::Answer(vec![0, 1]),
    ] {
        assert_not_made(Asked::Pull, does.clone(), Failed);
        assert_not_made(Asked::Anything, does, Failed);
    }
}

#[test]
fn an_error_is_an_error_whether_it_reverts_or_not() {
    for (byte, fault) in [(1, InsufficientBalance), (2, InsufficientAllowance)] {
        assert_not_made(Asked::Pull, Does::Answer(vec![0, 1, byte]), fault);
        assert_not_made(Asked::Pull, Does::Revert(vec![0, 1, byte]), fault);
    }
}

#[test]
fn balances_that_are_no_numbers_end_the_message() {
    let all_but_one = [&[0][..], &[0; 15]].concat();
    let one_more = [&[0][..], &[0; 17]].concat();
    let not_clean = [&[1][..], &[0; 16]].concat();
    for bytes in [vec![], vec![0], all_but_one, one_more, not_clean] {
        assert_not_made(Asked::Balance, Does::Answer(bytes), Failed);
    }
    assert_not_made(Asked::Balance, Does::Revert([&[0][..], &[0; 16]].concat()), Failed);
}

#[test]
fn balances_that_never_change_show_nothing() {
    // M6
    for amount in [0, 10, 40, u128::MAX] {
        assert_not_made(Asked::Balance, Does::say_amount(amount), NotPaid);
    }
}

#[test]
fn points_that_are_not_there_are_not_offered() {
    let mut market = Market::open();
    let made = market.makes(ann(), vec![points(nowhere(), 1)], vec![pay(tea(), 1)]);
    assert_eq!(made, Err(of_points(nowhere(), Failed)));
}

/// Ben fills an offer of Ann's, of tea for scrip or of scrip for tea, while the scrip cheats.
fn fills_with(scrip_is_paid: bool, does: Does) -> (Market, Result<u128, SwapError>) {
    let mut market = Market::open();
    for who in [ann(), ben(), cat()] {
        market.grant(scrip(), who, 100);
        market.grant(tea(), who, 100);
    }
    let (given, wanted) = if scrip_is_paid { (tea(), scrip()) } else { (scrip(), tea()) };
    let (give, want) = (vec![points(given, 10)], vec![pay(wanted, 20)]);
    let offer = market.makes(ann(), give, want).unwrap();
    market.makes(cat(), vec![points(tea(), 7)], vec![any_of(cafe(), 1)]).unwrap();
    let asked = if scrip_is_paid { Asked::Pull } else { Asked::Push };
    market.cheat(scrip(), asked, does);
    let filled = market.fills(ben(), offer, 5, 10);
    if filled.is_err() {
        // M5
        assert_eq!(market.offer(offer).unwrap().left, 10, "S1");
        let tea_there = if scrip_is_paid { 10 } else { 0 };
        assert_eq!(market.balances(tea()), [7 + tea_there, 100 - tea_there, 100, 93, 0, 0]);
    }
    (market, filled)
}

#[test]
fn a_fill_with_points_that_fail_is_none() {
    for scrip_is_paid in [true, false] {
        for (does, fault) in [
            (Does::Trap, Failed),
            (Does::NotKnow, Failed),
            (Does::Refuse, Failed),
            (Does::Answer(vec![]), Failed),
            (Does::Revert(vec![0, 0]), Failed),
            (Does::Answer(vec![0, 1, 1]), InsufficientBalance),
            (Does::Revert(vec![0, 1, 2]), InsufficientAllowance),
        ] {
            let (_, filled) = fills_with(scrip_is_paid, does.clone());
            assert_eq!(filled, Err(of_points(scrip(), fault)), "{does:?}");
        }
    }
}

#[test]
fn points_that_cheat_cost_nobody_but_those_who_deal_in_them() {
    // M7: Ann and Ben chose the scrip. The tea moves as agreed, and Cat's stays where it is.
    for does in [
        Does::MoveNothing,
        Does::MoveLess(3),
        Does::MoveMore(3),
        Does::Keep(1),
        Does::MoveBack,
        Does::MoveTo(eve()),
    ] {
        let (market, filled) = fills_with(true, does.clone());
        assert_eq!(filled, Ok(10), "{does:?}");
        assert_eq!(market.balances(tea()), [12, 90, 105, 93, 0, 0]);
        let (market, filled) = fills_with(false, does);
        assert_eq!(filled, Ok(10));
        assert_eq!(market.balances(tea()), [7, 110, 90, 93, 0, 0]);
    }
}

#[test]
fn a_leg_that_fails_takes_the_others_with_it() {
    // M5, R23: Ben gives a voucher and 5 scrip for Ann's 10 tea, and the scrip fails.
    for last in [true, false] {
        let mut market = Market::open();
        market.grant(tea(), ann(), 10);
        market.grant(scrip(), ben(), 5);
        let voucher = market.issue(cafe(), 1, 1, ben());
        let mut want = vec![pay(scrip(), 5), any_of(cafe(), 1)];
        if last {
            want.reverse();
        }
        let offer = market.makes(ann(), vec![points(tea(), 10)], want).unwrap();
        market.cheat(scrip(), Asked::Pull, Does::Refuse);
        let answer = market.accepts(ben(), offer, &[number(1, 1)]);
        assert_eq!(answer, Err(of_points(scrip(), Failed)));
        assert_eq!(market.owner(&voucher), Some(ben()));
        assert_eq!(market.balances(tea()), [10, 0, 0, 0, 0, 0]);
        assert!(market.offer(offer).is_some());
    }
}

#[test]
fn given_points_that_fail_take_all_with_them() {
    // M5
    let mut market = Market::open();
    market.grant(scrip(), ann(), 10);
    market.grant(rice(), ben(), 5);
    let voucher = market.issue(cafe(), 1, 1, ann());
    let give = vec![item(&voucher), points(scrip(), 10)];
    let offer = market.makes(ann(), give, vec![pay(rice(), 5)]).unwrap();
    market.cheat(scrip(), Asked::Push, Does::Answer(vec![0, 1, 1]));
    let answer = market.accepts(ben(), offer, &[]);
    assert_eq!(answer, Err(of_points(scrip(), InsufficientBalance)));
    assert_eq!((market.owner(&voucher), market.balance(rice(), ben())), (Some(address()), 5));
}

#[test]
fn points_that_hide_a_balance_or_an_allowance_are_told_once() {
    for asked in [Asked::Balance, Asked::PointsAllowance, Asked::Anything] {
        let mut market = Market::open();
        market.grant(tea(), ann(), 10);
        market.grant(scrip(), ben(), 100);
        let offer = market.makes(ann(), vec![points(tea(), 10)], vec![pay(scrip(), 20)]).unwrap();
        market.cheat(scrip(), asked, Does::Trap);
        assert_eq!(market.can_fill(ben(), offer, 5, 10), [of_points(scrip(), Failed)]);
        assert_eq!(market.can_fill(ben(), offer, 11, 0), [OverLeft { left: 10 }]);
    }
}

#[test]
fn other_offers_go_on_while_a_token_is_dead() {
    // M7
    let mut market = Market::open();
    market.grant(scrip(), ann(), 10);
    market.grant(tea(), ann(), 10);
    market.grant(rice(), ben(), 10);
    let dead = market.makes(ann(), vec![points(scrip(), 10)], vec![pay(rice(), 5)]).unwrap();
    let alive = market.makes(ann(), vec![points(tea(), 10)], vec![pay(rice(), 5)]).unwrap();
    market.cheat(scrip(), Asked::Anything, Does::Trap);
    assert_eq!(market.fills(ben(), dead, 1, 1), Err(of_points(scrip(), Failed)));
    assert_eq!(market.cancels(ann(), dead), Err(of_points(scrip(), Failed)));
    assert_eq!(market.fills(ben(), alive, 10, 5), Ok(5));
    assert_eq!(market.live_offers(u64::MAX).len(), 1);
}
