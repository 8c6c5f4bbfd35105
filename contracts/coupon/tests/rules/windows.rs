//! Every time edge, one ms before it, at it, and one ms after it. A window is open from its first
//! ms on, and no more at its end.

use coupon::Coupon;
use psp34::{Id, PSP34Error, PSP34};
use tongquan_traits::{
    campaigns::{Terms, Validity},
    coupon_error::CouponError::*,
    coupons::{Coupons, Proof, Status, Voucher},
    redemption::{Redemption, Ticket, CLEARING_PRIORITY, MAX_HOLD, MAX_TICKET},
    tills::{TillLimits, Tills, DAY},
};

use crate::{
    counter::{free, order, voucher, HOUR, LENGTH, LIMITS, REFUND_WINDOW, VOID_WINDOW},
    people::{ann, ben, manager, merchant, stranger, till},
    shop::{Shop, START},
    signing::{Signature, Signed},
};

#[test]
fn a_campaign_issues_from_its_first_ms_until_its_last() {
    let mut terms = voucher(50);
    (terms.issue_from, terms.issue_until) = (START + HOUR, START + 2 * HOUR);
    let mut shop = Shop::with(terms.clone());
    let error = NotIssuing { from: terms.issue_from, until: terms.issue_until };
    for (at, issues) in [
        (terms.issue_from - 1, false),
        (terms.issue_from, true),
        (terms.issue_from + 1, true),
        (terms.issue_until - 1, true),
        (terms.issue_until, false),
        (terms.issue_until + 1, false),
    ] {
        match issues {
            true => assert!(shop.at(at).by(manager()).issue(1, ann()).is_ok()),
            false => shop.at(at).refuses(manager(), |c| c.issue(1, ann()), error.clone()),
        }
    }
}

/// The coupon of a campaign issued at the start is usable from the first time until the second.
#[track_caller]
fn assert_usable(terms: Terms, from: u64, until: u64) {
    for (at, status) in [
        (from - 1, Status::NotYet {}),
        (from, Status::Usable {}),
        (from + 1, Status::Usable {}),
        (until - 1, Status::Usable {}),
        (until, Status::Expired {}),
        (until + 1, Status::Expired {}),
    ] {
        let mut shop = Shop::with(terms.clone());
        let coupon = shop.give(1, ann());
        shop.at(at);
        let view = shop.view(coupon);
        assert_eq!((view.status, view.from, view.until), (status, from, until), "at {at}");
        match status {
            Status::NotYet {} => {
                let error = NotYet { coupon, from };
                shop.refuses(ann(), |c| c.redeem(order(1), 9, vec![coupon]), error);
                shop.by(ann()).transfer(ben(), Id::U64(coupon), vec![]).unwrap();
            }
            Status::Expired {} => {
                let error = Expired { at: until };
                shop.refuses(ann(), |c| c.redeem(order(1), 9, vec![coupon]), error);
                let error = PSP34Error::from("Expired");
                shop.refuses(ann(), |c| c.transfer(ben(), Id::U64(coupon), vec![]), error);
                // C3
            }
            _ => assert!(shop.by(ann()).redeem(order(1), 9, vec![coupon]).is_ok()),
        }
    }
}

#[test]
fn a_coupon_between_dates_is_good_from_the_first_ms_until_the_last() {
    let mut terms = voucher(50);
    let (from, until) = (START + HOUR, START + 2 * HOUR);
    terms.validity = Validity::Dates { from, until };
    assert_usable(terms, from, until);
}

#[test]
fn a_coupon_for_some_days_is_good_from_the_first_ms_until_the_last() {
    let mut terms = voucher(50);
    terms.validity = Validity::AfterIssue { delay: HOUR, length: 3 * HOUR };
    assert_usable(terms, START + HOUR, START + 4 * HOUR);
}

#[test]
fn a_coupon_that_would_end_at_once_is_not_issued() {
    let mut terms = voucher(50);
    let until = START + HOUR;
    terms.validity = Validity::Dates { from: START, until };
    let mut shop = Shop::with(terms);
    shop.at(until - 1).give(1, ann());
    for at in [until, until + 1] {
        shop.at(at).refuses(manager(), |c| c.issue(1, ann()), Expired { at: until });
    }
}

#[test]
fn days_beyond_all_time_end_with_time() {
    let mut terms = voucher(50);
    terms.validity = Validity::AfterIssue { delay: u64::MAX, length: u64::MAX };
    let mut shop = Shop::with(terms);
    let coupon = shop.give(1, ann());
    let view = shop.view(coupon);
    assert_eq!((view.from, view.until), (u64::MAX, u64::MAX));
}

#[test]
fn a_hold_counts_before_its_end() {
    let until = START + HOUR;
    for (at, held) in [(until - 1, true), (until, false), (until + 1, false)] {
        let mut shop = Shop::with(voucher(50));
        let coupon = shop.give(1, ann());
        shop.by(ann()).reserve(order(1), 40, vec![coupon], until).unwrap();
        shop.at(at);
        if held {
            let error = AlreadyReserved { order: order(1), until };
            shop.refuses(ann(), |c| c.redeem(order(2), 40, vec![coupon]), error.clone());
            shop.refuses(stranger(), |c| c.release(order(1)), error);
            let error = PSP34Error::from("Reserved");
            shop.refuses(ann(), |c| c.transfer(ben(), Id::U64(coupon), vec![]), error);
            let receipt = shop.by(ann()).redeem(order(1), 40, vec![coupon]).unwrap();
            assert_eq!(receipt.at, at);
        } else {
            assert_eq!(shop.status(coupon), Status::Usable {});
            shop.by(ann()).transfer(ben(), Id::U64(coupon), vec![]).unwrap();
            let error = NotHolder { coupon, holder: ben() };
            shop.refuses(ann(), |c| c.redeem(order(1), 40, vec![coupon]), error);
            shop.by(stranger()).release(order(1)).unwrap();
        }
    }
}

#[test]
fn a_hold_ends_later_than_now() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let now = shop.now;
    for until in [now - 1, now] {
        let error = InvalidDeadline;
        shop.refuses(ann(), |c| c.reserve(order(1), 40, vec![coupon], until), error);
    }
    assert!(shop.by(ann()).reserve(order(1), 40, vec![coupon], now + 1).is_ok());
}

#[test]
fn a_hold_ends_within_a_day() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let latest = shop.now + MAX_HOLD;
    let deadline = shop.now + MAX_TICKET;
    let ticket = Ticket { deadline, ..shop.ticket(order(2), 40, &[coupon]) };
    let signature = shop.consent(&ticket).bytes();
    for until in [latest + 1, u64::MAX] {
        let error = InvalidDeadline;
        shop.refuses(ann(), |c| c.reserve(order(1), 40, vec![coupon], until), error);
        let ticket = ticket.clone();
        let error = InvalidDeadline;
        shop.refuses(till(), |c| c.reserve_with_ticket(ticket, signature, until), error);
    }
    assert!(shop.by(ann()).reserve(order(1), 40, vec![coupon], latest).is_ok());
}

#[test]
fn a_ticket_is_good_for_thirty_days_at_most() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    for deadline in [shop.now + MAX_TICKET + 1, u64::MAX] {
        let ticket = Ticket { deadline, ..shop.ticket(order(1), 40, &[coupon]) };
        let signature = shop.consent(&ticket).bytes();
        shop.refuses(till(), |c| c.redeem_with_ticket(ticket, signature), InvalidDeadline);
    }
    let deadline = shop.now + MAX_TICKET;
    let ticket = Ticket { deadline, ..shop.ticket(order(1), 40, &[coupon]) };
    let signature = shop.consent(&ticket).bytes();
    let receipt = shop.by(till()).redeem_with_ticket(ticket, signature).unwrap();
    assert_eq!(receipt.keep_until, deadline);
}

#[test]
fn an_expired_coupon_is_not_cleared_while_it_is_held() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let end = shop.coupon(coupon).unwrap().until;
    let until = end + HOUR;
    shop.at(end - 1).by(ann()).reserve(order(1), 40, vec![coupon], until).unwrap();
    let clear = |c: &mut Coupon| c.clear_coupons(vec![coupon]);
    shop.at(until - 1).refuses(manager(), clear, StillInUse { until });
    shop.at(until).by(manager()).clear_coupons(vec![coupon]).unwrap();
}

#[test]
fn the_receipt_of_a_hold_is_kept_as_long_as_its_ticket_is_good() {
    // C5
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let deadline = START + 9 * DAY;
    let ticket = Ticket { deadline, ..shop.ticket(order(1), 40, &[coupon]) };
    let signature = shop.consent(&ticket).bytes();
    let held = shop.by(till()).reserve_with_ticket(ticket.clone(), signature, START + HOUR);
    assert_eq!(held.unwrap().keep_until, deadline);
    let unsigned = Ticket { deadline: START + 1, ..ticket };
    let receipt = shop.by(till()).redeem_with_ticket(unsigned, [0; 64]).unwrap();
    assert_eq!(receipt.keep_until, deadline, "whatever the till says when it completes it");
    assert_kept(shop, deadline);
}

#[test]
fn a_hold_with_a_ticket_ends_no_later_than_the_ticket() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let ticket = shop.ticket(order(1), 40, &[coupon]);
    let signature = shop.consent(&ticket).bytes();
    let until = ticket.deadline + 1;
    let again = ticket.clone();
    shop.refuses(till(), |c| c.reserve_with_ticket(again, signature, until), InvalidDeadline);
    assert!(shop.by(till()).reserve_with_ticket(ticket, signature, until - 1).is_ok());
}

#[test]
fn a_ticket_is_good_before_its_deadline() {
    let deadline = START + HOUR;
    for (at, good) in [(deadline - 1, true), (deadline, false), (deadline + 1, false)] {
        let mut shop = Shop::with(voucher(50));
        let coupons = vec![shop.give(1, ann())];
        let ticket = Ticket { till: None, order: order(1), amount: 40, coupons, deadline };
        let signature = shop.consent(&ticket).bytes();
        shop.at(at);
        match good {
            true => assert!(shop.by(till()).redeem_with_ticket(ticket, signature).is_ok()),
            false => {
                let error = TicketExpired { at: deadline };
                shop.refuses(till(), |c| c.redeem_with_ticket(ticket, signature), error);
            }
        }
    }
}

#[test]
fn a_voucher_is_claimed_before_its_deadline() {
    let deadline = START + HOUR;
    for (at, good) in [(deadline - 1, true), (deadline, false), (deadline + 1, false)] {
        let mut shop = Shop::with(voucher(50));
        let voucher = Voucher { campaign: 1, number: 0, member: ann(), deadline };
        let signature = Signature {
            by: manager(),
            what: Signed::Voucher { issuer: *manager().as_ref(), voucher },
            contract: shop.address(),
            wrapped: false,
        };
        let (proof, signature) = (Proof::Manager { signer: manager() }, signature.bytes());
        shop.at(at);
        match good {
            true => assert!(shop.by(stranger()).claim(voucher, proof, signature).is_ok()),
            false => {
                let error = VoucherExpired { at: deadline };
                shop.refuses(stranger(), |c| c.claim(voucher, proof, signature), error);
            }
        }
    }
}

#[test]
fn a_till_voids_before_the_end_of_its_window() {
    let end = START + VOID_WINDOW;
    for (at, open) in [(end - 1, true), (end, false), (end + 1, false)] {
        let mut shop = Shop::with(voucher(50));
        let coupon = shop.give(1, ann());
        shop.serve(till(), order(1), 40, &[coupon]);
        shop.at(at);
        match open {
            true => assert!(shop.by(till()).void(order(1)).is_ok()),
            false => shop.refuses(till(), |c| c.void(order(1)), WindowOver { at: end }),
        }
    }
}

#[test]
fn the_window_to_void_is_that_of_the_till_now() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    shop.serve(till(), order(1), 40, &[coupon]);
    let limits = TillLimits { void_window: 0, ..LIMITS };
    shop.by(manager()).set_till(till(), Some(limits)).unwrap();
    shop.refuses(till(), |c| c.void(order(1)), WindowOver { at: START });
}

#[test]
fn a_refund_is_made_before_the_end_of_its_window() {
    let end = START + REFUND_WINDOW;
    for (at, open) in [(end - 1, true), (end, false), (end + 1, false)] {
        for who in [merchant(), manager(), till()] {
            let mut shop = Shop::with(voucher(50));
            let coupon = shop.give(1, ann());
            shop.by(ann()).redeem(order(1), 40, vec![coupon]).unwrap();
            shop.at(at);
            match open {
                true => assert!(shop.by(who).refund(order(1), 40).is_ok()),
                false => shop.refuses(who, |c| c.refund(order(1), 40), WindowOver { at: end }),
            }
        }
    }
}

#[test]
fn the_window_of_a_reserved_order_begins_when_it_is_redeemed() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    shop.by(ann()).reserve(order(1), 40, vec![coupon], START + HOUR).unwrap();
    let redeemed = START + HOUR - 1;
    shop.at(redeemed).by(ann()).redeem(order(1), 40, vec![coupon]).unwrap();
    assert!(shop.at(redeemed + REFUND_WINDOW - 1).by(manager()).refund(order(1), 1).is_ok());
    let at = redeemed + REFUND_WINDOW;
    shop.at(at).refuses(manager(), |c| c.refund(order(1), 1), WindowOver { at });
}

#[test]
fn the_shortest_window_of_a_basket_counts() {
    let mut shop = Shop::with(voucher(50));
    let mut short = voucher(50);
    short.refund.window = HOUR;
    shop.campaign_of(short, free());
    let basket = vec![shop.give(1, ann()), shop.give(2, ann())];
    shop.by(ann()).redeem(order(1), 80, basket).unwrap();
    let at = START + HOUR;
    shop.at(at).refuses(manager(), |c| c.refund(order(1), 80), WindowOver { at });
    assert!(shop.at(at - 1).by(manager()).refund(order(1), 80).is_ok());
}

/// The receipt of an order that was redeemed at the start is kept until then.
#[track_caller]
fn assert_kept(mut shop: Shop, keep_until: u64) {
    assert_eq!(shop.receipt(order(1)).unwrap().keep_until, keep_until);
    let late = keep_until + CLEARING_PRIORITY;
    for (who, at, until) in [
        (till(), keep_until - 1, Some(keep_until)),
        (manager(), keep_until - 1, Some(keep_until)),
        (stranger(), keep_until - 1, Some(keep_until)),
        (stranger(), keep_until, Some(late)),
        (stranger(), keep_until + 1, Some(late)),
        (stranger(), late - 1, Some(late)),
    ] {
        let Some(until) = until else { continue };
        shop.at(at).refuses(who, |c| c.clear_receipts(vec![order(1)]), StillInUse { until });
    }
    shop.at(keep_until);
    assert_eq!(shop.by(till()).clear_receipts(vec![order(1)]), Ok(()));
}

#[test]
fn a_receipt_is_kept_for_the_refund_window() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    shop.serve(till(), order(1), 40, &[coupon]);
    assert_kept(shop, START + REFUND_WINDOW);
}

#[test]
fn a_receipt_is_kept_for_the_window_to_void() {
    let mut terms = voucher(50);
    terms.refund.window = 0;
    let mut shop = Shop::with(terms);
    let limits = TillLimits { void_window: 5 * HOUR, ..LIMITS };
    shop.by(manager()).set_till(till(), Some(limits)).unwrap();
    let coupon = shop.give(1, ann());
    shop.serve(till(), order(1), 40, &[coupon]);
    assert_kept(shop, START + 5 * HOUR);
}

#[test]
fn a_receipt_is_kept_until_its_ticket_is_worth_nothing() {
    let mut terms = voucher(50);
    terms.refund.window = 0;
    let mut shop = Shop::with(terms);
    let coupon = shop.give(1, ann());
    let deadline = START + 9 * HOUR;
    let ticket = Ticket { deadline, ..shop.ticket(order(1), 40, &[coupon]) };
    let signature = shop.consent(&ticket).bytes();
    shop.by(till()).redeem_with_ticket(ticket, signature).unwrap();
    assert_kept(shop, deadline);
    // C5
}

#[test]
fn anyone_clears_a_receipt_at_the_end_of_the_priority() {
    for later in [0, 1] {
        let mut shop = Shop::with(voucher(50));
        let coupon = shop.give(1, ann());
        let keep_until = shop.serve(till(), order(1), 40, &[coupon]).keep_until;
        shop.at(keep_until + CLEARING_PRIORITY + later);
        assert_eq!(shop.by(stranger()).clear_receipts(vec![order(1)]), Ok(()));
    }
}

#[test]
fn an_expired_coupon_is_cleared_at_its_end_and_not_before() {
    let end = START + LENGTH;
    for (at, over) in [(end - 1, false), (end, true), (end + 1, true)] {
        let mut shop = Shop::with(voucher(50));
        let coupon = shop.give(1, ann());
        shop.at(at);
        match over {
            true => assert_eq!(shop.by(manager()).clear_coupons(vec![coupon]), Ok(())),
            false => {
                let error = StillInUse { until: end };
                shop.refuses(manager(), |c| c.clear_coupons(vec![coupon]), error);
            }
        }
    }
}

#[test]
fn a_used_coupon_is_cleared_when_no_receipt_can_bring_it_back() {
    let end = START + REFUND_WINDOW;
    for (at, over) in [(end - 1, false), (end, true), (end + 1, true)] {
        let mut shop = Shop::with(voucher(50));
        let coupon = shop.give(1, ann());
        shop.by(ann()).redeem(order(1), 50, vec![coupon]).unwrap();
        shop.at(at);
        match over {
            true => assert_eq!(shop.by(manager()).clear_coupons(vec![coupon]), Ok(())),
            false => {
                let error = StillInUse { until: end };
                shop.refuses(manager(), |c| c.clear_coupons(vec![coupon]), error);
            }
        }
    }
}

#[test]
fn a_used_coupon_is_kept_for_the_longest_of_its_receipts() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let deadline = START + REFUND_WINDOW + DAY;
    let ticket = Ticket { deadline, ..shop.ticket(order(1), 40, &[coupon]) };
    let signature = shop.consent(&ticket).bytes();
    shop.by(till()).redeem_with_ticket(ticket, signature).unwrap();
    shop.by(ann()).redeem(order(2), 10, vec![coupon]).unwrap();
    let error = StillInUse { until: deadline };
    shop.at(deadline - 1).refuses(manager(), |c| c.clear_coupons(vec![coupon]), error);
    assert_eq!(shop.at(deadline).by(manager()).clear_coupons(vec![coupon]), Ok(()));
}

#[test]
fn the_grace_of_a_refund_ends_like_any_validity() {
    let mut terms = voucher(50);
    terms.refund.grace = HOUR;
    let end = START + LENGTH;
    let until = end + HOUR;
    for (at, usable) in [(until - 1, true), (until, false), (until + 1, false)] {
        let mut shop = Shop::with(terms.clone());
        let coupon = shop.give(1, ann());
        shop.at(end - 1).by(ann()).redeem(order(1), 50, vec![coupon]).unwrap();
        shop.at(end).by(manager()).refund(order(1), 50).unwrap();
        shop.at(at);
        match usable {
            true => assert!(shop.by(ann()).redeem(order(2), 50, vec![coupon]).is_ok()),
            false => {
                let error = Expired { at: until };
                shop.refuses(ann(), |c| c.redeem(order(2), 50, vec![coupon]), error);
            }
        }
    }
}

#[test]
fn a_till_has_its_caps_anew_at_midnight() {
    let midnight = (START / DAY + 1) * DAY;
    for (at, today) in [(midnight - 1, true), (midnight, false), (midnight + 1, false)] {
        let mut shop = Shop::with(voucher(50));
        let limits = TillLimits { daily_value: 60, daily_coupons: 2, ..LIMITS };
        shop.by(manager()).set_till(till(), Some(limits)).unwrap();
        let [a, b] = [0; 2].map(|_| shop.give(1, ann()));
        shop.serve(till(), order(1), 50, &[a]);
        shop.at(at);
        let used = shop.till(till()).unwrap();
        let (value_left, coupons_left) = (10, 1);
        let ticket = shop.ticket(order(2), 50, &[b]);
        let signature = shop.consent(&ticket).bytes();
        if today {
            assert_eq!((used.used_value, used.used_coupons), (50, 1));
            let error = OverDailyCap { value_left, coupons_left };
            shop.refuses(till(), |c| c.redeem_with_ticket(ticket, signature), error);
        } else {
            assert_eq!((used.used_value, used.used_coupons, used.day), (0, 0, at / DAY));
            assert!(shop.by(till()).redeem_with_ticket(ticket, signature).is_ok());
        }
    }
}
