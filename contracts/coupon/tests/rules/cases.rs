//! The cases of the design's table, row by row.

use psp34::{Id, PSP34};
use tongquan_traits::{
    campaigns::{CampaignState, Campaigns},
    coupon_error::{CouponError::*, PointsFault},
    coupons::{Coupons, Status},
    redemption::{ReceiptState, Redemption, CLEARING_PRIORITY},
    tills::{Tills, DAY},
};

use crate::{
    book::Event,
    counter::{
        fixed, free, good, order, points, voucher, HOUR, LENGTH, REFUND_WINDOW, VOID_WINDOW,
    },
    people::{ann, ben, manager, other_till, stranger, till},
    shop::{address, Shop},
};

#[test]
fn a_till_that_sends_an_order_again_gets_the_same_receipt_and_nothing_changes() {
    let mut shop = Shop::with(voucher(100));
    let coupon = shop.give(1, ann());
    let ticket = shop.ticket(order(1), 60, &[coupon]);
    let signature = shop.consent(&ticket).bytes();
    let first = shop.by(till()).redeem_with_ticket(ticket.clone(), signature).unwrap();
    assert_eq!(shop.events(), [Event::written(order(1), till(), first.clone())]);
    let used = shop.till(till());
    shop.at(shop.now + 2 * HOUR);
    assert_eq!(shop.by(till()).redeem_with_ticket(ticket, signature), Ok(first));
    assert_eq!(shop.events(), []);
    assert_eq!((shop.view(coupon).left, shop.till(till())), (40, used));
    // C4
}

#[test]
fn an_order_reference_with_other_arguments_is_refused_with_the_first_receipt() {
    let mut shop = Shop::with(voucher(100));
    let (coupon, other) = (shop.give(1, ann()), shop.give(1, ann()));
    let receipt = shop.by(ann()).redeem(order(1), 60, vec![coupon]).unwrap();
    let used = OrderUsed { receipt: receipt.clone() };
    shop.refuses(ann(), |c| c.redeem(order(1), 61, vec![coupon]), used.clone());
    shop.refuses(ann(), |c| c.redeem(order(1), 60, vec![other]), used.clone());
    shop.refuses(ann(), |c| c.redeem(order(1), 60, vec![coupon, other]), used.clone());
    shop.refuses(ben(), |c| c.redeem(order(1), 60, vec![coupon]), used.clone());
    let ticket = shop.ticket(order(1), 60, &[coupon]);
    let signature = shop.consent(&ticket).bytes();
    shop.refuses(till(), |c| c.redeem_with_ticket(ticket, signature), used);
    assert_eq!(shop.receipt(order(1)), Some(receipt));
    // C4
}

#[test]
fn of_two_tills_the_first_wins_and_the_second_sees_who_where_and_when() {
    let mut shop = Shop::with(good());
    let coupon = shop.give(1, ann());
    let [first, second] = [1, 2].map(|number| shop.ticket(order(number), 30, &[coupon]));
    let [signature, late] = [&first, &second].map(|ticket| shop.consent(ticket).bytes());
    let receipt = shop.by(till()).redeem_with_ticket(first, signature).unwrap();
    assert_eq!((receipt.till, receipt.holder, receipt.at), (Some(till()), ann(), shop.now));
    let error = AlreadyRedeemed { coupon, order: order(1), receipt: Some(receipt) };
    shop.refuses(other_till(), |c| c.redeem_with_ticket(second, late), error);
    assert_eq!(shop.status(coupon), Status::Redeemed { order: order(1) });
}

#[test]
fn a_basket_is_redeemed_whole_or_not_at_all_and_so_is_its_refund() {
    let mut shop = Shop::with(voucher(50));
    shop.campaign_of(fixed(80, 20), free());
    shop.campaign_of(good(), free());
    let basket = [shop.give(1, ann()), shop.give(2, ann()), shop.give(3, ann())];
    let foreign = shop.give(1, ben());
    let error = NotHolder { coupon: foreign, holder: ben() };
    let too_many = [&basket[..], &[foreign]].concat();
    shop.refuses(ann(), |c| c.redeem(order(1), 100, too_many), error);
    assert_eq!(basket.map(|coupon| shop.status(coupon)), [Status::Usable {}; 3]);

    let receipt = shop.by(ann()).redeem(order(1), 100, basket.to_vec()).unwrap();
    let deductions: Vec<_> = receipt.lines.iter().map(|line| line.deduction).collect();
    assert_eq!(deductions, [50, 20, 0]);
    let redeemed = Status::Redeemed { order: order(1) };
    assert_eq!(basket.map(|coupon| shop.status(coupon)), [redeemed; 3]);

    let receipt = shop.by(manager()).refund(order(1), 100).unwrap();
    assert_eq!(receipt.state, ReceiptState::Refunded {});
    assert_eq!(basket.map(|coupon| shop.status(coupon)), [Status::Usable {}; 3]);
    assert_eq!(shop.view(basket[0]).left, 50);
}

#[test]
fn a_basket_of_which_one_coupon_moved_is_not_refunded_at_all() {
    let mut shop = Shop::with(voucher(50));
    let basket = [shop.give(1, ann()), shop.give(1, ann())];
    shop.by(ann()).redeem(order(1), 80, basket.to_vec()).unwrap();
    shop.by(ann()).transfer(ben(), Id::U64(basket[1]), vec![]).unwrap();
    shop.refuses(manager(), |c| c.refund(order(1), 80), CouponMoved { coupon: basket[1] });
    assert_eq!(shop.view(basket[0]).left, 0);
}

#[test]
fn an_abandoned_hold_ends_by_itself_and_anyone_may_release_it_then() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let until = shop.now + HOUR;
    shop.by(ann()).reserve(order(1), 40, vec![coupon], until).unwrap();
    assert_eq!(shop.status(coupon), Status::Reserved { order: order(1), until });
    let held = AlreadyReserved { order: order(1), until };
    shop.refuses(ann(), |c| c.redeem(order(2), 40, vec![coupon]), held.clone());
    shop.refuses(stranger(), |c| c.release(order(1)), held);
    shop.at(until);
    assert_eq!(shop.status(coupon), Status::Usable {});
    shop.by(ann()).redeem(order(2), 40, vec![coupon]).unwrap();
    shop.events();
    assert_eq!(shop.by(stranger()).release(order(1)), Ok(()));
    assert_eq!(shop.events(), [Event::removed(order(1), stranger())]);
    assert_eq!((shop.receipt(order(1)), shop.view(coupon).left), (None, 10));
}

#[test]
fn the_release_of_a_hold_that_is_over_leaves_the_next_hold_alone() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let until = shop.now + HOUR;
    shop.by(ann()).reserve(order(1), 40, vec![coupon], until).unwrap();
    shop.at(until).by(ann()).reserve(order(2), 30, vec![coupon], until + HOUR).unwrap();
    shop.by(stranger()).release(order(1)).unwrap();
    let held = Status::Reserved { order: order(2), until: until + HOUR };
    assert_eq!(shop.status(coupon), held);
}

#[test]
fn an_order_whose_hold_is_over_can_be_used_with_other_coupons() {
    let mut shop = Shop::with(voucher(50));
    let [first, second] = [0; 2].map(|_| shop.give(1, ann()));
    let until = shop.now + HOUR;
    shop.by(ann()).reserve(order(1), 40, vec![first], until).unwrap();
    shop.at(until).by(ann()).reserve(order(1), 30, vec![second], until + HOUR).unwrap();
    assert_eq!(shop.status(first), Status::Usable {}, "the order holds it no more");
    shop.by(ann()).redeem(order(2), 40, vec![first]).unwrap();
    shop.by(ann()).redeem(order(1), 30, vec![second]).unwrap();
    assert_eq!([first, second].map(|coupon| shop.view(coupon).left), [10, 20]);
}

#[test]
fn a_coupon_that_expires_while_it_is_reserved_is_honoured() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let end = shop.view(coupon).until;
    shop.at(end - 1).by(ann()).reserve(order(1), 40, vec![coupon], end + HOUR).unwrap();
    let receipt = shop.at(end + HOUR - 1).by(ann()).redeem(order(1), 40, vec![coupon]).unwrap();
    assert_eq!((receipt.state, receipt.at), (ReceiptState::Redeemed {}, shop.now));
    assert_eq!(shop.view(coupon).left, 10);
}

#[test]
fn a_release_after_its_end_makes_a_reserved_coupon_expired() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let end = shop.view(coupon).until;
    shop.at(end - 1).by(ann()).reserve(order(1), 40, vec![coupon], end + HOUR).unwrap();
    shop.at(end).by(ann()).release(order(1)).unwrap();
    assert_eq!(shop.status(coupon), Status::Expired {});
    shop.refuses(ann(), |c| c.redeem(order(1), 40, vec![coupon]), Expired { at: end });
}

#[test]
fn a_refund_after_the_end_leaves_the_coupon_expired_without_grace() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let end = shop.view(coupon).until;
    shop.at(end - 1).by(ann()).redeem(order(1), 50, vec![coupon]).unwrap();
    shop.at(end + HOUR).by(manager()).refund(order(1), 50).unwrap();
    assert_eq!((shop.status(coupon), shop.view(coupon).left), (Status::Expired {}, 50));
}

#[test]
fn a_refund_after_the_end_gives_the_days_of_grace() {
    let mut terms = voucher(50);
    terms.refund.grace = 3 * DAY;
    let mut shop = Shop::with(terms);
    let coupon = shop.give(1, ann());
    let end = shop.view(coupon).until;
    shop.at(end - 1).by(ann()).redeem(order(1), 50, vec![coupon]).unwrap();
    shop.at(end + HOUR).by(manager()).refund(order(1), 50).unwrap();
    let view = shop.view(coupon);
    assert_eq!((view.status, view.until), (Status::Usable {}, end + HOUR + 3 * DAY));
}

#[test]
fn grace_never_shortens_what_a_coupon_has() {
    let mut terms = voucher(50);
    terms.refund.grace = HOUR;
    let mut shop = Shop::with(terms);
    let coupon = shop.give(1, ann());
    let end = shop.view(coupon).until;
    shop.by(ann()).redeem(order(1), 50, vec![coupon]).unwrap();
    shop.by(manager()).refund(order(1), 50).unwrap();
    assert_eq!(shop.view(coupon).until, end);
}

#[test]
fn refunds_in_parts_come_back_in_proportion_and_never_above_what_was_spent() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    shop.by(ann()).redeem(order(1), 70, vec![coupon]).unwrap();
    let mut left = vec![];
    for amount in [1, 1, 20, 47] {
        shop.by(manager()).refund(order(1), amount).unwrap();
        left.push(shop.view(coupon).left);
    }
    // floor(50 * refunded / 70)
    assert_eq!(left, [0, 1, 15, 49]);
    shop.refuses(manager(), |c| c.refund(order(1), 2), InvalidRefund { left: 1 });
    shop.by(manager()).refund(order(1), 1).unwrap();
    assert_eq!(shop.view(coupon).left, 50);
    shop.refuses(manager(), |c| c.refund(order(1), 1), NotRedeemed);
    // C2
}

#[test]
fn a_points_coupon_whose_points_were_spent_is_not_refunded() {
    let mut shop = Shop::with(points(40));
    let coupon = shop.give(1, ann());
    shop.by(ann()).redeem(order(1), 0, vec![coupon]).unwrap();
    assert_eq!(shop.points().balance(ann()), 40);
    shop.points().approve(ann(), address(), 40);
    shop.points().transfer(ann(), ann(), ben(), 1).unwrap();
    let error = Points(PointsFault::InsufficientBalance);
    shop.refuses(manager(), |c| c.refund(order(1), 0), error);
}

#[test]
fn a_points_coupon_is_refunded_within_the_balance_where_its_campaign_says_so() {
    let mut terms = points(40);
    terms.refund.points_within_balance = true;
    let mut shop = Shop::with(terms);
    let coupon = shop.give(1, ann());
    shop.by(ann()).redeem(order(1), 0, vec![coupon]).unwrap();
    shop.points().approve(ann(), address(), 40);
    shop.points().transfer(ann(), ann(), ben(), 15).unwrap();
    shop.by(manager()).refund(order(1), 0).unwrap();
    assert_eq!(shop.status(coupon), Status::Usable {});
    let points = shop.points();
    assert_eq!([ann(), ben(), address()].map(|who| points.balance(who)), [0, 15, 0]);
    assert_eq!(points.supply(), 15, "what is taken back is burned");
}

#[test]
fn an_old_code_is_refused_after_the_coupon_moved() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let ticket = shop.ticket(order(1), 40, &[coupon]);
    let screenshot = shop.consent(&ticket).bytes();
    shop.by(ann()).transfer(ben(), Id::U64(coupon), vec![]).unwrap();
    let error = BadSignature;
    shop.refuses(till(), |c| c.redeem_with_ticket(ticket, screenshot), error);
    // C5
}

#[test]
fn a_paused_campaign_issues_nothing_and_redeems_what_is_out() {
    for state in [CampaignState::Paused {}, CampaignState::Closed {}] {
        let mut shop = Shop::with(voucher(50));
        let coupon = shop.give(1, ann());
        let terms = shop.campaign(1).unwrap().terms;
        shop.by(manager()).set_campaign_state(1, state).unwrap();
        let error = NotIssuing { from: terms.issue_from, until: terms.issue_until };
        shop.refuses(manager(), |c| c.issue(1, ann()), error);
        shop.by(ann()).transfer(ben(), Id::U64(coupon), vec![]).unwrap();
        shop.by(ben()).redeem(order(1), 40, vec![coupon]).unwrap();
        shop.by(manager()).refund(order(1), 40).unwrap();
    }
}

#[test]
fn a_wrong_write_off_is_voided_by_its_till_and_later_by_a_manager() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let receipt = shop.serve(till(), order(1), 40, &[coupon]);
    let at = receipt.at + VOID_WINDOW;
    shop.refuses(other_till(), |c| c.void(order(1)), NotTill);
    shop.refuses(ann(), |c| c.void(order(1)), NotTill);
    shop.at(at).refuses(till(), |c| c.void(order(1)), WindowOver { at });
    shop.at(at - 1);
    let voided = shop.by(till()).void(order(1)).unwrap();
    assert_eq!((voided.state, voided.refunded), (ReceiptState::Voided {}, 40));
    assert_eq!(shop.view(coupon).left, 50);
    shop.refuses(till(), |c| c.void(order(1)), NotRedeemed);

    shop.serve(till(), order(2), 40, &[coupon]);
    shop.at(shop.now + LENGTH + REFUND_WINDOW).by(manager()).void(order(2)).unwrap();
    assert_eq!(shop.view(coupon).left, 50);
}

#[test]
fn old_receipts_are_cleared_by_their_makers_and_later_by_anyone() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let keep_until = shop.serve(till(), order(1), 40, &[coupon]).keep_until;
    assert_eq!(keep_until, shop.now + REFUND_WINDOW);
    let late = keep_until + CLEARING_PRIORITY;
    shop.at(keep_until - 1);
    let kept = StillInUse { until: keep_until };
    shop.refuses(till(), |c| c.clear_receipts(vec![order(1)]), kept);
    shop.at(late - 1);
    let others_first = StillInUse { until: late };
    shop.refuses(stranger(), |c| c.clear_receipts(vec![order(1)]), others_first);
    shop.events();
    shop.at(late).by(stranger()).clear_receipts(vec![order(1)]).unwrap();
    assert_eq!(shop.events(), [Event::removed(order(1), stranger())]);
    assert_eq!(shop.receipt(order(1)), None);
}
