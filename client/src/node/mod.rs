//! A node over WebSocket.
//!
//! Before a transaction is sent, a dry run tells whether it would succeed and what it needs. It
//! is then sent with a fifth more gas, and with what it deposits as its limit (and a fifth more).

mod failure;
mod history;
mod inspect;
mod outbox;
mod transaction;
mod wire;

use ink::primitives::AccountId;
use scale::{Decode, Encode};
use subxt::{
    backend::{legacy::LegacyRpcMethods, rpc::RpcClient},
    dynamic::Value,
    events::Phase,
    utils::{AccountId32, H256},
    OnlineClient, PolkadotConfig,
};

use self::wire::{Instantiated, Returned, Simulated};
use crate::{
    account::Account,
    chain::{BlockId, Chain, Outcome, Request},
    cost::{Cost, Weight},
    error::{Error, Failure},
    event::Events,
};

/// How long to wait for a transaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wait {
    /// Until it is in the best block: quick, but that block can still be replaced by another.
    #[default]
    Included,
    /// Until its block is final.
    Finalized,
}

/// A chain that a node tells of and sends to.
pub struct Node {
    client: OnlineClient<PolkadotConfig>,
    rpc: LegacyRpcMethods<PolkadotConfig>,
    /// For what the legacy methods don't have.
    client_rpc: RpcClient,
    wait: Wait,
    /// The block whose state is read; `None`: the newest.
    pinned: Option<BlockId>,
}

/// A simulation's outcome, and what a transaction must allow for it.
struct Preview {
    outcome: Outcome,
    gas_required: Weight,
}

impl Node {
    /// Connects to a node at a WebSocket address such as `ws://127.0.0.1:9944`; an address that is
    /// not on this machine must be `wss://`.
    ///
    /// # Errors
    ///
    /// `Connection`, or `WrongRuntime` if the chain has no Contracts pallet as this library knows it.
    pub async fn connect(url: &str, wait: Wait) -> Result<Self, Failure> {
        let client_rpc = RpcClient::from_url(url).await.map_err(failure::connection)?;
        let rpc = LegacyRpcMethods::new(client_rpc.clone());
        let client = OnlineClient::from_rpc_client(client_rpc.clone()).await;
        let client = client.map_err(failure::connection)?;
        failure::check_runtime(&client.metadata())?;
        Ok(Self { client, rpc, client_rpc, wait, pinned: None })
    }

    async fn preview(&self, from: AccountId, request: &Request) -> Result<Preview, Failure> {
        match self.dry_run_of(from, request, None).await {
            Err(Error::OutOfDeposit) => {
                let limit = subxt::dynamic::constant("Contracts", "DefaultDepositLimit");
                let limit = self.client.constants().at(&limit).map_err(failure::connection)?;
                let limit = u128::decode(&mut limit.encoded()).map_err(failure::foreign_answer)?;
                let owned = self.free_balance(from).await?;
                Err(Failure::OutOfDeposit.without_limit(from, owned, limit))
            }
            result => result,
        }
    }

    /// What the request would do after this block, or after the newest one.
    async fn dry_run_of(
        &self,
        from: AccountId,
        request: &Request,
        at: Option<BlockId>,
    ) -> Result<Preview, Failure> {
        let origin = *from.as_ref();
        match request {
            Request::Deploy { code, input, salt } => {
                let arguments = wire::SimulatedInstantiate {
                    origin,
                    value: 0,
                    gas_limit: None,
                    storage_deposit_limit: None,
                    code: wire::Code::Upload(code.clone()),
                    data: input.clone(),
                    salt: salt.clone(),
                };
                let answer = self.runtime_api("ContractsApi_instantiate", &arguments, at).await?;
                self.judge(from, request, answer, |made: Instantiated| {
                    (AccountId::from(made.contract), made.result)
                })
            }
            Request::Call { contract, input } => {
                let arguments = wire::SimulatedCall {
                    origin,
                    dest: *contract.as_ref(),
                    value: 0,
                    gas_limit: None,
                    storage_deposit_limit: None,
                    data: input.clone(),
                };
                let answer = self.runtime_api("ContractsApi_call", &arguments, at).await?;
                self.judge(from, request, answer, |returned: Returned| (*contract, returned))
            }
        }
    }

    fn judge<R: Decode>(
        &self,
        from: AccountId,
        request: &Request,
        answer: Vec<u8>,
        parts: impl FnOnce(R) -> (AccountId, Returned),
    ) -> Result<Preview, Failure> {
        let mut rest = answer.as_slice();
        let simulated = Simulated::<R>::decode(&mut rest).map_err(failure::foreign_answer)?;
        let metadata = self.client.metadata();
        let result = simulated
            .result
            .map_err(|error| failure::dispatch(error, &metadata, from, request.contract()))?;
        let (contract, returned) = parts(result);
        let events = Option::<Encoded>::decode(&mut rest).map_err(failure::foreign_answer)?;
        let events = match events {
            Some(Encoded(bytes)) => {
                let all = subxt::events::Events::<PolkadotConfig>::decode_from(bytes, metadata);
                // The block's own events come first; those belong to its transactions.
                transaction::contract_events(all.iter().filter(|event| {
                    let phase = event.as_ref().map(|event| event.phase());
                    !matches!(phase, Ok(Phase::ApplyExtrinsic(_)))
                }))?
            }
            None => Events::default(),
        };
        Ok(Preview {
            outcome: Outcome {
                reverted: returned.flags & 1 == 1,
                answer: returned.data,
                contract,
                cost: Cost {
                    weight: simulated.gas_consumed.into(),
                    storage_deposit: simulated.storage_deposit.signed(),
                    fee: None,
                },
                events,
                block: None,
            },
            gas_required: simulated.gas_required.into(),
        })
    }

    async fn free_balance(&self, account: AccountId) -> Result<u128, Failure> {
        let keys = vec![Value::from_bytes(account)];
        let info = self.state::<([u32; 4], u128)>("System", "Account", keys).await?;
        Ok(info.map_or(0, |(_, free)| free))
    }

    async fn runtime_api(
        &self,
        function: &str,
        arguments: &impl Encode,
        at: Option<BlockId>,
    ) -> Result<Vec<u8>, Failure> {
        let arguments = arguments.encode();
        let at = at.or(self.pinned);
        let hash = at.map(|block| H256(block.hash));
        let answer = self.rpc.state_call(function, Some(&arguments), hash).await;
        answer.map_err(|error| match at {
            Some(block) => failure::of_state(error, block.number),
            None => failure::connection(error),
        })
    }

    /// An item of the state, as an `R` that its encoding begins with.
    async fn state<R: Decode>(
        &self,
        pallet: &str,
        item: &str,
        keys: Vec<Value>,
    ) -> Result<Option<R>, Failure> {
        let address = subxt::dynamic::storage(pallet, item, keys);
        let key = self.client.storage().address_bytes(&address).map_err(failure::connection)?;
        let hash = self.pinned.map(|block| H256(block.hash));
        let bytes = self.rpc.state_get_storage(&key, hash).await;
        let bytes = bytes.map_err(|error| self.unread(error))?;
        bytes
            .map(|bytes| R::decode(&mut bytes.as_slice()))
            .transpose()
            .map_err(failure::foreign_answer)
    }
}

impl Chain for Node {
    async fn submit(&mut self, from: &Account, request: Request) -> Result<Outcome, Failure> {
        let preview = self.preview(from.id(), &request).await?;
        if preview.outcome.reverted {
            return Ok(preview.outcome);
        }
        self.send_request(from, request, preview).await
    }

    async fn simulate(&mut self, from: AccountId, request: Request) -> Result<Outcome, Failure> {
        Ok(self.preview(from, &request).await?.outcome)
    }

    async fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, Failure> {
        let keys = vec![Value::from_bytes(contract)];
        let info = self.state::<(Vec<u8>, [u8; 32])>("Contracts", "ContractInfoOf", keys).await?;
        Ok(info.map(|(_, code_hash)| code_hash))
    }

    async fn has_code(&mut self, code_hash: [u8; 32]) -> Result<bool, Failure> {
        let keys = vec![Value::from_bytes(code_hash)];
        let info = self.state::<[u8; 32]>("Contracts", "CodeInfoOf", keys).await?;
        Ok(info.is_some())
    }

    async fn upload_code(&mut self, from: &Account, code: Vec<u8>) -> Result<(), Failure> {
        let arguments = wire::UploadCode {
            code,
            storage_deposit_limit: None,
            determinism: wire::Determinism::Enforced,
        };
        let call = subxt::tx::DefaultPayload::new("Contracts", "upload_code", arguments);
        self.send(from, None, &call).await?;
        Ok(())
    }

    async fn genesis_hash(&mut self) -> Result<[u8; 32], Failure> {
        Ok(self.client.genesis_hash().0)
    }

    async fn block_number(&mut self) -> Result<u64, Failure> {
        let header = self.rpc.chain_get_header(None).await.map_err(failure::connection)?;
        Ok(header.map_or(0, |header| header.number.into()))
    }

    async fn now(&mut self) -> Result<u64, Failure> {
        Ok(self.state("Timestamp", "Now", vec![]).await?.unwrap_or_default())
    }

    async fn advance(&mut self, _ms: u64) -> Result<(), Failure> {
        Err(Error::ClockFixed)
    }

    async fn native_balance(&mut self, account: AccountId) -> Result<u128, Failure> {
        self.free_balance(account).await
    }

    async fn pay(&mut self, from: &Account, to: AccountId, amount: u128) -> Result<(), Failure> {
        let dest = AccountId32(*to.as_ref()).into();
        let arguments = wire::Transfer { dest, value: amount.into() };
        let call = subxt::tx::DefaultPayload::new("Balances", "transfer_allow_death", arguments);
        self.send(from, None, &call).await?;
        Ok(())
    }
}

/// The rest of an input, undecoded.
struct Encoded(Vec<u8>);

impl Decode for Encoded {
    fn decode<I: scale::Input>(input: &mut I) -> Result<Self, scale::Error> {
        let mut bytes = vec![0; input.remaining_len()?.unwrap_or_default()];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}
