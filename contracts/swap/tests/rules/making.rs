//! Offers as they are made: what may be offered, and what is taken for it.

use tokens::Id;
use tongquan_traits::{
    assets::{Asset, ItemFault},
    coupon_error::PointsFault,
    swaps::{Offer, OfferState, Offered, SwapError::*, Swaps, Want, MAX_LENGTH, MAX_SIDE},
};

use crate::{
    faults::{of_item, of_points},
    market::{address, Market, GENESIS},
    model::Event,
    people::{ann, ben, cat},
    stalls::{
        any_of, art, books, bring, cafe, coupon, item, oil, pay, picture, points, rice, tea, END,
        START,
    },
};

#[test]
fn swaps_begin_empty() {
    let market = Market::open();
    assert_eq!((market.genesis_hash(), market.offer_count()), (GENESIS, 0));
    assert_eq!((market.live_offers(0), market.live_offers(u64::MAX)), (vec![], vec![]));
    assert_eq!((market.offer(0), market.offer(1), market.fingerprint(1)), (None, None, None));
}

#[test]
fn what_is_offered_is_with_the_swaps_from_then_on() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    let voucher = market.issue(cafe(), 1, 1, ann());
    let (give, want) = (vec![points(tea(), 30), item(&voucher)], vec![pay(rice(), 5)]);
    let number = market.makes_for(ann(), give.clone(), want.clone(), Some(ben()), END).unwrap();
    let state = OfferState::Open {};
    let (maker, taker) = (ann(), Some(ben()));
    let offer = Offer { left: 0, state, maker, taker, until: END, give, want };
    assert_eq!(market.offer(number), Some(offer.clone()));
    assert_eq!(market.live_offers(u64::MAX), [(number, offer.clone())]);
    assert_eq!(market.events(), [Event::Offered(Offered { number, offer })]);
    // M1
    assert_eq!((market.balance(tea(), ann()), market.balance(tea(), address())), (70, 30));
    assert_eq!(market.owner(&voucher), Some(address()));
}

#[test]
fn only_points_for_points_have_a_rest() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    market.grant(oil(), ann(), 100);
    let mut left = |give: Vec<Asset>, want: Vec<Want>| {
        let number = market.makes(ann(), give, want).unwrap();
        market.offer(number).unwrap().left
    };
    assert_eq!(left(vec![points(tea(), 7)], vec![pay(rice(), 5)]), 7);
    assert_eq!(left(vec![points(tea(), 7)], vec![any_of(cafe(), 1)]), 0);
    assert_eq!(left(vec![points(tea(), 7), points(oil(), 7)], vec![pay(rice(), 5)]), 0);
    assert_eq!(left(vec![points(tea(), 7)], vec![pay(rice(), 5), pay(oil(), 5)]), 0);
}

#[test]
fn numbers_count_on_and_never_come_again() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    for number in 1..=5 {
        let made = market.makes(ann(), vec![points(tea(), 1)], vec![pay(rice(), 5)]);
        assert_eq!((made, market.offer_count()), (Ok(number), number));
        let refused = market.makes(ann(), vec![points(tea(), 1)], vec![]);
        assert_eq!((refused, market.offer_count()), (Err(EmptySide), number));
        market.cancels(ann(), number).unwrap();
    }
    assert_eq!((market.live(), market.offer(5)), (0, None));
}

#[test]
fn a_side_has_one_to_eight_assets() {
    // S6
    let mut market = Market::open();
    let gives: Vec<_> = (1..=9).map(|n| item(&market.issue(cafe(), 1, n, ann()))).collect();
    let wants: Vec<_> = (11..=19).map(|n| bring(&coupon(cafe(), 1, n))).collect();
    for (give, want, answer) in [
        (0, 1, Err(EmptySide)),
        (1, 0, Err(EmptySide)),
        (0, 9, Err(EmptySide)),
        (9, 1, Err(TooManyAssets)),
        (1, 9, Err(TooManyAssets)),
        (MAX_SIDE, MAX_SIDE, Ok(1)),
    ] {
        let made = market.makes(ann(), gives[..give].to_vec(), wants[..want].to_vec());
        assert_eq!(made, answer, "{give} for {want}");
    }
    assert_eq!(MAX_SIDE, 8);
    assert_eq!(market.reclaims(ann(), 1, 8), Err(AlreadyReclaimed));
    for place in 0..8 {
        assert_eq!(market.reclaims(ann(), 1, place), Ok(()), "M4: all eight come back");
    }
}

#[test]
fn every_amount_is_at_least_one_and_may_be_all_there_is() {
    // S2, S6
    let mut market = Market::open();
    market.grant(tea(), ann(), u128::MAX);
    let voucher = market.issue(cafe(), 1, 1, ann());
    for (give, want) in [
        (vec![points(tea(), 0)], vec![pay(rice(), 1)]),
        (vec![points(tea(), 1)], vec![pay(rice(), 0)]),
        (vec![item(&voucher), points(tea(), 0)], vec![any_of(cafe(), 1)]),
        (vec![item(&voucher)], vec![any_of(cafe(), 1), pay(rice(), 0)]),
    ] {
        assert_eq!(market.makes(ann(), give, want), Err(ZeroAmount));
    }
    let most = market.makes(ann(), vec![points(tea(), u128::MAX)], vec![pay(rice(), u128::MAX)]);
    assert_eq!((most, market.balance(tea(), ann())), (Ok(1), 0));
}

#[test]
fn the_same_asset_never_stands_twice() {
    // S6
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    let voucher = market.issue(cafe(), 1, 1, ann());
    let other = coupon(cafe(), 1, 2);
    let wanted = Want::Item { item: other.clone(), left: 1, until: 1 };
    for (give, want, error) in [
        (vec![points(tea(), 1), points(tea(), 2)], vec![pay(rice(), 1)], DuplicateAsset),
        (vec![item(&voucher), item(&voucher)], vec![pay(rice(), 1)], DuplicateAsset),
        (vec![item(&voucher)], vec![pay(rice(), 1), pay(rice(), 2)], DuplicateAsset),
        (vec![item(&voucher)], vec![bring(&other), wanted], DuplicateAsset),
        (vec![points(tea(), 1)], vec![pay(tea(), 2)], SameAsset),
        (vec![item(&voucher)], vec![any_of(cafe(), 1), bring(&voucher)], SameAsset),
    ] {
        assert_eq!(market.makes(ann(), give, want), Err(error));
    }
}

#[test]
fn assets_that_only_look_alike_are_different() {
    let mut market = Market::open();
    let [number, letter] = [Id::U64(1), Id::U8(1)].map(|id| market.issue_plain(art(), id, ann()));
    let voucher = market.issue(cafe(), 1, 1, ann());
    let give = vec![item(&number), item(&letter), item(&voucher)];
    // The same number at another contract, another kind of number, points of an item's contract.
    let want = vec![
        bring(&coupon(books(), 1, 1)),
        bring(&picture(Id::U16(1))),
        pay(art(), 1),
        pay(cafe(), 1),
        any_of(cafe(), 1),
        any_of(cafe(), 1),
    ];
    assert_eq!(market.makes(ann(), give, want), Ok(1));
    assert_eq!(market.owner(&letter), Some(address()));
}

#[test]
fn the_name_of_an_item_has_up_to_64_bytes() {
    for (length, fits) in [(0, true), (64, true), (65, false), (10_000, false)] {
        let mut market = Market::open();
        market.grant(tea(), ann(), 1);
        let drawing = market.issue_plain(art(), Id::Bytes(vec![7; length]), ann());
        let fault = of_item(&drawing, ItemFault::IdTooLong);
        let answer = |number| if fits { Ok(number) } else { Err(fault.clone()) };
        let wanted = market.makes(ann(), vec![points(tea(), 1)], vec![bring(&drawing)]);
        assert_eq!(wanted, answer(1), "{length} bytes wanted");
        let given = market.makes(ann(), vec![item(&drawing)], vec![pay(rice(), 1)]);
        assert_eq!(given, answer(2), "{length} bytes given");
        // It is told before what is wrong with amounts, and after what is wrong with the end.
        let (give, want) = (vec![points(tea(), 0)], vec![pay(rice(), 0), bring(&drawing)]);
        let late = market.makes_until(ann(), give.clone(), want.clone(), START);
        assert_eq!(late, Err(InvalidEnd));
        let error = if fits { ZeroAmount } else { fault };
        assert_eq!(market.makes(ann(), give, want), Err(error));
    }
}

#[test]
fn a_maker_does_not_offer_to_itself() {
    // S6
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    let mut offer =
        |taker| market.makes_for(ann(), vec![points(tea(), 1)], vec![pay(rice(), 1)], taker, END);
    assert_eq!(offer(Some(ann())), Err(SelfSwap));
    assert_eq!((offer(Some(ben())), offer(None)), (Ok(1), Ok(2)));
}

#[test]
fn an_offer_ends_later_than_now_and_within_a_year() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    for (until, answer) in [
        (0, Err(InvalidEnd)),
        (START - 1, Err(InvalidEnd)),
        (START, Err(InvalidEnd)),
        (START + 1, Ok(1)),
        (START + MAX_LENGTH, Ok(2)),
        (START + MAX_LENGTH + 1, Err(InvalidEnd)),
        (u64::MAX, Err(InvalidEnd)),
    ] {
        let (give, want) = (vec![points(tea(), 1)], vec![pay(rice(), 1)]);
        assert_eq!(market.makes_until(ann(), give, want, until), answer, "until {until}");
    }
}

#[test]
fn what_is_wrong_first_is_told() {
    let mut market = Market::open();
    let nothing = || vec![points(tea(), 0); 9];
    let make = |market: &mut Market, give, want, taker, until| {
        market.makes_for(ann(), give, want, taker, until)
    };
    let many = vec![pay(tea(), 0); 9];
    assert_eq!(make(&mut market, vec![], many.clone(), Some(ann()), 0), Err(EmptySide));
    assert_eq!(make(&mut market, nothing(), many, Some(ann()), 0), Err(TooManyAssets));
    let (give, want) = (vec![points(tea(), 0); 2], vec![pay(tea(), 0); 2]);
    let wrong =
        |market: &mut Market, taker, until| make(market, give.clone(), want.clone(), taker, until);
    assert_eq!(wrong(&mut market, Some(ann()), 0), Err(SelfSwap));
    assert_eq!(wrong(&mut market, None, START), Err(InvalidEnd));
    assert_eq!(wrong(&mut market, None, END), Err(ZeroAmount));
    let (give, want) = (vec![points(tea(), 1); 2], vec![pay(tea(), 1)]);
    assert_eq!(make(&mut market, give, want, None, END), Err(DuplicateAsset));
    let (give, want) = (vec![points(tea(), 1)], vec![pay(tea(), 1)]);
    assert_eq!(make(&mut market, give, want, None, END), Err(SameAsset));
}

#[test]
fn who_has_not_enough_or_has_not_approved_makes_no_offer() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    let voucher = market.issue(cafe(), 1, 1, ann());
    let offer = |market: &mut Market, amount| {
        market.makes(ann(), vec![item(&voucher), points(tea(), amount)], vec![pay(rice(), 1)])
    };
    let fault = |fault| Err(of_points(tea(), fault));
    assert_eq!(offer(&mut market, 11), fault(PointsFault::InsufficientBalance));
    market.tokens.world().approve_points(tea(), ann(), address(), 9);
    assert_eq!(offer(&mut market, 10), fault(PointsFault::InsufficientAllowance));
    // M5: the voucher that was taken before is back.
    assert_eq!(market.owner(&voucher), Some(ann()));
    assert_eq!((market.offer_count(), market.events()), (0, vec![]));
    assert_eq!(offer(&mut market, 9), Ok(1));
}

#[test]
fn only_the_owner_offers_an_item() {
    let mut market = Market::open();
    let voucher = market.issue(cafe(), 1, 1, ben());
    let picture = market.issue_plain(art(), Id::U8(1), ben());
    let missing = coupon(cafe(), 1, 9);
    for thing in [&voucher, &picture, &missing, &crate::stalls::picture(Id::U64(9))] {
        let made = market.makes(ann(), vec![item(thing)], vec![pay(rice(), 1)]);
        assert_eq!(made, Err(of_item(thing, ItemFault::NotOwner)), "{thing:?}");
    }
}

#[test]
fn a_coupon_that_may_not_be_passed_on_is_not_offered() {
    use tokens::Mark;
    use tongquan_traits::campaigns::Policy;
    let order = [1; 32];
    let spoil: [fn(&mut tokens::Coupon); 5] = [
        |coupon| coupon.policy = Policy::Bound {},
        |coupon| coupon.policy = Policy::GiftOnly { gift: cat() },
        |coupon| coupon.mark = Mark::Redeemed { order: [1; 32] },
        |coupon| coupon.mark = Mark::Reserved { order: [1; 32], until: START + 1 },
        |coupon| coupon.until = START,
    ];
    for spoil in spoil {
        let mut market = Market::open();
        let voucher = market.issue(cafe(), 1, 1, ann());
        market.change(&voucher, spoil);
        let made = market.makes_until(ann(), vec![item(&voucher)], vec![pay(rice(), 1)], START + 1);
        assert_eq!(made, Err(of_item(&voucher, ItemFault::NotTradable)));
    }
    let mut market = Market::open();
    let voucher = market.issue(cafe(), 1, 1, ann());
    // A hold that is over, and a coupon for later, hinder nobody.
    market.change(&voucher, |coupon| {
        coupon.mark = Mark::Reserved { order, until: START };
        coupon.from = START + 1;
    });
    assert_eq!(market.makes(ann(), vec![item(&voucher)], vec![pay(rice(), 1)]), Ok(1));
}

#[test]
fn a_coupon_lasts_as_long_as_its_offer() {
    for (until, lasts) in [(END - 1, true), (END, true), (END + 1, false)] {
        let mut market = Market::open();
        let voucher = market.issue(cafe(), 1, 1, ann());
        market.change(&voucher, |coupon| coupon.until = END);
        let made = market.makes_until(ann(), vec![item(&voucher)], vec![pay(rice(), 1)], until);
        match lasts {
            true => assert_eq!(made, Ok(1)),
            false => {
                let fault = ItemFault::EndsBefore { needed: until };
                assert_eq!(made, Err(of_item(&voucher, fault)));
            }
        }
    }
}

fn numbers(market: &Market, before: u64) -> Vec<u64> {
    market.live_offers(before).into_iter().map(|(number, _)| number).collect()
}

#[test]
fn the_offers_there_are_stand_on_pages_of_sixteen_the_newest_first() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    for _ in 0..33 {
        market.makes(ann(), vec![points(tea(), 1)], vec![pay(rice(), 5)]).unwrap();
    }
    let down = |from: u64, to: u64| (to..=from).rev().collect::<Vec<_>>();
    for (before, page) in [
        (u64::MAX, down(33, 18)),
        (34, down(33, 18)),
        (33, down(32, 17)),
        (18, down(17, 2)),
        (17, down(16, 1)),
        (16, down(15, 1)),
        (2, vec![1]),
        (1, vec![]),
        (0, vec![]),
    ] {
        assert_eq!(numbers(&market, before), page, "before {before}");
    }
    for gone in [33, 20, 1] {
        market.cancels(ann(), gone).unwrap();
    }
    let mut first = down(32, 16);
    first.retain(|number| *number != 20);
    assert_eq!(numbers(&market, u64::MAX), first);
    assert_eq!(numbers(&market, 16), down(15, 2));
    assert_eq!(market.live(), 30);
}

#[test]
fn the_list_goes_on_beyond_a_thousand_offers() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 10_000);
    for _ in 1..=2_060 {
        market.makes(ann(), vec![points(tea(), 1)], vec![pay(rice(), 5)]).unwrap();
    }
    let kept = [1, 7, 8, 1_015, 1_022, 1_023, 1_024, 1_025, 1_032, 2_047, 2_048, 2_049];
    for gone in (1..=2_060).filter(|number| !kept.contains(number)) {
        market.cancels(ann(), gone).unwrap();
    }
    let mut newest_first = kept;
    newest_first.reverse();
    assert_eq!(numbers(&market, u64::MAX), newest_first);
    for (place, number) in newest_first.into_iter().enumerate() {
        assert_eq!(numbers(&market, number), newest_first[place + 1..]);
        assert_eq!(numbers(&market, number + 1), newest_first[place..]);
    }
    for gone in kept {
        market.cancels(ann(), gone).unwrap();
    }
    assert_eq!((numbers(&market, u64::MAX), market.offer_count()), (vec![], 2_060));
}
