//! A chain whose connection is lost at a moment that a test chooses.

use tongquan_client::{Account, AccountId, Chain, Embedded, Failure, Outcome, Request};

/// When the connection is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// The transaction never arrives.
    BeforeSending,
    /// It is in a block, and nobody tells.
    AfterSending,
}

/// The embedded chain, of which the next transaction can be cut off.
pub struct Cut {
    chain: Embedded,
    next: Option<Where>,
}

impl Cut {
    pub fn new(chain: Embedded) -> Self {
        Self { chain, next: None }
    }

    /// Cuts the next transaction off.
    pub fn cut(&mut self, at: Where) {
        self.next = Some(at);
    }
}

impl Chain for Cut {
    async fn submit(&mut self, from: &Account, request: Request) -> Result<Outcome, Failure> {
        let lost = || Failure::Unconfirmed { transaction: [7; 32], reason: "cut off".into() };
        match self.next.take() {
            Some(Where::BeforeSending) => Err(lost()),
            Some(Where::AfterSending) => {
                self.chain.submit(from, request).await?;
                Err(lost())
            }
            None => self.chain.submit(from, request).await,
        }
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
