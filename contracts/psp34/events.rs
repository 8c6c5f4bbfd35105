use ink::{prelude::vec::Vec, primitives::AccountId};

use crate::Id;

/// A token changed hands; without `from` it was created, without `to` it was destroyed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// The owner before, also when an operator acted.
    #[ink(topic)]
    pub from: Option<AccountId>,
    #[ink(topic)]
    pub to: Option<AccountId>,
    #[ink(topic)]
    pub id: Id,
}

/// `owner` approved `operator` for the token, or for all tokens, or ended that.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    #[ink(topic)]
    pub owner: AccountId,
    #[ink(topic)]
    pub operator: AccountId,
    #[ink(topic)]
    pub id: Option<Id>,
    pub approved: bool,
}

/// An attribute of a token was set.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeSet {
    pub id: Id,
    pub key: Vec<u8>,
    pub data: Vec<u8>,
}
