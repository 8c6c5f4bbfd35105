//! The Contracts pallet inside the process: a chain for demonstrations and tests.
//!
//! Instant, with a clock that can be moved, and states that can be kept and brought back. Each
//! call is a block of its own, as on a development node. The pallet is that of ink_sandbox: it
//! meters and enforces like any, but takes no fees.

mod inspect;
mod outbox;

use std::ops::RangeInclusive;

use ink::primitives::AccountId;
use ink_sandbox::{
    api::prelude::{BalanceAPI, SystemAPI, TimestampAPI},
    frame_support::{
        sp_runtime::{DispatchError, ModuleError, TransactionOutcome},
        storage::{storage_prefix, unhashed, with_transaction_unchecked},
        traits::{fungible::Mutate, tokens::Preservation, PalletInfoAccess},
    },
    frame_system, pallet_balances,
    pallet_contracts::{self, Code, CollectEvents, DebugInfo, Determinism, StorageDeposit},
    AccountId32, DefaultSandbox, EventRecordOf, RuntimeEventOf, RuntimeOf, Sandbox,
};

use self::outbox::Transactions;
use crate::{
    account::Account,
    chain::{BlockId, Chain, Outcome, Request},
    cost::{Cost, Weight, UNIT},
    error::{Error, Failure},
    event::{Event, Events},
    history::{Block, History},
};

/// When the chain's first block is, in ms since 1970: 2026-01-01T00:00:00Z.
const GENESIS_TIME: u64 = 1_767_225_600_000;
/// From one block to the next, in ms.
const BLOCK_TIME: u64 = 6_000;
/// The gas that one call may use: what public hosts leave to transactions in a block, 3/4 of 2 s
/// and of 5 MiB.
const GAS_LIMIT: ink_sandbox::Weight =
    ink_sandbox::Weight::from_parts(1_500_000_000_000, 3_932_160);
/// What each development account is endowed with.
const ENDOWMENT: u128 = 1_000_000 * UNIT;

type Runtime = RuntimeOf<DefaultSandbox>;
type System = frame_system::Pallet<Runtime>;
type Balances = pallet_balances::Pallet<Runtime>;
type Contracts = pallet_contracts::Pallet<Runtime>;

/// A chain inside the process. `//Alice` to `//Ferdie` are endowed, as on a development node.
pub struct Embedded {
    sandbox: DefaultSandbox,
    time: u64,
    /// All blocks that are over, from number 1.
    blocks: Vec<Block>,
    transactions: Transactions,
}

/// A state of an [`Embedded`] chain.
pub struct Snapshot {
    state: ink_sandbox::Snapshot,
    time: u64,
    /// The chain had these blocks.
    blocks: Vec<Block>,
    transactions: Transactions,
}

impl Default for Embedded {
    fn default() -> Self {
        Self::new()
    }
}

impl Embedded {
    pub fn new() -> Self {
        let mut chain = Self {
            sandbox: DefaultSandbox::default(),
            time: GENESIS_TIME,
            blocks: Vec::new(),
            transactions: Transactions::default(),
        };
        chain.set_time(GENESIS_TIME);
        for name in ["alice", "bob", "charlie", "dave", "eve", "ferdie"] {
            chain.endow(Account::dev(name).id(), ENDOWMENT);
        }
        chain
    }

    /// Creates native currency for `account`.
    pub fn endow(&mut self, account: AccountId, amount: u128) {
        // Fails only if the total issuance overflows; then the account stays as it is.
        let _ = self.sandbox.mint_into(&native(account), amount);
    }

    /// Sets the time that contracts see until the next block, in ms since 1970.
    pub fn set_time(&mut self, ms: u64) {
        self.time = ms;
        self.sandbox.set_timestamp(ms);
    }

    /// Keeps the whole state, to be brought back with [`restore`](Self::restore).
    pub fn snapshot(&mut self) -> Snapshot {
        let (blocks, transactions) = (self.blocks.clone(), self.transactions.clone());
        Snapshot { state: self.sandbox.take_snapshot(), time: self.time, blocks, transactions }
    }

    /// Brings a kept state back.
    pub fn restore(&mut self, snapshot: Snapshot) {
        self.sandbox.restore_snapshot(snapshot.state);
        self.blocks = snapshot.blocks;
        self.transactions = snapshot.transactions;
        self.set_time(snapshot.time);
    }

    /// Ends the block of the one call in which these events were emitted.
    fn next_block(&mut self, events: &[Event]) -> BlockId {
        let number = self.sandbox.block_number().into();
        let parent = self.sandbox.execute_with(System::parent_hash).0;
        self.sandbox.build_block();
        let hash = self.sandbox.execute_with(System::parent_hash).0;
        let id = BlockId { number, hash };
        let events = events.iter().map(|event| (0, event.clone())).collect();
        self.blocks.push(Block { id, parent, time: self.time, events });
        self.set_time(self.time.saturating_add(BLOCK_TIME));
        id
    }

    fn newest(&self) -> Option<BlockId> {
        self.blocks.last().map(|block| block.id)
    }

    fn ensure_newest(&self, block: BlockId) -> Result<(), Failure> {
        match self.newest() == Some(block) {
            true => Ok(()),
            false => Err(Error::NotNewest { block: block.number }),
        }
    }
}

impl Chain for Embedded {
    async fn submit(&mut self, from: &Account, request: Request) -> Result<Outcome, Failure> {
        let outcome = self.sandbox.execute_with(|| execute(from.id(), request))?;
        if outcome.reverted {
            return Ok(outcome);
        }
        self.transactions.count(from.id());
        let block = self.next_block(&outcome.events.0);
        Ok(Outcome { block: Some(block), ..outcome })
    }

    async fn simulate(&mut self, from: AccountId, request: Request) -> Result<Outcome, Failure> {
        self.sandbox.execute_with(|| {
            with_transaction_unchecked(|| TransactionOutcome::Rollback(execute(from, request)))
        })
    }

    async fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, Failure> {
        let hash = self.sandbox.execute_with(|| Contracts::code_hash(&native(contract)));
        Ok(hash.map(|hash| hash.0))
    }

    async fn has_code(&mut self, code_hash: [u8; 32]) -> Result<bool, Failure> {
        // The pallet doesn't show this map, whose keys are the hashes themselves.
        let map = storage_prefix(Contracts::name().as_bytes(), b"CodeInfoOf");
        let key = [&map[..], &code_hash].concat();
        Ok(self.sandbox.execute_with(|| unhashed::exists(&key)))
    }

    async fn upload_code(&mut self, from: &Account, code: Vec<u8>) -> Result<(), Failure> {
        let uploader = native(from.id());
        let uploaded = self.sandbox.execute_with(|| {
            Contracts::bare_upload_code(uploader, code, None, Determinism::Enforced)
        });
        uploaded.map_err(|error| failure(error, from.id(), None))?;
        self.next_block(&[]);
        Ok(())
    }

    async fn genesis_hash(&mut self) -> Result<[u8; 32], Failure> {
        Ok(self.sandbox.execute_with(|| System::block_hash(0)).0)
    }

    async fn block_number(&mut self) -> Result<u64, Failure> {
        Ok(self.sandbox.block_number().into())
    }

    async fn now(&mut self) -> Result<u64, Failure> {
        Ok(self.time)
    }

    async fn advance(&mut self, ms: u64) -> Result<(), Failure> {
        self.set_time(self.time.saturating_add(ms));
        Ok(())
    }

    async fn native_balance(&mut self, account: AccountId) -> Result<u128, Failure> {
        Ok(self.sandbox.free_balance(&native(account)))
    }

    async fn pay(&mut self, from: &Account, to: AccountId, amount: u128) -> Result<(), Failure> {
        let (payer, payee) = (native(from.id()), native(to));
        let paid = self
            .sandbox
            .execute_with(|| Balances::transfer(&payer, &payee, amount, Preservation::Expendable));
        paid.map_err(|error| failure(error, from.id(), None))?;
        self.next_block(&[]);
        Ok(())
    }
}

impl History for Embedded {
    async fn head(&mut self, _finalized: bool) -> Result<Option<BlockId>, Failure> {
        Ok(self.newest())
    }

    async fn block_hash(&mut self, number: u64) -> Result<Option<[u8; 32]>, Failure> {
        Ok(self.blocks(number..=number).await?.first().map(|block| block.id.hash))
    }

    async fn blocks(&mut self, numbers: RangeInclusive<u64>) -> Result<Vec<Block>, Failure> {
        // Their numbers are their places, from 1.
        let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let from = place(numbers.start().saturating_sub(1));
        let count = place(numbers.end().saturating_sub(from as u64));
        Ok(self.blocks.iter().skip(from).take(count).cloned().collect())
    }

    async fn simulate_at(
        &mut self,
        block: BlockId,
        from: AccountId,
        request: Request,
    ) -> Result<Outcome, Failure> {
        self.ensure_newest(block)?;
        self.simulate(from, request).await
    }

    async fn time_after(&mut self, block: BlockId) -> Result<u64, Failure> {
        self.ensure_newest(block)?;
        Ok(self.time)
    }
}

/// Does what is asked in the block of now.
fn execute(from: AccountId, request: Request) -> Result<Outcome, Failure> {
    let caller = native(from);
    let called = request.contract();
    let (result, weight, deposit, events) = match request {
        Request::Deploy { code, input, salt } => {
            let done = Contracts::bare_instantiate(
                caller,
                0,
                GAS_LIMIT,
                None,
                Code::Upload(code),
                input,
                salt,
                DebugInfo::Skip,
                CollectEvents::UnsafeCollect,
            );
            let result = done.result.map(|made| (made.account_id, made.result));
            (result, done.gas_consumed, done.storage_deposit, done.events)
        }
        Request::Call { contract, input } => {
            let address = native(contract);
            let done = Contracts::bare_call(
                caller,
                address.clone(),
                0,
                GAS_LIMIT,
                None,
                input,
                DebugInfo::Skip,
                CollectEvents::UnsafeCollect,
                Determinism::Enforced,
            );
            let result = done.result.map(|returned| (address, returned));
            (result, done.gas_consumed, done.storage_deposit, done.events)
        }
    };
    let (contract, returned) = result.map_err(|error| {
        let owned = Balances::free_balance(native(from));
        let limit = <Runtime as pallet_contracts::Config>::DefaultDepositLimit::get();
        failure(error, from, called).without_limit(from, owned, limit)
    })?;
    Ok(Outcome {
        reverted: returned.did_revert(),
        answer: returned.data,
        contract: ours(&contract),
        cost: Cost {
            weight: Weight { ref_time: weight.ref_time(), proof_size: weight.proof_size() },
            storage_deposit: signed(deposit),
            fee: None,
        },
        events: Events(events.unwrap_or_default().into_iter().filter_map(emitted).collect()),
        block: None,
    })
}

fn native(account: AccountId) -> AccountId32 {
    AccountId32::new(*account.as_ref())
}

fn ours(account: &AccountId32) -> AccountId {
    AccountId::from(*AsRef::<[u8; 32]>::as_ref(account))
}

fn signed(deposit: StorageDeposit<u128>) -> i128 {
    match deposit {
        StorageDeposit::Charge(amount) => i128::try_from(amount).unwrap_or(i128::MAX),
        StorageDeposit::Refund(amount) => -i128::try_from(amount).unwrap_or(i128::MAX),
    }
}

fn emitted(record: EventRecordOf<Runtime>) -> Option<Event> {
    let topics = record.topics.iter().map(|topic| topic.0).collect();
    match record.event {
        RuntimeEventOf::<DefaultSandbox>::Contracts(pallet_contracts::Event::ContractEmitted {
            contract,
            data,
        }) => Some(Event { contract: ours(&contract), topics, data }),
        _ => None,
    }
}

fn failure(error: DispatchError, caller: AccountId, contract: Option<AccountId>) -> Failure {
    let (pallet, name) = match &error {
        DispatchError::Module(ModuleError { index, message, .. }) => {
            let pallet = if usize::from(*index) == Contracts::index() {
                Contracts::name()
            } else {
                Balances::name()
            };
            (pallet, message.unwrap_or("unknown"))
        }
        DispatchError::Token(_) => ("Token", <&str>::from(error)),
        _ => ("Runtime", <&str>::from(error)),
    };
    Error::by_name(pallet, name, caller, contract)
}
