//! What the contract asks of the chain, with no more code than that takes; off chain, ink's test
//! environment answers.

use ink::{env::Event, primitives::AccountId, scale::Encode};

use crate::packed::Packed;

#[cfg(not(target_arch = "wasm32"))]
pub use self::off_chain::*;
#[cfg(target_arch = "wasm32")]
pub use self::on_chain::*;

#[cfg(target_arch = "wasm32")]
mod on_chain {
    use ink::{
        env::ReturnFlags,
        prelude::{string::String, vec, vec::Vec},
        scale::{Compact, Output},
    };
    use pallet_contracts_uapi::{HostFn, HostFnImpl};

    use super::*;

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
    fn deposit(signature: &[u8], accounts: &[Option<&AccountId>], data: &Packed) {
        let mut topics = Packed::new();
        topics.push_byte(if accounts.is_empty() { 1 << 2 } else { 3 << 2 });
        topics.write(signature);
        for account in accounts {
            topics.write(account.map_or(&[0; 32], |account| account.as_ref()));
        }
        HostFnImpl::deposit_event(topics.as_slice(), data.as_slice());
    }

    /// Emits the event `E` of these fields, in their order; its topics, but for its signature, are
    /// these accounts.
    pub fn emit<E: Event>(fields: &impl Encode, accounts: &[Option<&AccountId>]) {
        let signature: &'static Option<[u8; 32]> = &E::SIGNATURE_TOPIC;
        if let Some(signature) = signature {
            deposit(signature, accounts, &Packed::of(fields));
        }
    }

    /// Ends the call with what ink would answer for this value.
    pub fn answer<T: Encode>(value: T) -> T {
        let mut answer = Packed::new();
        answer.push_byte(0);
        value.encode_to(&mut answer);
        end(ReturnFlags::empty(), &answer)
    }

    /// Ends the call; a demand that isn't met reverts everything.
    pub fn outcome<E: Encode>(result: Result<(), E>) -> Result<(), E> {
        match &result {
            Ok(()) => done(),
            Err(error) => {
                let mut answer = Packed::new();
                answer.write(&[0, 1]);
                error.encode_to(&mut answer);
                end(ReturnFlags::REVERT, &answer)
            }
        }
    }

    #[inline(never)]
    pub fn done() -> ! {
        HostFnImpl::return_value(ReturnFlags::empty(), &[0, 0])
    }

    #[inline(never)]
    fn end(flags: ReturnFlags, answer: &Packed) -> ! {
        HostFnImpl::return_value(flags, answer.as_slice())
    }

    pub fn save_text(key: &Packed, text: &str) {
        save(key, text.as_bytes());
    }

    /// Ends the call with the text that is stored under this key.
    #[inline(never)]
    pub fn text(key: &Packed) -> Option<String> {
        const HEAD: usize = 6;
        let mut answer = vec![0; 16 << 10];
        let len = read(key, &mut answer[HEAD..]).unwrap_or(0);
        let mut head = Packed::new();
        head.write(&[0, 1]);
        Compact(u32::try_from(len).unwrap_or(0)).encode_to(&mut head);
        let start = HEAD.saturating_sub(head.as_slice().len());
        answer[start..HEAD].copy_from_slice(head.as_slice());
        HostFnImpl::return_value(ReturnFlags::empty(), &answer[start..HEAD.saturating_add(len)])
    }

    #[inline(never)]
    pub fn input() -> Vec<u8> {
        let mut value = [0; 16];
        HostFnImpl::value_transferred(&mut &mut value[..]);
        if u128::from_le_bytes(value) != 0 {
            panic!()
        }
        let mut input = vec![0; 16 << 10];
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
    use ink::{
        env::{
            clear_contract_storage, emit_event, get_contract_storage, set_contract_storage,
            DefaultEnvironment,
        },
        prelude::string::String,
        scale::Decode,
    };

    use super::*;

    pub fn caller() -> AccountId {
        ink::env::caller::<DefaultEnvironment>()
    }

    pub fn load(key: &Packed) -> Option<Packed> {
        get_contract_storage(key).ok().flatten()
    }

    pub fn save(key: &Packed, value: &[u8]) {
        set_contract_storage(key, &Packed::raw(value));
    }

    pub fn clear(key: &Packed) {
        clear_contract_storage(key);
    }

    pub fn emit<E: Event + Decode>(fields: &impl Encode, _accounts: &[Option<&AccountId>]) {
        if let Ok(event) = E::decode(&mut Packed::of(fields).as_slice()) {
            emit_event::<DefaultEnvironment, _>(event);
        }
    }

    pub fn answer<T: Encode>(value: T) -> T {
        value
    }

    pub fn outcome<E: Encode>(result: Result<(), E>) -> Result<(), E> {
        result
    }

    pub fn unreadable() -> ! {
        panic!("what is stored, or sent, is too short")
    }

    pub fn save_text(key: &Packed, text: &str) {
        set_contract_storage(key, &String::from(text));
    }

    pub fn text(key: &Packed) -> Option<String> {
        get_contract_storage(key).ok().flatten()
    }
}
