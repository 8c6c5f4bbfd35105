//! The bytes by which wallets, explorers and other contracts know swaps. A test here that fails means
//! that those who talk to deployed swaps no longer understand them.
//!
//! Every value stands here as a literal; where it is a hash, it is also computed once more from its
//! text.

use blake2::{digest::consts::U32, Blake2b, Digest};
use ink::{
    env::Event as _,
    primitives::AccountId,
    scale::{DecodeAll, Encode},
};
use swap::Swap;
use tokens::{Coupon, Id, Item};
use tongquan_traits::{
    assets::{Asset, AssetError, ItemFault, MAX_ID, PAGE},
    coupon_error::PointsFault,
    swaps::{
        fingerprint, Accepted, Cancelled, Filled, Offer, OfferAbandoned, OfferReclaimed,
        OfferState, Offered, SwapError, Want, MAX_SIDE,
    },
};
use wire::blake2b_256;

use crate::{
    market::{address, Market},
    people::ann,
    stalls::{any_of, cafe, item, points, tea, END, HOUR, START},
};

type Answer<T> = Result<T, SwapError>;

macro_rules! assert_message {
    ($($of:tt)*) => { wire::assert_message!(Swap, $($of)*) };
}

#[test]
fn the_messages_of_swaps_keep_their_selectors() {
    assert_message!(0x56969466 reads "Swaps::genesis_hash": () => [u8; 32]);
    assert_message!(0x8df4b927 reads "Swaps::offer_count": () => u64);
    assert_message!(0x0dfc8965 reads "Swaps::offer": u64 => Option<Offer>);
    assert_message!(0x71e5dff0 reads "Swaps::live_offers": u64 => Vec<(u64, Offer)>);
    assert_message!(0x4e8704d4 reads "Swaps::fingerprint": u64 => Option<[u8; 32]>);
    assert_message!(
        0xe7677c4a reads "Swaps::can_accept":
            (AccountId, u64, Vec<u64>, [u8; 32]) => Vec<SwapError>
    );
    assert_message!(0xfdd91aee reads "Swaps::quote": (u64, u128) => Option<u128>);
    assert_message!(
        0xed9d4eb4 reads "Swaps::can_fill": (AccountId, u64, u128, u128) => Vec<SwapError>
    );
    assert_message!(
        0x55c4c428 writes "Swaps::make_offer":
            (Vec<Asset>, Vec<Want>, Option<AccountId>, u64) => Answer<u64>
    );
    assert_message!(0xd46f32d7 writes "Swaps::accept": (u64, Vec<u64>, [u8; 32]) => Answer<()>);
    assert_message!(0xf434f769 writes "Swaps::fill": (u64, u128, u128) => Answer<u128>);
    assert_message!(0x20b31974 writes "Swaps::cancel": u64 => Answer<()>);
    assert_message!(0xcfd2c879 writes "Swaps::reclaim": (u64, u8) => Answer<()>);
    assert_message!(0x32ed2deb writes "Swaps::abandon": u64 => Answer<()>);
}

#[test]
fn the_events_have_the_signatures_that_indexers_look_for() {
    let signatures = [
        (
            Offered::SIGNATURE_TOPIC,
            "Offered(u64,Offer)",
            "7dd60a3ad3f99cf02a8eee211eb5a1db8f428168c69678b792917536d33d4897",
        ),
        (
            Accepted::SIGNATURE_TOPIC,
            "Accepted(u64,AccountId,Vec<u64>)",
            "4e3b88d4f9cee28f63f00c0264b920191621b853db93e7fc57dc7bd38a21a495",
        ),
        (
            Filled::SIGNATURE_TOPIC,
            "Filled(u64,AccountId,u128,u128,u128)",
            "ead40409e50ff43e80c40ecc91d26714267bf8d29f506d689ede43f59d23eb22",
        ),
        (
            Cancelled::SIGNATURE_TOPIC,
            "Cancelled(u64)",
            "8ce7b1898e7d44f716b6380bcad062b8609f624cc8429cb427abe20759fe710a",
        ),
        (
            OfferReclaimed::SIGNATURE_TOPIC,
            "OfferReclaimed(u64,u8)",
            "d123762582348add3a347ba72dfcfaf8ee43e671ac117ae3493528239f0acb76",
        ),
        (
            OfferAbandoned::SIGNATURE_TOPIC,
            "OfferAbandoned(u64)",
            "4b5ffa6e5a7f94be6d2f3055c155573f926abac174319515641747e7a58a9ffb",
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
const TWO: [u8; 8] = [2, 1, 0, 0, 0, 0, 0, 0];
const TWO_LONG: [u8; 16] = [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

#[test]
fn errors_keep_their_bytes() {
    use SwapError::*;
    let cases: Vec<(SwapError, Vec<u8>)> = vec![
        (NoOffer, vec![1]),
        (EmptySide, vec![2]),
        (TooManyAssets, vec![3]),
        (ZeroAmount, vec![4]),
        (DuplicateAsset, vec![5]),
        (SameAsset, vec![6]),
        (SelfSwap, vec![7]),
        (InvalidEnd, vec![8]),
        (Expired { at: 258 }, [&[9][..], &TWO].concat()),
        (NotYourOffer, vec![10]),
        (FillInstead, vec![11]),
        (WrongChoices, vec![12]),
        (OtherCampaign { coupon: 258 }, [&[13][..], &TWO].concat()),
        (OtherTerms { fingerprint: [5; 32] }, [&[14][..], &[5; 32]].concat()),
        (NotFillable, vec![15]),
        (OverLeft { left: 258 }, [&[16][..], &TWO_LONG].concat()),
        (PriceAbove { price: 258 }, [&[17][..], &TWO_LONG].concat()),
        (NotMaker, vec![18]),
        (AlreadyReclaimed, vec![19]),
        (StillOpen, vec![20]),
    ];
    for (error, pinned) in cases {
        assert_eq!(error.encode(), pinned, "{error:?}");
    }
}

#[test]
fn errors_about_assets_come_first_and_keep_their_bytes() {
    let points = |fault| SwapError::Asset(AssetError::Points { token: account(4), fault });
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
        (ItemFault::WorthLess { left: 258 }, [&[4][..], &TWO].concat()),
        (ItemFault::NotMoved, vec![5]),
        (ItemFault::Refused, vec![6]),
        (ItemFault::Failed, vec![7]),
        (ItemFault::IdTooLong, vec![8]),
    ] {
        let error = SwapError::Asset(AssetError::Item { item: thing.clone(), fault });
        assert_eq!(error.encode(), [&[0, 1][..], &[4; 32], &[3], &TWO, &end].concat());
    }
}

fn offer() -> Offer {
    Offer {
        left: 258,
        state: OfferState::Closed { held: 3 },
        maker: account(4),
        taker: Some(account(6)),
        until: 258,
        give: vec![
            Asset::Points { token: account(7), amount: 258 },
            Asset::Item { item: Item { contract: account(8), id: Id::U8(9) } },
        ],
        want: vec![
            Want::Points { token: account(7), amount: 258 },
            Want::Item {
                item: Item { contract: account(8), id: Id::U64(258) },
                left: 258,
                until: 1,
            },
            Want::AnyOf { contract: account(8), campaign: 258, left: 258, until: 1 },
        ],
    }
}

const ONE: [u8; 8] = [1, 0, 0, 0, 0, 0, 0, 0];

/// What never changes in the offer.
fn terms() -> Vec<u8> {
    let give = [
        &[2 << 2, 0][..],
        &[7; 32],
        &TWO_LONG,
        &[1],
        &[8; 32],
        // A number of 8 bits.
        &[0, 9],
    ];
    let want = [
        &[3 << 2, 0][..],
        &[7; 32],
        &TWO_LONG,
        &[1],
        &[8; 32],
        &[3],
        &TWO,
        &TWO,
        &ONE,
        &[2],
        &[8; 32],
        &[2, 1, 0, 0],
        &TWO,
        &ONE,
    ];
    [&[4; 32][..], &[1], &[6; 32], &TWO, &give.concat(), &want.concat()].concat()
}

#[test]
fn an_offer_keeps_its_bytes() {
    let pinned = [&TWO_LONG[..], &[1, 3], &terms()].concat();
    assert_eq!(offer().encode(), pinned);
    assert_eq!(Offer::decode_all(&mut &pinned[..]), Ok(offer()));
    let open = Offer { state: OfferState::Open {}, ..offer() };
    assert_eq!(open.encode()[16..17], [0]);
    assert_eq!((MAX_SIDE, PAGE, MAX_ID), (8, 16, 64));
}

#[test]
fn a_fingerprint_is_that_of_these_bytes() {
    // S4
    let view = Coupon::good(START, END).view(account(9), START);
    let all = [terms(), view.encode(), view.encode()].concat();
    let pinned: [u8; 32] = Blake2b::<U32>::digest(all).into();
    assert_eq!(fingerprint(&offer(), [&view, &view].into_iter()), pinned);
}

#[test]
fn a_fingerprint_of_the_swaps_is_the_one_of_the_library() {
    let mut market = Market::open();
    market.grant(tea(), ann(), 7);
    let coupons = [1, 2].map(|serial| market.issue(cafe(), 1, serial, ann()));
    let picture = market.issue_plain(crate::stalls::art(), Id::U64(1), ann());
    let [one, two] = &coupons;
    let give = vec![item(one), points(tea(), 7), item(&picture), item(two)];
    let number = market.makes(ann(), give, vec![any_of(cafe(), 2)]).unwrap();
    let moved = Coupon { moves: 1, ..Coupon::good(START, START + 2 * HOUR) };
    let views = [moved.view(address(), START), moved.view(address(), START)];
    use tongquan_traits::swaps::Swaps;
    let offer = market.offer(number).unwrap();
    assert_eq!(market.fingerprint(number), Some(fingerprint(&offer, views.iter())));
}

#[test]
fn events_keep_their_bytes() {
    let offered = Offered { number: 258, offer: offer() };
    assert_eq!(offered.encode(), [&TWO[..], &offer().encode()].concat());
    let accepted = Accepted { offer: 258, taker: account(4), choices: vec![258] };
    assert_eq!(accepted.encode(), [&TWO[..], &[4; 32], &[1 << 2], &TWO].concat());
    let filled = Filled { offer: 258, taker: account(4), amount: 258, paid: 1, left: 258 };
    let one_long = [&ONE[..], &[0; 8]].concat();
    let pinned = [&TWO[..], &[4; 32], &TWO_LONG, &one_long, &TWO_LONG].concat();
    assert_eq!(filled.encode(), pinned);
    assert_eq!(Cancelled { offer: 258 }.encode(), TWO);
    let reclaimed = OfferReclaimed { offer: 258, index: 7 };
    assert_eq!(reclaimed.encode(), [&TWO[..], &[7]].concat());
    assert_eq!(OfferAbandoned { offer: 258 }.encode(), TWO);
}
