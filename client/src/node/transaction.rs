//! Sending a transaction, and what its events tell.

use scale::Decode;
use subxt::{
    config::DefaultExtrinsicParamsBuilder,
    events::EventDetails,
    tx::{DefaultPayload, Payload, TxInBlock, TxStatus},
    utils::AccountId32,
    OnlineClient, PolkadotConfig,
};

use super::{failure, wire, Node, Preview, Wait};
use crate::{
    account::Account,
    chain::{BlockId, Outcome, Request},
    cost::Cost,
    error::{Error, Failure},
    event::{Event, Events},
    AccountId,
};

type Included = TxInBlock<PolkadotConfig, OnlineClient<PolkadotConfig>>;

/// What a transaction's events say of it.
#[derive(Default)]
pub struct Effects {
    block: Option<BlockId>,
    pub(super) events: Events,
    deployed: Option<AccountId>,
    pub(super) fee: Option<u128>,
    pub(super) storage_deposit: i128,
}

impl Node {
    pub(super) async fn send_request(
        &self,
        from: &Account,
        request: Request,
        preview: Preview,
    ) -> Result<Outcome, Failure> {
        let gas_limit = preview.gas_required.with_margin().into();
        let deposit = u128::try_from(preview.outcome.cost.storage_deposit).unwrap_or_default();
        let storage_deposit_limit = Some(deposit.saturating_add(deposit / 5).into());
        let called = request.contract();
        let value = 0.into();
        let effects = match request {
            Request::Deploy { code, input: data, salt } => {
                let arguments = wire::InstantiateWithCode {
                    value,
                    gas_limit,
                    storage_deposit_limit,
                    code,
                    data,
                    salt,
                };
                let call = DefaultPayload::new("Contracts", "instantiate_with_code", arguments);
                self.send(from, called, &call).await?
            }
            Request::Call { contract, input: data } => {
                let dest = AccountId32(*contract.as_ref()).into();
                let arguments = wire::Call { dest, value, gas_limit, storage_deposit_limit, data };
                let call = DefaultPayload::new("Contracts", "call", arguments);
                self.send(from, called, &call).await?
            }
        };
        Ok(Outcome {
            contract: effects.deployed.unwrap_or(preview.outcome.contract),
            cost: Cost {
                weight: preview.outcome.cost.weight,
                storage_deposit: effects.storage_deposit,
                fee: effects.fee,
            },
            events: effects.events,
            block: effects.block,
            ..preview.outcome
        })
    }

    /// Signs, sends and waits. `called` is the contract that the call is for, if it is for one.
    pub(super) async fn send(
        &self,
        from: &Account,
        called: Option<AccountId>,
        call: &impl Payload,
    ) -> Result<Effects, Failure> {
        let signer = from.keypair();
        let account = AccountId32(signer.public_key().0);
        let nonce =
            self.rpc.system_account_next_index(&account).await.map_err(failure::connection)?;
        let params = DefaultExtrinsicParamsBuilder::new().nonce(nonce).build();
        let transaction = self
            .client
            .tx()
            .create_signed(call, signer, params)
            .await
            .map_err(failure::connection)?;
        let hash = transaction.hash().0;
        let lost = |error: subxt::Error| Error::Unconfirmed {
            transaction: hash,
            reason: error.to_string(),
        };
        let mut progress = transaction
            .submit_and_watch()
            .await
            .map_err(|error| failure::rejected(error, from.id()).unwrap_or_else(lost))?;
        while let Some(status) = progress.next().await {
            let block = match status.map_err(lost)? {
                TxStatus::InFinalizedBlock(block) => block,
                TxStatus::InBestBlock(block) if self.wait == Wait::Included => block,
                TxStatus::Error { message }
                | TxStatus::Invalid { message }
                | TxStatus::Dropped { message } => {
                    return Err(failure::dropped(message, hash));
                }
                _ => continue,
            };
            return self.effects(from.id(), called, &block, lost).await;
        }
        Err(Error::Unconfirmed { transaction: hash, reason: "the node stopped telling".into() })
    }

    async fn effects(
        &self,
        from: AccountId,
        called: Option<AccountId>,
        included: &Included,
        lost: impl Fn(subxt::Error) -> Failure,
    ) -> Result<Effects, Failure> {
        let found = included.fetch_events().await.map_err(&lost)?;
        let hash = included.block_hash();
        let header = self.rpc.chain_get_header(Some(hash)).await.map_err(&lost)?;
        let mut effects = Effects {
            block: header.map(|header| BlockId { number: header.number.into(), hash: hash.0 }),
            ..Effects::default()
        };
        for event in found.iter() {
            let event = event.map_err(&lost)?;
            if let Some(error) = effects.add(&event)? {
                let metadata = self.client.metadata();
                return Err(failure::dispatch(error, &metadata, from, called));
            }
        }
        Ok(effects)
    }
}

impl Effects {
    /// Takes in what one event tells; the error, if it is that the transaction failed.
    pub(super) fn add(
        &mut self,
        event: &EventDetails<PolkadotConfig>,
    ) -> Result<Option<wire::DispatchError>, Failure> {
        let fields = event.field_bytes();
        match (event.pallet_name(), event.variant_name()) {
            ("System", "ExtrinsicFailed") => return Ok(Some(decode(fields)?)),
            ("TransactionPayment", "TransactionFeePaid") => {
                let (_, fee, tip) = decode::<([u8; 32], u128, u128)>(fields)?;
                self.fee = Some(fee.saturating_add(tip));
            }
            ("Contracts", "Instantiated") => {
                let (_, contract) = decode::<([u8; 32], [u8; 32])>(fields)?;
                self.deployed = Some(contract.into());
            }
            ("Contracts", "StorageDepositTransferredAndHeld") => {
                let (_, _, amount) = decode::<([u8; 32], [u8; 32], u128)>(fields)?;
                self.deposit(amount, 1);
            }
            ("Contracts", "StorageDepositTransferredAndReleased") => {
                let (_, _, amount) = decode::<([u8; 32], [u8; 32], u128)>(fields)?;
                self.deposit(amount, -1);
            }
            ("Contracts", "CodeStored") => {
                let (_, amount) = decode::<([u8; 32], u128)>(fields)?;
                self.deposit(amount, 1);
            }
            _ => self.events.0.extend(contract_event(event)?),
        }
        Ok(None)
    }

    fn deposit(&mut self, amount: u128, sign: i128) {
        let amount = i128::try_from(amount).unwrap_or(i128::MAX);
        self.storage_deposit = self.storage_deposit.saturating_add(amount.saturating_mul(sign));
    }
}

/// The events that contracts emitted, among all.
pub fn contract_events(
    all: impl Iterator<Item = Result<EventDetails<PolkadotConfig>, impl Into<subxt::Error>>>,
) -> Result<Events, Failure> {
    let mut events = Vec::new();
    for event in all {
        let event = event.map_err(|error| failure::connection(error.into()))?;
        events.extend(contract_event(&event)?);
    }
    Ok(Events(events))
}

/// The event, if a contract emitted it.
pub fn contract_event(event: &EventDetails<PolkadotConfig>) -> Result<Option<Event>, Failure> {
    if (event.pallet_name(), event.variant_name()) != ("Contracts", "ContractEmitted") {
        return Ok(None);
    }
    let (contract, data) = decode::<([u8; 32], Vec<u8>)>(event.field_bytes())?;
    let topics = event.topics().iter().map(|topic| topic.0).collect();
    Ok(Some(Event { contract: contract.into(), topics, data }))
}

fn decode<R: Decode>(mut bytes: &[u8]) -> Result<R, Failure> {
    R::decode(&mut bytes).map_err(failure::foreign_answer)
}
