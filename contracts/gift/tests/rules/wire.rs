//! The bytes by which wallets, explorers and other contracts know gift links. A test here that fails
//! means that those who talk to deployed gift links no longer understand them, or that a link that was
//! sent can't be claimed.
//!
//! Every value stands here as a literal; where it is a hash, it is also computed once more from its
//! text.

use gift::GiftLinks;
use ink::{
    env::Event as _,
    primitives::AccountId,
    scale::{DecodeAll, Encode},
};
use tokens::{Id, Item};
use tongquan_traits::{
    assets::{Asset, AssetError, ItemFault, MAX_ID, PAGE},
    coupon_error::PointsFault,
    gifts::{
        claim_payload, Claim, ClaimsCleared, Gift, GiftAbandoned, GiftClaimed, GiftError, Gifts,
        Given, KeyProof, Recalled, SentBack, ShareClaim, Terms, MAX_LENGTH, MAX_SHARES,
    },
};
use wire::blake2b_256;

use crate::{
    gift_links::link,
    goods::{points, tea},
    keys::{leaf, link_key, node},
    party::{address, Party},
    people::ann,
    signing::sign,
};

type Answer<T> = Result<T, GiftError>;

macro_rules! assert_message {
    ($($of:tt)*) => { wire::assert_message!(GiftLinks, $($of)*) };
}

#[test]
fn the_messages_of_gift_links_keep_their_selectors() {
    assert_message!(0x43330936 reads "Gifts::genesis_hash": () => [u8; 32]);
    assert_message!(0x83b60f0e reads "Gifts::gift_count": () => u64);
    assert_message!(0x21cf3e5b reads "Gifts::gift": u64 => Option<Gift>);
    assert_message!(0x140b917e reads "Gifts::live_gifts": u64 => Vec<(u64, Gift)>);
    assert_message!(0xb0500b1f reads "Gifts::share": (u64, u32) => Option<u128>);
    assert_message!(0x6482f4f2 reads "Gifts::is_claimed": (u64, u32) => bool);
    assert_message!(0xc98de1f6 reads "Gifts::claim_of": (u64, AccountId) => Option<ShareClaim>);
    assert_message!(0x1c49be85 writes "Gifts::give": (Asset, Terms) => Answer<u64>);
    assert_message!(
        0x848dd6fc writes "Gifts::claim": (Claim, KeyProof, u128, [u8; 64]) => Answer<u128>
    );
    assert_message!(0x081be9d8 writes "Gifts::take_back": u64 => Answer<Option<u64>>);
    assert_message!(0x208b2873 writes "Gifts::send_back": Vec<u64> => Answer<()>);
    assert_message!(0x7cd585d6 writes "Gifts::abandon": u64 => Answer<()>);
    assert_message!(0xddaa9dd6 writes "Gifts::clear_claims": (u64, Vec<AccountId>) => Answer<()>);
}

#[test]
fn the_events_have_the_signatures_that_indexers_look_for() {
    let signatures = [
        (
            Given::SIGNATURE_TOPIC,
            "Given(u64,Gift)",
            "35bba96949920f0a93309b35ce29ba9606ac18af34f580c03059ef46c19ba54a",
        ),
        (
            GiftClaimed::SIGNATURE_TOPIC,
            "GiftClaimed(u64,u32,AccountId,u128,u128,AccountId)",
            "ce664dc88d8eebf703fbc764f3128a17f33bbdf92d029fc9fb27e6c6952c77c7",
        ),
        (
            Recalled::SIGNATURE_TOPIC,
            "Recalled(u64,u64)",
            "bb896f26d05ef9277881c05ae906016ea27928dbcb3baa379ccbafc126ff3b7a",
        ),
        (
            SentBack::SIGNATURE_TOPIC,
            "SentBack(u64,u128)",
            "9e52b515624d07d433b3ced4c071245c3875e9ea9436505650ae4bb699f86275",
        ),
        (
            GiftAbandoned::SIGNATURE_TOPIC,
            "GiftAbandoned(u64)",
            "8bf35d389258c857b86726500bb125376b17ef026c1699c186f8a3358139c966",
        ),
        (
            ClaimsCleared::SIGNATURE_TOPIC,
            "ClaimsCleared(u64,Vec<AccountId>)",
            "f02f18bc6338e8b4bda49f9fdb27f05ef3a7bf459a6aa7a8eb2e043f86ec9c88",
        ),
    ];
    for (topic, signature, pinned) in signatures {
        assert_eq!(hex::encode(blake2b_256(signature)), pinned, "{signature}");
        assert_eq!(topic.map(hex::encode).as_deref(), Some(pinned), "{signature}");
    }
}

fn account(byte: u8) -> AccountId {
    [byte; 32].into()
}

/// 258, in as many bytes.
const TWO_SHORT: [u8; 4] = [2, 1, 0, 0];
const TWO: [u8; 8] = [2, 1, 0, 0, 0, 0, 0, 0];
const TWO_LONG: [u8; 16] = [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const ONE_LONG: [u8; 16] = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

#[test]
fn errors_keep_their_bytes() {
    use GiftError::*;
    let cases: Vec<(GiftError, Vec<u8>)> = vec![
        (NoGift, vec![1]),
        (InvalidShares { at_most: 258 }, [&[2][..], &TWO_SHORT].concat()),
        (BoundPacket, vec![3]),
        (InvalidRecipient, vec![4]),
        (InvalidEnd, vec![5]),
        (Ended { at: 258 }, [&[6][..], &TWO].concat()),
        (OtherRecipient { recipient: account(4) }, [&[7][..], &[4; 32]].concat()),
        (UnknownKey, vec![8]),
        (BadSignature, vec![9]),
        (FeeTooHigh { at_most: 258 }, [&[10][..], &TWO_LONG].concat()),
        (AlreadyClaimed, vec![11]),
        (HasShare, vec![12]),
        (NotSender, vec![13]),
        (NotEnded { until: 258 }, [&[14][..], &TWO].concat()),
        (EmptyBatch, vec![15]),
        (NotOver, vec![16]),
        (NoClaim { recipient: account(4) }, [&[17][..], &[4; 32]].concat()),
    ];
    for (error, pinned) in cases {
        assert_eq!(error.encode(), pinned, "{error:?}");
    }
}

#[test]
fn errors_about_assets_come_first_and_keep_their_bytes() {
    let points = |fault| GiftError::Asset(AssetError::Points { token: account(4), fault });
    for (fault, last) in [
        (PointsFault::InsufficientBalance, 0),
        (PointsFault::InsufficientAllowance, 1),
        (PointsFault::NotPaid, 2),
        (PointsFault::Failed, 5),
    ] {
        assert_eq!(points(fault).encode(), [&[0, 0][..], &[4; 32], &[last]].concat());
    }
    let thing = Item { contract: account(4), id: Id::U64(258) };
    for (fault, end) in [
        (ItemFault::NotOwner, vec![0]),
        (ItemFault::NotApproved, vec![1]),
        (ItemFault::NotTradable, vec![2]),
        (ItemFault::EndsBefore { needed: 258 }, [&[3][..], &TWO].concat()),
        (ItemFault::NotMoved, vec![5]),
        (ItemFault::Refused, vec![6]),
        (ItemFault::Failed, vec![7]),
        (ItemFault::IdTooLong, vec![8]),
    ] {
        let error = GiftError::Asset(AssetError::Item { item: thing.clone(), fault });
        assert_eq!(error.encode(), [&[0, 1][..], &[4; 32], &[3], &TWO, &end].concat());
    }
}

fn gift() -> Gift {
    Gift {
        left: 258,
        claimed: 258,
        sender: account(4),
        asset: Asset::Points { token: account(7), amount: 258 },
        terms: Terms {
            shares: 258,
            drawn: true,
            keys: [5; 32],
            recipient: Some(account(6)),
            until: 258,
            notice: 258,
            greeting: Some([8; 32]),
        },
    }
}

fn gift_bytes() -> Vec<u8> {
    let asset = [&[0][..], &[7; 32], &TWO_LONG].concat();
    let terms =
        [&TWO_SHORT[..], &[1], &[5; 32], &[1], &[6; 32], &TWO, &TWO, &[1], &[8; 32]].concat();
    [&TWO_LONG[..], &TWO_SHORT, &[4; 32], &asset, &terms].concat()
}

#[test]
fn a_gift_keeps_its_bytes() {
    assert_eq!(gift().encode(), gift_bytes());
    assert_eq!(Gift::decode_all(&mut &gift_bytes()[..]), Ok(gift()));
    let item = Item { contract: account(7), id: Id::U64(258) };
    let of_an_item = Gift {
        left: 0,
        claimed: 0,
        asset: Asset::Item { item },
        terms: Terms { drawn: false, recipient: None, greeting: None, ..gift().terms },
        ..gift()
    };
    let pinned = [
        &[0; 20][..],
        &[4; 32],
        &[1],
        &[7; 32],
        &[3],
        &TWO,
        &TWO_SHORT,
        &[0],
        &[5; 32],
        &[0],
        &TWO,
        &TWO,
        &[0],
    ];
    assert_eq!(of_an_item.encode(), pinned.concat());
    assert_eq!((MAX_LENGTH, MAX_SHARES, PAGE, MAX_ID), (31_622_400_000, 1_048_576, 16, 64));
}

fn claim() -> Claim {
    Claim { gift: 258, number: 258, recipient: account(4), max_fee: 258 }
}

#[test]
fn a_claim_keeps_its_bytes() {
    assert_eq!(claim().encode(), [&TWO[..], &TWO_SHORT, &[4; 32], &TWO_LONG].concat());
    let proof = KeyProof { key: account(4), path: vec![[5; 32], [6; 32]] };
    assert_eq!(proof.encode(), [&[4; 32][..], &[2 << 2], &[5; 32], &[6; 32]].concat());
    let share = ShareClaim { submitted_by: account(4), number: 258 };
    assert_eq!(share.encode(), [&[4; 32][..], &TWO_SHORT].concat());
}

#[test]
fn the_key_of_a_gift_signs_these_bytes() {
    // G2: links that were sent hold only as long as these bytes.
    let pinned = [
        &b"tongquan gift\0\0\0"[..],
        &[9; 32],
        &[2, 1, 0, 0, 0, 0, 0, 0],
        &[2, 1, 0, 0],
        &[4; 32],
        &[2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ];
    assert_eq!(claim_payload(&account(9), &claim()), pinned.concat());
    assert_eq!(claim_payload(&account(9), &claim()).len(), 108);
}

#[test]
fn a_signature_of_a_key_opens_its_gift() {
    // In the bytes of the wire, from one end to the other.
    for (open, close) in [(&b""[..], &b""[..]), (b"<Bytes>", b"</Bytes>")] {
        let mut party = Party::open();
        party.grant(tea(), ann(), 10);
        party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
        let key = link_key(0).key(0);
        let claim = Claim { gift: 1, number: 0, recipient: ann(), max_fee: 0 };
        let payload = [
            &b"tongquan gift\0\0\0"[..],
            &[0xa7; 32],
            &[1, 0, 0, 0, 0, 0, 0, 0],
            &[0; 4],
            &[1; 32],
            &[0; 16],
        ];
        let signature = sign(key, &[open, &payload.concat(), close].concat());
        let mut links = GiftLinks {};
        let proof = KeyProof { key, path: vec![] };
        assert_eq!(links.claim(claim, proof, 0, signature), Ok(10));
        assert_eq!(party.balance(tea(), ann()), 10);
    }
}

#[test]
fn trees_are_hashed_so() {
    let leaf_of_ones = "6bf22d230bc6f17e2dc9bdce220e8696630a067ab5029fb66d91e6ecd74c7c54";
    assert_eq!(hex::encode(leaf(account(1))), leaf_of_ones);
    let of_twos_and_threes = "59afce51b0ff6b33576fdc6681620351f17453277dfb465ac2d0f1175e94431b";
    assert_eq!(hex::encode(node([2; 32], [3; 32])), of_twos_and_threes);
    // The contract's trees are the same.
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    let key = link_key(0).key(0);
    let keys = leaf(key);
    party.gives(ann(), points(tea(), 10), Terms { keys, ..link(link_key(1)) }).unwrap();
    assert_eq!(party.claims(ann(), 1, link_key(0), 0), Ok(10));
}

#[test]
fn shares_are_drawn_so() {
    // G4: computed elsewhere, from the seed `tongquan draw`, the contract's address, the gift's
    // number, the root and the share's number.
    assert_eq!(address(), account(0xa7));
    for (amount, expected) in [
        (1_003, vec![312, 169, 205, 317]),
        (
            1_000_000_000_000_000_000_000_000_000_001,
            vec![
                414_761_018_270_775_462_079_679_590_799,
                223_698_446_770_362_295_175_828_964_978,
                361_540_534_958_862_242_744_491_444_224,
            ],
        ),
    ] {
        let mut party = Party::open();
        party.grant(tea(), ann(), amount);
        let shares = expected.len() as u32;
        let terms = Terms { shares, drawn: true, keys: [5; 32], ..link(link_key(0)) };
        party.gives(ann(), points(tea(), amount), terms).unwrap();
        let seen: Vec<u128> = (0..shares).filter_map(|number| party.share(1, number)).collect();
        assert_eq!(seen, expected);
    }
}

#[test]
fn events_keep_their_bytes() {
    let given = Given { number: 258, gift: gift() };
    assert_eq!(given.encode(), [&TWO[..], &gift_bytes()].concat());
    let claimed = GiftClaimed {
        gift: 258,
        number: 258,
        recipient: account(4),
        amount: 258,
        fee: 1,
        by: account(6),
    };
    let pinned = [&TWO[..], &TWO_SHORT, &[4; 32], &TWO_LONG, &ONE_LONG, &[6; 32]];
    assert_eq!(claimed.encode(), pinned.concat());
    assert_eq!(Recalled { gift: 258, until: 258 }.encode(), [TWO, TWO].concat());
    assert_eq!(SentBack { gift: 258, left: 258 }.encode(), [&TWO[..], &TWO_LONG].concat());
    assert_eq!(GiftAbandoned { gift: 258 }.encode(), TWO);
    let cleared = ClaimsCleared { gift: 258, recipients: vec![account(4)] };
    assert_eq!(cleared.encode(), [&TWO[..], &[1 << 2], &[4; 32]].concat());
}
