//! Looks at one contract, and notes what it finds.

use indicatif::ProgressBar;
use scale::{Decode, Encode};
use scale_info::TypeInfo;
use tongquan_client::{AccountId, Chain, Message};

use super::findings::{Finding, Severity, Subject};
use crate::{
    json::{in_words, to_json},
    problem::{Code, Problem},
    session::Session,
};

pub struct Inspector<'a, C> {
    pub session: &'a mut Session<C>,
    /// The contract's name in the address book.
    pub contract: &'a str,
    pub address: AccountId,
    pub findings: &'a mut Vec<Finding>,
    /// How many entries of a list are compared at most.
    pub sample: Option<usize>,
    /// How many messages were compared with what is stored.
    pub compared: u64,
    pub bar: ProgressBar,
}

impl<C: Chain> Inspector<'_, C> {
    pub fn note(&mut self, severity: Severity, subject: Subject, message: impl Into<String>) {
        let (contract, message) = (Some(self.contract.to_owned()), message.into());
        self.findings.push(Finding { severity, contract, subject, message });
    }

    pub fn error(&mut self, subject: Subject, message: impl Into<String>) {
        self.note(Severity::Error, subject, message);
    }

    /// Entries of a list, all of them or as many as were asked for, spread over the list.
    pub fn sampled<'i, T>(&self, items: &'i [T]) -> impl Iterator<Item = &'i T> {
        let most = self.sample.unwrap_or(usize::MAX).max(1);
        items.iter().step_by(items.len().div_ceil(most).max(1))
    }

    /// The answer of a message; `None`, and a finding, if the contract can't answer it.
    ///
    /// # Errors
    ///
    /// What has to do with the chain, and not with the contract.
    pub async fn ask<R: Decode>(
        &mut self,
        what: &str,
        message: impl Into<Message<R>>,
    ) -> Result<Option<R>, Problem> {
        self.compared += 1;
        self.bar.inc(1);
        match self.session.read(message).await {
            Ok(answer) => Ok(Some(answer)),
            Err(problem) => match problem.code {
                Code::WrongContract | Code::ChainRefused | Code::TooLarge => {
                    self.error(Subject::Answer, format!("{what}: {}", problem.message));
                    Ok(None)
                }
                _ => Err(problem),
            },
        }
    }

    /// Compares what is stored with what a message says.
    pub async fn compare<R>(
        &mut self,
        what: &str,
        stored: &R,
        message: impl Into<Message<R>>,
    ) -> Result<(), Problem>
    where
        R: Decode + Encode + TypeInfo + PartialEq + 'static,
    {
        let said = self.ask(what, message).await?;
        if let Some(said) = said.filter(|said| said != stored) {
            let (stored, said) = (in_words(&to_json(stored)), in_words(&to_json(&said)));
            let text = format!("{what}: stored is {stored}, the message says {said}");
            let text = self.session.with_names(&text);
            self.error(Subject::Answer, text);
        }
        Ok(())
    }
}
