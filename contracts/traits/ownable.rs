//! One owner, handed over in two steps, so that a mistyped address can't take a contract away.
//!
//! The messages are named as in OpenBrush's `Ownable`; the second step is that of OpenZeppelin's
//! `Ownable2Step`.

use ink::primitives::AccountId;

#[ink::trait_definition]
pub trait Ownable {
    /// The account that administers this contract.
    #[ink(message)]
    fn owner(&self) -> AccountId;

    /// The account that may take the ownership over with `accept_ownership`.
    #[ink(message)]
    fn pending_owner(&self) -> Option<AccountId>;

    /// Offers the ownership to `new_owner`; nothing changes until that account accepts.
    /// A second offer replaces the first, and `None` takes it back.
    ///
    /// # Errors
    ///
    /// `NotOwner` unless the owner calls.
    ///
    /// # Events
    ///
    /// `OwnershipOffered`.
    #[ink(message)]
    fn transfer_ownership(&mut self, new_owner: Option<AccountId>) -> Result<(), OwnableError>;

    /// Takes over the ownership that was offered to the caller.
    ///
    /// # Errors
    ///
    /// `NotPendingOwner` unless the ownership is on offer to the caller.
    ///
    /// # Events
    ///
    /// `OwnershipTransferred`.
    #[ink(message)]
    fn accept_ownership(&mut self) -> Result<(), OwnableError>;
}

/// Why a message about the ownership, or one that only the owner may call, was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum OwnableError {
    /// Only `owner` may call this.
    NotOwner { owner: AccountId },
    /// Only `pending_owner`, if there is one, may accept the ownership.
    NotPendingOwner { pending_owner: Option<AccountId> },
}

/// The owner offered the ownership to `new_owner`, or took the offer back.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnershipOffered {
    pub owner: AccountId,
    pub new_owner: Option<AccountId>,
}

/// `new_owner` is the owner from now on. `previous_owner` is `None` at deployment.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnershipTransferred {
    pub previous_owner: Option<AccountId>,
    pub new_owner: AccountId,
}
