//! What must hold after every message, whatever the model says.

use std::collections::BTreeMap;

use proptest::{prelude::*, test_runner::TestCaseResult};
use psp34::Id;
use tongquan_traits::{
    campaigns::{Campaign, Kind, Validity},
    coupons::{CouponView, Status},
    redemption::{Receipt, ReceiptState},
};

use crate::{
    book::Book,
    model::{campaign_of, Answer, Message},
    people::everybody,
};

fn there(book: &Book) -> impl Iterator<Item = (u64, &CouponView)> {
    book.coupons.iter().filter_map(|(coupon, view)| Some((*coupon, view.as_ref()?)))
}

fn campaign(book: &Book, coupon: u64) -> &Campaign {
    &book.campaigns[campaign_of(coupon) as usize - 1].0
}

pub fn ensure(book: &Book) -> TestCaseResult {
    tokens_add_up(book)?;
    campaigns_add_up(book)?;
    vouchers_add_up(book)?;
    for (view, receipt) in book.receipts.iter() {
        let Some(receipt) = receipt else { continue };
        prop_assert!(receipt.refunded <= receipt.amount, "C2: {:?} {:?}", view, receipt);
    }
    let limits = book.campaigns.iter().flat_map(|(c, _)| [c.terms.per_member; 8]);
    for (issued, limit) in book.issued_to.iter().zip(limits) {
        prop_assert!(*issued <= limit, "C7");
    }
    prop_assert_eq!(book.points[8], 0, "coupons keep points");
    Ok(())
}

/// M8: the balances add up to the supply, and the lists name what is owned, each once.
fn tokens_add_up(book: &Book) -> TestCaseResult {
    let sum: u128 = book.balances.iter().map(|balance| u128::from(*balance)).sum();
    prop_assert_eq!(sum, book.supply, "M8");
    let mut listed: Vec<_> = book.owned.iter().flatten().cloned().collect();
    listed.sort();
    prop_assert_eq!(&listed, &book.all, "M8: the lists of the owners, and that of all");
    let coupons: Vec<_> = there(book).map(|(coupon, _)| Some(Id::U64(coupon))).collect();
    prop_assert_eq!(&coupons, &book.all, "M8: the list of all, and what there is");
    for (owner, owned) in everybody().iter().zip(&book.owned) {
        for id in owned {
            let Some(Id::U64(coupon)) = id else { panic!("a hole in a list") };
            prop_assert_eq!(book.owners[coupon], Some(*owner), "M8");
        }
    }
    Ok(())
}

/// C1: what was issued is somewhere, and it is within the budget.
fn campaigns_add_up(book: &Book) -> TestCaseResult {
    let mut out = vec![0; book.campaigns.len()];
    for (coupon, view) in there(book) {
        if !matches!(view.status, Status::Redeemed { .. }) {
            out[campaign_of(coupon) as usize - 1] += 1;
        }
    }
    for ((campaign, _), out) in book.campaigns.iter().zip(out) {
        let counts = campaign.counts;
        let gone = counts.redeemed + counts.burned + counts.expired;
        prop_assert_eq!(counts.issued, out + gone, "C1: {:?}", counts);
        prop_assert!(counts.issued <= campaign.terms.budget, "C1: the budget");
    }
    Ok(())
}

/// C2: what a voucher has left, and what the receipts of today took of it, is within its value.
fn vouchers_add_up(book: &Book) -> TestCaseResult {
    let mut taken: BTreeMap<u64, u64> = BTreeMap::new();
    for receipt in book.receipts.values().flatten() {
        for (line, net) in net(receipt) {
            *taken.entry(line).or_default() += net;
        }
    }
    for (coupon, view) in there(book) {
        if let Kind::Voucher { value } = campaign(book, coupon).terms.kind {
            let taken = taken.get(&coupon).copied().unwrap_or(0);
            prop_assert!(view.left + taken <= value, "C2: {} left, {} taken", view.left, taken);
            let used_up = matches!(view.status, Status::Redeemed { .. });
            prop_assert_eq!(view.left == 0, used_up, "C2");
        }
    }
    Ok(())
}

/// What a receipt took of each coupon and did not give back.
fn net(receipt: &Receipt) -> Vec<(u64, u64)> {
    let lines = receipt.lines.iter();
    match receipt.state {
        ReceiptState::Redeemed {} => lines
            .map(|line| {
                let back = u128::from(line.deduction) * u128::from(receipt.refunded)
                    / u128::from(receipt.amount.max(1));
                (line.coupon, line.deduction - back as u64)
            })
            .collect(),
        _ => vec![],
    }
}

/// What one message may have changed.
pub fn ensure_step(
    before: &Book,
    after: &Book,
    now: u64,
    message: &Message,
    answer: Option<&Answer>,
) -> TestCaseResult {
    promises_are_kept(before, after)?;
    approvals_end(before, after)?;
    if answer.is_some() {
        only_usable_coupons_are_used(before, now, message)?;
    }
    if let Some(Answer::Receipt(receipt)) = answer {
        let orders: Vec<_> =
            after.receipts.values().flatten().filter(|other| *other == receipt).collect();
        prop_assert!(!orders.is_empty(), "C4: the answer is the receipt of the order");
    }
    Ok(())
}

/// C6: terms get no worse.
fn promises_are_kept(before: &Book, after: &Book) -> TestCaseResult {
    for ((was, details), (is, their_details)) in before.campaigns.iter().zip(&after.campaigns) {
        let end = |campaign: &Campaign| match campaign.terms.validity {
            Validity::Dates { until, .. } => until,
            Validity::AfterIssue { length, .. } => length,
        };
        prop_assert!(was.terms.budget <= is.terms.budget, "C6: the budget");
        prop_assert!(was.terms.issue_until <= is.terms.issue_until, "C6: the issue");
        prop_assert!(end(was) <= end(is), "C6: the validity");
        prop_assert_eq!(&was.sale, &is.sale, "C6: the sale");
        prop_assert_eq!(details, their_details, "C6: the details");
        let mut terms = is.terms.clone();
        terms.budget = was.terms.budget;
        terms.issue_until = was.terms.issue_until;
        terms.validity = match (was.terms.validity, is.terms.validity) {
            (Validity::Dates { from, .. }, Validity::Dates { from: again, .. })
                if from == again =>
            {
                was.terms.validity
            }
            (Validity::AfterIssue { delay, .. }, Validity::AfterIssue { delay: again, .. })
                if delay == again =>
            {
                was.terms.validity
            }
            (_, other) => other,
        };
        prop_assert_eq!(&was.terms, &terms, "C6: all other terms");
    }
    for (coupon, was) in there(before) {
        if let Some(is) = after.coupons.get(&coupon).and_then(Option::as_ref) {
            prop_assert!(was.until <= is.until, "C6: a coupon ends earlier than promised");
            prop_assert_eq!(was.issued_at, is.issued_at);
        }
    }
    Ok(())
}

/// C8: who got a coupon has approved nobody for it, but for all coupons.
fn approvals_end(before: &Book, after: &Book) -> TestCaseResult {
    for (coupon, was) in there(before) {
        let Some(is) = after.coupons.get(&coupon).and_then(Option::as_ref) else { continue };
        if was.moves == is.moves {
            prop_assert_eq!(was.holder, is.holder, "a coupon changed hands uncounted");
            continue;
        }
        prop_assert_eq!(is.moves, was.moves + 1);
        let people = everybody();
        let holder = people.iter().position(|account| *account == is.holder).expect("a person");
        for account in &after.approved[&coupon] {
            let place = people.iter().position(|other| other == account).expect("a person");
            prop_assert!(after.operators[holder * people.len() + place], "C8");
        }
    }
    Ok(())
}

/// C3: what is used up, expired or burned is neither given away nor redeemed.
fn only_usable_coupons_are_used(before: &Book, now: u64, message: &Message) -> TestCaseResult {
    let one = |id: &Id| match id {
        Id::U64(coupon) => vec![*coupon],
        _ => vec![],
    };
    let (order, coupons) = match message {
        Message::Transfer { id, .. } => (None, one(id)),
        Message::Redeem { order, coupons, .. } | Message::Reserve { order, coupons, .. } => {
            (Some(order), coupons.clone())
        }
        Message::RedeemWithTicket { ticket, .. } | Message::ReserveWithTicket { ticket, .. } => {
            (Some(&ticket.order), ticket.coupons.clone())
        }
        _ => return Ok(()),
    };
    let known = order.is_some_and(|order| match &before.receipts[order] {
        Some(receipt) => match receipt.state {
            ReceiptState::Reserved { until } => now < until,
            _ => true,
        },
        None => false,
    });
    for coupon in coupons.into_iter().filter(|_| !known) {
        let view = before.coupons.get(&coupon).and_then(Option::as_ref);
        let usable =
            |view: &CouponView| !matches!(view.status, Status::Redeemed { .. }) && now < view.until;
        prop_assert!(view.is_some_and(usable), "C3: {:?} of {:?}", message, view);
    }
    Ok(())
}
