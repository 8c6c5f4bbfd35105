//! Transactions that are signed first, so that they can be kept, and then sent without waiting for
//! each other. For work that a crash may interrupt at any time.
//!
//! What makes a call happen once is the account's nonce: of all transactions that an account signs
//! with one nonce, a chain takes one. So signed bytes can be sent as often as one likes. They never
//! expire by themselves; as long as their nonce is free they can still come in.

use ink::primitives::AccountId;

use crate::{
    account::Account,
    chain::{BlockId, Outcome, Request},
    cost::Weight,
    error::Failure,
    event::Events,
    history::History,
};

/// What a transaction may use at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub weight: Weight,
    /// What the caller may deposit for storage, in the smallest native unit.
    pub deposit: u128,
}

/// A call that is signed and can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCall {
    /// By which it is found in blocks.
    pub hash: [u8; 32],
    pub bytes: Vec<u8>,
}

/// What became of a transaction in its block.
#[derive(Debug, Clone)]
pub enum Fate {
    /// The call was done. Fee and deposit are in the smallest native unit; no fee is told where none
    /// is taken.
    Done { events: Events, fee: Option<u128>, storage_deposit: i128 },
    /// It failed, or the contract refused: nothing changed but for the fee and the nonce.
    Failed(Failure),
}

/// A chain that takes signed transactions.
#[allow(async_fn_in_trait)]
pub trait Outbox: History {
    /// What the request would do now, and what a transaction must allow for just that.
    ///
    /// # Errors
    ///
    /// Those of `simulate`.
    async fn preview(
        &mut self,
        from: AccountId,
        request: Request,
    ) -> Result<(Outcome, Limits), Failure>;

    /// The most gas that one transaction may be allowed.
    ///
    /// # Errors
    ///
    /// `Connection`, `WrongRuntime`.
    async fn most_weight(&mut self) -> Result<Weight, Failure>;

    /// Signs a call with this nonce.
    ///
    /// # Errors
    ///
    /// `WrongRuntime`.
    async fn sign(
        &mut self,
        from: &Account,
        contract: AccountId,
        input: Vec<u8>,
        limits: Limits,
        nonce: u64,
    ) -> Result<SignedCall, Failure>;

    /// Hands signed bytes to the chain, and doesn't wait for their block. Bytes that it has already,
    /// whose nonce is used up, or which were signed for the runtime before an upgrade, are no error.
    ///
    /// # Errors
    ///
    /// `TooPoor`, `Connection`; then the chain may have taken them all the same.
    async fn hand_in(&mut self, from: AccountId, call: &SignedCall) -> Result<(), Failure>;

    /// How many transactions of the account the chain has taken up to this block: the nonce of its
    /// next one.
    ///
    /// # Errors
    ///
    /// `Pruned` if the node has dropped that state.
    async fn nonce_after(&mut self, block: BlockId, account: AccountId) -> Result<u64, Failure>;

    /// The hashes of the block's transactions, in order.
    async fn transactions_of(&mut self, block: BlockId) -> Result<Vec<[u8; 32]>, Failure>;

    /// What became of the block's transactions at these places, which `from` signed.
    ///
    /// # Errors
    ///
    /// `Pruned` if the node has dropped that state.
    async fn fates(
        &mut self,
        from: AccountId,
        block: BlockId,
        places: &[usize],
    ) -> Result<Vec<Fate>, Failure>;

    /// The newest block.
    async fn newest_block(&mut self) -> Result<BlockId, Failure> {
        match self.head(false).await? {
            Some(newest) => Ok(newest),
            None => Ok(BlockId { number: 0, hash: self.genesis_hash().await? }),
        }
    }

    /// The newest block that no other can replace any more. Of a chain that never said that of any
    /// block, the newest.
    async fn settled_block(&mut self) -> Result<BlockId, Failure> {
        match self.head(true).await? {
            Some(settled) => Ok(settled),
            None => self.newest_block().await,
        }
    }

    /// The block with this number in the chain that the newest block ends.
    async fn canonical_block(&mut self, number: u64) -> Result<Option<BlockId>, Failure> {
        Ok(self.block_hash(number).await?.map(|hash| BlockId { number, hash }))
    }
}
