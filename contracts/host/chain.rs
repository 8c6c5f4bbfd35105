//! The host functions. Off chain, ink's test environment answers.

use ink::{env::Event, primitives::AccountId, scale::Encode};

use crate::packed::Packed;
#[cfg(target_arch = "wasm32")]
use crate::packed::CAPACITY;

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

/// The same account or hash. Copying it in place takes much more code than this call.
#[inline(never)]
pub fn copied<T: Copy>(bytes: &T) -> T {
    *bytes
}

#[cfg(target_arch = "wasm32")]
mod on_chain {
    use core::{
        convert::Infallible,
        ptr::null_mut,
        sync::atomic::{AtomicPtr, Ordering::Relaxed},
    };

    use ink::{
        prelude::{string::String, vec, vec::Vec},
        scale::Output,
    };
    use pallet_contracts_uapi::{CallFlags, HostFn, HostFnImpl, ReturnErrorCode, ReturnFlags};

    use super::*;
    use crate::{
        encoded::EncodedList,
        reader::{Read, Reader},
    };

    /// The longest input and the longest item.
    const LONGEST: usize = 16 << 10;

    fn account(fill: impl FnOnce(&mut [u8])) -> AccountId {
        let mut bytes = [0; 32];
        fill(&mut bytes);
        Read::read(&mut Reader(&bytes))
    }

    #[inline(never)]
    pub fn caller() -> AccountId {
        account(|mut room| HostFnImpl::caller(&mut room))
    }

    /// Room is made and cleared at each look, so it is no more than most items need.
    const SHORT: usize = 192;

    /// A value of up to 192 bytes.
    #[inline(never)]
    pub fn load(key: &Packed) -> Option<Packed> {
        let mut room = [0; SHORT];
        read(key, &mut room).map(|len| Packed::raw(&room[..len]))
    }

    /// A value as long as a [`Packed`] can be.
    #[inline(never)]
    pub fn load_packed(key: &Packed) -> Option<Packed> {
        let mut room = [0; CAPACITY];
        read(key, &mut room).map(|len| Packed::raw(&room[..len]))
    }

    #[inline(never)]
    fn read(key: &Packed, mut room: &mut [u8]) -> Option<usize> {
        HostFnImpl::get_storage_v1(key.as_slice(), &mut room).ok().map(|()| room.len())
    }

    #[inline(never)]
    pub fn save(key: &Packed, value: &[u8]) {
        HostFnImpl::set_storage_v2(key.as_slice(), value);
    }

    /// Stores the value, and answers whether there was none before.
    #[inline(never)]
    pub fn save_new(key: &Packed, value: &[u8]) -> bool {
        HostFnImpl::set_storage_v2(key.as_slice(), value).is_none()
    }

    #[inline(never)]
    pub fn clear(key: &Packed) {
        HostFnImpl::clear_storage_v1(key.as_slice());
    }

    #[inline(never)]
    fn deposit(signature: &[u8], topics: &[Topic], data: &[u8]) {
        let mut all = Packed::new();
        // A list of up to three topics and the signature; its length is a compact number.
        let count = u8::try_from(topics.len()).unwrap_or(3).saturating_add(1);
        all.push_byte(count << 2);
        all.write(signature);
        for topic in topics {
            all.write(topic.unwrap_or(&[0; 32]));
        }
        HostFnImpl::deposit_event(all.as_slice(), data);
    }

    /// Emits the event `E` of these fields, in their order, under its signature and these topics.
    pub fn emit<E: Event>(fields: &impl Encode, topics: &[Topic]) {
        let signature: &'static Option<[u8; 32]> = &E::SIGNATURE_TOPIC;
        if let Some(signature) = signature {
            let mut data = Packed::new();
            fields.encode_to(&mut data);
            deposit(signature, topics, data.as_slice());
        }
    }

    /// The same, for fields that can be longer than a [`Packed`].
    pub fn emit_long<E: Event>(fields: &impl Encode) {
        let signature: &'static Option<[u8; 32]> = &E::SIGNATURE_TOPIC;
        if let Some(signature) = signature {
            let mut data = Vec::new();
            fields.encode_to(&mut data);
            deposit(signature, &[], &data);
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
        account(|mut room| HostFnImpl::address(&mut room))
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
        let mut bytes = [0; CAPACITY];
        let mut room = &mut bytes[..];
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
        match result {
            Ok(()) => Answer::Done(Packed::raw(room)),
            Err(ReturnErrorCode::CalleeReverted) => Answer::Reverted(Packed::raw(room)),
            Err(_) => Answer::None,
        }
    }

    /// Lets code that is no contract of its own answer this call, with this contract's storage. Its
    /// hash is what is stored under this key.
    #[inline(never)]
    pub fn answer_by(key: &Packed) -> ! {
        if let Some(code_hash) = load(key) {
            let flags = CallFlags::FORWARD_INPUT | CallFlags::TAIL_CALL;
            let _ = HostFnImpl::delegate_call(flags, code_hash.as_slice(), &[], None);
        }
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

    /// The same, for an error that can be longer than a [`Packed`].
    pub fn refuse_long(error: &impl Encode) -> ! {
        HostFnImpl::return_value(ReturnFlags::REVERT, &refusal(error))
    }

    #[inline(never)]
    fn encode_onto(bytes: &mut Vec<u8>, value: &impl Encode) {
        value.encode_to(bytes);
    }

    fn refusal(error: &impl Encode) -> Vec<u8> {
        let mut answer = [0, 1].to_vec();
        encode_onto(&mut answer, error);
        answer
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

    /// The same as `answer`, for a value of any length whose parts are stored under these keys. They
    /// are answered as they are, so no code is spent on understanding them.
    pub fn answer_stored<T>(keys: &[Packed]) -> Option<T> {
        answer_items(keys)
    }

    #[inline(never)]
    fn answer_items(keys: &[Packed]) -> ! {
        let mut answer = vec![0; LONGEST];
        let mut end = 2;
        for key in keys {
            let Some(len) = read(key, &mut answer[end..]) else {
                HostFnImpl::return_value(ReturnFlags::empty(), &[0, 0])
            };
            end = end.saturating_add(len);
        }
        answer[1] = 1;
        HostFnImpl::return_value(ReturnFlags::empty(), &answer[..end])
    }

    /// The same as `answer`, for a text that is stored as its bytes.
    pub fn answer_text(key: &Packed) -> Option<String> {
        end_with_bytes(load_long(key))
    }

    /// The same as `answer`, for bytes of any length.
    pub fn answer_bytes(bytes: Option<Vec<u8>>) -> Option<Vec<u8>> {
        end_with_bytes(bytes)
    }

    #[inline(never)]
    fn end_with_bytes(bytes: Option<Vec<u8>>) -> ! {
        let Some(bytes) = bytes else { HostFnImpl::return_value(ReturnFlags::empty(), &[0, 0]) };
        // The length in SCALE: one byte up to 63, and two for all that fits into an item.
        let long = bytes.len() > 63;
        let len = (u32::try_from(bytes.len()).unwrap_or(0) << 2) | u32::from(long);
        let mut answer = vec![0, 1];
        answer.extend_from_slice(&len.to_le_bytes()[..=usize::from(long)]);
        answer.extend_from_slice(&bytes);
        HostFnImpl::return_value(ReturnFlags::empty(), &answer)
    }

    /// The same as `answer`, for a value that is stored as these bytes.
    pub fn answer_encoded<T>(bytes: Option<&[u8]>) -> Option<T> {
        let mut answer = vec![0, u8::from(bytes.is_some())];
        answer.extend_from_slice(bytes.unwrap_or(&[]));
        HostFnImpl::return_value(ReturnFlags::empty(), &answer)
    }

    /// The same as `answer`, for a list whose values are encoded already.
    pub fn answer_list<T>(list: &EncodedList) -> Vec<T> {
        let mut answer = vec![0];
        list.encode_to(&mut answer);
        HostFnImpl::return_value(ReturnFlags::empty(), &answer)
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

    /// Nothing to answer with: the call ends where something can't be read.
    pub type Unreadable = Infallible;

    /// What the call ends with if something can't be read: an answer, while there is one.
    static UNREADABLE: AtomicPtr<Vec<u8>> = AtomicPtr::new(null_mut());

    /// Ends the call because of what can't be read, if nothing else is said with what ink answers to a
    /// message that it can't read.
    #[inline(never)]
    pub fn unreadable() -> ! {
        let refusal = UNREADABLE.load(Relaxed);
        // SAFETY: it is null, or points to a value of the function `read_or_refuse` that is running.
        match unsafe { refusal.as_ref() } {
            Some(refusal) => HostFnImpl::return_value(ReturnFlags::REVERT, refusal),
            None => HostFnImpl::return_value(ReturnFlags::REVERT, &[1, 1]),
        }
    }

    /// Reads what another contract answered. If it is something else, the call ends: with this error,
    /// or as [`unreadable`] if there is none.
    pub fn read_or_refuse<T: Read>(
        bytes: &[u8],
        error: Option<&impl Encode>,
    ) -> Result<T, Unreadable> {
        let mut refusal = error.map(refusal);
        UNREADABLE.store(refusal.as_mut().map_or(null_mut(), |refusal| refusal), Relaxed);
        let mut reader = Reader(bytes);
        let value = T::read(&mut reader);
        if !reader.0.is_empty() {
            unreadable()
        }
        UNREADABLE.store(null_mut(), Relaxed);
        Ok(value)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod off_chain {
    use std::{cell::RefCell, panic::catch_unwind};

    use ink::{
        env::{
            clear_contract_storage, emit_event,
            event::{TopicsBuilder, TopicsBuilderBackend},
            get_contract_storage,
            hash::Blake2x256,
            hash_bytes, set_contract_storage, DefaultEnvironment,
        },
        scale::{Decode, Error, Input, Output},
    };

    use super::*;
    use crate::{
        encoded::EncodedList,
        reader::{Read, Reader},
    };

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

    pub fn load_packed(key: &Packed) -> Option<Packed> {
        load(key)
    }

    pub fn load_long(key: &Packed) -> Option<Vec<u8>> {
        get_contract_storage(&raw(key)).ok().flatten().map(|Raw(bytes)| bytes)
    }

    pub fn save(key: &Packed, value: &[u8]) {
        set_contract_storage(&raw(key), &Raw(value.to_vec()));
    }

    pub fn save_new(key: &Packed, value: &[u8]) -> bool {
        let is_new = load(key).is_none();
        save(key, value);
        is_new
    }

    pub fn clear(key: &Packed) {
        clear_contract_storage(&raw(key));
    }

    /// Emits the event, whose topics must be those that ink makes of its fields.
    pub fn emit<E: Event + Decode>(fields: &impl Encode, topics: &[Topic]) {
        let event = E::decode(&mut Packed::of(fields).as_slice()).expect("the event's fields");
        let signature: Option<[u8; 32]> = E::SIGNATURE_TOPIC;
        let topics = topics.iter().map(|topic| topic.copied().unwrap_or_default());
        let ours: Vec<_> = signature.into_iter().chain(topics).collect();
        let inks = event.topics::<DefaultEnvironment, _>(TopicsBuilder::from(InksTopics(vec![])));
        assert_eq!(ours, inks);
        emit_event::<DefaultEnvironment, _>(event);
    }

    pub fn emit_long<E: Event + Decode>(fields: &impl Encode) {
        let event = E::decode(&mut &fields.encode()[..]).expect("the event's fields");
        emit_event::<DefaultEnvironment, _>(event);
    }

    /// The topics of an event as ink builds them, none of which is longer than 32 bytes.
    struct InksTopics(Vec<[u8; 32]>);

    impl TopicsBuilderBackend<DefaultEnvironment> for InksTopics {
        type Output = Vec<[u8; 32]>;

        fn expect(&mut self, _topics: usize) {}

        fn push_topic<T: Encode>(&mut self, value: &T) {
            let mut topic = [0; 32];
            let value = value.encode();
            topic[..value.len()].copy_from_slice(&value);
            self.0.push(topic);
        }

        fn output(self) -> Self::Output {
            self.0
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

    /// What can't be read.
    pub struct Unreadable;

    /// Reads what another contract answered, if it is that.
    pub fn read_or_refuse<T: Read>(
        bytes: &[u8],
        _error: Option<&impl Encode>,
    ) -> Result<T, Unreadable> {
        catch_unwind(|| {
            let mut reader = Reader(bytes);
            let value = T::read(&mut reader);
            reader.0.is_empty().then_some(value)
        })
        .ok()
        .flatten()
        .ok_or(Unreadable)
    }

    pub fn answer_stored<T: Read>(keys: &[Packed]) -> Option<T> {
        let parts: Vec<_> = keys.iter().map(load_long).collect::<Option<_>>()?;
        Some(T::read(&mut Reader(&parts.concat())))
    }

    pub fn answer_encoded<T: Read>(bytes: Option<&[u8]>) -> Option<T> {
        bytes.map(|bytes| T::read(&mut Reader(bytes)))
    }

    pub fn answer_list<T: Decode>(list: &EncodedList) -> Vec<T> {
        Decode::decode(&mut &list.encode()[..]).expect("the list's values")
    }

    pub fn answer_text(key: &Packed) -> Option<String> {
        load_long(key).and_then(|text| String::from_utf8(text).ok())
    }

    pub fn answer_bytes(bytes: Option<Vec<u8>>) -> Option<Vec<u8>> {
        bytes
    }
}
