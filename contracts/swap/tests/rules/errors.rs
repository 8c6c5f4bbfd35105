//! Every error of swaps, provoked by name, by what lacks nothing else. A new error belongs into this
//! list.

use std::collections::BTreeSet;

use tokens::{Asked, Coupon, Does, Item};
use tongquan_traits::{
    assets::{Asset, AssetError, ItemFault},
    campaigns::Policy,
    coupon_error::PointsFault,
    swaps::{SwapError, Swaps, Want},
};

use crate::{
    market::{address, Market},
    names,
    people::{ann, ben, cat},
    stalls::{any_of, bring, cafe, coupon, item, number, pay, points, rice, tea, END, START},
};

/// Every variant, with those of what it carries. The match makes the compiler ask for new ones.
fn every_name() -> BTreeSet<String> {
    use SwapError::*;
    fn named(error: &SwapError) {
        match error {
            Asset(AssetError::Points { fault, .. }) => match fault {
                PointsFault::InsufficientBalance | PointsFault::InsufficientAllowance => {}
                PointsFault::NotPaid | PointsFault::Failed => {}
                // Those of the coupon contract.
                PointsFault::NotIssuer | PointsFault::OverQuota => {}
            },
            Asset(AssetError::Item { fault, .. }) => match fault {
                ItemFault::NotOwner | ItemFault::NotApproved | ItemFault::NotTradable => {}
                ItemFault::EndsBefore { .. } | ItemFault::WorthLess { .. } => {}
                ItemFault::NotMoved | ItemFault::Refused | ItemFault::Failed => {}
                ItemFault::IdTooLong => {}
            },
            NoOffer | EmptySide | TooManyAssets | ZeroAmount | DuplicateAsset | SameAsset => {}
            SelfSwap | InvalidEnd | Expired { .. } | NotYourOffer | FillInstead => {}
            WrongChoices | OtherCampaign { .. } | OtherTerms { .. } | NotFillable => {}
            OverLeft { .. } | PriceAbove { .. } | NotMaker | AlreadyReclaimed => {}
            StillOpen => {}
        }
    }
    let _: fn(&SwapError) = named;
    let all = "Asset(Points(InsufficientBalance)) Asset(Points(InsufficientAllowance)) \
        Asset(Points(NotPaid)) Asset(Points(Failed)) Asset(Item(NotOwner)) \
        Asset(Item(NotApproved)) Asset(Item(NotTradable)) Asset(Item(EndsBefore)) \
        Asset(Item(WorthLess)) Asset(Item(NotMoved)) Asset(Item(Refused)) Asset(Item(Failed)) \
        Asset(Item(IdTooLong)) StillOpen \
        NoOffer EmptySide TooManyAssets ZeroAmount DuplicateAsset SameAsset SelfSwap InvalidEnd \
        Expired NotYourOffer FillInstead WrongChoices OtherCampaign OtherTerms NotFillable \
        OverLeft PriceAbove NotMaker AlreadyReclaimed";
    all.split_whitespace().map(String::from).collect()
}

/// Ann has a voucher and 10 tea, Ben a voucher and 10 rice. Answers both vouchers, hers first.
fn market() -> (Market, Item, Item) {
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    market.grant(rice(), ben(), 10);
    let (hers, his) = (market.issue(cafe(), 1, 1, ann()), market.issue(cafe(), 1, 2, ben()));
    market.at(START);
    (market, hers, his)
}

fn refusal<T: std::fmt::Debug>(result: Result<T, SwapError>) -> String {
    names::error(&result.expect_err("it is refused"))
}

#[test]
fn every_error_has_its_case() {
    let cases = [of_offers(), of_takers(), of_what_is_wanted(), of_fills(), of_exits()].concat();
    let seen: BTreeSet<_> = cases.iter().cloned().collect();
    assert_eq!(seen, every_name());
}

/// Ann's offer, after something has happened to what she has.
fn made(happens: impl FnOnce(&mut Market, &Item), give: Vec<Asset>, want: Vec<Want>) -> String {
    let (mut market, hers, _) = market();
    happens(&mut market, &hers);
    refusal(market.makes(ann(), give, want))
}

fn of_offers() -> Vec<String> {
    let voucher = coupon(cafe(), 1, 1);
    let nothing = |_: &mut Market, _: &Item| {};
    let long = Item { contract: cafe(), id: tokens::Id::Bytes(vec![0; 65]) };
    let her = || vec![item(&voucher)];
    let tea_for = |amount| vec![points(tea(), amount)];
    let for_rice = || vec![pay(rice(), 10)];
    let cheating = |contract, asked, does| {
        move |market: &mut Market, _: &Item| market.cheat(contract, asked, does)
    };
    let (mut market, ..) = market();
    vec![
        made(nothing, vec![], for_rice()),
        made(nothing, tea_for(1), vec![any_of(cafe(), 1); 9]),
        made(nothing, vec![item(&long)], for_rice()),
        made(nothing, tea_for(0), for_rice()),
        made(nothing, [her(), her()].concat(), for_rice()),
        made(nothing, tea_for(1), vec![pay(tea(), 1)]),
        refusal(market.makes_for(ann(), tea_for(1), for_rice(), Some(ann()), END)),
        refusal(market.makes_until(ann(), tea_for(1), for_rice(), START)),
        made(nothing, tea_for(11), for_rice()),
        made(
            |market, _| market.tokens.world().approve_points(tea(), ann(), address(), 9),
            tea_for(10),
            for_rice(),
        ),
        made(cheating(tea(), Asked::Pull, Does::MoveLess(1)), tea_for(10), for_rice()),
        made(cheating(tea(), Asked::Pull, Does::Trap), tea_for(10), for_rice()),
        made(nothing, vec![item(&coupon(cafe(), 1, 2))], for_rice()),
        made(
            |market, hers| {
                let piece = market.tokens.world().collections[&cafe()].pieces[&hers.id].clone();
                let facts = piece.coupon.expect("a coupon");
                market.tokens.world().issue_coupon(hers, ann(), facts);
            },
            her(),
            for_rice(),
        ),
        made(|m, hers| m.change(hers, |c| c.policy = Policy::Bound {}), her(), for_rice()),
        made(|m, hers| m.change(hers, |c| c.until = END - 1), her(), for_rice()),
        made(cheating(cafe(), Asked::Move, Does::MoveNothing), her(), for_rice()),
        made(cheating(cafe(), Asked::Move, Does::Refuse), her(), for_rice()),
        made(cheating(cafe(), Asked::Move, Does::Trap), her(), for_rice()),
    ]
}

/// Ben's acceptance of Ann's voucher for 10 rice, after something has happened. Nothing else speaks
/// against it.
fn accepted(happens: impl FnOnce(&mut Market, &Item, u64)) -> String {
    let (mut market, hers, _) = market();
    let offer = market.makes(ann(), vec![item(&hers)], vec![pay(rice(), 10)]).unwrap();
    happens(&mut market, &hers, offer);
    refuses_for_one_reason(&mut market, offer, &[])
}

/// S5
fn refuses_for_one_reason(market: &mut Market, offer: u64, choices: &[u64]) -> String {
    let told = market.against(ben(), offer, choices);
    let error = market.accepts(ben(), offer, choices).expect_err("it is refused");
    assert_eq!(told, [error.clone()]);
    names::error(&error)
}

fn of_takers() -> Vec<String> {
    let (mut market, hers, _) = market();
    let (give, want) = (vec![item(&hers)], vec![pay(rice(), 10)]);
    let offer = market.makes_for(ann(), give, want, Some(cat()), END).unwrap();
    let mut seen = vec![refuses_for_one_reason(&mut market, offer, &[])];
    let seen_by_ben = market.fingerprint(offer).unwrap();
    market.change(&hers, |coupon| coupon.left -= 1);
    seen.push(refusal(market.accepts_as_seen(cat(), offer, &[], seen_by_ben)));
    seen.extend([
        accepted(|market, _, offer| market.cancels(ann(), offer).unwrap()),
        accepted(|market, _, _| _ = market.at(END)),
        accepted(|market, hers, _| market.change(hers, |c| c.policy = Policy::Bound {})),
        accepted(|market, hers, _| market.tokens.world().remove_item(hers)),
        accepted(|market, _, _| {
            market.tokens.world().points.entry(rice()).or_default().set_balance(ben(), 9)
        }),
        accepted(|market, _, _| market.tokens.world().approve_points(rice(), ben(), address(), 9)),
        accepted(|market, _, _| market.cheat(rice(), Asked::Anything, Does::Trap)),
    ]);
    let (mut market, _, _) = self::market();
    let (give, want) = (vec![points(tea(), 10)], vec![pay(rice(), 10)]);
    let rate = market.makes(ann(), give, want).unwrap();
    seen.push(refuses_for_one_reason(&mut market, rate, &[]));
    let (mut market, ..) = self::market();
    let offer = market.makes(ben(), vec![points(rice(), 10)], vec![any_of(cafe(), 1)]).unwrap();
    seen.push(refuses_for_one_reason(&mut market, offer, &[number(1, 2)]));
    seen
}

/// Ben's acceptance of Ann's 10 tea for a voucher of his, after something has happened to it.
fn brought(want: Want, choices: &[u64], happens: impl FnOnce(&mut Market, &Item)) -> String {
    let (mut market, _, his) = market();
    let offer = market.makes(ann(), vec![points(tea(), 10)], vec![want]).unwrap();
    happens(&mut market, &his);
    refuses_for_one_reason(&mut market, offer, choices)
}

fn of_what_is_wanted() -> Vec<String> {
    let his = coupon(cafe(), 1, 2);
    let nothing = |_: &mut Market, _: &Item| {};
    let worth = Want::Item { item: his.clone(), left: 51, until: 0 };
    let lasting = Want::Item { item: his.clone(), left: 0, until: u64::MAX };
    let unapproved = |market: &mut Market, his: &Item| {
        market.tokens.world().issue_coupon(his, ben(), Coupon::good(0, u64::MAX));
    };
    vec![
        brought(any_of(cafe(), 1), &[], nothing),
        brought(any_of(cafe(), 3), &[number(1, 2)], nothing),
        brought(bring(&coupon(cafe(), 1, 1)), &[], nothing),
        brought(worth, &[], nothing),
        brought(lasting, &[], nothing),
        brought(bring(&his), &[], unapproved),
        brought(bring(&his), &[], |m, his| m.change(his, |c| c.policy = Policy::Bound {})),
        brought(bring(&his), &[], |m, _| m.cheat(cafe(), Asked::View, Does::Answer(vec![0, 1]))),
    ]
}

/// Ben's fill of Ann's 10 tea for 10 rice.
fn filled(amount: u128, maximum: u128, happens: impl FnOnce(&mut Market, u64)) -> String {
    let (mut market, ..) = market();
    let (give, want) = (vec![points(tea(), 10)], vec![pay(rice(), 10)]);
    let offer = market.makes(ann(), give, want).unwrap();
    happens(&mut market, offer);
    let told = market.can_fill(ben(), offer, amount, maximum);
    let error = market.fills(ben(), offer, amount, maximum).expect_err("it is refused");
    assert_eq!(told, [error.clone()]);
    names::error(&error)
}

fn of_fills() -> Vec<String> {
    let (mut market, ..) = market();
    let whole = market.makes(ann(), vec![points(tea(), 10)], vec![any_of(cafe(), 1)]).unwrap();
    vec![
        refusal(market.fills(ben(), whole, 1, 1)),
        filled(0, 10, |_, _| {}),
        filled(11, 11, |_, _| {}),
        filled(5, 4, |_, _| {}),
        filled(5, 5, |market, _| _ = market.at(END)),
        filled(5, 5, |market, offer| market.cancels(ann(), offer).unwrap()),
    ]
}

fn of_exits() -> Vec<String> {
    let (mut market, ..) = market();
    let offer = market.makes(ann(), vec![points(tea(), 10)], vec![any_of(cafe(), 1)]).unwrap();
    let seen = vec![
        refusal(market.cancels(ben(), offer)),
        refusal(market.reclaims(ann(), offer, 1)),
        refusal(market.abandons(ann(), offer + 1)),
        refusal(market.abandons(ann(), offer)),
    ];
    assert_eq!(market.offer_count(), 1);
    seen
}
