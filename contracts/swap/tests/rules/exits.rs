//! The ways out for a maker, whatever others do.

use tokens::{Asked, Does, Id};
use tongquan_traits::{
    assets::ItemFault,
    coupon_error::PointsFault,
    swaps::{
        Cancelled, OfferAbandoned, OfferReclaimed, OfferState,
        SwapError::{self, *},
        Swaps,
    },
};

use crate::{
    faults::{of_item, of_points},
    market::{address, Market},
    model::Event,
    people::{ann, ben, cat},
    stalls::{any_of, art, cafe, fakes, item, oil, pay, points, rice, scrip, tea, END},
};

/// Ann offers a voucher, 7 tea, a picture and 9 oil for 5 rice, of which Ben has enough.
fn with_four() -> (Market, u64, [tokens::Item; 2]) {
    let mut market = Market::open();
    market.grant(tea(), ann(), 7);
    market.grant(oil(), ann(), 9);
    market.grant(rice(), ben(), 5);
    let voucher = market.issue(cafe(), 1, 1, ann());
    let picture = market.issue_plain(art(), Id::U8(1), ann());
    let give = vec![item(&voucher), points(tea(), 7), item(&picture), points(oil(), 9)];
    let offer = market.makes(ann(), give, vec![pay(rice(), 5)]).unwrap();
    market.events();
    (market, offer, [voucher, picture])
}

/// Which of the four Ann has.
fn back(market: &Market, [voucher, picture]: &[tokens::Item; 2]) -> [bool; 4] {
    [
        market.owner(voucher) == Some(ann()),
        market.balance(tea(), ann()) == 7,
        market.owner(picture) == Some(ann()),
        market.balance(oil(), ann()) == 9,
    ]
}

#[test]
fn what_is_cancelled_comes_back_in_one_call() {
    let (mut market, offer, items) = with_four();
    assert_eq!(back(&market, &items), [false; 4]);
    assert_eq!(market.cancels(ann(), offer), Ok(()));
    assert_eq!(back(&market, &items), [true; 4]);
    assert_eq!(market.events(), [Event::Cancelled(Cancelled { offer })]);
    assert_eq!((market.offer(offer), market.live()), (None, 0));
    // R13
    for again in [market.cancels(ann(), offer), market.reclaims(ann(), offer, 0)] {
        assert_eq!(again, Err(NoOffer));
    }
    assert_eq!(market.accepts(ben(), offer, &[]), Err(NoOffer), "S3");
}

#[test]
fn what_is_reclaimed_comes_back_one_by_one_and_once() {
    // M4, X1
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
        let (mut market, offer, items) = with_four();
        let (mut held, mut has) = (0b1111, [false; 4]);
        for (place, index) in order.into_iter().enumerate() {
            assert_eq!(market.reclaims(ann(), offer, index), Ok(()));
            let event = OfferReclaimed { offer, index };
            assert_eq!(market.events(), [Event::OfferReclaimed(event)]);
            held &= !(1 << index);
            has[usize::from(index)] = true;
            assert_eq!(back(&market, &items), has, "{order:?}");
            let state = market.offer(offer).map(|offer| offer.state);
            assert_eq!(state, (place < 3).then_some(OfferState::Closed { held }));
            let error = if place < 3 { AlreadyReclaimed } else { NoOffer };
            assert_eq!(market.reclaims(ann(), offer, index), Err(error));
        }
        assert_eq!(market.live(), 0);
    }
}

#[test]
fn an_offer_has_no_asset_beyond_its_last() {
    let (mut market, offer, items) = with_four();
    for index in [4, 5, 7, 8, 9, 16, 64, 128, 255] {
        assert_eq!(market.reclaims(ann(), offer, index), Err(AlreadyReclaimed), "{index}");
    }
    assert_eq!(back(&market, &items), [false; 4]);
    assert_eq!(market.offer(offer).unwrap().state, OfferState::Open {});
}

#[test]
fn what_was_reclaimed_in_part_is_closed_for_takers() {
    // S3
    let (mut market, offer, _) = with_four();
    let seen = market.fingerprint(offer).unwrap();
    market.reclaims(ann(), offer, 1).unwrap();
    assert_eq!(market.fingerprint(offer), None);
    let expired = Expired { at: END };
    assert_eq!(market.can_accept(ben(), offer, vec![], seen), [expired.clone()]);
    assert_eq!(market.accepts_as_seen(ben(), offer, &[], seen), Err(expired));
}

#[test]
fn the_rest_of_a_closed_offer_is_cancelled_by_anyone_for_its_maker() {
    let (mut market, offer, items) = with_four();
    market.reclaims(ann(), offer, 1).unwrap();
    market.tokens.world().points.get_mut(&tea()).unwrap().transfer(ann(), ann(), cat(), 7).unwrap();
    assert_eq!(market.cancels(cat(), offer), Ok(()));
    assert_eq!(back(&market, &items), [true, false, true, true], "M4: the tea came back once");
    assert_eq!(market.offer(offer), None);
    let (mut market, offer, items) = with_four();
    market.reclaims(ann(), offer, 3).unwrap();
    assert_eq!(market.reclaims(cat(), offer, 2), Ok(()));
    assert_eq!(back(&market, &items), [false, false, true, true]);
}

#[test]
fn an_open_offer_is_ended_by_its_maker_only() {
    let (mut market, offer, items) = with_four();
    for stranger in [ben(), cat(), address()] {
        assert_eq!(market.cancels(stranger, offer), Err(NotMaker));
        assert_eq!(market.reclaims(stranger, offer, 0), Err(NotMaker));
        assert_eq!(market.reclaims(stranger, offer, 99), Err(NotMaker));
        assert_eq!(market.abandons(stranger, offer), Err(NotMaker));
    }
    assert_eq!(back(&market, &items), [false; 4]);
}

#[test]
fn only_its_maker_gives_an_offer_up() {
    let (mut market, offer, items) = with_four();
    market.reclaims(ann(), offer, 0).unwrap();
    market.events();
    market.at(END);
    assert_eq!(market.abandons(ben(), offer), Err(NotMaker));
    assert_eq!(market.abandons(ann(), offer), Ok(()));
    assert_eq!(market.events(), [Event::OfferAbandoned(OfferAbandoned { offer })]);
    assert_eq!((market.offer(offer), market.live()), (None, 0));
    assert_eq!(back(&market, &items), [true, false, false, false]);
    assert_eq!(market.abandons(ann(), offer), Err(NoOffer));
}

#[test]
fn an_offer_can_be_given_up_whatever_its_contracts_do() {
    let (mut market, offer, _) = with_four();
    for contract in [tea(), oil(), cafe(), art()] {
        market.cheat(contract, Asked::Anything, Does::Trap);
    }
    market.tokens.heard();
    assert_eq!(market.abandons(ann(), offer), Err(StillOpen));
    market.at(END);
    assert_eq!(market.abandons(ann(), offer), Ok(()));
    assert_eq!(market.tokens.heard(), [], "nobody was asked");
}

#[test]
fn an_asset_that_is_stuck_does_not_hold_up_the_others() {
    // X1, M7
    for (contract, stuck) in [(cafe(), 0), (tea(), 1), (art(), 2), (oil(), 3)] {
        let (mut market, offer, items) = with_four();
        market.cheat(contract, Asked::Anything, Does::Trap);
        let fault: SwapError = match stuck {
            0 => of_item(&items[0], ItemFault::Failed),
            2 => of_item(&items[1], ItemFault::Failed),
            _ => of_points(contract, PointsFault::Failed),
        };
        assert_eq!(market.cancels(ann(), offer), Err(fault.clone()));
        assert_eq!(back(&market, &items), [false; 4], "M5");
        let mut has = [true; 4];
        has[usize::from(stuck)] = false;
        for index in 0..4 {
            let answer = if index == stuck { Err(fault.clone()) } else { Ok(()) };
            assert_eq!(market.reclaims(ann(), offer, index), answer);
        }
        assert_eq!(back(&market, &items), has);
        market.tokens.world().reform(contract);
        assert_eq!(market.reclaims(cat(), offer, stuck), Ok(()));
        assert_eq!(back(&market, &items), [true; 4]);
    }
}

#[test]
fn on_the_way_out_nothing_is_asked_but_the_transfer() {
    // X1: neither balances nor owners, which a contract may refuse to tell.
    let (mut market, offer, items) = with_four();
    for contract in [tea(), oil()] {
        market.cheat(contract, Asked::Balance, Does::Trap);
    }
    for contract in [cafe(), art()] {
        market.cheat(contract, Asked::Owner, Does::Trap);
        market.cheat(contract, Asked::View, Does::Answer(vec![0, 1, 9]));
    }
    assert_eq!(market.cancels(ann(), offer), Ok(()));
    assert_eq!(back(&market, &items), [true; 4]);
}

#[test]
fn points_that_keep_a_fee_still_come_back() {
    // X1
    let mut market = Market::open();
    market.grant(scrip(), ann(), 10);
    let offer = market.makes(ann(), vec![points(scrip(), 10)], vec![any_of(cafe(), 1)]).unwrap();
    market.cheat(scrip(), Asked::Push, Does::Keep(1));
    assert_eq!(market.cancels(ann(), offer), Ok(()));
    assert_eq!(market.balance(scrip(), ann()), 9);
}

#[test]
fn an_item_comes_back_although_its_terms_are_worse() {
    // X1: the merchant turns the coupon into another one; its maker still gets it.
    let mut market = Market::open();
    let voucher = market.issue(fakes(), 1, 1, ann());
    let offer = market.makes(ann(), vec![item(&voucher)], vec![pay(rice(), 5)]).unwrap();
    market.change(&voucher, |coupon| coupon.left = 0);
    assert_eq!(market.cancels(ann(), offer), Ok(()));
    assert_eq!(market.owner(&voucher), Some(ann()));
}
