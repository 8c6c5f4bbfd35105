//! Where amounts are divided.

use tokens::Coupon;
use tongquan_traits::auctions::{AuctionError::*, Lead, Sold};

use crate::{
    model::{Event, Message},
    offers::{dutch, english, with_buy_now, English, END},
    people::{ann, ben, coupon, eve, fool_gold, house, merchant, picture, points, stranger, sue},
    saleroom::{Saleroom, DAY, HOUR, PURSE, START},
};

#[test]
fn a_raise_is_rounded_up_and_at_least_a_unit() {
    // A1
    for (price, raise, minimum) in [
        (1, 0, 2),
        (1, 1, 2),
        (1, 10_000, 2),
        (2, 5_000, 3),
        (3, 5_000, 5),
        (19, 500, 20),
        (20, 500, 21),
        (21, 500, 23),
        (39, 500, 41),
        (40, 500, 42),
        (41, 500, 44),
        (10_000, 1, 10_001),
        (10_001, 1, 10_003),
        (20_000, 1, 20_002),
        (1_000_000, 0, 1_000_001),
        (1_000_000, 9_999, 1_999_900),
        (1_000_000, 10_000, 2_000_000),
    ] {
        let mut room = Saleroom::open();
        let offer = English { opening: price, raise, ..English::default() };
        let lot = room.list(sue(), vec![coupon(1)], offer.into());
        room.bid(ann(), lot, price).unwrap();
        assert_eq!(room.minimum_bid(lot), Some(minimum), "{price} and {raise}");
        assert_eq!(room.bid(ben(), lot, minimum - 1), Err(BidTooLow { minimum }));
        room.change(|world| world.issue_points(points(), ben(), 1_000_000));
        room.bid(ben(), lot, minimum).unwrap();
        assert_eq!(
            room.lot(lot).lead,
            Some(Lead { bidder: ben(), maximum: minimum, price: minimum })
        );
    }
}

#[test]
fn the_largest_prices_raise_without_overflow() {
    let half = u128::MAX / 2;
    for (opening, raise, minimum) in [
        (u128::MAX, 500, u128::MAX),
        (u128::MAX, 0, u128::MAX),
        (u128::MAX - 1, 0, u128::MAX),
        (half, 10_000, u128::MAX - 1),
        (half + 1, 10_000, u128::MAX),
        (half, 0, half + 1),
        // 0.01 % of 2^127 - 1, rounded up.
        (half, 1, half + 17_014_118_346_046_923_173_168_730_371_588_411),
    ] {
        let mut room = Saleroom::open();
        room.change(|world| {
            world.points.get_mut(&fool_gold()).unwrap().set_balance(ann(), u128::MAX);
        });
        let offer = English { opening, raise, ..English::default() };
        let lot = room.list_for(sue(), vec![coupon(1)], fool_gold(), offer.into()).unwrap();
        room.bid(ann(), lot, opening).unwrap();
        assert_eq!(room.minimum_bid(lot), Some(minimum), "{opening} and {raise}");
        assert_eq!(room.bid(ben(), lot, opening - 1), Err(BidTooLow { minimum }));
    }
}

/// A room in which Sue's coupons 1 to `royalties.len()` have these royalties for the merchant.
fn with_royalties(royalties: &[u16]) -> Saleroom {
    let mut room = Saleroom::open();
    room.change(|world| {
        for (number, royalty) in (1..).zip(royalties) {
            let good = Coupon::good(START, START + 365 * DAY).with_royalty(merchant(), *royalty);
            world.issue_coupon(&coupon(number), sue(), good);
            world.approve_item(&coupon(number), house());
        }
    });
    room
}

/// Ann buys the items at this price; the answer are the royalties, of which the credits are checked.
fn sold(room: &mut Saleroom, items: Vec<tokens::Item>, price: u128) -> Vec<u128> {
    let before = (room.credit(sue()), room.credit(merchant()));
    let lot = room.list(sue(), items, dutch(price, price));
    let (_, events) = room.send(ann(), Message::Buy { lot, maximum: price }).unwrap();
    let [Event::Sold(Sold { royalties, refund: None, .. })] = &events[..] else {
        panic!("{events:?}")
    };
    let amounts: Vec<_> = royalties.iter().map(|(_, _, amount)| *amount).collect();
    let total: u128 = amounts.iter().sum();
    // M2
    assert_eq!(room.credit(merchant()) - before.1, total);
    assert_eq!(room.credit(sue()) - before.0, price - total);
    amounts
}

#[test]
fn a_royalty_is_rounded_down_for_the_seller() {
    // M2
    for (price, royalty, amount) in [
        (1, 1_000, None),
        (9, 1_000, None),
        (10, 1_000, Some(1)),
        (19, 1_000, Some(1)),
        (20, 500, Some(1)),
        (19, 500, None),
        (39, 500, Some(1)),
        (9_999, 1, None),
        (10_000, 1, Some(1)),
        (100_000, 0, None),
        (999_999, 1_000, Some(99_999)),
    ] {
        let mut room = with_royalties(&[royalty]);
        assert_eq!(sold(&mut room, vec![coupon(1)], price), Vec::from_iter(amount), "{price}");
    }
}

#[test]
fn each_item_of_a_bundle_stands_for_an_equal_part_of_the_price() {
    // M2
    let mut room = with_royalties(&[1_000, 500, 0]);
    let items = vec![coupon(1), coupon(2), coupon(3)];
    assert_eq!(sold(&mut room, items, 300), [10, 5]);
    for (price, parts) in [(29, vec![]), (30, vec![1]), (59, vec![1]), (60, vec![2, 1])] {
        let mut room = with_royalties(&[1_000, 500]);
        let items = vec![coupon(1), picture(1), coupon(2)];
        assert_eq!(sold(&mut room, items, price), parts, "{price}");
    }
}

#[test]
fn sixteen_royalties_of_the_largest_kind_take_a_tenth() {
    let royalties = [1_000; 16];
    let items: Vec<_> = (1..=16).map(coupon).collect();
    for (price, each) in [(159, None), (160, Some(1)), (319, Some(1)), (1_000_000, Some(6_250))] {
        let mut room = with_royalties(&royalties);
        let expected: Vec<_> = each.into_iter().cycle().take(16 * each.iter().count()).collect();
        assert_eq!(sold(&mut room, items.clone(), price), expected, "{price}");
    }
}

#[test]
fn the_royalty_tells_the_place_of_its_item_and_who_has_it() {
    let mut room = with_royalties(&[500, 500]);
    room.change(|world| {
        *world.coupon_mut(&coupon(2)).unwrap() =
            Coupon::good(START, START + 365 * DAY).with_royalty(stranger(), 1_000);
    });
    let lot = room.list(sue(), vec![picture(3), coupon(2), coupon(1)], dutch(600, 600));
    let (_, events) = room.send(ann(), Message::Buy { lot, maximum: 600 }).unwrap();
    let royalties = vec![(1, stranger(), 20), (2, merchant(), 10)];
    let sold = Sold { lot, buyer: ann(), price: 600, royalties, refund: None };
    assert_eq!(events, [Event::Sold(sold)]);
    assert_eq!((room.credit(stranger()), room.credit(merchant())), (20, 10));
    assert_eq!(room.credit(sue()), 570);
}

#[test]
fn royalties_of_the_largest_price_do_not_overflow() {
    let mut room = with_royalties(&[1_000, 999]);
    room.change(|world| {
        world.points.get_mut(&fool_gold()).unwrap().set_balance(ann(), u128::MAX);
    });
    let items = vec![coupon(1), coupon(2)];
    let format = dutch(u128::MAX, u128::MAX);
    let lot = room.list_for(sue(), items, fool_gold(), format).unwrap();
    let message = Message::Buy { lot, maximum: u128::MAX };
    let (_, events) = room.send(ann(), message).unwrap();
    let [Event::Sold(Sold { royalties, price: u128::MAX, .. })] = &events[..] else {
        panic!("{events:?}")
    };
    // 5 % and 4.995 % of 2^128 - 1, rounded down.
    let expected = [
        (0, merchant(), 17_014_118_346_046_923_173_168_730_371_588_410_572),
        (1, merchant(), 16_997_104_227_700_876_249_995_561_641_216_822_162),
    ];
    assert_eq!(*royalties, expected);
}

#[test]
fn the_price_of_a_settlement_is_what_the_royalty_is_of_and_not_the_maximum() {
    let mut room = with_royalties(&[1_000]);
    let lot = room.list(sue(), vec![coupon(1)], english());
    room.bid(ann(), lot, 1_000).unwrap();
    room.bid(ben(), lot, 100).unwrap();
    room.at(END).settle(eve(), lot).unwrap();
    assert_eq!(room.credit(merchant()), 10);
    assert_eq!(room.credit(sue()), 95);
    assert_eq!(room.credit(ann()), 895);
    assert_eq!(room.credit(ben()), 100);
}

#[test]
fn a_dutch_price_falls_in_a_straight_line_and_is_rounded_up() {
    // A8
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], dutch(1_000, 100));
    for (now, price) in [
        (START, 1_000),
        (START + 1, 1_000),
        (START + 3_999, 1_000),
        (START + 4_000, 999),
        (START + 4_001, 999),
        (START + HOUR / 2, 550),
        (START + HOUR / 2 + 1, 550),
        (END - 4_000, 101),
        (END - 3_999, 101),
        (END - 1, 101),
    ] {
        room.at(now);
        assert_eq!(room.price(lot), Some(price), "at {}", now - START);
    }
}

#[test]
fn a_dutch_price_never_rises_and_stays_within_its_ends() {
    // A8
    for (highest, lowest, length) in [
        (u128::MAX, 1, HOUR),
        (u128::MAX, u128::MAX, HOUR),
        (u128::MAX, u128::MAX - 1, 7),
        (u128::MAX, u128::MAX / 3, 90 * DAY),
        (2, 1, 90 * DAY),
        (19, 1, 5),
    ] {
        let mut room = Saleroom::open();
        let until = START + length;
        let format =
            tongquan_traits::auctions::Format::Dutch { from: START, until, highest, lowest };
        let lot = room.list(sue(), vec![coupon(1)], format);
        let steps = (0..=100u64).map(|step| START + length / 100 * step + step.min(length % 100));
        let around = [1, 2, 3, 4].into_iter().chain(steps).chain((1..4).map(|left| until - left));
        let mut times: Vec<_> = around.map(|time| time.max(START)).collect();
        times.sort_unstable();
        let mut last = highest;
        for now in times.into_iter().filter(|now| *now < until) {
            room.at(now);
            let price = room.price(lot).unwrap();
            assert!(price <= last && price >= lowest, "{price} after {last}");
            assert_eq!(Some(price), room.model.price(lot, now));
            last = price;
        }
    }
}

#[test]
fn a_dutch_price_that_began_before_the_listing_has_fallen_already() {
    let mut room = Saleroom::open();
    room.at(START + HOUR / 4);
    let lot = room.list(sue(), vec![coupon(1)], dutch(100, 20));
    assert_eq!(room.price(lot), Some(80));
    assert_eq!(room.buy(ann(), lot, 79), Err(PriceAbove { price: 80 }));
    room.buy(ann(), lot, 80).unwrap();
    assert_eq!(room.has(ann()), PURSE - 80);
}

#[test]
fn what_buying_costs_is_paid_and_not_what_it_might() {
    // A7, A8
    for (format, price) in [(with_buy_now(70), 70), (dutch(70, 20), 70)] {
        let mut room = Saleroom::open();
        let lot = room.list(sue(), vec![coupon(1)], format);
        room.buy(ann(), lot, u128::MAX).unwrap();
        assert_eq!(room.has(ann()), PURSE - price);
        assert_eq!(room.credit(sue()), price);
        assert_eq!(room.owner(&coupon(1)), Some(ann()));
        assert!(room.is_gone(lot));
    }
}
