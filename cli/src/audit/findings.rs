//! What an audit finds.

use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Something is not what it should be.
    Error,
    /// Somebody should look at it.
    Warning,
}

/// What a finding is about. These names never change their meaning; `docs/audit.md` explains them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// There is no contract at the address.
    Gone,
    /// A bundle is missing or was altered, so that nothing can be compared with it.
    Bundle,
    /// The code is another one.
    Code,
    /// The bundles are not what the source builds.
    Source,
    /// The constructor's arguments are not those that are written down, or not proven.
    Constructor,
    /// A message takes native currency.
    Payable,
    /// A message that changes something was not reviewed.
    Unreviewed,
    /// Somebody whom the address book doesn't know has a role.
    Role,
    /// An item that is stored can't be understood.
    Item,
    /// Items contradict each other.
    Books,
    /// A message says something else than what is stored.
    Answer,
    /// A contract holds less than it owes.
    Custody,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub severity: Severity,
    /// A contract's name in the address book; none of findings about all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    pub subject: Subject,
    pub message: String,
}

impl Subject {
    pub fn word(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Bundle => "bundle",
            Self::Code => "code",
            Self::Source => "source",
            Self::Constructor => "constructor",
            Self::Payable => "payable",
            Self::Unreviewed => "unreviewed",
            Self::Role => "role",
            Self::Item => "item",
            Self::Books => "books",
            Self::Answer => "answer",
            Self::Custody => "custody",
        }
    }
}

impl Finding {
    pub fn line(&self) -> String {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let contract = self.contract.as_deref().unwrap_or("all");
        format!("{severity} [{}] {contract}: {}", self.subject.word(), self.message)
    }
}
