//! Receipts by order reference (C4).

use ink::primitives::AccountId;
use tongquan_host::{clear, emit, load_packed, storage::set, Packed, Read, Reader};
use tongquan_traits::{
    coupon_error::CouponError,
    redemption::{
        OrderRef, Receipt, ReceiptRemoved, ReceiptState, ReceiptWritten, CLEARING_PRIORITY,
    },
};

use crate::{
    items::{key, Table},
    refusal::{refuse, Outcome},
    tills::is_manager,
};

#[inline(never)]
pub fn receipt_key(order: &OrderRef) -> Packed {
    key(Table::Receipts, &[order])
}

#[inline(never)]
pub fn load(order: &OrderRef) -> Option<Receipt> {
    load_packed(&receipt_key(order)).as_ref().map(|bytes| Read::read(&mut Reader(bytes.as_slice())))
}

#[inline(never)]
pub fn find(order: &OrderRef) -> Outcome<Receipt> {
    match load(order) {
        Some(receipt) => Ok(receipt),
        None => refuse(CouponError::NoReceipt),
    }
}

/// A receipt that can be changed by a refund.
#[inline(never)]
pub fn find_redeemed(order: &OrderRef) -> Outcome<Receipt> {
    let receipt = find(order)?;
    match receipt.state {
        ReceiptState::Redeemed {} => Ok(receipt),
        _ => refuse(CouponError::NotRedeemed),
    }
}

#[inline(never)]
pub fn put(order: &OrderRef, receipt: &Receipt) {
    set(&receipt_key(order), receipt);
}

#[inline(never)]
pub fn announce(order: &OrderRef, caller: &AccountId, receipt: &Receipt) {
    emit::<ReceiptWritten>(&(order, caller, receipt), &[]);
}

#[inline(never)]
pub fn remove(order: &OrderRef, caller: &AccountId) {
    clear(&receipt_key(order));
    emit::<ReceiptRemoved>(&(order, caller), &[]);
}

#[inline(never)]
pub fn clear_all(caller: &AccountId, now: u64, orders: &[OrderRef]) -> Outcome<()> {
    if orders.is_empty() {
        return refuse(CouponError::EmptyBatch);
    }
    let manager = is_manager(caller);
    for order in orders {
        let receipt = find(order)?;
        let until = match manager || receipt.is_by(caller) || now < receipt.keep_until {
            true => receipt.keep_until,
            false => receipt.keep_until.saturating_add(CLEARING_PRIORITY),
        };
        if now < until {
            return refuse(CouponError::StillInUse { until });
        }
        remove(order, caller);
    }
    Ok(())
}
