//! Signed transactions on the chain inside the process, where each is a block as soon as it is handed
//! in and all with lower nonces were.

use std::collections::{BTreeMap, HashMap};

use blake2::{digest::consts::U32, Blake2b, Digest};
use ink::primitives::AccountId;
use ink_sandbox::Sandbox;
use scale::{Decode, Encode};

use super::Embedded;
use crate::{
    account::Account,
    chain::{BlockId, Chain, Outcome, Request},
    cost::Weight,
    error::Failure,
    outbox::{Fate, Limits, Outbox, SignedCall},
};

/// What the chain knows of transactions.
#[derive(Clone, Default)]
pub(super) struct Transactions {
    nonces: HashMap<AccountId, u64>,
    /// Those that wait for one with a lower nonce.
    waiting: BTreeMap<(AccountId, u64), SignedCall>,
    /// By the block's number: its transaction, and what became of it.
    blocks: BTreeMap<u64, ([u8; 32], Fate)>,
}

impl Transactions {
    /// The account sent one.
    pub(super) fn count(&mut self, account: AccountId) {
        *self.nonces.entry(account).or_default() += 1;
    }

    fn next(&self, account: AccountId) -> u64 {
        self.nonces.get(&account).copied().unwrap_or_default()
    }
}

/// What the bytes of a transaction are here: there is nobody who would doubt a signature.
type Sent = (AccountId, u64, AccountId, Vec<u8>);

impl Embedded {
    /// The transaction becomes a block, whether its call is done or fails.
    fn include(&mut self, call: SignedCall) {
        let (from, _, contract, input) =
            Sent::decode(&mut call.bytes.as_slice()).expect("they were made by `sign`");
        self.transactions.count(from);
        let request = Request::Call { contract, input };
        let outcome = self.sandbox.execute_with(|| super::execute(from, request));
        let fate = match outcome {
            Ok(Outcome { reverted: false, events, cost, .. }) => {
                Fate::Done { events, fee: cost.fee, storage_deposit: cost.storage_deposit }
            }
            Ok(_) => Fate::Failed(Failure::by_name("Contracts", "ContractReverted", from, None)),
            Err(failure) => Fate::Failed(failure),
        };
        let events = match &fate {
            Fate::Done { events, .. } => events.0.as_slice(),
            Fate::Failed(_) => &[],
        };
        let block = self.next_block(events);
        self.transactions.blocks.insert(block.number, (call.hash, fate));
    }
}

impl Outbox for Embedded {
    async fn preview(
        &mut self,
        from: AccountId,
        request: Request,
    ) -> Result<(Outcome, Limits), Failure> {
        let outcome = self.simulate(from, request).await?;
        let deposit = u128::try_from(outcome.cost.storage_deposit).unwrap_or_default();
        let limits = Limits { weight: outcome.cost.weight, deposit };
        Ok((outcome, limits))
    }

    async fn most_weight(&mut self) -> Result<Weight, Failure> {
        let most = super::GAS_LIMIT;
        Ok(Weight { ref_time: most.ref_time(), proof_size: most.proof_size() })
    }

    async fn sign(
        &mut self,
        from: &Account,
        contract: AccountId,
        input: Vec<u8>,
        _limits: Limits,
        nonce: u64,
    ) -> Result<SignedCall, Failure> {
        let sent: Sent = (from.id(), nonce, contract, input);
        let bytes = sent.encode();
        Ok(SignedCall { hash: Blake2b::<U32>::digest(&bytes).into(), bytes })
    }

    async fn hand_in(&mut self, from: AccountId, call: &SignedCall) -> Result<(), Failure> {
        let (_, nonce, ..) =
            Sent::decode(&mut call.bytes.as_slice()).expect("they were made by `sign`");
        if nonce >= self.transactions.next(from) {
            // The first that came stays.
            self.transactions.waiting.entry((from, nonce)).or_insert_with(|| call.clone());
        }
        loop {
            let next = (from, self.transactions.next(from));
            let Some(call) = self.transactions.waiting.remove(&next) else { return Ok(()) };
            self.include(call);
        }
    }

    async fn nonce_after(&mut self, _block: BlockId, account: AccountId) -> Result<u64, Failure> {
        Ok(self.transactions.next(account))
    }

    async fn transactions_of(&mut self, block: BlockId) -> Result<Vec<[u8; 32]>, Failure> {
        let found = self.transactions.blocks.get(&block.number);
        Ok(found.map(|(transaction, _)| *transaction).into_iter().collect())
    }

    async fn fates(
        &mut self,
        _from: AccountId,
        block: BlockId,
        places: &[usize],
    ) -> Result<Vec<Fate>, Failure> {
        let found = self.transactions.blocks.get(&block.number);
        Ok(found.map(|(_, fate)| fate.clone()).into_iter().take(places.len()).collect())
    }
}
