//! Tills: their daily caps, and what they may do for whom.

use tongquan_traits::{
    coupon_error::CouponError::{self, *},
    redemption::{ReceiptState, Redemption},
    tills::{Till, TillLimits, Tills, DAY},
};

use crate::{
    book::Event,
    counter::{free, good, order, voucher, HOUR, LIMITS},
    people::{ann, ben, manager, merchant, other_till, stranger, till},
    shop::{Shop, START},
};

fn with_caps(daily_value: u64, daily_coupons: u32) -> Shop {
    let mut shop = Shop::with(voucher(50));
    let limits = TillLimits { daily_value, daily_coupons, ..LIMITS };
    shop.by(manager()).set_till(till(), Some(limits)).unwrap();
    shop
}

fn serve(shop: &mut Shop, number: u8, amount: u64, coupons: &[u64]) -> Result<(), CouponError> {
    let ticket = shop.ticket(order(number), amount, coupons);
    let signature = shop.consent(&ticket).bytes();
    shop.by(till()).redeem_with_ticket(ticket, signature).map(drop)
}

#[test]
fn a_till_deducts_up_to_its_cap_and_not_one_more() {
    let mut shop = with_caps(60, 9);
    let [a, b] = [0; 2].map(|_| shop.give(1, ann()));
    serve(&mut shop, 1, 50, &[a]).unwrap();
    let error = OverDailyCap { value_left: 10, coupons_left: 8 };
    assert_eq!(serve(&mut shop, 2, 11, &[b]), Err(error));
    assert_eq!(serve(&mut shop, 2, 10, &[b]), Ok(()));
    let error = OverDailyCap { value_left: 0, coupons_left: 7 };
    assert_eq!(serve(&mut shop, 3, 1, &[b]), Err(error));
}

#[test]
fn a_till_redeems_up_to_so_many_coupons_and_not_one_more() {
    let mut shop = with_caps(u64::MAX, 3);
    shop.campaign_of(good(), free());
    let goods = [0; 4].map(|_| shop.give(2, ann()));
    let error = OverDailyCap { value_left: u64::MAX, coupons_left: 3 };
    assert_eq!(serve(&mut shop, 1, 0, &goods), Err(error));
    assert_eq!(serve(&mut shop, 1, 0, &goods[..2]), Ok(()));
    let error = OverDailyCap { value_left: u64::MAX, coupons_left: 1 };
    assert_eq!(serve(&mut shop, 2, 0, &goods[2..]), Err(error));
    assert_eq!(serve(&mut shop, 2, 0, &goods[2..3]), Ok(()));
}

#[test]
fn what_is_voided_or_refunded_does_not_give_a_cap_back() {
    let mut shop = with_caps(60, 9);
    let coupon = shop.give(1, ann());
    serve(&mut shop, 1, 50, &[coupon]).unwrap();
    shop.by(till()).void(order(1)).unwrap();
    let error = OverDailyCap { value_left: 10, coupons_left: 8 };
    assert_eq!(serve(&mut shop, 2, 50, &[coupon]), Err(error));
    assert_eq!(serve(&mut shop, 2, 10, &[coupon]), Ok(()));
}

#[test]
fn new_limits_leave_the_use_of_the_day() {
    let mut shop = with_caps(60, 9);
    let coupon = shop.give(1, ann());
    serve(&mut shop, 1, 40, &[coupon]).unwrap();
    let limits = TillLimits { daily_value: 30, daily_coupons: 0, void_window: 0 };
    shop.by(manager()).set_till(till(), Some(limits)).unwrap();
    let today = Till { limits, day: START / DAY, used_value: 40, used_coupons: 1 };
    assert_eq!(shop.till(till()), Some(today));
    let error = OverDailyCap { value_left: 0, coupons_left: 0 };
    assert_eq!(serve(&mut shop, 2, 5, &[coupon]), Err(error));
}

#[test]
fn a_reservation_counts_on_the_day_it_is_redeemed() {
    let mut shop = with_caps(60, 9);
    let coupon = shop.give(1, ann());
    let midnight = (START / DAY + 1) * DAY;
    shop.at(midnight - 1);
    let ticket = shop.ticket(order(1), 50, &[coupon]);
    let signature = shop.consent(&ticket).bytes();
    let held =
        shop.by(till()).reserve_with_ticket(ticket.clone(), signature, midnight + 1).unwrap();
    assert_eq!(held.state, ReceiptState::Reserved { until: midnight + 1 });
    assert_eq!(shop.till(till()).unwrap().used_value, 0);
    shop.at(midnight).by(till()).redeem_with_ticket(ticket, signature).unwrap();
    let used = shop.till(till()).unwrap();
    assert_eq!((used.day, used.used_value), (midnight / DAY, 50));
}

#[test]
fn the_holders_own_redemption_counts_for_no_till() {
    let mut shop = with_caps(0, 0);
    let coupon = shop.give(1, ann());
    assert!(shop.by(ann()).redeem(order(1), 50, vec![coupon]).is_ok());
}

#[test]
fn only_managers_set_tills_and_only_the_owner_managers() {
    // C9
    use tongquan_traits::ownable::OwnableError::NotOwner;
    let mut shop = Shop::ready();
    for other in [ann(), till(), stranger()] {
        shop.refuses(other, |c| c.set_till(other, Some(LIMITS)), NotManager);
        shop.refuses(other, |c| c.set_till(till(), None), NotManager);
    }
    for other in [ann(), till(), manager()] {
        let error = Ownable(NotOwner { owner: merchant() });
        shop.refuses(other, |c| c.set_manager(other, true), error);
    }
    shop.by(merchant()).set_manager(manager(), false).unwrap();
    shop.refuses(manager(), |c| c.set_till(ann(), Some(LIMITS)), NotManager);
    assert!(!shop.is_manager(manager()) && shop.is_manager(merchant()));
}

#[test]
fn the_owner_can_not_be_dismissed() {
    let mut shop = Shop::ready();
    shop.by(merchant()).set_manager(merchant(), false).unwrap();
    assert!(shop.is_manager(merchant()));
}

#[test]
fn who_releases_a_hold_is_its_maker_or_a_manager() {
    for (who, may) in [
        (till(), true),
        (manager(), true),
        (merchant(), true),
        (other_till(), false),
        (ann(), false),
    ] {
        let mut shop = Shop::with(voucher(50));
        let coupon = shop.give(1, ann());
        let ticket = shop.ticket(order(1), 40, &[coupon]);
        let signature = shop.consent(&ticket).bytes();
        let until = START + HOUR;
        shop.by(till()).reserve_with_ticket(ticket, signature, until).unwrap();
        shop.events();
        if may {
            shop.by(who).release(order(1)).unwrap();
            assert_eq!(shop.events(), [Event::removed(order(1), who)]);
        } else {
            let error = AlreadyReserved { order: order(1), until };
            shop.refuses(who, |c| c.release(order(1)), error);
        }
    }
}

#[test]
fn a_till_without_rights_releases_nothing_before_the_end() {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    let ticket = shop.ticket(order(1), 40, &[coupon]);
    let signature = shop.consent(&ticket).bytes();
    let until = START + HOUR;
    shop.by(till()).reserve_with_ticket(ticket, signature, until).unwrap();
    shop.by(manager()).set_till(till(), None).unwrap();
    let error = AlreadyReserved { order: order(1), until };
    shop.refuses(till(), |c| c.release(order(1)), error);
}

#[test]
fn tills_refund_only_where_every_campaign_of_the_order_lets_them() {
    let mut shop = Shop::with(voucher(50));
    let mut by_managers = voucher(50);
    by_managers.refund.by_tills = false;
    shop.campaign_of(by_managers, free());
    let mixed = vec![shop.give(1, ann()), shop.give(2, ann())];
    let plain = vec![shop.give(1, ben())];
    shop.by(ann()).redeem(order(1), 80, mixed).unwrap();
    shop.by(ben()).redeem(order(2), 40, plain).unwrap();
    shop.refuses(till(), |c| c.refund(order(1), 80), NotManager);
    shop.refuses(ben(), |c| c.refund(order(2), 40), NotManager);
    assert!(shop.by(other_till()).refund(order(2), 40).is_ok());
    assert!(shop.by(manager()).refund(order(1), 80).is_ok());
}
