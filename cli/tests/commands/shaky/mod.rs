//! A chain that fails: its connection breaks at any call, its pool is forgotten, its newest blocks are
//! lost.

use tongquan_client::{
    Account, AccountId, BlockId, Chain, Embedded, Failure, Fate, Limits, Outbox, Outcome, Request,
    SignedCall, Snapshot, Weight,
};

use crate::forward::{forward_chain, forward_looks};

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
    forward_chain!();

    async fn submit(&mut self, from: &Account, request: Request) -> Result<Outcome, Failure> {
        self.before.push(self.chain.snapshot());
        self.chain.submit(from, request).await
    }

    async fn upload_code(&mut self, from: &Account, code: Vec<u8>) -> Result<(), Failure> {
        self.chain.upload_code(from, code).await
    }
}

forward_looks!(Shaky);

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
