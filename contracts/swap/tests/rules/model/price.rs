//! What a part costs, in numbers as long as it takes, as one learns it at school.

/// `amount * want / give`, rounded up: for the maker. S2
///
/// At most `want`, for `amount` is at most `give`.
pub fn price(amount: u128, want: u128, give: u128) -> u128 {
    let (quotient, rest) = divide(multiply(amount, want), give);
    quotient + u128::from(rest > 0)
}

/// A product in eight digits of 32 bits, the lowest first.
fn multiply(a: u128, b: u128) -> [u32; 8] {
    let mut product = [0; 8];
    for (i, x) in digits(a).into_iter().enumerate() {
        let mut carry = 0;
        for (j, y) in digits(b).into_iter().enumerate() {
            let sum = u64::from(product[i + j]) + u64::from(x) * u64::from(y) + carry;
            product[i + j] = sum as u32;
            carry = sum >> 32;
        }
        product[i + 4] = carry as u32;
    }
    product
}

fn digits(number: u128) -> [u32; 4] {
    [0, 32, 64, 96].map(|shift| (number >> shift) as u32)
}

/// Bit by bit from the highest, as on paper: the quotient, and what is left over.
fn divide(number: [u32; 8], by: u128) -> (u128, u128) {
    let (mut quotient, mut rest) = (0_u128, 0_u128);
    for bit in (0..256).rev() {
        let next = u128::from((number[bit / 32] >> (bit % 32)) & 1);
        let too_long = rest >> 127 == 1;
        rest = (rest << 1) | next;
        let goes = too_long || rest >= by;
        if goes {
            rest = rest.wrapping_sub(by);
        }
        assert_eq!(quotient >> 127, 0, "the price of a part is at most that of the whole");
        quotient = (quotient << 1) | u128::from(goes);
    }
    (quotient, rest)
}
