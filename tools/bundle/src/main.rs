//! Builds the release bundles of all contracts into `artifacts/`, and those of contracts for tests into
//! the folders that their manifests name.
//!
//! `cargo contract build` would do too, but it copies each contract out of the workspace: it then
//! compiles ink anew for each, and resolves the dependencies without the workspace's lock file.
//! Here all contracts are built in place, so they share what is compiled and what is locked.
//! The steps, flags and settings are those of cargo-contract 5.0.3, whose library is used for the
//! last of them.

mod artifact;
mod contract;
mod report;
mod types;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{bail, Context, Result};
use contract::Contract;

const USAGE: &str = "usage: bundle [--check]";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("bundle: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode> {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => bail!(USAGE),
    };
    let workspace =
        cargo_metadata::MetadataCommand::new().exec().context("reading the workspace")?;
    let contracts = Contract::all(&workspace)?;
    let mut rows = Vec::new();
    let mut stale = Vec::new();
    for (index, contract) in contracts.iter().enumerate() {
        eprintln!("[{}/{}] {}", index + 1, contracts.len(), contract.name());
        let built = contract.build()?;
        let folder = PathBuf::from(workspace.workspace_root.join(contract.folder()));
        let committed = built.committed(&folder, contract.name());
        if check && committed.as_ref() != Some(&built) {
            stale.push(contract.name());
        }
        rows.push(report::Row::new(contract.name(), &built, committed.as_ref()));
        if !check {
            built.write(&folder, contract.name())?;
        }
    }
    print!("{}", report::table(&rows));
    if stale.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!(
        "bundle: the last commit's bundles are not what this source builds: {}. \
         Run scripts/build.sh and commit.",
        stale.join(", ")
    );
    Ok(ExitCode::FAILURE)
}
