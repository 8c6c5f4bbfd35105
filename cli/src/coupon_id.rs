//! Coupons' numbers as people write them: `3-17` is the coupon 17 of campaign 3.

use std::fmt;
use std::str::FromStr;

use crate::problem::Problem;

/// A coupon's number: its campaign in the upper half, its serial in the lower one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CouponId(pub u64);

impl CouponId {
    pub fn new(campaign: u32, serial: u32) -> Self {
        Self((u64::from(campaign) << 32) | u64::from(serial))
    }

    pub fn campaign(self) -> u32 {
        (self.0 >> 32) as u32
    }

    pub fn serial(self) -> u32 {
        self.0 as u32
    }
}

/// `CAMPAIGN-SERIAL`.
impl fmt::Display for CouponId {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "{}-{}", self.campaign(), self.serial())
    }
}

/// Reads `CAMPAIGN-SERIAL`, or the number that contracts know.
impl FromStr for CouponId {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = || {
            Problem::argument(format!("'{text}' is no coupon")).advise(
                "write CAMPAIGN-SERIAL such as 3-17, or the number that the chain has for it",
            )
        };
        // `parse` alone would take a sign.
        if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return Err(wrong());
        }
        match text.split_once('-') {
            Some((campaign, serial)) => {
                let part = |text: &str| text.parse::<u32>().map_err(|_| wrong());
                Ok(Self::new(part(campaign)?, part(serial)?))
            }
            None => text.parse().map(Self).map_err(|_| wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn coupons_have_a_campaign_and_a_serial() {
        let coupon: CouponId = "3-17".parse().unwrap();
        assert_eq!(coupon, CouponId::new(3, 17));
        assert_eq!(coupon.0, (3 << 32) | 17);
        assert_eq!("12884901905".parse(), Ok(coupon));
        assert_eq!(coupon.to_string(), "3-17");
    }

    #[test]
    fn what_is_no_coupon_is_refused() {
        for wrong in ["", "-", "3-", "-17", "3-17-1", "+3", "3-+1", "4294967296-0", "tea", "1 2"] {
            assert!(wrong.parse::<CouponId>().is_err(), "{wrong}");
        }
        assert!("18446744073709551616".parse::<CouponId>().is_err());
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_read(coupon: u64) {
            prop_assert_eq!(CouponId(coupon).to_string().parse(), Ok(CouponId(coupon)));
        }
    }
}
