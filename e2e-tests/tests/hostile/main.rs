//! The hostile contracts do what their tricks are called, or tests against them would show nothing.

mod auctions;
mod coupons;
mod crooks;
mod gifts;
mod limits;
mod points;
mod swaps;

use std::fmt::Debug;

use e2e_tests::{hostile_bundle, shop::Fault};
use ink::scale::Decode;
use tongquan_client::{
    Account, AccountId, Chain, Constructor, Embedded, Error, Message, Outcome, Request,
};

/// 5 ms, in picoseconds: tests with them have to fit into a call.
const CHEAP: u64 = 5_000_000_000;

/// A chain with people and a contract that cheats.
struct World {
    chain: Embedded,
    contract: AccountId,
    ann: Account,
    ben: Account,
    cai: Account,
}

impl World {
    async fn with(bundle: &str, constructor: impl Into<Constructor>) -> Result<Self, Fault> {
        let mut chain = Embedded::new();
        let (ann, ben, cai) = (Account::dev("bob"), Account::dev("charlie"), Account::dev("dave"));
        let bundle = hostile_bundle(bundle)?;
        let contract = chain.deploy(&ann, &bundle, constructor, b"hostile").await?.value;
        Ok(Self { chain, contract, ann, ben, cai })
    }

    async fn call<T: Decode, E: Decode + Debug>(
        &mut self,
        caller: &Account,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Result<T, Error<E>> {
        Ok(self.chain.call(caller, message).await?.value)
    }

    /// What the contract answers, in bytes.
    async fn bytes<R>(
        &mut self,
        caller: &Account,
        message: impl Into<Message<R>>,
    ) -> Result<Outcome, Fault> {
        let Message { contract, input, .. } = message.into();
        Ok(self.chain.simulate(caller.id(), Request::Call { contract, input }).await?)
    }
}

/// Contract and input of a message, for those who are to send it.
fn parts<R>(message: impl Into<Message<R>>) -> (AccountId, Vec<u8>) {
    let message = message.into();
    (message.contract, message.input)
}
