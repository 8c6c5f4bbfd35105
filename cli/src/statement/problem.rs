//! What goes wrong with statements, as commands tell it.

use std::io;

use super::{export::ExportError, log::LogError, scan::ScanError};
use crate::problem::{Code, Problem};

impl From<LogError> for Problem {
    fn from(error: LogError) -> Self {
        let code = match &error {
            LogError::OtherChain { .. } => Code::WrongChain,
            LogError::OtherBeginning { .. }
            | LogError::Foreign { .. }
            | LogError::OtherVersion { .. }
            | LogError::Damaged { .. }
            | LogError::Gap { .. } => Code::InvalidFile,
            LogError::Missing { .. } | LogError::NoBlock { .. } => Code::NotFound,
            LogError::Full { .. } => Code::DiskFull,
            LogError::Locked { .. } => Code::Busy,
            LogError::Sqlite { .. } => Code::File,
        };
        Self::new(code, error.to_string())
    }
}

impl From<ScanError> for Problem {
    fn from(error: ScanError) -> Self {
        match error {
            ScanError::Log(error) => error.into(),
            ScanError::Chain(failure) => failure.into(),
            ScanError::Replaced { .. } => Self::new(Code::WrongChain, error.to_string()),
            ScanError::BrokenChain { .. } => Self::new(Code::ChainRefused, error.to_string()),
        }
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        let code = match &error {
            ExportError::Taken { .. } => Code::InvalidArgument,
            ExportError::File { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::DiskFull,
                _ => Code::File,
            },
            ExportError::Malformed { .. } | ExportError::OtherVersion { .. } => Code::InvalidFile,
        };
        Self::new(code, error.to_string())
    }
}
