//! What takes a redemption back: release, void, refund.

use ink::{prelude::vec::Vec, primitives::AccountId};
use tongquan_host::copied;
use tongquan_traits::{
    campaigns::Kind,
    coupon_error::CouponError,
    redemption::{OrderRef, Receipt, ReceiptState},
};

use crate::{
    campaigns::Basket,
    points, receipts,
    refusal::{refuse, Outcome},
    stamp::{self, campaign_of, Mark},
    tills::{self, is_manager},
};

#[inline(never)]
pub fn release(caller: &AccountId, now: u64, order: &OrderRef) -> Outcome<()> {
    let receipt = receipts::find(order)?;
    let ReceiptState::Reserved { until } = receipt.state else {
        return refuse(CouponError::NotReserved);
    };
    if now < until && !may_release(caller, now, &receipt) {
        return refuse(CouponError::AlreadyReserved { order: copied(order), until });
    }
    for line in &receipt.lines {
        // Once the hold is over, the coupon may be gone, or held for another order.
        if let Some((token, stamp)) = &mut stamp::load(line.coupon) {
            if stamp.mark == Mark::Held && stamp.order == *order {
                stamp.mark = Mark::None;
                stamp.put(line.coupon, token);
            }
        }
    }
    receipts::remove(order, caller);
    Ok(())
}

fn may_release(caller: &AccountId, now: u64, receipt: &Receipt) -> bool {
    let still_till = || receipt.till.is_none() || tills::till(caller, now).is_some();
    (receipt.is_by(caller) && still_till()) || is_manager(caller)
}

#[inline(never)]
pub fn void(caller: &AccountId, now: u64, order: &OrderRef) -> Outcome<Receipt> {
    let mut receipt = receipts::find_redeemed(order)?;
    if !is_manager(caller) {
        if receipt.till.as_ref() != Some(caller) {
            return refuse(CouponError::NotTill);
        }
        let window = tills::find(caller, now)?.limits.void_window;
        within(now, &receipt, window)?;
    }
    receipt.state = ReceiptState::Voided {};
    let left = receipt.amount.saturating_sub(receipt.refunded);
    give_back(caller, now, order, &mut receipt, left, Rule::None)?;
    Ok(receipt)
}

#[inline(never)]
pub fn refund(caller: &AccountId, now: u64, order: &OrderRef, amount: u64) -> Outcome<Receipt> {
    let mut receipt = receipts::find_redeemed(order)?;
    let left = receipt.amount.saturating_sub(receipt.refunded);
    if amount > left || (amount == 0 && left > 0) {
        return refuse(CouponError::InvalidRefund { left });
    }
    let rule = match is_manager(caller) {
        true => Rule::Window,
        false if tills::till(caller, now).is_some() => Rule::WindowAndTills,
        false => return refuse(CouponError::NotManager),
    };
    if amount == left {
        receipt.state = ReceiptState::Refunded {};
    }
    give_back(caller, now, order, &mut receipt, amount, rule)?;
    Ok(receipt)
}

/// Which of a campaign's rules a refund has to keep.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    None,
    Window,
    WindowAndTills,
}

fn within(now: u64, receipt: &Receipt, window: u64) -> Outcome<()> {
    let at = receipt.at.saturating_add(window);
    match now < at {
        true => Ok(()),
        false => refuse(CouponError::WindowOver { at }),
    }
}

/// Gives back what belongs to `amount` of the order.
#[inline(never)]
fn give_back(
    caller: &AccountId,
    now: u64,
    order: &OrderRef,
    receipt: &mut Receipt,
    amount: u64,
    rule: Rule,
) -> Outcome<()> {
    let before = receipt.refunded;
    receipt.refunded = before.saturating_add(amount);
    let in_full = !matches!(receipt.state, ReceiptState::Redeemed {});
    let mut campaigns = Basket::default();
    let mut entries = Vec::new();
    for line in &receipt.lines {
        let coupon = line.coupon;
        let refund = &campaigns.campaign(campaign_of(coupon))?.terms.refund;
        if rule == Rule::WindowAndTills && !refund.by_tills {
            return refuse(CouponError::NotManager);
        }
        if rule != Rule::None {
            within(now, receipt, refund.window)?;
        }
        entries.push(stamp::find(coupon)?);
        if entries.last().is_some_and(|(token, _)| token.moves != line.moves) {
            return refuse(CouponError::CouponMoved { coupon });
        }
    }
    for (line, (token, stamp)) in receipt.lines.iter().zip(&mut entries) {
        let record = campaigns.campaign(campaign_of(line.coupon))?;
        let back = match record.terms.kind {
            Kind::Voucher { .. } => {
                let share = |refunded| share(line.deduction, refunded, receipt.amount);
                let value = share(receipt.refunded).saturating_sub(share(before));
                stamp.left = stamp.left.saturating_add(value);
                value > 0
            }
            _ => in_full,
        };
        if !back {
            continue;
        }
        if stamp.mark == Mark::Used {
            stamp.mark = Mark::None;
            record.counts.redeemed = record.counts.redeemed.saturating_sub(1);
        }
        let grace = record.terms.refund.grace;
        if grace > 0 {
            stamp.extended = stamp.extended.max(now.saturating_add(grace));
        }
        stamp.put(line.coupon, token);
    }
    campaigns.put();
    receipts::put(order, receipt);
    if in_full {
        for line in &receipt.lines {
            let terms = &campaigns.campaign(campaign_of(line.coupon))?.terms;
            if let Kind::Points { token, amount } = &terms.kind {
                let within_balance = terms.refund.points_within_balance;
                points::take_back(token, &receipt.holder, *amount, within_balance)?;
            }
        }
    }
    receipts::announce(order, caller, receipt);
    Ok(())
}

/// `deduction * refunded / amount`, rounded down, by long division: no step exceeds `3 * amount`.
/// `deduction` and `refunded` are at most `amount`.
#[inline(never)]
fn share(deduction: u64, refunded: u64, amount: u64) -> u64 {
    let (amount, refunded) = (u128::from(amount), u128::from(refunded));
    let (mut share, mut rest) = (0u64, 0u128);
    for bit in (0..u64::BITS).rev() {
        share <<= 1;
        rest <<= 1;
        if (deduction >> bit) & 1 == 1 {
            rest = rest.saturating_add(refunded);
        }
        while rest >= amount && amount > 0 {
            rest = rest.saturating_sub(amount);
            share = share.saturating_add(1);
        }
    }
    share
}
