//! Whether a contract is what the address book and the bundles say: its code, and how it was made.

use scale::Decode;
use serde_json::{json, Value};
use tongquan_client::{contract_address, Bundle, Chain, Inspect};

use super::{findings::Subject, inspector::Inspector};
use crate::{
    book::{ContractKind, Deployed, Hex},
    metadata::Metadata,
    problem::Problem,
};

/// The code of a contract, and of what it hands its rarer messages to.
pub async fn code<C: Chain + Inspect>(
    inspector: &mut Inspector<'_, C>,
    deployed: &Deployed,
    bundle: Option<&Bundle>,
    on_chain: [u8; 32],
) -> Result<Value, Problem> {
    let chain = Hex(on_chain);
    if deployed.code_hash != chain {
        inspector.error(
            Subject::Code,
            format!(
                "the address book has the code {}, the chain {}",
                show(deployed.code_hash),
                show(chain)
            ),
        );
    }
    if let Some(bundle) = bundle.filter(|bundle| bundle.code_hash() != on_chain) {
        let bundle = Hex(bundle.code_hash());
        inspector.error(
            Subject::Code,
            format!("the bundle has the code {}, the chain {}", show(bundle), show(chain)),
        );
    }
    let stored = stored_code(inspector, on_chain, bundle).await?;
    Ok(json!({
        "chain": chain,
        "book": deployed.code_hash,
        "bundle": bundle.map(|bundle| Hex(bundle.code_hash())),
        "bytes": stored,
    }))
}

/// How long the code is that the chain keeps under this hash. It has to be the bundle's, if the bundle
/// has the hash.
pub async fn stored_code<C: Chain + Inspect>(
    inspector: &mut Inspector<'_, C>,
    hash: [u8; 32],
    bundle: Option<&Bundle>,
) -> Result<Option<usize>, Problem> {
    let stored = inspector.session.chain.code(hash).await?;
    let same = bundle.filter(|bundle| bundle.code_hash() == hash);
    match (&stored, same) {
        (None, _) => {
            let text = format!("the chain has no code of the hash {}", show(Hex(hash)));
            inspector.error(Subject::Code, text);
        }
        (Some(stored), Some(bundle)) if stored != bundle.code() => {
            inspector.error(Subject::Code, "the code on chain is not that of its hash");
        }
        _ => {}
    }
    Ok(stored.map(|stored| stored.len()))
}

/// The constructor's arguments. The address proves them: no others lead to it.
pub fn birth<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    deployed: &Deployed,
    metadata: Option<&Metadata>,
) -> Value {
    let Deployed { address, code_hash, deployer, input, salt, .. } = deployed;
    let proven = contract_address(deployer.0, code_hash.0, &input.0, &salt.0) == address.0;
    if !proven {
        inspector.error(
            Subject::Constructor,
            "deployer, code, arguments and salt of the address book don't lead to the address",
        );
    }
    let called = metadata.and_then(|metadata| metadata.constructor(&input.0));
    if metadata.is_some() && called.is_none() {
        inspector.error(Subject::Constructor, "the arguments are none of the bundle's constructor");
    }
    json!({
        "deployer": deployer,
        "constructor": called.as_ref().map(|(constructor, _)| &constructor.label),
        "arguments": called.map(|(_, arguments)| arguments),
        "salt": salt,
        "proven": proven,
    })
}

/// What the constructor was given.
pub enum Given {
    Points { name: String, symbol: String, decimals: u8, cap: Option<u128> },
    Coupon { name: String, genesis_hash: [u8; 32], desk: [u8; 32] },
    Market { genesis_hash: [u8; 32] },
}

impl Given {
    /// `None` if the arguments are none of such a contract.
    pub fn of(deployed: &Deployed) -> Option<Self> {
        let arguments = &mut deployed.input.0.get(4..)?;
        Some(match deployed.kind {
            ContractKind::Points => {
                let (name, symbol, decimals, cap) = Decode::decode(arguments).ok()?;
                Self::Points { name, symbol, decimals, cap }
            }
            ContractKind::Coupon => {
                let (name, genesis_hash, desk) = Decode::decode(arguments).ok()?;
                Self::Coupon { name, genesis_hash, desk }
            }
            ContractKind::Auction | ContractKind::Swap | ContractKind::Gift => {
                Self::Market { genesis_hash: Decode::decode(arguments).ok()? }
            }
        })
    }
}

pub fn show(hash: Hex<32>) -> String {
    format!("0x{}", hex::encode(hash.0))
}
