//! Points of any PSP22 contract.

use ink::{
    primitives::AccountId,
    scale::{Encode, Output},
    selector_bytes,
};
use tongquan_host::{address, call, Answer, Packed, Read, Reader};
use tongquan_traits::coupon_error::PointsFault;

use crate::refusal::{refuse_points, Outcome};

/// The first errors of PSP22, after `Custom`.
pub const PSP22: &[PointsFault] =
    &[PointsFault::InsufficientBalance, PointsFault::InsufficientAllowance];

/// Calls a message that answers with `Result<(), E>`, where `faults` are what E's variants after the
/// first mean.
#[inline(never)]
pub fn ask(token: &AccountId, input: &Packed, faults: &[PointsFault]) -> Result<(), PointsFault> {
    let fault = match &call(token, input.as_slice()) {
        Answer::Done(data) if data.as_slice() == [0, 0] => return Ok(()),
        Answer::Done(data) | Answer::Reverted(data) => match data.as_slice() {
            [0, 1, error, ..] => faults.get(usize::from(error.wrapping_sub(1))).copied(),
            _ => None,
        },
        Answer::None => None,
    };
    Err(fault.unwrap_or(PointsFault::Failed))
}

#[inline(never)]
fn read(
    token: &AccountId,
    selector: [u8; 4],
    accounts: &[&AccountId],
) -> Result<u128, PointsFault> {
    let mut input = Packed::of(&selector);
    for account in accounts {
        input.write(account.as_ref());
    }
    if let Answer::Done(data) = &call(token, input.as_slice()) {
        if let [0, amount @ ..] = data.as_slice() {
            if amount.len() == 16 {
                return Ok(Read::read(&mut Reader(amount)));
            }
        }
    }
    Err(PointsFault::Failed)
}

pub fn balance_of(token: &AccountId, account: &AccountId) -> Result<u128, PointsFault> {
    read(token, selector_bytes!("PSP22::balance_of"), &[account])
}

pub fn allowance(
    token: &AccountId,
    owner: &AccountId,
    spender: &AccountId,
) -> Result<u128, PointsFault> {
    read(token, selector_bytes!("PSP22::allowance"), &[owner, spender])
}

/// The balance, without which nothing more can be done.
#[inline(never)]
pub fn known_balance(token: &AccountId, account: &AccountId) -> Outcome<u128> {
    match balance_of(token, account) {
        Ok(balance) => Ok(balance),
        Err(fault) => refuse_points(token, fault),
    }
}

/// Moves points of this contract, or of `from`, which has approved it. What arrives where is not looked
/// at: they go to whom their contract says.
#[inline(never)]
pub fn transfer(
    token: &AccountId,
    from: Option<&AccountId>,
    to: &AccountId,
    amount: u128,
) -> Result<(), PointsFault> {
    let mut input = Packed::new();
    match from {
        Some(from) => {
            input.write(&selector_bytes!("PSP22::transfer_from"));
            input.write(from.as_ref());
        }
        None => input.write(&selector_bytes!("PSP22::transfer")),
    }
    // The last argument is PSP22's `data`, of no bytes.
    (to, amount, 0u8).encode_to(&mut input);
    ask(token, &input, PSP22)
}

/// The same, without which nothing more can be done.
#[inline(never)]
pub fn send(
    token: &AccountId,
    from: Option<&AccountId>,
    to: &AccountId,
    amount: u128,
) -> Outcome<()> {
    match transfer(token, from, to, amount) {
        Ok(()) => Ok(()),
        Err(fault) => refuse_points(token, fault),
    }
}

/// Takes points of `from` into this contract's hands, and answers how many arrived (M6).
#[inline(never)]
pub fn take(token: &AccountId, from: &AccountId, amount: u128) -> Outcome<u128> {
    let own = address();
    let before = known_balance(token, &own)?;
    send(token, Some(from), &own, amount)?;
    Ok(known_balance(token, &own)?.saturating_sub(before))
}

/// Takes points of `from`, all of which must arrive.
#[inline(never)]
pub fn take_all(token: &AccountId, from: &AccountId, amount: u128) -> Outcome<()> {
    if take(token, from, amount)? != amount {
        return refuse_points(token, PointsFault::NotPaid);
    }
    Ok(())
}
