//! Who leads, for which price.

use tongquan_traits::auctions::{AuctionError::*, BidPlaced, Lead};

use crate::{
    model::{Event, Message},
    offers::{dutch, english, with_buy_now, English, END},
    people::{ann, ben, coupon, eve, fool_gold, house, picture, points, sue},
    saleroom::{Saleroom, PURSE, START},
};

fn lead(bidder: ink::primitives::AccountId, maximum: u128, price: u128) -> Option<Lead> {
    Some(Lead { bidder, maximum, price })
}

/// A lot of Sue's first coupon.
fn lot(room: &mut Saleroom, offer: English) -> u64 {
    room.list(sue(), vec![coupon(1)], offer.into())
}

#[test]
fn the_first_bidder_leads_at_the_opening() {
    let mut room = Saleroom::open();
    let lot = lot(&mut room, English::default());
    assert_eq!(room.minimum_bid(lot), Some(10));
    room.bid(ann(), lot, 100).unwrap();
    assert_eq!(room.lot(lot).lead, lead(ann(), 100, 10));
    assert_eq!(room.has(ann()), PURSE - 100);
    assert_eq!(room.has(house()), 100);
}

#[test]
fn a_bid_of_exactly_the_opening_leads_and_one_below_it_does_not() {
    let mut room = Saleroom::open();
    let lot = lot(&mut room, English::default());
    assert_eq!(room.bid(ann(), lot, 9), Err(BidTooLow { minimum: 10 }));
    assert_eq!(room.bid(ann(), lot, 0), Err(BidTooLow { minimum: 10 }));
    room.bid(ann(), lot, 10).unwrap();
    assert_eq!(room.lot(lot).lead, lead(ann(), 10, 10));
}

#[test]
fn who_bids_more_pays_the_others_maximum_and_one_raise() {
    let mut room = Saleroom::open();
    let lot = lot(&mut room, English::default());
    room.bid(ann(), lot, 100).unwrap();
    let (_, events) = room.send(ben(), Message::Bid { lot, maximum: 500 }).unwrap();
    let expected = BidPlaced {
        lot,
        bidder: ben(),
        maximum: 500,
        leader: ben(),
        price: 105,
        until: END,
        outbid: Some((ann(), 100)),
    };
    assert_eq!(events, [Event::BidPlaced(expected)]);
    assert_eq!(room.lot(lot).lead, lead(ben(), 500, 105));
    assert_eq!(room.credit(ann()), 100);
}

#[test]
fn who_bids_less_makes_the_leader_pay_more_and_gets_all_back() {
    let mut room = Saleroom::open();
    let lot = lot(&mut room, English::default());
    room.bid(ann(), lot, 100).unwrap();
    let (_, events) = room.send(ben(), Message::Bid { lot, maximum: 60 }).unwrap();
    let expected = BidPlaced {
        lot,
        bidder: ben(),
        maximum: 60,
        leader: ann(),
        price: 63,
        until: END,
        outbid: Some((ben(), 60)),
    };
    assert_eq!(events, [Event::BidPlaced(expected)]);
    assert_eq!(room.lot(lot).lead, lead(ann(), 100, 63));
    assert_eq!(room.credit(ben()), 60);
}

#[test]
fn of_equal_bids_the_earlier_leads_and_pays_all_of_it() {
    // A1
    let mut room = Saleroom::open();
    let lot = lot(&mut room, English::default());
    room.bid(ann(), lot, 100).unwrap();
    room.bid(ben(), lot, 100).unwrap();
    assert_eq!(room.lot(lot).lead, lead(ann(), 100, 100));
    assert_eq!(room.credit(ben()), 100);
}

#[test]
fn a_price_never_passes_the_leaders_own_maximum() {
    let mut room = Saleroom::open();
    let lot = lot(&mut room, English::default());
    room.bid(ann(), lot, 100).unwrap();
    room.bid(ben(), lot, 101).unwrap();
    assert_eq!(room.lot(lot).lead, lead(ben(), 101, 101));
    let lot = room.list(sue(), vec![coupon(2)], english());
    room.bid(ann(), lot, 100).unwrap();
    room.bid(ben(), lot, 99).unwrap();
    assert_eq!(room.lot(lot).lead, lead(ann(), 100, 100));
}

#[test]
fn a_bid_has_to_be_one_raise_above_the_price_not_above_the_hidden_maximum() {
    let mut room = Saleroom::open();
    let lot = lot(&mut room, English::default());
    room.bid(ann(), lot, 100).unwrap();
    // 5 % of 10 is half a unit, and so one.
    assert_eq!(room.minimum_bid(lot), Some(11));
    assert_eq!(room.bid(ben(), lot, 10), Err(BidTooLow { minimum: 11 }));
    room.bid(ben(), lot, 11).unwrap();
    assert_eq!(room.lot(lot).lead, lead(ann(), 100, 12));
    assert_eq!(room.minimum_bid(lot), Some(13));
}

#[test]
fn a_leader_who_raises_pays_the_difference_and_no_more_for_the_lot() {
    let mut room = Saleroom::open();
    let lot = lot(&mut room, English::default());
    room.bid(ann(), lot, 100).unwrap();
    room.bid(ben(), lot, 60).unwrap();
    assert_eq!(room.bid(ann(), lot, 99), Err(BidTooLow { minimum: 101 }));
    assert_eq!(room.bid(ann(), lot, 100), Err(BidTooLow { minimum: 101 }));
    room.bid(ann(), lot, 101).unwrap();
    assert_eq!(room.lot(lot).lead, lead(ann(), 101, 63));
    assert_eq!(room.has(ann()), PURSE - 101);
    assert_eq!(room.credit(ann()), 0);
    room.at(END).settle(eve(), lot).unwrap();
    assert_eq!(room.credit(sue()), 63);
    assert_eq!(room.credit(ann()), 38);
}

#[test]
fn who_was_outbid_bids_anew_with_all_of_the_bid() {
    let mut room = Saleroom::open();
    let lot = lot(&mut room, English::default());
    room.bid(ann(), lot, 100).unwrap();
    room.bid(ben(), lot, 200).unwrap();
    room.bid(ann(), lot, 300).unwrap();
    assert_eq!(room.lot(lot).lead, lead(ann(), 300, 210));
    assert_eq!(room.has(ann()), PURSE - 400);
    assert_eq!((room.credit(ann()), room.credit(ben())), (100, 200));
}

#[test]
fn bids_stay_below_the_price_for_which_the_lot_can_be_had_at_once() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], with_buy_now(100));
    for maximum in [100, 101, u128::MAX] {
        assert_eq!(room.bid(ann(), lot, maximum), Err(AtBuyNow { price: 100 }));
    }
    room.bid(ann(), lot, 99).unwrap();
    assert_eq!(room.bid(ann(), lot, 100), Err(AtBuyNow { price: 100 }));
}

#[test]
fn a_bid_that_is_too_low_is_told_so_before_it_is_told_to_buy() {
    let mut room = Saleroom::open();
    let offer = English { opening: 90, buy_now: Some(91), ..English::default() };
    let lot = lot(&mut room, offer);
    room.bid(ann(), lot, 90).unwrap();
    // A raise above 90 is 95, more than buying costs.
    assert_eq!(room.bid(ben(), lot, 94), Err(BidTooLow { minimum: 95 }));
    assert_eq!(room.bid(ben(), lot, 95), Err(AtBuyNow { price: 91 }));
    room.buy(ben(), lot, 91).unwrap();
    assert_eq!(room.credit(ann()), 90);
}

#[test]
fn the_largest_bid_there_is_can_not_be_raised() {
    let mut room = Saleroom::open();
    room.change(|world| {
        world.points.get_mut(&fool_gold()).unwrap().set_balance(ann(), u128::MAX);
    });
    let lot = room.list_for(sue(), vec![coupon(1)], fool_gold(), english()).unwrap();
    room.bid(ann(), lot, u128::MAX).unwrap();
    assert_eq!(room.bid(ann(), lot, u128::MAX), Err(BidTooLow { minimum: u128::MAX }));
    assert_eq!(room.lot(lot).lead, lead(ann(), u128::MAX, 10));
}

#[test]
fn a_small_raise_of_the_leader_counts_though_others_have_to_raise_more() {
    let mut room = Saleroom::open();
    let lot = lot(&mut room, English { raise: 10_000, ..English::default() });
    room.bid(ann(), lot, 10).unwrap();
    assert_eq!(room.bid(ben(), lot, 19), Err(BidTooLow { minimum: 20 }));
    room.bid(ann(), lot, 11).unwrap();
    assert_eq!(room.lot(lot).lead, lead(ann(), 11, 10));
}

#[test]
fn the_bidder_is_asked_for_exactly_what_is_missing() {
    let mut room = Saleroom::open();
    let lot = lot(&mut room, English::default());
    room.calls();
    room.bid(ann(), lot, 100).unwrap();
    room.bid(ann(), lot, 130).unwrap();
    let pull = |value| (points(), tokens::Call::TransferFrom { from: ann(), to: house(), value });
    let balance = || (points(), tokens::Call::BalanceOf(house()));
    let expected = [balance(), pull(100), balance(), balance(), pull(30), balance()];
    assert_eq!(room.calls(), expected);
}

#[test]
fn nobody_bids_in_a_dutch_auction() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], dutch(100, 10));
    assert_eq!(room.minimum_bid(lot), None);
    assert_eq!(room.bid(ann(), lot, 100), Err(NotEnglish));
}

#[test]
fn the_seller_neither_bids_nor_buys() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1), picture(1)], with_buy_now(50));
    assert_eq!(room.bid(sue(), lot, 20), Err(OwnLot));
    assert_eq!(room.buy(sue(), lot, 50), Err(OwnLot));
    // Being too early or too late is told first.
    room.at(START - 1);
    assert_eq!(room.bid(sue(), lot, 20), Err(NotBegun { from: START }));
    room.at(END);
    assert_eq!(room.bid(sue(), lot, 20), Err(Ended { at: END }));
}
