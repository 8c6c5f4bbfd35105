//! How a packet's points are divided into shares, which always add up to what was given (G4).
//!
//! A share depends on nothing but what was fixed when the packet was given: so neither its claimer nor
//! who submits the claim can choose it, by trying again or by waiting.

use core::num::NonZeroU64;

use tongquan_host::{address, blake2_256, Packed, Read, Reader};
use tongquan_traits::{assets::Asset, gifts::Terms};

use crate::gifts::load;

/// What the share of a gift that there is is, if it has such a share of points.
#[inline(never)]
pub fn of(gift: u64, number: u32) -> Option<u128> {
    let found = load(gift)?;
    match found.asset {
        Asset::Points { amount, .. } if number < found.terms.shares => {
            Some(share(gift, &found.terms, amount, number))
        }
        _ => None,
    }
}

/// What the share with this number is, of `amount` points of the gift.
///
/// Equal shares are `floor(amount / shares)`. A drawn one, besides, gives a part of that away to the
/// share before it, and has one of the share after it: so it is at least 1, and less than twice an
/// equal one. What the division leaves are single units of the first shares.
#[inline(never)]
pub fn share(gift: u64, terms: &Terms, amount: u128, number: u32) -> u128 {
    let (equal, rest) = divide(amount, terms.shares);
    let share = equal.saturating_add((number < rest).into());
    if !terms.drawn {
        return share;
    }
    let next = match number.saturating_add(1) {
        next if next == terms.shares => 0,
        next => next,
    };
    let (given, had) = (draw(gift, terms, equal, number), draw(gift, terms, equal, next));
    share.saturating_sub(given).saturating_add(had)
}

/// The whole part of the quotient, and the rest.
fn divide(amount: u128, divisor: u32) -> (u128, u32) {
    let Some(divisor) = NonZeroU64::new(divisor.into()) else { return (0, 0) };
    let (mut quotient, mut rest) = (0u128, 0u64);
    // By digits of 32 bits, as on paper: dividing such long numbers at once takes much more code.
    for digit in amount.to_be_bytes().chunks_exact(4) {
        let digit = u64::from(u32::from_be_bytes(digit.try_into().unwrap_or_default()));
        let part = (rest << 32) | digit;
        quotient = (quotient << 32) | u128::from(part / divisor);
        rest = part % divisor;
    }
    (quotient, u32::try_from(rest).unwrap_or(0))
}

/// What the share with this number gives away: 0 to `equal - 1`, each as likely.
#[inline(never)]
fn draw(gift: u64, terms: &Terms, equal: u128, number: u32) -> u128 {
    let seed = Packed::of(&(b"tongquan draw\0\0\0", address(), gift, &terms.keys, number));
    let lot = u128::from(u64::read(&mut Reader(&blake2_256(seed.as_slice()))));
    // `equal * lot / 2^64`
    let (high, low) = (equal >> 64, equal & u128::from(u64::MAX));
    high.saturating_mul(lot).saturating_add(low.saturating_mul(lot) >> 64)
}
