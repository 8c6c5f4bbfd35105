//! Every time edge, one ms before it, at it, and one ms after it. An offer is open before its end, and
//! no more at it.

use tongquan_traits::{
    assets::ItemFault,
    swaps::{SwapError::*, Swaps, MAX_LENGTH},
};

use crate::{
    faults::of_item,
    market::{address, Market},
    people::{ann, ben, cat},
    stalls::{any_of, bring, cafe, coupon, item, number, pay, points, rice, tea, END, START},
};

const EDGES: [(u64, bool); 3] = [(END - 1, true), (END, false), (END + 1, false)];

#[test]
fn an_offer_is_accepted_before_its_end() {
    // S3
    for (at, open) in EDGES {
        let mut market = Market::open();
        market.grant(rice(), ben(), 5);
        let voucher = market.issue(cafe(), 1, 1, ann());
        let offer = market.makes(ann(), vec![item(&voucher)], vec![pay(rice(), 5)]).unwrap();
        market.at(at);
        let answer = if open { Ok(()) } else { Err(Expired { at: END }) };
        let reasons: Vec<_> = answer.clone().err().into_iter().collect();
        assert_eq!(market.against(ben(), offer, &[]), reasons, "S5, at {at}");
        assert_eq!(market.accepts(ben(), offer, &[]), answer, "at {at}");
        assert_eq!(market.balance(rice(), ann()) == 5, open);
    }
}

#[test]
fn an_offer_is_filled_before_its_end() {
    // S3
    for (at, open) in EDGES {
        let mut market = Market::open();
        market.grant(tea(), ann(), 10);
        market.grant(rice(), ben(), 10);
        let offer = market.makes(ann(), vec![points(tea(), 10)], vec![pay(rice(), 10)]).unwrap();
        market.fills(ben(), offer, 2, 2).unwrap();
        market.at(at);
        assert_eq!(market.quote(offer, 1), open.then_some(1), "at {at}");
        let answer = if open { Ok(1) } else { Err(Expired { at: END }) };
        let reasons: Vec<_> = answer.clone().err().into_iter().collect();
        assert_eq!(market.can_fill(ben(), offer, 1, 1), reasons, "S5, at {at}");
        assert_eq!(market.fills(ben(), offer, 1, 1), answer, "at {at}");
    }
}

#[test]
fn others_send_an_offer_back_from_its_end_on() {
    // X1
    for (at, open) in EDGES {
        for whole in [true, false] {
            let mut market = Market::open();
            market.grant(tea(), ann(), 10);
            let want = vec![any_of(cafe(), 1)];
            let offer = market.makes(ann(), vec![points(tea(), 10)], want).unwrap();
            market.at(at);
            let answer = if open { Err(NotMaker) } else { Ok(()) };
            let done = match whole {
                true => market.cancels(cat(), offer),
                false => market.reclaims(cat(), offer, 0),
            };
            assert_eq!(done, answer, "at {at}");
            assert_eq!(market.balance(tea(), ann()), if open { 0 } else { 10 });
        }
    }
}

#[test]
fn its_maker_ends_an_offer_at_any_time() {
    // X1
    for at in [START, END - 1, END, END + 1, u64::MAX] {
        for way in 0..3 {
            let mut market = Market::open();
            market.grant(tea(), ann(), 10);
            let want = vec![any_of(cafe(), 1)];
            let offer = market.makes(ann(), vec![points(tea(), 10)], want).unwrap();
            market.at(at);
            let ended = match way {
                0 => market.cancels(ann(), offer),
                1 => market.reclaims(ann(), offer, 0),
                _ => market.abandons(ann(), offer),
            };
            if way == 2 && at < END {
                assert_eq!(ended, Err(StillOpen), "at {at}");
                continue;
            }
            assert_eq!((ended, market.offer(offer)), (Ok(()), None), "at {at}");
        }
    }
}

#[test]
fn the_longest_offer_lasts_a_year() {
    let mut market = Market::open();
    market.grant(rice(), ben(), 5);
    market.grant(tea(), ann(), 10);
    let (give, want) = (vec![points(tea(), 10)], vec![pay(rice(), 5)]);
    let offer = market.makes_until(ann(), give, want, START + MAX_LENGTH).unwrap();
    market.at(START + MAX_LENGTH - 1);
    assert_eq!(market.cancels(ben(), offer), Err(NotMaker));
    assert_eq!(market.fills(ben(), offer, 10, 5), Ok(5));
}

#[test]
fn a_wanted_coupon_is_brought_before_it_ends() {
    let voucher = coupon(cafe(), 1, 1);
    let ends = START + 10;
    for (at, good) in [(ends - 1, true), (ends, false), (ends + 1, false)] {
        for (want, choices) in [(bring(&voucher), vec![]), (any_of(cafe(), 1), vec![number(1, 1)])]
        {
            let mut market = Market::open();
            market.grant(tea(), ann(), 10);
            market.issue(cafe(), 1, 1, ben());
            market.change(&voucher, |coupon| coupon.until = ends);
            let offer = market.makes(ann(), vec![points(tea(), 10)], vec![want]).unwrap();
            market.at(at);
            let fault = of_item(&voucher, ItemFault::NotTradable);
            let answer = if good { Ok(()) } else { Err(fault) };
            assert_eq!(market.accepts(ben(), offer, &choices), answer, "at {at}");
        }
    }
}

#[test]
fn a_coupon_that_ends_with_its_offer_is_handed_over_until_then() {
    for (at, open) in EDGES {
        let mut market = Market::open();
        market.grant(rice(), ben(), 5);
        let voucher = market.issue(cafe(), 1, 1, ann());
        market.change(&voucher, |coupon| coupon.until = END);
        let offer = market.makes(ann(), vec![item(&voucher)], vec![pay(rice(), 5)]).unwrap();
        market.at(at);
        // Its contract lets nobody move an expired coupon: it stays, and can be given up.
        let owner = if open { ben() } else { address() };
        assert_eq!(market.accepts(ben(), offer, &[]).is_ok(), open);
        assert_eq!(market.owner(&voucher), Some(owner));
        if !open {
            let fault = of_item(&voucher, ItemFault::Refused);
            assert_eq!(market.cancels(ann(), offer), Err(fault));
            assert_eq!(market.abandons(ann(), offer), Ok(()));
        }
    }
}
