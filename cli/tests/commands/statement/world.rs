//! What the tests start from: files of events, and which contracts there are.

use std::path::{Path, PathBuf};

use e2e_tests::bundle;
use jiff::tz::TimeZone;
use tempfile::TempDir;
use tongquan_cli::{
    statement::{compare, scan, Contract, Deployment, Extent, Log, Merchant, Statement},
    ContractKind,
};
use tongquan_client::History;

use super::second::Second;

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

/// Up to the newest block.
pub const EVERYTHING: Extent = Extent { finalized: false, until: None };

/// Scans the whole chain into a new file.
pub async fn scanned(chain: &mut impl History) -> Result<(TempDir, Log, Deployment), Fault> {
    let (folder, path) = file();
    let mut log = Log::open(&path, chain.genesis_hash().await?, 1)?;
    scan(chain, &mut log, EVERYTHING, |_, _| {}).await?;
    let deployment = deployment(chain, &log).await?;
    Ok((folder, log, deployment))
}

/// What another party finds, who reads the chain with a program of its own up to this block.
pub async fn second_digest(
    chain: &mut impl History,
    deployment: &Deployment,
    until: u64,
) -> Result<[u8; 32], Fault> {
    let contracts = deployment.contracts.iter();
    let mut second =
        Second::of(contracts.map(|contract| (contract.address, contract.kind.bundle())));
    let blocks = chain.blocks(1..=until).await?;
    blocks.iter().for_each(|block| second.read(block));
    let last = blocks.last().ok_or("there is no block")?;
    Ok(second.digest(deployment.genesis_hash, last))
}

/// The books of the whole chain, which have to agree with everything that the contracts say, and with
/// those of another party.
pub async fn agreeing_statement(chain: &mut impl History) -> Result<(u64, Statement), Fault> {
    let (_folder, log, deployment) = scanned(chain).await?;
    let statement = Statement::rebuild(&log, &deployment, None, TimeZone::UTC)?;
    let contradictions = statement.books.contradictions();
    if !contradictions.is_empty() {
        return Err(format!("contradictions: {contradictions:#?}").into());
    }
    let second = second_digest(chain, &deployment, statement.block.id.number).await?;
    if second != statement.digest() {
        return Err("another party has another digest".into());
    }
    let comparison = compare(chain, &statement, None, |_, _| {}).await?;
    match comparison.differences.is_empty() && comparison.compared == comparison.answers {
        true => Ok((comparison.compared, statement)),
        false => Err(format!("differences: {comparison:#?}").into()),
    }
}

/// All that a file holds, to be compared with another.
pub fn content(path: &Path) -> String {
    let db = rusqlite::Connection::open(path).unwrap();
    let mut content = String::new();
    for query in [
        "SELECT genesis, first FROM meta",
        "SELECT number, hash, parent, time, seal FROM blocks ORDER BY 1",
        "SELECT block, place, extrinsic, address, topic, data FROM events
         JOIN contracts ON contracts.id = contract LEFT JOIN kinds ON kinds.id = kind ORDER BY 1, 2",
    ] {
        let mut statement = db.prepare(query).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                content += &format!("{:?} ", row.get_ref(column).unwrap());
            }
            content.push('\n');
        }
    }
    content
}
