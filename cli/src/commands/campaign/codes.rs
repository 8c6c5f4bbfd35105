//! Single-use codes to print. Their secrets are on the disk before the root is published.

use std::{fs, path::Path};

use coupon::Coupon as Contract;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tongquan_client::{at, Account, AccountId, Chain, Codes};
use tongquan_traits::{coupon_error::CouponError, coupons::Coupons};
use zeroize::Zeroizing;

use super::records;
use crate::{
    answer::Answer,
    book::{Address, Hex},
    commands::coupon::CodeText,
    problem::{Code, Problem},
    secret_file::{save, Existing},
    session::Session,
};

/// The version of the file's format.
const SCHEMA_VERSION: u32 = 1;

/// The file with the codes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodesFile {
    schema_version: u32,
    genesis_hash: Hex<32>,
    contract: Address,
    campaign: u32,
    root: Hex<32>,
    /// The texts to print, in the order of their numbers.
    codes: Vec<String>,
}

/// Makes codes and publishes them; those of a file that is there already are only published.
pub async fn publish<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    campaign: u32,
    count: u32,
    path: &Path,
) -> Result<Answer, Problem> {
    records::campaign(session, contract, campaign).await?;
    let genesis_hash = session.chain.genesis_hash().await?;
    let known = load(path)?;
    let made = known.is_none();
    let file = match known {
        Some(file) => file,
        None => make(genesis_hash, contract, campaign, count)?,
    };
    let same = file.genesis_hash.0 == genesis_hash
        && (file.contract.0, file.campaign) == (contract, campaign)
        && file.codes.len() == count as usize;
    if !same {
        return Err(Problem::new(
            Code::File,
            format!(
                "{} has {} codes of campaign {} already",
                path.display(),
                file.codes.len(),
                file.campaign
            ),
        )
        .advise(
            "take another file with --out, or name the campaign and the count that it was made for",
        ));
    }
    if made && session.options.execute {
        let text =
            serde_json::to_string_pretty(&file).expect("codes have only keys that are texts");
        save(path, format!("{text}\n").as_bytes(), Existing::Keep)?;
    }
    let message = at::<Contract>(contract).publish_codes(campaign, file.root.0);
    let what = format!("publish {count} codes for coupons of campaign {campaign}");
    let done = session.write::<(), CouponError>(&what, message).await;
    let mut report = done
        .map_err(|problem| match path.exists() {
            true => {
                let kept = format!(
                    "the codes are kept in {}; the same command publishes them",
                    path.display()
                );
                Problem {
                    advice: Some(
                        problem.advice.map_or(kept.clone(), |advice| format!("{advice}; {kept}")),
                    ),
                    ..problem
                }
            }
            false => problem,
        })?
        .report;
    if session.options.execute {
        report.text.push_str(&format!(
            "The codes are in {}. Who has a code can claim its coupon: keep the file to yourself.\n",
            path.display()
        ));
    }
    report.data["root"] = json!(file.root);
    report.data["count"] = json!(count);
    report.data["file"] = json!(path);
    Ok(report)
}

fn make(
    genesis_hash: [u8; 32],
    contract: AccountId,
    campaign: u32,
    count: u32,
) -> Result<CodesFile, Problem> {
    let mut secrets = Zeroizing::new(vec![0; 32 * count as usize]);
    getrandom::getrandom(&mut secrets)
        .map_err(|error| Problem::new(Code::File, format!("no randomness: {error}")))?;
    let secrets: Vec<[u8; 32]> =
        secrets.chunks_exact(32).map(|secret| secret.try_into().expect("it has 32")).collect();
    let keys: Vec<AccountId> =
        secrets.iter().map(|secret| Account::from_secret("code", *secret).id()).collect();
    let tree = Codes::new(&keys).ok_or_else(|| Problem::argument("no codes, or too many"))?;
    let root = tree.root();
    let code = |(number, secret): (u32, &[u8; 32])| {
        let path = tree.path(number);
        CodeText { genesis_hash, contract, campaign, number, secret: *secret, root, path }.text()
    };
    Ok(CodesFile {
        schema_version: SCHEMA_VERSION,
        genesis_hash: Hex(genesis_hash),
        contract: Address(contract),
        campaign,
        root: Hex(root),
        codes: (0..).zip(&secrets).map(code).collect(),
    })
}

fn load(path: &Path) -> Result<Option<CodesFile>, Problem> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Problem::file(path, &error)),
    };
    let file: CodesFile = serde_json::from_str(&text).map_err(|error| {
        Problem::new(Code::InvalidFile, format!("{} has no codes: {error}", path.display()))
    })?;
    match file.schema_version {
        SCHEMA_VERSION => Ok(Some(file)),
        version => Err(Problem::new(
            Code::InvalidFile,
            format!("{} has version {version}, this program {SCHEMA_VERSION}", path.display()),
        )),
    }
}
