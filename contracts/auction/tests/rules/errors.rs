//! Every error of the house, provoked by name, where nothing else is wrong. A new error belongs into
//! this list.

use std::collections::BTreeSet;

use tokens::{Asked, Cheat, Coupon, Does, Item};
use tongquan_traits::{
    assets::AssetError,
    auctions::{reserve_commitment, AuctionError, Format},
    campaigns::Policy,
};

use crate::{
    model::Message,
    names,
    offers::{dutch, english, with_buy_now, English, END},
    people::{
        ann, ben, coupon, eve, fool_gold, forged, forgery, house, nowhere, picture, points, rice,
        sue,
    },
    saleroom::{Saleroom, DAY, START},
};

/// Every variant, with those of what it carries. The match makes the compiler ask for new ones.
fn every_name() -> BTreeSet<String> {
    use AuctionError::*;
    fn named(error: &AuctionError) {
        match error {
            Asset(AssetError::Points { .. } | AssetError::Item { .. }) => {}
            NoLot | NoItems | TooManyItems | DuplicateItem { .. } | InvalidTerms(_) => {}
            NotEnglish | NoBuyNow | NotBegun { .. } | Ended { .. } | OwnLot => {}
            BidTooLow { .. } | AtBuyNow { .. } | PriceAbove { .. } | Spoiled { .. } => {}
            NotEnded { .. } | ReserveHidden { .. } | NoHiddenReserve | WrongReserve => {}
            NotSeller | HasBid | NotUnwindable { .. } | NotUnwound | AlreadyReclaimed => {}
            NoTokens | TooManyTokens | NoCredit { .. } => {}
        }
    }
    let _: fn(&AuctionError) = named;
    let all = "NoLot;NoItems;TooManyItems;DuplicateItem;InvalidTerms(Times);InvalidTerms(Price);\
        InvalidTerms(Raise);InvalidTerms(BuyNow);NotEnglish;NoBuyNow;NotBegun;Ended;OwnLot;\
        BidTooLow;AtBuyNow;PriceAbove;Spoiled;NotEnded;ReserveHidden;NoHiddenReserve;WrongReserve;\
        NotSeller;HasBid;NotUnwindable;NotUnwound;AlreadyReclaimed;NoTokens;TooManyTokens;NoCredit;\
        Points InsufficientBalance;Points InsufficientAllowance;Points NotPaid;Points Failed;\
        Item NotOwner;Item NotApproved;Item NotTradable;Item EndsBefore;Item NotMoved;\
        Item Refused;Item Failed";
    all.split(';').map(String::from).collect()
}

const SALT: [u8; 32] = [0x77; 32];

/// A room with lot 1, an English auction of Sue's first coupon.
fn with(format: impl Into<Format>) -> Saleroom {
    let mut room = Saleroom::open();
    room.list(sue(), vec![coupon(1)], format.into());
    room
}

/// The same, which Ann leads with 50.
fn led(format: impl Into<Format>) -> Saleroom {
    let mut room = with(format);
    room.bid(ann(), 1, 50).unwrap();
    room
}

fn listed(room: &mut Saleroom, items: Vec<Item>, format: impl Into<Format>) -> String {
    named(room.list_for(sue(), items, points(), format.into()))
}

fn named<T: std::fmt::Debug>(result: Result<T, AuctionError>) -> String {
    names::error(&result.expect_err("it is refused"))
}

fn cheating(asked: Asked, does: Does) -> Saleroom {
    let mut room = Saleroom::open();
    room.change(|world| world.cheat(forged(), Cheat::new(asked, does.clone())));
    room
}

#[test]
fn every_error_has_its_case() {
    let mut seen = BTreeSet::new();
    let mut sees = |error: String| {
        seen.insert(error);
    };
    let room = &mut Saleroom::open();

    sees(listed(room, vec![], english()));
    sees(listed(room, (0..17).map(picture).collect(), english()));
    sees(listed(room, vec![coupon(1), coupon(2), coupon(1)], english()));
    sees(listed(room, vec![coupon(1)], English { from: END, ..English::default() }));
    sees(listed(room, vec![coupon(1)], English { opening: 0, ..English::default() }));
    sees(listed(room, vec![coupon(1)], English { raise: 10_001, ..English::default() }));
    sees(listed(room, vec![coupon(1)], with_buy_now(10)));
    sees(named(room.list_for(sue(), vec![coupon(1)], nowhere(), english())));
    sees(listed(room, vec![coupon(11)], english()));
    room.change(|world| world.coupon_mut(&coupon(1)).unwrap().policy = Policy::Bound {});
    sees(listed(room, vec![coupon(1)], english()));
    room.change(|world| world.issue_coupon(&coupon(1), sue(), Coupon::good(START, END + DAY - 1)));
    sees(listed(room, vec![coupon(1)], english()));
    let free = Item { contract: [0xc9; 32].into(), ..coupon(1) };
    let issued = free.clone();
    room.change(move |world| world.issue_item(&issued, sue()));
    sees(listed(room, vec![free], english()));
    sees(listed(&mut cheating(Asked::Move, Does::MoveNothing), vec![forgery(1)], english()));
    sees(listed(&mut cheating(Asked::Move, Does::Refuse), vec![forgery(1)], english()));
    sees(listed(&mut cheating(Asked::Move, Does::Trap), vec![forgery(1)], english()));

    sees(named(room.bid(ann(), 1, 20)));
    sees(named(with(dutch(20, 10)).bid(ann(), 1, 20)));
    sees(named(with(english()).at(START - 1).bid(ann(), 1, 20)));
    sees(named(with(english()).at(END).bid(ann(), 1, 20)));
    sees(named(with(english()).bid(sue(), 1, 20)));
    sees(named(with(english()).bid(ann(), 1, 9)));
    sees(named(with(with_buy_now(100)).bid(ann(), 1, 100)));
    sees(named(with(english()).bid(ann(), 1, 1_000_001)));
    let mut room = with(english());
    room.change(|world| world.approve_points(points(), ann(), house(), 19));
    sees(named(room.bid(ann(), 1, 20)));
    let mut room = Saleroom::open();
    room.change(|world| world.cheat(fool_gold(), Cheat::new(Asked::Pull, Does::MoveNothing)));
    room.list_for(sue(), vec![coupon(1)], fool_gold(), english()).unwrap();
    sees(named(room.bid(ann(), 1, 20)));

    sees(named(with(english()).buy(ann(), 1, 20)));
    sees(named(with(with_buy_now(100)).buy(ann(), 1, 99)));
    let mut room = with(with_buy_now(100));
    room.change(|world| world.coupon_mut(&coupon(1)).unwrap().left = 49);
    sees(named(room.buy(ann(), 1, 100)));

    sees(named(with(english()).settle(eve(), 1)));
    let commitment = reserve_commitment(&house(), &sue(), &[coupon(1)], 15, &SALT);
    let hidden = English { hidden_reserve: Some(commitment), ..English::default() };
    sees(named(led(hidden.clone()).at(END).settle(eve(), 1)));
    sees(named(led(english()).at(END).reveal(1, 15, SALT)));
    sees(named(led(hidden).at(END).reveal(1, 16, SALT)));

    sees(named(with(english()).cancel(ann(), 1)));
    sees(named(led(english()).cancel(sue(), 1)));
    sees(named(led(english()).unwind(sue(), 1)));
    sees(named(with(english()).reclaim(sue(), 1, 0)));
    let mut room = with(english());
    room.unwind(sue(), 1).unwrap();
    sees(named(room.reclaim(sue(), 1, 1)));

    sees(named(room.withdraw(ben(), &[])));
    sees(named(room.withdraw(ben(), &[points(); 17])));
    sees(named(room.withdraw(ben(), &[points()])));

    let every = every_name();
    let missing: Vec<_> = every.difference(&seen).collect();
    assert!(missing.is_empty(), "without a case: {missing:?}");
    assert_eq!(seen, every, "not in the list of all");
}

#[test]
fn a_lot_that_never_was_or_is_gone_is_no_lot() {
    let mut room = led(english());
    room.at(END).settle(eve(), 1).unwrap();
    room.list(sue(), vec![picture(1)], dutch(20, 10).shifted());
    room.unwind(sue(), 2).unwrap();
    for lot in [0, 1, 2, 3, u64::MAX] {
        for message in [
            Message::Bid { lot, maximum: 20 },
            Message::Buy { lot, maximum: 20 },
            Message::Settle { lot },
            Message::Reveal { lot, reserve: 1, salt: SALT },
            Message::Cancel { lot },
            Message::Unwind { lot },
        ] {
            assert_eq!(room.does(sue(), message), Err(AuctionError::NoLot));
        }
        if lot != 2 {
            assert_eq!(room.reclaim(sue(), lot, 0), Err(AuctionError::NoLot));
            assert_eq!(room.abandon(sue(), lot), Err(AuctionError::NoLot));
        }
    }
}

trait Shifted {
    fn shifted(self) -> Self;
}

impl Shifted for Format {
    /// An hour later.
    fn shifted(self) -> Self {
        match self {
            Self::Dutch { highest, lowest, .. } => {
                Self::Dutch { from: END, until: END + DAY, highest, lowest }
            }
            english => english,
        }
    }
}

#[test]
fn the_first_thing_that_is_wrong_is_told() {
    use AuctionError::*;
    let mut room = Saleroom::open();
    let bad =
        English { from: END, opening: 0, raise: 10_001, buy_now: Some(0), ..English::default() };
    let list = |room: &mut Saleroom, items: Vec<Item>, offer: &English| {
        names::error(&room.list_for(ann(), items, nowhere(), offer.clone().into()).unwrap_err())
    };
    let (two, many) = (vec![picture(1); 2], vec![picture(1); 17]);
    assert_eq!(list(&mut room, vec![], &bad), "NoItems");
    assert_eq!(list(&mut room, many, &bad), "TooManyItems");
    assert_eq!(list(&mut room, two, &bad), "DuplicateItem");
    assert_eq!(list(&mut room, vec![picture(1)], &bad), "InvalidTerms(Times)");
    let bad = English { from: START, ..bad };
    assert_eq!(list(&mut room, vec![picture(1)], &bad), "InvalidTerms(Price)");
    let bad = English { opening: 10, ..bad };
    assert_eq!(list(&mut room, vec![picture(1)], &bad), "InvalidTerms(Raise)");
    let bad = English { raise: 10_000, ..bad };
    assert_eq!(list(&mut room, vec![picture(1)], &bad), "InvalidTerms(BuyNow)");
    let good = English { buy_now: None, ..bad };
    assert_eq!(list(&mut room, vec![picture(1)], &good), "Points Failed");

    let lot = room.list(sue(), vec![coupon(1)], with_buy_now(50));
    room.bid(ann(), lot, 20).unwrap();
    assert_eq!(room.cancel(eve(), lot), Err(NotSeller));
    assert_eq!(room.abandon(eve(), lot), Err(NotSeller));
    assert_eq!(room.abandon(sue(), lot), Err(NotUnwound));
    room.change(|world| world.coupon_mut(&coupon(1)).unwrap().left = 0);
    assert_eq!(room.buy(ben(), lot, 49), Err(PriceAbove { price: 50 }));
    assert_eq!(room.settle(ben(), lot), Err(NotEnded { until: END }));
    room.at(END);
    assert_eq!(room.reveal(lot, 1, SALT), Err(NoHiddenReserve));
    assert_eq!(room.settle(ben(), lot), Err(Spoiled { index: 0 }));
}

#[test]
fn the_second_of_two_equal_items_is_named() {
    let mut room = Saleroom::open();
    for (items, index) in [
        (vec![coupon(1), coupon(1)], 1),
        (vec![coupon(1), coupon(2), coupon(3), coupon(2)], 3),
        ((1..=8).chain([9, 7]).map(coupon).collect(), 9),
    ] {
        let listed = room.list_for(sue(), items, points(), english());
        assert_eq!(listed, Err(AuctionError::DuplicateItem { index }));
    }
    // The same number in another contract, or of another kind, is another item.
    let other = Item { contract: rice(), ..coupon(1) };
    room.list(sue(), vec![coupon(1), other, forgery(1)], english());
}

#[test]
fn sixteen_items_are_a_lot_and_one_can_be() {
    let mut room = Saleroom::open();
    room.change(|world| {
        for number in 0..17 {
            world.issue_item(&picture(number), sue());
        }
    });
    let seventeen: Vec<_> = (0..17).map(picture).collect();
    let listed = room.list_for(sue(), seventeen.clone(), points(), english());
    assert_eq!(listed, Err(AuctionError::TooManyItems));
    let lot = room.list(sue(), seventeen[..16].to_vec(), english());
    room.bid(ann(), lot, 20).unwrap();
    room.at(END).settle(ann(), lot).unwrap();
    assert!(seventeen[..16].iter().all(|item| room.owner(item) == Some(ann())));
}

#[test]
fn terms_at_their_ends_are_fine() {
    let mut room = Saleroom::open();
    let offers: [Format; 5] = [
        English { opening: 1, ..English::default() }.into(),
        English { raise: 10_000, ..English::default() }.into(),
        English { opening: 10, buy_now: Some(11), ..English::default() }.into(),
        dutch(1, 1),
        English { opening: u128::MAX, ..English::default() }.into(),
    ];
    for format in offers {
        let lot = room.list(sue(), vec![coupon(1)], format);
        room.cancel(sue(), lot).unwrap();
    }
    for (highest, lowest) in [(0, 0), (10, 0), (9, 10), (u128::MAX - 1, u128::MAX)] {
        let listed = room.list_for(sue(), vec![coupon(1)], points(), dutch(highest, lowest));
        let price = tongquan_traits::auctions::TermsFault::Price;
        assert_eq!(listed, Err(AuctionError::InvalidTerms(price)));
    }
}
