//! Ways out: for items and for money.

use tokens::Coupon;
use tongquan_traits::{
    assets::{AssetError, ItemFault},
    auctions::{
        AuctionError::*, LotAbandoned, LotReclaimed, LotState, Returned, Sold, Unwound, Withdrawn,
        GRACE,
    },
};

use crate::{
    model::{Event, Message},
    offers::{dutch, english, with_buy_now, English, END},
    people::{
        ann, ben, coupon, currencies, eve, fool_gold, house, nowhere, picture, points, stars,
        stranger, sue, tea,
    },
    saleroom::{Saleroom, DAY, GENESIS, PURSE, START},
};

#[test]
fn who_wins_gets_the_items_and_who_sells_has_the_price() {
    // A6
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1), picture(1)], english());
    room.bid(ann(), lot, 100).unwrap();
    room.bid(ben(), lot, 60).unwrap();
    room.at(END);
    let (_, events) = room.send(stranger(), Message::Settle { lot }).unwrap();
    let refund = Some((ann(), 37));
    let sold = Sold { lot, buyer: ann(), price: 63, royalties: vec![], refund };
    assert_eq!(events, [Event::Sold(sold)]);
    assert_eq!(room.owner(&coupon(1)), Some(ann()));
    assert_eq!(room.owner(&picture(1)), Some(ann()));
    assert_eq!((room.credit(sue()), room.credit(ann()), room.credit(ben())), (63, 37, 60));
    assert!(room.is_gone(lot));
}

#[test]
fn who_pays_all_of_the_maximum_has_no_refund() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], english());
    room.bid(ann(), lot, 10).unwrap();
    room.at(END);
    let (_, events) = room.send(ann(), Message::Settle { lot }).unwrap();
    let sold = Sold { lot, buyer: ann(), price: 10, royalties: vec![], refund: None };
    assert_eq!(events, [Event::Sold(sold)]);
}

#[test]
fn a_lot_without_a_bid_goes_back() {
    // A6
    for format in [english(), dutch(20, 10)] {
        let mut room = Saleroom::open();
        let lot = room.list(sue(), vec![coupon(1), picture(1)], format);
        room.at(END);
        let (_, events) = room.send(stranger(), Message::Settle { lot }).unwrap();
        assert_eq!(events, [Event::Returned(Returned { lot, refund: None })]);
        assert_eq!(room.owner(&coupon(1)), Some(sue()));
        assert_eq!(room.owner(&picture(1)), Some(sue()));
        assert!(room.is_gone(lot));
    }
}

#[test]
fn the_seller_cancels_before_the_first_bid_at_any_time() {
    // A5
    for now in [START - 1, START, END, END + 100 * DAY] {
        let mut room = Saleroom::open();
        let lot = room.list(sue(), vec![coupon(1)], english());
        room.at(now);
        assert_eq!(room.cancel(eve(), lot), Err(NotSeller));
        room.cancel(sue(), lot).unwrap();
        assert_eq!(room.owner(&coupon(1)), Some(sue()));
    }
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], english());
    room.bid(ann(), lot, 10).unwrap();
    assert_eq!(room.cancel(sue(), lot), Err(HasBid));
    assert_eq!(room.cancel(ann(), lot), Err(NotSeller));
}

#[test]
fn buying_at_once_ends_the_lot_and_pays_back_the_leader() {
    // A7
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], with_buy_now(100));
    room.bid(ann(), lot, 60).unwrap();
    assert_eq!(room.buy(ben(), lot, 99), Err(PriceAbove { price: 100 }));
    let (_, events) = room.send(ben(), Message::Buy { lot, maximum: 150 }).unwrap();
    let refund = Some((ann(), 60));
    let sold = Sold { lot, buyer: ben(), price: 100, royalties: vec![], refund };
    assert_eq!(events, [Event::Sold(sold)]);
    assert_eq!((room.credit(ann()), room.credit(sue())), (60, 100));
    assert_eq!(room.has(ben()), PURSE - 100);
    assert_eq!(room.buy(eve(), lot, 100), Err(NoLot));
}

#[test]
fn the_leader_may_buy_too_and_has_the_bid_back() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], with_buy_now(100));
    room.bid(ann(), lot, 60).unwrap();
    room.buy(ann(), lot, 100).unwrap();
    assert_eq!(room.credit(ann()), 60);
    assert_eq!(room.has(ann()), PURSE - 160);
}

#[test]
fn an_unwound_lot_is_reclaimed_item_by_item() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1), picture(1), coupon(2)], english());
    let (_, events) = room.send(sue(), Message::Unwind { lot }).unwrap();
    assert_eq!(events, [Event::Unwound(Unwound { lot, refund: None })]);
    assert_eq!(room.lot(lot).state, LotState::Unwound { held: 0b111 });
    for index in [3, 4, 15, 16, 17, 128, 255] {
        assert_eq!(room.reclaim(sue(), lot, index), Err(AlreadyReclaimed));
    }
    let (_, events) = room.send(eve(), Message::Reclaim { lot, index: 1 }).unwrap();
    assert_eq!(events, [Event::LotReclaimed(LotReclaimed { lot, index: 1 })]);
    assert_eq!(room.owner(&picture(1)), Some(sue()));
    assert_eq!(room.lot(lot).state, LotState::Unwound { held: 0b101 });
    assert_eq!(room.reclaim(sue(), lot, 1), Err(AlreadyReclaimed));
    room.reclaim(eve(), lot, 0).unwrap();
    assert_eq!(room.lot(lot).state, LotState::Unwound { held: 0b100 });
    room.reclaim(eve(), lot, 2).unwrap();
    assert!(room.is_gone(lot));
    assert_eq!(room.reclaim(eve(), lot, 2), Err(NoLot));
    assert_eq!(room.owner(&coupon(2)), Some(sue()));
}

#[test]
fn all_sixteen_items_of_a_lot_can_be_reclaimed() {
    let mut room = Saleroom::open();
    room.change(|world| {
        for number in 0..16 {
            world.issue_item(&picture(number), sue());
        }
    });
    let lot = room.list(sue(), (0..16).map(picture).collect(), english());
    room.unwind(sue(), lot).unwrap();
    assert_eq!(room.lot(lot).state, LotState::Unwound { held: u16::MAX });
    for index in (0..16).rev() {
        assert_eq!(room.reclaim(eve(), lot, 16), Err(AlreadyReclaimed));
        room.reclaim(eve(), lot, index).unwrap();
        assert_eq!(room.owner(&picture(index)), Some(sue()));
    }
    assert!(room.is_gone(lot));
}

#[test]
fn an_unwound_lot_gives_the_leader_all_that_was_bid() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1)], english());
    room.bid(ann(), lot, 100).unwrap();
    room.bid(ben(), lot, 60).unwrap();
    room.at(END + GRACE);
    let (_, events) = room.send(stranger(), Message::Unwind { lot }).unwrap();
    assert_eq!(events, [Event::Unwound(Unwound { lot, refund: Some((ann(), 100)) })]);
    assert_eq!(room.lot(lot).lead, None);
    assert_eq!((room.credit(ann()), room.credit(ben()), room.credit(sue())), (100, 60, 0));
    assert_eq!(room.owner(&coupon(1)), Some(house()));
    room.reclaim(stranger(), lot, 0).unwrap();
    assert_eq!(room.owner(&coupon(1)), Some(sue()));
}

#[test]
fn only_the_seller_gives_up_what_is_left_of_an_unwound_lot() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![coupon(1), picture(1)], english());
    assert_eq!(room.abandon(sue(), lot), Err(NotUnwound));
    room.unwind(sue(), lot).unwrap();
    room.reclaim(sue(), lot, 0).unwrap();
    assert_eq!(room.abandon(eve(), lot), Err(NotSeller));
    let (_, events) = room.send(sue(), Message::Abandon { lot }).unwrap();
    assert_eq!(events, [Event::LotAbandoned(LotAbandoned { lot })]);
    assert!(room.is_gone(lot));
    assert_eq!(room.owner(&picture(1)), Some(house()));
}

#[test]
fn an_item_whose_contract_refuses_stops_no_other_item() {
    // X1
    let mut room = Saleroom::open();
    room.change(|world| {
        world.issue_coupon(&coupon(1), sue(), Coupon::good(START, END + DAY));
        world.approve_item(&coupon(1), house());
    });
    let lot = room.list(sue(), vec![coupon(1), coupon(2)], english());
    room.at(END + DAY);
    let refused = Asset(AssetError::Item { item: coupon(1), fault: ItemFault::Refused });
    assert_eq!(room.settle(eve(), lot), Err(refused.clone()));
    assert_eq!(room.cancel(sue(), lot), Err(refused.clone()));
    room.unwind(eve(), lot).unwrap();
    assert_eq!(room.reclaim(eve(), lot, 0), Err(refused));
    room.reclaim(eve(), lot, 1).unwrap();
    assert_eq!(room.owner(&coupon(2)), Some(sue()));
    assert_eq!(room.lot(lot).state, LotState::Unwound { held: 1 });
}

/// Ann was outbid in each currency: her credits are 20.
fn outbid() -> Saleroom {
    let mut room = Saleroom::open();
    for (token, number) in currencies().into_iter().zip(1..) {
        let lot = room.list_for(sue(), vec![coupon(number)], token, english()).unwrap();
        room.bid(ann(), lot, 20).unwrap();
        room.bid(ben(), lot, 60).unwrap();
    }
    room
}

#[test]
fn credits_of_several_tokens_are_withdrawn_at_once() {
    // X2
    let mut room = outbid();
    let message = Message::Withdraw { account: ann(), tokens: vec![stars(), points()] };
    let (_, events) = room.send(stranger(), message).unwrap();
    let paid = |token| Event::Withdrawn(Withdrawn { account: ann(), token, amount: 20 });
    assert_eq!(events, [paid(stars()), paid(points())]);
    assert_eq!(room.world().balance(stars(), ann()), PURSE);
    assert_eq!(room.has(ann()), PURSE);
    assert_eq!(room.has(stranger()), PURSE);
    assert_eq!(room.book().credits[&ann()], [(fool_gold(), 20)]);
}

#[test]
fn all_credits_are_paid_or_none() {
    // M5
    let mut room = outbid();
    let none = |token| Err(NoCredit { token });
    let nowhere = nowhere();
    assert_eq!(room.withdraw(ann(), &[points(), nowhere]), none(nowhere));
    assert_eq!(room.withdraw(ann(), &[nowhere, points()]), none(nowhere));
    assert_eq!(room.withdraw(ann(), &[points(), stars(), points()]), none(points()));
    assert_eq!(room.withdraw(ben(), &[points()]), none(points()));
    assert_eq!(room.book().credits[&ann()].len(), 3);
    room.withdraw(ann(), &currencies()).unwrap();
    assert_eq!(room.book().credits[&ann()], []);
}

#[test]
fn a_withdrawal_is_of_one_to_sixteen_tokens() {
    let mut room = outbid();
    assert_eq!(room.withdraw(ann(), &[]), Err(NoTokens));
    assert_eq!(room.withdraw(ann(), &[points(); 17]), Err(TooManyTokens));
    let sixteen = [points(); 16];
    assert_eq!(room.withdraw(ann(), &sixteen), Err(NoCredit { token: points() }));
    let mut room = Saleroom::open();
    let tokens: Vec<ink::primitives::AccountId> = (0..16).map(|n| [0x20 + n; 32].into()).collect();
    for token in tokens.clone() {
        room.change(|world| {
            for person in [ann(), ben()] {
                world.issue_points(token, person, 100);
                world.approve_points(token, person, house(), 100);
            }
        });
        let lot = room.list_for(sue(), vec![coupon(1)], token, with_buy_now(50)).unwrap();
        room.bid(ann(), lot, 20).unwrap();
        room.buy(ben(), lot, 50).unwrap();
        room.change(|world| world.collections.get_mut(&tea()).unwrap().force(sue(), &coupon(1).id));
    }
    room.withdraw(ann(), &tokens).unwrap();
    assert!(tokens.iter().all(|token| room.world().balance(*token, ann()) == 100));
}

#[test]
fn a_loser_is_paid_even_after_the_same_item_is_sold_again() {
    // M3, R4
    let mut room = Saleroom::open();
    let first = room.list(sue(), vec![coupon(1)], english());
    room.bid(ann(), first, 20).unwrap();
    room.bid(ben(), first, 60).unwrap();
    room.at(END).settle(eve(), first).unwrap();
    room.change(|world| world.approve_item(&coupon(1), house()));
    let again = English { from: END, until: END + DAY, latest: END + DAY, ..English::default() };
    let second = room.list(ben(), vec![coupon(1)], again.into());
    assert_ne!(first, second);
    room.bid(ann(), second, 20).unwrap();
    room.bid(eve(), second, 60).unwrap();
    assert_eq!(room.credit(ann()), 40);
    room.withdraw(ann(), &[points()]).unwrap();
    assert_eq!(room.has(ann()), PURSE);
    assert_eq!(room.bid(ann(), first, 100), Err(NoLot));
}

#[test]
fn the_house_tells_its_chain() {
    let room = Saleroom::empty();
    assert_eq!(room.genesis_hash(), GENESIS);
    assert_eq!(room.book().lot_count, 0);
    assert_eq!(room.book().live_lots, []);
}
