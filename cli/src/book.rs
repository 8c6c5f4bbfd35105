//! The address book of a network: `deployments/NETWORK.json`. Written by commands, read by people too.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    str::FromStr,
};

use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
use tongquan_client::{from_ss58, ss58, Account, AccountId};

use crate::problem::{Code, Problem};

/// The version of the file's format.
const SCHEMA_VERSION: u32 = 1;

/// What is known of a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    pub schema_version: u32,
    /// Where the network's node answers.
    pub url: String,
    /// What tells the chain from others; `None` as long as nothing was deployed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub genesis_hash: Option<Hex<32>>,
    #[serde(default)]
    pub currency: NativeCurrency,
    /// Contracts by name. `auction`, `swap` and `gift` are those that all merchants share; a
    /// merchant's are `NAME.points` and `NAME.coupon`.
    #[serde(default)]
    pub contracts: BTreeMap<String, Deployed>,
    #[serde(default)]
    pub merchants: BTreeMap<String, Merchant>,
    /// Names of accounts.
    #[serde(default)]
    pub accounts: BTreeMap<String, Address>,
}

/// What fees and deposits are paid in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NativeCurrency {
    pub symbol: String,
    pub decimals: u8,
}

/// What development chains have, which don't tell.
impl Default for NativeCurrency {
    fn default() -> Self {
        Self { symbol: "UNIT".into(), decimals: 12 }
    }
}

/// A contract, and all that its address is made of: whoever has these can compute the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deployed {
    pub kind: ContractKind,
    pub address: Address,
    pub code_hash: Hex<32>,
    pub deployer: Address,
    /// Selector and arguments of the constructor, encoded.
    pub input: Bytes,
    pub salt: Bytes,
    /// Where it was deployed; `None` if it was found there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<BlockRef>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockRef {
    pub number: u64,
    pub hash: Hex<32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContractKind {
    Points,
    Coupon,
    Auction,
    Swap,
    Gift,
}

impl ContractKind {
    /// The bundle's name under `artifacts/`.
    pub fn bundle(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Coupon => "coupon",
            Self::Auction => "auction",
            Self::Swap => "swap",
            Self::Gift => "gift",
        }
    }
}

/// One merchant: its points, its coupons, and the money that coupons are worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merchant {
    /// Names of contracts.
    pub points: String,
    pub coupon: String,
    pub money: Money,
}

/// The money of orders and vouchers, which contracts count in its smallest unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    pub code: String,
    pub decimals: u8,
}

impl Default for Money {
    fn default() -> Self {
        Self { code: "CNY".into(), decimals: 2 }
    }
}

impl Book {
    /// A book that knows nothing but where the node answers.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            url: url.into(),
            genesis_hash: None,
            currency: NativeCurrency::default(),
            contracts: BTreeMap::new(),
            merchants: BTreeMap::new(),
            accounts: BTreeMap::new(),
        }
    }

    /// An account by its name, its address, `0x` and its 32 bytes, or `//` and the name of a
    /// development key. Contracts are accounts too.
    pub fn account(&self, text: &str) -> Option<AccountId> {
        if let Some(address) = self.accounts.get(text) {
            return Some(address.0);
        }
        if let Some(contract) = self.contracts.get(text) {
            return Some(contract.address.0);
        }
        if let Some(name) = text.strip_prefix("//") {
            return Some(Account::dev(name).id());
        }
        let bytes = || text.parse::<Hex<32>>().ok().map(|Hex(bytes)| AccountId::from(bytes));
        from_ss58(text).or_else(bytes)
    }

    /// The file of a network.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` if the name could lead to another folder.
    pub fn path(folder: &Path, network: &str) -> Result<PathBuf, Problem> {
        let fits = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
        if network.is_empty() || !network.chars().all(fits) {
            return Err(Problem::argument(format!(
                "'{network}' is no name of a network: letters, digits, - and _ are"
            )));
        }
        Ok(folder.join(network).with_extension("json"))
    }

    /// Reads the file; `None` if there is none.
    ///
    /// # Errors
    ///
    /// `File`, `InvalidFile`.
    pub fn load(path: &Path) -> Result<Option<Self>, Problem> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Problem::file(path, &error)),
        };
        let invalid = |why: String| {
            Problem::new(Code::InvalidFile, format!("{} is no address book: {why}", path.display()))
        };
        let book: Self = serde_json::from_str(&text).map_err(|error| invalid(error.to_string()))?;
        match book.schema_version {
            SCHEMA_VERSION => Ok(Some(book)),
            other => Err(invalid(format!("it has version {other}, this program {SCHEMA_VERSION}"))),
        }
    }

    /// Writes the file: all of it or nothing.
    ///
    /// # Errors
    ///
    /// `File`, `DiskFull`.
    pub fn save(&self, path: &Path) -> Result<(), Problem> {
        let text = serde_json::to_string_pretty(self).expect("a book has only keys that are texts");
        write_whole(path, format!("{text}\n").as_bytes())
    }
}

/// Writes a file so that there is the old one or the whole new one, whatever happens meanwhile.
///
/// # Errors
///
/// `File`, `DiskFull`.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let write = || -> io::Result<()> {
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|error| Problem::file(path, &error))
}

/// An account, in files as SS58.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(pub AccountId);

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&ss58(&self.0))
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let account = from_ss58(&text);
        account.map(Self).ok_or_else(|| D::Error::custom(format!("'{text}' is no address")))
    }
}

/// So many bytes, in files as `0x…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hex<const N: usize>(pub [u8; N]);

/// Any number of bytes, in files as `0x…`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix("0x").ok_or(format!("'{text}' doesn't begin with 0x"))?;
        hex::decode(digits).map(Self).map_err(|error| format!("'{text}' is no hex: {error}"))
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("0x{}", hex::encode(&self.0)))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl<const N: usize> FromStr for Hex<N> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Bytes(bytes) = text.parse()?;
        let bytes = bytes.try_into().map_err(|_| format!("'{text}' has not {N} bytes"))?;
        Ok(Self(bytes))
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("0x{}", hex::encode(self.0)))
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
