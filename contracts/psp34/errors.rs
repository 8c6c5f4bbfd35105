use core::convert::Infallible;

use ink::prelude::string::String;

/// Why a message of PSP34 was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum PSP34Error {
    /// A rule of the contract's own.
    Custom(String),
    /// The owner would approve itself.
    SelfApprove,
    /// The caller is neither the owner nor approved.
    NotApproved,
    /// There is such a token already.
    TokenExists,
    /// There is no such token.
    TokenNotExists,
    /// The receiver doesn't take the token.
    SafeTransferCheckFailed(String),
}

/// A rule of the contract's own, by its name.
impl From<&str> for PSP34Error {
    fn from(rule: &str) -> Self {
        Self::Custom(String::from(rule))
    }
}

/// A refusal by the ledger. On chain it ends the call where it is found, so that no code is spent on
/// passing it on.
#[cfg(target_arch = "wasm32")]
pub type Refusal = Infallible;
#[cfg(not(target_arch = "wasm32"))]
pub type Refusal = PSP34Error;

impl From<Infallible> for PSP34Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Refuses the message.
#[cfg(target_arch = "wasm32")]
#[inline(never)]
pub fn refuse<T>(error: PSP34Error) -> Result<T, Refusal> {
    tongquan_host::refuse(&error)
}
#[cfg(not(target_arch = "wasm32"))]
pub fn refuse<T>(error: PSP34Error) -> Result<T, Refusal> {
    Err(error)
}

/// Refuses the message for a rule of the contract's own, by its name.
#[cfg(target_arch = "wasm32")]
#[inline(never)]
pub fn refuse_for<T>(rule: &str) -> Result<T, Refusal> {
    // The number of `Custom`, and what is in it.
    tongquan_host::refuse(&(0u8, rule))
}
#[cfg(not(target_arch = "wasm32"))]
pub fn refuse_for<T>(rule: &str) -> Result<T, Refusal> {
    Err(PSP34Error::from(rule))
}
