//! Signed transactions on a node.

use blake2::{digest::consts::U32, Blake2b, Digest};
use scale::Decode;
use subxt::{
    backend::legacy::rpc_methods::Bytes,
    config::DefaultExtrinsicParamsBuilder,
    dynamic::Value,
    events::{Events as BlockEvents, Phase},
    tx::DefaultPayload,
    utils::{AccountId32, H256},
    PolkadotConfig,
};

use super::{failure, transaction::Effects, wire, Node};
use crate::{
    account::Account,
    chain::{BlockId, Outcome, Request},
    cost::Weight,
    error::Failure,
    outbox::{Fate, Limits, Outbox, SignedCall},
    AccountId,
};

impl Outbox for Node {
    async fn preview(
        &mut self,
        from: AccountId,
        request: Request,
    ) -> Result<(Outcome, Limits), Failure> {
        let preview = Node::preview(self, from, &request).await?;
        let deposit = u128::try_from(preview.outcome.cost.storage_deposit).unwrap_or_default();
        Ok((preview.outcome, Limits { weight: preview.gas_required, deposit }))
    }

    async fn most_weight(&mut self) -> Result<Weight, Failure> {
        let limits = subxt::dynamic::constant("System", "BlockWeights");
        let limits = self.client.constants().at(&limits).map_err(failure::connection)?;
        let limits = wire::BlockWeights::decode(&mut limits.encoded());
        let wire::BlockWeights { max_block, normal_max_extrinsic, .. } =
            limits.map_err(failure::foreign_answer)?;
        Ok(normal_max_extrinsic.unwrap_or(max_block).into())
    }

    async fn sign(
        &mut self,
        from: &Account,
        contract: AccountId,
        input: Vec<u8>,
        limits: Limits,
        nonce: u64,
    ) -> Result<SignedCall, Failure> {
        let arguments = wire::Call {
            dest: AccountId32(*contract.as_ref()).into(),
            value: 0.into(),
            gas_limit: limits.weight.into(),
            storage_deposit_limit: Some(limits.deposit.into()),
            data: input,
        };
        let call = DefaultPayload::new("Contracts", "call", arguments);
        // Without a mortality: it has to be good as long as its nonce is free.
        let params = DefaultExtrinsicParamsBuilder::new().nonce(nonce).build();
        let transactions = self.client.tx();
        let signed = transactions
            .create_partial_signed_offline(&call, params)
            .map_err(failure::connection)?
            .sign(from.keypair());
        Ok(SignedCall { hash: signed.hash().0, bytes: signed.into_encoded() })
    }

    async fn hand_in(&mut self, from: AccountId, call: &SignedCall) -> Result<(), Failure> {
        let Err(error) = self.rpc.author_submit_extrinsic(&call.bytes).await else {
            return Ok(());
        };
        let text = error.to_string();
        let known = [
            "Already Imported",
            "outdated",
            "Priority is too low",
            "temporarily banned",
            "bad signature",
        ];
        if known.iter().any(|reason| text.contains(reason)) {
            return Ok(());
        }
        Err(failure::rejected(error, from).unwrap_or_else(failure::connection))
    }

    async fn nonce_after(&mut self, block: BlockId, account: AccountId) -> Result<u64, Failure> {
        let keys = vec![Value::from_bytes(account)];
        let info = self.bytes_at("System", "Account", keys, block.number, H256(block.hash)).await?;
        let nonce = info.map(|info| u32::decode(&mut info.as_slice())).transpose();
        Ok(nonce.map_err(failure::foreign_answer)?.unwrap_or_default().into())
    }

    async fn transactions_of(&mut self, block: BlockId) -> Result<Vec<[u8; 32]>, Failure> {
        let found = self.rpc.chain_get_block(Some(H256(block.hash))).await;
        let Some(found) = found.map_err(failure::connection)? else { return Ok(Vec::new()) };
        let hash = |Bytes(bytes): &Bytes| Blake2b::<U32>::digest(bytes).into();
        Ok(found.block.extrinsics.iter().map(hash).collect())
    }

    async fn fates(
        &mut self,
        from: AccountId,
        block: BlockId,
        places: &[usize],
    ) -> Result<Vec<Fate>, Failure> {
        let bytes =
            self.bytes_at("System", "Events", Vec::new(), block.number, H256(block.hash)).await?;
        let metadata = self.client.metadata();
        let bytes = bytes.unwrap_or_default();
        let all = BlockEvents::<PolkadotConfig>::decode_from(bytes, metadata.clone());
        let mut found: Vec<_> = places.iter().map(|_| (Effects::default(), None)).collect();
        for event in all.iter() {
            let event = event.map_err(|error| failure::connection(subxt::Error::from(error)))?;
            let Phase::ApplyExtrinsic(place) = event.phase() else { continue };
            let asked = places.iter().position(|asked| *asked == place as usize);
            if let Some((effects, error)) = asked.and_then(|asked| found.get_mut(asked)) {
                *error = effects.add(&event)?.or(error.take());
            }
        }
        let fate = |(effects, error): (Effects, Option<wire::DispatchError>)| match error {
            Some(error) => Fate::Failed(failure::dispatch(error, &metadata, from, None)),
            None => {
                let Effects { events, fee, storage_deposit, .. } = effects;
                Fate::Done { events, fee, storage_deposit }
            }
        };
        Ok(found.into_iter().map(fate).collect())
    }
}
