//! A contract's release bundle: the `.contract` file, with code and metadata.

use std::{fs, path::Path};

use blake2::{digest::consts::U32, Blake2b, Digest};
use serde_json::Value;

/// Code that can be deployed, with the metadata that tells wallets how to call it.
#[derive(Debug, Clone)]
pub struct Bundle {
    name: String,
    code: Vec<u8>,
    code_hash: [u8; 32],
    metadata: Value,
}

/// Why a file can't serve as a bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    #[error("can't read {path}: {source}; scripts/build.sh makes the bundles")]
    Unreadable { path: String, source: std::io::Error },
    #[error("not a contract bundle: {reason}; use a .contract file of artifacts/")]
    Malformed { reason: String },
    #[error("the bundle's code was altered: its hash is {actual}, the metadata says {stated}")]
    Altered { stated: String, actual: String },
}

impl Bundle {
    /// Reads a `.contract` file and checks the code in it against the hash in it.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, BundleError> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|source| BundleError::Unreadable {
            path: path.display().to_string(),
            source,
        })?;
        Self::parse(&text)
    }

    /// The same for a file's text.
    pub fn parse(text: &str) -> Result<Self, BundleError> {
        let malformed = |reason: &str| BundleError::Malformed { reason: reason.to_owned() };
        let metadata: Value =
            serde_json::from_str(text).map_err(|error| malformed(&error.to_string()))?;
        let field = |pointer: &str| {
            let text = metadata.pointer(pointer).and_then(Value::as_str);
            text.ok_or_else(|| malformed(&format!("it has no {pointer}")))
        };
        let bytes = |pointer: &str| {
            let text = field(pointer)?;
            let digits = text.strip_prefix("0x").unwrap_or(text);
            hex::decode(digits).map_err(|_| malformed(&format!("{pointer} is not hex")))
        };
        let name = field("/contract/name")?.to_owned();
        let stated = bytes("/source/hash")?;
        let code = bytes("/source/wasm")?;
        let code_hash: [u8; 32] = Blake2b::<U32>::digest(&code).into();
        if stated != code_hash {
            return Err(BundleError::Altered {
                stated: hex::encode(stated),
                actual: hex::encode(code_hash),
            });
        }
        Ok(Self { name, code, code_hash, metadata })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The Wasm module, as it is stored on chain.
    pub fn code(&self) -> &[u8] {
        &self.code
    }

    /// The blake2b-256 hash of the code, by which a chain knows it.
    pub fn code_hash(&self) -> [u8; 32] {
        self.code_hash
    }

    /// The whole file: ink's metadata and where it comes from.
    pub fn metadata(&self) -> &Value {
        &self.metadata
    }
}
