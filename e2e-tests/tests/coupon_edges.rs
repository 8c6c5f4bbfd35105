//! Every end of a time, on the release Wasm: what holds one ms before it, and what at it.

use std::fmt::Debug;

use e2e_tests::{
    counter::{order, Counter, DAY, HOUR, LIMITS},
    shop::Fault,
};
use ink::scale::Decode;
use psp34::{Id, PSP34Error, PSP34};
use tongquan_client::{AccountId, Chain, Embedded, Error, Message};
use tongquan_traits::{
    campaigns::{Kind, Sale, Terms, Validity},
    coupon_error::CouponError,
    coupons::{Coupons, Proof, Voucher},
    redemption::{Redemption, Ticket, CLEARING_PRIORITY},
    tills::{TillLimits, Tills},
};

/// A merchant on a chain whose clock is turned.
struct Clock {
    chain: Embedded,
    counter: Counter,
    start: u64,
}

impl Clock {
    async fn open() -> Result<Self, Fault> {
        let mut chain = Embedded::new();
        let counter = Counter::open(&mut chain).await?;
        let start = chain.now().await? + DAY;
        Ok(Self { chain, counter, start })
    }

    async fn campaign(&mut self, change: impl FnOnce(&mut Terms)) -> Result<u32, Fault> {
        let mut terms = self.counter.terms(&mut self.chain, Kind::Voucher { value: 100 }).await?;
        terms.issue_until = u64::MAX;
        terms.validity = Validity::Dates { from: 0, until: u64::MAX };
        change(&mut terms);
        self.counter.campaign(&mut self.chain, terms, Sale::default()).await
    }

    async fn coupon(&mut self, campaign: u32) -> Result<u64, Fault> {
        self.counter.issue(&mut self.chain, campaign, &self.counter.shop.ann).await
    }

    /// Why the message would be refused at that time; `None` if it would not.
    async fn refusal<T: Decode, E: Decode + Debug>(
        &mut self,
        time: u64,
        caller: AccountId,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Option<E> {
        self.chain.set_time(time);
        match self.chain.dry_run(caller, message).await {
            Ok(_) => None,
            Err(Error::Refused(error)) => Some(error),
            Err(fault) => panic!("{fault}"),
        }
    }
}

#[tokio::test]
async fn issue_and_validity_begin_and_end_to_the_millisecond() -> Result<(), Fault> {
    let mut clock = Clock::open().await?;
    let (from, until) = (clock.start, clock.start + HOUR);
    let issuing =
        clock.campaign(|terms| (terms.issue_from, terms.issue_until) = (from, until)).await?;
    let valid = clock.campaign(|terms| terms.validity = Validity::Dates { from, until }).await?;
    let coupon = clock.coupon(valid).await?;
    let (merchant, ann) = (clock.counter.shop.merchant.id(), clock.counter.shop.ann.id());
    let closed = CouponError::NotIssuing { from, until };
    for (time, issue, redeem) in [
        (from - 1, Some(closed.clone()), Some(CouponError::NotYet { coupon, from })),
        (from, None, None),
        (until - 1, None, None),
        (until, Some(closed), Some(CouponError::Expired { at: until })),
    ] {
        let message = clock.counter.messages().issue(issuing, ann);
        assert_eq!(clock.refusal(time, merchant, message).await, issue);
        let message = clock.counter.messages().redeem(order("1"), 50, vec![coupon]);
        assert_eq!(clock.refusal(time, ann, message).await, redeem);
    }
    let give = clock.counter.messages().transfer(merchant, Id::U64(coupon), vec![]);
    let expired = Some(PSP34Error::Custom("Expired".into()));
    assert_eq!(clock.refusal(until, ann, give).await, expired);
    Ok(())
}

#[tokio::test]
async fn tickets_vouchers_and_holds_end_to_the_millisecond() -> Result<(), Fault> {
    let mut clock = Clock::open().await?;
    let campaign = clock.campaign(|_| ()).await?;
    let coupon = clock.coupon(campaign).await?;
    let shop = &clock.counter.shop;
    let (ann, merchant, till) = (shop.ann.clone(), shop.merchant.clone(), clock.counter.till.id());
    let (start, end) = (clock.start, clock.start + HOUR);
    let ticket =
        Ticket { till: None, order: order("1"), amount: 40, coupons: vec![coupon], deadline: end };
    let signature = ann.sign_ticket(clock.counter.coupons, &ticket, &[0]);
    let voucher = Voucher { campaign, number: 1, member: ann.id(), deadline: end };
    let by_manager = merchant.sign_voucher(clock.counter.coupons, &voucher);
    for (time, over) in [(end - 1, false), (end, true)] {
        let redeem = clock.counter.messages().redeem_with_ticket(ticket.clone(), signature);
        let refused = over.then_some(CouponError::TicketExpired { at: end });
        assert_eq!(clock.refusal(time, till, redeem).await, refused);
        let proof = Proof::Manager { signer: merchant.id() };
        let claim = clock.counter.messages().claim(voucher, proof, by_manager);
        let refused = over.then_some(CouponError::VoucherExpired { at: end });
        assert_eq!(clock.refusal(time, till, claim).await, refused);
    }

    clock.chain.set_time(start);
    let reserve = clock.counter.messages().reserve_with_ticket(ticket.clone(), signature, end);
    clock.chain.call(&clock.counter.till, reserve).await?;
    for (time, over) in [(end - 1, false), (end, true)] {
        let redeem = clock.counter.messages().redeem_with_ticket(ticket.clone(), signature);
        let refused = over.then_some(CouponError::TicketExpired { at: end });
        assert_eq!(clock.refusal(time, till, redeem).await, refused);
        let release = clock.counter.messages().release(order("1"));
        let held = CouponError::AlreadyReserved { order: order("1"), until: end };
        assert_eq!(clock.refusal(time, ann.id(), release).await, (!over).then_some(held));
        let give = clock.counter.messages().transfer(till, Id::U64(coupon), vec![]);
        let held = PSP34Error::Custom("Reserved".into());
        assert_eq!(clock.refusal(time, ann.id(), give).await, (!over).then_some(held));
    }
    Ok(())
}

#[tokio::test]
async fn void_refund_and_clearing_change_to_the_millisecond() -> Result<(), Fault> {
    let mut clock = Clock::open().await?;
    let campaign = clock.campaign(|terms| terms.refund.window = 2 * DAY).await?;
    let coupon = clock.coupon(campaign).await?;
    let ann = clock.counter.shop.ann.clone();
    let (merchant, till) = (clock.counter.shop.merchant.id(), clock.counter.till.id());
    clock.chain.set_time(clock.start);
    let (ticket, signature) =
        clock.counter.ticket(&mut clock.chain, &ann, order("1"), 40, &[coupon]).await?;
    let redeem = clock.counter.messages().redeem_with_ticket(ticket, signature);
    let receipt = clock.chain.call(&clock.counter.till, redeem).await?.value;

    let at = receipt.at + LIMITS.void_window;
    for (time, over) in [(at - 1, false), (at, true)] {
        let void = clock.counter.messages().void(order("1"));
        let refused = over.then_some(CouponError::WindowOver { at });
        assert_eq!(clock.refusal(time, till, void).await, refused);
    }

    let at = receipt.at + 2 * DAY;
    assert_eq!(receipt.keep_until, at);
    for (time, over) in [(at - 1, false), (at, true)] {
        let refund = clock.counter.messages().refund(order("1"), 40);
        let refused = over.then_some(CouponError::WindowOver { at });
        assert_eq!(clock.refusal(time, merchant, refund).await, refused);
        let clear = clock.counter.messages().clear_receipts(vec![order("1")]);
        let kept = CouponError::StillInUse { until: at };
        assert_eq!(clock.refusal(time, till, clear).await, (!over).then_some(kept));
    }
    let anyones = at + CLEARING_PRIORITY;
    for (time, over) in [(anyones - 1, false), (anyones, true)] {
        let clear = clock.counter.messages().clear_receipts(vec![order("1")]);
        let kept = CouponError::StillInUse { until: anyones };
        assert_eq!(clock.refusal(time, ann.id(), clear).await, (!over).then_some(kept));
    }
    Ok(())
}

#[tokio::test]
async fn a_tills_day_ends_at_midnight() -> Result<(), Fault> {
    let mut clock = Clock::open().await?;
    let campaign = clock.campaign(|_| ()).await?;
    let coupon = clock.coupon(campaign).await?;
    let ann = clock.counter.shop.ann.clone();
    let till = clock.counter.till.id();
    let limits = TillLimits { daily_value: 50, ..LIMITS };
    let appoint = clock.counter.messages().set_till(till, Some(limits));
    clock.chain.call(&clock.counter.shop.merchant, appoint).await?;
    let midnight = (clock.start / DAY + 1) * DAY;
    clock.chain.set_time(midnight - HOUR / 2);
    let (ticket, signature) =
        clock.counter.ticket(&mut clock.chain, &ann, order("1"), 40, &[coupon]).await?;
    let redeem = clock.counter.messages().redeem_with_ticket(ticket, signature);
    clock.chain.call(&clock.counter.till, redeem).await?;
    let (ticket, signature) =
        clock.counter.ticket(&mut clock.chain, &ann, order("2"), 40, &[coupon]).await?;
    for (time, refused) in [
        (midnight - 1, Some(CouponError::OverDailyCap { value_left: 10, coupons_left: 99 })),
        (midnight, None),
    ] {
        let redeem = clock.counter.messages().redeem_with_ticket(ticket.clone(), signature);
        assert_eq!(clock.refusal(time, till, redeem).await, refused);
    }
    Ok(())
}
