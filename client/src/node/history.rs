//! The blocks of a node's chain.

use std::ops::RangeInclusive;

use scale::Decode;
use subxt::{
    events::{EventDetails, Phase},
    ext::futures::stream::{StreamExt, TryStreamExt},
    utils::H256,
    PolkadotConfig,
};

use super::{failure, transaction::contract_event, Node};
use crate::{
    chain::{BlockId, Outcome, Request},
    error::{Error, Failure},
    event::Event,
    history::{Block, History},
    AccountId,
};

/// How many blocks are asked for at once. The node answers over one connection.
const IN_FLIGHT: usize = 32;

impl Node {
    async fn hash_of(&self, number: u64) -> Result<Option<H256>, Failure> {
        let hash = self.rpc.chain_get_block_hash(Some(number.into())).await;
        hash.map_err(failure::connection)
    }

    async fn header_of(&self, hash: H256) -> Result<Option<(BlockId, [u8; 32])>, Failure> {
        let header = self.rpc.chain_get_header(Some(hash)).await.map_err(failure::connection)?;
        Ok(header.map(|header| {
            let id = BlockId { number: header.number.into(), hash: hash.0 };
            (id, header.parent_hash.0)
        }))
    }

    /// The block with this number, if there is one.
    async fn block(&self, number: u64) -> Result<Option<Block>, Failure> {
        let Some(hash) = self.hash_of(number).await? else { return Ok(None) };
        let header = self.header_of(hash);
        let time = self.state_at::<u64>("Timestamp", "Now", vec![], number, hash);
        let events = self.bytes_at("System", "Events", vec![], number, hash);
        let (header, time, events) = tokio::try_join!(header, time, events)?;
        let Some((id, parent)) = header else { return Ok(None) };
        let all = subxt::events::Events::<PolkadotConfig>::decode_from(
            events.unwrap_or_default(),
            self.client.metadata(),
        );
        let mut events = Vec::new();
        for event in all.iter() {
            let event = event.map_err(|error| failure::connection(subxt::Error::from(error)))?;
            if let Some(found) = emitted(&event)? {
                events.push(found);
            }
        }
        Ok(Some(Block { id, parent, time: time.unwrap_or_default(), events }))
    }
}

/// What a contract announced, after the place of its transaction.
fn emitted(event: &EventDetails<PolkadotConfig>) -> Result<Option<(u32, Event)>, Failure> {
    let place = match event.phase() {
        Phase::ApplyExtrinsic(place) => place,
        // Nothing that the block does by itself calls contracts.
        Phase::Initialization | Phase::Finalization => return Ok(None),
    };
    Ok(contract_event(event)?.map(|event| (place, event)))
}

impl History for Node {
    async fn head(&mut self, finalized: bool) -> Result<Option<BlockId>, Failure> {
        let hash = match finalized {
            true => {
                let hash = self.rpc.chain_get_finalized_head().await;
                Some(hash.map_err(failure::connection)?)
            }
            false => None,
        };
        let header = self.rpc.chain_get_header(hash).await.map_err(failure::connection)?;
        let Some(header) = header else { return Ok(None) };
        let number = header.number.into();
        let hash = match hash {
            Some(hash) => Some(hash),
            None => self.hash_of(number).await?,
        };
        Ok(hash.filter(|_| number > 0).map(|hash| BlockId { number, hash: hash.0 }))
    }

    async fn block_hash(&mut self, number: u64) -> Result<Option<[u8; 32]>, Failure> {
        Ok(self.hash_of(number).await?.map(|hash| hash.0))
    }

    async fn blocks(&mut self, numbers: RangeInclusive<u64>) -> Result<Vec<Block>, Failure> {
        let node: &Self = self;
        let found = subxt::ext::futures::stream::iter(numbers)
            .map(|number| node.block(number))
            .buffered(IN_FLIGHT);
        let found: Vec<Option<Block>> = found.try_collect().await?;
        Ok(found.into_iter().map_while(|block| block).collect())
    }

    async fn simulate_at(
        &mut self,
        block: BlockId,
        from: AccountId,
        request: Request,
    ) -> Result<Outcome, Failure> {
        let preview = self.dry_run_of(from, &request, Some(block)).await?;
        Ok(preview.outcome)
    }

    async fn time_after(&mut self, block: BlockId) -> Result<u64, Failure> {
        let time = self.state_at("Timestamp", "Now", vec![], block.number, H256(block.hash));
        time.await?.ok_or_else(|| Error::WrongRuntime { reason: "it has no Timestamp.Now".into() })
    }
}

impl Node {
    async fn state_at<R: Decode>(
        &self,
        pallet: &str,
        item: &str,
        keys: Vec<subxt::dynamic::Value>,
        number: u64,
        hash: H256,
    ) -> Result<Option<R>, Failure> {
        let bytes = self.bytes_at(pallet, item, keys, number, hash).await?;
        let value = bytes.map(|bytes| R::decode(&mut bytes.as_slice())).transpose();
        value.map_err(failure::foreign_answer)
    }

    /// An item of the state after the block, undecoded.
    pub(super) async fn bytes_at(
        &self,
        pallet: &str,
        item: &str,
        keys: Vec<subxt::dynamic::Value>,
        number: u64,
        hash: H256,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let address = subxt::dynamic::storage(pallet, item, keys);
        let key = self.client.storage().address_bytes(&address).map_err(failure::connection)?;
        let bytes = self.rpc.state_get_storage(&key, Some(hash)).await;
        bytes.map_err(|error| failure::of_state(error, number))
    }
}
