//! Both sides of every moment at which something begins or ends.

use tokens::Coupon;
use tongquan_traits::assets::{AssetError, ItemFault};
use tongquan_traits::auctions::{
    reserve_commitment, AuctionError::*, Format, Lead, TermsFault, GRACE, MARGIN, MAX_LENGTH,
    REVEAL,
};

use crate::{
    offers::{dutch, english, extended, with_buy_now, English, END},
    people::{ann, ben, coupon, eve, house, picture, points, sue},
    saleroom::{Saleroom, DAY, HOUR, SECOND, START},
};

const SALT: [u8; 32] = [0x77; 32];

/// Sue's first coupon with a hidden reserve.
fn hidden(room: &mut Saleroom, reserve: u128) -> u64 {
    let items = vec![coupon(1)];
    let commitment = reserve_commitment(&house(), &sue(), &items, reserve, &SALT);
    let offer = English { hidden_reserve: Some(commitment), ..English::default() };
    room.list(sue(), items, offer.into())
}

#[test]
fn bids_begin_at_from() {
    let mut room = Saleroom::open();
    let from = START + 10 * SECOND;
    let offer = English { from, ..English::default() };
    let lot = room.list(sue(), vec![coupon(1)], offer.into());
    room.at(from - 1);
    assert_eq!(room.minimum_bid(lot), None);
    assert_eq!(room.bid(ann(), lot, 20), Err(NotBegun { from }));
    room.at(from);
    assert_eq!(room.minimum_bid(lot), Some(10));
    room.bid(ann(), lot, 20).unwrap();
}

#[test]
fn buying_begins_at_from_and_ends_at_until() {
    for format in [with_buy_now(100), dutch(100, 10)] {
        let mut room = Saleroom::open();
        let first = room.list(sue(), vec![coupon(1)], format.clone());
        let second = room.list(sue(), vec![coupon(2)], format.clone());
        let third = room.list(sue(), vec![coupon(3)], format);
        room.at(START - 1);
        assert_eq!(room.price(first), None);
        assert_eq!(room.buy(ann(), first, 100), Err(NotBegun { from: START }));
        room.at(START);
        assert_eq!(room.price(first), Some(100));
        room.buy(ann(), first, 100).unwrap();
        room.at(END - 1);
        assert!(room.price(second).is_some());
        room.buy(ann(), second, 100).unwrap();
        room.at(END);
        assert_eq!(room.price(third), None);
        assert_eq!(room.buy(ann(), third, 100), Err(Ended { at: END }));
        room.settle(ann(), third).unwrap();
        assert_eq!(room.owner(&coupon(3)), Some(sue()));
    }
}

#[test]
fn at_every_moment_either_a_bid_or_the_settlement_is_legal() {
    // A3, R29
    for (later, is_on_sale) in [(0, true), (HOUR - 1, true), (HOUR, false), (HOUR + 1, false)] {
        let mut room = Saleroom::open();
        let lot = room.list(sue(), vec![coupon(1)], english());
        room.bid(ann(), lot, 20).unwrap();
        room.at(START + later);
        let settlement = room.settle(ben(), lot);
        match is_on_sale {
            true => {
                assert_eq!(settlement, Err(NotEnded { until: END }));
                room.bid(ben(), lot, 50).unwrap();
            }
            false => {
                assert_eq!(settlement, Ok(()));
                let lot = room.list(
                    sue(),
                    vec![coupon(2)],
                    Format::English {
                        from: room.now,
                        until: room.now + 1,
                        window: 0,
                        latest: room.now + 1,
                        opening: 1,
                        raise: 0,
                        buy_now: None,
                        hidden_reserve: None,
                    },
                );
                room.at(room.now + 1);
                assert_eq!(room.bid(ben(), lot, 50), Err(Ended { at: room.now }));
            }
        }
    }
}

#[test]
fn the_same_holds_for_an_end_that_was_extended() {
    // A3, A4
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], extended());
    room.at(END - 1).bid(ann(), lot, 20).unwrap();
    let until = END - 1 + 60 * SECOND;
    assert_eq!(room.lot(lot).until, until);
    room.at(until - 1);
    assert_eq!(room.settle(ben(), lot), Err(NotEnded { until }));
    assert_eq!(room.reveal(lot, 1, SALT), Err(NotEnded { until }));
    room.at(until);
    assert_eq!(room.bid(ben(), lot, 90), Err(Ended { at: until }));
    room.settle(ben(), lot).unwrap();
}

#[test]
fn a_bid_in_the_window_leaves_a_whole_window() {
    // A4
    let window = 60 * SECOND;
    for (bid_at, until) in [
        (END - window - 1, END),
        (END - window, END),
        (END - window + 1, END + 1),
        (END - 1, END - 1 + window),
    ] {
        let mut room = Saleroom::open();
        let lot = room.list(sue(), vec![coupon(1)], extended());
        room.at(bid_at).bid(ann(), lot, 20).unwrap();
        assert_eq!(room.lot(lot).until, until);
    }
}

#[test]
fn an_extension_ends_at_the_latest_end() {
    // A4
    let window = 60 * SECOND;
    for (latest, until) in [
        (END, END),
        (END + 1, END + 1),
        (END + window - 2, END + window - 2),
        (END + window - 1, END + window - 1),
        (END + window, END + window - 1),
    ] {
        let mut room = Saleroom::open();
        let offer = English { window, latest, ..English::default() };
        let lot = room.list(sue(), vec![coupon(1)], offer.into());
        room.at(END - 1).bid(ann(), lot, 20).unwrap();
        assert_eq!(room.lot(lot).until, until);
    }
}

#[test]
fn a_window_without_end_reaches_the_latest_end_at_once() {
    let mut room = Saleroom::open();
    let offer = English { window: u64::MAX, latest: END + DAY, ..English::default() };
    let lot = room.list(sue(), vec![coupon(1)], offer.into());
    room.bid(ann(), lot, 20).unwrap();
    assert_eq!(room.lot(lot).until, END + DAY);
}

#[test]
fn without_a_window_nothing_is_extended() {
    let mut room = Saleroom::open();
    let offer = English { window: 0, latest: END + HOUR, ..English::default() };
    let lot = room.list(sue(), vec![coupon(1)], offer.into());
    room.at(END - 1).bid(ann(), lot, 20).unwrap();
    assert_eq!(room.lot(lot).until, END);
}

#[test]
fn who_is_outbid_at_once_extends_too_but_who_leads_already_does_not() {
    // A4
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], extended());
    room.bid(ann(), lot, 100).unwrap();
    room.at(END - 1).bid(ann(), lot, 101).unwrap();
    assert_eq!(room.lot(lot).until, END);
    room.bid(ben(), lot, 50).unwrap();
    assert_eq!(room.lot(lot).until, END - 1 + 60 * SECOND);
    assert_eq!(room.lot(lot).lead, Some(Lead { bidder: ann(), maximum: 101, price: 53 }));
}

#[test]
fn a_reserve_is_hidden_until_a_day_after_the_end() {
    // A9
    let end = END + REVEAL;
    for (now, can_reveal) in [(END, true), (END + 1, true), (end - 1, true), (end, false)] {
        let mut room = Saleroom::open();
        let lot = hidden(&mut room, 15);
        room.bid(ann(), lot, 20).unwrap();
        room.at(END - 1);
        assert_eq!(room.reveal(lot, 15, SALT), Err(NotEnded { until: END }));
        room.at(now);
        let settlement = room.settle(eve(), lot);
        match can_reveal {
            true => {
                assert_eq!(settlement, Err(ReserveHidden { until: end }));
                room.reveal(lot, 15, SALT).unwrap();
                assert_eq!(room.credit(sue()), 15);
            }
            false => {
                assert_eq!(settlement, Ok(()));
                assert_eq!(room.credit(sue()), 10);
            }
        }
        assert_eq!(room.owner(&coupon(1)), Some(ann()));
    }
    let mut room = Saleroom::open();
    let lot = hidden(&mut room, 15);
    room.bid(ann(), lot, 20).unwrap();
    room.at(end);
    assert_eq!(room.reveal(lot, 15, SALT), Err(Ended { at: end }));
    room.at(end + 1);
    assert_eq!(room.reveal(lot, 15, SALT), Err(Ended { at: end }));
}

#[test]
fn without_a_bid_a_hidden_reserve_delays_nothing() {
    for reveal in [false, true] {
        let mut room = Saleroom::open();
        let lot = hidden(&mut room, 15);
        room.at(END - 1);
        assert_eq!(room.settle(eve(), lot), Err(NotEnded { until: END }));
        room.at(END);
        match reveal {
            true => room.reveal(lot, 15, SALT).unwrap(),
            false => room.settle(eve(), lot).unwrap(),
        }
        assert_eq!(room.owner(&coupon(1)), Some(sue()));
    }
}

#[test]
fn a_lot_with_a_bid_can_be_unwound_a_week_after_it_could_be_settled() {
    let from = END + GRACE;
    for (now, is_legal) in [(END, false), (from - 1, false), (from, true), (from + 1, true)] {
        let mut room = Saleroom::open();
        let lot = room.list(sue(), vec![coupon(1)], english());
        room.bid(ann(), lot, 20).unwrap();
        room.at(now);
        for caller in [eve(), sue(), ann()] {
            if !is_legal {
                assert_eq!(room.unwind(caller, lot), Err(NotUnwindable { from }));
            }
        }
        assert_eq!(room.unwind(eve(), lot).is_ok(), is_legal);
        assert_eq!(room.credit(ann()), if is_legal { 20 } else { 0 });
    }
}

#[test]
fn with_a_hidden_reserve_a_day_later() {
    let from = END + REVEAL + GRACE;
    for (now, is_legal) in [(from - 1, false), (from, true)] {
        let mut room = Saleroom::open();
        let lot = hidden(&mut room, 15);
        room.bid(ann(), lot, 20).unwrap();
        room.at(now);
        let unwound = room.unwind(eve(), lot);
        assert_eq!(unwound, if is_legal { Ok(()) } else { Err(NotUnwindable { from }) });
    }
}

#[test]
fn an_extended_lot_counts_from_its_own_end() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], extended());
    room.at(END - 1).bid(ann(), lot, 20).unwrap();
    let from = END - 1 + 60 * SECOND + GRACE;
    room.at(from - 1);
    assert_eq!(room.unwind(eve(), lot), Err(NotUnwindable { from }));
    room.at(from).unwind(eve(), lot).unwrap();
}

#[test]
fn without_a_bid_the_seller_unwinds_at_any_time_and_others_after_the_end() {
    for format in [english(), dutch(100, 10)] {
        let mut room = Saleroom::open();
        let first = room.list(sue(), vec![coupon(1)], format.clone());
        let second = room.list(sue(), vec![coupon(2)], format);
        room.at(END - 1);
        let from = END + GRACE;
        assert_eq!(room.unwind(eve(), first), Err(NotUnwindable { from }));
        room.unwind(sue(), first).unwrap();
        room.at(END).unwind(eve(), second).unwrap();
    }
}

#[test]
fn a_hidden_reserve_without_a_bid_delays_no_unwinding() {
    let mut room = Saleroom::open();
    let lot = hidden(&mut room, 15);
    room.at(END - 1);
    assert_eq!(room.unwind(eve(), lot), Err(NotUnwindable { from: END + GRACE }));
    room.at(END).unwind(eve(), lot).unwrap();
}

#[test]
fn a_coupon_has_to_be_good_for_a_day_after_its_lot_is_decided_at_the_latest() {
    // A10
    let later = END + HOUR;
    let commitment = Some([1; 32]);
    let offers: [(Format, u64); 5] = [
        (english(), END + MARGIN),
        (extended(), later + MARGIN),
        (
            English { hidden_reserve: commitment, ..English::default() }.into(),
            END + REVEAL + MARGIN,
        ),
        (
            English { hidden_reserve: commitment, latest: later, ..English::default() }.into(),
            later + REVEAL + MARGIN,
        ),
        (dutch(100, 10), END + MARGIN),
    ];
    for (format, needed) in offers {
        for until in [needed - 1, needed, needed + 1] {
            let mut room = Saleroom::open();
            room.change(|world| {
                world.issue_coupon(&coupon(1), sue(), Coupon::good(START, until));
            });
            let listed =
                room.list_for(sue(), vec![picture(1), coupon(1)], points(), format.clone());
            let fault = ItemFault::EndsBefore { needed };
            let refused = Asset(AssetError::Item { item: coupon(1), fault });
            assert_eq!(listed, if until < needed { Err(refused) } else { Ok(1) });
        }
    }
}

#[test]
fn a_coupon_that_can_be_used_later_only_can_be_sold_now() {
    let mut room = Saleroom::open();
    room.change(|world| {
        world.issue_coupon(&coupon(1), sue(), Coupon::good(START + 10 * DAY, START + 20 * DAY));
    });
    room.list(sue(), vec![coupon(1)], english());
}

#[test]
fn a_lot_ends_later_than_it_begins_and_than_now() {
    let times = Err(InvalidTerms(TermsFault::Times));
    let mut room = Saleroom::open();
    for (from, until, is_fine) in [
        (START, START, false),
        (START - 2, START - 1, false),
        (START - 2, START, false),
        (START - 2, START + 1, true),
        (START, START + 1, true),
        (START + 5, START + 5, false),
        (START + 5, START + 4, false),
        (START + 5, START + 6, true),
        (0, START + 1, true),
    ] {
        let offers: [Format; 2] = [
            English { from, until, ..English::default() }.into(),
            Format::Dutch { from, until, highest: 100, lowest: 10 },
        ];
        for format in offers {
            let listed = room.list_for(sue(), vec![coupon(1)], points(), format);
            match is_fine {
                false => assert_eq!(listed, times),
                true => room.cancel(sue(), listed.unwrap()).unwrap(),
            }
        }
    }
}

#[test]
fn the_latest_end_is_not_before_the_end_and_within_ninety_days() {
    let times = Err(InvalidTerms(TermsFault::Times));
    let last = START + MAX_LENGTH;
    let mut room = Saleroom::open();
    for (until, latest, is_fine) in [
        (END, END - 1, false),
        (END, END, true),
        (END, last, true),
        (END, last + 1, false),
        (END, u64::MAX, false),
        (last, last, true),
        (last + 1, last + 1, false),
    ] {
        let offer = English { until, latest, ..English::default() };
        let listed = room.list_for(sue(), vec![coupon(1)], points(), offer.into());
        match is_fine {
            false => assert_eq!(listed, times),
            true => room.cancel(sue(), listed.unwrap()).unwrap(),
        }
    }
    for (until, is_fine) in [(last, true), (last + 1, false), (u64::MAX, false)] {
        let format = Format::Dutch { from: START, until, highest: 100, lowest: 10 };
        let listed = room.list_for(sue(), vec![coupon(1)], points(), format);
        match is_fine {
            false => assert_eq!(listed, times),
            true => room.cancel(sue(), listed.unwrap()).unwrap(),
        }
    }
}
