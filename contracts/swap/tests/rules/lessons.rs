//! Losses elsewhere, each by its number in the project's list: none of them happens here.

use std::{cell::RefCell, rc::Rc};

use swap::Swap;
use tokens::{Asked, Call, Does, Item};
use tongquan_traits::{
    assets::ItemFault,
    coupon_error::PointsFault,
    swaps::{
        Offer, OfferState,
        SwapError::{self, *},
        Swaps, MAX_SIDE,
    },
};

use crate::{
    faults::{of_item, of_points},
    market::{address, Market},
    people::{ann, ben, cat, dan, eve},
    stalls::{
        any_of, books, bring, cafe, coupon, item, number, pay, points, rice, scrip, tea, END,
    },
};

/// What the offer is, each time when another contract is called.
fn watch(market: &Market, offer: u64) -> Rc<RefCell<Vec<Option<Offer>>>> {
    let seen = Rc::new(RefCell::new(vec![]));
    let there = Rc::clone(&seen);
    market.tokens.serve_with(
        address(),
        Box::new(move |_, _, call| {
            if matches!(call, Call::Transfer { .. } | Call::TransferFrom { .. } | Call::Move { .. })
            {
                there.borrow_mut().push(Swap {}.offer(offer));
            }
            None
        }),
    );
    seen
}

#[test]
fn r2_an_offer_is_gone_before_anyone_is_called() {
    // Whoever is called while assets move finds nothing to edit, to accept or to cancel.
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    market.grant(rice(), ben(), 5);
    let (hers, his) = (market.issue(cafe(), 1, 1, ann()), market.issue(cafe(), 1, 2, ben()));
    let give = vec![points(tea(), 10), item(&hers)];
    let offer = market.makes(ann(), give.clone(), vec![pay(rice(), 5), bring(&his)]).unwrap();
    let seen = watch(&market, offer);
    market.accepts(ben(), offer, &[]).unwrap();
    assert_eq!(*seen.borrow(), [None, None, None, None]);
}

#[test]
fn r2_a_fill_is_written_before_anyone_is_called() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    market.grant(rice(), ben(), 10);
    let offer = market.makes(ann(), vec![points(tea(), 10)], vec![pay(rice(), 10)]).unwrap();
    let seen = watch(&market, offer);
    market.fills(ben(), offer, 4, 4).unwrap();
    let left: Vec<_> = seen.take().into_iter().map(|offer| offer.unwrap().left).collect();
    assert_eq!(left, [6, 6]);
    market.fills(ben(), offer, 6, 6).unwrap();
    assert_eq!(seen.take(), [None, None]);
}

#[test]
fn r2_what_is_given_back_is_written_off_before_anyone_is_called() {
    for whole in [true, false] {
        let mut market = Market::open();
        market.grant(tea(), ann(), 10);
        let voucher = market.issue(cafe(), 1, 1, ann());
        let give = vec![points(tea(), 10), item(&voucher)];
        let offer = market.makes(ann(), give, vec![any_of(books(), 1)]).unwrap();
        let seen = watch(&market, offer);
        match whole {
            true => market.cancels(ann(), offer).unwrap(),
            false => market.reclaims(ann(), offer, 0).unwrap(),
        }
        let state = |offer: Option<Offer>| offer.map(|offer| offer.state);
        let seen: Vec<_> = seen.take().into_iter().map(state).collect();
        let closed = Some(OfferState::Closed { held: 0b10 });
        assert_eq!(seen, if whole { vec![None, None] } else { vec![closed] });
    }
}

#[test]
fn r3_no_amount_is_so_small_that_it_costs_nothing() {
    // S2
    for give in [2, 3, 19, 20, 1_000, u128::MAX] {
        let mut market = Market::open();
        market.grant(tea(), ann(), give);
        market.grant(rice(), ben(), 10);
        let offer = market.makes(ann(), vec![points(tea(), give)], vec![pay(rice(), 1)]).unwrap();
        assert_eq!(market.quote(offer, 1), Some(1));
        assert_eq!(market.fills(ben(), offer, 1, 0), Err(PriceAbove { price: 1 }));
        assert_eq!(market.fills(ben(), offer, 1, 1), Ok(1));
        assert_eq!(market.fills(ben(), offer, 0, 1), Err(ZeroAmount));
    }
}

#[test]
fn r4_an_old_offer_is_dead_when_its_item_comes_back() {
    // S3
    let mut market = Market::open();
    market.grant(rice(), ben(), 10);
    let voucher = market.issue(cafe(), 1, 1, ann());
    let cheap = market.makes(ann(), vec![item(&voucher)], vec![pay(rice(), 1)]).unwrap();
    let seen = market.fingerprint(cheap).unwrap();
    market.cancels(ann(), cheap).unwrap();
    market.tokens.world().approve_item(&voucher, address());
    let dear = market.makes(ann(), vec![item(&voucher)], vec![pay(rice(), 9)]).unwrap();
    assert_ne!(cheap, dear);
    assert_eq!(market.accepts_as_seen(ben(), cheap, &[], seen), Err(NoOffer));
    assert_eq!(market.accepts(ben(), dear, &[]), Ok(()));
    // Ann has it again, and Dan, who has an old number in his hands.
    market.tokens.world().collections.get_mut(&cafe()).unwrap().force(ann(), &voucher.id);
    for old in [cheap, dear] {
        assert_eq!(market.accepts_as_seen(dan(), old, &[], seen), Err(NoOffer));
        assert_eq!(market.cancels(ann(), old), Err(NoOffer));
    }
    assert_eq!(market.owner(&voucher), Some(ann()));
}

#[test]
fn r5_no_length_that_is_sent_is_believed() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    market.grant(rice(), ben(), 100);
    let offer = market.makes(ann(), vec![points(tea(), 1)], vec![any_of(cafe(), 1)]).unwrap();
    for count in [0, 2, 8, 9, 255, 256, 1_500] {
        let choices = vec![number(1, 1); count];
        assert_eq!(market.against(ben(), offer, &choices), [WrongChoices]);
        assert_eq!(market.accepts(ben(), offer, &choices), Err(WrongChoices));
    }
    for count in [MAX_SIDE + 1, 16, 255, 256, 257, 300] {
        let made = market.makes(ann(), vec![points(tea(), 1); count], vec![pay(rice(), 1)]);
        assert_eq!(made, Err(TooManyAssets));
        let made = market.makes(ann(), vec![points(tea(), 1)], vec![any_of(cafe(), 1); count]);
        assert_eq!(made, Err(TooManyAssets));
    }
    for index in 1..=u8::MAX {
        assert_eq!(market.reclaims(ann(), offer, index), Err(AlreadyReclaimed));
    }
}

#[test]
fn r6_what_is_another_s_never_counts_as_one_s_own() {
    // Of two choices the second is Cat's, of another campaign, of another contract, or not there.
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    for (contract, campaign, serial, owner) in [
        (cafe(), 1, 1, ben()),
        (cafe(), 1, 2, cat()),
        (cafe(), 2, 3, ben()),
        (books(), 1, 4, ben()),
    ] {
        market.issue(contract, campaign, serial, owner);
    }
    let want = vec![any_of(cafe(), 1); 2];
    let offer = market.makes(ann(), vec![points(tea(), 10)], want).unwrap();
    let not_his = |serial| of_item(&coupon(cafe(), 1, serial), ItemFault::NotOwner);
    for (second, error) in [
        (number(1, 2), not_his(2)),
        (number(2, 3), OtherCampaign { coupon: number(2, 3) }),
        (number(1, 4), not_his(4)),
        (number(1, 9), not_his(9)),
        (number(1, 1), WrongChoices),
    ] {
        let answer = market.accepts(ben(), offer, &[number(1, 1), second]);
        assert_eq!(answer, Err(error));
        assert_eq!(market.owner(&coupon(cafe(), 1, 1)), Some(ben()), "M5");
    }
}

#[test]
fn r11_all_of_a_long_list_is_moved() {
    let mut market = Market::open();
    let gives: Vec<Item> = (1..=8).map(|n| market.issue(cafe(), 1, n, ann())).collect();
    let wants: Vec<Item> = (1..=8).map(|n| market.issue(books(), 1, n, ben())).collect();
    let want = wants.iter().map(bring).collect();
    let offer = market.makes(ann(), gives.iter().map(item).collect(), want).unwrap();
    market.accepts(ben(), offer, &[]).unwrap();
    for (given, brought) in gives.iter().zip(&wants) {
        assert_eq!((market.owner(given), market.owner(brought)), (Some(ben()), Some(ann())));
    }
    // And back, if nobody wants it.
    for thing in &gives {
        market.tokens.world().approve_item(thing, address());
    }
    let give = gives.iter().map(item).collect();
    let offer = market.makes(ben(), give, vec![pay(rice(), 1)]).unwrap();
    market.cancels(ben(), offer).unwrap();
    assert!(gives.iter().all(|given| market.owner(given) == Some(ben())));
}

#[test]
fn r12_fractions_never_reset_an_offer() {
    // S1: whatever is asked for, what is left never grows, and all fills are one offer.
    let most = u128::MAX;
    for (give, want) in [(10, 7), (most, most), (most, 1), (1 << 64, 1 << 65), (most - 1, 3)] {
        let mut market = Market::open();
        market.grant(tea(), ann(), give);
        market.grant(rice(), ben(), most);
        let offer =
            market.makes(ann(), vec![points(tea(), give)], vec![pay(rice(), want)]).unwrap();
        let (mut left, mut paid) = (give, 0_u128);
        for part in [1, most, 1 << 127, give / 2, 1 << 64, give, 3, (1 << 127) + 1, give - 3] {
            let before = market.balances(tea());
            match market.fills(ben(), offer, part, most) {
                Ok(cost) => {
                    left -= part;
                    paid += cost;
                }
                Err(OverLeft { left: there }) => {
                    assert!(part > left && there == left, "{part} of {left}");
                    assert_eq!(market.balances(tea()), before);
                }
                Err(error) => panic!("{part} of {left}: {error:?}"),
            }
            assert_eq!(market.offer(offer).map_or(0, |offer| offer.left), left);
        }
        if left > 0 {
            paid += market.fills(ben(), offer, left, most).unwrap();
        }
        assert!(paid >= want, "S2");
        assert_eq!(market.fills(ben(), offer, 1, most), Err(NoOffer));
        assert_eq!((market.balance(tea(), ben()), market.balance(tea(), address())), (give, 0));
    }
}

/// How assets leave an offer.
type Way = fn(&mut Market, u64) -> Result<(), SwapError>;

#[test]
fn r13_nothing_leaves_twice() {
    // M4
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    market.grant(tea(), cat(), 10);
    market.grant(rice(), ben(), 10);
    let others = market.makes(cat(), vec![points(tea(), 10)], vec![pay(rice(), 10)]).unwrap();
    let ways: [Way; 4] = [
        |market, offer| market.cancels(ann(), offer),
        |market, offer| market.reclaims(ann(), offer, 0),
        |market, offer| market.fills(ben(), offer, 10, 10).map(drop),
        |market, offer| market.abandons(ann(), offer),
    ];
    for first in &ways[..3] {
        let (give, want) = (vec![points(tea(), 10)], vec![pay(rice(), 10)]);
        market.tokens.world().points.get_mut(&tea()).unwrap().set_balance(ann(), 10);
        market.tokens.world().points.get_mut(&rice()).unwrap().set_balance(ben(), 10);
        let offer = market.makes(ann(), give, want).unwrap();
        first(&mut market, offer).unwrap();
        let after = market.balances(tea());
        for second in ways {
            assert_eq!(second(&mut market, offer), Err(NoOffer));
        }
        assert_eq!(market.balances(tea()), after);
    }
    assert_eq!(market.fills(ben(), others, 0, 0), Err(ZeroAmount));
    assert_eq!(market.cancels(cat(), others), Ok(()), "Cat's tea is all there");
}

#[test]
fn r13_a_closed_offer_gives_nothing_to_takers() {
    let mut market = Market::open();
    market.grant(rice(), ben(), 5);
    let [one, two] = [1, 2].map(|n| market.issue(cafe(), 1, n, ann()));
    let offer = market.makes(ann(), vec![item(&one), item(&two)], vec![pay(rice(), 5)]).unwrap();
    let seen = market.fingerprint(offer).unwrap();
    market.reclaims(ann(), offer, 0).unwrap();
    let answer = market.accepts_as_seen(ben(), offer, &[], seen);
    assert_eq!(answer, Err(Expired { at: END }));
    assert_eq!((market.balance(rice(), ben()), market.owner(&two)), (5, Some(address())));
}

#[test]
fn r19_a_price_is_not_raised_before_one_pays() {
    // S4: no message changes an offer, and another offer has another number and another fingerprint.
    let mut market = Market::open();
    market.grant(rice(), ben(), 100);
    market.grant(tea(), ann(), 20);
    let voucher = market.issue(cafe(), 1, 1, ann());
    let offer = market.makes(ann(), vec![item(&voucher)], vec![pay(rice(), 5)]).unwrap();
    let rate = market.makes(ann(), vec![points(tea(), 10)], vec![pay(rice(), 10)]).unwrap();
    let seen = market.fingerprint(offer).unwrap();
    market.cancels(ann(), offer).unwrap();
    market.cancels(ann(), rate).unwrap();
    market.tokens.world().approve_item(&voucher, address());
    let dear = market.makes(ann(), vec![item(&voucher)], vec![pay(rice(), 99)]).unwrap();
    market.makes(ann(), vec![points(tea(), 10)], vec![pay(rice(), 99)]).unwrap();
    assert_eq!(market.accepts_as_seen(ben(), offer, &[], seen), Err(NoOffer));
    assert_eq!(market.fills(ben(), rate, 10, 10), Err(NoOffer));
    let fingerprint = market.fingerprint(dear).unwrap();
    let answer = market.accepts_as_seen(ben(), dear, &[], seen);
    assert_eq!(answer, Err(OtherTerms { fingerprint }));
    assert_eq!(market.fills(ben(), dear + 1, 1, 1), Err(PriceAbove { price: 10 }));
    assert_eq!(market.balance(rice(), ben()), 100);
}

#[test]
fn r23_what_was_not_taken_is_not_offered() {
    // M5: an `Err` that doesn't revert, and an `Ok` after which nothing has moved.
    for does in [Does::Answer(vec![0, 1, 1]), Does::MoveNothing, Does::Trap] {
        let mut market = Market::open();
        market.grant(scrip(), ann(), 10);
        market.cheat(scrip(), Asked::Pull, does);
        let made = market.makes(ann(), vec![points(scrip(), 10)], vec![pay(rice(), 5)]);
        assert!(made.is_err());
        assert_eq!((market.offer_count(), market.live(), market.events()), (0, 0, vec![]));
    }
}

/// Cat trusts the swaps with all that she has.
fn with_trusting_cat() -> (Market, Item) {
    let market = Market::open();
    for token in [tea(), rice()] {
        market.grant(token, cat(), 1_000);
    }
    let hers = market.issue(cafe(), 1, 1, cat());
    market.tokens.world().approve_all(cafe(), cat(), address());
    (market, hers)
}

fn owns_all(market: &Market, hers: &Item) -> bool {
    market.owner(hers) == Some(cat())
        && [tea(), rice()].iter().all(|token| market.balance(*token, cat()) == 1_000)
}

#[test]
fn what_cat_has_approved_no_maker_offers() {
    // M7
    let (mut market, hers) = with_trusting_cat();
    for thief in [ann(), eve(), address()] {
        let made = market.makes(thief, vec![item(&hers)], vec![pay(rice(), 1)]);
        assert_eq!(made, Err(of_item(&hers, ItemFault::NotOwner)));
        let made = market.makes(thief, vec![points(tea(), 10)], vec![pay(rice(), 1)]);
        let fault = if thief == address() {
            PointsFault::NotPaid
        } else {
            PointsFault::InsufficientAllowance
        };
        assert_eq!(made, Err(of_points(tea(), fault)));
        assert!(owns_all(&market, &hers));
    }
}

#[test]
fn with_what_cat_has_approved_no_taker_pays() {
    // M7: offers that want just what Cat has.
    let (mut market, hers) = with_trusting_cat();
    market.grant(tea(), ann(), 100);
    let give = || vec![points(tea(), 10)];
    let named = market.makes(ann(), give(), vec![bring(&hers)]).unwrap();
    let any = market.makes(ann(), give(), vec![any_of(cafe(), 1)]).unwrap();
    let for_rice = market.makes(ann(), give(), vec![pay(rice(), 1), any_of(cafe(), 1)]).unwrap();
    let rate = market.makes(ann(), give(), vec![pay(rice(), 10)]).unwrap();
    let not_owner = of_item(&hers, ItemFault::NotOwner);
    let choice = [number(1, 1)];
    for thief in [ben(), eve()] {
        assert_eq!(market.accepts(thief, named, &[]), Err(not_owner.clone()));
        assert_eq!(market.accepts(thief, any, &choice), Err(not_owner.clone()));
        assert_eq!(market.accepts(thief, for_rice, &choice), Err(not_owner.clone()));
        let no_allowance = of_points(rice(), PointsFault::InsufficientAllowance);
        assert_eq!(market.fills(thief, rate, 10, 10), Err(no_allowance));
    }
    // Nor does the maker, or one who makes an offer to Cat.
    let to_cat = market.makes_for(ann(), give(), vec![bring(&hers)], Some(cat()), END).unwrap();
    assert_eq!(market.accepts(ann(), to_cat, &[]), Err(NotYourOffer));
    assert_eq!(market.accepts(ann(), named, &[]), Err(SelfSwap));
    assert!(owns_all(&market, &hers));
    assert_eq!(market.accepts(cat(), named, &[]), Ok(()), "she herself does");
}
