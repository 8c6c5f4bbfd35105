//! Proportions of amounts, exactly: the product takes up to 256 bits.

/// `amount * numerator / denominator`, rounded down, and whether there is a rest. The denominator is
/// not 0. A result that is too large becomes the largest number.
#[inline(never)]
pub fn proportion(amount: u128, numerator: u128, denominator: u128) -> (u128, bool) {
    let (whole, part) = times(numerator, 0, 1, denominator);
    let (quotient, rest) = times(amount, whole, part, denominator);
    (quotient, rest != 0)
}

/// The same, rounded up.
pub fn proportion_up(amount: u128, numerator: u128, denominator: u128) -> u128 {
    let (quotient, rest) = proportion(amount, numerator, denominator);
    quotient.saturating_add(rest.into())
}

/// `factor` times `whole + part / unit`, as a whole and a part again: doubled for each bit of the factor,
/// the number added for each that is set. The part is at most the unit, that of the answer less.
#[inline(never)]
fn times(factor: u128, whole: u128, part: u128, unit: u128) -> (u128, u128) {
    let mut result = (0u128, 0u128);
    let mut bits = factor;
    for _ in 0..u128::BITS {
        result = sum(result, result, unit);
        if bits.leading_zeros() == 0 {
            result = sum(result, (whole, part), unit);
        }
        bits <<= 1;
    }
    result
}

fn sum(a: (u128, u128), b: (u128, u128), unit: u128) -> (u128, u128) {
    let whole = a.0.saturating_add(b.0);
    let room = unit.wrapping_sub(b.1);
    match a.1.checked_sub(room) {
        Some(part) => (whole.saturating_add(1), part),
        None => (whole, a.1.wrapping_add(b.1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proportions_are_exact() {
        assert_eq!(proportion(19, 500, 10_000), (0, true));
        assert_eq!(proportion(20, 500, 10_000), (1, false));
        assert_eq!(proportion(0, 7, 3), (0, false));
        assert_eq!(proportion(7, 5, 1), (35, false));
        assert_eq!(proportion(u128::MAX, u128::MAX, u128::MAX), (u128::MAX, false));
        assert_eq!(proportion(u128::MAX, u128::MAX - 1, u128::MAX), (u128::MAX - 1, false));
        assert_eq!(proportion(u128::MAX - 1, u128::MAX - 1, u128::MAX), (u128::MAX - 2, true));
        assert_eq!(proportion(u128::MAX, 3, 7), (u128::MAX / 7 * 3 + u128::MAX % 7 * 3 / 7, true));
        assert_eq!(proportion(u128::MAX, 2, 1), (u128::MAX, false));
        assert_eq!(proportion_up(1, 1, u128::MAX), 1);
    }

    #[test]
    fn small_proportions_are_those_of_plain_arithmetic() {
        for amount in 0..40u128 {
            for numerator in 0..40 {
                for denominator in 1..40 {
                    let product = amount * numerator;
                    let expected = (product / denominator, product % denominator != 0);
                    assert_eq!(proportion(amount, numerator, denominator), expected);
                }
            }
        }
    }
}
