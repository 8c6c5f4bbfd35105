//! What each message costs, from dry runs of the release bundles. The figures depend on nothing
//! but the code and the chain's pallet, so they are the same on every machine.

mod auction;
mod coupon;
mod gift;
mod points;
mod swap;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::{Debug, Write},
    fs,
    io::ErrorKind,
    path::PathBuf,
};

use ink::scale::Decode;
use serde::{Deserialize, Serialize};
use tongquan_client::{
    AccountId, Bundle, Chain, Constructor, Cost, Message, Receipt, Request, UNIT,
};

use crate::{bundle, root, shop::Fault};

/// The bundles whose code sizes the snapshot holds.
pub const CONTRACTS: [&str; 6] = ["auction", "coupon", "coupon-desk", "gift", "points", "swap"];

/// Set to accept the figures of now as the committed ones.
pub const ACCEPT: &str = "TONGQUAN_ACCEPT_COSTS";

/// What one message costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// In picoseconds.
    pub ref_time: u64,
    /// In bytes.
    pub proof_size: u64,
    /// In the chain's smallest unit; negative where it goes back.
    pub storage_deposit: i128,
}

impl From<Cost> for Figures {
    fn from(cost: Cost) -> Self {
        Self {
            ref_time: cost.weight.ref_time,
            proof_size: cost.weight.proof_size,
            storage_deposit: cost.storage_deposit,
        }
    }
}

/// Messages by name, such as `points.transfer, both known`.
pub type Table = BTreeMap<String, Figures>;

/// The committed file: sizes of code in bytes, and the table of each chain.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    pub code_size: BTreeMap<String, usize>,
    pub embedded: Table,
    pub node: Table,
}

impl Snapshot {
    fn path() -> PathBuf {
        root().join("e2e-tests/costs.json")
    }

    /// The committed snapshot; an empty one if there is none yet.
    pub fn committed() -> Result<Self, Fault> {
        match fs::read_to_string(Self::path()) {
            Ok(text) => Ok(serde_json::from_str(&text)?),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the file, a line for each message, and the table in docs/costs.md.
    fn commit(&self) -> Result<(), Fault> {
        let pretty = serde_json::to_string_pretty(self)?;
        let lines = pretty.replace("{\n      ", "{ ").replace(",\n      ", ", ");
        fs::write(Self::path(), lines.replace("\n    }", " }") + "\n")?;
        self.document()
    }

    /// Puts the table of what users pay where docs/costs.md has it.
    fn document(&self) -> Result<(), Fault> {
        const BEGIN: &str = "<!-- measured: begin -->\n";
        const END: &str = "<!-- measured: end -->";
        let path = root().join("docs/costs.md");
        let text = fs::read_to_string(&path)?;
        let (before, rest) = text.split_once(BEGIN).ok_or("docs/costs.md has no place for it")?;
        let (_, after) = rest.split_once(END).ok_or("docs/costs.md has no place for it")?;
        let mut table = String::from(
            "| message | node, µs | node, KiB of proof | node, deposit in units | embedded, µs |\n|---|---:|---:|---:|---:|\n",
        );
        for (message, node) in &self.node {
            let embedded = self.embedded.get(message).map_or(0, |figures| figures.ref_time);
            writeln!(
                table,
                "| `{message}` | {} | {:.1} | {:.4} | {} |",
                node.ref_time / 1_000_000,
                node.proof_size as f64 / 1024.0,
                node.storage_deposit as f64 / UNIT as f64,
                embedded / 1_000_000,
            )?;
        }
        for (contract, size) in &self.code_size {
            writeln!(table, "\nCode of `{contract}`: {size} bytes.")?;
        }
        Ok(fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}"))?)
    }
}

/// Compares what was measured with the committed part of the snapshot, or commits it if that was
/// asked for.
pub fn check<T: Clone + PartialEq + Debug>(
    part: impl Fn(&mut Snapshot) -> &mut BTreeMap<String, T>,
    measured: BTreeMap<String, T>,
) -> Result<(), Fault> {
    let mut snapshot = Snapshot::committed()?;
    let committed = part(&mut snapshot);
    if *committed == measured {
        return Ok(());
    }
    if env::var_os(ACCEPT).is_some() {
        *committed = measured;
        return snapshot.commit();
    }
    let mut report = String::from("costs differ from e2e-tests/costs.json:\n");
    let names: BTreeSet<&String> = committed.keys().chain(measured.keys()).collect();
    for name in names {
        let (before, now) = (committed.get(name), measured.get(name));
        if before != now {
            writeln!(report, "  {name}: {before:?} -> {now:?}")?;
        }
    }
    report.push_str("if that is as it should be: scripts/test.sh --accept-costs, and commit it");
    Err(report.into())
}

/// The sizes of the contracts' code in bytes.
pub fn code_sizes() -> Result<BTreeMap<String, usize>, Fault> {
    CONTRACTS.iter().map(|name| Ok((name.to_string(), bundle(name)?.code().len()))).collect()
}

/// Measures every message on a fresh chain.
pub async fn measure(chain: &mut impl Chain) -> Result<Table, Fault> {
    let mut table = Table::new();
    points::measure(&mut Meter { contract: "points", chain, table: &mut table }).await?;
    coupon::measure(&mut Meter { contract: "coupon", chain, table: &mut table }).await?;
    auction::measure(&mut Meter { contract: "auction", chain, table: &mut table }).await?;
    swap::measure(&mut Meter { contract: "swap", chain, table: &mut table }).await?;
    gift::measure(&mut Meter { contract: "gift", chain, table: &mut table }).await?;
    Ok(table)
}

/// Puts what the messages of one contract cost into the table.
struct Meter<'a, C> {
    contract: &'static str,
    chain: &'a mut C,
    table: &'a mut Table,
}

impl<C: Chain> Meter<'_, C> {
    fn note(&mut self, message: &str, cost: Cost) {
        let name = format!("{}.{message}", self.contract);
        assert_eq!(self.table.insert(name, cost.into()), None, "{message} is measured twice");
    }

    /// A message that changes something.
    async fn write<T: Decode, E: Decode + Debug>(
        &mut self,
        name: &str,
        caller: AccountId,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Result<(), Fault> {
        let done = self.chain.dry_run(caller, message).await;
        let receipt = done.map_err(|error| format!("{name}: {error}"))?;
        self.note(name, receipt.cost);
        Ok(())
    }

    async fn read<R: Decode>(
        &mut self,
        name: &str,
        message: impl Into<Message<R>>,
    ) -> Result<(), Fault> {
        let receipt: Receipt<R> = self.chain.dry_read(message).await?;
        self.note(name, receipt.cost);
        Ok(())
    }

    async fn deployment(
        &mut self,
        deployer: AccountId,
        bundle: &Bundle,
        constructor: impl Into<Constructor>,
    ) -> Result<(), Fault> {
        let (code, input) = (bundle.code().to_vec(), constructor.into().input);
        let deploy = Request::Deploy { code, input, salt: b"again".to_vec() };
        let cost = self.chain.simulate(deployer, deploy).await?.cost;
        self.note("new, code already there", cost);
        Ok(())
    }
}
