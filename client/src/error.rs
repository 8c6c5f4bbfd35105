//! Why a call did not do what it should. What was refused changed nothing.

use std::{convert::Infallible, fmt::Debug};

use ink::primitives::AccountId;

use crate::{account::ss58, message::MAX_INPUT};

/// Why a call failed. `E` is the error type of the message that was called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error<E: Debug = Infallible> {
    /// The contract understood the message and said no.
    #[error("the contract refused: {0:?}")]
    Refused(E),
    /// The contract at the address does not know the message or its arguments.
    #[error("the contract at {} doesn't know this message: check the address", ss58(.contract))]
    NotUnderstood { contract: AccountId },
    /// The contract, or one that it called, stopped in the middle.
    #[error("the contract trapped and nothing changed; input may be invalid or too large for it")]
    Trapped,
    /// The work does not fit into the gas that was allowed, at most that of a block.
    #[error("out of gas: the call needs more than a block may hold; send less at once")]
    OutOfGas,
    /// The call would have deposited more for storage than the caller allows.
    #[error("the storage deposit would exceed its limit; allow a higher one")]
    OutOfDeposit,
    /// The caller can't pay the fee, the deposit or the amount.
    #[error("{} has not enough native currency for fee and deposit", ss58(.account))]
    TooPoor { account: AccountId },
    /// There is no contract at the address.
    #[error("there is no contract at {}; on a development chain it may be from before a restart", ss58(.contract))]
    NoSuchContract { contract: AccountId },
    /// The same code, arguments and salt were deployed by the same account before.
    #[error("this contract exists already; deploy with another salt")]
    AlreadyDeployed,
    /// The chain does not accept the code.
    #[error("the chain does not accept this code; was the bundle built for another chain?")]
    CodeRejected,
    /// The input can't be read by a contract. Found before anything is sent.
    #[error("{size} bytes of input, a contract can read {MAX_INPUT}; send less at once")]
    InputTooLarge { size: usize },
    /// The contract answered in a way that this message does not answer.
    #[error("the answer can't be decoded; the contract is another one than expected")]
    UnexpectedAnswer,
    /// Another reason that the runtime gives.
    #[error("the runtime refused: {0}")]
    Runtime(PalletError),
    /// The clock of this chain goes on its own.
    #[error("the clock of this chain can't be moved")]
    ClockFixed,
    /// The chain is not one that this library can use.
    #[error("this chain's runtime doesn't fit: {reason}")]
    WrongRuntime { reason: String },
    /// There is no answer. Nothing was sent.
    #[error("no connection to the node: {reason}; check that it runs and its address")]
    Connection { reason: String },
    /// The node has forgotten what it knew after this block.
    #[error("the node has discarded the state of block {block}: use one that runs with --state-pruning archive")]
    Pruned { block: u64 },
    /// The transaction was sent, and the connection was lost before its end was seen.
    #[error("lost the connection after sending 0x{}: look whether it is in a block before sending again", hex::encode(.transaction))]
    Unconfirmed { transaction: [u8; 32], reason: String },
}

/// A failure that is not the contract's own refusal.
pub type Failure = Error<Infallible>;

/// An error by the runtime's own names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{pallet}.{name}")]
pub struct PalletError {
    pub pallet: String,
    pub name: String,
}

impl<E: Debug> Error<E> {
    /// The contract's own refusal; `Err` if it failed in another way.
    pub fn refusal(self) -> Result<E, Failure> {
        match self {
            Self::Refused(refusal) => Ok(refusal),
            other => Err(other.map_refusal(|_| unreachable!("refusals are answered above"))),
        }
    }

    /// The same error, with another error type for what the contract refuses with.
    fn map_refusal<F: Debug>(self, refusal: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Refused(error) => Error::Refused(refusal(error)),
            Self::NotUnderstood { contract } => Error::NotUnderstood { contract },
            Self::Trapped => Error::Trapped,
            Self::OutOfGas => Error::OutOfGas,
            Self::OutOfDeposit => Error::OutOfDeposit,
            Self::TooPoor { account } => Error::TooPoor { account },
            Self::NoSuchContract { contract } => Error::NoSuchContract { contract },
            Self::AlreadyDeployed => Error::AlreadyDeployed,
            Self::CodeRejected => Error::CodeRejected,
            Self::InputTooLarge { size } => Error::InputTooLarge { size },
            Self::UnexpectedAnswer => Error::UnexpectedAnswer,
            Self::Runtime(error) => Error::Runtime(error),
            Self::ClockFixed => Error::ClockFixed,
            Self::WrongRuntime { reason } => Error::WrongRuntime { reason },
            Self::Connection { reason } => Error::Connection { reason },
            Self::Pruned { block } => Error::Pruned { block },
            Self::Unconfirmed { transaction, reason } => Error::Unconfirmed { transaction, reason },
        }
    }
}

impl Failure {
    /// The same failure, of a message that may also refuse with an `E`.
    pub fn of_message<E: Debug>(self) -> Error<E> {
        self.map_refusal(|never| match never {})
    }

    /// A call without a limit of its own may deposit `default`, or all that the caller has if that
    /// is less. The pallet has one error for both limits.
    pub(crate) fn without_limit(self, caller: AccountId, owned: u128, default: u128) -> Self {
        match self {
            Error::OutOfDeposit if owned <= default => Error::TooPoor { account: caller },
            other => other,
        }
    }

    /// What the runtime's error `pallet.name` means for a call by `caller`, to `contract` unless
    /// it was a deployment.
    pub(crate) fn by_name(
        pallet: &str,
        name: &str,
        caller: AccountId,
        contract: Option<AccountId>,
    ) -> Self {
        match (pallet, name, contract) {
            ("Contracts", "ContractTrapped", _) => Error::Trapped,
            ("Contracts", "OutOfGas", _) => Error::OutOfGas,
            ("Contracts", "StorageDepositLimitExhausted", _) => Error::OutOfDeposit,
            ("Contracts", "StorageDepositNotEnoughFunds" | "TransferFailed", _)
            | ("Balances", "InsufficientBalance", _)
            | ("Token", _, _) => Error::TooPoor { account: caller },
            ("Contracts", "ContractNotFound", Some(contract)) => Error::NoSuchContract { contract },
            ("Contracts", "DuplicateContract", _) => Error::AlreadyDeployed,
            ("Contracts", "CodeRejected" | "CodeTooLarge", _) => Error::CodeRejected,
            _ => Error::Runtime(PalletError { pallet: pallet.to_owned(), name: name.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALLER: [u8; 32] = [1; 32];
    const CALLED: [u8; 32] = [2; 32];

    fn meaning(pallet: &str, name: &str) -> Failure {
        Failure::by_name(pallet, name, CALLER.into(), Some(CALLED.into()))
    }

    #[test]
    fn the_runtimes_errors_say_what_a_caller_can_do() {
        let (account, contract) = (CALLER.into(), CALLED.into());
        let meanings = [
            ("Contracts", "ContractTrapped", Error::Trapped),
            ("Contracts", "OutOfGas", Error::OutOfGas),
            ("Contracts", "StorageDepositLimitExhausted", Error::OutOfDeposit),
            ("Contracts", "StorageDepositNotEnoughFunds", Error::TooPoor { account }),
            ("Balances", "InsufficientBalance", Error::TooPoor { account }),
            ("Token", "FundsUnavailable", Error::TooPoor { account }),
            ("Contracts", "ContractNotFound", Error::NoSuchContract { contract }),
            ("Contracts", "DuplicateContract", Error::AlreadyDeployed),
            ("Contracts", "CodeRejected", Error::CodeRejected),
        ];
        for (pallet, name, meaning_of_it) in meanings {
            assert_eq!(meaning(pallet, name), meaning_of_it, "{pallet}.{name}");
        }
    }

    #[test]
    fn an_error_that_has_no_meaning_of_its_own_keeps_its_name() {
        let error = meaning("Contracts", "MaxCallDepthReached");
        assert_eq!(error.to_string(), "the runtime refused: Contracts.MaxCallDepthReached");
    }

    #[test]
    fn a_failure_stays_what_it_is_for_a_message_that_can_refuse() {
        assert_eq!(Failure::OutOfGas.of_message::<u8>(), Error::OutOfGas);
    }
}
