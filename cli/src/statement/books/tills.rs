//! What tills may do, and what they did of it on their day.

use tongquan_traits::tills::{Till, TillLimits, DAY};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TillBook {
    pub limits: TillLimits,
    /// The day of the figures below, in days since 1970.
    day: u64,
    used_value: u64,
    used_coupons: u32,
}

impl Default for TillBook {
    fn default() -> Self {
        let limits = TillLimits { daily_value: 0, daily_coupons: 0, void_window: 0 };
        Self { limits, day: 0, used_value: 0, used_coupons: 0 }
    }
}

impl TillBook {
    /// As the contract tells it at this time.
    pub fn at(&self, now: u64) -> Till {
        let (used_value, used_coupons) = match self.day == now / DAY {
            true => (self.used_value, self.used_coupons),
            false => (0, 0),
        };
        Till { limits: self.limits, day: now / DAY, used_value, used_coupons }
    }

    /// Counts a redemption. Answers whether it was within the limits.
    pub fn spend(&mut self, now: u64, value: u64, coupons: u32) -> bool {
        let today = self.at(now);
        self.day = today.day;
        self.used_value = today.used_value.saturating_add(value);
        self.used_coupons = today.used_coupons.saturating_add(coupons);
        self.used_value <= self.limits.daily_value && self.used_coupons <= self.limits.daily_coupons
    }
}
