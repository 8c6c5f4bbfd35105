//! Accepting an offer as a whole: both sides change hands, for what both have agreed to.

use tokens::{Coupon, Id};
use tongquan_traits::{
    assets::ItemFault,
    campaigns::{Kind, Royalty},
    swaps::{Accepted, SwapError::*, Swaps, Want},
};

use crate::{
    faults::of_item,
    market::{address, Market},
    model::Event,
    people::{ann, ben, cat, dan},
    stalls::{
        any_of, art, books, bring, cafe, coupon, item, number, oil, pay, points, rice, tea, END,
        HOUR, START,
    },
};

#[test]
fn both_sides_change_hands_in_one_call() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    market.grant(rice(), ben(), 100);
    let voucher = market.issue(cafe(), 1, 1, ann());
    let drawing = market.issue_plain(art(), Id::Bytes(vec![1, 2]), ann());
    let book = market.issue(books(), 1, 1, ben());
    let painting = market.issue_plain(art(), Id::U64(4), ben());
    let any = market.issue(cafe(), 2, 7, ben());
    let offer = market
        .makes(
            ann(),
            vec![points(tea(), 30), item(&voucher), item(&drawing)],
            vec![pay(rice(), 5), bring(&book), any_of(cafe(), 2), bring(&painting)],
        )
        .unwrap();
    market.events();
    let choices = vec![number(2, 7)];
    assert_eq!(market.against(ben(), offer, &choices), []);
    assert_eq!(market.accepts(ben(), offer, &choices), Ok(()));
    assert_eq!(market.events(), [Event::Accepted(Accepted { offer, taker: ben(), choices })]);
    for (thing, owner) in
        [(&voucher, ben()), (&drawing, ben()), (&book, ann()), (&painting, ann()), (&any, ann())]
    {
        assert_eq!(market.owner(thing), Some(owner), "{thing:?}");
    }
    assert_eq!((market.balance(tea(), ann()), market.balance(tea(), ben())), (70, 30));
    assert_eq!((market.balance(rice(), ann()), market.balance(rice(), ben())), (5, 95));
    // M1, M4
    assert_eq!(market.balance(tea(), address()), 0);
    assert_eq!((market.offer(offer), market.live()), (None, 0));
    assert_eq!(market.accepts(ben(), offer, &[number(2, 7)]), Err(NoOffer));
}

/// Ann offers a voucher for 5 rice, of which Ben and Cat have enough.
fn with_voucher() -> (Market, tokens::Item, u64) {
    let mut market = Market::open();
    market.grant(rice(), ben(), 5);
    market.grant(rice(), cat(), 5);
    let voucher = market.issue(cafe(), 1, 1, ann());
    let offer = market.makes(ann(), vec![item(&voucher)], vec![pay(rice(), 5)]).unwrap();
    (market, voucher, offer)
}

#[test]
fn an_offer_is_accepted_once() {
    // S3
    let (mut market, _, offer) = with_voucher();
    market.accepts(ben(), offer, &[]).unwrap();
    assert_eq!(market.against(cat(), offer, &[]), [NoOffer]);
    assert_eq!(market.accepts(cat(), offer, &[]), Err(NoOffer));
    assert_eq!(market.balance(rice(), cat()), 5);
}

#[test]
fn an_offer_to_one_is_for_no_other() {
    // S3
    let mut market = Market::open();
    market.grant(rice(), ben(), 5);
    market.grant(rice(), cat(), 5);
    let voucher = market.issue(cafe(), 1, 1, ann());
    let (give, want) = (vec![item(&voucher)], vec![pay(rice(), 5)]);
    let offer = market.makes_for(ann(), give, want, Some(cat()), END).unwrap();
    assert_eq!(market.accepts(ben(), offer, &[]), Err(NotYourOffer));
    assert_eq!(market.accepts(cat(), offer, &[]), Ok(()));
}

#[test]
fn a_maker_does_not_take_its_own_offer() {
    let (mut market, _, offer) = with_voucher();
    market.grant(rice(), ann(), 5);
    assert_eq!(market.accepts(ann(), offer, &[]), Err(SelfSwap));
    assert_eq!(market.cancels(ann(), offer), Ok(()));
}

#[test]
fn a_taker_gets_what_it_has_seen_or_nothing() {
    // S4: each change of the coupon is another fingerprint.
    let changes: [fn(&mut Coupon); 10] = [
        |coupon| coupon.kind = Kind::Voucher { value: 51 },
        |coupon| coupon.left -= 1,
        |coupon| coupon.left += 1,
        |coupon| coupon.from += 1,
        |coupon| coupon.until += 1,
        |coupon| coupon.until -= 1,
        |coupon| coupon.royalty = Some(Royalty { to: dan(), basis_points: 1 }),
        |coupon| coupon.stackable = false,
        |coupon| coupon.issued_at += 1,
        |coupon| coupon.moves += 1,
    ];
    for (place, change) in changes.into_iter().enumerate() {
        let (mut market, voucher, offer) = with_voucher();
        let seen = market.fingerprint(offer).unwrap();
        market.change(&voucher, change);
        let fingerprint = market.fingerprint(offer).unwrap();
        assert_ne!(fingerprint, seen, "change {place}");
        let answer = market.accepts_as_seen(ben(), offer, &[], seen);
        assert_eq!(answer, Err(OtherTerms { fingerprint }), "change {place}");
        assert_eq!(market.can_accept(ben(), offer, vec![], seen), [OtherTerms { fingerprint }]);
        assert_eq!(market.accepts_as_seen(ben(), offer, &[], fingerprint), Ok(()));
    }
}

#[test]
fn a_coupon_that_can_be_used_now_is_another_than_one_for_later() {
    let (mut market, voucher, offer) = with_voucher();
    market.change(&voucher, |coupon| coupon.from = START + HOUR / 2);
    let seen = market.fingerprint(offer).unwrap();
    market.at(START + HOUR / 2 - 1);
    assert_eq!(market.fingerprint(offer), Some(seen));
    market.at(START + HOUR / 2);
    let fingerprint = market.fingerprint(offer).unwrap();
    let answer = market.accepts_as_seen(ben(), offer, &[], seen);
    assert_eq!(answer, Err(OtherTerms { fingerprint }));
}

#[test]
fn offers_that_differ_in_anything_have_other_fingerprints() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    market.grant(oil(), ann(), 100);
    market.grant(tea(), cat(), 100);
    let book = bring(&coupon(books(), 1, 1));
    let worth = Want::Item { item: coupon(books(), 1, 1), left: 1, until: 0 };
    let lasting = Want::Item { item: coupon(books(), 1, 1), left: 0, until: 1 };
    let mut seen = vec![];
    for (maker, give, want, taker, until) in [
        (ann(), points(tea(), 1), book.clone(), None, END),
        (cat(), points(tea(), 1), book.clone(), None, END),
        (ann(), points(tea(), 2), book.clone(), None, END),
        (ann(), points(oil(), 1), book.clone(), None, END),
        (ann(), points(tea(), 1), worth, None, END),
        (ann(), points(tea(), 1), lasting, None, END),
        (ann(), points(tea(), 1), any_of(books(), 1), None, END),
        (ann(), points(tea(), 1), any_of(books(), 2), None, END),
        (ann(), points(tea(), 1), pay(rice(), 1), None, END),
        (ann(), points(tea(), 1), book.clone(), Some(ben()), END),
        (ann(), points(tea(), 1), book.clone(), None, END + 1),
    ] {
        let offer = market.makes_for(maker, vec![give], vec![want], taker, until).unwrap();
        seen.push(market.fingerprint(offer).unwrap());
    }
    let number = market.makes(ann(), vec![points(tea(), 1)], vec![book]).unwrap();
    assert_eq!(market.fingerprint(number), Some(seen[0]), "the number is no part of it");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 11);
}

#[test]
fn a_fill_leaves_the_fingerprint_as_it_was() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    market.grant(rice(), ben(), 100);
    let offer = market.makes(ann(), vec![points(tea(), 10)], vec![pay(rice(), 10)]).unwrap();
    let seen = market.fingerprint(offer);
    assert!(seen.is_some());
    market.fills(ben(), offer, 4, 4).unwrap();
    assert_eq!(market.fingerprint(offer), seen);
}

/// Ann offers tea for two coupons of the cafe's first campaign and a certain third.
fn with_choices() -> (Market, u64) {
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    for serial in 1..=4 {
        market.issue(cafe(), 1, serial, ben());
        market.issue(books(), 1, serial, ben());
    }
    market.issue(cafe(), 2, 1, ben());
    market.issue(cafe(), 1, 9, cat());
    let wants = vec![any_of(cafe(), 1), bring(&coupon(cafe(), 1, 3)), any_of(cafe(), 1)];
    let offer = market.makes(ann(), vec![points(tea(), 10)], wants).unwrap();
    (market, offer)
}

#[test]
fn a_choice_is_made_for_each_that_is_open() {
    // R6, S6
    let [one, two, three, four] = [1, 2, 3, 4].map(|serial| number(1, serial));
    for choices in [
        &[][..],
        &[one],
        &[one, two, four],
        // The same twice, and one that is wanted anyway.
        &[one, one],
        &[three, one],
        &[one, three],
    ] {
        let (mut market, offer) = with_choices();
        assert_eq!(market.against(ben(), offer, choices), [WrongChoices], "{choices:?}");
        assert_eq!(market.accepts(ben(), offer, choices), Err(WrongChoices), "{choices:?}");
    }
    let (mut market, offer) = with_choices();
    assert_eq!(market.accepts(ben(), offer, &[four, one]), Ok(()));
    for (serial, owner) in [(1, ann()), (2, ben()), (3, ann()), (4, ann())] {
        assert_eq!(market.owner(&coupon(cafe(), 1, serial)), Some(owner));
    }
}

#[test]
fn the_same_number_of_two_contracts_is_two_coupons() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 100);
    market.issue(cafe(), 1, 1, ben());
    market.issue(books(), 1, 1, ben());
    let wants = vec![any_of(cafe(), 1), any_of(books(), 1)];
    let offer = market.makes(ann(), vec![points(tea(), 10)], wants).unwrap();
    assert_eq!(market.accepts(ben(), offer, &[number(1, 1), number(1, 1)]), Ok(()));
}

#[test]
fn a_choice_is_of_the_campaign_that_was_asked_for() {
    // R6
    for coupon in [number(2, 1), number(0, 1), 1, number(u32::MAX, 1), number(2, 404)] {
        let (mut market, offer) = with_choices();
        let choices = [number(1, 1), coupon];
        assert_eq!(market.against(ben(), offer, &choices), [OtherCampaign { coupon }]);
        assert_eq!(market.accepts(ben(), offer, &choices), Err(OtherCampaign { coupon }));
    }
}

#[test]
fn a_choice_is_the_takers_own() {
    // M7: what Cat has approved is not Ben's to give.
    let (mut market, offer) = with_choices();
    let hers = coupon(cafe(), 1, 9);
    let choices = [number(1, 1), number(1, 9)];
    let fault = of_item(&hers, ItemFault::NotOwner);
    assert_eq!(market.against(ben(), offer, &choices), [fault.clone()]);
    assert_eq!(market.accepts(ben(), offer, &choices), Err(fault));
    let missing = [number(1, 1), number(1, 404)];
    let fault = of_item(&coupon(cafe(), 1, 404), ItemFault::NotOwner);
    assert_eq!(market.accepts(ben(), offer, &missing), Err(fault));
}

#[test]
fn any_coupon_of_a_campaign_is_a_coupon() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    let fake = market.issue_plain(art(), Id::U64(number(1, 1)), ben());
    let offer = market.makes(ann(), vec![points(tea(), 10)], vec![any_of(art(), 1)]).unwrap();
    let fault = of_item(&fake, ItemFault::NotOwner);
    assert_eq!(market.accepts(ben(), offer, &[number(1, 1)]), Err(fault));
}

#[test]
fn a_wanted_coupon_is_worth_what_was_asked_for_and_lasts() {
    let item = coupon(cafe(), 1, 1);
    let ends = START + 2 * HOUR;
    for (left, until, fault) in [
        (50, 0, None),
        (51, 0, Some(ItemFault::WorthLess { left: 50 })),
        (49, ends, None),
        (0, ends - 1, None),
        (0, ends + 1, Some(ItemFault::EndsBefore { needed: ends + 1 })),
        (51, ends + 1, Some(ItemFault::WorthLess { left: 50 })),
    ] {
        let named = Want::Item { item: item.clone(), left, until };
        let any = Want::AnyOf { contract: cafe(), campaign: 1, left, until };
        for (want, choices) in [(named, vec![]), (any, vec![number(1, 1)])] {
            let mut market = Market::open();
            market.grant(tea(), ann(), 10);
            market.issue(cafe(), 1, 1, ben());
            let offer = market.makes(ann(), vec![points(tea(), 10)], vec![want]).unwrap();
            let reasons: Vec<_> = fault.map(|fault| of_item(&item, fault)).into_iter().collect();
            assert_eq!(market.against(ben(), offer, &choices), reasons);
            let answer = reasons.into_iter().next().map_or(Ok(()), Err);
            assert_eq!(market.accepts(ben(), offer, &choices), answer, "{left} until {until}");
        }
    }
}

#[test]
fn who_wants_an_item_to_be_worth_something_wants_a_coupon() {
    for (left, until, fits) in [(0, 0, true), (1, 0, false), (0, 1, false)] {
        let mut market = Market::open();
        market.grant(tea(), ann(), 10);
        let drawing = market.issue_plain(art(), Id::U64(3), ben());
        let want = Want::Item { item: drawing.clone(), left, until };
        let offer = market.makes(ann(), vec![points(tea(), 10)], vec![want]).unwrap();
        let fault = of_item(&drawing, ItemFault::WorthLess { left: 0 });
        let answer = if fits { Ok(()) } else { Err(fault) };
        assert_eq!(market.accepts(ben(), offer, &[]), answer);
    }
}

#[test]
fn an_item_that_is_no_coupon_is_brought_by_its_owner() {
    // M7: Cat has approved hers, and a fourth is not there.
    let mut market = Market::open();
    market.grant(tea(), ann(), 30);
    let [his, hers] = [(3, ben()), (4, cat())]
        .map(|(number, owner)| market.issue_plain(art(), Id::U64(number), owner));
    let missing = tokens::Item { contract: art(), id: Id::U64(5) };
    for (thing, is_his) in [(&his, true), (&hers, false), (&missing, false)] {
        let offer = market.makes(ann(), vec![points(tea(), 10)], vec![bring(thing)]).unwrap();
        let fault = of_item(thing, ItemFault::NotOwner);
        let reasons = if is_his { vec![] } else { vec![fault.clone()] };
        assert_eq!(market.against(ben(), offer, &[]), reasons);
        assert_eq!(market.accepts(ben(), offer, &[]), if is_his { Ok(()) } else { Err(fault) });
    }
    assert_eq!(market.owner(&hers), Some(cat()));
}

#[test]
fn points_for_points_are_filled_and_all_else_is_accepted() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    market.grant(rice(), ben(), 10);
    let rate = market.makes(ann(), vec![points(tea(), 5)], vec![pay(rice(), 5)]).unwrap();
    assert_eq!(market.accepts(ben(), rate, &[]), Err(FillInstead));
    let whole = market.makes(ann(), vec![points(tea(), 5)], vec![any_of(cafe(), 1)]).unwrap();
    assert_eq!(market.fills(ben(), whole, 1, 9), Err(NotFillable));
    assert_eq!(market.quote(whole, 1), None);
}
