//! Items whose contracts lie about owners, fail when they should move, or change what they promised.

use tokens::{Asked, Coupon, Does, Id, Item};
use tongquan_traits::{
    assets::ItemFault::{self, *},
    swaps::{
        SwapError::{self, *},
        Swaps,
    },
};

use crate::{
    faults::of_item,
    market::{address, Market},
    people::{ann, ben, cat, eve},
    stalls::{any_of, bring, fakes, item, junk, number, pay, points, rice, tea, END, START},
};

/// Ann offers a fake voucher, after its contract was told to cheat.
fn makes_with(asked: Asked, does: Does) -> (Market, Item, Result<u64, SwapError>) {
    let mut market = Market::open();
    let fake = market.issue(fakes(), 1, 1, ann());
    market.cheat(fakes(), asked, does);
    let made = market.makes(ann(), vec![item(&fake)], vec![pay(rice(), 5)]);
    (market, fake, made)
}

#[track_caller]
fn assert_not_made(asked: Asked, does: Does, fault: ItemFault) {
    let (market, fake, made) = makes_with(asked, does.clone());
    assert_eq!(made, Err(of_item(&fake, fault)), "{asked:?} {does:?}");
    assert_eq!((market.offer_count(), market.owner(&fake)), (0, Some(ann())), "M5");
}

#[test]
fn an_item_that_does_not_arrive_is_not_offered() {
    // M6
    for does in [Does::MoveNothing, Does::MoveTo(eve()), Does::MoveTo(ann())] {
        assert_not_made(Asked::Move, does, NotMoved);
    }
    assert_not_made(Asked::Owner, Does::say_owner(None), NotMoved);
    assert_not_made(Asked::Owner, Does::say_owner(Some(ann())), NotMoved);
}

#[test]
fn an_item_that_fails_to_move_is_not_offered() {
    for (does, fault) in [
        (Does::Trap, Failed),
        (Does::NotKnow, Failed),
        (Does::Answer(vec![]), Failed),
        (Does::Answer(vec![0]), Failed),
        (Does::Answer(vec![0, 0, 0]), Failed),
        (Does::Answer(vec![1, 1]), Failed),
        (Does::Revert(vec![0, 0]), Failed),
        (Does::Refuse, Refused),
        // The errors of the standard, by their numbers, whether they revert or not.
        (Does::Revert(vec![0, 1, 0, 0]), Refused),
        (Does::Revert(vec![0, 1, 1]), Failed),
        (Does::Revert(vec![0, 1, 2]), NotApproved),
        (Does::Answer(vec![0, 1, 2]), NotApproved),
        (Does::Revert(vec![0, 1, 3]), Failed),
        (Does::Revert(vec![0, 1, 4]), NotOwner),
        (Does::Answer(vec![0, 1, 4]), NotOwner),
        (Does::Revert(vec![0, 1, 5, 0]), Refused),
        (Does::Revert(vec![0, 1, 6]), Failed),
    ] {
        assert_not_made(Asked::Move, does, fault);
    }
}

#[test]
fn an_owner_that_can_not_be_read_ends_the_message() {
    for bytes in [vec![], vec![0], vec![0, 2], vec![0, 1], vec![0, 1, 5], vec![1, 1], vec![0, 0, 0]]
    {
        assert_not_made(Asked::Owner, Does::Answer(bytes), Failed);
    }
    let long = [&[0, 1][..], &[0xa5; 33]].concat();
    assert_not_made(Asked::Owner, Does::Answer(long), Failed);
    assert_not_made(Asked::Owner, Does::Trap, Failed);
    assert_not_made(Asked::Owner, Does::Revert([&[0, 1][..], &[0xa5; 32]].concat()), Failed);
}

#[test]
fn a_coupon_that_can_not_be_read_ends_the_message() {
    let good = Does::say_coupon(Some(&Coupon::good(0, u64::MAX).view(ann(), START)));
    let Does::Answer(view) = good else { panic!("an answer") };
    let (short, long) = (view[..view.len() - 1].to_vec(), [&view[..], &[0]].concat());
    let mut odd = view.clone();
    // The kind is the fifth, where there are four.
    odd[34] = 4;
    for bytes in [vec![], vec![0], vec![1, 1], vec![0, 1], vec![0, 2], short, long, odd] {
        assert_not_made(Asked::View, Does::Answer(bytes), Failed);
    }
}

#[test]
fn a_contract_that_knows_no_coupons_has_items_all_the_same() {
    for does in [Does::Trap, Does::NotKnow, Does::Revert(vec![]), Does::Revert(vec![0, 0])] {
        let (market, fake, made) = makes_with(Asked::View, does);
        assert_eq!((made, market.owner(&fake)), (Ok(1), Some(address())));
    }
    assert_not_made(Asked::View, Does::say_coupon(None), NotOwner);
}

#[test]
fn only_a_number_of_64_bits_is_asked_about() {
    let mut market = Market::open();
    let piece = market.issue_plain(junk(), Id::U128(1), ann());
    market.cheat(junk(), Asked::View, Does::Answer(vec![0, 1, 9]));
    assert_eq!(market.makes(ann(), vec![item(&piece)], vec![pay(rice(), 5)]), Ok(1));
}

/// Ann's fake voucher is offered for 5 rice, of which Ben has enough.
fn with_fake() -> (Market, Item, u64) {
    let (mut market, fake, made) = makes_with(Asked::Pull, Does::Trap);
    market.grant(rice(), ben(), 5);
    market.at(START);
    (market, fake, made.unwrap())
}

#[test]
fn an_item_that_does_not_go_out_takes_the_payment_back() {
    // M5
    for (does, fault) in [
        (Does::Trap, Failed),
        (Does::NotKnow, Failed),
        (Does::Refuse, Refused),
        (Does::Revert(vec![]), Failed),
        (Does::Answer(vec![0, 1, 4]), NotOwner),
        (Does::Revert(vec![0, 1, 2]), NotApproved),
    ] {
        let (mut market, fake, offer) = with_fake();
        market.cheat(fakes(), Asked::Move, does.clone());
        let fault = of_item(&fake, fault);
        assert_eq!(market.accepts(ben(), offer, &[]), Err(fault.clone()), "{does:?}");
        assert_eq!(market.balances(rice()), [0, 0, 5, 0, 0, 0]);
        assert!(market.offer(offer).is_some());
        assert_eq!(market.cancels(ann(), offer), Err(fault));
        assert_eq!(market.at(END).abandons(ann(), offer), Ok(()), "X1");
    }
}

#[test]
fn what_has_changed_since_the_taker_looked_is_not_bought() {
    // S4, R19
    type Change = fn(&mut Coupon);
    let changes: [(Change, bool); 3] = [
        (|coupon| coupon.left = 0, false),
        (|coupon| coupon.until = START + 1, false),
        (|coupon| coupon.policy = tongquan_traits::campaigns::Policy::Bound {}, true),
    ];
    for (change, stays) in changes {
        let (mut market, fake, offer) = with_fake();
        let seen = market.fingerprint(offer).unwrap();
        market.change(&fake, change);
        let other = OtherTerms { fingerprint: market.fingerprint(offer).unwrap() };
        let told = market.can_accept(ben(), offer, vec![], seen);
        let not_tradable = of_item(&fake, NotTradable);
        let expected = if stays { vec![not_tradable, other] } else { vec![other] };
        assert_eq!(told, expected);
        assert_eq!(market.accepts_as_seen(ben(), offer, &[], seen), Err(expected[0].clone()));
        assert_eq!(market.balance(rice(), ben()), 5);
    }
}

#[test]
fn a_coupon_that_was_taken_out_of_the_swaps_hands_is_not_sold() {
    // M4
    let (mut market, fake, offer) = with_fake();
    market.tokens.world().collections.get_mut(&fakes()).unwrap().force(eve(), &fake.id);
    let fault = of_item(&fake, NotOwner);
    assert_eq!(market.against(ben(), offer, &[]), [fault.clone()]);
    assert_eq!(market.accepts(ben(), offer, &[]), Err(fault.clone()));
    market.tokens.world().remove_item(&fake);
    assert_eq!(market.fingerprint(offer), None);
    assert_eq!(market.can_accept(ben(), offer, vec![], [0; 32]), [fault.clone()]);
    assert_eq!(market.accepts(ben(), offer, &[]), Err(fault.clone()));
    assert_eq!(market.cancels(ann(), offer), Err(fault));
    assert_eq!(market.at(END).abandons(ann(), offer), Ok(()));
}

#[test]
fn a_coupon_that_talks_nonsense_has_no_fingerprint() {
    let (mut market, fake, offer) = with_fake();
    let seen = market.fingerprint(offer).unwrap();
    market.cheat(fakes(), Asked::View, Does::Answer(vec![0, 1, 9]));
    assert_eq!(market.fingerprint(offer), None);
    let fault = of_item(&fake, Failed);
    assert_eq!(market.can_accept(ben(), offer, vec![], seen), [fault.clone()]);
    assert_eq!(market.accepts_as_seen(ben(), offer, &[], seen), Err(fault));
}

#[test]
fn a_coupon_that_plays_dead_is_another_thing_than_was_seen() {
    // S4: without its view, the fingerprint is another one.
    let (mut market, _, offer) = with_fake();
    let seen = market.fingerprint(offer).unwrap();
    market.cheat(fakes(), Asked::View, Does::Trap);
    let fingerprint = market.fingerprint(offer).unwrap();
    assert_ne!(fingerprint, seen);
    let answer = market.accepts_as_seen(ben(), offer, &[], seen);
    assert_eq!(answer, Err(OtherTerms { fingerprint }));
}

#[test]
fn who_lies_about_the_owner_gives_nothing_that_is_not_its_own() {
    // R6: a coupon contract says that Ben holds what is Cat's.
    let mut market = Market::open();
    market.grant(tea(), ann(), 10);
    let hers = market.issue(fakes(), 1, 1, cat());
    let offer = market.makes(ann(), vec![points(tea(), 10)], vec![bring(&hers)]).unwrap();
    let fault = of_item(&hers, NotOwner);
    assert_eq!(market.accepts(ben(), offer, &[]), Err(fault));
    let view = Coupon::good(0, u64::MAX).view(ben(), START);
    market.cheat(fakes(), Asked::View, Does::say_coupon(Some(&view)));
    assert_eq!(market.against(ben(), offer, &[]), [of_item(&hers, NotApproved)]);
    // Only a contract that moves what it says is Ben's can do so: that of the maker's choice.
    assert_eq!(market.accepts(ben(), offer, &[]), Ok(()));
    assert_eq!(market.owner(&hers), Some(ann()));
}

#[test]
fn a_wanted_item_that_fails_to_move_takes_all_back() {
    // M5
    for first in [true, false] {
        let mut market = Market::open();
        market.grant(tea(), ann(), 10);
        market.grant(rice(), ben(), 5);
        let fake = market.issue(fakes(), 1, 1, ben());
        let mut want = vec![any_of(fakes(), 1), pay(rice(), 5)];
        if !first {
            want.reverse();
        }
        let offer = market.makes(ann(), vec![points(tea(), 10)], want).unwrap();
        market.cheat(fakes(), Asked::Move, Does::Refuse);
        let answer = market.accepts(ben(), offer, &[number(1, 1)]);
        assert_eq!(answer, Err(of_item(&fake, Refused)));
        assert_eq!(market.balances(rice()), [0, 0, 5, 0, 0, 0]);
        assert_eq!(market.balances(tea()), [10, 0, 0, 0, 0, 0]);
    }
}

#[test]
fn an_approval_that_is_no_clean_yes_is_none() {
    for does in [
        Does::say(&false),
        Does::Answer(vec![0, 2]),
        Does::Answer(vec![0, 1, 0]),
        Does::Answer(vec![]),
        Does::Revert(vec![0, 1]),
        Does::Trap,
    ] {
        let mut market = Market::open();
        market.grant(tea(), ann(), 10);
        let fake = market.issue(fakes(), 1, 1, ben());
        let offer = market.makes(ann(), vec![points(tea(), 10)], vec![bring(&fake)]).unwrap();
        market.cheat(fakes(), Asked::ItemAllowance, does);
        assert_eq!(market.against(ben(), offer, &[]), [of_item(&fake, NotApproved)]);
    }
}
