//! How points come into being: an owner appoints issuers, each with a quota, under one cap.

use ink::{prelude::vec::Vec, primitives::AccountId};

use tongquan_host::read_struct;

use crate::ownable::OwnableError;

/// The most recipients of one `issue_batch`. A message must fit into ink's 16 KiB buffer
/// together with its selector and length, and a recipient takes 48 bytes.
pub const MAX_BATCH: usize = 341;

#[ink::trait_definition]
pub trait Issuance {
    /// The most points that may exist at any time, in the token's smallest unit. Burning
    /// makes room under it again. `None`: no limit but that of the number itself.
    #[ink(message)]
    fn cap(&self) -> Option<u128>;

    /// The quota of `account` and what it used. `None` if it was never an issuer.
    #[ink(message)]
    fn issuer(&self, account: AccountId) -> Option<Issuer>;

    /// How many accounts were ever made issuers.
    #[ink(message)]
    fn issuer_count(&self) -> u32;

    /// The issuer with this index, in the order of appointment, from 0.
    #[ink(message)]
    fn issuer_at(&self, index: u32) -> Option<AccountId>;

    /// Appoints an issuer, or raises or lowers its quota. The quota counts everything that the
    /// account ever issues, in the smallest unit, so that the message can be repeated safely.
    /// A quota below what is already issued becomes equal to it: 0 always ends the right to
    /// issue, no matter what the issuer sends at the same time.
    ///
    /// # Errors
    ///
    /// `Ownable(NotOwner)` unless the owner calls.
    ///
    /// # Events
    ///
    /// `IssuerSet` with the quota that holds from now on.
    #[ink(message)]
    fn set_issuer(&mut self, account: AccountId, quota: u128) -> Result<(), IssuanceError>;

    /// Issues `amount` new points, in the smallest unit, to `to`.
    ///
    /// # Errors
    ///
    /// `ZeroAmount`, `NotIssuer`, `OverQuota`, `OverCap`.
    ///
    /// # Events
    ///
    /// PSP22's `Transfer` without a sender, then `Issued`.
    #[ink(message)]
    fn issue(&mut self, to: AccountId, amount: u128) -> Result<(), IssuanceError>;

    /// Issues to each account its amount, in the smallest unit: all or none. Takes at most
    /// `MAX_BATCH` recipients, each once.
    ///
    /// # Errors
    ///
    /// `EmptyBatch`, `ZeroAmount`, `DuplicateRecipient`, `NotIssuer`, `OverQuota`, `OverCap`.
    ///
    /// # Events
    ///
    /// One `Transfer` without a sender for each recipient, in order, then one `Issued`.
    #[ink(message)]
    fn issue_batch(&mut self, issues: Vec<(AccountId, u128)>) -> Result<(), IssuanceError>;
}

/// What an issuer may issue and has issued, in the smallest unit; `issued <= quota` (M9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Issuer {
    /// The most that the account may ever issue.
    pub quota: u128,
    /// What it has issued. Burning does not give it back.
    pub issued: u128,
}
read_struct!(Issuer { quota, issued });

/// Why an issue, or a change of an issuer, was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum IssuanceError {
    /// The caller is not the owner.
    Ownable(OwnableError),
    /// The owner has not made the caller an issuer.
    NotIssuer,
    /// The caller's quota has room for `left` only; the owner can raise it.
    OverQuota { left: u128 },
    /// The cap of the supply has room for `left` only; burning makes room.
    OverCap { left: u128 },
    /// The amount at `index` is zero.
    ZeroAmount { index: u32 },
    /// The recipient at `index` stands in the batch before.
    DuplicateRecipient { index: u32 },
    /// The batch names nobody.
    EmptyBatch,
}

impl From<OwnableError> for IssuanceError {
    fn from(error: OwnableError) -> Self {
        Self::Ownable(error)
    }
}

/// The owner made `issuer` an issuer or changed its quota.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuerSet {
    pub issuer: AccountId,
    pub quota: u128,
    pub issued: u128,
}

/// `issuer` issued `amount` points in one call, to one account or many.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub issuer: AccountId,
    pub amount: u128,
}
