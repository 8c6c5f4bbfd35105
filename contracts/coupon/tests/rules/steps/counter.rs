//! What is sent at the counter: coupons against orders, and back.

use ink::primitives::AccountId;
use tongquan_traits::redemption::{Receipt, ReceiptState};

use super::{
    clock::hold_until,
    dice::Dice,
    manages, members,
    orders::{basket, complete, is_redeemed, receipt, spend_points, ticket},
    picks::coupon,
    What,
};
use crate::model::{Message, Model};

pub(super) fn message(what: What, model: &Model, dice: &mut Dice) -> (AccountId, Message) {
    let now = model.now;
    let manages = manages(model, dice);
    match what {
        What::Redeem => {
            let (holder, order, amount, coupons) = basket(model, dice);
            let caller = if dice.once_in(20) { dice.person() } else { holder };
            (caller, Message::Redeem { order, amount, coupons })
        }
        What::Reserve => {
            let (holder, order, amount, coupons) = basket(model, dice);
            let caller = if dice.once_in(20) { dice.person() } else { holder };
            let until = hold_until(model, dice);
            (caller, Message::Reserve { order, amount, coupons, until })
        }
        What::Ticket => {
            let (caller, ticket, signature) = ticket(model, dice);
            (caller, Message::RedeemWithTicket { ticket, signature })
        }
        What::ReserveTicket => {
            let (caller, ticket, signature) = ticket(model, dice);
            let until = match dice.below(8) {
                0 => dice.near(ticket.deadline),
                _ => hold_until(model, dice).min(ticket.deadline),
            };
            (caller, Message::ReserveWithTicket { ticket, signature, until })
        }
        What::Complete | What::Again => complete(model, dice),
        What::Release => {
            let (order, receipt) = receipt(model, dice, |receipt| {
                matches!(receipt.state, ReceiptState::Reserved { .. })
            });
            let maker = receipt.map_or(manages, |receipt| receipt.by());
            let caller = match dice.below(4) {
                0 => dice.person(),
                1 => manages,
                _ => maker,
            };
            (caller, Message::Release { order })
        }
        What::Void => {
            let (order, receipt) = receipt(model, dice, is_redeemed);
            let maker = receipt.map_or(manages, |receipt| receipt.by());
            let caller = if dice.once_in(3) { manages } else { dice.entitled(maker) };
            (caller, Message::Void { order })
        }
        What::Refund if dice.once_in(3) => match spend_points(model, dice) {
            Some(spent) => spent,
            None => members::message(What::Points, model, dice),
        },
        What::Refund => {
            let (order, receipt) = receipt(model, dice, is_redeemed);
            let left = receipt.map_or(7, |receipt| receipt.amount - receipt.refunded);
            let amount = match dice.below(12) {
                0 => left.saturating_add(1),
                1 => 0,
                2..=5 => dice.below(left.max(1)) + 1,
                _ => left,
            };
            let tills: Vec<_> = model.tills.keys().copied().collect();
            let caller = match dice.any(&tills) {
                Some(till) if dice.once_in(2) => till,
                _ => manages,
            };
            (dice.entitled(caller), Message::Refund { order, amount })
        }
        What::ClearReceipts => {
            let size = match dice.below(8) {
                0 => 0,
                1..=2 => 2,
                _ => 1,
            };
            let over = |receipt: &Receipt| receipt.keep_until <= now;
            let orders = (0..size).map(|_| receipt(model, dice, over).0).collect();
            (
                if dice.once_in(2) { dice.person() } else { manages },
                Message::ClearReceipts { orders },
            )
        }
        What::ClearCoupons => {
            let done = |coupon: &u64| {
                model.coupons[coupon].used_up_by.is_some() || model.window(*coupon).1 <= now
            };
            let done: Vec<_> = model.coupons.keys().copied().filter(done).collect();
            let size = match dice.below(8) {
                0 => 0,
                1..=2 => 2,
                _ => 1,
            };
            let mut one = || match dice.any(&done) {
                Some(coupon) if !dice.once_in(8) => coupon,
                _ => coupon(model, dice),
            };
            let coupons = (0..size).map(|_| one()).collect();
            (dice.entitled(manages), Message::ClearCoupons { coupons })
        }
        other => unreachable!("{other:?} is not sent from here"),
    }
}
