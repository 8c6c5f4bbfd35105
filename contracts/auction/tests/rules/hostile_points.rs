//! Points that lie, fail or play dead. Only what was seen to arrive counts (M6), and whatever goes wrong
//! ends the whole message (M5).

use ink::scale::Encode;
use psp22::PSP22Error;
use tokens::{Asked, Cheat, Does};
use tongquan_traits::{
    assets::AssetError,
    auctions::{
        AuctionError::{self, *},
        Lead,
    },
    coupon_error::PointsFault,
};

use crate::{
    offers::{dutch, english, with_buy_now, END},
    people::{ann, art, ben, coupon, eve, fool_gold, house, nowhere, points, stranger, sue, tea},
    saleroom::{Saleroom, PURSE},
};

fn fault(fault: PointsFault) -> AuctionError {
    Asset(AssetError::Points { token: fool_gold(), fault })
}

/// Sue's first coupon for fool's gold, and her second one for points.
fn room() -> Saleroom {
    let mut room = Saleroom::open();
    assert_eq!(room.list_for(sue(), vec![coupon(1)], fool_gold(), with_buy_now(100)), Ok(1));
    room.list(sue(), vec![coupon(2)], with_buy_now(100));
    room
}

fn cheat(room: &mut Saleroom, asked: Asked, does: Does) {
    room.change(|world| {
        world.reform(fool_gold());
        world.cheat(fool_gold(), Cheat::new(asked, does.clone()));
    });
}

/// What no points of ours answer.
fn garbage() -> Vec<Does> {
    let mut all = vec![Does::Trap, Does::NotKnow];
    for bytes in [
        vec![],
        vec![0],
        vec![1],
        vec![1, 1],
        vec![0, 2],
        vec![0, 0, 0],
        vec![0, 1],
        vec![0, 1, 9],
        vec![0xff; 600],
    ] {
        all.extend([Does::Answer(bytes.clone()), Does::Revert(bytes)]);
    }
    all.push(Does::Revert(vec![0, 0]));
    all
}

#[test]
fn what_arrives_is_the_bid() {
    // M6
    for (does, bid) in [
        (Does::MoveLess(1), 59),
        (Does::MoveLess(50), 10),
        (Does::MoveMore(39), 99),
        (Does::Keep(7), 53),
    ] {
        let mut room = room();
        cheat(&mut room, Asked::Pull, does);
        room.bid(ann(), 1, 60).unwrap();
        assert_eq!(room.lot(1).lead, Some(Lead { bidder: ann(), maximum: bid, price: 10 }));
    }
}

#[test]
fn what_arrives_is_measured_against_the_same_limits() {
    for (does, error) in [
        (Does::MoveNothing, fault(PointsFault::NotPaid)),
        (Does::MoveLess(60), fault(PointsFault::NotPaid)),
        (Does::MoveTo(stranger()), fault(PointsFault::NotPaid)),
        (Does::MoveLess(51), BidTooLow { minimum: 10 }),
        (Does::MoveMore(40), AtBuyNow { price: 100 }),
        (Does::MoveMore(41), AtBuyNow { price: 100 }),
    ] {
        let mut room = room();
        cheat(&mut room, Asked::Pull, does);
        assert_eq!(room.bid(ann(), 1, 60), Err(error));
    }
}

#[test]
fn a_leader_who_raises_is_measured_too() {
    let mut room = room();
    room.bid(ann(), 1, 50).unwrap();
    cheat(&mut room, Asked::Pull, Does::Keep(4));
    room.bid(ann(), 1, 60).unwrap();
    assert_eq!(room.lot(1).lead, Some(Lead { bidder: ann(), maximum: 56, price: 10 }));
    cheat(&mut room, Asked::Pull, Does::MoveNothing);
    assert_eq!(room.bid(ann(), 1, 61), Err(fault(PointsFault::NotPaid)));
    cheat(&mut room, Asked::Pull, Does::MoveMore(50));
    assert_eq!(room.bid(ann(), 1, 60), Err(AtBuyNow { price: 100 }));
}

#[test]
fn who_bids_with_less_than_was_said_may_be_outbid_at_once() {
    let mut room = room();
    room.bid(ann(), 1, 50).unwrap();
    cheat(&mut room, Asked::Pull, Does::Keep(20));
    room.bid(ben(), 1, 60).unwrap();
    assert_eq!(room.lot(1).lead, Some(Lead { bidder: ann(), maximum: 50, price: 42 }));
    assert_eq!(room.book().credit[&(ben(), fool_gold())], 40);
}

#[test]
fn points_that_come_from_the_house_itself_are_not_paid() {
    let mut room = room();
    room.bid(ben(), 1, 50).unwrap();
    cheat(&mut room, Asked::Pull, Does::MoveBack);
    assert_eq!(room.bid(ann(), 1, 60), Err(fault(PointsFault::NotPaid)));
    assert_eq!(room.buy(ann(), 1, 100), Err(fault(PointsFault::NotPaid)));
}

#[test]
fn a_price_has_to_arrive_exactly() {
    // A7
    for does in [
        Does::MoveNothing,
        Does::MoveLess(1),
        Does::MoveMore(1),
        Does::Keep(1),
        Does::MoveTo(sue()),
    ] {
        let mut room = room();
        cheat(&mut room, Asked::Pull, does);
        assert_eq!(room.buy(ann(), 1, 100), Err(fault(PointsFault::NotPaid)));
        assert_eq!(room.owner(&coupon(1)), Some(house()));
    }
}

#[test]
fn balances_next_to_the_largest_number_are_no_trap() {
    for (before, after, error) in [
        (u128::MAX, u128::MAX, fault(PointsFault::NotPaid)),
        (u128::MAX, 59, fault(PointsFault::NotPaid)),
        (0, u128::MAX, AtBuyNow { price: 100 }),
    ] {
        let mut room = room();
        room.change(|world| {
            let (first, second) = (Does::say_amount(before), Does::say_amount(after));
            world.cheat(fool_gold(), Cheat::once(Asked::Balance, first, 0));
            world.cheat(fool_gold(), Cheat::once(Asked::Balance, second, 0));
        });
        assert_eq!(room.bid(ann(), 1, 60), Err(error));
    }
}

#[test]
fn a_sum_that_would_be_too_large_stays_at_the_largest_number() {
    let mut room = Saleroom::open();
    room.list_for(sue(), vec![coupon(1)], fool_gold(), english()).unwrap();
    let lie = |room: &mut Saleroom| {
        room.change(|world| {
            world.reform(fool_gold());
            let (none, all) = (Does::say_amount(0), Does::say_amount(u128::MAX));
            world.cheat(fool_gold(), Cheat::once(Asked::Balance, none, 0));
            world.cheat(fool_gold(), Cheat::once(Asked::Balance, all, 0));
        });
    };
    room.bid(ann(), 1, 50).unwrap();
    lie(&mut room);
    room.bid(ann(), 1, 60).unwrap();
    assert_eq!(room.lot(1).lead, Some(Lead { bidder: ann(), maximum: u128::MAX, price: 10 }));
    lie(&mut room);
    room.bid(ben(), 1, 60).unwrap();
    assert_eq!(
        room.lot(1).lead,
        Some(Lead { bidder: ann(), maximum: u128::MAX, price: u128::MAX })
    );
    assert_eq!(room.book().credit[&(ben(), fool_gold())], u128::MAX);

    // Ben's credit of another lot comes on top of that.
    assert_eq!(room.list_for(sue(), vec![coupon(3)], fool_gold(), english()), Ok(2));
    room.bid(ben(), 2, 50).unwrap();
    room.bid(ann(), 2, 90).unwrap();
    assert_eq!(room.book().credit[&(ben(), fool_gold())], u128::MAX);
}

#[test]
fn whatever_else_points_answer_to_a_transfer_is_a_failure() {
    for does in garbage() {
        let mut room = room();
        cheat(&mut room, Asked::Pull, does.clone());
        assert_eq!(room.bid(ann(), 1, 60), Err(fault(PointsFault::Failed)), "{does:?}");
        assert_eq!(room.buy(ann(), 1, 100), Err(fault(PointsFault::Failed)), "{does:?}");
    }
}

#[test]
fn whatever_else_points_answer_about_a_balance_is_a_failure() {
    let mut all = garbage();
    all.push(Does::Answer(vec![0; 16]));
    all.push(Does::Answer(vec![0; 18]));
    all.push(Does::Answer(vec![1; 17]));
    all.push(Does::Revert(vec![0; 17]));
    for does in all {
        let mut room = room();
        for skip in [0, 1] {
            room.change(|world| {
                world.reform(fool_gold());
                world
                    .cheat(fool_gold(), Cheat { skip, ..Cheat::new(Asked::Balance, does.clone()) });
            });
            assert_eq!(room.bid(ann(), 1, 60), Err(fault(PointsFault::Failed)), "{does:?}");
        }
        cheat(&mut room, Asked::Balance, does);
        let listed = room.list_for(sue(), vec![coupon(3)], fool_gold(), english());
        assert_eq!(listed, Err(fault(PointsFault::Failed)));
    }
}

#[test]
fn each_refusal_of_psp22_has_its_name() {
    let text = || String::from("no");
    for (error, expected) in [
        (PSP22Error::Custom(text()), PointsFault::Failed),
        (PSP22Error::InsufficientBalance, PointsFault::InsufficientBalance),
        (PSP22Error::InsufficientAllowance, PointsFault::InsufficientAllowance),
        (PSP22Error::ZeroRecipientAddress, PointsFault::Failed),
        (PSP22Error::ZeroSenderAddress, PointsFault::Failed),
        (PSP22Error::SafeTransferCheckFailed(text()), PointsFault::Failed),
    ] {
        let bytes = Ok::<_, ()>(Err::<(), _>(error)).encode();
        for does in [Does::Revert(bytes.clone()), Does::Answer(bytes)] {
            let mut room = room();
            cheat(&mut room, Asked::Pull, does.clone());
            assert_eq!(room.bid(ann(), 1, 60), Err(fault(expected)));
            room.change(|world| world.reform(fool_gold()));
            room.bid(ann(), 1, 60).unwrap();
            room.bid(ben(), 1, 70).unwrap();
            cheat(&mut room, Asked::Push, does);
            assert_eq!(room.withdraw(ann(), &[fool_gold()]), Err(fault(expected)));
        }
    }
}

#[test]
fn a_withdrawal_that_fails_can_be_tried_again() {
    // M3, M5
    for does in garbage().into_iter().chain([Does::Refuse]) {
        let mut room = room();
        room.bid(ann(), 1, 60).unwrap();
        room.bid(ben(), 1, 70).unwrap();
        cheat(&mut room, Asked::Push, does);
        assert_eq!(room.withdraw(ann(), &[fool_gold()]), Err(fault(PointsFault::Failed)));
        room.change(|world| world.reform(fool_gold()));
        room.withdraw(ann(), &[fool_gold()]).unwrap();
        assert_eq!(room.world().balance(fool_gold(), ann()), PURSE);
    }
}

#[test]
fn a_credit_is_paid_once_whatever_its_points_did_with_it() {
    let mut room = room();
    room.bid(ann(), 1, 60).unwrap();
    room.bid(ben(), 1, 70).unwrap();
    cheat(&mut room, Asked::Push, Does::MoveNothing);
    room.withdraw(ann(), &[fool_gold()]).unwrap();
    let none = Err(NoCredit { token: fool_gold() });
    assert_eq!(room.withdraw(ann(), &[fool_gold()]), none);
}

#[test]
fn points_that_play_dead_stop_their_own_lots_only() {
    // M7, X1
    let mut room = room();
    room.bid(ann(), 1, 60).unwrap();
    room.bid(ben(), 1, 70).unwrap();
    room.bid(ann(), 2, 60).unwrap();
    cheat(&mut room, Asked::Anything, Does::Trap);
    room.bid(ben(), 2, 70).unwrap();
    room.withdraw(ann(), &[points()]).unwrap();
    assert_eq!(room.withdraw(ann(), &[fool_gold()]), Err(fault(PointsFault::Failed)));
    // A settlement moves no points.
    room.at(END);
    room.settle(eve(), 1).unwrap();
    room.settle(eve(), 2).unwrap();
    assert_eq!(room.owner(&coupon(1)), Some(ben()));
    assert_eq!(room.owner(&coupon(2)), Some(ben()));
}

#[test]
fn one_dead_token_among_several_stops_the_whole_withdrawal_and_not_the_next() {
    // M5, X2
    let mut room = room();
    for lot in [1, 2] {
        room.bid(ann(), lot, 60).unwrap();
        room.bid(ben(), lot, 70).unwrap();
    }
    cheat(&mut room, Asked::Push, Does::Trap);
    let both = [points(), fool_gold()];
    assert_eq!(room.withdraw(ann(), &both), Err(fault(PointsFault::Failed)));
    assert_eq!(room.credit(ann()), 60);
    room.withdraw(ann(), &[points()]).unwrap();
    room.change(|world| world.reform(fool_gold()));
    room.withdraw(ann(), &[fool_gold()]).unwrap();
    assert_eq!(room.has(ann()), PURSE);
}

#[test]
fn a_lot_for_points_that_never_were_is_refused_at_once() {
    let mut room = Saleroom::open();
    for token in [nowhere(), tea(), art()] {
        let listed = room.list_for(sue(), vec![coupon(1)], token, dutch(20, 10));
        let fault = PointsFault::Failed;
        assert_eq!(listed, Err(Asset(AssetError::Points { token, fault })));
    }
}
