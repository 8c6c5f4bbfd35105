//! What is asked of points contracts. They may lie: only what was seen to happen counts (M6), and
//! whatever else they answer ends the whole message (M5).

use ink::{primitives::AccountId, selector_bytes};
use tongquan_escrow::points::{ask, balance_of, transfer, PSP22};
use tongquan_host::{address, Packed};
use tongquan_traits::coupon_error::{CouponError, PointsFault};

use crate::refusal::{refuse, Outcome};

/// The first errors of `Issuance`, after `Ownable`.
const ISSUANCE: &[PointsFault] =
    &[PointsFault::NotIssuer, PointsFault::OverQuota, PointsFault::OverQuota];

/// Takes the price from the payer: for `to`, or to burn it.
#[inline(never)]
pub fn pay(
    token: &AccountId,
    payer: &AccountId,
    amount: u128,
    to: Option<&AccountId>,
) -> Outcome<()> {
    let own = address();
    let receiver = to.unwrap_or(&own);
    let before = demand(balance_of(token, receiver))?;
    demand(transfer(token, Some(payer), receiver, amount))?;
    let after = demand(balance_of(token, receiver))?;
    if before.checked_add(amount) != Some(after) {
        return refuse(CouponError::Points(PointsFault::NotPaid));
    }
    match to {
        Some(_) => Ok(()),
        None => burn(token, amount),
    }
}

/// Takes back what a coupon issued, from its holder, and burns it.
#[inline(never)]
pub fn take_back(
    token: &AccountId,
    holder: &AccountId,
    amount: u128,
    within_balance: bool,
) -> Outcome<()> {
    let amount =
        if within_balance { amount.min(demand(balance_of(token, holder))?) } else { amount };
    demand(transfer(token, Some(holder), &address(), amount))?;
    burn(token, amount)
}

#[inline(never)]
pub fn issue(token: &AccountId, to: &AccountId, amount: u128) -> Outcome<()> {
    let input = Packed::of(&(selector_bytes!("Issuance::issue"), to, amount));
    demand(ask(token, &input, ISSUANCE))
}

#[inline(never)]
fn burn(token: &AccountId, amount: u128) -> Outcome<()> {
    demand(ask(token, &Packed::of(&(selector_bytes!("PSP22Burnable::burn"), amount)), PSP22))
}

/// What the points contract did; if it did something else, the message is refused.
fn demand<T>(done: Result<T, PointsFault>) -> Outcome<T> {
    match done {
        Ok(done) => Ok(done),
        Err(fault) => refuse(CouponError::Points(fault)),
    }
}
