//! The bytes by which wallets, tills, explorers and other contracts know coupons. A test here that
//! fails means that those who talk to deployed coupons no longer understand them.
//!
//! Every value stands here as a literal; where it is a hash, it is also computed once more from its
//! text.

use coupon::Coupon;
use ink::{
    env::Event as _,
    primitives::AccountId,
    reflect::{ContractMessageDecoder, DispatchableConstructorInfo as Constructor},
    scale::{Decode, Encode},
};
use psp34::{Approval, Id, PSP34Error, Transfer};
use tongquan_traits::{
    campaigns::{
        Campaign, CampaignExtended, CampaignOpened, CampaignState, CampaignStateSet, Details, Kind,
        Off, Policy, Sale, Terms, Validity,
    },
    coupon_error::{CouponError, Fault, PointsFault},
    coupons::{Claimed, CodesPublished, CouponView, Exchanged, Proof, Status, Voucher},
    ownable::{OwnableError, OwnershipOffered, OwnershipTransferred},
    redemption::{
        ticket_payload, Line, OrderRef, Receipt, ReceiptRemoved, ReceiptState, ReceiptWritten,
        Ticket,
    },
    tills::{ManagerSet, Till, TillLimits, TillSet},
};
use wire::blake2b_256;

type Answer<T> = Result<T, CouponError>;

macro_rules! assert_message {
    ($($of:tt)*) => { wire::assert_message!(Coupon, $($of)*) };
}

#[test]
fn the_messages_are_those_of_psp34() {
    type Result = std::result::Result<(), PSP34Error>;
    assert_message!(0xffa27a5f reads "PSP34::collection_id": () => Id);
    assert_message!(0xcde7e55f reads "PSP34::balance_of": AccountId => u32);
    assert_message!(0x1168624d reads "PSP34::owner_of": Id => Option<AccountId>);
    assert_message!(
        0x4790f55a reads "PSP34::allowance": (AccountId, AccountId, Option<Id>) => bool
    );
    assert_message!(0x1932a8b0 writes "PSP34::approve": (AccountId, Option<Id>, bool) => Result);
    assert_message!(0x3128d61b writes "PSP34::transfer": (AccountId, Id, Vec<u8>) => Result);
    assert_message!(0x628413fe reads "PSP34::total_supply": () => u128);
    assert_message!(
        0xf19d48d1 reads "PSP34Metadata::get_attribute": (Id, Vec<u8>) => Option<Vec<u8>>
    );
    assert_message!(
        0x3bcfb511 reads "PSP34Enumerable::owners_token_by_index": (AccountId, u128) => Option<Id>
    );
    assert_message!(0xcd0340d0 reads "PSP34Enumerable::token_by_index": u128 => Option<Id>);
    assert_message!(0x63c9877a writes "PSP34Burnable::burn": (AccountId, Id) => Result);
}

#[test]
fn the_messages_of_campaigns_keep_their_selectors() {
    assert_message!(0x3fa1df7e reads "Campaigns::campaign_count": () => u32);
    assert_message!(0x0e89535c reads "Campaigns::campaign": u32 => Option<Campaign>);
    assert_message!(0xc68e3013 reads "Campaigns::campaign_details": u32 => Option<Details>);
    assert_message!(
        0x2d865f5d writes "Campaigns::open_campaign": (Terms, Sale, Details) => Answer<u32>
    );
    assert_message!(
        0xcf7d6c62 writes "Campaigns::extend_campaign": (u32, u32, u64, u64) => Answer<()>
    );
    assert_message!(
        0x8e9ce3c1 writes "Campaigns::set_campaign_state": (u32, CampaignState) => Answer<()>
    );
}

#[test]
fn the_messages_of_coupons_keep_their_selectors() {
    assert_message!(0x5217d36c reads "Coupons::genesis_hash": () => [u8; 32]);
    assert_message!(0xdeab70d5 reads "Coupons::desk": () => [u8; 32]);
    assert_message!(0xacd4a538 reads "Coupons::coupon": u64 => Option<CouponView>);
    assert_message!(0x7c99747e reads "Coupons::issued_to": (u32, AccountId) => u32);
    assert_message!(0xf7b611f9 writes "Coupons::issue": (u32, AccountId) => Answer<u64>);
    assert_message!(0x9fc85192 writes "Coupons::issue_batch": (u32, Vec<AccountId>) => Answer<u64>);
    assert_message!(0x488565a7 writes "Coupons::exchange": u32 => Answer<u64>);
    assert_message!(0x518f0e77 writes "Coupons::publish_codes": (u32, [u8; 32]) => Answer<()>);
    assert_message!(0xd1b7a9b6 writes "Coupons::claim": (Voucher, Proof, [u8; 64]) => Answer<u64>);
    assert_message!(0x1720e0ea reads "Coupons::is_claimed": (u32, [u8; 32], u32) => bool);
    assert_message!(0x124c5a55 writes "Coupons::clear_coupons": Vec<u64> => Answer<()>);
}

#[test]
fn the_messages_of_redemption_keep_their_selectors() {
    assert_message!(0x110f7eb3 reads "Redemption::receipt": OrderRef => Option<Receipt>);
    assert_message!(
        0xca8896f4 writes "Redemption::redeem": (OrderRef, u64, Vec<u64>) => Answer<Receipt>
    );
    assert_message!(
        0x5deb57c5 writes "Redemption::redeem_with_ticket": (Ticket, [u8; 64]) => Answer<Receipt>
    );
    assert_message!(
        0x86240b33 writes "Redemption::reserve": (OrderRef, u64, Vec<u64>, u64) => Answer<Receipt>
    );
    assert_message!(
        0x4187591e writes "Redemption::reserve_with_ticket":
            (Ticket, [u8; 64], u64) => Answer<Receipt>
    );
    assert_message!(0x7857d253 writes "Redemption::release": OrderRef => Answer<()>);
    assert_message!(0xc63c0885 writes "Redemption::void": OrderRef => Answer<Receipt>);
    assert_message!(0xe97a1bb0 writes "Redemption::refund": (OrderRef, u64) => Answer<Receipt>);
    assert_message!(0xfa2ee04e writes "Redemption::clear_receipts": Vec<OrderRef> => Answer<()>);
}

#[test]
fn the_messages_of_tills_keep_their_selectors() {
    assert_message!(0x0c600696 reads "Tills::is_manager": AccountId => bool);
    assert_message!(0x7bab1294 reads "Tills::till": AccountId => Option<Till>);
    assert_message!(0x321d21eb writes "Tills::set_manager": (AccountId, bool) => Answer<()>);
    assert_message!(
        0xe5d4c59c writes "Tills::set_till": (AccountId, Option<TillLimits>) => Answer<()>
    );
}

#[test]
fn the_messages_of_ownable_keep_their_selectors() {
    type Result = std::result::Result<(), OwnableError>;
    assert_message!(0x4fa43c8c reads "Ownable::owner": () => AccountId);
    assert_message!(0x75de3ce9 reads "Ownable::pending_owner": () => Option<AccountId>);
    assert_message!(0x11f43efd writes "Ownable::transfer_ownership": Option<AccountId> => Result);
    assert_message!(0x29c6dd31 writes "Ownable::accept_ownership": () => Result);
}

#[test]
fn the_constructor_keeps_its_selector() {
    type New = (String, [u8; 32], [u8; 32]);
    let _: fn(New) -> Coupon = <Coupon as Constructor<0x9bae9d5e>>::CALLABLE;
    assert_eq!(<Coupon as Constructor<0x9bae9d5e>>::LABEL, "new");
    assert_eq!(blake2b_256("new")[..4], [0x9b, 0xae, 0x9d, 0x5e]);
    const { assert!(!<Coupon as Constructor<0x9bae9d5e>>::PAYABLE) }
}

#[test]
fn no_message_lets_anyone_mint_seize_or_pause() {
    fn understood(call: impl Encode) -> bool {
        let call = call.encode();
        <Coupon as ContractMessageDecoder>::Type::decode(&mut &call[..]).is_ok()
    }
    assert!(understood((0x3128d61b_u32.to_be_bytes(), [4_u8; 32], 3_u8, 7_u64, 0_u8)));
    for name in ["PSP34Mintable::mint", "Pausable::pause", "Ownable::renounce_ownership", "burn"] {
        let selector = &blake2b_256(name)[..4];
        assert!(!understood(<[u8; 36]>::try_from([selector, &[0; 32]].concat()).unwrap()));
    }
}

#[test]
fn the_events_have_the_signatures_that_indexers_look_for() {
    let signatures = [
        (
            CampaignOpened::SIGNATURE_TOPIC,
            "CampaignOpened(u32,AccountId,Terms,Sale)",
            "ebf3433e36da5eb27ef4f92c283d766a5ef056436a8426330a9120fb7724e38f",
        ),
        (
            CampaignExtended::SIGNATURE_TOPIC,
            "CampaignExtended(u32,AccountId,u32,u64,u64)",
            "dfbcf8c2f25c4af09b5c2d1dd19511155a12175e768d4c2b18bc324a7c668314",
        ),
        (
            CampaignStateSet::SIGNATURE_TOPIC,
            "CampaignStateSet(u32,AccountId,CampaignState)",
            "c167b078b7b6f336d3ea5a2bf5e529bcdd117651eed7e5840825b3c173206ac4",
        ),
        (
            Exchanged::SIGNATURE_TOPIC,
            "Exchanged(u64,AccountId,AccountId,u128)",
            "74c8ee9e402068e8d9295b49df9afa676eaa34fbf2e20e3364ef73526fc3e321",
        ),
        (
            CodesPublished::SIGNATURE_TOPIC,
            "CodesPublished(u32,AccountId,[u8;32])",
            "ca205ee1d7a37a870fe38f364665be8b4a533e107263aeccf122843587687582",
        ),
        (
            Claimed::SIGNATURE_TOPIC,
            "Claimed(u64,[u8;32],u32)",
            "6952e93267d2ede4545d25334ba6bb2d93d4f7c6d2e1d30802a9ee20967841d8",
        ),
        (
            ReceiptWritten::SIGNATURE_TOPIC,
            "ReceiptWritten(OrderRef,AccountId,Receipt)",
            "4a2b407e87d35ad4244a9aa89a4810ff6043a3f7fce017a2bbf27a3b9e9cd5db",
        ),
        (
            ReceiptRemoved::SIGNATURE_TOPIC,
            "ReceiptRemoved(OrderRef,AccountId)",
            "27ac4b3fd4c42c9c9b501b272f73bbd48d1612bac500343716c36dae7f43e828",
        ),
        (
            ManagerSet::SIGNATURE_TOPIC,
            "ManagerSet(AccountId,bool)",
            "30721834aff9cc08689d47d5da86ecc39f47509d03616228f8b48a01fffd693f",
        ),
        (
            TillSet::SIGNATURE_TOPIC,
            "TillSet(AccountId,AccountId,Option<TillLimits>)",
            "cbda7be2eaa2051f7f02d4e36186ee03c73027282516b339b73f8f00e3889e14",
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
        (
            Transfer::SIGNATURE_TOPIC,
            "Transfer(Option<AccountId>,Option<AccountId>,Id)",
            "90df221c7b90ec18e837e47807b0e410761cbc1b859b0eccc9affd1b51567a4f",
        ),
        (
            Approval::SIGNATURE_TOPIC,
            "Approval(AccountId,AccountId,Option<Id>,bool)",
            "c9a3fba19eeb2a9b9091700e89ba754436de21299bd70f371179aa151e05e83b",
        ),
    ];
    for (topic, signature, pinned) in signatures {
        assert_eq!(hex::encode(blake2b_256(signature)), pinned, "{signature}");
        assert_eq!(topic.map(hex::encode).as_deref(), Some(pinned), "{signature}");
    }
}

/// The bytes of numbers, little endian, and of accounts and hashes.
fn bytes(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn account(byte: u8) -> AccountId {
    [byte; 32].into()
}

const TWO: [u8; 8] = [2, 1, 0, 0, 0, 0, 0, 0];

#[test]
fn errors_keep_their_bytes() {
    use CouponError::*;
    let (who, at) = (account(4), 258);
    let (coupon, left, order) = (258, 258, [5; 32]);
    let small = 258_u32;
    let name = &[4; 32][..];
    let cases: Vec<(CouponError, Vec<u8>)> = vec![
        (Ownable(OwnableError::NotOwner { owner: who }), bytes(&[&[0, 0], name])),
        (NotManager, vec![1]),
        (NotTill, vec![2]),
        (NoCampaign, vec![3]),
        (CampaignClosed, vec![4]),
        (InvalidTerms(Fault::Budget), vec![5, 0]),
        (InvalidTerms(Fault::IssueWindow), vec![5, 1]),
        (InvalidTerms(Fault::Validity), vec![5, 2]),
        (InvalidTerms(Fault::Value), vec![5, 3]),
        (InvalidTerms(Fault::Price), vec![5, 4]),
        (WorseTerms(Fault::Royalty), vec![6, 5]),
        (NotIssuing { from: at, until: 1 }, bytes(&[&[7], &TWO, &[1, 0, 0, 0, 0, 0, 0, 0]])),
        (OverBudget { left: small }, vec![8, 2, 1, 0, 0]),
        (OverMemberLimit { member: who }, bytes(&[&[9], name])),
        (EmptyBatch, vec![10]),
        (NoPrice, vec![11]),
        (Points(PointsFault::InsufficientBalance), vec![12, 0]),
        (Points(PointsFault::InsufficientAllowance), vec![12, 1]),
        (Points(PointsFault::NotPaid), vec![12, 2]),
        (Points(PointsFault::NotIssuer), vec![12, 3]),
        (Points(PointsFault::OverQuota), vec![12, 4]),
        (Points(PointsFault::Failed), vec![12, 5]),
        (VoucherExpired { at }, bytes(&[&[13], &TWO])),
        (VoucherUsed, vec![14]),
        (UnknownCode, vec![15]),
        (BadSignature, vec![16]),
        (NoCoupon { coupon }, bytes(&[&[17], &TWO])),
        (NotHolder { coupon, holder: who }, bytes(&[&[18], &TWO, name])),
        (NotYet { coupon, from: at }, bytes(&[&[19], &TWO, &TWO])),
        (Expired { at }, bytes(&[&[20], &TWO])),
        (AlreadyRedeemed { coupon, order, receipt: None }, bytes(&[&[21], &TWO, &[5; 32], &[0]])),
        (AlreadyReserved { order, until: at }, bytes(&[&[22], &[5; 32], &TWO])),
        (DuplicateCoupon { coupon }, bytes(&[&[23], &TWO])),
        (NotStackable { coupon }, bytes(&[&[24], &TWO])),
        (TooManyCoupons, vec![25]),
        (BelowMinimum { coupon, minimum: at }, bytes(&[&[26], &TWO, &TWO])),
        (NothingToDeduct { coupon }, bytes(&[&[27], &TWO])),
        (
            OverDailyCap { value_left: left, coupons_left: small },
            bytes(&[&[29], &TWO, &[2, 1, 0, 0]]),
        ),
        (TicketExpired { at }, bytes(&[&[30], &TWO])),
        (OtherTill { till: who }, bytes(&[&[31], name])),
        (InvalidDeadline, vec![32]),
        (NoReceipt, vec![33]),
        (NotReserved, vec![34]),
        (NotRedeemed, vec![35]),
        (WindowOver { at }, bytes(&[&[36], &TWO])),
        (InvalidRefund { left }, bytes(&[&[37], &TWO])),
        (CouponMoved { coupon }, bytes(&[&[38], &TWO])),
        (StillInUse { until: at }, bytes(&[&[39], &TWO])),
    ];
    for (error, pinned) in cases {
        assert_eq!(error.encode(), pinned, "{error:?}");
    }
}

fn receipt() -> Receipt {
    Receipt {
        holder: account(4),
        till: Some(account(6)),
        amount: 258,
        at: 1,
        state: ReceiptState::Reserved { until: 258 },
        refunded: 3,
        keep_until: 7,
        lines: vec![Line { coupon: 258, deduction: 9, moves: 258 }],
    }
}

const RECEIPT: &str = "0404040404040404040404040404040404040404040404040404040404040404\
    010606060606060606060606060606060606060606060606060606060606060606\
    0201000000000000010000000000000000020100000000000003000000000000000700000000000000\
    040201000000000000090000000000000002010000";

#[test]
fn a_receipt_keeps_its_bytes() {
    assert_eq!(hex::encode(receipt().encode()), RECEIPT);
    let used = CouponError::OrderUsed { receipt: receipt() };
    assert_eq!(hex::encode(used.encode()), ["1c", RECEIPT].concat());
    let states = [ReceiptState::Redeemed {}, ReceiptState::Refunded {}, ReceiptState::Voided {}];
    assert_eq!(states.map(|state| state.encode()), [[1], [2], [3]]);
}

#[test]
fn terms_keep_their_bytes() {
    let kinds = [
        (Kind::Voucher { value: 258 }, bytes(&[&[0], &TWO])),
        (Kind::Points { token: account(4), amount: 258 }, bytes(&[&[1], &[4; 32], &TWO, &[0; 8]])),
        (
            Kind::Deduction { minimum: 258, off: Off::Fixed { amount: 258 } },
            bytes(&[&[2], &TWO, &[0], &TWO]),
        ),
        (
            Kind::Deduction { minimum: 258, off: Off::Part { basis_points: 258, ceiling: 258 } },
            bytes(&[&[2], &TWO, &[1, 2, 1], &TWO]),
        ),
        (Kind::Exchange {}, vec![3]),
    ];
    for (kind, pinned) in kinds {
        assert_eq!(kind.encode(), pinned);
    }
    let dates = Validity::Dates { from: 258, until: 258 };
    assert_eq!(dates.encode(), bytes(&[&[0], &TWO, &TWO]));
    let days = Validity::AfterIssue { delay: 258, length: 258 };
    assert_eq!(days.encode(), bytes(&[&[1], &TWO, &TWO]));
    assert_eq!(Policy::Free {}.encode(), [0]);
    assert_eq!(Policy::GiftOnly { gift: account(4) }.encode(), bytes(&[&[1], &[4; 32]]));
    assert_eq!(Policy::Bound {}.encode(), [2]);
    let states = [CampaignState::Open {}, CampaignState::Paused {}, CampaignState::Closed {}];
    assert_eq!(states.map(|state| state.encode()), [[0], [1], [2]]);
}

#[test]
fn what_a_wallet_shows_keeps_its_bytes() {
    let order = [5; 32];
    assert_eq!(Status::Usable {}.encode(), [0]);
    assert_eq!(Status::NotYet {}.encode(), [1]);
    let reserved = Status::Reserved { order, until: 258 };
    assert_eq!(reserved.encode(), bytes(&[&[2], &order, &TWO]));
    assert_eq!(Status::Redeemed { order }.encode(), bytes(&[&[3], &order]));
    assert_eq!(Status::Expired {}.encode(), [4]);
}

#[test]
fn a_signed_ticket_keeps_its_bytes() {
    let ticket = Ticket {
        till: Some(account(6)),
        order: [5; 32],
        amount: 258,
        coupons: vec![258, 1],
        deadline: 258,
    };
    let payload = ticket_payload(&account(4), &ticket, &[258, 0]);
    let pinned = bytes(&[
        b"tongquan ticket\0",
        &[4; 32],
        &[1],
        &[6; 32],
        &[5; 32],
        &TWO,
        &[2 << 2],
        &TWO,
        &[1, 0, 0, 0, 0, 0, 0, 0],
        &TWO,
        &[2, 1, 0, 0],
        &[0; 4],
    ]);
    assert_eq!(payload, pinned);
}

#[test]
fn a_signed_voucher_keeps_its_bytes() {
    let voucher = Voucher { campaign: 258, number: 1, member: account(6), deadline: 258 };
    let payload = tongquan_traits::coupons::voucher_payload(&account(4), &[5; 32], &voucher);
    let pinned = bytes(&[
        b"tongquan voucher",
        &[4; 32],
        &[5; 32],
        &[2, 1, 0, 0],
        &[1, 0, 0, 0],
        &[6; 32],
        &TWO,
    ]);
    assert_eq!(payload, pinned);
}
