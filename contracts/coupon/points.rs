//! What is asked of points contracts. They may lie: only what was seen to happen counts (M6), and
//! whatever else they answer ends the whole message (M5).

use ink::{
    primitives::AccountId,
    scale::{Encode, Output},
    selector_bytes,
};
use tongquan_host::{address, call, Answer, Packed, Read, Reader};
use tongquan_traits::coupon_error::{CouponError, PointsFault};

use crate::refusal::{refuse, Outcome};

/// The first errors of PSP22, after `Custom`.
const PSP22: &[PointsFault] =
    &[PointsFault::InsufficientBalance, PointsFault::InsufficientAllowance];

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
    let before = balance_of(token, receiver)?;
    transfer_from(token, payer, receiver, amount)?;
    let after = balance_of(token, receiver)?;
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
    let amount = if within_balance { amount.min(balance_of(token, holder)?) } else { amount };
    transfer_from(token, holder, &address(), amount)?;
    burn(token, amount)
}

#[inline(never)]
pub fn issue(token: &AccountId, to: &AccountId, amount: u128) -> Outcome<()> {
    ask(token, selector_bytes!("Issuance::issue"), &(to, amount), ISSUANCE)
}

#[inline(never)]
fn transfer_from(token: &AccountId, from: &AccountId, to: &AccountId, amount: u128) -> Outcome<()> {
    // The last argument is PSP22's `data`, of no bytes.
    ask(token, selector_bytes!("PSP22::transfer_from"), &(from, to, amount, 0u8), PSP22)
}

#[inline(never)]
fn burn(token: &AccountId, amount: u128) -> Outcome<()> {
    ask(token, selector_bytes!("PSP22Burnable::burn"), &amount, PSP22)
}

#[inline(never)]
fn balance_of(token: &AccountId, account: &AccountId) -> Outcome<u128> {
    let mut input = Packed::of(&selector_bytes!("PSP22::balance_of"));
    input.write(account.as_ref());
    if let Answer::Done(data) = call(token, input.as_slice()) {
        if let [0, balance @ ..] = data.as_slice() {
            if balance.len() == 16 {
                return Ok(Read::read(&mut Reader(balance)));
            }
        }
    }
    refuse(CouponError::Points(PointsFault::Failed))
}

/// Calls a message that answers with `Result<(), E>`, where `faults` are what E's variants after the
/// first mean.
fn ask(
    token: &AccountId,
    selector: [u8; 4],
    arguments: &impl Encode,
    faults: &[PointsFault],
) -> Outcome<()> {
    let mut input = Packed::of(&selector);
    arguments.encode_to(&mut input);
    understand(call(token, input.as_slice()), faults)
}

#[inline(never)]
fn understand(answer: Answer, faults: &[PointsFault]) -> Outcome<()> {
    let fault = match &answer {
        Answer::Done(data) if data.as_slice() == [0, 0] => return Ok(()),
        Answer::Done(data) | Answer::Reverted(data) => match data.as_slice() {
            [0, 1, error, ..] => faults.get(usize::from(error.wrapping_sub(1))).copied(),
            _ => None,
        },
        Answer::None => None,
    };
    refuse(CouponError::Points(fault.unwrap_or(PointsFault::Failed)))
}
