//! Which coupons are picked, and by whom.

use ink::primitives::AccountId;
use psp34::Id;
use tongquan_traits::redemption::ReceiptState;

use super::{dice::Dice, orders::is_redeemed};
use crate::{
    model::Model,
    people::{ann, everybody},
};

/// A coupon that is there, or once in a while one that is not.
pub(super) fn coupon(model: &Model, dice: &mut Dice) -> u64 {
    let there: Vec<_> = model.coupons.keys().copied().collect();
    let served: Vec<_> = model
        .receipts
        .values()
        .filter(|receipt| {
            !matches!(receipt.state, ReceiptState::Refunded {} | ReceiptState::Voided {})
        })
        .flat_map(|receipt| &receipt.lines)
        .map(|line| line.coupon)
        .filter(|coupon| model.coupons.contains_key(coupon))
        .collect();
    match dice.any(&served) {
        Some(coupon) if dice.once_in(4) => return coupon,
        _ => {}
    }
    match (dice.any(&there), dice.below(12)) {
        (Some(coupon), 1..) => coupon,
        _ => match dice.any(&model.ever_issued()) {
            Some(coupon) if dice.once_in(2) => coupon,
            _ => dice.near(1 << 32),
        },
    }
}

/// A voucher that an order used in part, which can be given away.
pub(super) fn partly_used(model: &Model, dice: &mut Dice) -> Option<u64> {
    let lines = model.receipts.values().filter(|receipt| is_redeemed(receipt));
    let coupons = lines.flat_map(|receipt| &receipt.lines).map(|line| line.coupon);
    let unused =
        |coupon: &u64| model.coupons.get(coupon).is_some_and(|page| page.used_up_by.is_none());
    dice.any(&coupons.filter(unused).collect::<Vec<_>>())
}

pub(super) fn holder_of(model: &Model, coupon: u64) -> AccountId {
    model.coupons.get(&coupon).map_or(ann(), |page| page.holder)
}

pub(super) fn id(dice: &mut Dice, coupon: u64) -> Id {
    match dice.below(60) {
        0 => Id::U128(coupon.into()),
        1 => Id::U32(coupon as u32),
        2 => Id::Bytes(coupon.to_le_bytes().to_vec()),
        _ => Id::U64(coupon),
    }
}

/// Somebody who may act on the coupon, or once in a while somebody else.
pub(super) fn acting(model: &Model, dice: &mut Dice, coupon: u64, holder: AccountId) -> AccountId {
    if dice.once_in(4) && model.coupons.contains_key(&coupon) {
        let others: Vec<_> =
            everybody().into_iter().filter(|account| model.may_act(*account, coupon)).collect();
        return dice.pick(&others);
    }
    dice.entitled(holder)
}
