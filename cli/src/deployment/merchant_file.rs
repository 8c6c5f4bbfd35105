//! A merchant as it is written down: `examples/merchant.toml` explains each key.

use std::{collections::BTreeMap, path::Path};

use serde::Deserialize;
use tongquan_traits::tills::TillLimits;

use crate::{
    amount,
    book::Money,
    campaign_file::CampaignFile,
    problem::Problem,
    time,
    toml_file::{self, wrong, OfKey, Written},
};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MerchantFile {
    pub name: String,
    #[serde(default)]
    pub money: Money,
    pub points: PointsTable,
    pub coupons: CouponsTable,
    #[serde(default)]
    pub tills: Vec<TillTable>,
    pub campaign: Option<CampaignFile>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointsTable {
    pub name: String,
    pub symbol: String,
    #[serde(default)]
    pub decimals: u8,
    cap: Option<Written>,
    #[serde(default)]
    issuers: BTreeMap<String, Written>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouponsTable {
    pub name: String,
    quota: Option<Written>,
    #[serde(default)]
    pub managers: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TillTable {
    pub account: String,
    daily_value: Written,
    daily_coupons: u32,
    void_window: Written,
}

impl MerchantFile {
    /// # Errors
    ///
    /// `File`, `InvalidFile`.
    pub fn load(path: &Path) -> Result<Self, Problem> {
        let file: Self = toml_file::read(path)?;
        let fits = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
        if file.name.is_empty() || !file.name.chars().all(fits) {
            return Err(wrong("name", "letters, digits, - and _ make a merchant's name"));
        }
        Ok(file)
    }
}

impl PointsTable {
    pub fn cap(&self) -> Result<Option<u128>, Problem> {
        let cap = self.cap.as_ref().map(|cap| amount::parse(&cap.0, self.decimals));
        cap.transpose().of_key("points.cap")
    }

    /// Accounts as they are written, and their quotas in the smallest unit.
    pub fn issuers(&self) -> Result<Vec<(&str, u128)>, Problem> {
        let parsed = self.issuers.iter().map(|(account, quota)| {
            let quota = amount::parse(&quota.0, self.decimals).of_key("points.issuers")?;
            Ok((account.as_str(), quota))
        });
        parsed.collect()
    }
}

impl CouponsTable {
    /// Of the coupon contract, in the smallest unit of points; 0: it is no issuer.
    pub fn quota(&self, decimals: u8) -> Result<u128, Problem> {
        let quota = self.quota.as_ref().map(|quota| amount::parse(&quota.0, decimals));
        Ok(quota.transpose().of_key("coupons.quota")?.unwrap_or(0))
    }
}

impl TillTable {
    pub fn limits(&self, money: &Money) -> Result<TillLimits, Problem> {
        Ok(TillLimits {
            daily_value: money.parse(&self.daily_value.0).of_key("tills.daily_value")?,
            daily_coupons: self.daily_coupons,
            void_window: time::duration(&self.void_window.0).of_key("tills.void_window")?,
        })
    }
}
