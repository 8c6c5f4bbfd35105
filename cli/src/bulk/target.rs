//! What is issued: points of one contract, or coupons of one.

use std::collections::HashMap;

use coupon::Coupon;
use points::Points;
use psp34::{Id, Transfer};
use tongquan_client::{at, AccountId, Error, Events, Message, Outcome};
use tongquan_traits::{
    coupon_error::CouponError,
    coupons::{Coupons, MAX_COUPON_BATCH},
    issuance::{Issuance, IssuanceError, MAX_BATCH},
};

use super::journal::Row;
use crate::problem::{Code, Problem};

/// The most rows of points that one transaction takes, if several are for the same member.
const MAX_POINT_ROWS: usize = 4 * MAX_BATCH;

/// Points or coupons, and of which contract.
#[derive(Debug, Clone)]
pub struct Target {
    pub contract: AccountId,
    pub issue: Issue,
    /// The campaign of coupons whose row names none.
    pub campaign: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
    Coupons,
    /// With so many decimals.
    Points {
        decimals: u8,
    },
}

/// What a dry run says of a batch.
#[derive(Debug)]
pub enum Verdict {
    Fits,
    /// The row at this place is over its member's limit.
    Without(usize),
    /// Only so many rows, from the first on, fit.
    Shorter(usize),
    /// Nothing can be issued now.
    Never(Problem),
}

impl Target {
    pub fn coupons(contract: AccountId, campaign: Option<u32>) -> Self {
        Self { contract, issue: Issue::Coupons, campaign }
    }

    pub fn points(contract: AccountId, decimals: u8) -> Self {
        Self { contract, issue: Issue::Points { decimals }, campaign: None }
    }

    /// As it stands in the journal.
    pub fn what(&self) -> &'static str {
        match self.issue {
            Issue::Coupons => "coupons",
            Issue::Points { .. } => "points",
        }
    }

    /// The most rows that one transaction takes.
    pub fn most_rows(&self) -> usize {
        match self.issue {
            Issue::Coupons => MAX_COUPON_BATCH,
            Issue::Points { .. } => MAX_POINT_ROWS,
        }
    }

    /// How many of these rows, from the first on, go into one transaction. A batch of coupons is of one
    /// campaign; in a batch of points, rows for one member are added up.
    pub fn fitting(&self, rows: &[Row]) -> usize {
        match self.issue {
            Issue::Coupons => {
                let first = rows.first().map(|row| row.campaign);
                let same = rows.iter().take_while(|row| Some(row.campaign) == first);
                same.take(MAX_COUPON_BATCH).count()
            }
            Issue::Points { .. } => {
                let mut sums = Sums::default();
                rows.iter().take(MAX_POINT_ROWS).take_while(|row| sums.add(row).is_some()).count()
            }
        }
    }

    /// The message for these rows.
    pub fn input(&self, rows: &[Row]) -> Vec<u8> {
        match self.issue {
            Issue::Coupons => {
                let campaign = rows.first().map_or(0, |row| row.campaign);
                let to = rows.iter().map(|row| row.account).collect();
                let message = at::<Coupon>(self.contract).issue_batch(campaign, to);
                Message::<Result<u64, CouponError>>::from(message).input
            }
            Issue::Points { .. } => {
                let mut sums = Sums::default();
                for row in rows {
                    sums.add(row);
                }
                let message = at::<Points>(self.contract).issue_batch(sums.sums);
                Message::<Result<(), IssuanceError>>::from(message).input
            }
        }
    }

    /// What a dry run of [`input`](Self::input) answered.
    pub fn verdict(&self, outcome: Outcome, rows: &[Row]) -> Verdict {
        match self.issue {
            Issue::Coupons => match outcome.understood::<u64, CouponError>() {
                Ok(_) => Verdict::Fits,
                Err(Error::Refused(CouponError::OverMemberLimit { member })) => {
                    // Earlier rows of the same member may still fit.
                    match rows.iter().rposition(|row| row.account == member) {
                        Some(place) => Verdict::Without(place),
                        None => Verdict::Never(Problem::of_message(Error::Refused(
                            CouponError::OverMemberLimit { member },
                        ))),
                    }
                }
                Err(Error::Refused(CouponError::OverBudget { left })) if left > 0 => {
                    Verdict::Shorter(left as usize)
                }
                Err(error) => Verdict::Never(Problem::of_message(error)),
            },
            Issue::Points { .. } => match outcome.understood::<(), IssuanceError>() {
                Ok(()) => Verdict::Fits,
                Err(Error::Refused(
                    IssuanceError::OverQuota { left } | IssuanceError::OverCap { left },
                )) if affordable(rows, left) > 0 => Verdict::Shorter(affordable(rows, left)),
                Err(error) => Verdict::Never(Problem::of_message(error)),
            },
        }
    }

    /// The coupons that the events of a batch say were issued, a row each; of points, nothing for each.
    ///
    /// # Errors
    ///
    /// `Mismatch` if the events are not those of these rows.
    pub fn issued(&self, events: &Events, rows: &[Row]) -> Result<Vec<Option<u64>>, Problem> {
        let other = || {
            Problem::new(Code::Mismatch, "a transaction did something else than what was signed")
                .advise("is the contract's code the one of the release? 'tongquan audit' tells")
        };
        match self.issue {
            Issue::Coupons => {
                let issued = events.of::<Transfer>(self.contract);
                let mut issued = issued.iter().filter(|moved| moved.from.is_none());
                let numbers = rows.iter().map(|row| match issued.next() {
                    Some(Transfer { to, id: Id::U64(coupon), .. }) if *to == Some(row.account) => {
                        Ok(Some(*coupon))
                    }
                    _ => Err(other()),
                });
                let numbers = numbers.collect::<Result<_, _>>()?;
                issued.next().is_none().then_some(numbers).ok_or_else(other)
            }
            Issue::Points { .. } => {
                let total = rows.iter().fold(0u128, |sum, row| sum.saturating_add(row.amount));
                let issued = events.of::<tongquan_traits::issuance::Issued>(self.contract);
                match issued.as_slice() {
                    [one] if one.amount == total => Ok(vec![None; rows.len()]),
                    _ => Err(other()),
                }
            }
        }
    }
}

/// How many rows, from the first on, come to `left` or less.
fn affordable(rows: &[Row], left: u128) -> usize {
    let mut sum = 0u128;
    let fits = |row: &&Row| {
        sum = sum.saturating_add(row.amount);
        sum <= left
    };
    rows.iter().take_while(fits).count()
}

/// Amounts by member, in the order in which members come first.
#[derive(Default)]
struct Sums {
    sums: Vec<(AccountId, u128)>,
    places: HashMap<AccountId, usize>,
}

impl Sums {
    /// `None` if the row doesn't fit any more.
    fn add(&mut self, row: &Row) -> Option<()> {
        match self.places.get(&row.account) {
            Some(place) => {
                let sum = &mut self.sums[*place].1;
                *sum = sum.checked_add(row.amount)?;
            }
            None if self.sums.len() == MAX_BATCH => return None,
            None => {
                self.places.insert(row.account, self.sums.len());
                self.sums.push((row.account, row.amount));
            }
        }
        Some(())
    }
}
