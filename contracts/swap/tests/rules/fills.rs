//! Fills in parts: never more than there is, never for nothing, rounded up to the unit.

use ink::primitives::AccountId;
use tongquan_traits::{
    coupon_error::PointsFault,
    swaps::{Filled, SwapError::*, Swaps},
};

use crate::{
    faults::of_points,
    invariants::product,
    market::{address, Market},
    model::{price, Event},
    people::{ann, ben, cat},
    stalls::{pay, points, rice, tea, END, HOUR},
};

const MAX: u128 = u128::MAX;

/// Ann offers so much tea for so much rice, of which Ben has enough.
fn offering(give: u128, want: u128) -> (Market, u64) {
    let mut market = Market::open();
    market.grant(tea(), ann(), give);
    market.grant(rice(), ben(), want);
    let offer = market.makes(ann(), vec![points(tea(), give)], vec![pay(rice(), want)]).unwrap();
    market.events();
    (market, offer)
}

fn holdings(market: &Market, token: AccountId) -> [u128; 3] {
    [address(), ann(), ben()].map(|account| market.balance(token, account))
}

#[test]
fn a_part_is_paid_for_at_the_rate() {
    let (mut market, offer) = offering(100, 30);
    assert_eq!(market.quote(offer, 10), Some(3));
    assert_eq!(market.fills(ben(), offer, 10, 3), Ok(3));
    assert_eq!(holdings(&market, tea()), [90, 0, 10]);
    assert_eq!(holdings(&market, rice()), [0, 3, 27]);
    let filled = Filled { offer, taker: ben(), amount: 10, paid: 3, left: 90 };
    assert_eq!(market.events(), [Event::Filled(filled)]);
    assert_eq!(market.offer(offer).unwrap().left, 90);
}

#[test]
fn the_last_unit_ends_the_offer() {
    // S1
    let (mut market, offer) = offering(100, 30);
    assert_eq!(market.fills(ben(), offer, 99, 30), Ok(30));
    assert_eq!(market.offer(offer).unwrap().left, 1);
    market.grant(rice(), cat(), 1);
    assert_eq!(market.fills(cat(), offer, 2, 1), Err(OverLeft { left: 1 }));
    assert_eq!(market.fills(cat(), offer, 1, 1), Ok(1));
    assert_eq!((market.offer(offer), market.live()), (None, 0));
    assert_eq!(market.fills(cat(), offer, 1, 1), Err(NoOffer));
    assert_eq!(market.balance(tea(), address()), 0, "M1");
}

#[test]
fn all_of_it_costs_exactly_what_was_wanted() {
    for (give, want) in [(1, 1), (7, 3), (3, 7), (1, MAX), (MAX, 1), (MAX, MAX), (MAX - 1, MAX)] {
        let (mut market, offer) = offering(give, want);
        assert_eq!(market.quote(offer, give), Some(want), "{give} for {want}");
        assert_eq!(market.fills(ben(), offer, give, want), Ok(want));
        assert_eq!(market.offer(offer), None);
        assert_eq!(holdings(&market, rice()), [0, want, 0]);
    }
}

#[test]
fn nobody_takes_more_than_is_left() {
    // S1
    let (mut market, offer) = offering(10, 10);
    for (amount, left) in [(11, 10), (12, 10), (MAX, 10), (MAX - 9, 10)] {
        assert_eq!(market.fills(ben(), offer, amount, MAX), Err(OverLeft { left }));
        assert_eq!(market.quote(offer, amount), None);
    }
    market.fills(ben(), offer, 4, 4).unwrap();
    assert_eq!(market.quote(offer, 6), Some(6));
    assert_eq!(market.quote(offer, 7), None);
    for amount in [7, 10, MAX] {
        assert_eq!(market.fills(ben(), offer, amount, MAX), Err(OverLeft { left: 6 }));
    }
    assert_eq!(market.fills(ben(), offer, 6, 6), Ok(6));
}

#[test]
fn nothing_is_not_an_amount() {
    // S2
    let (mut market, offer) = offering(10, 10);
    assert_eq!(market.fills(ben(), offer, 0, MAX), Err(ZeroAmount));
    assert_eq!(market.quote(offer, 0), None);
}

#[test]
fn a_taker_pays_no_more_than_it_has_stated() {
    // S4
    let (mut market, offer) = offering(3, 10);
    for maximum in [0, 1, 3] {
        assert_eq!(market.fills(ben(), offer, 1, maximum), Err(PriceAbove { price: 4 }));
        assert_eq!(market.can_fill(ben(), offer, 1, maximum), [PriceAbove { price: 4 }]);
    }
    assert_eq!(market.fills(ben(), offer, 1, 4), Ok(4));
}

#[test]
fn who_has_too_little_or_approved_too_little_takes_nothing() {
    // M5
    let (mut market, offer) = offering(10, 100);
    market.grant(rice(), cat(), 49);
    let fault = |fault| of_points(rice(), fault);
    assert_eq!(market.fills(cat(), offer, 5, 50), Err(fault(PointsFault::InsufficientBalance)));
    market.tokens.world().approve_points(rice(), ben(), address(), 49);
    assert_eq!(market.fills(ben(), offer, 5, 50), Err(fault(PointsFault::InsufficientAllowance)));
    assert_eq!(market.offer(offer).unwrap().left, 10, "S1");
    assert_eq!(holdings(&market, tea()), [10, 0, 0]);
    market.grant(rice(), cat(), 1);
    assert_eq!(market.fills(cat(), offer, 5, 50), Ok(50));
}

#[test]
fn an_offer_to_one_is_filled_by_no_other_and_not_by_its_maker() {
    // S3
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    for taker in [ann(), ben(), cat()] {
        market.grant(rice(), taker, 10);
    }
    let (give, want) = (vec![points(tea(), 10)], vec![pay(rice(), 10)]);
    let offer = market.makes_for(ann(), give, want, Some(cat()), END).unwrap();
    assert_eq!(market.fills(ben(), offer, 1, 1), Err(NotYourOffer));
    assert_eq!(market.fills(cat(), offer, 1, 1), Ok(1));
    let (mut market, offer) = offering(10, 10);
    market.grant(rice(), ann(), 10);
    assert_eq!(market.fills(ann(), offer, 1, 1), Err(SelfSwap));
}

/// Numbers at which arithmetic goes wrong, if it does.
fn corners() -> Vec<u128> {
    let half = 1 << 127;
    vec![
        1,
        2,
        3,
        7,
        10,
        19,
        20,
        21,
        u64::MAX.into(),
        u128::from(u64::MAX) + 1,
        u128::from(u64::MAX) + 2,
        half - 1,
        half,
        half + 1,
        MAX / 3,
        MAX / 3 + 1,
        MAX - 2,
        MAX - 1,
        MAX,
    ]
}

#[test]
fn the_price_of_a_part_is_exact_to_the_unit() {
    // S2: the least number of units that is at least the part's share, computed in 256 bits.
    for give in corners() {
        for want in corners() {
            let (market, offer) = offering(give, want);
            for amount in corners().into_iter().filter(|amount| *amount <= give) {
                let paid = market.quote(offer, amount).expect("a price");
                assert_eq!(paid, price(amount, want, give), "{amount} of {give} for {want}");
                assert!(product(paid, give) >= product(amount, want), "for the maker");
                assert!(product(paid - 1, give) < product(amount, want), "not a unit more");
            }
        }
    }
}

#[test]
fn prices_computed_by_hand() {
    for (amount, want, give, paid) in [
        (1, 1, 3, 1),
        (2, 1, 3, 1),
        (1, 2, 3, 1),
        (2, 2, 3, 2),
        (1, 1, MAX, 1),
        (MAX - 1, 1, MAX, 1),
        (1, MAX, MAX, 1),
        (MAX - 1, MAX - 1, MAX, MAX - 1),
        (1 << 127, MAX, MAX, 1 << 127),
        (1 << 127, 3, MAX, 2),
        (1, MAX, 2, 1 << 127),
    ] {
        let (market, offer) = offering(give, want);
        assert_eq!(market.quote(offer, amount), Some(paid), "{amount} of {give} for {want}");
    }
}

#[test]
fn in_whatever_parts_it_is_taken_the_maker_gets_at_least_what_it_wanted() {
    // S2
    for (give, want) in [(10, 3), (3, 10), (7, 7), (12, 1), (1, 12), (11, 4), (20, 19)] {
        for part in 1..=give {
            let (mut market, offer) = offering(give, want);
            market.grant(rice(), ben(), 100);
            let (mut left, mut paid) = (give, 0);
            while left > 0 {
                let amount = part.min(left);
                paid += market.fills(ben(), offer, amount, MAX).unwrap();
                left -= amount;
            }
            assert!(paid >= want, "{give} for {want} in parts of {part}: {paid}");
            assert_eq!(market.balance(rice(), ann()), paid);
            assert_eq!((market.offer(offer), market.balance(tea(), ben())), (None, give));
        }
    }
}

#[test]
fn the_price_of_a_part_stays_the_same_while_others_take_theirs() {
    // S4
    let (mut market, offer) = offering(9, 10);
    assert_eq!([1, 2, 3].map(|amount| market.quote(offer, amount)), [Some(2), Some(3), Some(4)]);
    market.fills(ben(), offer, 5, 6).unwrap();
    assert_eq!([1, 2, 3].map(|amount| market.quote(offer, amount)), [Some(2), Some(3), Some(4)]);
    market.at(END - HOUR / 2);
    assert_eq!(market.quote(offer, 3), Some(4));
}

#[test]
fn what_was_not_filled_comes_back() {
    // X1
    for by_parts in [false, true] {
        let (mut market, offer) = offering(100, 30);
        market.fills(ben(), offer, 40, 12).unwrap();
        match by_parts {
            true => market.reclaims(ann(), offer, 0).unwrap(),
            false => market.cancels(ann(), offer).unwrap(),
        }
        assert_eq!(holdings(&market, tea()), [0, 60, 40]);
        assert_eq!(market.offer(offer), None);
    }
}
