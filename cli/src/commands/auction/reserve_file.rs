//! The file of a hidden reserve: without it the reserve can't be revealed.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};
use tongquan_client::AccountId;
use tongquan_traits::{assets::Item, auctions::reserve_commitment};

use crate::{
    book::{Address, Hex},
    problem::{Code, Problem},
    secret_file::{save, Existing},
};

/// The version of the file's format.
const SCHEMA_VERSION: u32 = 1;

/// A reserve that the house has a commitment of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReserveFile {
    schema_version: u32,
    auction: Address,
    seller: Address,
    /// In the smallest unit of the lot's token.
    reserve: String,
    salt: Hex<32>,
    /// `None` as long as it isn't known whether it was listed.
    lot: Option<u64>,
}

impl ReserveFile {
    /// A reserve with a new salt.
    ///
    /// # Errors
    ///
    /// `NoKey` if the operating system gives no random bytes.
    pub fn fresh(auction: AccountId, seller: AccountId, reserve: u128) -> Result<Self, Problem> {
        let mut salt = [0; 32];
        getrandom::getrandom(&mut salt).map_err(|error| {
            let message = format!("the operating system gives no random bytes: {error}");
            Problem::new(Code::NoKey, message)
        })?;
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            auction: Address(auction),
            seller: Address(seller),
            reserve: reserve.to_string(),
            salt: Hex(salt),
            lot: None,
        })
    }

    /// The same, of this lot.
    pub fn of_lot(&self, lot: u64) -> Self {
        Self { lot: Some(lot), ..self.clone() }
    }

    /// The lot's number, if it is known.
    pub fn lot(&self) -> Option<u64> {
        self.lot
    }

    /// What the house is told of it before the end.
    pub fn commitment(&self, items: &[Item]) -> Result<[u8; 32], Problem> {
        let Self { auction, seller, salt, .. } = self;
        Ok(reserve_commitment(&auction.0, &seller.0, items, self.reserve()?, &salt.0))
    }

    /// In the smallest unit of the lot's token.
    pub fn reserve(&self) -> Result<u128, Problem> {
        self.reserve.parse().map_err(|_| {
            Problem::new(Code::InvalidFile, format!("the reserve '{}' is no number", self.reserve))
        })
    }

    pub fn salt(&self) -> [u8; 32] {
        self.salt.0
    }

    /// # Errors
    ///
    /// `File`, `InvalidFile`.
    pub fn load(path: &Path) -> Result<Self, Problem> {
        let text = fs::read_to_string(path).map_err(|error| Problem::file(path, &error))?;
        let invalid = |why: String| {
            let file = path.display();
            Problem::new(Code::InvalidFile, format!("{file} is no file of a reserve: {why}"))
        };
        let file: Self = serde_json::from_str(&text).map_err(|error| invalid(error.to_string()))?;
        match file.schema_version {
            SCHEMA_VERSION => Ok(file),
            other => Err(invalid(format!("it has version {other}, this program {SCHEMA_VERSION}"))),
        }
    }

    /// # Errors
    ///
    /// `File`, `DiskFull`.
    pub fn save(&self, path: &Path, existing: Existing) -> Result<(), Problem> {
        let text =
            serde_json::to_string_pretty(self).expect("the file has only keys that are texts");
        save(path, format!("{text}\n").as_bytes(), existing)
    }
}
