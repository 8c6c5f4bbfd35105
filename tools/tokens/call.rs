//! What contracts ask of points and coupons, and how those answer, in the bytes of ink.

use ink::{
    primitives::AccountId,
    scale::{Decode, DecodeAll, Encode},
};
use psp34::Id;
use tongquan_host::{Answer, Packed};

pub const BALANCE_OF: u32 = 0x6568382f;
pub const POINTS_ALLOWANCE: u32 = 0x4d47d921;
pub const TRANSFER: u32 = 0xdb20f9f5;
pub const TRANSFER_FROM: u32 = 0x54b3c76e;
pub const OWNER_OF: u32 = 0x1168624d;
pub const ITEM_ALLOWANCE: u32 = 0x4790f55a;
pub const MOVE: u32 = 0x3128d61b;
pub const COUPON: u32 = 0xacd4a538;

/// What a call wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// `PSP22::balance_of`.
    BalanceOf(AccountId),
    /// `PSP22::allowance`.
    PointsAllowance { owner: AccountId, spender: AccountId },
    /// `PSP22::transfer`, without data.
    Transfer { to: AccountId, value: u128 },
    /// `PSP22::transfer_from`, without data.
    TransferFrom { from: AccountId, to: AccountId, value: u128 },
    /// `PSP34::owner_of`.
    OwnerOf(Id),
    /// `PSP34::allowance`.
    ItemAllowance { owner: AccountId, operator: AccountId, id: Option<Id> },
    /// `PSP34::transfer`, without data.
    Move { to: AccountId, id: Id },
    /// `Coupons::coupon`.
    Coupon(u64),
}

impl Call {
    /// What the input says. Panics at a message that nobody who holds assets has to send.
    pub fn read(input: &[u8]) -> Self {
        fn arguments<T: Decode>(input: &[u8]) -> T {
            T::decode_all(&mut &input[4..]).expect("the arguments of the message, and no more")
        }
        let selector: [u8; 4] = input[..4].try_into().expect("a selector");
        match u32::from_be_bytes(selector) {
            BALANCE_OF => Self::BalanceOf(arguments(input)),
            POINTS_ALLOWANCE => {
                let (owner, spender) = arguments(input);
                Self::PointsAllowance { owner, spender }
            }
            TRANSFER => {
                let (to, value, data): (_, _, Vec<u8>) = arguments(input);
                assert!(data.is_empty(), "data for the receiver: {data:?}");
                Self::Transfer { to, value }
            }
            TRANSFER_FROM => {
                let (from, to, value, data): (_, _, _, Vec<u8>) = arguments(input);
                assert!(data.is_empty(), "data for the receiver: {data:?}");
                Self::TransferFrom { from, to, value }
            }
            OWNER_OF => Self::OwnerOf(arguments(input)),
            ITEM_ALLOWANCE => {
                let (owner, operator, id) = arguments(input);
                Self::ItemAllowance { owner, operator, id }
            }
            MOVE => {
                let (to, id, data): (_, _, Vec<u8>) = arguments(input);
                assert!(data.is_empty(), "data for the receiver: {data:?}");
                Self::Move { to, id }
            }
            COUPON => Self::Coupon(arguments(input)),
            other => panic!("nobody who holds assets has to ask for {other:#x}"),
        }
    }

    /// The bytes of the call.
    pub fn input(&self) -> Vec<u8> {
        fn message(selector: u32, arguments: impl Encode) -> Vec<u8> {
            (selector.to_be_bytes(), arguments).encode()
        }
        let no_data = Vec::<u8>::new();
        match self {
            Self::BalanceOf(account) => message(BALANCE_OF, account),
            Self::PointsAllowance { owner, spender } => message(POINTS_ALLOWANCE, (owner, spender)),
            Self::Transfer { to, value } => message(TRANSFER, (to, value, no_data)),
            Self::TransferFrom { from, to, value } => {
                message(TRANSFER_FROM, (from, to, value, no_data))
            }
            Self::OwnerOf(id) => message(OWNER_OF, id),
            Self::ItemAllowance { owner, operator, id } => {
                message(ITEM_ALLOWANCE, (owner, operator, id))
            }
            Self::Move { to, id } => message(MOVE, (to, id, no_data)),
            Self::Coupon(coupon) => message(COUPON, coupon),
        }
    }
}

/// A message's answer that is no `Result`.
pub fn done(value: impl Encode) -> Answer {
    Answer::Done(Packed::raw(&[&[0], &value.encode()[..]].concat()))
}

/// A message's answer that is a `Result`: an error takes everything back.
pub fn outcome<E: Encode>(result: Result<(), E>) -> Answer {
    let bytes = [&[0], &result.encode()[..]].concat();
    match result {
        Ok(()) => Answer::Done(Packed::raw(&bytes)),
        Err(_) => Answer::Reverted(Packed::raw(&bytes)),
    }
}

/// What ink's contracts answer to a message that they don't have.
pub fn unknown() -> Answer {
    Answer::Reverted(Packed::raw(&[1, 1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_the_hashes_of_the_names() {
        for (name, selector) in [
            ("PSP22::balance_of", BALANCE_OF),
            ("PSP22::allowance", POINTS_ALLOWANCE),
            ("PSP22::transfer", TRANSFER),
            ("PSP22::transfer_from", TRANSFER_FROM),
            ("PSP34::owner_of", OWNER_OF),
            ("PSP34::allowance", ITEM_ALLOWANCE),
            ("PSP34::transfer", MOVE),
            ("Coupons::coupon", COUPON),
        ] {
            assert_eq!(wire::blake2b_256(name)[..4], selector.to_be_bytes(), "{name}");
        }
    }

    #[test]
    fn what_is_asked_is_read_as_it_was_written() {
        let (ann, ben): (AccountId, AccountId) = ([1; 32].into(), [2; 32].into());
        for call in [
            Call::BalanceOf(ann),
            Call::PointsAllowance { owner: ann, spender: ben },
            Call::Transfer { to: ann, value: u128::MAX },
            Call::TransferFrom { from: ann, to: ben, value: 7 },
            Call::OwnerOf(Id::Bytes(vec![1, 2])),
            Call::ItemAllowance { owner: ann, operator: ben, id: Some(Id::U8(3)) },
            Call::Move { to: ann, id: Id::U64(9) },
            Call::Coupon(u64::MAX),
        ] {
            assert_eq!(Call::read(&call.input()), call);
        }
    }
}
