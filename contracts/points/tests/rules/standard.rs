//! The bytes by which wallets, explorers and other contracts know points. A test here that fails
//! means that those who talk to deployed points no longer understand them.
//!
//! Every value stands here as a literal. The selectors are those of the published standard; where
//! a value is a hash, it is also computed once more from its text.

use ink::{
    env::Event as _,
    primitives::{AccountId, LangError},
    reflect::{ContractMessageDecoder, DispatchableConstructorInfo as Constructor},
    scale::{Decode, Encode},
};
use points::Points;
use psp22::{Approval, PSP22Burnable, PSP22Error, Transfer, PSP22};
use tongquan_traits::{
    issuance::{Issuance, IssuanceError, Issued, Issuer, IssuerSet},
    ownable::{Ownable, OwnableError, OwnershipOffered, OwnershipTransferred},
};

use wire::blake2b_256;

use crate::shop::{ann, ben, merchant, till, Shop};

type Refusable<Error> = Result<(), Error>;

macro_rules! assert_message {
    ($($of:tt)*) => { wire::assert_message!(Points, $($of)*) };
}

#[test]
fn the_messages_are_those_of_psp22() {
    assert_message!(0x162df8c2 reads "PSP22::total_supply": () => u128);
    assert_message!(0x6568382f reads "PSP22::balance_of": AccountId => u128);
    assert_message!(0x4d47d921 reads "PSP22::allowance": (AccountId, AccountId) => u128);
    type Result = Refusable<PSP22Error>;
    assert_message!(0xdb20f9f5 writes "PSP22::transfer": (AccountId, u128, Vec<u8>) => Result);
    assert_message!(
        0x54b3c76e writes "PSP22::transfer_from": (AccountId, AccountId, u128, Vec<u8>) => Result
    );
    assert_message!(0xb20f1bbd writes "PSP22::approve": (AccountId, u128) => Result);
    assert_message!(0x96d6b57a writes "PSP22::increase_allowance": (AccountId, u128) => Result);
    assert_message!(0xfecb57d5 writes "PSP22::decrease_allowance": (AccountId, u128) => Result);
    assert_message!(0x3d261bd4 reads "PSP22Metadata::token_name": () => Option<String>);
    assert_message!(0x34205be5 reads "PSP22Metadata::token_symbol": () => Option<String>);
    assert_message!(0x7271b782 reads "PSP22Metadata::token_decimals": () => u8);
    assert_message!(0x7a9da510 writes "PSP22Burnable::burn": u128 => Result);
}

#[test]
fn the_messages_of_issuance_keep_their_selectors() {
    assert_message!(0xa01193e0 reads "Issuance::cap": () => Option<u128>);
    assert_message!(0xf808f19e reads "Issuance::issuer": AccountId => Option<Issuer>);
    assert_message!(0xe7edc2e0 reads "Issuance::issuer_count": () => u32);
    assert_message!(0x33f5a927 reads "Issuance::issuer_at": u32 => Option<AccountId>);
    type Result = Refusable<IssuanceError>;
    assert_message!(0xcab59428 writes "Issuance::set_issuer": (AccountId, u128) => Result);
    assert_message!(0x5dac91d8 writes "Issuance::issue": (AccountId, u128) => Result);
    assert_message!(0x8ce217df writes "Issuance::issue_batch": Vec<(AccountId, u128)> => Result);
}

#[test]
fn the_messages_of_ownable_keep_their_selectors() {
    assert_message!(0x4fa43c8c reads "Ownable::owner": () => AccountId);
    assert_message!(0x75de3ce9 reads "Ownable::pending_owner": () => Option<AccountId>);
    type Result = Refusable<OwnableError>;
    assert_message!(0x11f43efd writes "Ownable::transfer_ownership": Option<AccountId> => Result);
    assert_message!(0x29c6dd31 writes "Ownable::accept_ownership": () => Result);
}

#[test]
fn the_constructor_keeps_its_selector() {
    type New = (String, String, u8, Option<u128>);
    let _: fn(New) -> Points = <Points as Constructor<0x9bae9d5e>>::CALLABLE;
    assert_eq!(<Points as Constructor<0x9bae9d5e>>::LABEL, "new");
    assert_eq!(blake2b_256("new")[..4], [0x9b, 0xae, 0x9d, 0x5e]);
    const { assert!(!<Points as Constructor<0x9bae9d5e>>::PAYABLE) }
}

#[test]
fn a_call_is_a_selector_and_its_arguments_and_no_other_selector_is_known() {
    fn understood(call: impl Encode) -> bool {
        let call = call.encode();
        let input = &mut &call[..];
        <Points as ContractMessageDecoder>::Type::decode(input).is_ok() && input.is_empty()
    }
    let transfer = 0xdb20_f9f5_u32.to_be_bytes();
    assert!(understood((transfer, [4_u8; 32], 7_u128.to_le_bytes(), [0_u8])));
    assert!(!understood((transfer, [4_u8; 32], 7_u128.to_le_bytes())), "without its data");
    assert!(!understood([0xdb, 0x20, 0xf9, 0xf4, 0, 0, 0, 0]));
    assert!(!understood(0xfc3c_75d4_u32.to_be_bytes()), "PSP22Mintable::mint has no place here");
}

#[test]
fn the_errors_of_psp22_have_the_bytes_of_the_standard() {
    let text = || String::from("no");
    assert_eq!(PSP22Error::Custom(text()).encode(), [0, 2 << 2, b'n', b'o']);
    assert_eq!(PSP22Error::InsufficientBalance.encode(), [1]);
    assert_eq!(PSP22Error::InsufficientAllowance.encode(), [2]);
    assert_eq!(PSP22Error::ZeroRecipientAddress.encode(), [3]);
    assert_eq!(PSP22Error::ZeroSenderAddress.encode(), [4]);
    assert_eq!(PSP22Error::SafeTransferCheckFailed(text()).encode(), [5, 2 << 2, b'n', b'o']);
}

#[test]
fn a_refusal_of_points_has_the_bytes_of_the_standard() {
    fn returned<E: Encode>(result: Result<(), E>) -> Vec<u8> {
        Ok::<_, LangError>(result).encode()
    }
    let mut shop = Shop::with_points_of_ann(5);
    assert_eq!(returned(shop.by(ann()).transfer(ben(), 5, vec![])), [0, 0]);
    assert_eq!(returned(shop.by(ann()).transfer(ben(), 1, vec![])), [0, 1, 1]);
    assert_eq!(returned(shop.by(ann()).transfer_from(ben(), ann(), 1, vec![])), [0, 1, 2]);
    assert_eq!(returned(shop.by(ann()).decrease_allowance(ben(), 1)), [0, 1, 2]);
    assert_eq!(returned(shop.by(ann()).burn(1)), [0, 1, 1]);
}

#[test]
fn our_own_errors_keep_their_bytes() {
    let left = 0x0102_u128;
    let little_endian = [&[2, 1][..], &[0; 14]].concat();
    let account = [4; 32];
    let owner = AccountId::from(account);

    assert_eq!(OwnableError::NotOwner { owner }.encode(), [&[0][..], &account].concat());
    let none = OwnableError::NotPendingOwner { pending_owner: None };
    assert_eq!(none.encode(), [1, 0]);
    let some = OwnableError::NotPendingOwner { pending_owner: Some(owner) };
    assert_eq!(some.encode(), [&[1, 1][..], &account].concat());

    assert_eq!(IssuanceError::Ownable(none).encode(), [0, 1, 0]);
    assert_eq!(IssuanceError::NotIssuer.encode(), [1]);
    let over_quota = IssuanceError::OverQuota { left };
    assert_eq!(over_quota.encode(), [&[2][..], &little_endian].concat());
    let over_cap = IssuanceError::OverCap { left };
    assert_eq!(over_cap.encode(), [&[3][..], &little_endian].concat());
    assert_eq!(IssuanceError::ZeroAmount { index: 258 }.encode(), [4, 2, 1, 0, 0]);
    assert_eq!(IssuanceError::DuplicateRecipient { index: 258 }.encode(), [5, 2, 1, 0, 0]);
    assert_eq!(IssuanceError::EmptyBatch.encode(), [6]);

    let issuer = Issuer { quota: left, issued: 3 };
    assert_eq!(issuer.encode(), [&little_endian[..], &[3], &[0; 15]].concat());
}

#[test]
fn the_events_have_the_signatures_that_indexers_look_for() {
    let signatures = [
        (
            Transfer::SIGNATURE_TOPIC,
            "Transfer(Option<AccountId>,Option<AccountId>,u128)",
            "990df076cb1e9527aa102cd100c1481efe393eeabb5825f9af1f5e58221864de",
        ),
        (
            Approval::SIGNATURE_TOPIC,
            "Approval(AccountId,AccountId,u128)",
            "25cdb6c93882e925abbfc9a8b7c85884b73c038c03a2492f238a5e5ba3fbff8c",
        ),
        (
            IssuerSet::SIGNATURE_TOPIC,
            "IssuerSet(AccountId,u128,u128)",
            "11ca22d774f4a46ab26d917338e41d9c57af4bee2181f9295a68b9d56201880c",
        ),
        (
            Issued::SIGNATURE_TOPIC,
            "Issued(AccountId,u128)",
            "705effde1ec0305c24a866c0f6c3a4b42cb4ea06e0828b7200c9ed1ea90e6b00",
        ),
        (
            OwnershipOffered::SIGNATURE_TOPIC,
            "OwnershipOffered(AccountId,Option<AccountId>)",
            "a9d25244a494d3ceb14c7bfc4aa9d28989f85c03fc5aa6e14cdb5b3b33b51b6c",
        ),
        (
            OwnershipTransferred::SIGNATURE_TOPIC,
            "OwnershipTransferred(Option<AccountId>,AccountId)",
            "f363ee3187c9dfdb16a8d9436920bc4e73b5e9cc4ce69a2ad51fdbb4bc105b39",
        ),
    ];
    for (topic, signature, pinned) in signatures {
        assert_eq!(topic.map(hex::encode).as_deref(), Some(pinned), "{signature}");
        assert_eq!(hex::encode(blake2b_256(signature)), pinned, "{signature}");
    }
}

/// The topics and the data of the only event of `message`.
fn emitted(shop: &mut Shop, message: impl FnOnce(&mut Shop)) -> (Vec<String>, String) {
    shop.raw_events();
    message(shop);
    let [event] = shop.raw_events().try_into().ok().expect("one event");
    (event.topics.iter().map(hex::encode).collect(), hex::encode(event.data))
}

const TRANSFER: &str = "990df076cb1e9527aa102cd100c1481efe393eeabb5825f9af1f5e58221864de";
const APPROVAL: &str = "25cdb6c93882e925abbfc9a8b7c85884b73c038c03a2492f238a5e5ba3fbff8c";
const FIVE: &str = "05000000000000000000000000000000";

/// An account as a topic and as data.
fn account(byte: &str) -> String {
    byte.repeat(32)
}

/// The topic of a sender or recipient that isn't there.
fn nobody() -> String {
    "00".repeat(32)
}

#[test]
fn a_transfer_is_emitted_in_the_bytes_of_the_standard() {
    let mut shop = Shop::with_points_of_ann(10);
    let (topics, data) =
        emitted(&mut shop, |shop| shop.by(ann()).transfer(ben(), 5, vec![]).unwrap());
    assert_eq!(topics, [TRANSFER.to_owned(), account("03"), account("04")]);
    assert_eq!(data, ["01", &account("03"), "01", &account("04"), FIVE].concat());
}

#[test]
fn a_burn_is_emitted_as_a_transfer_to_nobody() {
    let mut shop = Shop::with_points_of_ann(10);
    let (topics, data) = emitted(&mut shop, |shop| shop.by(ann()).burn(5).unwrap());
    assert_eq!(topics, [TRANSFER.to_owned(), account("03"), nobody()]);
    assert_eq!(data, ["01", &account("03"), "00", FIVE].concat());
}

#[test]
fn an_issue_is_emitted_as_a_transfer_from_nobody_and_a_sum() {
    let mut shop = Shop::with_till(None, 10);
    shop.by(till()).issue(ann(), 5).unwrap();
    let [transfer, issued] = shop.raw_events().try_into().ok().expect("two events");
    let topics: Vec<_> = transfer.topics.iter().map(hex::encode).collect();
    assert_eq!(topics, [TRANSFER.to_owned(), nobody(), account("03")]);
    assert_eq!(hex::encode(transfer.data), ["00", "01", &account("03"), FIVE].concat());
    assert_eq!(issued.topics.len(), 1, "each further topic would cost 128 µs");
    assert_eq!(hex::encode(issued.data), [&account("02"), FIVE].concat());
}

#[test]
fn an_approval_is_emitted_in_the_bytes_of_the_standard() {
    let mut shop = Shop::with_points_of_ann(10);
    let (topics, data) = emitted(&mut shop, |shop| shop.by(ann()).approve(ben(), 5).unwrap());
    assert_eq!(topics, [APPROVAL.to_owned(), account("03"), account("04")]);
    assert_eq!(data, [&account("03"), &account("04"), FIVE].concat());
}

#[test]
fn our_own_events_keep_their_bytes() {
    let mut shop = Shop::open(None);
    let none = "00";
    let some_ann = ["01", &account("03")].concat();

    let (topics, data) =
        emitted(&mut shop, |shop| shop.by(merchant()).set_issuer(till(), 5).unwrap());
    assert_eq!((topics.len(), data), (1, [&account("02"), FIVE, &"00".repeat(16)].concat()));

    let offer = |shop: &mut Shop| shop.by(merchant()).transfer_ownership(Some(ann())).unwrap();
    let (topics, data) = emitted(&mut shop, offer);
    assert_eq!((topics.len(), data), (1, [account("01"), some_ann].concat()));

    let (topics, data) = emitted(&mut shop, |shop| shop.by(ann()).accept_ownership().unwrap());
    let handed_over = ["01", &account("01"), &account("03")].concat();
    assert_eq!((topics.len(), data), (1, handed_over));

    let [deployed] = Shop::open(None).raw_events().try_into().ok().expect("one event");
    assert_eq!(hex::encode(deployed.data), [none, &account("01")].concat());
}
