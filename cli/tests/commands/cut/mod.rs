//! A chain to which the connection is lost at a moment that a test chooses.

use tongquan_client::{
    Account, AccountId, BlockId, Chain, Embedded, Failure, Fate, Limits, Outbox, Outcome, Request,
    SignedCall, Weight,
};

use crate::forward::{forward_chain, forward_looks};

/// When the connection is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// The transaction never arrives.
    BeforeSending,
    /// It is in a block, and nobody tells.
    AfterSending,
}

/// The embedded chain, of whose transactions one is cut off.
pub struct Cut {
    chain: Embedded,
    /// How many transactions arrived.
    pub sent: usize,
    /// How many arrive before the one that is cut off, and how.
    cut: Option<(usize, Where)>,
}

impl Cut {
    pub fn new(chain: Embedded) -> Self {
        Self { chain, sent: 0, cut: None }
    }

    /// Cuts off the transaction that comes after so many others from now on.
    pub fn cut_after(&mut self, others: usize, at: Where) {
        self.cut = Some((self.sent + others, at));
    }

    /// Whether this transaction is cut off; it counts if it arrives.
    fn next(&mut self) -> Option<Where> {
        let cut = self.cut.filter(|(good, _)| *good == self.sent).map(|(_, at)| at);
        if cut.is_some() {
            self.cut = None;
        }
        if cut != Some(Where::BeforeSending) {
            self.sent += 1;
        }
        cut
    }
}

fn lost() -> Failure {
    Failure::Unconfirmed { transaction: [7; 32], reason: "cut off".into() }
}

impl Chain for Cut {
    forward_chain!();

    async fn submit(&mut self, from: &Account, request: Request) -> Result<Outcome, Failure> {
        match self.next() {
            None => self.chain.submit(from, request).await,
            Some(Where::BeforeSending) => Err(lost()),
            Some(Where::AfterSending) => self.chain.submit(from, request).await.and(Err(lost())),
        }
    }

    async fn upload_code(&mut self, from: &Account, code: Vec<u8>) -> Result<(), Failure> {
        match self.next() {
            None => self.chain.upload_code(from, code).await,
            Some(Where::BeforeSending) => Err(lost()),
            Some(Where::AfterSending) => self.chain.upload_code(from, code).await.and(Err(lost())),
        }
    }
}

forward_looks!(Cut);

impl Outbox for Cut {
    async fn preview(
        &mut self,
        from: AccountId,
        request: Request,
    ) -> Result<(Outcome, Limits), Failure> {
        self.chain.preview(from, request).await
    }

    async fn most_weight(&mut self) -> Result<Weight, Failure> {
        self.chain.most_weight().await
    }

    async fn sign(
        &mut self,
        from: &Account,
        contract: AccountId,
        input: Vec<u8>,
        limits: Limits,
        nonce: u64,
    ) -> Result<SignedCall, Failure> {
        self.chain.sign(from, contract, input, limits, nonce).await
    }

    async fn hand_in(&mut self, from: AccountId, call: &SignedCall) -> Result<(), Failure> {
        self.chain.hand_in(from, call).await
    }

    async fn nonce_after(&mut self, block: BlockId, account: AccountId) -> Result<u64, Failure> {
        self.chain.nonce_after(block, account).await
    }

    async fn transactions_of(&mut self, block: BlockId) -> Result<Vec<[u8; 32]>, Failure> {
        self.chain.transactions_of(block).await
    }

    async fn fates(
        &mut self,
        from: AccountId,
        block: BlockId,
        places: &[usize],
    ) -> Result<Vec<Fate>, Failure> {
        self.chain.fates(from, block, places).await
    }
}
