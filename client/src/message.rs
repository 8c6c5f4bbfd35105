//! Calls and deployments, typed by the contracts' own definitions.
//!
//! ink makes a reference type of each contract (`PointsRef`). Its constructors and messages give
//! builders that know their arguments and their result; here they become bytes.

use std::marker::PhantomData;

use ink::{
    codegen::ContractCallBuilder,
    primitives::{AccountId, Clear, Hash},
};
use ink_env::{
    call::{
        utils::{ReturnType, Set, Unset},
        Call, CallBuilder, CreateBuilder, ExecutionInput, FromAccountId, LimitParamsV2,
    },
    DefaultEnvironment as Env,
};
use scale::Encode;

/// The longest input that ink's contracts can read, in bytes: selector and arguments.
pub const MAX_INPUT: usize = 16 * 1024;

/// The messages of the contract at `address`, to be given to a [`Chain`](crate::Chain).
pub fn at<C>(address: AccountId) -> C::Type
where
    C: ContractCallBuilder,
    C::Type: FromAccountId<Env>,
{
    FromAccountId::from_account_id(address)
}

/// A message to a contract that answers with an `R`.
#[derive(Debug)]
pub struct Message<R> {
    /// The contract that it is for.
    pub contract: AccountId,
    /// Selector and arguments.
    pub input: Vec<u8>,
    reply: PhantomData<fn() -> R>,
}

// Derived, it would ask for `R: Clone`.
impl<R> Clone for Message<R> {
    fn clone(&self) -> Self {
        Self { contract: self.contract, input: self.input.clone(), reply: PhantomData }
    }
}

impl<Args: Encode, R>
    From<CallBuilder<Env, Set<Call<Env>>, Set<ExecutionInput<Args>>, Set<ReturnType<R>>>>
    for Message<R>
{
    fn from(
        builder: CallBuilder<Env, Set<Call<Env>>, Set<ExecutionInput<Args>>, Set<ReturnType<R>>>,
    ) -> Self {
        let params = builder.params();
        Self { contract: *params.callee(), input: params.exec_input().encode(), reply: PhantomData }
    }
}

/// A call of a contract's constructor.
#[derive(Debug, Clone)]
pub struct Constructor {
    /// Selector and arguments.
    pub input: Vec<u8>,
}

type Create<C, Args, R> = CreateBuilder<
    Env,
    C,
    Unset<Hash>,
    Set<LimitParamsV2<Env>>,
    Unset<u128>,
    Set<ExecutionInput<Args>>,
    Unset<ink_env::call::state::Salt>,
    Set<ReturnType<R>>,
>;

impl<C, Args: Encode, R> From<Create<C, Args, R>> for Constructor {
    fn from(builder: Create<C, Args, R>) -> Self {
        let complete = builder.endowment(0).code_hash(Hash::CLEAR_HASH).salt_bytes(Vec::new());
        Self { input: complete.params().exec_input().encode() }
    }
}
