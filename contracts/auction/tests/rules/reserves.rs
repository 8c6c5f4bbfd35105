//! Reserves that are told only after the end (A9).

use tokens::Item;
use tongquan_traits::auctions::{reserve_commitment, AuctionError::*, Returned, Sold, REVEAL};

use crate::{
    model::{Event, Message},
    offers::{English, END},
    people::{ann, ben, coupon, eve, house, picture, sam, stranger, sue},
    saleroom::Saleroom,
};

const SALT: [u8; 32] = [0x77; 32];

fn items() -> Vec<Item> {
    vec![coupon(1), picture(1)]
}

/// Ann bids 100 and Ben 60 for a lot with this commitment: the price is 63.
fn led(commitment: [u8; 32]) -> (Saleroom, u64) {
    let mut room = Saleroom::open();
    let offer = English { hidden_reserve: Some(commitment), ..English::default() };
    let lot = room.list(sue(), items(), offer.into());
    room.bid(ann(), lot, 100).unwrap();
    room.bid(ben(), lot, 60).unwrap();
    room.at(END);
    (room, lot)
}

fn hidden(reserve: u128) -> [u8; 32] {
    reserve_commitment(&house(), &sue(), &items(), reserve, &SALT)
}

#[test]
fn the_leader_pays_at_least_the_reserve_and_at_most_the_bid() {
    for (reserve, price) in [(0, 63), (1, 63), (62, 63), (63, 63), (64, 64), (99, 99), (100, 100)] {
        let (mut room, lot) = led(hidden(reserve));
        let message = Message::Reveal { lot, reserve, salt: SALT };
        let (_, events) = room.send(stranger(), message).unwrap();
        let refund = (price < 100).then(|| (ann(), 100 - price));
        let sold = Sold { lot, buyer: ann(), price, royalties: vec![], refund };
        assert_eq!(events, [Event::Sold(sold)]);
        assert_eq!(room.credit(sue()), price);
        assert_eq!(room.credit(ann()), 100 - price);
        assert_eq!(room.owner(&coupon(1)), Some(ann()));
    }
}

#[test]
fn a_leader_who_does_not_reach_it_gets_everything_back() {
    for reserve in [101, u128::MAX] {
        let (mut room, lot) = led(hidden(reserve));
        let message = Message::Reveal { lot, reserve, salt: SALT };
        let (_, events) = room.send(sue(), message).unwrap();
        assert_eq!(events, [Event::Returned(Returned { lot, refund: Some((ann(), 100)) })]);
        assert_eq!((room.credit(ann()), room.credit(sue())), (100, 0));
        assert_eq!(room.owner(&coupon(1)), Some(sue()));
        assert_eq!(room.owner(&picture(1)), Some(sue()));
    }
}

#[test]
fn only_what_was_committed_to_is_revealed() {
    let (mut room, lot) = led(hidden(80));
    let mut salt = SALT;
    salt[31] ^= 1;
    for (reserve, salt) in [(79, SALT), (81, SALT), (0, SALT), (80, salt), (80, [0; 32])] {
        assert_eq!(room.reveal(lot, reserve, salt), Err(WrongReserve));
    }
    room.reveal(lot, 80, SALT).unwrap();
}

#[test]
fn a_commitment_is_for_one_house_one_seller_and_these_items_in_their_order() {
    let elsewhere = reserve_commitment(&stranger(), &sue(), &items(), 80, &SALT);
    let of_sam = reserve_commitment(&house(), &sam(), &items(), 80, &SALT);
    let of_one = reserve_commitment(&house(), &sue(), &items()[..1], 80, &SALT);
    let turned: Vec<_> = items().into_iter().rev().collect();
    let turned = reserve_commitment(&house(), &sue(), &turned, 80, &SALT);
    for commitment in [elsewhere, of_sam, of_one, turned, [0; 32]] {
        let (mut room, lot) = led(commitment);
        assert_eq!(room.reveal(lot, 80, SALT), Err(WrongReserve));
        // A seller who can't open it blocks nobody's money.
        room.at(END + REVEAL).settle(eve(), lot).unwrap();
        assert_eq!(room.owner(&coupon(1)), Some(ann()));
        assert_eq!((room.credit(sue()), room.credit(ann())), (63, 37));
    }
}

#[test]
fn a_seller_who_says_nothing_sells_at_the_price_of_the_bids() {
    let (mut room, lot) = led(hidden(100));
    assert_eq!(room.settle(eve(), lot), Err(ReserveHidden { until: END + REVEAL }));
    room.at(END + REVEAL).settle(eve(), lot).unwrap();
    assert_eq!(room.credit(sue()), 63);
}

#[test]
fn buying_at_once_does_not_ask_for_the_reserve() {
    let mut room = Saleroom::open();
    let hidden_reserve = Some(hidden(1_000));
    let offer = English { hidden_reserve, buy_now: Some(500), ..English::default() };
    let lot = room.list(sue(), items(), offer.into());
    room.buy(ann(), lot, 500).unwrap();
    assert_eq!(room.credit(sue()), 500);
}
