//! What a taker is told beforehand: every reason, in their order; none, if it would be done.

use tongquan_traits::{
    assets::ItemFault,
    campaigns::Policy,
    coupon_error::PointsFault,
    swaps::{
        SwapError::{self, *},
        Swaps, Want,
    },
};

use crate::{
    faults::{of_item, of_points},
    market::{address, Market},
    people::{ann, ben, cat, dan},
    stalls::{
        any_of, bring, cafe, coupon, item, nowhere, number, oil, pay, points, rice, tea, END,
    },
};

fn balance(token: ink::primitives::AccountId) -> SwapError {
    of_points(token, PointsFault::InsufficientBalance)
}

fn allowance(token: ink::primitives::AccountId) -> SwapError {
    of_points(token, PointsFault::InsufficientAllowance)
}

#[test]
fn nobody_can_accept_or_fill_what_is_not_there() {
    let market = Market::open();
    for number in [0, 1, u64::MAX] {
        assert_eq!(market.can_accept(ben(), number, vec![1], [0; 32]), [NoOffer]);
        assert_eq!(market.can_fill(ben(), number, 0, 0), [NoOffer]);
    }
}

#[test]
fn every_reason_is_told_in_order() {
    // S5
    let mut market = Market::open();
    market.grant(rice(), dan(), 4);
    market.tokens.world().approve_points(rice(), dan(), address(), 3);
    let voucher = market.issue(cafe(), 1, 1, ann());
    let sold = market.issue(cafe(), 1, 2, ann());
    market.issue(cafe(), 1, 3, cat());
    let weak = market.issue(cafe(), 1, 4, dan());
    let late = market.issue(cafe(), 1, 5, dan());
    let closed = market.issue(cafe(), 1, 6, dan());
    let kept = coupon(cafe(), 1, 7);
    market.tokens.world().issue_coupon(&kept, dan(), tokens::Coupon::good(0, u64::MAX));
    let want = vec![
        pay(rice(), 5),
        any_of(cafe(), 1),
        bring(&coupon(cafe(), 1, 3)),
        Want::Item { item: weak.clone(), left: 51, until: u64::MAX },
        Want::Item { item: late.clone(), left: 0, until: u64::MAX },
        bring(&closed),
        bring(&kept),
        pay(oil(), 1),
    ];
    let give = vec![item(&voucher), item(&sold)];
    let offer = market.makes_for(ann(), give, want, Some(ben()), END).unwrap();
    market.grant(oil(), cat(), 1);
    // Cheats and time spoil what can be spoiled.
    for spoiled in [&voucher, &sold] {
        market.change(spoiled, |coupon| coupon.policy = Policy::Bound {});
    }
    market.tokens.world().collections.get_mut(&cafe()).unwrap().force(cat(), &sold.id);
    market.change(&closed, |coupon| coupon.policy = Policy::GiftOnly { gift: ben() });
    market.at(END);
    let fingerprint = market.fingerprint(offer).unwrap();
    let other = number(2, 1);
    let told = market.can_accept(dan(), offer, vec![other], [0; 32]);
    let expected = [
        Expired { at: END },
        NotYourOffer,
        of_item(&voucher, ItemFault::NotTradable),
        of_item(&sold, ItemFault::NotOwner),
        OtherTerms { fingerprint },
        balance(rice()),
        allowance(rice()),
        OtherCampaign { coupon: other },
        of_item(&coupon(cafe(), 1, 3), ItemFault::NotOwner),
        of_item(&weak, ItemFault::WorthLess { left: 50 }),
        of_item(&late, ItemFault::EndsBefore { needed: u64::MAX }),
        of_item(&closed, ItemFault::NotTradable),
        of_item(&kept, ItemFault::NotApproved),
        balance(oil()),
        allowance(oil()),
    ];
    assert_eq!(told, expected);
    assert_eq!(market.accepts_as_seen(dan(), offer, &[other], [0; 32]), Err(told[0].clone()));
    // What the taker brings is not looked at if its choices don't fit.
    let told = market.can_accept(ann(), offer, vec![], fingerprint);
    let mut expected = vec![Expired { at: END }, NotYourOffer, SelfSwap, WrongChoices];
    expected.push(of_item(&voucher, ItemFault::NotTradable));
    expected.push(of_item(&sold, ItemFault::NotOwner));
    assert_eq!(told, expected);
}

#[test]
fn of_points_for_points_nothing_more_is_told_than_to_fill_it() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    let (give, want) = (vec![points(tea(), 10)], vec![pay(rice(), 10)]);
    let offer = market.makes_for(ann(), give, want, Some(ben()), END).unwrap();
    market.at(END);
    let told = market.can_accept(ann(), offer, vec![1], [0; 32]);
    assert_eq!(told, [Expired { at: END }, NotYourOffer, SelfSwap, FillInstead]);
    let told = market.can_accept(ben(), offer, vec![], [0; 32]);
    assert_eq!(told, [Expired { at: END }, FillInstead]);
}

#[test]
fn every_reason_against_a_fill_is_told_in_order() {
    // S5
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    let (give, want) = (vec![points(tea(), 10)], vec![pay(rice(), 15)]);
    let offer = market.makes_for(ann(), give, want, Some(ben()), END).unwrap();
    market.grant(rice(), dan(), 0);
    let told = market.can_fill(ben(), offer, 3, 4);
    assert_eq!(told, [PriceAbove { price: 5 }, balance(rice()), allowance(rice())]);
    market.grant(rice(), ben(), 4);
    assert_eq!(market.can_fill(ben(), offer, 3, 5), [balance(rice())]);
    market.tokens.world().issue_points(rice(), ben(), 1);
    assert_eq!(market.can_fill(ben(), offer, 3, 5), []);
    market.tokens.world().approve_points(rice(), ben(), address(), 4);
    assert_eq!(market.can_fill(ben(), offer, 3, 5), [allowance(rice())]);
    market.at(END);
    let before = [Expired { at: END }, NotYourOffer, SelfSwap];
    let told = |amount, maximum| market.can_fill(ann(), offer, amount, maximum);
    let and = |more: &[SwapError]| [&before[..], more].concat();
    assert_eq!(told(0, 0), and(&[ZeroAmount]));
    assert_eq!(told(11, 0), and(&[OverLeft { left: 10 }]));
    let all = [PriceAbove { price: 2 }, balance(rice()), allowance(rice())];
    assert_eq!(told(1, 1), and(&all));
    assert_eq!(market.fills(ann(), offer, 11, 0), Err(Expired { at: END }));
}

#[test]
fn just_enough_points_are_enough() {
    // S5
    let wants = [(vec![pay(rice(), 5)], true), (vec![pay(rice(), 5), pay(oil(), 1)], false)];
    for (want, rate) in wants {
        for (has, approved, enough) in [(5, 5, true), (4, 5, false), (5, 4, false), (6, 6, true)] {
            let mut market = Market::open();
            market.grant(tea(), ann(), 10);
            market.grant(oil(), ben(), 1);
            market.grant(rice(), ben(), has);
            market.tokens.world().approve_points(rice(), ben(), address(), approved);
            let offer = market.makes(ann(), vec![points(tea(), 10)], want.clone()).unwrap();
            let (told, done) = match rate {
                true => (
                    market.can_fill(ben(), offer, 10, 5),
                    market.fills(ben(), offer, 10, 5).is_ok(),
                ),
                false => {
                    (market.against(ben(), offer, &[]), market.accepts(ben(), offer, &[]).is_ok())
                }
            };
            assert_eq!((told.is_empty(), done), (enough, enough), "{has} of which {approved}");
        }
    }
}

#[test]
fn of_what_is_no_rate_nothing_more_is_told_than_to_accept_it() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    let offer = market.makes(ann(), vec![points(tea(), 10)], vec![any_of(cafe(), 1)]).unwrap();
    assert_eq!(market.can_fill(ben(), offer, 0, 0), [NotFillable]);
    assert_eq!(market.can_fill(ann(), offer, 99, 0), [SelfSwap, NotFillable]);
}

#[test]
fn an_approval_that_misses_is_told_and_is_the_error() {
    // S5
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    let voucher = coupon(cafe(), 1, 1);
    market.tokens.world().issue_coupon(&voucher, ben(), tokens::Coupon::good(0, u64::MAX));
    let offer = market.makes(ann(), vec![points(tea(), 10)], vec![any_of(cafe(), 1)]).unwrap();
    let choices = [number(1, 1)];
    let fault = of_item(&voucher, ItemFault::NotApproved);
    assert_eq!(market.against(ben(), offer, &choices), [fault.clone()]);
    assert_eq!(market.accepts(ben(), offer, &choices), Err(fault));
    market.tokens.world().approve_all(cafe(), ben(), address());
    assert_eq!(market.against(ben(), offer, &choices), []);
    assert_eq!(market.accepts(ben(), offer, &choices), Ok(()));
}

#[test]
fn contracts_that_are_not_there_are_told() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    let lost = tokens::Item { contract: nowhere(), id: tokens::Id::U64(1) };
    let want = vec![pay(nowhere(), 1), bring(&lost)];
    let offer = market.makes(ann(), vec![points(tea(), 5)], want).unwrap();
    let faults = [of_points(nowhere(), PointsFault::Failed), of_item(&lost, ItemFault::Failed)];
    assert_eq!(market.against(ben(), offer, &[]), faults);
    assert_eq!(market.accepts(ben(), offer, &[]), Err(faults[1].clone()));
    let rate = market.makes(ann(), vec![points(tea(), 5)], vec![pay(nowhere(), 1)]).unwrap();
    assert_eq!(market.can_fill(ben(), rate, 1, 1), [faults[0].clone()]);
    assert_eq!(market.fills(ben(), rate, 1, 1), Err(faults[0].clone()));
}

#[test]
fn asking_changes_nothing() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    market.grant(rice(), ben(), 10);
    let offer = market.makes(ann(), vec![points(tea(), 10)], vec![pay(rice(), 10)]).unwrap();
    market.events();
    let before = (market.book(), market.tokens.snapshot());
    assert_eq!(market.can_fill(ben(), offer, 1, 1), []);
    market.against(ben(), offer, &[]);
    assert_eq!(market.events(), []);
    assert!(before == (market.book(), market.tokens.snapshot()));
}
