//! The audit.

use std::path::PathBuf;

use clap::Args;
use tongquan_client::{Chain, Inspect};

use crate::{answer::Answer, audit::Scope, problem::Problem, session::Session};

/// Looks whether the chain has what the address book, the bundles and the source say, who may do what, and
/// whether the contracts tell the truth about what they store. Needs no key
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Audit {
    /// Contracts or merchants of the address book; without any, all contracts
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Compare at most so many entries of each list with what messages say, instead of all. What is
    /// stored is always read and checked as a whole
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    sample: Option<u32>,
    /// Build the bundles from the source and compare them; this takes minutes
    #[arg(long)]
    rebuild: bool,
    /// The checkout to build from
    #[arg(long, value_name = "DIR", default_value = ".", requires = "rebuild")]
    source: PathBuf,
    /// List all messages with all of their docs, and not only those that change something
    #[arg(long)]
    messages: bool,
}

const EXAMPLES: &str = "\
Examples:
  tongquan audit                                       all contracts of the address book
  tongquan audit tea --sample 1000                     a merchant with many members
  tongquan audit --rebuild --source ~/tongquan         also build the source and compare
  tongquan --output-json audit > report.json

Exit status: 0 nothing is wrong, 7 something is; docs/audit.md explains each finding.";

impl Audit {
    pub async fn run<C: Chain + Inspect>(
        self,
        session: &mut Session<C>,
    ) -> Result<Answer, Problem> {
        let scope = Scope {
            names: self.names,
            sample: self.sample.map(|sample| sample as usize),
            rebuild: self.rebuild.then_some(self.source),
            all_messages: self.messages,
        };
        scope.audit(session).await
    }
}
