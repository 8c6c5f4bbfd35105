//! What happened day by day, and what can't have happened.

use std::collections::{BTreeMap, HashSet};

use jiff::{civil::Date, tz::TimeZone, Timestamp};
use tongquan_client::AccountId;

use super::super::log::Happened;

/// An event that doesn't agree with those before it. The books go on without it as well as they can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Where it was; `None` for what only the books as a whole show.
    pub at: Option<Happened>,
    pub contract: AccountId,
    /// What is wrong.
    pub what: String,
}

/// What was done with a campaign's coupons, by one till or without one, on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CouponDay {
    pub issued: u64,
    /// Of those, how many were paid for with points, and how many claimed with a voucher or a code.
    pub exchanged: u64,
    pub claimed: u64,
    /// The stored value of what was issued.
    pub face: u128,
    /// How many coupons were held for an order.
    pub reserved: u64,
    /// How many were redeemed, a voucher each time; and what orders cost less for it.
    pub redeemed: u64,
    pub deducted: u128,
    /// What was taken from stored values.
    pub drawn: u128,
    /// How many refunds there were, and how many voids.
    pub refunds: u64,
    pub voids: u64,
    /// What orders don't cost less any more.
    pub undone: u128,
    /// What was put back into stored values.
    pub restored: u128,
    /// How many coupons, used up before, are not any more.
    pub returned: u64,
    /// How many were burned before their end, removed after it, and removed when used up.
    pub burned: u64,
    pub expired: u64,
    pub cleared: u64,
    /// What was left of the stored values of those that were burned or removed.
    pub forfeited: u128,
}

/// What was done with points on one day, in the smallest unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PointsDay {
    pub issued: u128,
    pub burned: u128,
    pub transfers: u64,
    pub moved: u128,
    /// Of that, what the auction house, the swaps and the gift links took into their hands,
    pub into_escrow: u128,
    /// and what left them.
    pub out_of_escrow: u128,
}

/// How something changed hands for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trade {
    Auction,
    Exchange,
    Fill,
    Swap,
}

impl Trade {
    pub fn name(self) -> &'static str {
        match self {
            Self::Auction => "auction",
            Self::Exchange => "exchange",
            Self::Fill => "fill",
            Self::Swap => "swap",
        }
    }
}

/// What one contract's points or coupons were given for another's on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    pub deals: u64,
    pub paid_amount: u128,
    pub paid_items: u64,
    pub got_amount: u128,
    pub got_items: u64,
}

/// Campaign and till, of a coupon contract.
pub type CouponLine = (Date, AccountId, u32, Option<AccountId>);
/// What was paid, and what for: contracts.
pub type FlowLine = (Date, Trade, AccountId, AccountId);

#[derive(Debug)]
pub struct Journal {
    pub coupons: BTreeMap<CouponLine, CouponDay>,
    pub points: BTreeMap<(Date, AccountId), PointsDay>,
    pub flows: BTreeMap<FlowLine, Flow>,
    pub contradictions: Vec<Contradiction>,
    /// The contracts that hold what belongs to others.
    pub escrows: HashSet<AccountId>,
    zone: TimeZone,
    /// What happens now, on this day.
    pub at: Happened,
    day: Date,
}

impl Journal {
    pub fn new(zone: TimeZone, escrows: HashSet<AccountId>) -> Self {
        Self {
            coupons: BTreeMap::new(),
            points: BTreeMap::new(),
            flows: BTreeMap::new(),
            contradictions: Vec::new(),
            escrows,
            zone,
            at: Happened { block: 0, place: 0, time: 0 },
            day: Date::default(),
        }
    }

    /// Goes on to this event.
    pub fn go_to(&mut self, at: Happened) {
        if at.time != self.at.time || self.at.block == 0 {
            self.day = day_of(at.time, &self.zone);
        }
        self.at = at;
    }

    pub fn contradict(&mut self, contract: AccountId, what: impl Into<String>) {
        self.contradictions.push(Contradiction { at: Some(self.at), contract, what: what.into() });
    }

    pub fn coupon_day(
        &mut self,
        contract: AccountId,
        campaign: u32,
        till: Option<AccountId>,
    ) -> &mut CouponDay {
        self.coupons.entry((self.day, contract, campaign, till)).or_default()
    }

    pub fn points_day(&mut self, contract: AccountId) -> &mut PointsDay {
        self.points.entry((self.day, contract)).or_default()
    }

    pub fn flow(&mut self, trade: Trade, paid: AccountId, got: AccountId) -> &mut Flow {
        self.flows.entry((self.day, trade, paid, got)).or_default()
    }
}

/// The day of a time in this zone.
fn day_of(ms: u64, zone: &TimeZone) -> Date {
    let timestamp = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    timestamp.unwrap_or(Timestamp::MAX).to_zoned(zone.clone()).date()
}

/// Adds without going beyond the largest number, which only sums of what went round and round reach.
pub fn count(sum: &mut u128, amount: u128) {
    *sum = sum.saturating_add(amount);
}
