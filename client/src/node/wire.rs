//! What the node's runtime reads and answers, byte for byte: the pallet's own types, as far as
//! they are needed (pallet-contracts 38 and its `ContractsApi`).

use scale::{Compact, Decode, Encode};
use subxt::{
    ext::scale_encode::EncodeAsType,
    utils::{AccountId32, MultiAddress},
};

use crate::cost;

#[derive(Debug, Clone, Copy, Encode, Decode, EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Weight {
    #[codec(compact)]
    pub ref_time: u64,
    #[codec(compact)]
    pub proof_size: u64,
}

impl From<Weight> for cost::Weight {
    fn from(Weight { ref_time, proof_size }: Weight) -> Self {
        Self { ref_time, proof_size }
    }
}

impl From<cost::Weight> for Weight {
    fn from(cost::Weight { ref_time, proof_size }: cost::Weight) -> Self {
        Self { ref_time, proof_size }
    }
}

/// Arguments of the transaction `Contracts.instantiate_with_code`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct InstantiateWithCode {
    pub value: Compact<u128>,
    pub gas_limit: Weight,
    pub storage_deposit_limit: Option<Compact<u128>>,
    pub code: Vec<u8>,
    pub data: Vec<u8>,
    pub salt: Vec<u8>,
}

/// Arguments of the transaction `Contracts.upload_code`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct UploadCode {
    pub code: Vec<u8>,
    pub storage_deposit_limit: Option<Compact<u128>>,
    pub determinism: Determinism,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Determinism {
    Enforced,
}

/// Arguments of the transaction `Contracts.call`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Call {
    pub dest: MultiAddress<AccountId32, ()>,
    pub value: Compact<u128>,
    pub gas_limit: Weight,
    pub storage_deposit_limit: Option<Compact<u128>>,
    pub data: Vec<u8>,
}

/// Arguments of the transaction `Balances.transfer_allow_death`.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Transfer {
    pub dest: MultiAddress<AccountId32, ()>,
    pub value: Compact<u128>,
}

/// Arguments of `ContractsApi_instantiate`, with code to upload.
#[derive(Encode)]
pub struct SimulatedInstantiate {
    pub origin: [u8; 32],
    pub value: u128,
    pub gas_limit: Option<Weight>,
    pub storage_deposit_limit: Option<u128>,
    pub code: Code,
    pub data: Vec<u8>,
    pub salt: Vec<u8>,
}

#[derive(Encode)]
pub enum Code {
    #[codec(index = 0)]
    Upload(Vec<u8>),
}

/// Arguments of `ContractsApi_call`.
#[derive(Encode)]
pub struct SimulatedCall {
    pub origin: [u8; 32],
    pub dest: [u8; 32],
    pub value: u128,
    pub gas_limit: Option<Weight>,
    pub storage_deposit_limit: Option<u128>,
    pub data: Vec<u8>,
}

/// What `ContractsApi` answers to a call (`R` is [`Returned`]) or a deployment ([`Instantiated`]).
#[derive(Decode)]
pub struct Simulated<R> {
    pub gas_consumed: Weight,
    pub gas_required: Weight,
    pub storage_deposit: StorageDeposit,
    pub _debug_message: Vec<u8>,
    pub result: Result<R, DispatchError>,
}

#[derive(Decode)]
pub enum StorageDeposit {
    Refund(u128),
    Charge(u128),
}

impl StorageDeposit {
    pub fn signed(&self) -> i128 {
        match self {
            Self::Refund(amount) => -i128::try_from(*amount).unwrap_or(i128::MAX),
            Self::Charge(amount) => i128::try_from(*amount).unwrap_or(i128::MAX),
        }
    }
}

#[derive(Decode)]
pub struct Returned {
    /// Bit 0: reverted.
    pub flags: u32,
    pub data: Vec<u8>,
}

#[derive(Decode)]
pub struct Instantiated {
    pub result: Returned,
    pub contract: [u8; 32],
}

/// What the constant `System.BlockWeights` begins with.
#[derive(Decode)]
pub struct BlockWeights {
    pub _base_block: Weight,
    pub max_block: Weight,
    pub _normal_base_extrinsic: Weight,
    pub normal_max_extrinsic: Option<Weight>,
}

/// `sp_runtime::DispatchError`; the metadata names what is behind the numbers.
#[derive(Debug, Clone, Decode)]
pub enum DispatchError {
    Other,
    CannotLookup,
    BadOrigin,
    Module { pallet: u8, error: [u8; 4] },
    ConsumerRemaining,
    NoProviders,
    TooManyConsumers,
    Token(#[allow(dead_code)] u8),
    Arithmetic(#[allow(dead_code)] u8),
    Transactional(#[allow(dead_code)] u8),
    Exhausted,
    Corruption,
    Unavailable,
    RootNotAllowed,
    Trie(#[allow(dead_code)] u8),
}
