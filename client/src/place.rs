//! Where a contract will be.

use blake2::{digest::consts::U32, Blake2b, Digest};
use ink::primitives::AccountId;
use scale::Encode;

/// The address that the Contracts pallet gives to a contract. It follows from who deploys what with
/// which arguments and salt, and from nothing else: so it is known before, and whoever is told these can
/// prove that the contract at an address was made so. `input` is the constructor's selector and
/// arguments.
///
/// Runtimes can choose another rule; those that this library is for have the pallet's own.
pub fn contract_address(
    deployer: AccountId,
    code_hash: [u8; 32],
    input: &[u8],
    salt: &[u8],
) -> AccountId {
    let parts = (b"contract_addr_v1", deployer, code_hash, input, salt).encode();
    AccountId::from(<[u8; 32]>::from(Blake2b::<U32>::digest(parts)))
}
