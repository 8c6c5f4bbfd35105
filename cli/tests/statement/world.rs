//! What the tests start from: files of events, and which contracts there are.

use std::path::PathBuf;

use e2e_tests::bundle;
use jiff::tz::TimeZone;
use tempfile::TempDir;
use tongquan_cli::{
    statement::{compare, scan, Contract, Deployment, Extent, Log, Merchant, Statement},
    ContractKind,
};
use tongquan_client::History;

pub type Fault = Box<dyn std::error::Error>;

const KINDS: [ContractKind; 5] = [
    ContractKind::Points,
    ContractKind::Coupon,
    ContractKind::Auction,
    ContractKind::Swap,
    ContractKind::Gift,
];

/// A folder that goes with the test, and a file in it.
pub fn file() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.events");
    (folder, path)
}

/// All contracts of ours that announced something, by their code.
pub async fn deployment(chain: &mut impl History, log: &Log) -> Result<Deployment, Fault> {
    let genesis_hash = chain.genesis_hash().await?;
    let mut contracts = Vec::new();
    for address in log.contracts()? {
        let code = chain.code_hash(address).await?;
        for kind in KINDS {
            if code == Some(bundle(kind.bundle())?.code_hash()) {
                let name = format!("{} {}", kind.bundle(), contracts.len() + 1);
                contracts.push(Contract { name, kind, address });
            }
        }
    }
    let merchants = Vec::<Merchant>::new();
    Ok(Deployment { genesis_hash, first_block: 1, contracts, merchants })
}

/// Scans the whole chain into a new file.
pub async fn scanned(chain: &mut impl History) -> Result<(TempDir, Log, Deployment), Fault> {
    let (folder, path) = file();
    let mut log = Log::open(&path, chain.genesis_hash().await?, 1)?;
    let everything = Extent { finalized: false, until: None };
    scan(chain, &mut log, everything, |_, _| {}).await?;
    let deployment = deployment(chain, &log).await?;
    Ok((folder, log, deployment))
}

/// The books of the whole chain, which have to agree with everything that the contracts say.
pub async fn agreeing_statement(chain: &mut impl History) -> Result<(u64, Statement), Fault> {
    let (_folder, log, deployment) = scanned(chain).await?;
    let statement = Statement::rebuild(&log, &deployment, None, TimeZone::UTC)?;
    let contradictions = statement.books.contradictions();
    if !contradictions.is_empty() {
        return Err(format!("contradictions: {contradictions:#?}").into());
    }
    let comparison = compare(chain, &statement, None, |_, _| {}).await?;
    match comparison.differences.is_empty() && comparison.compared == comparison.answers {
        true => Ok((comparison.compared, statement)),
        false => Err(format!("differences: {comparison:#?}").into()),
    }
}
