//! A chain that fails: its connection breaks at any call, its pool is forgotten, its newest blocks are
//! lost.

use std::ops::RangeInclusive;

use tongquan_client::{
    Account, AccountId, Block, BlockId, Chain, Embedded, Failure, Fate, History, Inspect, Limits,
    Outbox, Outcome, Request, SignedCall, Snapshot, StoredItem, Weight,
};

pub struct Shaky {
    chain: Embedded,
    /// Transactions that are in no block yet.
    pool: Vec<(AccountId, SignedCall)>,
    /// The states before the newest blocks.
    before: Vec<Snapshot>,
    /// After so many calls, the connection breaks.
    calls_left: Option<u32>,
    /// Whether the call at which it breaks is still done.
    done_before: bool,
    polls: u32,
}

impl Shaky {
    pub fn new() -> Self {
        Self {
            chain: Embedded::new(),
            pool: Vec::new(),
            before: Vec::new(),
            calls_left: None,
            done_before: false,
            polls: 0,
        }
    }

    /// No crash loses a block of now.
    pub fn settle(&mut self) {
        self.before.clear();
    }

    /// The connection is there, and breaks after so many calls.
    pub fn connect(&mut self, calls: Option<u32>, done_before: bool) {
        self.calls_left = calls;
        self.done_before = done_before;
    }

    /// The node stops and has forgotten its pool and its newest blocks.
    pub fn crash(&mut self, blocks: usize) {
        self.pool.clear();
        for _ in 0..blocks {
            if let Some(before) = self.before.pop() {
                self.chain.restore(before);
            }
        }
    }

    /// Makes a block of the next transaction, if there is one.
    async fn make_block(&mut self) -> Result<(), Failure> {
        if self.pool.is_empty() {
            return Ok(());
        }
        let (from, call) = self.pool.remove(0);
        self.before.push(self.chain.snapshot());
        self.chain.hand_in(from, &call).await
    }

    /// Whether the connection breaks now: before the call is done, or after.
    fn breaks(&mut self) -> (bool, bool) {
        match &mut self.calls_left {
            None => (false, false),
            Some(0) => (true, true),
            Some(left) => {
                *left -= 1;
                let now = *left == 0;
                (now && !self.done_before, now)
            }
        }
    }
}

fn broken() -> Failure {
    Failure::Connection { reason: "it broke".into() }
}

/// Does a call on the chain inside, unless the connection breaks.
macro_rules! shaken {
    ($self:ident, $call:expr) => {{
        let (before, after) = $self.breaks();
        if before {
            return Err(broken());
        }
        let result = $call;
        match after {
            true => Err(broken()),
            false => result,
        }
    }};
}

impl Chain for Shaky {
    async fn submit(&mut self, from: &Account, request: Request) -> Result<Outcome, Failure> {
        self.before.push(self.chain.snapshot());
        self.chain.submit(from, request).await
    }

    async fn simulate(&mut self, from: AccountId, request: Request) -> Result<Outcome, Failure> {
        self.chain.simulate(from, request).await
    }

    async fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, Failure> {
        self.chain.code_hash(contract).await
    }

    async fn has_code(&mut self, code_hash: [u8; 32]) -> Result<bool, Failure> {
        self.chain.has_code(code_hash).await
    }

    async fn upload_code(&mut self, from: &Account, code: Vec<u8>) -> Result<(), Failure> {
        self.chain.upload_code(from, code).await
    }

    async fn genesis_hash(&mut self) -> Result<[u8; 32], Failure> {
        self.chain.genesis_hash().await
    }

    async fn block_number(&mut self) -> Result<u64, Failure> {
        self.chain.block_number().await
    }

    async fn now(&mut self) -> Result<u64, Failure> {
        self.chain.now().await
    }

    async fn advance(&mut self, ms: u64) -> Result<(), Failure> {
        self.chain.advance(ms).await
    }

    async fn native_balance(&mut self, account: AccountId) -> Result<u128, Failure> {
        self.chain.native_balance(account).await
    }

    async fn pay(&mut self, from: &Account, to: AccountId, amount: u128) -> Result<(), Failure> {
        self.chain.pay(from, to, amount).await
    }
}

impl History for Shaky {
    async fn head(&mut self, finalized: bool) -> Result<Option<BlockId>, Failure> {
        self.chain.head(finalized).await
    }

    async fn block_hash(&mut self, number: u64) -> Result<Option<[u8; 32]>, Failure> {
        self.chain.block_hash(number).await
    }

    async fn blocks(&mut self, numbers: RangeInclusive<u64>) -> Result<Vec<Block>, Failure> {
        self.chain.blocks(numbers).await
    }

    async fn simulate_at(
        &mut self,
        block: BlockId,
        from: AccountId,
        request: Request,
    ) -> Result<Outcome, Failure> {
        self.chain.simulate_at(block, from, request).await
    }

    async fn time_after(&mut self, block: BlockId) -> Result<u64, Failure> {
        self.chain.time_after(block).await
    }
}

impl Inspect for Shaky {
    async fn pin(&mut self) -> Result<BlockId, Failure> {
        self.chain.pin().await
    }

    async fn unpin(&mut self) {
        self.chain.unpin().await
    }

    async fn contract_item(
        &mut self,
        contract: AccountId,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, Failure> {
        self.chain.contract_item(contract, key).await
    }

    async fn contract_items(&mut self, contract: AccountId) -> Result<Vec<StoredItem>, Failure> {
        self.chain.contract_items(contract).await
    }

    async fn code(&mut self, code_hash: [u8; 32]) -> Result<Option<Vec<u8>>, Failure> {
        self.chain.code(code_hash).await
    }
}

impl Outbox for Shaky {
    async fn preview(
        &mut self,
        from: AccountId,
        request: Request,
    ) -> Result<(Outcome, Limits), Failure> {
        shaken!(self, self.chain.preview(from, request).await)
    }

    async fn most_weight(&mut self) -> Result<Weight, Failure> {
        shaken!(self, self.chain.most_weight().await)
    }

    async fn sign(
        &mut self,
        from: &Account,
        contract: AccountId,
        input: Vec<u8>,
        limits: Limits,
        nonce: u64,
    ) -> Result<SignedCall, Failure> {
        shaken!(self, self.chain.sign(from, contract, input, limits, nonce).await)
    }

    async fn hand_in(&mut self, from: AccountId, call: &SignedCall) -> Result<(), Failure> {
        shaken!(self, {
            if !self.pool.iter().any(|(_, known)| known == call) {
                self.pool.push((from, call.clone()));
            }
            Ok(())
        })
    }

    async fn newest_block(&mut self) -> Result<BlockId, Failure> {
        shaken!(self, {
            self.polls += 1;
            if self.polls % 3 == 0 {
                self.make_block().await?;
            }
            self.chain.newest_block().await
        })
    }

    async fn settled_block(&mut self) -> Result<BlockId, Failure> {
        shaken!(self, self.chain.settled_block().await)
    }

    async fn canonical_block(&mut self, number: u64) -> Result<Option<BlockId>, Failure> {
        shaken!(self, self.chain.canonical_block(number).await)
    }

    async fn nonce_after(&mut self, block: BlockId, account: AccountId) -> Result<u64, Failure> {
        shaken!(self, self.chain.nonce_after(block, account).await)
    }

    async fn transactions_of(&mut self, block: BlockId) -> Result<Vec<[u8; 32]>, Failure> {
        shaken!(self, self.chain.transactions_of(block).await)
    }

    async fn fates(
        &mut self,
        from: AccountId,
        block: BlockId,
        places: &[usize],
    ) -> Result<Vec<Fate>, Failure> {
        shaken!(self, self.chain.fates(from, block, places).await)
    }
}
