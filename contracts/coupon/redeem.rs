//! Redemption (核销), at once or reserved first. All of a basket, or nothing (C2 to C5).

use ink::{prelude::vec::Vec, primitives::AccountId};
use psp34::ledger::Token;
use tongquan_host::{address, copied, is_signed_by};
use tongquan_traits::{
    campaigns::{Counts, Kind, Off, Terms, WHOLE},
    coupon_error::CouponError,
    redemption::{
        ticket_payload, Line, OrderRef, Receipt, ReceiptState, Ticket, MAX_BASKET, MAX_HOLD,
        MAX_TICKET,
    },
    tills::Till,
};

use crate::{
    campaigns::Basket,
    points, receipts,
    refusal::{refuse, Outcome},
    stamp::{self, campaign_of, Mark, Phase, Stamp},
    tills,
};

/// What is to be redeemed or reserved.
pub struct Request<'a> {
    pub order: &'a OrderRef,
    pub amount: u64,
    pub coupons: &'a [u64],
    /// The holder's ticket, if a till asks.
    pub ticket: Option<(&'a Ticket, &'a [u8; 64])>,
    /// Until when the coupons are to be held; `None` to redeem them.
    pub hold: Option<u64>,
}

/// The coupons of the basket as they are stored, in the order of the receipt's lines.
type Entries = Vec<(Token, Stamp)>;

#[inline(never)]
pub fn redeem(caller: &AccountId, now: u64, request: &Request) -> Outcome<Receipt> {
    let till = match request.ticket {
        Some(_) => Some(tills::find(caller, now)?),
        None => None,
    };
    let mut campaigns = Basket::default();
    let mut entries = Entries::new();
    let mut receipt = match standing(request.order, now) {
        Some(receipt) => {
            let same = request.made(caller, &receipt);
            let done = match receipt.state {
                ReceiptState::Reserved { until } => request.hold == Some(until),
                _ => request.hold.is_none(),
            };
            if same && done {
                return Ok(receipt);
            }
            if !same || request.hold.is_some() {
                return refuse(CouponError::OrderUsed { receipt });
            }
            // What was reserved is redeemed now; nothing is asked of it again.
            for line in &receipt.lines {
                entries.push(stamp::find(line.coupon)?);
            }
            receipt
        }
        None => request.assess(caller, now, &mut campaigns, &mut entries)?,
    };
    receipt.at = now;
    match request.hold {
        Some(until) => {
            receipt.state = ReceiptState::Reserved { until };
            receipt.keep_until = receipt.keep_until.max(until);
            for (line, (token, stamp)) in receipt.lines.iter().zip(&mut entries) {
                stamp.set_mark(Mark::Held, request.order);
                stamp.until = until;
                stamp.put(line.coupon, token);
            }
        }
        None => {
            receipt.state = ReceiptState::Redeemed {};
            let window = window(till.as_ref(), &receipt.lines, &mut campaigns)?;
            receipt.keep_until = receipt.keep_until.max(now.saturating_add(window));
            if let Some(till) = till {
                spend(caller, till, &receipt.lines)?;
            }
            for (line, (token, stamp)) in receipt.lines.iter().zip(&mut entries) {
                let counts = &mut campaigns.campaign(campaign_of(line.coupon))?.counts;
                use_up(request.order, line, stamp, counts);
                stamp.kept = stamp.kept.max(receipt.keep_until);
                stamp.put(line.coupon, token);
            }
            campaigns.put();
        }
    }
    receipts::put(request.order, &receipt);
    if request.hold.is_none() {
        for line in &receipt.lines {
            let terms = &campaigns.campaign(campaign_of(line.coupon))?.terms;
            if let Kind::Points { token, amount } = &terms.kind {
                points::issue(token, &receipt.holder, *amount)?;
            }
        }
    }
    receipts::announce(request.order, caller, &receipt);
    Ok(receipt)
}

/// The receipt of the order, unless it is a hold that is over.
fn standing(order: &OrderRef, now: u64) -> Option<Receipt> {
    receipts::load(order).filter(
        |receipt| !matches!(receipt.state, ReceiptState::Reserved { until } if until <= now),
    )
}

fn spend(account: &AccountId, till: Till, lines: &[Line]) -> Outcome<()> {
    // No sum of deductions exceeds the order's amount, no list `MAX_BASKET`.
    let value = lines.iter().fold(0u64, |sum, line| sum.saturating_add(line.deduction));
    tills::spend(account, till, value, u32::try_from(lines.len()).unwrap_or(u32::MAX))
}

/// Takes from the coupon what the line says.
fn use_up(order: &OrderRef, line: &Line, stamp: &mut Stamp, counts: &mut Counts) {
    // No more than is left was deducted (C2); the other kinds have nothing left.
    stamp.left = stamp.left.saturating_sub(line.deduction);
    stamp.mark = Mark::None;
    if stamp.left == 0 {
        stamp.set_mark(Mark::Used, order);
        counts.redeemed = counts.redeemed.saturating_add(1);
    }
}

impl<'a> Request<'a> {
    pub fn of_ticket(ticket: &'a Ticket, signature: &'a [u8; 64], hold: Option<u64>) -> Self {
        let Ticket { order, amount, coupons, .. } = ticket;
        Self { order, amount: *amount, coupons, ticket: Some((ticket, signature)), hold }
    }

    /// Whether the receipt is what this request, sent before by the same caller, would have made.
    #[inline(never)]
    fn made(&self, caller: &AccountId, receipt: &Receipt) -> bool {
        receipt.is_by(caller)
            && receipt.till.is_some() == self.ticket.is_some()
            && receipt.amount == self.amount
            && receipt.lines.iter().map(|line| &line.coupon).eq(self.coupons)
    }

    /// Checks everything, and answers what each coupon is to do.
    #[inline(never)]
    fn assess(
        &self,
        caller: &AccountId,
        now: u64,
        campaigns: &mut Basket,
        entries: &mut Entries,
    ) -> Outcome<Receipt> {
        if self.coupons.is_empty() {
            return refuse(CouponError::EmptyBatch);
        }
        if self.coupons.len() > MAX_BASKET {
            return refuse(CouponError::TooManyCoupons);
        }
        let mut latest = u64::MAX;
        if let Some((ticket, _)) = self.ticket {
            latest = ticket.deadline;
            if now >= latest {
                return refuse(CouponError::TicketExpired { at: latest });
            }
            if latest > now.saturating_add(MAX_TICKET) {
                return refuse(CouponError::InvalidDeadline);
            }
            match &ticket.till {
                Some(till) if till != caller => {
                    return refuse(CouponError::OtherTill { till: copied(till) })
                }
                _ => (),
            }
        }
        let latest = latest.min(now.saturating_add(MAX_HOLD));
        if self.hold.is_some_and(|until| until <= now || until > latest) {
            return refuse(CouponError::InvalidDeadline);
        }
        let mut receipt = Receipt {
            holder: copied(caller),
            till: None,
            amount: self.amount,
            at: now,
            state: ReceiptState::Redeemed {},
            refunded: 0,
            // At least as long as the ticket is good, so that it is used once.
            keep_until: self.ticket.map_or(0, |(ticket, _)| ticket.deadline),
            lines: Vec::with_capacity(self.coupons.len()),
        };
        let mut rest = self.amount;
        let mut moves = Vec::with_capacity(self.coupons.len());
        for coupon in self.coupons {
            let coupon = *coupon;
            if receipt.lines.iter().any(|line| line.coupon == coupon) {
                return refuse(CouponError::DuplicateCoupon { coupon });
            }
            entries.push(stamp::find(coupon)?);
            let Some((token, stamp)) = entries.last() else { break };
            if self.ticket.is_some() && receipt.lines.is_empty() {
                // A ticket is its holder's; which one that is, the first coupon says.
                receipt.till = Some(copied(caller));
                receipt.holder = copied(&token.owner);
            }
            if receipt.holder != token.owner {
                return refuse(CouponError::NotHolder { coupon, holder: copied(&token.owner) });
            }
            let terms = &campaigns.campaign(campaign_of(coupon))?.terms;
            usable(coupon, stamp, terms, now)?;
            if self.coupons.len() > 1 && !terms.stackable {
                return refuse(CouponError::NotStackable { coupon });
            }
            let deduction = deduction(coupon, stamp, terms, self.amount, rest)?;
            rest = rest.saturating_sub(deduction);
            receipt.lines.push(Line { coupon, deduction, moves: token.moves });
            moves.push(token.moves);
        }
        if let Some((ticket, signature)) = self.ticket {
            let payload = ticket_payload(&address(), ticket, &moves);
            if !is_signed_by(&receipt.holder, &payload, signature) {
                return refuse(CouponError::BadSignature);
            }
        }
        Ok(receipt)
    }
}

/// For how long a redemption can be voided or refunded.
#[inline(never)]
fn window(till: Option<&Till>, lines: &[Line], campaigns: &mut Basket) -> Outcome<u64> {
    let mut window = till.map_or(0, |till| till.limits.void_window);
    for line in lines {
        let terms = &campaigns.campaign(campaign_of(line.coupon))?.terms;
        window = window.max(terms.refund.window);
    }
    Ok(window)
}

#[inline(never)]
fn usable(coupon: u64, stamp: &Stamp, terms: &Terms, now: u64) -> Outcome<()> {
    let (from, at) = stamp.window(terms);
    let order = &stamp.order;
    refuse(match stamp.phase(terms, now) {
        Phase::Usable => return Ok(()),
        Phase::NotYet => CouponError::NotYet { coupon, from },
        Phase::Expired => CouponError::Expired { at },
        Phase::Reserved => {
            CouponError::AlreadyReserved { order: copied(order), until: stamp.until }
        }
        Phase::Redeemed => CouponError::AlreadyRedeemed {
            coupon,
            order: copied(order),
            receipt: receipts::load(order),
        },
    })
}

/// What an order of `amount`, of which `rest` is still to be paid, costs less by this coupon.
#[inline(never)]
fn deduction(coupon: u64, stamp: &Stamp, terms: &Terms, amount: u64, rest: u64) -> Outcome<u64> {
    let most = match &terms.kind {
        Kind::Points { .. } | Kind::Exchange {} => return Ok(0),
        Kind::Voucher { .. } => stamp.left,
        Kind::Deduction { minimum, .. } if amount < *minimum => {
            return refuse(CouponError::BelowMinimum { coupon, minimum: *minimum })
        }
        Kind::Deduction { off: Off::Fixed { amount }, .. } => *amount,
        Kind::Deduction { off: Off::Part { basis_points, ceiling }, .. } => {
            part(amount, *basis_points).min(*ceiling)
        }
    };
    match most.min(rest) {
        0 => refuse(CouponError::NothingToDeduct { coupon }),
        deduction => Ok(deduction),
    }
}

/// `amount * basis_points / WHOLE`, rounded down; no step exceeds `amount` if `basis_points` are no
/// more than the whole.
fn part(amount: u64, basis_points: u16) -> u64 {
    const UNIT: u64 = WHOLE as u64;
    let part = u64::from(basis_points);
    let wholes = (amount / UNIT).saturating_mul(part);
    wholes.saturating_add((amount % UNIT).saturating_mul(part) / UNIT)
}
