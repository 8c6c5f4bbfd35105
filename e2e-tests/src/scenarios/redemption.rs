//! Coupons at the till (核销), and back.

use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34Error, PSP34};
use tongquan_client::{at, Account, Chain, Error};
use tongquan_traits::{
    campaigns::{Kind, Sale},
    coupon_error::{CouponError, PointsFault},
    coupons::Status,
    redemption::{ReceiptRemoved, ReceiptState, ReceiptWritten, Redemption, Ticket},
    tills::Tills,
};

use crate::{
    counter::{a_fifth_off, lines, order, Counter, HOUR, LIMITS},
    shop::Fault,
};

// C4, C5
pub async fn a_till_redeems_with_the_holders_ticket(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (ann, till) = (&counter.shop.ann, &counter.till);
    let campaign = counter.vouchers(chain, 5_000).await?;
    let coupon = counter.issue(chain, campaign, ann).await?;
    let (ticket, signature) = counter.ticket(chain, ann, order("1001"), 3_000, &[coupon]).await?;

    let redeem = counter.messages().redeem_with_ticket(ticket.clone(), signature);
    let redeemed = chain.call(till, redeem).await?;
    let receipt = counter.receipt(chain, order("1001")).await?.ok_or("no receipt")?;
    assert_eq!((receipt.holder, receipt.till), (ann.id(), Some(till.id())));
    assert_eq!((receipt.amount, receipt.state), (3_000, ReceiptState::Redeemed {}));
    assert_eq!(lines(&receipt), [(coupon, 3_000)]);
    let written = ReceiptWritten { order: order("1001"), by: till.id(), receipt: receipt.clone() };
    assert_eq!(redeemed.events.of::<ReceiptWritten>(counter.coupons), [written]);
    assert_eq!(counter.view(chain, coupon).await?.left, 2_000);

    // The connection broke; the till sends the same again.
    let again = counter.messages().redeem_with_ticket(ticket.clone(), signature);
    let again = chain.call(till, again).await?;
    assert_eq!(again.value, receipt);
    assert_eq!(again.events.0, []);
    let other = Ticket { amount: 2_999, ..ticket.clone() };
    let refused = chain.call(till, counter.messages().redeem_with_ticket(other, signature)).await;
    let used = CouponError::OrderUsed { receipt: receipt.clone() };
    assert_eq!(refused.err(), Some(Error::Refused(used)));

    let other = Ticket { order: order("1002"), ..ticket };
    let refused = chain.call(till, counter.messages().redeem_with_ticket(other, signature)).await;
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::BadSignature)));
    Ok(())
}

// C9
pub async fn a_revoked_till_does_nothing(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (ann, till) = (&counter.shop.ann, &counter.till);
    let campaign = counter.vouchers(chain, 500).await?;
    let coupon = counter.issue(chain, campaign, ann).await?;
    let (ticket, signature) = counter.ticket(chain, ann, order("1"), 500, &[coupon]).await?;
    chain.call(&counter.shop.merchant, counter.messages().set_till(till.id(), None)).await?;
    let redeem = counter.messages().redeem_with_ticket(ticket.clone(), signature);
    let refused = chain.call(till, redeem).await;
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::NotTill)));

    let limits = tongquan_traits::tills::TillLimits { daily_value: 499, ..LIMITS };
    let appoint = counter.messages().set_till(till.id(), Some(limits));
    chain.call(&counter.shop.merchant, appoint).await?;
    let redeem = counter.messages().redeem_with_ticket(ticket, signature);
    let refused = chain.call(till, redeem).await;
    let over = CouponError::OverDailyCap { value_left: 499, coupons_left: 100 };
    assert_eq!(refused.err(), Some(Error::Refused(over)));
    Ok(())
}

// C3
pub async fn a_basket_is_redeemed_whole_or_not_at_all(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (ann, ben) = (&counter.shop.ann, &counter.shop.ben);
    let vouchers = counter.vouchers(chain, 50).await?;
    let terms = counter.terms(chain, a_fifth_off()).await?;
    let off = counter.campaign(chain, terms, Sale::default()).await?;
    let voucher = counter.issue(chain, vouchers, ann).await?;
    let fifth = counter.issue(chain, off, ann).await?;
    let bens = counter.issue(chain, vouchers, ben).await?;

    let redeem = counter.messages().redeem(order("7"), 120, vec![fifth, voucher, bens]);
    let refused = chain.call(ann, redeem).await;
    let not_hers = CouponError::NotHolder { coupon: bens, holder: ben.id() };
    assert_eq!(refused.err(), Some(Error::Refused(not_hers)));
    assert_eq!(counter.view(chain, fifth).await?.status, Status::Usable {});

    let redeem = counter.messages().redeem(order("7"), 120, vec![fifth, voucher]);
    chain.call(ann, redeem).await?;
    let redeemed = counter.receipt(chain, order("7")).await?.ok_or("no receipt")?;
    assert_eq!(lines(&redeemed), [(fifth, 24), (voucher, 50)]);
    let used = Status::Redeemed { order: order("7") };
    assert_eq!(counter.view(chain, fifth).await?.status, used);
    assert_eq!(counter.view(chain, voucher).await?.status, used);
    let give = counter.messages().transfer(ben.id(), Id::U64(voucher), vec![]);
    let refused = chain.call(ann, give).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP34Error::Custom("Redeemed".into()))));
    let redeem = counter.messages().redeem(order("8"), 50, vec![voucher]);
    let refused = chain.call(ann, redeem).await;
    let first = CouponError::AlreadyRedeemed {
        coupon: voucher,
        order: order("7"),
        receipt: Some(redeemed),
    };
    assert_eq!(refused.err(), Some(Error::Refused(first)));
    Ok(())
}

pub async fn a_reservation_holds_until_paid_or_released(
    chain: &mut impl Chain,
) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (ann, ben, till) = (&counter.shop.ann, &counter.shop.ben, &counter.till);
    let campaign = counter.vouchers(chain, 80).await?;
    let coupon = counter.issue(chain, campaign, ann).await?;
    let (ticket, signature) = counter.ticket(chain, ann, order("r1"), 60, &[coupon]).await?;
    let until = chain.now().await? + HOUR / 2;
    let reserve = counter.messages().reserve_with_ticket(ticket.clone(), signature, until);
    let reserved = chain.call(till, reserve).await?.value;
    assert_eq!(reserved.state, ReceiptState::Reserved { until });
    assert_eq!(lines(&reserved), [(coupon, 60)]);

    let give = || counter.messages().transfer(ben.id(), Id::U64(coupon), vec![]);
    let refused = chain.call(ann, give()).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP34Error::Custom("Reserved".into()))));
    let held = CouponError::AlreadyReserved { order: order("r1"), until };
    let other = counter.messages().redeem(order("r2"), 60, vec![coupon]);
    let refused = chain.call(ann, other).await;
    assert_eq!(refused.err(), Some(Error::Refused(held.clone())));
    let refused = chain.call(ann, counter.messages().release(order("r1"))).await;
    assert_eq!(refused.err(), Some(Error::Refused(held)));

    let redeem = counter.messages().redeem_with_ticket(ticket, signature);
    let redeemed = chain.call(till, redeem).await?.value;
    assert_eq!(redeemed.state, ReceiptState::Redeemed {});
    assert_eq!(counter.view(chain, coupon).await?.left, 20);

    let (ticket, signature) = counter.ticket(chain, ann, order("r3"), 20, &[coupon]).await?;
    let reserve = counter.messages().reserve_with_ticket(ticket, signature, until);
    chain.call(till, reserve).await?;
    let released = chain.call(till, counter.messages().release(order("r3"))).await?;
    let removed = ReceiptRemoved { order: order("r3"), by: till.id() };
    assert_eq!(released.events.of::<ReceiptRemoved>(counter.coupons), [removed]);
    chain.call(ann, give()).await?;
    Ok(())
}

// C2
pub async fn a_refund_gives_back_in_proportion(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (ann, merchant) = (&counter.shop.ann, &counter.shop.merchant);
    let campaign = counter.vouchers(chain, 50).await?;
    let coupon = counter.issue(chain, campaign, ann).await?;
    chain.call(ann, counter.messages().redeem(order("9"), 70, vec![coupon])).await?;

    let refused = chain.call(&counter.till, counter.messages().refund(order("9"), 10)).await;
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::NotManager)));
    let refunded = chain.call(merchant, counter.messages().refund(order("9"), 10)).await?.value;
    assert_eq!((refunded.refunded, refunded.state), (10, ReceiptState::Redeemed {}));
    assert_eq!(counter.view(chain, coupon).await?.left, 50 * 10 / 70);
    let refused = chain.call(merchant, counter.messages().refund(order("9"), 61)).await;
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::InvalidRefund { left: 60 })));
    let refunded = chain.call(merchant, counter.messages().refund(order("9"), 60)).await?.value;
    assert_eq!(refunded.state, ReceiptState::Refunded {});
    let view = counter.view(chain, coupon).await?;
    assert_eq!((view.left, view.status), (50, Status::Usable {}));
    let refused = chain.call(merchant, counter.messages().refund(order("9"), 1)).await;
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::NotRedeemed)));
    Ok(())
}

pub async fn a_till_voids_its_mistake(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (ann, till) = (&counter.shop.ann, &counter.till);
    let terms = counter.terms(chain, Kind::Exchange {}).await?;
    let campaign = counter.campaign(chain, terms, Sale::default()).await?;
    let coupon = counter.issue(chain, campaign, ann).await?;
    let (ticket, signature) = counter.ticket(chain, ann, order("v"), 0, &[coupon]).await?;
    let redeem = || counter.messages().redeem_with_ticket(ticket.clone(), signature);
    chain.call(till, redeem()).await?;
    let refused = chain.call(&counter.shop.mallory, counter.messages().void(order("v"))).await;
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::NotTill)));
    chain.call(till, counter.messages().void(order("v"))).await?;
    let voided = counter.receipt(chain, order("v")).await?.ok_or("no receipt")?;
    assert_eq!(voided.state, ReceiptState::Voided {});
    assert_eq!(counter.view(chain, coupon).await?.status, Status::Usable {});
    // The ticket was used, and stays so.
    let again = chain.call(till, redeem()).await?;
    assert_eq!(again.value, voided);
    assert_eq!(counter.view(chain, coupon).await?.status, Status::Usable {});
    Ok(())
}

pub async fn a_points_coupon_becomes_points(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let shop = &counter.shop;
    let (ann, merchant): (&Account, &Account) = (&shop.ann, &shop.merchant);
    let kind = Kind::Points { token: shop.points, amount: 40_000 };
    let terms = counter.terms(chain, kind).await?;
    let campaign = counter.campaign(chain, terms, Sale::default()).await?;
    let mut coupons = Vec::new();
    for _ in 0..3 {
        coupons.push(counter.issue(chain, campaign, ann).await?);
    }
    let redeem = counter.messages().redeem(order("p"), 0, coupons[..2].to_vec());
    chain.call(ann, redeem).await?;
    assert_eq!(shop.balance(chain, ann).await?, 80_000);
    // The coupons' quota of points is 100,000.
    let redeem = counter.messages().redeem(order("q"), 0, vec![coupons[2]]);
    let refused = chain.call(ann, redeem).await;
    let fault = CouponError::Points(PointsFault::OverQuota);
    assert_eq!(refused.err(), Some(Error::Refused(fault)));
    assert_eq!(counter.view(chain, coupons[2]).await?.status, Status::Usable {});

    let mut points = at::<Points>(shop.points);
    let refused = chain.call(merchant, counter.messages().refund(order("p"), 0)).await;
    let fault = CouponError::Points(PointsFault::InsufficientAllowance);
    assert_eq!(refused.err(), Some(Error::Refused(fault)));
    chain.call(ann, points.approve(counter.coupons, 80_000)).await?;
    chain.call(merchant, counter.messages().refund(order("p"), 0)).await?;
    assert_eq!(shop.balance(chain, ann).await?, 0);
    assert_eq!(shop.supply(chain).await?, 0);
    assert_eq!(counter.view(chain, coupons[0]).await?.status, Status::Usable {});
    Ok(())
}
