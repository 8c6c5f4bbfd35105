//! What every chain can do for its users.

use std::{convert::Infallible, fmt::Debug};

use ink::primitives::{AccountId, LangError};
use scale::Decode;

use crate::{
    account::Account,
    bundle::Bundle,
    cost::Cost,
    error::{Error, Failure},
    event::Events,
    message::{Constructor, Message, MAX_INPUT},
};

/// What is asked of the Contracts pallet.
#[derive(Debug, Clone)]
pub enum Request {
    /// Upload `code` if it is new, and make a contract of it. The address depends on the code,
    /// the input, the salt and the caller.
    Deploy { code: Vec<u8>, input: Vec<u8>, salt: Vec<u8> },
    /// Call the contract.
    Call { contract: AccountId, input: Vec<u8> },
}

impl Request {
    pub(crate) fn contract(&self) -> Option<AccountId> {
        match self {
            Self::Deploy { .. } => None,
            Self::Call { contract, .. } => Some(*contract),
        }
    }
}

/// What the pallet answered, before it is decoded.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The contract answered with an error, and everything was taken back.
    pub reverted: bool,
    /// The answer's encoding.
    pub answer: Vec<u8>,
    /// The contract that was deployed or called.
    pub contract: AccountId,
    pub cost: Cost,
    pub events: Events,
    /// Where it happened; `None` for a dry run.
    pub block: Option<BlockId>,
}

impl Outcome {
    /// What the message answered.
    ///
    /// # Errors
    ///
    /// `Refused`, `NotUnderstood`, `UnexpectedAnswer`.
    pub fn understood<T: Decode, E: Decode + Debug>(self) -> Result<T, Error<E>> {
        Ok(understood(self, decode_result)?.value)
    }
}

/// A block of the chain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BlockId {
    pub number: u64,
    pub hash: [u8; 32],
}

/// A call that was done, or that a dry run found possible.
#[derive(Debug, Clone)]
pub struct Receipt<T> {
    /// What the message answered; of a deployment, the contract's address. A node doesn't tell what
    /// a transaction's message answered, so there it is the answer of the dry run before it: if it
    /// depends on the time, or on what others do, ask the events.
    pub value: T,
    pub cost: Cost,
    pub events: Events,
    /// Where it happened; `None` for a dry run.
    pub block: Option<BlockId>,
}

/// A chain that runs the Contracts pallet.
///
/// An implementation provides the upper methods; the lower ones, which users call, follow.
/// Refused or failed calls change nothing. On a node the dry run finds them before anything is
/// sent, so they cost nothing either, unless another transaction comes in between.
#[allow(async_fn_in_trait)]
pub trait Chain {
    /// Sends the request in a transaction and waits for its block. A request that the contract
    /// would refuse is not sent.
    async fn submit(&mut self, from: &Account, request: Request) -> Result<Outcome, Failure>;

    /// What the request would do now, without doing it.
    async fn simulate(&mut self, from: AccountId, request: Request) -> Result<Outcome, Failure>;

    /// The hash of the code of the contract at this address; `None` if there is none.
    async fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, Failure>;

    /// Whether the chain has the code of this hash.
    async fn has_code(&mut self, code_hash: [u8; 32]) -> Result<bool, Failure>;

    /// Stores the code and waits for its block.
    async fn upload_code(&mut self, from: &Account, code: Vec<u8>) -> Result<(), Failure>;

    /// The hash of the chain's first block, which tells chains apart.
    async fn genesis_hash(&mut self) -> Result<[u8; 32], Failure>;

    /// The number of the newest block.
    async fn block_number(&mut self) -> Result<u64, Failure>;

    /// The time that contracts see now, in ms since 1970.
    async fn now(&mut self) -> Result<u64, Failure>;

    /// Moves the clock forward by `ms`, where the chain's clock can be moved: `ClockFixed`
    /// elsewhere.
    async fn advance(&mut self, ms: u64) -> Result<(), Failure>;

    /// What `account` can spend of the native currency, in its smallest unit.
    async fn native_balance(&mut self, account: AccountId) -> Result<u128, Failure>;

    /// Sends native currency.
    async fn pay(&mut self, from: &Account, to: AccountId, amount: u128) -> Result<(), Failure>;

    /// Stores code that is no contract of its own, unless the chain has it already.
    async fn upload(&mut self, from: &Account, bundle: &Bundle) -> Result<(), Failure> {
        match self.has_code(bundle.code_hash()).await? {
            true => Ok(()),
            false => self.upload_code(from, bundle.code().to_vec()).await,
        }
    }

    /// Deploys a contract. The receipt's value is its address.
    async fn deploy(
        &mut self,
        from: &Account,
        bundle: &Bundle,
        constructor: impl Into<Constructor>,
        salt: &[u8],
    ) -> Result<Receipt<AccountId>, Failure> {
        let input = fitting(constructor.into().input)?;
        let request = Request::Deploy { code: bundle.code().to_vec(), input, salt: salt.to_vec() };
        let outcome = self.submit(from, request).await?;
        let contract = outcome.contract;
        // None of these contracts has a constructor that refuses, so its error needs no type.
        let receipt = understood::<Result<(), ()>, Infallible>(outcome, decode_plain)?;
        Ok(Receipt {
            value: contract,
            cost: receipt.cost,
            events: receipt.events,
            block: receipt.block,
        })
    }

    /// Sends a message that changes something, and waits for its block.
    async fn call<T: Decode, E: Decode + Debug>(
        &mut self,
        from: &Account,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Result<Receipt<T>, Error<E>> {
        let request = call_request(message.into()).map_err(Failure::of_message)?;
        let outcome = self.submit(from, request).await.map_err(Failure::of_message)?;
        understood(outcome, decode_result)
    }

    /// What `call` would do now, without doing it. The caller needs no key.
    async fn dry_run<T: Decode, E: Decode + Debug>(
        &mut self,
        from: AccountId,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Result<Receipt<T>, Error<E>> {
        let request = call_request(message.into()).map_err(Failure::of_message)?;
        let outcome = self.simulate(from, request).await.map_err(Failure::of_message)?;
        understood(outcome, decode_result)
    }

    /// The answer of a message that only reads.
    async fn read<R: Decode>(&mut self, message: impl Into<Message<R>>) -> Result<R, Failure> {
        Ok(self.dry_read(message).await?.value)
    }

    /// The same, with what it would cost in a transaction.
    async fn dry_read<R: Decode>(
        &mut self,
        message: impl Into<Message<R>>,
    ) -> Result<Receipt<R>, Failure> {
        let request = call_request(message.into())?;
        let outcome = self.simulate(AccountId::from([0; 32]), request).await?;
        understood_plain(outcome)
    }
}

fn call_request<R>(message: Message<R>) -> Result<Request, Failure> {
    Ok(Request::Call { contract: message.contract, input: fitting(message.input)? })
}

fn fitting(input: Vec<u8>) -> Result<Vec<u8>, Failure> {
    match input.len() {
        size if size > MAX_INPUT => Err(Error::InputTooLarge { size }),
        _ => Ok(input),
    }
}

/// Decodes an answer. ink wraps each in its own `Result`, whose error says that the contract did
/// not understand the input.
fn understood<T, E: Debug>(
    outcome: Outcome,
    decode: impl FnOnce(bool, &mut &[u8]) -> Result<T, Error<E>>,
) -> Result<Receipt<T>, Error<E>> {
    let mut answer = outcome.answer.as_slice();
    let value = match Result::<(), LangError>::decode(&mut answer) {
        Ok(Ok(())) => decode(outcome.reverted, &mut answer)?,
        Ok(Err(_)) => return Err(Error::NotUnderstood { contract: outcome.contract }),
        Err(_) => return Err(Error::UnexpectedAnswer),
    };
    if !answer.is_empty() {
        return Err(Error::UnexpectedAnswer);
    }
    Ok(Receipt { value, cost: outcome.cost, events: outcome.events, block: outcome.block })
}

/// Decodes the answer of a message that only reads.
pub(crate) fn understood_plain<R: Decode>(outcome: Outcome) -> Result<Receipt<R>, Failure> {
    understood(outcome, decode_plain)
}

fn decode_plain<R: Decode, E: Debug>(reverted: bool, answer: &mut &[u8]) -> Result<R, Error<E>> {
    match R::decode(answer) {
        Ok(value) if !reverted => Ok(value),
        _ => Err(Error::UnexpectedAnswer),
    }
}

fn decode_result<T: Decode, E: Decode + Debug>(
    reverted: bool,
    answer: &mut &[u8],
) -> Result<T, Error<E>> {
    match Result::<T, E>::decode(answer) {
        Ok(Ok(value)) if !reverted => Ok(value),
        Ok(Err(error)) if reverted => Err(Error::Refused(error)),
        _ => Err(Error::UnexpectedAnswer),
    }
}
