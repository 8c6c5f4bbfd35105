//! What goes wrong, in a form that scripts can rely on: a stable code and an exit status.

use std::{fmt::Debug, io};

use scale::Encode;
use scale_info::TypeInfo;
use serde::Serialize;
use serde_json::Value;
use tongquan_client::{BundleError, Error, Failure};

use crate::json::{in_words, to_json};

/// Why a command failed. Codes never change their meaning; `docs/cli.md` lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    /// The command line can't be understood.
    Usage,
    /// An argument can't be used.
    InvalidArgument,
    /// The address book doesn't know the name.
    UnknownName,
    /// The contract refused; `details` is its error.
    Refused,
    /// What was asked for isn't there.
    NotFound,
    /// The node doesn't answer.
    Unreachable,
    /// The chain's genesis hash is another than that of the address book.
    WrongChain,
    /// The chain's runtime is none that this program can use.
    WrongRuntime,
    /// There is no contract, or another one than expected.
    WrongContract,
    /// The call doesn't fit into a block, or into the allowed deposit.
    TooLarge,
    /// The runtime refused for another reason.
    ChainRefused,
    /// The transaction was sent, and its end was not seen.
    Unconfirmed,
    /// This computer's clock and the chain's differ too much.
    ClockSkew,
    /// The node has dropped the state of old blocks.
    HistoryPruned,
    /// A key is needed and none was given.
    NoKey,
    /// The key, its file or its password can't be used.
    InvalidKey,
    /// A key on the command line can be seen by every process of the machine.
    KeyOnCommandLine,
    /// The account can't pay fee and deposit.
    InsufficientFunds,
    /// Nobody confirmed.
    NotConfirmed,
    /// A file can't be read or written.
    File,
    /// There is no space left.
    DiskFull,
    /// A file says something that can't be.
    InvalidFile,
    /// A bundle is missing, or was altered.
    InvalidBundle,
    /// Another process works on the same file.
    Busy,
    /// What was found is not what should be: of an audit or a comparison.
    Mismatch,
    /// Some rows failed; the others were done.
    Incomplete,
    /// The user stopped it.
    Interrupted,
}

impl Code {
    /// As it stands in JSON.
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).expect("a code is a text");
        name.as_str().unwrap_or_default().to_owned()
    }

    /// The program's exit status. 0 is success, and 2 also what the arguments' parser exits with.
    pub fn exit_status(self) -> u8 {
        use Code::*;
        match self {
            Usage | InvalidArgument | UnknownName => 2,
            Refused | NotFound => 3,
            Unreachable | WrongChain | WrongRuntime | WrongContract | TooLarge | ChainRefused
            | ClockSkew | HistoryPruned => 4,
            NoKey | InvalidKey | KeyOnCommandLine | InsufficientFunds | NotConfirmed => 5,
            File | DiskFull | InvalidFile | InvalidBundle | Busy => 6,
            Mismatch | Incomplete => 7,
            Unconfirmed => 8,
            Interrupted => 130,
        }
    }
}

/// A failure as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub code: Code,
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Value>,
}

impl Problem {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), advice: None, details: None }
    }

    /// With what to do about it.
    pub fn advise(self, advice: impl Into<String>) -> Self {
        Self { advice: Some(advice.into()), ..self }
    }

    /// With more for machines.
    pub fn detail(self, details: Value) -> Self {
        Self { details: Some(details), ..self }
    }

    pub fn argument(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidArgument, message)
    }

    /// What reading or writing a file failed with.
    pub fn file(path: impl AsRef<std::path::Path>, error: &io::Error) -> Self {
        let code = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::DiskFull,
            _ => Code::File,
        };
        Self::new(code, format!("{}: {error}", path.as_ref().display()))
    }

    /// What a message that can refuse failed with.
    pub fn of_message<E: Encode + TypeInfo + Debug + 'static>(error: Error<E>) -> Self {
        match error.refusal() {
            Ok(refusal) => {
                let details = to_json(&refusal);
                let message = format!("the contract refused: {}", in_words(&details));
                Self::new(Code::Refused, message).detail(details)
            }
            Err(failure) => failure.into(),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let code = match &failure {
            Error::NotUnderstood { .. }
            | Error::NoSuchContract { .. }
            | Error::UnexpectedAnswer
            | Error::CodeRejected => Code::WrongContract,
            Error::OutOfGas | Error::OutOfDeposit | Error::InputTooLarge { .. } => Code::TooLarge,
            Error::TooPoor { .. } => Code::InsufficientFunds,
            Error::WrongRuntime { .. } => Code::WrongRuntime,
            Error::Connection { .. } => Code::Unreachable,
            Error::Unconfirmed { .. } => Code::Unconfirmed,
            _ => Code::ChainRefused,
        };
        Self::new(code, failure.to_string())
    }
}

impl From<BundleError> for Problem {
    fn from(error: BundleError) -> Self {
        Self::new(Code::InvalidBundle, error.to_string())
    }
}
