//! What those tests of the contracts share that pin bytes on the wire: selectors, the hashes of names.

use blake2::{digest::consts::U32, Blake2b, Digest};
use ink::reflect::DispatchableMessageInfo;

pub fn blake2b_256(text: &str) -> [u8; 32] {
    Blake2b::<U32>::digest(text).into()
}

/// What a contract has for a selector: its name, its bytes, whether it writes, whether it takes money.
pub type Found = (&'static str, [u8; 4], bool, bool);

/// The contract's message with this selector; the compiler compares arguments and result.
pub fn message<Contract, const ID: u32, Arguments, Result>() -> Found
where
    Contract: DispatchableMessageInfo<ID, Input = Arguments, Output = Result, Storage = Contract>,
{
    (Contract::LABEL, Contract::SELECTOR, Contract::MUTATES, Contract::PAYABLE)
}

/// Asserts that `$contract` answers to `$selector` with the message `$label`, of these arguments and
/// this result, that it reads or writes, and takes no money.
#[macro_export]
macro_rules! assert_message {
    ($contract:ty, $selector:literal $access:ident $label:literal: $arguments:ty => $result:ty) => {
        let writes = stringify!($access) == "writes";
        let expected = ($label, u32::to_be_bytes($selector), writes, false);
        assert_eq!($crate::message::<$contract, $selector, $arguments, $result>(), expected);
        assert_eq!($crate::blake2b_256($label)[..4], u32::to_be_bytes($selector), "{}", $label);
    };
}
