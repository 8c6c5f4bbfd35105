//! The node and its chain.

use clap::Subcommand;
use serde_json::json;
use tongquan_client::{ss58, Chain};

use crate::{answer::Answer, book::Hex, problem::Problem, session::Session, sheet::Sheet, time};

#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  scripts/node.sh                       start a node of one's own
  tongquan node status                  its chain, its clock, and whether the contracts are there")]
pub enum Node {
    /// The chain, its clock, and whether the address book's contracts are there
    Status,
}

impl Node {
    pub async fn run<C: Chain>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::Status => status(session).await,
        }
    }
}

async fn status<C: Chain>(session: &mut Session<C>) -> Result<Answer, Problem> {
    let genesis = Hex(session.chain.genesis_hash().await?);
    let block = session.chain.block_number().await?;
    let time = session.chain.now().await?;
    let now = session.now().await?;
    let mut contracts = Vec::new();
    for (name, deployed) in session.book.contracts.clone() {
        let found = session.chain.code_hash(deployed.address.0).await?.map(Hex);
        let state = match found {
            None => "missing",
            Some(hash) if hash == deployed.code_hash => "there",
            Some(_) => "other code",
        };
        contracts.push((name, deployed, state));
    }

    let mut sheet = Sheet::new();
    sheet.title(format!("{} at {}", session.options.network, session.book.url));
    sheet.line("genesis", format!("0x{}", hex::encode(genesis.0)));
    sheet.line("block", block.to_string());
    if time > 0 {
        let ago = time::show_duration(now.saturating_sub(time));
        sheet.line("time", format!("{}, {ago} ago", session.show_time(time)));
    }
    let rows = contracts.iter().map(|(name, deployed, state)| {
        [name.clone(), ss58(&deployed.address.0), (*state).to_owned()]
    });
    sheet.table(&["contract", "address", "state"], rows.collect::<Vec<_>>());
    if contracts.iter().any(|(.., state)| *state == "missing") {
        sheet.note(
            "What is missing may be from before a restart of the chain; 'tongquan deploy' tells.",
        );
    }
    let contracts: Vec<_> = contracts
        .iter()
        .map(|(name, deployed, state)| {
            json!({ "name": name, "address": deployed.address, "state": state })
        })
        .collect();
    let data = json!({
        "url": session.book.url,
        "genesis_hash": genesis,
        "block": block,
        "time": time,
        "contracts": contracts,
    });
    Ok(Answer::new(data, sheet.text()))
}
