//! What the hostile contracts have in common. They are made for tests and never shipped.

#![cfg_attr(not(feature = "std"), no_std)]

use core::hint::black_box;

use ink::{
    env::{
        call::{build_call, ExecutionInput, Selector},
        return_value, CallFlags, DefaultEnvironment, ReturnFlags,
    },
    prelude::{vec, vec::Vec},
    primitives::AccountId,
    scale::{Decode, Encode, Error, Input, Output},
    selector_bytes,
};

/// A contract that does what anybody tells it to, such as bidding, or calling back.
#[ink::trait_definition]
pub trait Puppet {
    /// Calls the contract with this input (selector and arguments), and answers what it answered: the
    /// encoding of the message's own answer, also of one that was reverted. It may be called back.
    ///
    /// # Errors
    ///
    /// `Failed`.
    #[ink(message)]
    fn act(&self, contract: AccountId, input: Vec<u8>) -> Ended;

    /// How the last re-entry ended; what `act` answers. `None` if there was none.
    #[ink(message)]
    fn reentry(&self) -> Option<Ended>;
}

/// The contract trapped, is none, was not to be entered again, or doesn't know the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
pub struct Failed;

/// How a call ended: the answer's encoding, if there is one.
pub type Ended = Result<Vec<u8>, Failed>;

/// What `act` does.
pub fn act(contract: AccountId, input: &[u8]) -> Ended {
    let (selector, arguments) = input.split_first_chunk().ok_or(Failed)?;
    let input = ExecutionInput::new(Selector::new(*selector)).push_arg(Raw(arguments.to_vec()));
    match call(contract, input) {
        Ok(Raw(answer)) => Ok(answer),
        Err(failed) => Err(failed),
    }
}

/// The same from a frame of its own, by the contract's own message `act`: a refused re-entry traps the
/// frame that tries it.
pub fn try_to_act(own: AccountId, contract: AccountId, input: &[u8]) -> Ended {
    let input = ExecutionInput::new(Selector::new(selector_bytes!("Puppet::act")))
        .push_arg(contract)
        .push_arg(input);
    call(own, input).and_then(|answer| answer)
}

fn call<A: Encode, R: Decode>(contract: AccountId, input: ExecutionInput<A>) -> Result<R, Failed> {
    let call = build_call::<DefaultEnvironment>()
        .call(contract)
        .call_flags(CallFlags::ALLOW_REENTRY)
        .exec_input(input)
        .returns::<R>();
    match call.try_invoke() {
        Ok(Ok(answer)) => Ok(answer),
        _ => Err(Failed),
    }
}

/// Ends the message with these bytes, whatever it should answer.
pub fn answer(bytes: Vec<u8>) -> ! {
    return_value(ReturnFlags::empty(), &Raw(bytes))
}

/// Ends the message as a contract does that doesn't know it.
pub fn unknown() -> ! {
    // What ink answers then: `Err(LangError::CouldNotReadInput)`.
    return_value(ReturnFlags::REVERT, &Raw(vec![1, 1]))
}

/// Does nothing until all gas is used up.
pub fn burn_gas() -> ! {
    loop {
        black_box(());
    }
}

/// Bytes as they are.
struct Raw(Vec<u8>);

impl Encode for Raw {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(&self.0);
    }
}

impl Decode for Raw {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let mut bytes = vec![0; input.remaining_len()?.unwrap_or(0)];
        input.read(&mut bytes)?;
        Ok(Self(bytes))
    }
}
