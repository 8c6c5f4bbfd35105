//! One contract of the workspace, from its source to its bundle.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{ensure, Context, Result};
use cargo_metadata::{Metadata, Package};
use contract_build::{code_hash, post_process_wasm, Verbosity, DEFAULT_MAX_MEMORY_PAGES};
use contract_metadata::{
    CodeHash, Compiler, ContractMetadata, Language, Source, SourceCompiler, SourceLanguage,
    SourceWasm,
};
use semver::Version;
use serde_json::{json, Map, Value};
use wasm_opt::{Feature, OptimizationOptions, Pass};

use crate::{artifact::Artifact, types};

/// As cargo-contract 5.0.3 sets them, separated as cargo wants it.
const RUSTFLAGS: &str = "-Clinker-plugin-lto\x1f-Clink-arg=-zstack-size=65536\x1f\
                         -Clink-arg=--import-memory\x1f-Ctarget-cpu=mvp\x1f-Zlocation-detail=none";
const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "contract";
/// Where the bundles are that users deploy.
const ARTIFACTS: &str = "artifacts";

pub struct Contract<'a> {
    package: &'a Package,
    /// The package whose messages these are.
    described_by: &'a str,
    ink: Version,
    /// Where its bundle is kept, from the workspace's root.
    folder: &'a str,
    target_dir: PathBuf,
}

impl<'a> Contract<'a> {
    /// The workspace's contracts by name: the packages that have an example `NAME-metadata`, and those
    /// that say `package.metadata.bundle.metadata = "NAME"`, which are code for the messages of that
    /// contract. Those that aren't to be shipped say where their bundles go instead of `artifacts`, by
    /// `package.metadata.bundle.folder`.
    pub fn all(workspace: &'a Metadata) -> Result<Vec<Self>> {
        let ink = workspace
            .packages
            .iter()
            .find(|package| package.name == "ink")
            .context("no contract depends on ink")?;
        let mut contracts: Vec<_> = workspace
            .workspace_packages()
            .into_iter()
            .filter_map(|package| {
                Some(Self {
                    package,
                    described_by: described_by(package)?,
                    ink: ink.version.clone(),
                    folder: package.metadata["bundle"]["folder"].as_str().unwrap_or(ARTIFACTS),
                    target_dir: workspace.target_directory.join("bundle").into(),
                })
            })
            .collect();
        contracts.sort_by_key(|contract| contract.name());
        Ok(contracts)
    }

    pub fn name(&self) -> &'a str {
        &self.package.name
    }

    pub fn folder(&self) -> &'a str {
        self.folder
    }

    pub fn build(&self) -> Result<Artifact> {
        let wasm = self.optimize(&self.compile()?)?;
        Artifact::new(&self.metadata(wasm)?, self.folder == ARTIFACTS)
    }

    /// Compiles to Wasm, with a standard library that has no panic messages.
    fn compile(&self) -> Result<Vec<u8>> {
        let status = cargo()
            .args(["rustc", "--locked", "--package", self.name(), "--lib"])
            .args(["--crate-type", "cdylib", "--no-default-features"])
            .args(["--profile", PROFILE, "--target", TARGET])
            .args(["-Zbuild-std=core,alloc", "-Zbuild-std-features=panic_immediate_abort"])
            .arg("--target-dir")
            .arg(&self.target_dir)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_ENCODED_RUSTFLAGS", RUSTFLAGS)
            .status()
            .context("running cargo")?;
        ensure!(status.success(), "{} does not compile to Wasm", self.name());
        let file = self.name().replace('-', "_") + ".wasm";
        let path = self.target_dir.join(TARGET).join(PROFILE).join(file);
        fs::read(&path).with_context(|| format!("reading {}", path.display()))
    }

    /// Shrinks the code, or takes it from the last time that the same code was shrunk.
    fn optimize(&self, code: &[u8]) -> Result<Vec<u8>> {
        let key = hex::encode(code_hash(code));
        let cached = self.target_dir.join(format!("{}-{key}.wasm", self.name()));
        if !cached.exists() {
            let raw = cached.with_extension("raw");
            let small = cached.with_extension("small");
            fs::write(&raw, code)?;
            OptimizationOptions::new_optimize_for_size_aggressively()
                .mvp_features_only()
                .enable_feature(Feature::SignExt)
                .add_pass(Pass::SignextLowering)
                .zero_filled_memory(true)
                .run(&raw, &small)
                .with_context(|| format!("optimizing {}", self.name()))?;
            post_process_wasm(&small, false, &Verbosity::Quiet, DEFAULT_MAX_MEMORY_PAGES)?;
            fs::remove_file(&raw)?;
            fs::rename(&small, &cached)?;
        }
        fs::read(&cached).with_context(|| format!("reading {}", cached.display()))
    }

    fn metadata(&self, wasm: Vec<u8>) -> Result<ContractMetadata> {
        let build_info = json!({ "builder": "scripts/build.sh", "profile": PROFILE });
        let source = Source::new(
            Some(SourceWasm::new(wasm.clone())),
            CodeHash(code_hash(&wasm)),
            SourceLanguage::new(Language::Ink, self.ink.clone()),
            SourceCompiler::new(Compiler::RustC, rustc_version()?),
            build_info.as_object().cloned(),
        );
        let mut contract = contract_metadata::Contract::builder();
        contract
            .name(self.name())
            .version(self.package.version.clone())
            .authors(self.package.authors.clone());
        if let Some(description) = &self.package.description {
            contract.description(description);
        }
        if let Some(license) = &self.package.license {
            contract.license(license);
        }
        let contract = contract.build().map_err(anyhow::Error::msg)?;
        Ok(ContractMetadata::new(source, contract, None, None, self.abi()?))
    }

    /// What ink says of the messages, events and storage. The linker decides in which order ink
    /// finds the events, so they are put in the order of their names, and types are numbered anew.
    fn abi(&self) -> Result<Map<String, Value>> {
        let output = cargo()
            .args(["run", "--locked", "--package", self.described_by])
            .args(["--example", &metadata_example(self.described_by), "--features", "metadata"])
            .stderr(Stdio::inherit())
            .output()
            .context("running cargo")?;
        ensure!(output.status.success(), "{} gives no metadata", self.name());
        let mut abi: Map<String, Value> = serde_json::from_slice(&output.stdout)?;
        let events = abi["spec"]["events"].as_array_mut().context("metadata without events")?;
        events.sort_by_key(|event| event["module_path"].to_string() + &event["label"].to_string());
        types::number_anew(&mut abi)?;
        Ok(abi)
    }
}

fn described_by(package: &Package) -> Option<&str> {
    let example = metadata_example(&package.name);
    if package.targets.iter().any(|target| target.is_example() && target.name == example) {
        return Some(&package.name);
    }
    package.metadata["bundle"]["metadata"].as_str()
}

fn metadata_example(package: &str) -> String {
    format!("{package}-metadata")
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn rustc_version() -> Result<Version> {
    let output = Command::new("rustc").arg("--version").output().context("running rustc")?;
    let text = String::from_utf8(output.stdout)?;
    let version = text.split_whitespace().nth(1).context("rustc tells no version")?;
    Ok(version.parse()?)
}
