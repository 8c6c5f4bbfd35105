//! Amounts, as slowly and as obviously as they can be reckoned.

/// `amount * numerator / denominator`, rounded down, and whether there is a rest: by long division, one
/// binary digit of the amount after the other. The numerator is at most the denominator.
fn share(amount: u128, numerator: u64, denominator: u64) -> (u128, bool) {
    assert!(numerator <= denominator);
    let (mut quotient, mut rest) = (0u128, 0u128);
    for digit in (0..128).rev() {
        rest *= 2;
        if (amount >> digit) & 1 == 1 {
            rest += u128::from(numerator);
        }
        quotient = quotient * 2 + rest / u128::from(denominator);
        rest %= u128::from(denominator);
    }
    (quotient, rest > 0)
}

/// By how much a bid has to be above the price: this part of it, rounded up, and at least one unit.
pub fn raise(price: u128, basis_points: u16) -> u128 {
    let (part, rest) = share(price, basis_points.into(), 10_000);
    let rounded_up = if rest { part + 1 } else { part };
    rounded_up.max(1)
}

/// What a receiver of royalties gets for one of `items` items that were sold together.
pub fn royalty(price: u128, basis_points: u16, items: usize) -> u128 {
    share(price, basis_points.into(), 10_000 * items as u64).0
}

/// How far a price has fallen from `highest` towards `lowest`, `elapsed` of `length` after it began to.
pub fn falling(highest: u128, lowest: u128, elapsed: u64, length: u64) -> u128 {
    highest - share(highest - lowest, elapsed, length).0
}
