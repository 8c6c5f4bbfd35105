//! Who works for the merchant: managers, and the tills (收银台) with their limits.

use ink::primitives::AccountId;
use tongquan_host::read_struct;

use crate::coupon_error::CouponError;

/// A day of the tills: 24 hours of chain time, from midnight UTC.
pub const DAY: u64 = 24 * 60 * 60 * 1_000;

#[ink::trait_definition]
pub trait Tills {
    /// Whether the account may do what managers do. The owner may.
    #[ink(message)]
    fn is_manager(&self, account: AccountId) -> bool;

    /// The till's limits and what it used of them today; `None` if the account is no till.
    #[ink(message)]
    fn till(&self, account: AccountId) -> Option<Till>;

    /// Appoints or dismisses a manager. Only the owner may.
    ///
    /// # Errors
    ///
    /// `Ownable(NotOwner)`.
    ///
    /// # Events
    ///
    /// `ManagerSet`.
    #[ink(message)]
    fn set_manager(&mut self, account: AccountId, manager: bool) -> Result<(), CouponError>;

    /// Makes the account a till or changes its limits; `None` ends its rights at once.
    ///
    /// # Errors
    ///
    /// `NotManager`.
    ///
    /// # Events
    ///
    /// `TillSet`.
    #[ink(message)]
    fn set_till(
        &mut self,
        account: AccountId,
        limits: Option<TillLimits>,
    ) -> Result<(), CouponError>;
}

/// What a till may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct TillLimits {
    /// The most that it may deduct in a day, in the smallest unit of money.
    pub daily_value: u64,
    /// The most coupons that it may redeem in a day.
    pub daily_coupons: u32,
    /// For how long after a redemption it may void it.
    pub void_window: u64,
}
read_struct!(TillLimits { daily_value, daily_coupons, void_window });

/// A till's limits and what it used of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Till {
    pub limits: TillLimits,
    /// The day of the figures below, in days since 1970.
    pub day: u64,
    pub used_value: u64,
    pub used_coupons: u32,
}
read_struct!(Till { limits, day, used_value, used_coupons });

/// The owner made the account a manager, or dismissed it.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagerSet {
    pub account: AccountId,
    pub manager: bool,
}

/// `by` set the till's limits, or ended its rights.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TillSet {
    pub account: AccountId,
    pub by: AccountId,
    pub limits: Option<TillLimits>,
}
