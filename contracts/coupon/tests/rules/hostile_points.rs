//! Points that lie, fail or play dead. Only what was seen to happen counts (M6), and whatever goes
//! wrong ends the whole message (M5).

use std::{cell::RefCell, rc::Rc};

use ink::{
    primitives::AccountId,
    scale::{Decode, Encode},
};
use psp22::PSP22Error;
use tongquan_host::{answer_calls, Answer, Packed};
use tongquan_traits::{
    coupon_error::{CouponError::*, PointsFault},
    coupons::Coupons,
    issuance::IssuanceError,
    ownable::OwnableError,
    redemption::Redemption,
};

use crate::{
    counter::{for_points, good, order, points},
    fake_points::{done, honest, outcome, Call},
    model::Points as Ledger,
    people::{ann, manager, merchant, stranger},
    shop::{address, token, Shop},
};

const PRICE: u128 = 50;

/// A shop where Ann, who has 100 points, can exchange 50 of them for a coupon. They go to that
/// account, or are burned.
fn with_exchange(to: Option<AccountId>) -> Shop {
    let mut shop = Shop::ready();
    shop.campaign_of(good(), for_points(PRICE, to));
    shop.points().issue(merchant(), ann(), 100).unwrap();
    shop.points().approve(ann(), address(), 100);
    shop
}

/// A shop where Ann has redeemed a coupon for 50 points, which can be taken back.
fn with_points_coupon() -> Shop {
    let mut shop = Shop::with(points(PRICE));
    let coupon = shop.give(1, ann());
    shop.by(ann()).redeem(order(1), 0, vec![coupon]).unwrap();
    shop.points().approve(ann(), address(), 100);
    shop
}

/// From now on the points do this, where it answers anything, and else what they should.
fn points_do(shop: &Shop, does: impl FnMut(&mut Ledger, &Call) -> Option<Answer> + 'static) {
    let ledger = Rc::new(RefCell::new(shop.points().clone()));
    let mut does = does;
    answer_calls(move |callee, input| {
        assert_eq!(*callee, token());
        let call = Call::read(input);
        let answer = does(&mut ledger.borrow_mut(), &call);
        answer.unwrap_or_else(|| honest(&mut ledger.borrow_mut(), address(), &call))
    });
}

fn nothing<E: Encode>() -> Answer {
    outcome(Ok::<(), E>(()))
}

fn bytes(bytes: &[u8]) -> Packed {
    Packed::raw(bytes)
}

#[track_caller]
fn assert_exchange(mut shop: Shop, fault: PointsFault) {
    shop.refuses(ann(), |c| c.exchange(1), Points(fault));
}

#[test]
fn points_that_take_what_they_should_are_believed() {
    for to in [Some(merchant()), None] {
        let mut shop = with_exchange(to);
        points_do(&shop, |_, _| None);
        assert!(shop.by(ann()).exchange(1).is_ok());
    }
}

#[test]
fn points_that_say_yes_and_move_nothing_are_not_paid() {
    for to in [Some(merchant()), None] {
        let shop = with_exchange(to);
        points_do(&shop, |_, call| {
            matches!(call, Call::TransferFrom { .. }).then(nothing::<PSP22Error>)
        });
        assert_exchange(shop, PointsFault::NotPaid);
    }
}

#[test]
fn points_that_move_less_or_more_are_not_paid() {
    for moved in [PRICE - 1, PRICE + 1, 0, 2 * PRICE] {
        for to in [Some(merchant()), None] {
            let shop = with_exchange(to);
            points_do(&shop, move |ledger, call| match *call {
                Call::TransferFrom { from, to, .. } => {
                    Some(outcome(ledger.transfer(address(), from, to, moved)))
                }
                _ => None,
            });
            assert_exchange(shop, PointsFault::NotPaid);
        }
    }
}

#[test]
fn points_that_take_from_the_receiver_are_not_paid() {
    let shop = with_exchange(Some(merchant()));
    shop.points().issue(merchant(), merchant(), 100).unwrap();
    points_do(&shop, |ledger, call| match *call {
        Call::TransferFrom { to, .. } => Some(outcome(ledger.transfer(to, to, stranger(), PRICE))),
        _ => None,
    });
    assert_exchange(shop, PointsFault::NotPaid);
}

#[test]
fn a_balance_next_to_the_largest_number_is_no_trap() {
    for (before, after) in [(u128::MAX, u128::MAX), (u128::MAX - 9, PRICE - 10)] {
        let shop = with_exchange(Some(merchant()));
        let mut asked = 0;
        points_do(&shop, move |_, call| match call {
            Call::BalanceOf(_) => {
                asked += 1;
                Some(done(if asked == 1 { before } else { after }))
            }
            _ => Some(nothing::<PSP22Error>()),
        });
        assert_exchange(shop, PointsFault::NotPaid);
    }
}

#[test]
fn points_that_are_paid_to_the_payer_are_not_paid() {
    assert_exchange(with_exchange(Some(ann())), PointsFault::NotPaid);
}

/// What no points of ours answer.
fn garbage() -> Vec<Answer> {
    vec![
        Answer::None,
        Answer::Done(bytes(&[])),
        Answer::Done(bytes(&[0])),
        Answer::Done(bytes(&[1])),
        Answer::Done(bytes(&[1, 1])),
        Answer::Done(bytes(&[0, 2])),
        Answer::Done(bytes(&[0, 0, 0])),
        Answer::Done(bytes(&[0xff; 600])),
        Answer::Reverted(bytes(&[])),
        Answer::Reverted(bytes(&[0])),
        Answer::Reverted(bytes(&[0, 0])),
        Answer::Reverted(bytes(&[1, 1])),
        Answer::Reverted(bytes(&[0, 1])),
        Answer::Reverted(bytes(&[0, 1, 9])),
        Answer::Reverted(bytes(&[0xff; 600])),
    ]
}

#[test]
fn whatever_else_points_answer_to_a_transfer_is_a_failure() {
    for answer in garbage() {
        let shop = with_exchange(Some(merchant()));
        let mut answer = Some(answer);
        points_do(&shop, move |_, call| match call {
            Call::TransferFrom { .. } => answer.take(),
            _ => None,
        });
        assert_exchange(shop, PointsFault::Failed);
    }
}

#[test]
fn whatever_else_points_answer_about_a_balance_is_a_failure() {
    let mut short = garbage();
    short.push(Answer::Done(bytes(&[0; 16])));
    short.push(Answer::Done(bytes(&[0; 18])));
    short.push(Answer::Done(bytes(&[1; 17])));
    short.push(Answer::Reverted(bytes(&[0; 17])));
    for answer in short {
        let shop = with_exchange(Some(merchant()));
        let mut answer = Some(answer);
        points_do(&shop, move |_, call| match call {
            Call::BalanceOf(_) => answer.take(),
            _ => None,
        });
        assert_exchange(shop, PointsFault::Failed);
    }
}

#[test]
fn whatever_else_points_answer_to_a_burn_is_a_failure() {
    for answer in garbage() {
        let shop = with_exchange(None);
        let mut answer = Some(answer);
        points_do(&shop, move |_, call| match call {
            Call::Burn(_) => answer.take(),
            _ => None,
        });
        assert_exchange(shop, PointsFault::Failed);
    }
}

#[test]
fn each_refusal_of_psp22_has_its_name() {
    use PointsFault::*;
    let text = || String::from("no");
    for (error, fault) in [
        (PSP22Error::Custom(text()), Failed),
        (PSP22Error::InsufficientBalance, InsufficientBalance),
        (PSP22Error::InsufficientAllowance, InsufficientAllowance),
        (PSP22Error::ZeroRecipientAddress, Failed),
        (PSP22Error::ZeroSenderAddress, Failed),
        (PSP22Error::SafeTransferCheckFailed(text()), Failed),
    ] {
        for wanted in [true, false] {
            let shop = with_exchange(None);
            // To decode is the only way to copy it.
            let encoded = error.encode();
            points_do(&shop, move |_, call| {
                let asked = matches!(call, Call::TransferFrom { .. }) == wanted
                    && !matches!(call, Call::BalanceOf(_));
                let error = PSP22Error::decode(&mut &encoded[..]).expect("an error");
                asked.then(|| outcome(Err(error)))
            });
            assert_exchange(shop, fault);
        }
    }
}

#[test]
fn an_error_that_was_not_reverted_is_an_error() {
    let shop = with_exchange(Some(merchant()));
    points_do(&shop, |_, call| match call {
        Call::TransferFrom { .. } => Some(Answer::Done(bytes(&[0, 1, 1]))),
        _ => None,
    });
    assert_exchange(shop, PointsFault::InsufficientBalance);
}

#[test]
fn who_has_too_few_points_or_has_not_approved_gets_no_coupon() {
    let shop = with_exchange(None);
    shop.points().approve(ann(), address(), PRICE - 1);
    assert_exchange(shop, PointsFault::InsufficientAllowance);
    let shop = with_exchange(None);
    shop.points().transfer(ann(), ann(), stranger(), PRICE + 1).unwrap();
    assert_exchange(shop, PointsFault::InsufficientBalance);
}

#[test]
fn each_refusal_of_an_issue_has_its_name() {
    use PointsFault::*;
    let owner = stranger();
    for (error, fault) in [
        (IssuanceError::Ownable(OwnableError::NotOwner { owner }), Failed),
        (IssuanceError::NotIssuer, NotIssuer),
        (IssuanceError::OverQuota { left: 1 }, OverQuota),
        (IssuanceError::OverCap { left: 1 }, OverQuota),
        (IssuanceError::ZeroAmount { index: 0 }, Failed),
        (IssuanceError::DuplicateRecipient { index: 0 }, Failed),
        (IssuanceError::EmptyBatch, Failed),
    ] {
        let mut shop = Shop::with(points(PRICE));
        let coupon = shop.give(1, ann());
        points_do(&shop, move |_, call| {
            assert_eq!(*call, Call::Issue { to: ann(), amount: PRICE });
            Some(outcome(Err(error.clone())))
        });
        shop.refuses(ann(), |c| c.redeem(order(1), 0, vec![coupon]), Points(fault));
    }
}

#[test]
fn whatever_else_points_answer_to_an_issue_is_a_failure() {
    for answer in garbage() {
        let mut shop = Shop::with(points(PRICE));
        let coupon = shop.give(1, ann());
        let mut answer = Some(answer);
        points_do(&shop, move |_, _| answer.take());
        let error = Points(PointsFault::Failed);
        shop.refuses(ann(), |c| c.redeem(order(1), 0, vec![coupon]), error);
    }
}

#[test]
fn whatever_goes_wrong_while_points_come_back_ends_the_refund() {
    let steps: [fn(&Call) -> bool; 2] =
        [|call| matches!(call, Call::TransferFrom { .. }), |call| matches!(call, Call::Burn(_))];
    for step in steps {
        for answer in garbage() {
            for void in [false, true] {
                let mut shop = with_points_coupon();
                let answer = match &answer {
                    Answer::Done(data) => Answer::Done(data.clone()),
                    Answer::Reverted(data) => Answer::Reverted(data.clone()),
                    Answer::None => Answer::None,
                };
                let mut answer = Some(answer);
                points_do(&shop, move |_, call| step(call).then(|| answer.take()).flatten());
                let error = Points(PointsFault::Failed);
                match void {
                    false => shop.refuses(manager(), |c| c.refund(order(1), 0), error),
                    true => shop.refuses(manager(), |c| c.void(order(1)), error),
                }
            }
        }
    }
}

#[test]
fn points_come_back_by_exactly_these_calls() {
    let mut shop = with_points_coupon();
    let calls = Rc::new(RefCell::new(vec![]));
    let seen = Rc::clone(&calls);
    points_do(&shop, move |_, call| {
        seen.borrow_mut().push(call.clone());
        None
    });
    shop.by(manager()).refund(order(1), 0).unwrap();
    let expected =
        [Call::TransferFrom { from: ann(), to: address(), value: PRICE }, Call::Burn(PRICE)];
    assert_eq!(*calls.borrow(), expected);
}

#[test]
fn points_without_a_contract_stop_their_own_coupons_only() {
    // X1, M7
    let mut shop = Shop::with(points(PRICE));
    shop.campaign_of(good(), for_points(PRICE, None));
    let dead = shop.give(1, ann());
    let alive = shop.give(2, ann());
    answer_calls(|_, _| Answer::None);
    let error = Points(PointsFault::Failed);
    shop.refuses(ann(), |c| c.exchange(2), error);
    assert!(shop.by(ann()).redeem(order(2), 9, vec![alive]).is_ok());
    assert!(shop.by(manager()).refund(order(2), 9).is_ok());
    let error = Points(PointsFault::Failed);
    shop.refuses(ann(), |c| c.redeem(order(1), 0, vec![dead]), error);
}
