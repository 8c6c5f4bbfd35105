//! The files of a contract's bundle: `.contract` (code and metadata) and, in `artifacts/`, `.json`
//! (metadata alone, made to be read and compared).

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use contract_metadata::ContractMetadata;

/// The files by their extensions.
#[derive(PartialEq, Eq)]
pub struct Artifact(BTreeMap<&'static str, String>);

impl Artifact {
    pub fn new(contract: &ContractMetadata, readable: bool) -> Result<Self> {
        let mut files = BTreeMap::from([("contract", serde_json::to_string(contract)? + "\n")]);
        if readable {
            let mut contract = contract.clone();
            contract.remove_source_wasm_attribute();
            files.insert("json", serde_json::to_string_pretty(&contract)? + "\n");
        }
        Ok(Self(files))
    }

    /// The last commit's files of this contract, or those on disk where git doesn't know any.
    pub fn committed(&self, folder: &Path, name: &str) -> Option<Self> {
        let read = |extension: &str| {
            let file = format!("{name}.{extension}");
            let git = Command::new("git")
                .args(["show", &format!("HEAD:./{file}")])
                .current_dir(folder)
                .stderr(Stdio::null())
                .output();
            match git {
                Ok(output) if output.status.success() => String::from_utf8(output.stdout).ok(),
                _ => fs::read_to_string(folder.join(file)).ok(),
            }
        };
        let files = self.0.keys().map(|extension| Some((*extension, read(extension)?)));
        files.collect::<Option<_>>().map(Self)
    }

    pub fn write(&self, folder: &Path, name: &str) -> Result<()> {
        for (extension, text) in &self.0 {
            let path = folder.join(name).with_extension(extension);
            fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(())
    }

    /// The size of the code in bytes.
    pub fn code_size(&self) -> Option<usize> {
        let contract: ContractMetadata = serde_json::from_str(&self.0["contract"]).ok()?;
        Some(contract.source.wasm?.0.len())
    }
}
