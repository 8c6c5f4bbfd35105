//! Losses elsewhere that must not happen here, by their numbers in the project's list. Those that are
//! about one rule only stand where that rule is tested.

use tokens::{Asked, Cheat, Does};
use tongquan_traits::auctions::{AuctionError::*, Format, Lead};

use crate::{
    model::Message,
    offers::{dutch, english, with_buy_now, English, END},
    people::{
        ann, ben, coupon, eve, fool_gold, forged, forgery, house, picture, points, stranger, sue,
    },
    saleroom::{Saleroom, DAY, PURSE, START},
};

#[test]
fn r1_who_cannot_be_paid_stops_no_bid_and_no_settlement() {
    let mut room = Saleroom::open();
    let lot = room.list_for(sue(), vec![coupon(1)], fool_gold(), english()).unwrap();
    room.bid(ann(), lot, 20).unwrap();
    room.change(|world| world.cheat(fool_gold(), Cheat::new(Asked::Push, Does::Trap)));
    room.bid(ben(), lot, 60).unwrap();
    room.bid(eve(), lot, 90).unwrap();
    room.at(END).settle(stranger(), lot).unwrap();
    assert_eq!(room.owner(&coupon(1)), Some(eve()));
    assert!(room.withdraw(ann(), &[fool_gold()]).is_err());
}

#[test]
fn r3_nothing_is_had_for_nothing() {
    let mut room = Saleroom::open();
    let offers: [Format; 3] =
        [English { opening: 0, ..English::default() }.into(), dutch(0, 0), dutch(100, 0)];
    for format in offers {
        assert!(room.list_for(sue(), vec![coupon(1)], points(), format).is_err());
    }
    let lot = room.list(sue(), vec![coupon(1)], dutch(19, 1));
    for later in (0..60).map(|minute| minute * 60_000).chain([END - START - 1]) {
        room.at(START + later);
        assert!(room.price(lot).unwrap() >= 1);
    }
    let lot = room.list(
        sue(),
        vec![coupon(2)],
        Format::Dutch { from: START, until: END + DAY, highest: 1, lowest: 1 },
    );
    assert_eq!(room.buy(ann(), lot, 0), Err(PriceAbove { price: 1 }));
}

#[test]
fn r4_an_old_lot_is_not_valid_after_its_item_came_back() {
    let mut room = Saleroom::open();
    let old = room.list(sue(), vec![coupon(1)], with_buy_now(50));
    room.cancel(sue(), old).unwrap();
    let new = room.list(sue(), vec![coupon(1)], with_buy_now(500));
    assert_ne!(old, new);
    assert_eq!(room.buy(ann(), old, 50), Err(NoLot));
    assert_eq!(room.buy(ann(), new, 50), Err(PriceAbove { price: 500 }));
}

#[test]
fn r5_no_length_that_somebody_sets_makes_a_time_or_a_price_wrap_around() {
    let mut room = Saleroom::open();
    let last = u64::MAX;
    let offers: [Format; 5] = [
        English { from: last, until: last, latest: last, ..English::default() }.into(),
        English { from: last, ..English::default() }.into(),
        English { latest: last, ..English::default() }.into(),
        Format::Dutch { from: START, until: last, highest: 100, lowest: 1 },
        Format::Dutch { from: last, until: END, highest: 100, lowest: 1 },
    ];
    for format in offers {
        assert!(room.list_for(sue(), vec![coupon(1)], points(), format).is_err());
    }
    let format = Format::Dutch { from: 0, until: END, highest: u128::MAX, lowest: 1 };
    let lot = room.list(sue(), vec![coupon(1)], format);
    assert!(room.price(lot).unwrap() > 0);
    let forever = English { window: last, ..English::default() };
    let lot = room.list(sue(), vec![picture(1)], forever.into());
    room.bid(ann(), lot, 20).unwrap();
    assert_eq!(room.lot(lot).until, END);
    room.at(last);
    room.settle(eve(), lot).unwrap();
}

#[test]
fn r7_only_who_won_gets_the_item_whoever_settles() {
    for caller in [sue(), ann(), ben(), eve(), stranger()] {
        let mut room = Saleroom::open();
        let lot = room.list(sue(), vec![coupon(1)], english());
        room.bid(ben(), lot, 20).unwrap();
        room.bid(ann(), lot, 60).unwrap();
        room.at(END).settle(caller, lot).unwrap();
        assert_eq!(room.owner(&coupon(1)), Some(ann()));
        assert_eq!(room.settle(caller, lot), Err(NoLot));
    }
}

#[test]
fn r8_who_buys_at_once_is_charged() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], with_buy_now(PURSE + 1));
    assert!(room.buy(ann(), lot, u128::MAX).is_err());
    room.change(|world| world.issue_points(points(), ann(), 1));
    room.buy(ann(), lot, u128::MAX).unwrap();
    assert_eq!(room.has(ann()), 0);
    assert_eq!(room.has(house()), PURSE + 1);
}

#[test]
fn r9_the_leader_cannot_take_the_bid_out() {
    // A2
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], english());
    room.bid(ann(), lot, 20).unwrap();
    let none = Err(NoCredit { token: points() });
    for now in [START, END - 1, END, END + 6 * DAY] {
        room.at(now);
        assert_eq!(room.withdraw(ann(), &[points()]), none);
        assert_eq!(room.cancel(ann(), lot), Err(NotSeller));
        assert!(room.unwind(ann(), lot).is_err());
        assert_eq!(room.has(house()), 20);
    }
    room.settle(eve(), lot).unwrap();
    assert_eq!(room.owner(&coupon(1)), Some(ann()));
}

#[test]
fn r10_a_bid_that_lost_is_in_nobodys_way() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], english());
    room.bid(ann(), lot, 20).unwrap();
    room.bid(ben(), lot, 60).unwrap();
    room.withdraw(ann(), &[points()]).unwrap();
    // What Ann bid is gone; what Ben has to pay for it stays.
    assert_eq!(room.lot(lot).lead, Some(Lead { bidder: ben(), maximum: 60, price: 21 }));
    assert_eq!(room.minimum_bid(lot), Some(23));
    room.bid(eve(), lot, 23).unwrap();
    assert_eq!(room.lot(lot).lead, Some(Lead { bidder: ben(), maximum: 60, price: 25 }));
}

#[test]
fn r18_nobody_who_calls_says_who_gets_a_royalty() {
    // The only place that names one is the coupon's contract, at the listing.
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], with_buy_now(1_000));
    room.buy(ann(), lot, 1_000).unwrap();
    let owed: Vec<_> = room.book().credits.iter().filter(|(_, list)| !list.is_empty()).collect();
    assert_eq!(owed, [(&sue(), &vec![(points(), 1_000)])]);
}

#[test]
fn r19_no_price_rises_before_a_buy() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], with_buy_now(50));
    let dearer = vec![coupon(1)];
    // The seller can neither list it again nor change anything; a new lot has another number.
    let again = Message::List { items: dearer, token: points(), format: with_buy_now(500) };
    assert!(room.send(sue(), again).is_err());
    assert_eq!(room.price(lot), Some(50));
    room.cancel(sue(), lot).unwrap();
    let new = room.list(sue(), vec![coupon(1)], with_buy_now(500));
    assert_eq!(room.buy(ann(), new, 50), Err(PriceAbove { price: 500 }));
    assert_eq!(room.has(ann()), PURSE);
}

#[test]
fn r20_an_item_that_is_listed_again_keeps_every_old_credit() {
    // M3
    let mut room = Saleroom::open();
    let first = room.list(sue(), vec![coupon(1)], english());
    room.bid(ann(), first, 20).unwrap();
    room.change(|world| world.coupon_mut(&coupon(1)).unwrap().left = 49);
    room.unwind(sue(), first).unwrap();
    room.reclaim(sue(), first, 0).unwrap();
    let second = room.list(sue(), vec![coupon(1)], english());
    room.bid(ann(), second, 20).unwrap();
    room.bid(ben(), second, 60).unwrap();
    assert_eq!(room.credit(ann()), 40);
    room.withdraw(ann(), &[points()]).unwrap();
    assert_eq!(room.has(ann()), PURSE);
}

#[test]
fn r21_no_number_of_bids_or_lots_fills_a_place_that_others_need() {
    let mut room = Saleroom::open();
    let offer = English { opening: 1, raise: 0, ..English::default() };
    let lot = room.list(sue(), vec![coupon(1)], offer.into());
    assert!(room.bid(ann(), lot, 0).is_err());
    for maximum in 1..40 {
        let bidder = if maximum % 2 == 0 { ann() } else { ben() };
        room.bid(bidder, lot, maximum).unwrap();
    }
    room.at(END - 1).bid(eve(), lot, 100).unwrap();
    assert_eq!(room.lot(lot).lead.unwrap().bidder, eve());
    // Lots keep their numbers when others go.
    let other = room.list(
        sue(),
        vec![coupon(2)],
        Format::Dutch { from: END, until: END + DAY, highest: 50, lowest: 50 },
    );
    room.at(END).settle(eve(), lot).unwrap();
    room.buy(ann(), other, 50).unwrap();
    assert_eq!(room.owner(&coupon(2)), Some(ann()));
}

#[test]
fn r22_five_percent_of_19_is_still_a_unit() {
    // A1
    for price in 1..=19 {
        let mut room = Saleroom::open();
        let offer = English { opening: price, ..English::default() };
        let lot = room.list(sue(), vec![coupon(1)], offer.into());
        room.bid(ann(), lot, price).unwrap();
        let minimum = price + 1;
        assert_eq!(room.bid(ben(), lot, price), Err(BidTooLow { minimum }));
        room.bid(ben(), lot, minimum).unwrap();
        assert_eq!(room.lot(lot).lead.unwrap().bidder, ben());
    }
}

#[test]
fn r23_what_did_not_arrive_is_not_listed_and_not_bid() {
    let mut room = Saleroom::open();
    room.change(|world| {
        world.cheat(forged(), Cheat::new(Asked::Move, Does::MoveNothing));
        world.cheat(fool_gold(), Cheat::new(Asked::Pull, Does::MoveNothing));
    });
    assert!(room.list_for(sue(), vec![forgery(1)], points(), english()).is_err());
    let lot = room.list_for(sue(), vec![coupon(1)], fool_gold(), english()).unwrap();
    assert!(room.bid(ann(), lot, 20).is_err());
    assert_eq!(room.lot(lot).lead, None);
}

#[test]
fn r29_at_the_end_a_bid_is_too_late_and_a_settlement_is_not_too_early() {
    // A3
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], with_buy_now(100));
    room.at(END - 1);
    assert_eq!(room.settle(eve(), lot), Err(NotEnded { until: END }));
    room.bid(ann(), lot, 20).unwrap();
    room.at(END);
    assert_eq!(room.bid(ben(), lot, 60), Err(Ended { at: END }));
    assert_eq!(room.buy(ben(), lot, 100), Err(Ended { at: END }));
    room.settle(eve(), lot).unwrap();
    assert_eq!(room.owner(&coupon(1)), Some(ann()));
}
