//! Orders, their baskets and tickets, and what follows on them.

use ink::primitives::AccountId;
use tongquan_traits::{
    campaigns::Kind,
    redemption::{OrderRef, Receipt, ReceiptState, Ticket},
    tills::DAY,
};

use super::{
    dice::Dice,
    message,
    picks::{coupon, holder_of},
    What, HOUR,
};
use crate::{
    model::{campaign_of, Message, Model},
    people::{gift, stranger, till},
    signing::{Signature, Signed},
};

const ORDERS: u64 = 40;

/// The order with this number in a sequence.
fn order(number: u64) -> OrderRef {
    let mut order = [0; 32];
    order[..6].copy_from_slice(b"order ");
    order[6] = number as u8;
    order
}

/// All order references that sequences use.
pub fn orders() -> Vec<OrderRef> {
    (0..ORDERS).map(order).collect()
}

/// An order that has no receipt yet, mostly.
pub(super) fn free_order(model: &Model, dice: &mut Dice) -> OrderRef {
    let lapsed: Vec<_> =
        model.receipts.iter().filter(|(_, receipt)| model.is_lapsed(receipt)).collect();
    match dice.any(&lapsed) {
        Some((order, _)) if dice.once_in(4) => return *order,
        _ => {}
    }
    let free: Vec<_> =
        orders().into_iter().filter(|order| !model.receipts.contains_key(order)).collect();
    match dice.any(&free) {
        Some(order) if !dice.once_in(16) => order,
        _ => order(dice.below(ORDERS)),
    }
}

/// A holder, an order and its amount, and coupons for it.
pub(super) fn basket(model: &Model, dice: &mut Dice) -> (AccountId, OrderRef, u64, Vec<u64>) {
    let now = model.now;
    let usable = |coupon: &u64| {
        let (from, until) = model.window(*coupon);
        from <= now
            && now < until
            && model.coupons[coupon].used_up_by.is_none()
            && model.hold(*coupon).is_none()
    };
    let usable: Vec<_> = model.coupons.keys().copied().filter(usable).collect();
    let first = match dice.any(&usable) {
        Some(coupon) if !dice.once_in(7) => coupon,
        _ => coupon(model, dice),
    };
    let holder = holder_of(model, first);
    let theirs: Vec<_> =
        usable.into_iter().filter(|other| holder_of(model, *other) == holder).collect();
    let mut coupons = vec![first];
    for _ in 0..dice.pick(&[0, 0, 0, 1, 1, 2, 3]) {
        coupons.push(match dice.any(&theirs) {
            Some(coupon) if !dice.once_in(16) => coupon,
            _ => coupon(model, dice),
        });
    }
    if !dice.once_in(20) {
        let mut seen = vec![];
        coupons.retain(|coupon| {
            !seen.contains(coupon) && {
                seen.push(*coupon);
                true
            }
        });
    }
    match dice.below(120) {
        0 => coupons.clear(),
        1 => coupons = vec![first; 17],
        2 => coupons = vec![first; 16],
        _ => {}
    }
    let worth: u64 = coupons
        .iter()
        .filter_map(|coupon| {
            let page = model.coupons.get(coupon)?;
            Some(match model.campaigns[&campaign_of(*coupon)].terms.kind {
                Kind::Deduction { minimum, .. } => minimum,
                _ => page.left,
            })
        })
        .fold(0, u64::saturating_add);
    let amount = match dice.below(40) {
        0 => 0,
        1 => u64::MAX - dice.below(2),
        2..=15 => dice.near(worth),
        16..=22 => worth / 2,
        _ => dice.below(300),
    };
    (holder, free_order(model, dice), amount, coupons)
}

pub(super) fn ticket(model: &Model, dice: &mut Dice) -> (AccountId, Ticket, Signature) {
    let (holder, order, amount, coupons) = basket(model, dice);
    let tills: Vec<_> = model.tills.keys().copied().collect();
    let caller = dice.any(&tills).unwrap_or(till());
    let caller = if dice.once_in(25) { dice.person() } else { caller };
    let ticket = Ticket {
        till: match dice.below(25) {
            0 => Some(dice.person()),
            roll => (roll % 2 == 0).then_some(caller),
        },
        order,
        amount,
        coupons,
        deadline: match dice.below(25) {
            0 => model.now.saturating_sub(dice.below(2)),
            1 => model.now + 20 * DAY,
            _ => model.now + 1 + dice.below(HOUR),
        },
    };
    let mut signature = consent(model, dice, holder, &ticket);
    if dice.once_in(14) {
        if let Signed::Ticket { ticket, moves } = &mut signature.what {
            match dice.below(8) {
                0 => ticket.till = Some(stranger()),
                1 => ticket.order[31] ^= 1,
                2 => ticket.amount ^= 1,
                3 => ticket.coupons.reverse(),
                4 => ticket.deadline += 1,
                5 => moves.iter_mut().for_each(|moves| *moves += 1),
                6 => signature.contract = stranger(),
                _ => signature.by = dice.person(),
            }
        }
    }
    (caller, ticket, signature)
}

fn consent(model: &Model, dice: &mut Dice, by: AccountId, ticket: &Ticket) -> Signature {
    let moves = |coupon: &u64| model.coupons.get(coupon).map_or(0, |page| page.moves);
    Signature {
        by,
        what: Signed::Ticket {
            ticket: ticket.clone(),
            moves: ticket.coupons.iter().map(moves).collect(),
        },
        contract: model.address,
        wrapped: dice.once_in(3),
    }
}

/// The holder of an order with points coupons lets them be taken back, or gives the points away, or
/// a manager refunds the order.
pub(super) fn spend_points(model: &Model, dice: &mut Dice) -> Option<(AccountId, Message)> {
    let issued = |receipt: &&Receipt| {
        is_redeemed(receipt)
            && receipt.lines.iter().any(|line| {
                let terms = &model.campaigns[&campaign_of(line.coupon)].terms;
                matches!(terms.kind, Kind::Points { token, .. } if token == model.token)
            })
    };
    let all: Vec<_> = model.receipts.values().filter(issued).collect();
    let receipt = dice.any(&all)?;
    let holder = receipt.holder;
    let balance = model.points.balance(holder);
    Some(if model.points.allowance(holder, model.address) < 1_000 {
        (holder, Message::ApprovePoints { value: 5_000 })
    } else if balance > 0 {
        (holder, Message::TransferPoints { to: gift(), value: balance })
    } else {
        let (order, _) = model.receipts.iter().find(|(_, other)| *other == receipt)?;
        let amount = receipt.amount - receipt.refunded;
        (model.owner, Message::Refund { order: *order, amount })
    })
}

pub(super) fn is_redeemed(receipt: &Receipt) -> bool {
    receipt.state == ReceiptState::Redeemed {}
}

/// An order whose receipt is like this, or once in a while another.
pub(super) fn receipt(
    model: &Model,
    dice: &mut Dice,
    wanted: impl Fn(&Receipt) -> bool,
) -> (OrderRef, Option<Receipt>) {
    let all = model.receipts.iter().filter(|(_, receipt)| wanted(receipt));
    let all: Vec<_> = all.map(|(order, _)| *order).collect();
    let known: Vec<_> = model.receipts.keys().copied().collect();
    let order = match (dice.any(&all), dice.any(&known)) {
        (Some(order), _) if !dice.once_in(9) => order,
        (_, Some(order)) if dice.once_in(2) => order,
        _ => order(dice.below(ORDERS)),
    };
    (order, model.receipts.get(&order).cloned())
}

/// The message that completes a reserved order, or repeats a redeemed one, mostly.
pub(super) fn complete(model: &Model, dice: &mut Dice) -> (AccountId, Message) {
    let live = |receipt: &Receipt| {
        matches!(receipt.state, ReceiptState::Reserved { .. }) && !model.is_lapsed(receipt)
    };
    let (order, receipt) = receipt(model, dice, live);
    let Some(receipt) = receipt else {
        return message(What::Ticket, model, dice);
    };
    let mut coupons: Vec<_> = receipt.lines.iter().map(|line| line.coupon).collect();
    let mut amount = receipt.amount;
    let mut caller = receipt.by();
    match dice.below(20) {
        0 => amount ^= 1,
        1 => coupons.reverse(),
        2 => coupons.truncate(1),
        3 => caller = dice.person(),
        _ => {}
    }
    let again = match receipt.state {
        ReceiptState::Reserved { until } if dice.once_in(4) => {
            Some(if dice.once_in(3) { dice.near(until) } else { until })
        }
        _ => None,
    };
    if receipt.till.is_none() {
        let message = match again {
            Some(until) => Message::Reserve { order, amount, coupons, until },
            None => Message::Redeem { order, amount, coupons },
        };
        return (caller, message);
    }
    let deadline = model.now + 1 + dice.below(HOUR);
    let ticket = Ticket { till: receipt.till, order, amount, coupons, deadline };
    let signature = consent(model, dice, receipt.holder, &ticket);
    let message = match again {
        Some(until) => Message::ReserveWithTicket { ticket, signature, until },
        None => Message::RedeemWithTicket { ticket, signature },
    };
    (caller, message)
}
