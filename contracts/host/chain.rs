//! The host functions. Off chain, ink's test environment answers.

use ink::{env::Event, primitives::AccountId, scale::Encode};

use crate::packed::Packed;

#[cfg(not(target_arch = "wasm32"))]
pub use self::off_chain::*;
#[cfg(target_arch = "wasm32")]
pub use self::on_chain::*;

/// A field by which an event can be found; `None` for an option without a value.
pub type Topic<'a> = Option<&'a [u8; 32]>;

/// What became of a call to another contract.
pub enum Answer {
    /// It ended well.
    Done(Packed),
    /// It took everything back, and says why.
    Reverted(Packed),
    /// It trapped, or there is no contract.
    None,
}

const OPENING: &[u8] = b"<Bytes>";
const CLOSING: &[u8] = b"</Bytes>";

/// Whether `key` signed this message (sr25519, context `substrate`), as it is or between `<Bytes>`
/// and `</Bytes>`, which wallets put around what they sign.
///
/// Nobody signs for the key of zeros: it is the neutral point, for which everybody can (R26).
#[inline(never)]
pub fn is_signed_by(key: &AccountId, message: &[u8], signature: &[u8; 64]) -> bool {
    let key: &[u8; 32] = key.as_ref();
    *key != [0; 32]
        && (sr25519_verifies(key, message, signature)
            || sr25519_verifies(key, &[OPENING, message, CLOSING].concat(), signature))
}

#[cfg(target_arch = "wasm32")]
mod on_chain {
    use ink::{
        prelude::{vec, vec::Vec},
        scale::Output,
    };
    use pallet_contracts_uapi::{CallFlags, HostFn, HostFnImpl, ReturnErrorCode, ReturnFlags};

    use super::*;

    /// The longest input and the longest item.
    const LONGEST: usize = 16 << 10;

    #[inline(never)]
    pub fn caller() -> AccountId {
        let mut caller = [0; 32];
        HostFnImpl::caller(&mut &mut caller[..]);
        caller.into()
    }

    #[inline(never)]
    pub fn load(key: &Packed) -> Option<Packed> {
        let mut value = Packed::new();
        read(key, value.room()).map(|len| {
            value.set_len(len);
            value
        })
    }

    #[inline(never)]
    fn read(key: &Packed, mut room: &mut [u8]) -> Option<usize> {
        HostFnImpl::get_storage_v1(key.as_slice(), &mut room).ok().map(|()| room.len())
    }

    #[inline(never)]
    pub fn save(key: &Packed, value: &[u8]) {
        HostFnImpl::set_storage_v2(key.as_slice(), value);
    }

    #[inline(never)]
    pub fn clear(key: &Packed) {
        HostFnImpl::clear_storage_v1(key.as_slice());
    }

    #[inline(never)]
    fn deposit(signature: &[u8], topics: &[Topic], data: &Packed) {
        let mut all = Packed::new();
        // A list of up to three topics and the signature; its length is a compact number.
        let count = u8::try_from(topics.len()).unwrap_or(3).saturating_add(1);
        all.push_byte(count << 2);
        all.write(signature);
        for topic in topics {
            all.write(topic.unwrap_or(&[0; 32]));
        }
        HostFnImpl::deposit_event(all.as_slice(), data.as_slice());
    }

    /// Emits the event `E` of these fields, in their order, under its signature and these topics.
    pub fn emit<E: Event>(fields: &impl Encode, topics: &[Topic]) {
        let signature: &'static Option<[u8; 32]> = &E::SIGNATURE_TOPIC;
        if let Some(signature) = signature {
            deposit(signature, topics, &Packed::of(fields));
        }
    }

    /// The time of this block, in ms since 1970.
    #[inline(never)]
    pub fn now() -> u64 {
        let mut now = [0; 8];
        HostFnImpl::now(&mut &mut now[..]);
        u64::from_le_bytes(now)
    }

    /// This contract's own address.
    #[inline(never)]
    pub fn address() -> AccountId {
        let mut address = [0; 32];
        HostFnImpl::address(&mut &mut address[..]);
        address.into()
    }

    pub(super) fn sr25519_verifies(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
        HostFnImpl::sr25519_verify(signature, message, key).is_ok()
    }

    #[inline(never)]
    pub fn blake2_256(data: &[u8]) -> [u8; 32] {
        let mut hash = [0; 32];
        HostFnImpl::hash_blake2_256(data, &mut hash);
        hash
    }

    /// Calls another contract, which may use all the gas that is left and can't call back.
    /// An answer that is longer than a [`Packed`] ends the call.
    #[inline(never)]
    pub fn call(callee: &AccountId, input: &[u8]) -> Answer {
        let mut data = Packed::new();
        let mut room = data.room();
        let result = HostFnImpl::call_v2(
            CallFlags::empty(),
            callee.as_ref(),
            0,
            0,
            None,
            &[0; 16],
            input,
            Some(&mut room),
        );
        let len = room.len();
        match result {
            Ok(()) => {
                data.set_len(len);
                Answer::Done(data)
            }
            Err(ReturnErrorCode::CalleeReverted) => {
                data.set_len(len);
                Answer::Reverted(data)
            }
            Err(_) => Answer::None,
        }
    }

    /// Lets code that is no contract of its own answer this call, with this contract's storage.
    #[inline(never)]
    pub fn answer_by(code_hash: &[u8; 32]) -> ! {
        let flags = CallFlags::FORWARD_INPUT | CallFlags::TAIL_CALL;
        let _ = HostFnImpl::delegate_call(flags, code_hash, &[], None);
        // Only a call that could not begin comes back.
        panic!()
    }

    /// Keeps the code from being removed while this contract exists. Traps if there is no such code.
    pub fn lock_code(code_hash: &[u8; 32]) {
        HostFnImpl::lock_delegate_dependency(code_hash);
    }

    /// Ends the call with what ink would answer for this value.
    pub fn answer<T: Encode>(value: T) -> T {
        let mut answer = Packed::new();
        answer.push_byte(0);
        value.encode_to(&mut answer);
        end(ReturnFlags::empty(), &answer)
    }

    /// Ends the call; a demand that isn't met reverts everything.
    pub fn outcome<T: Encode, E: Encode>(result: Result<T, impl Into<E>>) -> Result<T, E> {
        match result {
            Ok(value) => {
                let mut answer = Packed::new();
                answer.write(&[0, 0]);
                value.encode_to(&mut answer);
                end(ReturnFlags::empty(), &answer)
            }
            Err(error) => refuse(&error.into()),
        }
    }

    /// Ends the call with an error, which reverts everything.
    pub fn refuse(error: &impl Encode) -> ! {
        let mut answer = Packed::new();
        answer.write(&[0, 1]);
        error.encode_to(&mut answer);
        end(ReturnFlags::REVERT, &answer)
    }

    #[inline(never)]
    pub fn done() -> ! {
        HostFnImpl::return_value(ReturnFlags::empty(), &[0, 0])
    }

    #[inline(never)]
    fn end(flags: ReturnFlags, answer: &Packed) -> ! {
        HostFnImpl::return_value(flags, answer.as_slice())
    }

    /// A value of any length.
    #[inline(never)]
    pub fn load_long(key: &Packed) -> Option<Vec<u8>> {
        let mut value = vec![0; LONGEST];
        let len = read(key, &mut value)?;
        value.truncate(len);
        Some(value)
    }

    /// The same as `answer`, for a value of any length.
    pub fn answer_long<T: Encode>(value: T) -> T {
        HostFnImpl::return_value(ReturnFlags::empty(), &(0u8, value).encode())
    }

    #[inline(never)]
    pub fn input() -> Vec<u8> {
        let mut value = [0; 16];
        HostFnImpl::value_transferred(&mut &mut value[..]);
        if u128::from_le_bytes(value) != 0 {
            panic!()
        }
        let mut input = vec![0; LONGEST];
        let mut room = &mut input[..];
        HostFnImpl::input(&mut room);
        let len = room.len();
        input.truncate(len);
        input
    }

    /// What ink answers to a message that it can't read.
    #[inline(never)]
    pub fn unreadable() -> ! {
        HostFnImpl::return_value(ReturnFlags::REVERT, &[1, 1])
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod off_chain {
    use std::cell::RefCell;

    use ink::{
        env::{
            clear_contract_storage, emit_event, get_contract_storage, hash::Blake2x256, hash_bytes,
            set_contract_storage, DefaultEnvironment,
        },
        scale::{Decode, Error, Input, Output},
    };

    use super::*;

    pub fn caller() -> AccountId {
        ink::env::caller::<DefaultEnvironment>()
    }

    pub fn now() -> u64 {
        ink::env::block_timestamp::<DefaultEnvironment>()
    }

    pub fn address() -> AccountId {
        ink::env::account_id::<DefaultEnvironment>()
    }

    pub(super) fn sr25519_verifies(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
        ink::env::sr25519_verify(signature, message, key).is_ok()
    }

    pub fn blake2_256(data: &[u8]) -> [u8; 32] {
        let mut hash = [0; 32];
        hash_bytes::<Blake2x256>(data, &mut hash);
        hash
    }

    type Contracts = Box<dyn FnMut(&AccountId, &[u8]) -> Answer>;

    thread_local! {
        static CONTRACTS: RefCell<Option<Contracts>> = const { RefCell::new(None) };
    }

    /// Lets `contracts` answer this thread's calls to other contracts, of which ink's test
    /// environment has none.
    pub fn answer_calls(contracts: impl FnMut(&AccountId, &[u8]) -> Answer + 'static) {
        CONTRACTS.set(Some(Box::new(contracts)));
    }

    pub fn call(callee: &AccountId, input: &[u8]) -> Answer {
        CONTRACTS.with_borrow_mut(|contracts| match contracts {
            Some(contracts) => contracts(callee, input),
            None => Answer::None,
        })
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

    fn raw(key: &Packed) -> Raw {
        Raw(key.as_slice().to_vec())
    }

    /// The test environment knows no code.
    pub fn lock_code(_code_hash: &[u8; 32]) {}

    pub fn load(key: &Packed) -> Option<Packed> {
        load_long(key).map(|value| Packed::raw(&value))
    }

    pub fn load_long(key: &Packed) -> Option<Vec<u8>> {
        get_contract_storage(&raw(key)).ok().flatten().map(|Raw(bytes)| bytes)
    }

    pub fn save(key: &Packed, value: &[u8]) {
        set_contract_storage(&raw(key), &Raw(value.to_vec()));
    }

    pub fn clear(key: &Packed) {
        clear_contract_storage(&raw(key));
    }

    pub fn emit<E: Event + Decode>(fields: &impl Encode, _topics: &[Topic]) {
        if let Ok(event) = E::decode(&mut Packed::of(fields).as_slice()) {
            emit_event::<DefaultEnvironment, _>(event);
        }
    }

    pub fn answer<T: Encode>(value: T) -> T {
        value
    }

    pub fn outcome<T: Encode, E: Encode>(result: Result<T, impl Into<E>>) -> Result<T, E> {
        result.map_err(Into::into)
    }

    pub fn unreadable() -> ! {
        panic!("what is stored, or sent, is too short")
    }

    pub fn answer_long<T: Encode>(value: T) -> T {
        value
    }
}
