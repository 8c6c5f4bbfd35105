//! What the node's and the runtime's errors mean for a caller.

use subxt::{error::RpcError, Metadata};

use super::wire::DispatchError;
use crate::{
    error::{Error, Failure},
    AccountId,
};

/// A chain whose pallets don't do what this library needs would misunderstand it.
pub fn check_runtime(metadata: &Metadata) -> Result<(), Failure> {
    let needed = [
        ("Contracts", "call"),
        ("Contracts", "instantiate_with_code"),
        ("Balances", "transfer_allow_death"),
    ];
    for (pallet, call) in needed {
        let known = metadata.pallet_by_name(pallet).and_then(|p| p.call_variant_by_name(call));
        if known.is_none() {
            return Err(Error::WrongRuntime { reason: format!("it has no {pallet}.{call}") });
        }
    }
    Ok(())
}

/// Something went wrong before anything was sent.
pub fn connection(error: impl Into<subxt::Error>) -> Failure {
    match error.into() {
        subxt::Error::Metadata(error) => Error::WrongRuntime { reason: error.to_string() },
        subxt::Error::MetadataDecoding(error) => Error::WrongRuntime { reason: error.to_string() },
        subxt::Error::Encode(error) => Error::WrongRuntime { reason: error.to_string() },
        error => Error::Connection { reason: error.to_string() },
    }
}

/// The state after a block could not be read.
pub fn of_state(error: subxt::Error, block: u64) -> Failure {
    // The RPC client hides its own error type; what the node says stands in the text.
    match error.to_string().contains("State already discarded") {
        true => Error::Pruned { block },
        false => connection(error),
    }
}

/// The runtime answered in a format that this library does not know.
pub fn foreign_answer(error: scale::Error) -> Failure {
    Error::WrongRuntime { reason: format!("it answers in another format ({error})") }
}

/// What the node said when it did not take a transaction; `Err` gives the error back if it is not
/// known whether the node took it.
pub fn rejected(error: subxt::Error, caller: AccountId) -> Result<Failure, subxt::Error> {
    // The RPC client hides its own error type; what the node says stands in the text.
    let text = error.to_string();
    if text.contains("Inability to pay") {
        return Ok(Error::TooPoor { account: caller });
    }
    if text.contains("exhaust") {
        return Ok(Error::OutOfGas);
    }
    match error {
        subxt::Error::Rpc(RpcError::ClientError(_)) if text.contains("Invalid Transaction") => {
            Ok(Error::Connection { reason: text })
        }
        error => Err(error),
    }
}

/// The node had the transaction and gave it up.
pub fn dropped(reason: String, transaction: [u8; 32]) -> Failure {
    Error::Unconfirmed { transaction, reason }
}

/// The runtime's error by its name in the metadata.
pub fn dispatch(
    error: DispatchError,
    metadata: &Metadata,
    caller: AccountId,
    contract: Option<AccountId>,
) -> Failure {
    match error {
        DispatchError::Module { pallet, error: [index, ..] } => {
            let pallet = metadata.pallet_by_index(pallet);
            let name = pallet.as_ref().and_then(|p| p.error_variant_by_index(index));
            Error::by_name(
                pallet.as_ref().map_or("unknown", |p| p.name()),
                name.map_or("unknown", |variant| variant.name.as_str()),
                caller,
                contract,
            )
        }
        DispatchError::Token(_) => Error::by_name("Token", "unavailable", caller, contract),
        other => Error::by_name("Runtime", &format!("{other:?}"), caller, contract),
    }
}
