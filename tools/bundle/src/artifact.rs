//! The two files of a contract in `artifacts/`: `.contract` (code and metadata) and `.json`
//! (metadata alone, made to be read and compared).

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use contract_metadata::ContractMetadata;

#[derive(PartialEq, Eq)]
pub struct Artifact {
    bundle: String,
    metadata: String,
}

impl Artifact {
    pub fn new(contract: &ContractMetadata) -> Result<Self> {
        let bundle = serde_json::to_string(contract)? + "\n";
        let mut contract = contract.clone();
        contract.remove_source_wasm_attribute();
        Ok(Self { bundle, metadata: serde_json::to_string_pretty(&contract)? + "\n" })
    }

    /// The last commit's files of this contract, or those on disk where git doesn't know any.
    pub fn committed(folder: &Path, name: &str) -> Option<Self> {
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
        Some(Self { bundle: read("contract")?, metadata: read("json")? })
    }

    pub fn write(&self, folder: &Path, name: &str) -> Result<()> {
        for (extension, text) in [("contract", &self.bundle), ("json", &self.metadata)] {
            let path = folder.join(name).with_extension(extension);
            fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(())
    }

    /// The size of the code in bytes.
    pub fn code_size(&self) -> Option<usize> {
        let contract: ContractMetadata = serde_json::from_str(&self.bundle).ok()?;
        Some(contract.source.wasm?.0.len())
    }
}
