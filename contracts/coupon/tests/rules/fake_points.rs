//! A points contract for coupons to call: it does what the model of points does, and answers in the
//! bytes of ink.

use ink::{
    primitives::AccountId,
    scale::{Decode, DecodeAll, Encode},
};
use tongquan_host::{Answer, Packed};

use crate::model::Points;

pub const BALANCE_OF: u32 = 0x6568382f;
pub const TRANSFER_FROM: u32 = 0x54b3c76e;
pub const BURN: u32 = 0x7a9da510;
pub const ISSUE: u32 = 0x5dac91d8;

/// What a call wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    BalanceOf(AccountId),
    TransferFrom { from: AccountId, to: AccountId, value: u128 },
    Burn(u128),
    Issue { to: AccountId, amount: u128 },
}

impl Call {
    pub fn read(input: &[u8]) -> Self {
        fn arguments<T: Decode>(input: &[u8]) -> T {
            T::decode_all(&mut &input[4..]).expect("the arguments of the message")
        }
        let selector: [u8; 4] = input[..4].try_into().expect("a selector");
        match u32::from_be_bytes(selector) {
            BALANCE_OF => Self::BalanceOf(arguments(input)),
            TRANSFER_FROM => {
                let (from, to, value, _data): (_, _, _, Vec<u8>) = arguments(input);
                Self::TransferFrom { from, to, value }
            }
            BURN => Self::Burn(arguments(input)),
            ISSUE => {
                let (to, amount) = arguments(input);
                Self::Issue { to, amount }
            }
            other => panic!("no message of points: {other:#x}"),
        }
    }
}

pub fn done(value: impl Encode) -> Answer {
    Answer::Done(Packed::raw(&[&[0], &value.encode()[..]].concat()))
}

pub fn outcome<E: Encode>(result: Result<(), E>) -> Answer {
    let bytes = [&[0], &result.encode()[..]].concat();
    match result {
        Ok(()) => Answer::Done(Packed::raw(&bytes)),
        Err(_) => Answer::Reverted(Packed::raw(&bytes)),
    }
}

/// What honest points answer to `caller`.
pub fn honest(points: &mut Points, caller: AccountId, call: &Call) -> Answer {
    match *call {
        Call::BalanceOf(account) => done(points.balance(account)),
        Call::TransferFrom { from, to, value } => outcome(points.transfer(caller, from, to, value)),
        Call::Burn(value) => outcome(points.burn(caller, value)),
        Call::Issue { to, amount } => outcome(points.issue(caller, to, amount)),
    }
}
