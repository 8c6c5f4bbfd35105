//! Redemption (核销), at once or reserved first. All of a basket, or nothing (C2 to C5).

use ink::{prelude::vec::Vec, primitives::AccountId};
use psp34::ledger::Token;
use tongquan_host::{address, is_signed_by};
use tongquan_traits::{
    campaigns::{Kind, Off, Terms, WHOLE},
    coupon_error::CouponError,
    coupons::Status,
    redemption::{ticket_payload, Line, OrderRef, Receipt, ReceiptState, Ticket, MAX_BASKET},
    tills::Till,
};

use crate::{
    campaigns::Basket,
    points, receipts,
    refusal::{refuse, Outcome},
    stamp::{self, campaign_of, Mark, Stamp},
    tills,
};

/// What is to be redeemed or reserved.
pub struct Request {
    pub order: OrderRef,
    pub amount: u64,
    pub coupons: Vec<u64>,
    /// The holder's ticket, if a till asks.
    pub ticket: Option<(Ticket, [u8; 64])>,
    /// Until when the coupons are to be held; `None` to redeem them.
    pub hold: Option<u64>,
}

/// A coupon of the basket, with what it is to do.
struct Entry {
    token: Token,
    stamp: Stamp,
    line: Line,
}

#[inline(never)]
pub fn redeem(caller: &AccountId, now: u64, request: &Request) -> Outcome<Receipt> {
    let till = match request.ticket {
        Some(_) => Some(tills::find(caller, now)?),
        None => None,
    };
    let mut campaigns = Basket::default();
    let (holder, entries) = match standing(&request.order, now) {
        Some(receipt) => {
            let same = request.made(caller, &receipt);
            match (receipt.state, request.hold) {
                (ReceiptState::Reserved { .. }, None) if same => {
                    let entries = reserved(&receipt)?;
                    (receipt.holder, entries)
                }
                (ReceiptState::Reserved { until }, Some(hold)) if same && hold == until => {
                    return Ok(receipt)
                }
                (ReceiptState::Reserved { .. }, _) | (_, Some(_)) => {
                    return refuse(CouponError::OrderUsed { receipt })
                }
                _ if same => return Ok(receipt),
                _ => return refuse(CouponError::OrderUsed { receipt }),
            }
        }
        None => request.assess(caller, now, &mut campaigns)?,
    };
    let till_account = till.map(|_| *caller);
    let mut receipt = Receipt {
        holder,
        till: till_account,
        amount: request.amount,
        at: now,
        state: ReceiptState::Redeemed {},
        refunded: 0,
        keep_until: 0,
        lines: entries.iter().map(|entry| entry.line).collect(),
    };
    let mut issues = Vec::new();
    match request.hold {
        Some(until) => {
            receipt.state = ReceiptState::Reserved { until };
            receipt.keep_until = until;
            for mut entry in entries {
                entry.stamp.mark = Mark::Held { order: request.order, until };
                entry.stamp.put(entry.line.coupon, entry.token);
            }
        }
        None => {
            receipt.keep_until =
                request.keep_until(now, till.as_ref(), &entries, &mut campaigns)?;
            if let Some(till) = till {
                spend(caller, till, &receipt.lines)?;
            }
            for entry in entries {
                let kind = entry.use_up(request.order, receipt.keep_until, &mut campaigns)?;
                if let Kind::Points { token, amount } = kind {
                    issues.push((token, amount));
                }
            }
            campaigns.put();
        }
    }
    receipts::put(&request.order, &receipt);
    for (token, amount) in issues {
        points::issue(&token, &holder, amount)?;
    }
    receipts::announce(&request.order, caller, &receipt);
    Ok(receipt)
}

/// The receipt of the order, unless it is a hold that is over.
fn standing(order: &OrderRef, now: u64) -> Option<Receipt> {
    receipts::load(order).filter(
        |receipt| !matches!(receipt.state, ReceiptState::Reserved { until } if until <= now),
    )
}

/// The coupons of a reservation, which asks nothing of them again.
#[inline(never)]
fn reserved(receipt: &Receipt) -> Outcome<Vec<Entry>> {
    let mut entries = Vec::new();
    for line in &receipt.lines {
        let (token, stamp) = stamp::find(line.coupon)?;
        entries.push(Entry { token, stamp, line: *line });
    }
    Ok(entries)
}

#[inline(never)]
fn spend(account: &AccountId, till: Till, lines: &[Line]) -> Outcome<()> {
    // No sum of deductions exceeds the order's amount, no list `MAX_BASKET`.
    let value = lines.iter().fold(0u64, |sum, line| sum.saturating_add(line.deduction));
    tills::spend(account, till, value, u32::try_from(lines.len()).unwrap_or(u32::MAX))
}

impl Request {
    pub fn of_ticket(ticket: Ticket, signature: [u8; 64], hold: Option<u64>) -> Self {
        Self {
            order: ticket.order,
            amount: ticket.amount,
            coupons: ticket.coupons.clone(),
            ticket: Some((ticket, signature)),
            hold,
        }
    }

    /// Whether the receipt is what this request, sent before by the same caller, would have made.
    #[inline(never)]
    fn made(&self, caller: &AccountId, receipt: &Receipt) -> bool {
        receipt.by() == *caller
            && receipt.till.is_some() == self.ticket.is_some()
            && receipt.amount == self.amount
            && receipt.lines.iter().map(|line| &line.coupon).eq(&self.coupons)
    }

    /// Checks everything, and answers the holder and what each coupon is to do.
    #[inline(never)]
    fn assess(
        &self,
        caller: &AccountId,
        now: u64,
        campaigns: &mut Basket,
    ) -> Outcome<(AccountId, Vec<Entry>)> {
        if self.coupons.is_empty() {
            return refuse(CouponError::EmptyBatch);
        }
        if self.coupons.len() > MAX_BASKET {
            return refuse(CouponError::TooManyCoupons);
        }
        let mut latest = u64::MAX;
        if let Some((ticket, _)) = &self.ticket {
            latest = ticket.deadline;
            if now >= latest {
                return refuse(CouponError::TicketExpired { at: latest });
            }
            if let Some(till) = ticket.till.filter(|till| till != caller) {
                return refuse(CouponError::OtherTill { till });
            }
        }
        if self.hold.is_some_and(|until| until <= now || until > latest) {
            return refuse(CouponError::InvalidDeadline);
        }
        // A ticket is its holder's; which one that is, the first coupon says.
        let mut holder = self.ticket.is_none().then_some(*caller);
        let mut rest = self.amount;
        let mut entries: Vec<Entry> = Vec::new();
        for coupon in &self.coupons {
            let coupon = *coupon;
            if entries.iter().any(|entry| entry.line.coupon == coupon) {
                return refuse(CouponError::DuplicateCoupon { coupon });
            }
            let (token, stamp) = stamp::find(coupon)?;
            if *holder.get_or_insert(token.owner) != token.owner {
                return refuse(CouponError::NotHolder { coupon, holder: token.owner });
            }
            let terms = &campaigns.campaign(campaign_of(coupon))?.terms;
            usable(coupon, &stamp, terms, now)?;
            if self.coupons.len() > 1 && !terms.stackable {
                return refuse(CouponError::NotStackable { coupon });
            }
            let deduction = deduction(coupon, &stamp, terms, self.amount, rest)?;
            rest = rest.saturating_sub(deduction);
            let line = Line { coupon, deduction, moves: token.moves };
            entries.push(Entry { token, stamp, line });
        }
        let holder = holder.unwrap_or(*caller);
        if let Some((ticket, signature)) = &self.ticket {
            let moves: Vec<u32> = entries.iter().map(|entry| entry.line.moves).collect();
            if !is_signed_by(&holder, &ticket_payload(&address(), ticket, &moves), signature) {
                return refuse(CouponError::BadSignature);
            }
        }
        Ok((holder, entries))
    }

    /// How long the receipt can matter: for refunds, to void it, and so that the ticket is used once.
    #[inline(never)]
    fn keep_until(
        &self,
        now: u64,
        till: Option<&Till>,
        entries: &[Entry],
        campaigns: &mut Basket,
    ) -> Outcome<u64> {
        let mut window = till.map_or(0, |till| till.limits.void_window);
        for entry in entries {
            let terms = &campaigns.campaign(campaign_of(entry.line.coupon))?.terms;
            window = window.max(terms.refund.window);
        }
        let deadline = self.ticket.as_ref().map_or(0, |(ticket, _)| ticket.deadline);
        Ok(now.saturating_add(window).max(deadline))
    }
}

#[inline(never)]
fn usable(coupon: u64, stamp: &Stamp, terms: &Terms, now: u64) -> Outcome<()> {
    let (from, at) = stamp.window(terms);
    refuse(match stamp.status(terms, now) {
        Status::Usable {} => return Ok(()),
        Status::NotYet {} => CouponError::NotYet { coupon, from },
        Status::Expired {} => CouponError::Expired { at },
        Status::Reserved { order, until } => CouponError::AlreadyReserved { order, until },
        Status::Redeemed { order } => {
            let receipt = receipts::load(&order);
            CouponError::AlreadyRedeemed { coupon, order, receipt }
        }
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
    let (whole, part) = (u64::from(WHOLE), u64::from(basis_points));
    let wholes = (amount / whole).saturating_mul(part);
    wholes.saturating_add((amount % whole).saturating_mul(part) / whole)
}

impl Entry {
    #[inline(never)]
    fn use_up(mut self, order: OrderRef, keep_until: u64, campaigns: &mut Basket) -> Outcome<Kind> {
        let record = campaigns.campaign(campaign_of(self.line.coupon))?;
        let stamp = &mut self.stamp;
        // No more than is left was deducted (C2); the other kinds have nothing left.
        stamp.left = stamp.left.saturating_sub(self.line.deduction);
        stamp.mark = Mark::None {};
        if stamp.left == 0 {
            stamp.mark = Mark::Used { order };
            record.counts.redeemed = record.counts.redeemed.saturating_add(1);
        }
        stamp.kept = stamp.kept.max(keep_until);
        let kind = record.terms.kind.clone();
        self.stamp.put(self.line.coupon, self.token);
        Ok(kind)
    }
}
