//! Deploying the suite.

use std::path::PathBuf;

use clap::Args;
use tongquan_client::Chain;

use crate::{answer::Answer, deployment::Order, problem::Problem, session::Session};

/// Deploys what all merchants share: the code of the coupons' service desk, the auction house, the swaps
/// and the gift links. What is there already is left as it is.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Deploy {
    /// Also this merchant, as 'tongquan merchant new' would; can be given several times
    #[arg(long, value_name = "FILE.toml")]
    merchant: Vec<PathBuf>,
    /// Deploy again what the address book has and the chain lost, such as a development chain that
    /// began anew
    #[arg(long)]
    redeploy: bool,
}

const EXAMPLES: &str = "\
Examples:
  tongquan deploy --suri //Alice                       what would be done
  tongquan deploy --suri //Alice -x                    do it, after a question
  tongquan deploy --merchant tea.toml --suri //Alice -x -y
  tongquan --network shop --url wss://node.example deploy --keystore key.json -x";

impl Deploy {
    pub async fn run<C: Chain>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        let order = Order { suite: true, merchants: self.merchant, again: self.redeploy };
        order.carry_out(session).await
    }
}
