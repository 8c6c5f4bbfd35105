//! What a coupon promised when it was listed: a lot of one that breaks it is not sold, and can be taken
//! apart at once.

use tokens::{Asked, Cheat, Coupon, Does, Item, Mark};
use tongquan_traits::{
    auctions::{reserve_commitment, AuctionError::*, GRACE},
    campaigns::{Kind, Policy},
};

use crate::{
    offers::{english, with_buy_now, English, END},
    people::{ann, art, ben, coupon, eve, forged, forgery, house, picture, stranger, sue, tea},
    saleroom::{Saleroom, DAY, START},
};

/// Ann bids for a bundle of a picture and Sue's first two coupons, which can be had for 100.
fn led() -> (Saleroom, u64) {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![picture(1), coupon(1), coupon(2)], with_buy_now(100));
    room.bid(ann(), lot, 50).unwrap();
    (room, lot)
}

fn change(room: &mut Saleroom, change: impl Fn(&mut Coupon)) {
    room.change(|world| change(world.coupon_mut(&coupon(1)).unwrap()));
}

const WORSE: [fn(&mut Coupon); 9] = [
    |coupon| coupon.left -= 1,
    |coupon| coupon.until -= 1,
    |coupon| coupon.from += 1,
    |coupon| coupon.stackable = false,
    |coupon| coupon.kind = Kind::Voucher { value: 51 },
    |coupon| coupon.kind = Kind::Exchange {},
    |coupon| coupon.policy = Policy::Bound {},
    |coupon| coupon.mark = Mark::Redeemed { order: [1; 32] },
    |coupon| coupon.mark = Mark::Reserved { order: [1; 32], until: u64::MAX },
];

const NOT_WORSE: [fn(&mut Coupon); 7] = [
    |coupon| coupon.left += 1,
    |coupon| coupon.until += 1,
    |coupon| coupon.from -= 1,
    |coupon| coupon.moves += 1,
    |coupon| coupon.issued_at += 1,
    |coupon| coupon.royalty = None,
    |coupon| coupon.mark = Mark::Reserved { order: [1; 32], until: START },
];

#[test]
fn a_lot_with_a_coupon_that_became_worse_is_not_sold() {
    for worse in WORSE {
        let (mut room, lot) = led();
        change(&mut room, worse);
        assert_eq!(room.buy(ben(), lot, 100), Err(Spoiled { index: 1 }));
        room.at(END);
        assert_eq!(room.settle(eve(), lot), Err(Spoiled { index: 1 }));
    }
}

#[test]
fn but_anyone_can_unwind_it_at_once() {
    // X1
    for worse in WORSE {
        let (mut room, lot) = led();
        assert_eq!(room.unwind(eve(), lot), Err(NotUnwindable { from: END + GRACE }));
        change(&mut room, worse);
        room.unwind(eve(), lot).unwrap();
        assert_eq!(room.credit(ann()), 50);
    }
}

#[test]
fn a_coupon_that_became_better_or_other_in_what_was_not_promised_is_sold() {
    for fine in NOT_WORSE {
        let (mut room, lot) = led();
        change(&mut room, fine);
        assert_eq!(room.unwind(eve(), lot), Err(NotUnwindable { from: END + GRACE }));
        room.at(END).settle(eve(), lot).unwrap();
        assert_eq!(room.owner(&coupon(1)), Some(ann()));
    }
}

#[test]
fn a_coupon_that_was_not_stackable_may_become_so() {
    let mut room = Saleroom::open();
    change(&mut room, |coupon| coupon.stackable = false);
    let lot = room.list(sue(), vec![coupon(1)], english());
    room.bid(ann(), lot, 50).unwrap();
    change(&mut room, |coupon| coupon.stackable = true);
    room.at(END).settle(eve(), lot).unwrap();
}

#[test]
fn a_coupon_that_is_gone_or_elsewhere_spoils_its_lot() {
    for gone in [true, false] {
        let (mut room, lot) = led();
        room.change(|world| {
            if gone {
                world.remove_item(&coupon(2));
            } else {
                world.cheat(tea(), Cheat { times: 0, ..Cheat::new(Asked::View, Does::Trap) });
                let collection = world.collections.get_mut(&tea()).unwrap();
                collection.force(stranger(), &coupon(2).id);
            }
        });
        room.at(END);
        assert_eq!(room.settle(eve(), lot), Err(Spoiled { index: 2 }));
        room.unwind(eve(), lot).unwrap();
        assert_eq!(room.credit(ann()), 50);
        room.reclaim(eve(), lot, 1).unwrap();
    }
}

#[test]
fn a_contract_that_says_there_is_no_such_coupon_spoils_its_lot() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![forgery(1)], english());
    room.bid(ann(), lot, 50).unwrap();
    room.change(|world| world.cheat(forged(), Cheat::new(Asked::View, Does::say_coupon(None))));
    room.at(END);
    assert_eq!(room.settle(eve(), lot), Err(Spoiled { index: 0 }));
    room.unwind(eve(), lot).unwrap();
}

#[test]
fn the_first_spoiled_item_is_named() {
    let (mut room, lot) = led();
    room.change(|world| {
        for number in [1, 2] {
            world.coupon_mut(&coupon(number)).unwrap().left = 0;
        }
    });
    assert_eq!(room.buy(ben(), lot, 100), Err(Spoiled { index: 1 }));
    change(&mut room, |coupon| coupon.left = 50);
    assert_eq!(room.buy(ben(), lot, 100), Err(Spoiled { index: 2 }));
}

#[test]
fn other_tokens_promise_nothing_and_spoil_nothing() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![picture(1)], english());
    room.bid(ann(), lot, 50).unwrap();
    room.change(|world| {
        let collection = world.collections.get_mut(&art()).unwrap();
        collection.of_coupons = true;
    });
    assert_eq!(room.unwind(eve(), lot), Err(NotUnwindable { from: END + GRACE }));
    room.at(END).settle(eve(), lot).unwrap();
}

#[test]
fn a_revealed_reserve_does_not_sell_a_spoiled_lot_but_gives_back_one_without_winner() {
    for (bid, answer) in [(20, Ok(())), (30, Err(Spoiled { index: 0 }))] {
        let mut room = Saleroom::open();
        let items: Vec<Item> = vec![coupon(1)];
        let commitment = reserve_commitment(&house(), &sue(), &items, 30, &[7; 32]);
        let offer = English { hidden_reserve: Some(commitment), ..English::default() };
        let lot = room.list(sue(), items, offer.into());
        room.bid(ann(), lot, bid).unwrap();
        change(&mut room, |coupon| coupon.left = 1);
        room.at(END);
        assert_eq!(room.reveal(lot, 30, [7; 32]), answer);
    }
}

#[test]
fn a_lot_without_a_bid_goes_back_even_if_it_is_spoiled() {
    for cancel in [true, false] {
        let mut room = Saleroom::open();
        let lot = room.list(sue(), vec![coupon(1)], english());
        change(&mut room, |coupon| coupon.left = 1);
        match cancel {
            true => room.cancel(sue(), lot).unwrap(),
            false => room.at(END).settle(eve(), lot).unwrap(),
        }
        assert_eq!(room.owner(&coupon(1)), Some(sue()));
    }
}

#[test]
fn an_expired_coupon_does_not_keep_the_money() {
    // X1: with nothing but expired coupons in it.
    let mut room = Saleroom::open();
    room.change(|world| {
        world.issue_coupon(&coupon(1), sue(), Coupon::good(START, END + DAY));
        world.approve_item(&coupon(1), house());
    });
    let lot = room.list(sue(), vec![coupon(1)], english());
    room.bid(ann(), lot, 50).unwrap();
    room.at(END + DAY - 1);
    assert!(room.unwind(eve(), lot).is_err());
    room.at(END + DAY).unwind(eve(), lot).unwrap();
    assert_eq!(room.credit(ann()), 50);
    assert!(room.reclaim(eve(), lot, 0).is_err());
    room.abandon(sue(), lot).unwrap();
}
