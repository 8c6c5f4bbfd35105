//! What each message costs, from dry runs of the release bundles. The figures depend on nothing
//! but the code and the chain's pallet, so they are the same on every machine.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::{Debug, Write},
    fs,
    io::ErrorKind,
    path::PathBuf,
};

use points::{Points, PointsRef};
use psp22::{PSP22Burnable, PSP22Metadata, PSP22};
use serde::{Deserialize, Serialize};
use tongquan_client::{at, AccountId, Chain, Constructor, Cost, Receipt, Request, UNIT};
use tongquan_traits::{issuance::Issuance, ownable::Ownable};

use crate::{
    bundle, root,
    shop::{Fault, Shop},
};

/// The bundles whose code sizes the snapshot holds.
pub const CONTRACTS: [&str; 1] = ["points"];

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
    fn committed() -> Result<Self, Fault> {
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
    points_messages(chain, &mut table).await?;
    Ok(table)
}

async fn points_messages(chain: &mut impl Chain, table: &mut Table) -> Result<(), Fault> {
    let shop = Shop::open(chain, Some(1_000_000), 500_000).await?;
    let mut points = at::<Points>(shop.points);
    let (merchant, ann, ben) = (shop.merchant.id(), shop.ann.id(), shop.ben.id());
    let stranger = AccountId::from([9; 32]);
    shop.issue(chain, &shop.ann, 1_000).await?;
    shop.issue(chain, &shop.ben, 1_000).await?;
    chain.call(&shop.ann, points.approve(ben, 500)).await?;

    let mut note = |message: &str, cost: Cost| {
        table.insert(format!("points.{message}"), cost.into());
    };
    macro_rules! write {
        ($name:literal, $caller:expr, $message:expr) => {
            note($name, chain.dry_run($caller, $message).await?.cost);
        };
    }
    macro_rules! read {
        ($name:literal, $message:expr) => {
            let receipt: Receipt<_> = chain.dry_read($message).await?;
            note($name, receipt.cost);
        };
    }

    let constructor: Constructor =
        PointsRef::new("Tea House points".into(), "TEA".into(), 2, Some(1_000_000)).into();
    let code = bundle("points")?.code().to_vec();
    let deploy = Request::Deploy { code, input: constructor.input, salt: b"again".to_vec() };
    note("new, code already there", chain.simulate(merchant, deploy).await?.cost);

    write!("transfer, both known", ann, points.transfer(ben, 10, vec![]));
    write!("transfer, to a new holder", ann, points.transfer(stranger, 10, vec![]));
    write!("transfer, of everything", ann, points.transfer(ben, 1_000, vec![]));
    write!("transfer_from, both known", ben, points.transfer_from(ann, ben, 10, vec![]));
    write!("transfer_from, all that is allowed", ben, points.transfer_from(ann, ben, 500, vec![]));
    write!("approve, for the first time", ben, points.approve(ann, 10));
    write!("approve, another amount", ann, points.approve(ben, 10));
    write!("increase_allowance", ann, points.increase_allowance(ben, 10));
    write!("decrease_allowance", ann, points.decrease_allowance(ben, 10));
    write!("burn", ann, points.burn(10));

    write!("issue, to a holder", merchant, points.issue(ann, 10));
    write!("issue, to a new holder", merchant, points.issue(stranger, 10));
    let members = |first: u8| -> Vec<(AccountId, u128)> {
        (0..200).map(|n| (AccountId::from([first.wrapping_add(n); 32]), 10)).collect()
    };
    write!("issue_batch, to 200 new holders", merchant, points.issue_batch(members(0)));
    chain.call(&shop.merchant, points.issue_batch(members(0))).await?;
    write!("issue_batch, to 200 holders", merchant, points.issue_batch(members(0)));
    write!("set_issuer, a new one", merchant, points.set_issuer(ann, 10));
    write!("set_issuer, another quota", merchant, points.set_issuer(merchant, 600_000));
    write!("transfer_ownership", merchant, points.transfer_ownership(Some(ann)));
    chain.call(&shop.merchant, points.transfer_ownership(Some(ann))).await?;
    write!("accept_ownership", ann, points.accept_ownership());

    read!("total_supply", points.total_supply());
    read!("balance_of", points.balance_of(ann));
    read!("allowance", points.allowance(ann, ben));
    read!("token_name", points.token_name());
    read!("token_symbol", points.token_symbol());
    read!("token_decimals", points.token_decimals());
    read!("cap", points.cap());
    read!("issuer", points.issuer(merchant));
    read!("issuer_count", points.issuer_count());
    read!("issuer_at", points.issuer_at(0));
    read!("owner", points.owner());
    read!("pending_owner", points.pending_owner());
    Ok(())
}
