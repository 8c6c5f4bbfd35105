//! What a chain stores of a contract, without asking the contract.

use blake2::{digest::consts::U16, Blake2b, Digest};
use ink::primitives::AccountId;

use crate::{chain::BlockId, error::Failure};

/// A key as the contract knows it, and the value.
pub type StoredItem = (Vec<u8>, Vec<u8>);

/// Reads the state raw.
#[allow(async_fn_in_trait)]
pub trait Inspect {
    /// From now on everything is read from the state of the newest block, until [`unpin`](Self::unpin),
    /// so that what is read together belongs together. Answers that block.
    async fn pin(&mut self) -> Result<BlockId, Failure>;

    /// From now on everything is read from the newest state again.
    async fn unpin(&mut self);

    /// The value that the contract stores under a key; `None` if there is none.
    async fn contract_item(
        &mut self,
        contract: AccountId,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, Failure>;

    /// All that the contract stores, in no order that means anything. Empty if there is no contract.
    async fn contract_items(&mut self, contract: AccountId) -> Result<Vec<StoredItem>, Failure>;

    /// The code of this hash, if the chain has it.
    async fn code(&mut self, code_hash: [u8; 32]) -> Result<Option<Vec<u8>>, Failure>;
}

/// Under which key the pallet keeps a contract's item.
pub(crate) fn stored_key(key: &[u8]) -> Vec<u8> {
    let mut stored = Blake2b::<U16>::digest(key).to_vec();
    stored.extend_from_slice(key);
    stored
}

/// The contract's own key of a stored one; keys that are made in another way, as others' contracts may
/// do, stay as they are.
pub(crate) fn own_key(stored: Vec<u8>) -> Vec<u8> {
    match stored.split_at_checked(16) {
        Some((_, key)) if stored_key(key) == stored => key.to_vec(),
        _ => stored,
    }
}
