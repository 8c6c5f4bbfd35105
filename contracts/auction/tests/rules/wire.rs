//! The bytes by which wallets, explorers and other contracts know the auction house. A test here that
//! fails means that those who talk to deployed houses no longer understand them.
//!
//! Every value stands here as a literal; where it is a hash, it is also computed once more from its
//! text.

use auction::Auction;
use ink::{
    env::Event as _,
    primitives::AccountId,
    reflect::{ContractMessageDecoder, DispatchableConstructorInfo as Constructor},
    scale::{Decode, Encode},
};
use tokens::Id;
use tongquan_traits::{
    assets::{AssetError, Item, ItemFault, Promise},
    auctions::{
        reserve_commitment, AuctionError, BidPlaced, Format, Lead, Listed, Lot, LotAbandoned,
        LotItem, LotReclaimed, LotState, Returned, Sold, TermsFault, Unwound, Withdrawn, GRACE,
        MARGIN, MAX_BUNDLE, MAX_LENGTH, MAX_WITHDRAWALS, REVEAL,
    },
    campaigns::{Kind, Royalty},
    coupon_error::PointsFault,
};
use wire::blake2b_256;

type Answer<T> = Result<T, AuctionError>;

macro_rules! assert_message {
    ($($of:tt)*) => { wire::assert_message!(Auction, $($of)*) };
}

#[test]
fn the_messages_keep_their_selectors() {
    assert_message!(0xfe97aba0 reads "Auctions::genesis_hash": () => [u8; 32]);
    assert_message!(0xb911c0fe reads "Auctions::lot_count": () => u64);
    assert_message!(0xadbd3c1f reads "Auctions::lot": u64 => Option<(Lot, Vec<LotItem>)>);
    assert_message!(0x33a3101d reads "Auctions::live_lots": u64 => Vec<(u64, Lot, Vec<LotItem>)>);
    assert_message!(0xde1c7442 reads "Auctions::price": u64 => Option<u128>);
    assert_message!(0xa6e94d26 reads "Auctions::minimum_bid": u64 => Option<u128>);
    assert_message!(0xaca92919 reads "Auctions::credit": (AccountId, AccountId) => u128);
    assert_message!(0xf88ae06c reads "Auctions::credits": (AccountId, u32) => Vec<(AccountId, u128)>);
    assert_message!(0xf83c79fe writes "Auctions::list": (Vec<Item>, AccountId, Format) => Answer<u64>);
    assert_message!(0x97b5fbd1 writes "Auctions::bid": (u64, u128) => Answer<()>);
    assert_message!(0xa8b898e3 writes "Auctions::buy": (u64, u128) => Answer<()>);
    assert_message!(0x0258a036 writes "Auctions::settle": u64 => Answer<()>);
    assert_message!(0xc843a393 writes "Auctions::reveal": (u64, u128, [u8; 32]) => Answer<()>);
    assert_message!(0xfe390a55 writes "Auctions::cancel": u64 => Answer<()>);
    assert_message!(0x97425088 writes "Auctions::unwind": u64 => Answer<()>);
    assert_message!(0x678e26b8 writes "Auctions::reclaim": (u64, u8) => Answer<()>);
    assert_message!(0xf4d08ba6 writes "Auctions::abandon": u64 => Answer<()>);
    assert_message!(0xeb0c23a5 writes "Auctions::withdraw": (AccountId, Vec<AccountId>) => Answer<()>);
}

#[test]
fn the_constructor_keeps_its_selector() {
    let _: fn([u8; 32]) -> Auction = <Auction as Constructor<0x9bae9d5e>>::CALLABLE;
    assert_eq!(<Auction as Constructor<0x9bae9d5e>>::LABEL, "new");
    assert_eq!(blake2b_256("new")[..4], [0x9b, 0xae, 0x9d, 0x5e]);
    const { assert!(!<Auction as Constructor<0x9bae9d5e>>::PAYABLE) }
}

#[test]
fn nobody_owns_the_house_or_changes_it() {
    fn understood(call: impl Encode) -> bool {
        let call = call.encode();
        <Auction as ContractMessageDecoder>::Type::decode(&mut &call[..]).is_ok()
    }
    assert!(understood((0x0258a036_u32.to_be_bytes(), 1_u64)));
    for name in [
        "Ownable::owner",
        "Ownable::transfer_ownership",
        "Pausable::pause",
        "Auctions::set_fee",
        "Auctions::sweep",
        "Auctions::set_code",
    ] {
        let selector = &blake2b_256(name)[..4];
        assert!(!understood(<[u8; 104]>::try_from([selector, &[0; 100]].concat()).unwrap()));
    }
}

#[test]
fn the_events_have_the_signatures_that_indexers_look_for() {
    let signatures = [
        (
            Listed::SIGNATURE_TOPIC,
            "Listed(u64,AccountId,AccountId,Format,Vec<LotItem>)",
            "f42c23a30a9f9a16b94d3479e0a8ab97639bb44497666ebf79bb9e339efcb752",
        ),
        (
            BidPlaced::SIGNATURE_TOPIC,
            "BidPlaced(u64,AccountId,u128,AccountId,u128,u64,Option<(AccountId,u128)>)",
            "a7e71f236b61d488849e429d681110607034f4e0bb9a9cf83125db823e5236eb",
        ),
        (
            Sold::SIGNATURE_TOPIC,
            "Sold(u64,AccountId,u128,Vec<(u8,AccountId,u128)>,Option<(AccountId,u128)>)",
            "723e1a9d1b99d49176468dd869a03adf985c0ad7680ee9e54199140f97899c4d",
        ),
        (
            Returned::SIGNATURE_TOPIC,
            "Returned(u64,Option<(AccountId,u128)>)",
            "26f1a0a4ae82718ff5fd3c98443d83ae2334bb03df6f1a0d573d17720104fa2f",
        ),
        (
            Unwound::SIGNATURE_TOPIC,
            "Unwound(u64,Option<(AccountId,u128)>)",
            "295249464c7aa59a656f845696ea39df39f782749890291697f7bf061968951b",
        ),
        (
            LotReclaimed::SIGNATURE_TOPIC,
            "LotReclaimed(u64,u8)",
            "c0af29227b18b9e8934c244f6590ef88a8594234024d42e1b5bda9f683498645",
        ),
        (
            LotAbandoned::SIGNATURE_TOPIC,
            "LotAbandoned(u64)",
            "f105c0559d8ca63f98f80f21c6fa0113a73c160254ad79563148d90f2f3672a3",
        ),
        (
            Withdrawn::SIGNATURE_TOPIC,
            "Withdrawn(AccountId,AccountId,u128)",
            "69d6d1da6e51b8965a82156fd742a94786dc89007c46ca3c86ebec269f23f202",
        ),
    ];
    for (topic, signature, pinned) in signatures {
        assert_eq!(hex::encode(blake2b_256(signature)), pinned, "{signature}");
        assert_eq!(topic.map(hex::encode).as_deref(), Some(pinned), "{signature}");
    }
}

#[test]
fn limits_keep_their_values() {
    const DAY: u64 = 86_400_000;
    assert_eq!((MAX_BUNDLE, MAX_WITHDRAWALS, tongquan_traits::assets::PAGE), (16, 16, 16));
    assert_eq!((MAX_LENGTH, MARGIN, REVEAL, GRACE), (90 * DAY, DAY, DAY, 7 * DAY));
}

/// The bytes of numbers, little endian, and of accounts and hashes.
fn bytes(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn account(byte: u8) -> AccountId {
    [byte; 32].into()
}

/// 258 in 8 and in 16 bytes.
const TIME: [u8; 8] = [2, 1, 0, 0, 0, 0, 0, 0];
const AMOUNT: [u8; 16] = [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

fn item() -> Item {
    Item { contract: account(4), id: Id::U64(258) }
}

fn item_bytes() -> Vec<u8> {
    bytes(&[&[4; 32], &[3], &TIME])
}

#[test]
fn errors_keep_their_bytes() {
    use AuctionError::*;
    let points = |fault| Asset(AssetError::Points { token: account(4), fault });
    let of_item = |fault| Asset(AssetError::Item { item: item(), fault });
    let name = &[4; 32][..];
    let in_item = |fault: &[u8]| bytes(&[&[0, 1], &item_bytes(), fault]);
    let cases: Vec<(AuctionError, Vec<u8>)> = vec![
        (points(PointsFault::InsufficientBalance), bytes(&[&[0, 0], name, &[0]])),
        (points(PointsFault::InsufficientAllowance), bytes(&[&[0, 0], name, &[1]])),
        (points(PointsFault::NotPaid), bytes(&[&[0, 0], name, &[2]])),
        (points(PointsFault::Failed), bytes(&[&[0, 0], name, &[5]])),
        (of_item(ItemFault::NotOwner), in_item(&[0])),
        (of_item(ItemFault::NotApproved), in_item(&[1])),
        (of_item(ItemFault::NotTradable), in_item(&[2])),
        (of_item(ItemFault::EndsBefore { needed: 258 }), in_item(&bytes(&[&[3], &TIME]))),
        (of_item(ItemFault::WorthLess { left: 258 }), in_item(&bytes(&[&[4], &TIME]))),
        (of_item(ItemFault::NotMoved), in_item(&[5])),
        (of_item(ItemFault::Refused), in_item(&[6])),
        (of_item(ItemFault::Failed), in_item(&[7])),
        (NoLot, vec![1]),
        (NoItems, vec![2]),
        (TooManyItems, vec![3]),
        (DuplicateItem { index: 9 }, vec![4, 9]),
        (InvalidTerms(TermsFault::Times), vec![5, 0]),
        (InvalidTerms(TermsFault::Price), vec![5, 1]),
        (InvalidTerms(TermsFault::Raise), vec![5, 2]),
        (InvalidTerms(TermsFault::BuyNow), vec![5, 3]),
        (NotEnglish, vec![6]),
        (NoBuyNow, vec![7]),
        (NotBegun { from: 258 }, bytes(&[&[8], &TIME])),
        (Ended { at: 258 }, bytes(&[&[9], &TIME])),
        (OwnLot, vec![10]),
        (BidTooLow { minimum: 258 }, bytes(&[&[11], &AMOUNT])),
        (AtBuyNow { price: 258 }, bytes(&[&[12], &AMOUNT])),
        (PriceAbove { price: 258 }, bytes(&[&[13], &AMOUNT])),
        (Spoiled { index: 9 }, vec![14, 9]),
        (NotEnded { until: 258 }, bytes(&[&[15], &TIME])),
        (ReserveHidden { until: 258 }, bytes(&[&[16], &TIME])),
        (NoHiddenReserve, vec![17]),
        (WrongReserve, vec![18]),
        (NotSeller, vec![19]),
        (HasBid, vec![20]),
        (NotUnwindable { from: 258 }, bytes(&[&[21], &TIME])),
        (NotUnwound, vec![22]),
        (AlreadyReclaimed, vec![23]),
        (NoTokens, vec![24]),
        (TooManyTokens, vec![25]),
        (NoCredit { token: account(4) }, bytes(&[&[26], name])),
    ];
    for (error, pinned) in cases {
        assert_eq!(error.encode(), pinned, "{error:?}");
    }
}

fn english() -> Format {
    Format::English {
        from: 258,
        until: 1,
        window: 2,
        latest: 3,
        opening: 258,
        raise: 259,
        buy_now: Some(258),
        hidden_reserve: Some([5; 32]),
    }
}

fn english_bytes() -> Vec<u8> {
    let small = |number| [number, 0, 0, 0, 0, 0, 0, 0];
    bytes(&[
        &[0],
        &TIME,
        &small(1),
        &small(2),
        &small(3),
        &AMOUNT,
        &[3, 1],
        &[1],
        &AMOUNT,
        &[1],
        &[5; 32],
    ])
}

#[test]
fn formats_keep_their_bytes() {
    assert_eq!(english().encode(), english_bytes());
    let dutch = Format::Dutch { from: 258, until: 258, highest: 258, lowest: 1 };
    let one = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    assert_eq!(dutch.encode(), bytes(&[&[1], &TIME, &TIME, &AMOUNT, &one]));
}

#[test]
fn a_lot_keeps_its_bytes() {
    let lot = Lot {
        seller: account(6),
        token: account(7),
        format: english(),
        until: 258,
        lead: Some(Lead { bidder: account(8), maximum: 258, price: 258 }),
        state: LotState::Unwound { held: 258 },
    };
    let pinned = bytes(&[
        &[6; 32],
        &[7; 32],
        &english_bytes(),
        &TIME,
        &[1],
        &[8; 32],
        &AMOUNT,
        &AMOUNT,
        &[1, 2, 1],
    ]);
    assert_eq!(lot.encode(), pinned);
    assert_eq!(LotState::Open {}.encode(), [0]);
}

#[test]
fn an_item_of_a_lot_keeps_its_bytes() {
    let promise = Promise {
        kind: Kind::Exchange {},
        left: 258,
        from: 258,
        until: 258,
        stackable: true,
        royalty: Some(Royalty { to: account(6), basis_points: 258 }),
    };
    let listed = LotItem { item: item(), promise: Some(promise) };
    let promised = bytes(&[&[1, 3], &TIME, &TIME, &TIME, &[1, 1], &[6; 32], &[2, 1]]);
    assert_eq!(listed.encode(), bytes(&[&item_bytes(), &promised]));
    let plain = LotItem { item: item(), promise: None };
    assert_eq!(plain.encode(), bytes(&[&item_bytes(), &[0]]));
}

#[test]
fn a_sale_keeps_its_bytes() {
    let sold = Sold {
        lot: 258,
        buyer: account(6),
        price: 258,
        royalties: vec![(9, account(7), 258)],
        refund: Some((account(8), 258)),
    };
    let pinned = bytes(&[
        &TIME,
        &[6; 32],
        &AMOUNT,
        &[1 << 2, 9],
        &[7; 32],
        &AMOUNT,
        &[1],
        &[8; 32],
        &AMOUNT,
    ]);
    assert_eq!(sold.encode(), pinned);
}

#[test]
fn a_reserve_is_committed_to_by_these_bytes() {
    let items = [item(), item()];
    let list = blake2b(&bytes(&[&[2 << 2], &item_bytes(), &item_bytes()]));
    let signed = bytes(&[b"tongquan reserve", &[1; 32], &[2; 32], &list, &AMOUNT, &[9; 32]]);
    let commitment = reserve_commitment(&account(1), &account(2), &items, 258, &[9; 32]);
    assert_eq!(commitment, blake2b(&signed));
}

fn blake2b(bytes: &[u8]) -> [u8; 32] {
    use blake2::{digest::consts::U32, Blake2b, Digest};
    Blake2b::<U32>::digest(bytes).into()
}
