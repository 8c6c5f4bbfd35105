//! What members do with their points, where the suite of the standard does not reach: burning,
//! the exact ends, and what a refusal leaves behind.

use psp22::{
    PSP22Burnable,
    PSP22Error::{InsufficientAllowance, InsufficientBalance},
    PSP22,
};
use tongquan_traits::issuance::Issuance;

use crate::shop::{ann, ben, merchant, till, Event, Shop};

const LARGEST: u128 = u128::MAX;

#[test]
fn burnt_points_leave_the_balance_and_the_supply() {
    let mut shop = Shop::with_points_of_ann(100);
    let mut expected = shop.book();
    assert_eq!(shop.by(ann()).burn(30), Ok(()));
    assert_eq!(shop.events(), [Event::burn(ann(), 30)]);
    (expected.supply, expected.balances[2]) = (70, 70);
    assert_eq!(shop.book(), expected); // M8
}

#[test]
fn a_member_burns_all_it_has_and_not_one_more() {
    let mut shop = Shop::with_points_of_ann(100);
    shop.refuses(ann(), |points| points.burn(101), InsufficientBalance);
    shop.refuses(ben(), |points| points.burn(1), InsufficientBalance);
    assert_eq!(shop.by(ann()).burn(100), Ok(()));
    assert_eq!((shop.total_supply(), shop.balance_of(ann())), (0, 0));
    shop.refuses(ann(), |points| points.burn(1), InsufficientBalance);
}

#[test]
fn burning_nothing_does_nothing() {
    let mut shop = Shop::with_points_of_ann(100);
    let before = shop.book();
    assert_eq!(shop.by(ann()).burn(0), Ok(()));
    assert_eq!(shop.by(ben()).burn(0), Ok(()));
    assert_eq!((shop.events(), shop.book()), (vec![], before));
}

#[test]
fn points_move_to_the_last_one_and_not_one_more() {
    let mut shop = Shop::with_points_of_ann(LARGEST);
    assert_eq!(shop.by(ann()).transfer(ben(), LARGEST, vec![]), Ok(()));
    assert_eq!((shop.balance_of(ann()), shop.balance_of(ben())), (0, LARGEST));
    shop.refuses(ann(), |points| points.transfer(ben(), 1, vec![]), InsufficientBalance);
    assert_eq!(shop.by(ben()).transfer(ann(), 1, vec![]), Ok(()));
    shop.refuses(ben(), |points| points.transfer(ann(), LARGEST, vec![]), InsufficientBalance);
    assert_eq!((shop.balance_of(ann()), shop.balance_of(ben())), (1, LARGEST - 1));
    // M8
}

#[test]
fn what_goes_to_oneself_stays_even_without_points() {
    let mut shop = Shop::with_points_of_ann(100);
    let before = shop.book();
    for member in [ann(), ben()] {
        assert_eq!(shop.by(member).transfer(member, 101, vec![]), Ok(()));
        assert_eq!(shop.by(member).transfer_from(member, member, 101, vec![]), Ok(()));
    }
    assert_eq!((shop.events(), shop.book()), (vec![], before));
}

#[test]
fn data_sent_along_changes_nothing() {
    let mut shop = Shop::with_points_of_ann(100);
    assert_eq!(shop.by(ann()).transfer(ben(), 1, vec![0xff; 64]), Ok(()));
    assert_eq!(shop.events(), [Event::transfer(ann(), ben(), 1)]);
}

#[test]
fn a_spender_spends_its_allowance_and_not_one_more() {
    let mut shop = Shop::with_points_of_ann(100);
    assert_eq!(shop.by(ann()).approve(ben(), 40), Ok(()));
    shop.refuses(ben(), |p| p.transfer_from(ann(), till(), 41, vec![]), InsufficientAllowance);
    let mut expected = shop.book();
    assert_eq!(shop.by(ben()).transfer_from(ann(), till(), 40, vec![]), Ok(()));
    let events = shop.events();
    assert_eq!(events.len(), 2);
    assert!(events.contains(&Event::approval(ann(), ben(), 0)));
    assert!(events.contains(&Event::transfer(ann(), till(), 40)));
    expected.balances = vec![0, 40, 60, 0];
    expected.allowances.fill(0);
    assert_eq!(shop.book(), expected);
    shop.refuses(ben(), |p| p.transfer_from(ann(), till(), 1, vec![]), InsufficientAllowance);
}

#[test]
fn an_allowance_is_no_balance() {
    let mut shop = Shop::with_points_of_ann(100);
    assert_eq!(shop.by(ann()).approve(ben(), LARGEST), Ok(()));
    shop.refuses(ben(), |p| p.transfer_from(ann(), ben(), 101, vec![]), InsufficientBalance);
    assert_eq!(shop.by(ben()).transfer_from(ann(), ben(), 100, vec![]), Ok(()));
    assert_eq!(shop.allowance(ann(), ben()), LARGEST - 100, "the largest is not without end");
}

#[test]
fn neither_the_owner_nor_an_issuer_can_touch_what_a_member_holds() {
    let mut shop = Shop::with_points_of_ann(100);
    for other in [merchant(), till()] {
        shop.refuses(other, |p| p.transfer_from(ann(), other, 1, vec![]), InsufficientAllowance);
        shop.refuses(other, |p| p.burn(1), InsufficientBalance);
    }
    assert_eq!(shop.by(merchant()).set_issuer(till(), 0), Ok(()));
    assert_eq!(shop.by(ann()).transfer(ben(), 100, vec![]), Ok(()));
}

#[test]
fn an_allowance_can_be_set_anew_and_taken_back() {
    let mut shop = Shop::with_points_of_ann(100);
    let before = shop.book();
    for amount in [5, 7, 0] {
        assert_eq!(shop.by(ann()).approve(ben(), amount), Ok(()));
        assert_eq!(shop.events(), [Event::approval(ann(), ben(), amount)]);
        assert_eq!(shop.allowance(ann(), ben()), amount);
    }
    assert_eq!(shop.book(), before);
}

#[test]
fn an_allowance_grows_to_the_largest_number_and_stays_there() {
    let mut shop = Shop::with_points_of_ann(100);
    assert_eq!(shop.by(ann()).approve(ben(), LARGEST - 1), Ok(()));
    assert_eq!(shop.by(ann()).increase_allowance(ben(), 1), Ok(()));
    assert_eq!(shop.allowance(ann(), ben()), LARGEST);
    shop.events();
    assert_eq!(shop.by(ann()).increase_allowance(ben(), LARGEST), Ok(()));
    assert_eq!(shop.events(), [Event::approval(ann(), ben(), LARGEST)]);
    assert_eq!(shop.allowance(ann(), ben()), LARGEST);
}

#[test]
fn an_allowance_shrinks_to_zero_and_not_below() {
    let mut shop = Shop::with_points_of_ann(100);
    assert_eq!(shop.by(ann()).approve(ben(), 40), Ok(()));
    shop.refuses(ann(), |points| points.decrease_allowance(ben(), 41), InsufficientAllowance);
    shop.refuses(ann(), |points| points.decrease_allowance(till(), 1), InsufficientAllowance);
    assert_eq!(shop.by(ann()).decrease_allowance(ben(), 40), Ok(()));
    assert_eq!(shop.events(), [Event::approval(ann(), ben(), 0)]);
    assert_eq!(shop.allowance(ann(), ben()), 0);
}
