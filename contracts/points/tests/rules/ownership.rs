//! Who administers the points, and how that passes on.

use tongquan_traits::{
    issuance::{Issuance, IssuanceError},
    ownable::{Ownable, OwnableError::*},
};

use crate::shop::{ann, ben, everybody, merchant, till, Event, Shop, DECIMALS, NAME, SYMBOL};

#[test]
fn who_deploys_owns_and_nothing_is_on_offer_nor_issued() {
    let mut shop = Shop::open(Some(7));
    assert_eq!(shop.events(), [Event::handed_over(None, merchant())]);
    let book = shop.book();
    assert_eq!(book.label, (Some(NAME.into()), Some(SYMBOL.into()), DECIMALS));
    assert_eq!((book.owner, book.pending_owner), (merchant(), None));
    assert_eq!((book.cap, book.supply), (Some(7), 0));
    assert_eq!((book.issuers, book.issuer_after_the_last), (vec![], None));
    assert_eq!(book.quotas, [None; 4], "not even the owner may issue without a quota");
}

#[test]
fn an_offer_alone_hands_nothing_over() {
    let mut shop = Shop::open(None);
    shop.events();
    let before = shop.book();
    assert_eq!(shop.by(merchant()).transfer_ownership(Some(ann())), Ok(()));
    assert_eq!(shop.events(), [Event::offered(merchant(), Some(ann()))]);
    let mut expected = before;
    expected.pending_owner = Some(ann());
    assert_eq!(shop.book(), expected);
    shop.refuses(
        ann(),
        |points| points.set_issuer(ann(), 1),
        IssuanceError::Ownable(NotOwner { owner: merchant() }),
    );
    assert_eq!(shop.by(merchant()).set_issuer(till(), 1), Ok(()));
}

#[test]
fn the_new_owner_takes_over_and_the_offer_is_used_up() {
    let mut shop = Shop::open(None);
    assert_eq!(shop.by(merchant()).transfer_ownership(Some(ann())), Ok(()));
    shop.events();
    let before = shop.book();
    assert_eq!(shop.by(ann()).accept_ownership(), Ok(()));
    assert_eq!(shop.events(), [Event::handed_over(Some(merchant()), ann())]);
    let mut expected = before;
    (expected.owner, expected.pending_owner) = (ann(), None);
    assert_eq!(shop.book(), expected);
    shop.refuses(
        ann(),
        |points| points.accept_ownership(),
        NotPendingOwner { pending_owner: None },
    );
    assert_eq!(shop.by(ann()).set_issuer(till(), 1), Ok(()));
    assert_eq!(shop.by(ann()).transfer_ownership(Some(ben())), Ok(()));
}

#[test]
fn the_old_owner_loses_every_right_at_once() {
    let mut shop = Shop::open(None);
    assert_eq!(shop.by(merchant()).transfer_ownership(Some(ann())), Ok(()));
    assert_eq!(shop.by(ann()).accept_ownership(), Ok(()));
    let refusal = NotOwner { owner: ann() };
    shop.refuses(merchant(), |p| p.transfer_ownership(Some(merchant())), refusal.clone());
    shop.refuses(merchant(), |p| p.transfer_ownership(None), refusal.clone());
    shop.refuses(merchant(), |p| p.set_issuer(till(), 1), IssuanceError::Ownable(refusal));
    shop.refuses(
        merchant(),
        |points| points.accept_ownership(),
        NotPendingOwner { pending_owner: None },
    );
}

#[test]
fn a_second_offer_replaces_the_first() {
    let mut shop = Shop::open(None);
    assert_eq!(shop.by(merchant()).transfer_ownership(Some(ann())), Ok(()));
    assert_eq!(shop.by(merchant()).transfer_ownership(Some(ben())), Ok(()));
    assert_eq!(
        shop.events()[1..],
        [Event::offered(merchant(), Some(ann())), Event::offered(merchant(), Some(ben()))]
    );
    let refusal = NotPendingOwner { pending_owner: Some(ben()) };
    shop.refuses(ann(), |points| points.accept_ownership(), refusal);
    assert_eq!(shop.by(ben()).accept_ownership(), Ok(()));
    assert_eq!(shop.owner(), ben());
}

#[test]
fn an_offer_can_be_taken_back() {
    let mut shop = Shop::open(None);
    let before = shop.book();
    assert_eq!(shop.by(merchant()).transfer_ownership(Some(ann())), Ok(()));
    shop.events();
    assert_eq!(shop.by(merchant()).transfer_ownership(None), Ok(()));
    assert_eq!(shop.events(), [Event::offered(merchant(), None)]);
    assert_eq!(shop.book(), before);
    let refusal = NotPendingOwner { pending_owner: None };
    shop.refuses(ann(), |points| points.accept_ownership(), refusal);
}

#[test]
fn only_the_owner_offers_and_only_the_chosen_one_accepts() {
    let mut shop = Shop::open(None);
    assert_eq!(shop.by(merchant()).transfer_ownership(Some(ann())), Ok(()));
    for other in everybody().into_iter().filter(|account| *account != merchant()) {
        shop.refuses(
            other,
            |points| points.transfer_ownership(Some(other)),
            NotOwner { owner: merchant() },
        );
    }
    for other in everybody().into_iter().filter(|account| *account != ann()) {
        shop.refuses(
            other,
            |points| points.accept_ownership(),
            NotPendingOwner { pending_owner: Some(ann()) },
        );
    }
}

#[test]
fn the_owner_may_offer_to_itself_and_stays_the_owner() {
    let mut shop = Shop::open(None);
    let before = shop.book();
    assert_eq!(shop.by(merchant()).transfer_ownership(Some(merchant())), Ok(()));
    shop.events();
    assert_eq!(shop.by(merchant()).accept_ownership(), Ok(()));
    assert_eq!(shop.events(), [Event::handed_over(Some(merchant()), merchant())]);
    assert_eq!(shop.book(), before);
}
