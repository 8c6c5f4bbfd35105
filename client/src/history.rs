//! What happened on a chain: its blocks, one after the other, with what contracts announced in them.

use std::ops::RangeInclusive;

use scale::Decode;

use crate::{
    chain::{understood_plain, BlockId, Chain, Outcome, Request},
    error::Failure,
    event::Event,
    message::Message,
    AccountId,
};

/// A block and what contracts announced in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub id: BlockId,
    /// The hash of the block before.
    pub parent: [u8; 32],
    /// The time that contracts saw in it, in ms since 1970.
    pub time: u64,
    /// In their order, each after the place of its transaction in the block.
    pub events: Vec<(u32, Event)>,
}

/// A chain that remembers.
#[allow(async_fn_in_trait)]
pub trait History: Chain {
    /// The newest block, or the newest that nothing can replace any more. `None` if there is none
    /// but the first one, which holds no transactions.
    ///
    /// # Errors
    ///
    /// `Connection`.
    async fn head(&mut self, finalized: bool) -> Result<Option<BlockId>, Failure>;

    /// The hash of the block with this number, if there is one.
    ///
    /// # Errors
    ///
    /// `Connection`.
    async fn block_hash(&mut self, number: u64) -> Result<Option<[u8; 32]>, Failure>;

    /// The blocks with these numbers, in order. It ends early where the chain ends.
    ///
    /// # Errors
    ///
    /// `Connection`, `WrongRuntime`, `Pruned`.
    async fn blocks(&mut self, numbers: RangeInclusive<u64>) -> Result<Vec<Block>, Failure>;

    /// What the request would have done right after this block.
    ///
    /// # Errors
    ///
    /// `Pruned`, and those of `simulate`.
    async fn simulate_at(
        &mut self,
        block: BlockId,
        from: AccountId,
        request: Request,
    ) -> Result<Outcome, Failure>;

    /// The time that contracts see which are asked right after this block, in ms since 1970.
    ///
    /// # Errors
    ///
    /// `Connection`, `WrongRuntime`, `Pruned`.
    async fn time_after(&mut self, block: BlockId) -> Result<u64, Failure>;

    /// The answer of a message that only reads, right after this block.
    ///
    /// # Errors
    ///
    /// Those of `simulate_at`, `NotUnderstood`, `UnexpectedAnswer`.
    async fn read_at<R: Decode>(
        &mut self,
        block: BlockId,
        message: impl Into<Message<R>>,
    ) -> Result<R, Failure> {
        let Message { contract, input, .. } = message.into();
        let request = Request::Call { contract, input };
        let outcome = self.simulate_at(block, AccountId::from([0; 32]), request).await?;
        Ok(understood_plain(outcome)?.value)
    }
}
