use ink::{prelude::vec::Vec, primitives::AccountId};

use crate::{Id, PSP34Error};

#[ink::trait_definition]
pub trait PSP34 {
    /// The id of the collection: what the contract's tokens have in common.
    #[ink(message)]
    fn collection_id(&self) -> Id;

    /// How many tokens the account owns.
    #[ink(message)]
    fn balance_of(&self, owner: AccountId) -> u32;

    /// The owner of the token, if there is one.
    #[ink(message)]
    fn owner_of(&self, id: Id) -> Option<AccountId>;

    /// Whether `operator` may transfer the token of `owner`; without an `id`, all tokens of `owner`.
    #[ink(message)]
    fn allowance(&self, owner: AccountId, operator: AccountId, id: Option<Id>) -> bool;

    /// Lets `operator` transfer the token, or ends that; without an `id`, all tokens of the caller.
    /// An approval for one token ends when the token changes hands.
    ///
    /// # Errors
    ///
    /// `TokenNotExists`; `NotApproved` if the caller neither owns the token nor is approved for all
    /// tokens of its owner; `SelfApprove` if the operator is the owner.
    ///
    /// # Events
    ///
    /// `Approval`.
    #[ink(message)]
    fn approve(
        &mut self,
        operator: AccountId,
        id: Option<Id>,
        approved: bool,
    ) -> Result<(), PSP34Error>;

    /// Transfers a token that the caller owns or is approved for.
    ///
    /// # Errors
    ///
    /// `TokenNotExists`, `NotApproved`, `SafeTransferCheckFailed` if the receiver does not take it,
    /// `Custom` for the contract's own rules.
    ///
    /// # Events
    ///
    /// `Transfer`.
    #[ink(message)]
    fn transfer(&mut self, to: AccountId, id: Id, data: Vec<u8>) -> Result<(), PSP34Error>;

    /// How many tokens there are.
    #[ink(message)]
    fn total_supply(&self) -> u128;
}

#[ink::trait_definition]
pub trait PSP34Metadata {
    /// The attribute of the token, or of the collection, under this key.
    #[ink(message)]
    fn get_attribute(&self, id: Id, key: Vec<u8>) -> Option<Vec<u8>>;
}

#[ink::trait_definition]
pub trait PSP34Enumerable {
    /// A token of the owner; `index` is below the owner's balance. The order changes with transfers.
    #[ink(message)]
    fn owners_token_by_index(&self, owner: AccountId, index: u128) -> Option<Id>;

    /// A token; `index` is below the total supply. The order changes when tokens are destroyed.
    #[ink(message)]
    fn token_by_index(&self, index: u128) -> Option<Id>;
}

#[ink::trait_definition]
pub trait PSP34Mintable {
    /// Creates a token for the account.
    ///
    /// # Errors
    ///
    /// `TokenExists`, `Custom` for the contract's own rules.
    ///
    /// # Events
    ///
    /// `Transfer` without `from`.
    #[ink(message)]
    fn mint(&mut self, account: AccountId, id: Id) -> Result<(), PSP34Error>;
}

#[ink::trait_definition]
pub trait PSP34Burnable {
    /// Destroys a token of the account, which the caller is or is approved by.
    ///
    /// # Errors
    ///
    /// `TokenNotExists`; `NotApproved` if the token is not the account's, or the caller is neither the
    /// account nor approved; `Custom` for the contract's own rules.
    ///
    /// # Events
    ///
    /// `Transfer` without `to`.
    #[ink(message)]
    fn burn(&mut self, account: AccountId, id: Id) -> Result<(), PSP34Error>;
}
