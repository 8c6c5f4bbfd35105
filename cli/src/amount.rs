//! Amounts as people write them: `12.50`, in units of a token or a currency that has decimals.

use crate::problem::Problem;

/// The amount in the smallest unit. Separators of thousands are allowed as `_` or `,`.
///
/// # Errors
///
/// `InvalidArgument` if it is no number, is negative, has more decimals than there are, or is too
/// large.
pub fn parse(text: &str, decimals: u8) -> Result<u128, Problem> {
    let wrong = |why: &str| Problem::argument(format!("'{text}' is no amount: {why}"));
    let digits: String = text.chars().filter(|sign| !matches!(sign, '_' | ',')).collect();
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    let only_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !only_digits(whole) || !only_digits(part) {
        return Err(wrong("write it like 12.50"));
    }
    if part.len() > decimals.into() {
        return Err(wrong(&format!("there are {decimals} decimals")));
    }
    let padded = format!("{whole}{part:0<width$}", width = decimals.into());
    padded.parse().map_err(|_| wrong("it is too large"))
}

/// The same for money, which contracts count in `u64`.
///
/// # Errors
///
/// Those of [`parse`].
pub fn parse_money(text: &str, decimals: u8) -> Result<u64, Problem> {
    let amount = parse(text, decimals)?;
    u64::try_from(amount)
        .map_err(|_| Problem::argument(format!("'{text}' is no amount: it is too large")))
}

/// The amount with all its decimals, and a comma for each thousand.
pub fn show(amount: u128, decimals: u8) -> String {
    let decimals = usize::from(decimals);
    let digits = format!("{amount:0>width$}", width = decimals + 1);
    let (whole, part) = digits.split_at(digits.len() - decimals);
    let mut shown = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    if !part.is_empty() {
        shown.push('.');
        shown.push_str(part);
    }
    shown
}

/// The same without zeros at its end.
pub fn show_short(amount: u128, decimals: u8) -> String {
    let shown = show(amount, decimals);
    match shown.contains('.') {
        true => shown.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_written_as_people_do() {
        assert_eq!(parse("12.5", 2), Ok(1_250));
        assert_eq!(parse("1,000_000", 0), Ok(1_000_000));
        assert_eq!(parse("0.01", 2), Ok(1));
        assert_eq!(parse("7.", 2), Ok(700));
        assert_eq!(show(1_234_567, 2), "12,345.67");
        assert_eq!(show(5, 2), "0.05");
        assert_eq!(show(1_000, 0), "1,000");
        assert_eq!(show_short(1_500, 3), "1.5");
        assert_eq!(show_short(2_000, 3), "2");
        assert_eq!(show_short(0, 0), "0");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for wrong in ["", ".5", "-1", "1.005", "1e3", "twelve", "1.2.3", &"9".repeat(40)] {
            let refused = parse(wrong, 2).unwrap_err();
            assert_eq!(refused.code, Code::InvalidArgument, "{wrong}");
        }
        assert_eq!(
            parse_money("184467440737095516.16", 2).unwrap_err().code,
            Code::InvalidArgument
        );
        assert_eq!(parse_money("184467440737095516.15", 2), Ok(u64::MAX));
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_written(amount: u128, decimals in 0..38u8) {
            prop_assert_eq!(parse(&show(amount, decimals), decimals), Ok(amount));
        }
    }
}
