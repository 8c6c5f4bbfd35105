//! Coupons against an order.

use ink::primitives::AccountId;
use tongquan_traits::{
    campaigns::{Kind, Off, WHOLE},
    coupon_error::{
        CouponError::{self, *},
        PointsFault,
    },
    issuance::IssuanceError,
    redemption::{Line, OrderRef, Receipt, ReceiptState, Ticket, MAX_BASKET, MAX_HOLD, MAX_TICKET},
};

use super::{campaign_of, Model};
use crate::{
    book::Event,
    signing::{Signature, Signed},
};

impl Model {
    pub(super) fn redeem(
        &mut self,
        order: OrderRef,
        amount: u64,
        coupons: Vec<u64>,
        hold_until: Option<u64>,
    ) -> Result<Receipt, CouponError> {
        if let Some(receipt) = self.existing(order, None, amount, &coupons, hold_until)? {
            return match (receipt.state, hold_until) {
                (ReceiptState::Reserved { .. }, None) => self.complete(order, receipt),
                _ => Ok(receipt),
            };
        }
        basket_size(&coupons)?;
        if hold_until.is_some_and(|until| until <= self.now || until > self.now + MAX_HOLD) {
            return Err(InvalidDeadline);
        }
        let holder = self.caller;
        let lines = self.lines(holder, amount, &coupons)?;
        self.write(order, holder, None, amount, lines, hold_until, 0)
    }

    pub(super) fn redeem_with_ticket(
        &mut self,
        ticket: Ticket,
        signature: Signature,
        hold_until: Option<u64>,
    ) -> Result<Receipt, CouponError> {
        let till = self.caller;
        let Ticket { order, amount, deadline, .. } = ticket;
        if !self.tills.contains_key(&till) {
            return Err(NotTill);
        }
        let existing = self.existing(order, Some(till), amount, &ticket.coupons, hold_until)?;
        if let Some(receipt) = existing {
            return match (receipt.state, hold_until) {
                (ReceiptState::Reserved { .. }, None) => self.complete(order, receipt),
                _ => Ok(receipt),
            };
        }
        basket_size(&ticket.coupons)?;
        if self.now >= deadline {
            return Err(TicketExpired { at: deadline });
        }
        if deadline > self.now + MAX_TICKET {
            return Err(InvalidDeadline);
        }
        if let Some(named) = ticket.till.filter(|named| *named != till) {
            return Err(OtherTill { till: named });
        }
        let latest = deadline.min(self.now + MAX_HOLD);
        if hold_until.is_some_and(|until| until <= self.now || until > latest) {
            return Err(InvalidDeadline);
        }
        let first = ticket.coupons[0];
        let holder = self.coupons.get(&first).ok_or(NoCoupon { coupon: first })?.holder;
        let lines = self.lines(holder, amount, &ticket.coupons)?;
        let moves = lines.iter().map(|line| line.moves).collect();
        if !signature.says(holder, self.address, &Signed::Ticket { ticket, moves }) {
            return Err(BadSignature);
        }
        self.write(order, holder, Some(till), amount, lines, hold_until, deadline)
    }

    /// The receipt that the same maker got for the same (C4).
    fn existing(
        &self,
        order: OrderRef,
        till: Option<AccountId>,
        amount: u64,
        coupons: &[u64],
        hold_until: Option<u64>,
    ) -> Result<Option<Receipt>, CouponError> {
        let Some(receipt) = self.receipts.get(&order).filter(|receipt| !self.is_lapsed(receipt))
        else {
            return Ok(None);
        };
        let same_maker = receipt.till == till && receipt.by() == self.caller;
        let same_coupons = receipt.lines.iter().map(|line| line.coupon).eq(coupons.iter().copied());
        let same_hold =
            hold_until.is_none_or(|until| receipt.state == ReceiptState::Reserved { until });
        match same_maker && receipt.amount == amount && same_coupons && same_hold {
            true => Ok(Some(receipt.clone())),
            false => Err(OrderUsed { receipt: receipt.clone() }),
        }
    }

    fn lines(
        &self,
        holder: AccountId,
        amount: u64,
        coupons: &[u64],
    ) -> Result<Vec<Line>, CouponError> {
        let mut lines: Vec<Line> = vec![];
        for &coupon in coupons {
            if lines.iter().any(|line| line.coupon == coupon) {
                return Err(DuplicateCoupon { coupon });
            }
            let page = self.coupons.get(&coupon).ok_or(NoCoupon { coupon })?;
            if page.holder != holder {
                return Err(NotHolder { coupon, holder: page.holder });
            }
            if let Some(order) = page.used_up_by {
                let receipt = self.receipts.get(&order).cloned();
                return Err(AlreadyRedeemed { coupon, order, receipt });
            }
            if let Some((order, until)) = self.hold(coupon) {
                return Err(AlreadyReserved { order, until });
            }
            let (from, until) = self.window(coupon);
            if self.now < from {
                return Err(NotYet { coupon, from });
            }
            if self.now >= until {
                return Err(Expired { at: until });
            }
            let terms = &self.campaigns[&campaign_of(coupon)].terms;
            if coupons.len() > 1 && !terms.stackable {
                return Err(NotStackable { coupon });
            }
            let rest = amount - lines.iter().map(|line| line.deduction).sum::<u64>();
            let deduction = match terms.kind {
                Kind::Voucher { .. } => page.left.min(rest),
                Kind::Deduction { minimum, .. } if amount < minimum => {
                    return Err(BelowMinimum { coupon, minimum });
                }
                Kind::Deduction { off: Off::Fixed { amount }, .. } => amount.min(rest),
                Kind::Deduction { off: Off::Part { basis_points, ceiling }, .. } => {
                    let part = u128::from(amount) * u128::from(basis_points) / u128::from(WHOLE);
                    (part as u64).min(ceiling).min(rest)
                }
                Kind::Points { .. } | Kind::Exchange {} => 0,
            };
            let deducts = matches!(terms.kind, Kind::Voucher { .. } | Kind::Deduction { .. });
            if deducts && deduction == 0 {
                return Err(NothingToDeduct { coupon });
            }
            lines.push(Line { coupon, deduction, moves: page.moves });
        }
        Ok(lines)
    }

    #[allow(clippy::too_many_arguments)]
    fn write(
        &mut self,
        order: OrderRef,
        holder: AccountId,
        till: Option<AccountId>,
        amount: u64,
        lines: Vec<Line>,
        hold_until: Option<u64>,
        deadline: u64,
    ) -> Result<Receipt, CouponError> {
        let until = hold_until.unwrap_or(0);
        // The ticket is used once, so its receipt stays as long as it is good.
        let receipt = Receipt {
            holder,
            till,
            amount,
            at: self.now,
            state: ReceiptState::Reserved { until },
            refunded: 0,
            keep_until: until.max(deadline),
            lines,
        };
        if hold_until.is_none() {
            return self.complete(order, receipt);
        }
        for line in &receipt.lines {
            let page = self.coupons.get_mut(&line.coupon).expect("it was found");
            page.held = Some((order, until));
        }
        self.keep(order, &receipt);
        Ok(receipt)
    }

    pub(super) fn keep(&mut self, order: OrderRef, receipt: &Receipt) {
        self.receipts.insert(order, receipt.clone());
        self.events.push(Event::written(order, self.caller, receipt.clone()));
    }

    fn complete(&mut self, order: OrderRef, mut receipt: Receipt) -> Result<Receipt, CouponError> {
        let now = self.now;
        let mut keep_until = receipt.keep_until.max(now);
        if receipt.till.is_some() {
            keep_until = keep_until.max(now.saturating_add(self.use_till(&receipt)?));
        }
        for line in &receipt.lines {
            let window = self.campaigns[&campaign_of(line.coupon)].terms.refund.window;
            keep_until = keep_until.max(now.saturating_add(window));
        }
        receipt.at = now;
        receipt.state = ReceiptState::Redeemed {};
        receipt.keep_until = keep_until;
        for line in &receipt.lines {
            let kind = self.campaigns[&campaign_of(line.coupon)].terms.kind.clone();
            let page = self.coupons.get_mut(&line.coupon).expect("a held coupon stays");
            page.held = None;
            page.keep_until = page.keep_until.max(keep_until);
            page.left -= line.deduction.min(page.left);
            if page.left == 0 || !matches!(kind, Kind::Voucher { .. }) {
                page.used_up_by = Some(order);
                self.counts(line.coupon).redeemed += 1;
            }
        }
        for line in &receipt.lines {
            self.give_points(line.coupon, receipt.holder)?;
        }
        self.keep(order, &receipt);
        Ok(receipt)
    }

    /// Counts the order against the limits of the till, and answers its window to void.
    fn use_till(&mut self, receipt: &Receipt) -> Result<u64, CouponError> {
        let mut till = self.till(self.caller).expect("who is a till");
        let value = receipt.lines.iter().map(|line| line.deduction).sum::<u64>();
        let coupons = receipt.lines.len() as u32;
        let value_left = till.limits.daily_value.saturating_sub(till.used_value);
        let coupons_left = till.limits.daily_coupons.saturating_sub(till.used_coupons);
        if value > value_left || coupons > coupons_left {
            return Err(OverDailyCap { value_left, coupons_left });
        }
        till.used_value += value;
        till.used_coupons += coupons;
        self.tills.insert(self.caller, till);
        Ok(till.limits.void_window)
    }

    fn give_points(&mut self, coupon: u64, to: AccountId) -> Result<(), CouponError> {
        let Kind::Points { token, amount } = self.campaigns[&campaign_of(coupon)].terms.kind else {
            return Ok(());
        };
        if token != self.token {
            return Err(Points(PointsFault::Failed));
        }
        self.points.issue(self.address, to, amount).map_err(|error| {
            Points(match error {
                IssuanceError::NotIssuer => PointsFault::NotIssuer,
                IssuanceError::OverQuota { .. } => PointsFault::OverQuota,
                IssuanceError::OverCap { .. } => PointsFault::OverQuota,
                _ => PointsFault::Failed,
            })
        })
    }
}

fn basket_size(coupons: &[u64]) -> Result<(), CouponError> {
    match coupons.len() {
        0 => Err(EmptyBatch),
        len if len > MAX_BASKET => Err(TooManyCoupons),
        _ => Ok(()),
    }
}
