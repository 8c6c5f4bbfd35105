//! What goes wrong, in a form that scripts can rely on: a stable code and an exit status.

use std::{fmt::Debug, io};

use scale::Encode;
use scale_info::TypeInfo;
use serde::Serialize;
use serde_json::Value;
use tongquan_client::{BundleError, Error, Failure};

use crate::json::{in_words, to_json};

/// Makes the enum of the codes from one table: name, exit status, meaning.
macro_rules! codes {
    ($($code:ident $status:literal $meaning:literal,)+) => {
        /// Why a command failed. Codes never change their meaning; `docs/cli.md` lists them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum Code {
            $(#[doc = $meaning] $code,)+
        }

        impl Code {
            /// All codes, with what they mean.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$code, $meaning),)+];

            /// The program's exit status: 0 is success, and 2 also what the arguments' parser exits with.
            pub fn exit_status(self) -> u8 {
                match self {
                    $(Self::$code => $status,)+
                }
            }
        }
    };
}

codes! {
    Usage 2 "The command line can't be understood.",
    InvalidArgument 2 "An argument can't be used.",
    UnknownName 2 "The address book doesn't know the name.",
    Refused 3 "The contract refused; `details` is its error.",
    NotFound 3 "What was asked for isn't there.",
    Unreachable 4 "The node doesn't answer.",
    WrongChain 4 "The chain's genesis hash is another than expected.",
    WrongRuntime 4 "The chain's runtime is none that this program can use.",
    WrongContract 4 "There is no contract at the address, or another one than expected.",
    TooLarge 4 "The call doesn't fit into a block, or into what may be deposited.",
    ChainRefused 4 "The runtime refused for another reason.",
    ClockSkew 4 "This computer's clock is behind the chain's.",
    HistoryPruned 4 "The node has dropped the state of old blocks.",
    NoKey 5 "A key is needed and none was given.",
    InvalidKey 5 "The key, its file or its password can't be used.",
    KeyOnCommandLine 5 "A secret stands on the command line, where every process can read it.",
    InsufficientFunds 5 "The account can't pay fee and deposit.",
    NotConfirmed 5 "Nobody confirmed, so nothing was sent.",
    File 6 "A file can't be read or written.",
    DiskFull 6 "There is no space left.",
    InvalidFile 6 "A file says something that can't be.",
    InvalidBundle 6 "A release bundle is missing, or was altered.",
    Busy 6 "Another process works on the same file.",
    Mismatch 7 "What was found is not what should be.",
    Incomplete 7 "Some rows failed; the others were done.",
    Unconfirmed 8 "A transaction was sent, and its end was not seen.",
    Interrupted 130 "The user stopped it.",
}

impl Code {
    /// As it stands in JSON.
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).expect("a code is a text");
        name.as_str().unwrap_or_default().to_owned()
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
            Error::Pruned { .. } | Error::NotNewest { .. } => Code::HistoryPruned,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manual_lists_every_code_with_its_status() {
        let manual = std::fs::read_to_string(e2e_tests::root().join("docs/cli.md")).unwrap();
        for (code, meaning) in Code::ALL {
            let line = format!("| {} | `{}` | {meaning} |", code.exit_status(), code.name());
            assert!(manual.contains(&line), "docs/cli.md lacks: {line}");
        }
    }

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert_eq!(Problem::file("book.json", &full).code, Code::DiskFull);
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(Problem::file("book.json", &denied).code, Code::File);
    }
}
