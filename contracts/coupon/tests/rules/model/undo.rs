//! How a redemption is undone, and what is left of it goes away.

use tongquan_traits::{
    campaigns::Kind,
    coupon_error::{
        CouponError::{self, *},
        PointsFault,
    },
    redemption::{OrderRef, Receipt, ReceiptState, CLEARING_PRIORITY},
};

use super::{campaign_of, Model};
use crate::book::Event;

/// What the refunds of an order, together, give back of a deduction.
pub fn in_proportion(deduction: u64, refunded: u64, amount: u64) -> u64 {
    match amount {
        0 => 0,
        _ => (u128::from(deduction) * u128::from(refunded) / u128::from(amount)) as u64,
    }
}

impl Model {
    fn receipt(&self, order: OrderRef) -> Result<Receipt, CouponError> {
        self.receipts.get(&order).cloned().ok_or(NoReceipt)
    }

    fn redeemed(&self, order: OrderRef) -> Result<Receipt, CouponError> {
        let receipt = self.receipt(order)?;
        match receipt.state {
            ReceiptState::Redeemed {} => Ok(receipt),
            _ => Err(NotRedeemed),
        }
    }

    /// Whether the caller made this receipt and still may act for it.
    fn is_maker(&self, receipt: &Receipt) -> bool {
        receipt.by() == self.caller
            && receipt.till.is_none_or(|till| self.tills.contains_key(&till))
    }

    pub(super) fn release(&mut self, order: OrderRef) -> Result<(), CouponError> {
        let receipt = self.receipt(order)?;
        let ReceiptState::Reserved { until } = receipt.state else {
            return Err(NotReserved);
        };
        if self.now < until && !self.is_manager(self.caller) && !self.is_maker(&receipt) {
            return Err(AlreadyReserved { order, until });
        }
        for line in &receipt.lines {
            if let Some(page) = self.coupons.get_mut(&line.coupon) {
                page.held = page.held.filter(|(held_for, _)| *held_for != order);
            }
        }
        self.drop_receipt(order);
        Ok(())
    }

    fn drop_receipt(&mut self, order: OrderRef) {
        self.receipts.remove(&order);
        self.events.push(Event::removed(order, self.caller));
    }

    pub(super) fn refund(&mut self, order: OrderRef, amount: u64) -> Result<Receipt, CouponError> {
        let receipt = self.redeemed(order)?;
        let left = receipt.amount - receipt.refunded;
        if amount > left || (amount == 0 && left > 0) {
            return Err(InvalidRefund { left });
        }
        let manages = self.is_manager(self.caller);
        if !manages && !self.tills.contains_key(&self.caller) {
            return Err(NotManager);
        }
        let refunded = receipt.refunded + amount;
        let full = refunded == receipt.amount;
        let state = if full { ReceiptState::Refunded {} } else { ReceiptState::Redeemed {} };
        self.give_back(order, receipt, refunded, state, |model, receipt, coupon| {
            let rule = model.campaigns[&campaign_of(coupon)].terms.refund;
            if !manages && !rule.by_tills {
                return Err(NotManager);
            }
            let at = receipt.at.saturating_add(rule.window);
            if model.now >= at {
                return Err(WindowOver { at });
            }
            Ok(())
        })
    }

    pub(super) fn void(&mut self, order: OrderRef) -> Result<Receipt, CouponError> {
        let receipt = self.redeemed(order)?;
        if !self.is_manager(self.caller) {
            let till = match receipt.till {
                Some(till) if till == self.caller => self.tills.get(&till).ok_or(NotTill)?,
                _ => return Err(NotTill),
            };
            let at = receipt.at.saturating_add(till.limits.void_window);
            if self.now >= at {
                return Err(WindowOver { at });
            }
        }
        let all = receipt.amount;
        self.give_back(order, receipt, all, ReceiptState::Voided {}, |_, _, _| Ok(()))
    }

    fn give_back(
        &mut self,
        order: OrderRef,
        mut receipt: Receipt,
        refunded: u64,
        state: ReceiptState,
        check: impl Fn(&Self, &Receipt, u64) -> Result<(), CouponError>,
    ) -> Result<Receipt, CouponError> {
        let full = refunded == receipt.amount;
        for line in receipt.lines.clone() {
            let coupon = line.coupon;
            check(self, &receipt, coupon)?;
            let now = self.now;
            let terms = self.campaigns[&campaign_of(coupon)].terms.clone();
            let page = self.coupons.get_mut(&coupon).ok_or(NoCoupon { coupon })?;
            if page.moves != line.moves {
                return Err(CouponMoved { coupon });
            }
            let comes_back = if let Kind::Voucher { .. } = terms.kind {
                let back = in_proportion(line.deduction, refunded, receipt.amount)
                    - in_proportion(line.deduction, receipt.refunded, receipt.amount);
                page.left += back;
                back > 0
            } else {
                full
            };
            if !comes_back {
                continue;
            }
            if terms.refund.grace > 0 {
                page.grace_until = page.grace_until.max(now.saturating_add(terms.refund.grace));
            }
            if page.used_up_by.take().is_some() {
                self.counts(coupon).redeemed -= 1;
            }
        }
        if full {
            for line in &receipt.lines {
                self.take_points_back(line.coupon, &receipt)?;
            }
        }
        receipt.refunded = refunded;
        receipt.state = state;
        self.keep(order, &receipt);
        Ok(receipt)
    }

    fn take_points_back(&mut self, coupon: u64, receipt: &Receipt) -> Result<(), CouponError> {
        let terms = &self.campaigns[&campaign_of(coupon)].terms;
        let Kind::Points { token, amount } = terms.kind else {
            return Ok(());
        };
        if token != self.token {
            return Err(Points(PointsFault::Failed));
        }
        let mut due = amount;
        if terms.refund.points_within_balance {
            due = due.min(self.points.balance(receipt.holder));
        }
        self.take_points(receipt.holder, self.address, due)?;
        self.points.burn(self.address, due).expect("they were just received");
        Ok(())
    }

    pub(super) fn clear_receipts(&mut self, orders: Vec<OrderRef>) -> Result<(), CouponError> {
        if orders.is_empty() {
            return Err(EmptyBatch);
        }
        for order in orders {
            let receipt = self.receipt(order)?;
            let until = receipt.keep_until;
            if self.now < until {
                return Err(StillInUse { until });
            }
            let until = until.saturating_add(CLEARING_PRIORITY);
            let first = self.is_manager(self.caller) || receipt.by() == self.caller;
            if self.now < until && !first {
                return Err(StillInUse { until });
            }
            self.drop_receipt(order);
        }
        Ok(())
    }
}
