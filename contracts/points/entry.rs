//! Where calls come in. ink's own entry points decode every message into one enum and take it apart
//! again, which is a third of a contract's code; these decode a message's arguments where it runs.
//! Selectors, arguments and functions are those that ink knows of the contract.

use ink::{
    reflect::{DispatchableConstructorInfo, DispatchableMessageInfo},
    selector_id,
};

use crate::{
    host::{done, input, unreadable},
    points::Points,
    reader::{Read, Reader},
};

fn run<const ID: u32>(reader: &mut Reader) -> !
where
    Points: DispatchableMessageInfo<ID, Storage = Points>,
    <Points as DispatchableMessageInfo<ID>>::Input: Read,
{
    <Points as DispatchableMessageInfo<ID>>::CALLABLE(&mut Points {}, Read::read(reader));
    panic!("a message ends the call with its answer")
}

macro_rules! dispatch {
    ($($message:tt)*) => {{
        let input = input();
        let reader = &mut Reader(&input);
        match u32::read(reader).swap_bytes() {
            $(id if id == selector_id!($message) => run::<{ selector_id!($message) }>(reader),)*
            _ => unreadable(),
        }
    }};
}

#[no_mangle]
extern "C" fn call() {
    dispatch! {
        "PSP22::total_supply"
        "PSP22::balance_of"
        "PSP22::allowance"
        "PSP22::transfer"
        "PSP22::transfer_from"
        "PSP22::approve"
        "PSP22::increase_allowance"
        "PSP22::decrease_allowance"
        "PSP22Metadata::token_name"
        "PSP22Metadata::token_symbol"
        "PSP22Metadata::token_decimals"
        "PSP22Burnable::burn"
        "Issuance::cap"
        "Issuance::issuer"
        "Issuance::issuer_count"
        "Issuance::issuer_at"
        "Issuance::set_issuer"
        "Issuance::issue"
        "Issuance::issue_batch"
        "Ownable::owner"
        "Ownable::pending_owner"
        "Ownable::transfer_ownership"
        "Ownable::accept_ownership"
    }
}

const NEW: u32 = selector_id!("new");

#[no_mangle]
extern "C" fn deploy() {
    let input = input();
    let reader = &mut Reader(&input);
    if u32::read(reader).swap_bytes() != NEW {
        unreadable()
    }
    <Points as DispatchableConstructorInfo<NEW>>::CALLABLE(Read::read(reader));
    done()
}
