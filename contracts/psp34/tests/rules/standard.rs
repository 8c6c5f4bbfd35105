//! The bytes by which wallets, explorers and other contracts know tokens of PSP34. A test here that
//! fails means that those who talk to deployed tokens no longer understand them.
//!
//! Every value stands here as a literal. The selectors of PSP34, its metadata and its enumeration
//! are those of the published standard, those of minting and burning OpenBrush's; where a value is
//! a hash, it is also computed once more from its text.

use std::fmt::Debug;

use ink::{
    env::{
        test::{recorded_events, run_test},
        DefaultEnvironment, Event,
    },
    primitives::{AccountId, LangError},
    scale::{Decode, Encode},
};
use psp34::{ledger, Approval, AttributeSet, Id, PSP34Error, Transfer};
use tongquan_host::{Packed, Read, Reader};

use wire::blake2b_256;

use crate::plain::Plain;

macro_rules! assert_message {
    ($($of:tt)*) => { wire::assert_message!(Plain, $($of)*) };
}

#[test]
fn the_messages_are_those_of_psp34() {
    type Outcome = Result<(), PSP34Error>;
    assert_message!(0xffa27a5f reads "PSP34::collection_id": () => Id);
    assert_message!(0xcde7e55f reads "PSP34::balance_of": AccountId => u32);
    assert_message!(0x1168624d reads "PSP34::owner_of": Id => Option<AccountId>);
    assert_message!(
        0x4790f55a reads "PSP34::allowance": (AccountId, AccountId, Option<Id>) => bool
    );
    assert_message!(0x1932a8b0 writes "PSP34::approve": (AccountId, Option<Id>, bool) => Outcome);
    assert_message!(0x3128d61b writes "PSP34::transfer": (AccountId, Id, Vec<u8>) => Outcome);
    assert_message!(0x628413fe reads "PSP34::total_supply": () => u128);
}

#[test]
fn the_messages_of_the_extensions_keep_their_selectors() {
    type Outcome = Result<(), PSP34Error>;
    assert_message!(
        0xf19d48d1 reads "PSP34Metadata::get_attribute": (Id, Vec<u8>) => Option<Vec<u8>>
    );
    assert_message!(
        0x3bcfb511 reads "PSP34Enumerable::owners_token_by_index": (AccountId, u128) => Option<Id>
    );
    assert_message!(0xcd0340d0 reads "PSP34Enumerable::token_by_index": u128 => Option<Id>);
    assert_message!(0x6c41f2ec writes "PSP34Mintable::mint": (AccountId, Id) => Outcome);
    assert_message!(0x63c9877a writes "PSP34Burnable::burn": (AccountId, Id) => Outcome);
}

fn ids() -> [(Id, &'static [u8]); 8] {
    [
        (Id::U8(1), &[0, 1]),
        (Id::U16(0x0102), &[1, 2, 1]),
        (Id::U32(0x0102_0304), &[2, 4, 3, 2, 1]),
        (Id::U64(0x0102_0304_0506_0708), &[3, 8, 7, 6, 5, 4, 3, 2, 1]),
        (Id::U128(0x0102), &[4, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        (Id::U128(1 << 120), &[4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        (Id::Bytes(vec![]), &[5, 0]),
        (Id::Bytes(vec![7, 8, 9]), &[5, 3 << 2, 7, 8, 9]),
    ]
}

#[test]
fn the_ids_have_the_bytes_of_the_standard() {
    for (id, bytes) in ids() {
        assert_eq!(id.encode(), bytes, "{id:?}");
        assert_eq!(Id::decode(&mut &bytes[..]), Ok(id));
    }
}

#[test]
fn the_contracts_own_reader_reads_ids_as_they_are_written() {
    let long = Id::Bytes(vec![3; 100]);
    let ids = ids().map(|(id, bytes)| (id, bytes.to_vec()));
    for (id, bytes) in ids.into_iter().chain([(long.clone(), long.encode())]) {
        let more = [&bytes[..], &[34]].concat();
        let mut reader = Reader(&more);
        assert_eq!(Id::read(&mut reader), id);
        assert_eq!(reader.0, [34], "what follows is left");
    }
}

#[test]
fn the_errors_have_the_bytes_of_the_standard() {
    let text = || String::from("no");
    for (error, bytes) in [
        (PSP34Error::Custom(text()), &[0, 2 << 2, b'n', b'o'][..]),
        (PSP34Error::SelfApprove, &[1]),
        (PSP34Error::NotApproved, &[2]),
        (PSP34Error::TokenExists, &[3]),
        (PSP34Error::TokenNotExists, &[4]),
        (PSP34Error::SafeTransferCheckFailed(text()), &[5, 2 << 2, b'n', b'o']),
    ] {
        assert_eq!(error.encode(), bytes, "{error:?}");
        assert_eq!(PSP34Error::decode(&mut &bytes[..]), Ok(error));
    }
    assert_eq!(PSP34Error::from("no"), PSP34Error::Custom(text()));
}

#[test]
fn a_refusal_has_the_bytes_of_the_standard() {
    let refusal: Result<Result<(), _>, LangError> = Ok(Err(PSP34Error::TokenNotExists));
    assert_eq!(refusal.encode(), [0, 1, 4]);
}

#[test]
fn the_events_have_the_signatures_that_indexers_look_for() {
    for (topic, signature, pinned) in [
        (Transfer::SIGNATURE_TOPIC, "Transfer(Option<AccountId>,Option<AccountId>,Id)", TRANSFER),
        (Approval::SIGNATURE_TOPIC, "Approval(AccountId,AccountId,Option<Id>,bool)", APPROVAL),
        (
            AttributeSet::SIGNATURE_TOPIC,
            "AttributeSet(Id,Vec<u8>,Vec<u8>)",
            "6452d0d8af1a4a23e1de3181b19722639a184bdad068c20302ca52b742b7d6a7",
        ),
    ] {
        assert_eq!(topic.map(hex::encode).as_deref(), Some(pinned), "{signature}");
        assert_eq!(hex::encode(blake2b_256(signature)), pinned, "{signature}");
    }
}

const TRANSFER: &str = "90df221c7b90ec18e837e47807b0e410761cbc1b859b0eccc9affd1b51567a4f";
const APPROVAL: &str = "c9a3fba19eeb2a9b9091700e89ba754436de21299bd70f371179aa151e05e83b";
const NONE: &str = "00";
const SOME: &str = "01";

/// Token 513 as it is encoded, and as a topic.
const ID: &str = "030102000000000000";
const ID_TOPIC: &str = "0301020000000000000000000000000000000000000000000000000000000000";

fn ann() -> AccountId {
    [0xaa; 32].into()
}

fn ben() -> AccountId {
    [0xbb; 32].into()
}

fn ann_in_hex() -> String {
    "aa".repeat(32)
}

fn ben_in_hex() -> String {
    "bb".repeat(32)
}

/// The topic of an owner, or of an id, that isn't there.
fn nothing() -> String {
    "00".repeat(32)
}

/// The topics and the data of the only event after the first `count`.
fn told_after(count: usize) -> (Vec<String>, String) {
    let events = Vec::from_iter(recorded_events().skip(count));
    let [event] = events.try_into().ok().expect("one event");
    (event.topics.iter().map(hex::encode).collect(), hex::encode(event.data))
}

/// The topics and the data of what Ann does with her token 513.
fn emitted<E: Debug>(message: impl FnOnce(u64) -> Result<(), E>) -> (Vec<String>, String) {
    run_test::<DefaultEnvironment, _>(|_| Ok(())).expect("an empty chain");
    let mut mint = ledger::Mint::begin();
    mint.mint(513, &ann(), &[]).expect("room for a token");
    mint.end();
    let before = recorded_events().count();
    message(513).expect("Ann may");
    told_after(before)
}

#[test]
fn a_transfer_is_emitted_in_the_bytes_of_the_standard() {
    let (topics, data) = emitted(|number| {
        let token = ledger::load_token(number).expect("Ann's token");
        ledger::transfer(number, token, &ben())
    });
    assert_eq!(topics, [TRANSFER, &ann_in_hex(), &ben_in_hex(), ID_TOPIC]);
    assert_eq!(data, [SOME, &ann_in_hex(), SOME, &ben_in_hex(), ID].concat());
}

#[test]
fn a_new_token_is_emitted_as_a_transfer_from_nobody() {
    run_test::<DefaultEnvironment, _>(|_| Ok(())).expect("an empty chain");
    ledger::Mint::begin().mint(513, &ann(), &[]).expect("room for a token");
    let (topics, data) = told_after(0);
    assert_eq!(topics, [TRANSFER, &nothing(), &ann_in_hex(), ID_TOPIC]);
    assert_eq!(data, [NONE, SOME, &ann_in_hex(), ID].concat());
}

#[test]
fn a_burn_is_emitted_as_a_transfer_to_nobody() {
    let (topics, data) = emitted(|number| {
        ledger::load_token(number).map(|token| ledger::burn(number, &token)).ok_or("no token")
    });
    assert_eq!(topics, [TRANSFER, &ann_in_hex(), &nothing(), ID_TOPIC]);
    assert_eq!(data, [SOME, &ann_in_hex(), NONE, ID].concat());
}

#[test]
fn an_approval_is_emitted_in_the_bytes_of_the_standard() {
    for (approved, last) in [(true, "01"), (false, "00")] {
        let (topics, data) =
            emitted(|number| ledger::approve(&ann(), &ben(), Some(Id::U64(number)), approved));
        assert_eq!(topics, [APPROVAL, &ann_in_hex(), &ben_in_hex(), ID_TOPIC]);
        assert_eq!(data, [&ann_in_hex(), &ben_in_hex(), SOME, ID, last].concat());
    }
}

#[test]
fn an_approval_for_all_is_emitted_without_an_id() {
    let (topics, data) = emitted(|_| ledger::approve(&ann(), &ben(), None, true));
    assert_eq!(topics, [APPROVAL, &ann_in_hex(), &ben_in_hex(), &nothing()]);
    assert_eq!(data, [&ann_in_hex(), &ben_in_hex(), NONE, "01"].concat());
}

#[test]
fn an_attribute_is_emitted_in_the_bytes_of_the_standard() {
    let event = AttributeSet { id: Id::U64(513), key: vec![1, 2], data: vec![3] };
    assert_eq!(hex::encode(event.encode()), [ID, "080102", "0403"].concat());
    assert_eq!(AttributeSet::decode(&mut Packed::of(&event).as_slice()), Ok(event));
}
