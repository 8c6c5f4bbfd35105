//! Items whose contracts lie, fail or play dead.

use ink::scale::Encode;
use psp34::PSP34Error;
use tokens::{Asked, Cheat, Coupon, Does, Id, Item, Mark};
use tongquan_traits::{
    assets::{AssetError, ItemFault},
    auctions::AuctionError::{self, *},
    campaigns::{Policy, Royalty},
};

use crate::{
    offers::{english, with_buy_now, END},
    people::{
        ann, art, coupon, eve, forged, forgery, house, merchant, nowhere, picture, points, sam,
        stranger, sue, tea,
    },
    saleroom::{Saleroom, DAY, START},
};

fn fault(item: Item, fault: ItemFault) -> AuctionError {
    Asset(AssetError::Item { item, fault })
}

fn cheat(room: &mut Saleroom, asked: Asked, does: Does) {
    room.change(|world| {
        world.reform(forged());
        world.cheat(forged(), Cheat::new(asked, does.clone()));
    });
}

#[track_caller]
fn cannot_list(room: &mut Saleroom, item: Item, expected: ItemFault) {
    let listed = room.list_for(sue(), vec![picture(1), item.clone()], points(), english());
    assert_eq!(listed, Err(fault(item, expected)));
    // M5
    assert_eq!(room.owner(&picture(1)), Some(sue()));
}

#[test]
fn only_the_owner_lists_an_item() {
    let mut room = Saleroom::open();
    for item in [coupon(11), picture(11), coupon(99), picture(99)] {
        cannot_list(&mut room, item, ItemFault::NotOwner);
    }
    let other_kind = Item { contract: tea(), id: Id::U32(1) };
    cannot_list(&mut room, other_kind, ItemFault::NotOwner);
    let missing = Item { contract: nowhere(), id: Id::U64(1) };
    cannot_list(&mut room, missing, ItemFault::Failed);
    let no_collection = Item { contract: points(), id: Id::U64(1) };
    cannot_list(&mut room, no_collection, ItemFault::Failed);
}

#[test]
fn tokens_of_psp34_that_are_no_coupons_have_no_promise() {
    let mut room = Saleroom::open();
    let numbered = Item { contract: art(), id: Id::U64(1) };
    let other = numbered.clone();
    room.change(move |world| world.issue_item(&other, sue()));
    let lot = room.list(sue(), vec![numbered.clone(), picture(1), coupon(1)], english());
    let items = room.book().items(lot).unwrap().to_vec();
    assert_eq!(items[0].promise, None);
    assert_eq!(items[1].promise, None);
    assert_eq!(items[2].promise.as_ref().map(|promise| promise.until), Some(START + 365 * DAY));
    room.bid(ann(), lot, 20).unwrap();
    room.at(END).settle(eve(), lot).unwrap();
    assert_eq!(room.owner(&numbered), Some(ann()));
}

#[test]
fn an_item_that_was_not_approved_stays() {
    let mut room = Saleroom::open();
    let bare = Item { contract: [0xcc; 32].into(), id: Id::U8(1) };
    let issued = bare.clone();
    room.change(move |world| world.issue_item(&issued, sue()));
    cannot_list(&mut room, bare.clone(), ItemFault::NotApproved);
    let approved = bare.clone();
    room.change(move |world| world.approve_item(&approved, house()));
    room.list(sue(), vec![bare], english());
}

#[test]
fn coupons_that_cannot_be_passed_on_are_not_listed() {
    // C3
    let mut room = Saleroom::open();
    let spoil: [fn(&mut Coupon); 5] = [
        |coupon| coupon.policy = Policy::Bound {},
        |coupon| coupon.policy = Policy::GiftOnly { gift: house() },
        |coupon| coupon.mark = Mark::Redeemed { order: [1; 32] },
        |coupon| coupon.mark = Mark::Reserved { order: [1; 32], until: START + 1 },
        |coupon| coupon.until = START,
    ];
    for spoil in spoil {
        room.change(|world| {
            let mut facts = Coupon::good(START - 1, START + 365 * DAY);
            spoil(&mut facts);
            world.issue_coupon(&coupon(1), sue(), facts);
        });
        cannot_list(&mut room, coupon(1), ItemFault::NotTradable);
    }
}

#[test]
fn an_item_that_did_not_come_is_not_listed() {
    // R23
    for does in [Does::MoveNothing, Does::MoveTo(stranger())] {
        let mut room = Saleroom::open();
        cheat(&mut room, Asked::Move, does);
        cannot_list(&mut room, forgery(1), ItemFault::NotMoved);
    }
    let mut room = Saleroom::open();
    for owner in [None, Some(sue()), Some(stranger())] {
        cheat(&mut room, Asked::Owner, Does::say_owner(owner));
        cannot_list(&mut room, forgery(1), ItemFault::NotMoved);
    }
}

#[test]
fn each_refusal_of_psp34_has_its_name() {
    let text = || String::from("no");
    for (error, expected) in [
        (PSP34Error::Custom(text()), ItemFault::Refused),
        (PSP34Error::SelfApprove, ItemFault::Failed),
        (PSP34Error::NotApproved, ItemFault::NotApproved),
        (PSP34Error::TokenExists, ItemFault::Failed),
        (PSP34Error::TokenNotExists, ItemFault::NotOwner),
        (PSP34Error::SafeTransferCheckFailed(text()), ItemFault::Refused),
    ] {
        let bytes = Ok::<_, ()>(Err::<(), _>(error)).encode();
        for does in [Does::Revert(bytes.clone()), Does::Answer(bytes)] {
            let mut room = Saleroom::open();
            cheat(&mut room, Asked::Move, does.clone());
            cannot_list(&mut room, forgery(1), expected);
            room.change(|world| world.reform(forged()));
            let lot = room.list(sue(), vec![forgery(1)], english());
            cheat(&mut room, Asked::Move, does);
            let refused = Err(fault(forgery(1), expected));
            assert_eq!(room.cancel(sue(), lot), refused);
            room.unwind(sue(), lot).unwrap();
            assert_eq!(room.reclaim(eve(), lot, 0), refused);
        }
    }
}

#[test]
fn whatever_else_a_contract_answers_to_a_transfer_is_a_failure() {
    for does in [
        Does::Trap,
        Does::NotKnow,
        Does::Answer(vec![]),
        Does::Answer(vec![0]),
        Does::Answer(vec![1]),
        Does::Answer(vec![1, 1]),
        Does::Answer(vec![0, 0, 0]),
        Does::Answer(vec![0, 2]),
        Does::Answer(vec![0, 1]),
        Does::Answer(vec![0, 1, 6]),
        Does::Answer(vec![0xff; 600]),
        Does::Revert(vec![]),
        Does::Revert(vec![0, 0]),
        Does::Revert(vec![0, 1]),
        Does::Revert(vec![0, 1, 6]),
        Does::Revert(vec![0xff; 600]),
    ] {
        let mut room = Saleroom::open();
        cheat(&mut room, Asked::Move, does.clone());
        cannot_list(&mut room, forgery(1), ItemFault::Failed);
        room.change(|world| world.reform(forged()));
        let lot = room.list(sue(), vec![forgery(1)], english());
        room.bid(ann(), lot, 20).unwrap();
        cheat(&mut room, Asked::Move, does);
        room.at(END);
        assert_eq!(room.settle(eve(), lot), Err(fault(forgery(1), ItemFault::Failed)));
    }
}

#[test]
fn whatever_else_a_contract_answers_about_an_owner_is_a_failure() {
    let owner = |bytes: &[u8], fill| [bytes, &[fill; 32]].concat();
    for does in [
        Does::Trap,
        Does::NotKnow,
        Does::Answer(vec![]),
        Does::Answer(vec![0]),
        Does::Answer(vec![0, 2]),
        Does::Answer(vec![0, 0, 0]),
        Does::Answer(vec![0, 1]),
        Does::Answer(owner(&[0, 1], 1)[..33].to_vec()),
        Does::Answer(owner(&[0, 1, 0], 1)),
        Does::Answer(owner(&[0, 2], 1)),
        Does::Answer(owner(&[1, 1], 1)),
        Does::Revert(owner(&[0, 1], 1)),
    ] {
        let mut room = Saleroom::open();
        cheat(&mut room, Asked::Owner, does.clone());
        // Of a coupon, who looks at it sees the holder; afterwards its contract is asked for the owner.
        cannot_list(&mut room, forgery(1), ItemFault::Failed);
        let other_kind = Item { contract: forged(), id: Id::U8(1) };
        let issued = other_kind.clone();
        room.change(move |world| world.issue_item(&issued, sue()));
        cannot_list(&mut room, other_kind, ItemFault::Failed);
    }
}

#[test]
fn a_view_that_is_none_is_a_failure() {
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![forgery(2)], with_buy_now(50));
    room.bid(ann(), lot, 20).unwrap();
    let view = room.world().coupon(&forgery(1)).unwrap().view(sue(), START);
    let bytes = Ok::<_, ()>(Some(view)).encode();
    let mut longer = bytes.clone();
    longer.push(0);
    let mut status = bytes.clone();
    // After the holder, a voucher's kind and its value, and what is left.
    status[2 + 32 + 9 + 8] = 9;
    for bytes in [
        vec![],
        vec![0],
        vec![1],
        vec![1, 1],
        vec![1, 0],
        vec![0, 0, 0],
        vec![0, 1],
        vec![0, 2],
        bytes[..bytes.len() - 1].to_vec(),
        longer,
        status,
        vec![0xff; 600],
    ] {
        cheat(&mut room, Asked::View, Does::Answer(bytes));
        cannot_list(&mut room, forgery(1), ItemFault::Failed);
        let failed = Err(fault(forgery(2), ItemFault::Failed));
        assert_eq!(room.buy(eve(), lot, 50), failed);
        assert_eq!(room.unwind(eve(), lot), failed);
    }
    // X1: the way out is open when the time has come.
    room.at(END);
    assert_eq!(room.settle(eve(), lot), Err(fault(forgery(2), ItemFault::Failed)));
    room.at(END + tongquan_traits::auctions::GRACE).unwind(eve(), lot).unwrap();
    assert_eq!(room.credit(ann()), 20);
}

#[test]
fn a_contract_that_does_not_answer_is_taken_for_one_of_other_tokens() {
    for does in [Does::Trap, Does::NotKnow, Does::Revert(vec![]), Does::Revert(vec![0, 0])] {
        let mut room = Saleroom::open();
        cheat(&mut room, Asked::View, does.clone());
        let lot = room.list(sue(), vec![forgery(1)], english());
        assert_eq!(room.book().items(lot).unwrap()[0].promise, None);
        cannot_list(&mut room, forgery(11), ItemFault::NotOwner);

        // Nor does it spoil a lot that was listed before.
        let mut room = Saleroom::open();
        let lot = room.list(sue(), vec![forgery(1)], english());
        room.bid(ann(), lot, 20).unwrap();
        cheat(&mut room, Asked::View, does);
        assert!(room.unwind(eve(), lot).is_err());
        room.at(END).settle(eve(), lot).unwrap();
        assert_eq!(room.owner(&forgery(1)), Some(ann()));
    }
}

#[test]
fn one_dead_contract_in_a_bundle_stops_nobody_elses_lot() {
    // M7
    let mut room = Saleroom::open();
    let dead = room.list(sue(), vec![coupon(1), forgery(1)], english());
    let alive = room.list(sam(), vec![coupon(11)], english());
    room.bid(ann(), dead, 20).unwrap();
    room.bid(ann(), alive, 20).unwrap();
    cheat(&mut room, Asked::Anything, Does::Trap);
    room.at(END);
    assert_eq!(room.settle(eve(), dead), Err(fault(forgery(1), ItemFault::Failed)));
    assert_eq!(room.owner(&coupon(1)), Some(house()));
    room.settle(eve(), alive).unwrap();
    // X1
    room.at(END + tongquan_traits::auctions::GRACE).unwind(stranger(), dead).unwrap();
    room.withdraw(ann(), &[points()]).unwrap();
    room.reclaim(stranger(), dead, 0).unwrap();
    assert_eq!(room.owner(&coupon(1)), Some(sue()));
    let stuck = Err(fault(forgery(1), ItemFault::Failed));
    assert_eq!(room.reclaim(stranger(), dead, 1), stuck);
    assert_eq!(room.abandon(stranger(), dead), Err(NotSeller));
    room.abandon(sue(), dead).unwrap();
    assert!(room.is_gone(dead));
}

#[test]
fn where_an_item_goes_from_the_house_is_its_contracts_word() {
    // Whoever bids for tokens of a contract trusts that contract.
    let mut room = Saleroom::open();
    let lot = room.list(sue(), vec![forgery(1)], english());
    room.bid(ann(), lot, 20).unwrap();
    cheat(&mut room, Asked::Move, Does::MoveNothing);
    room.at(END).settle(eve(), lot).unwrap();
    assert_eq!(room.owner(&forgery(1)), Some(house()));
    assert_eq!(room.credit(sue()), 10);
}

#[test]
fn r18_a_royalty_is_what_its_contract_says_at_the_listing_and_at_most_a_tenth() {
    for (said, kept) in [(0, 0), (1, 1), (1_000, 1_000), (1_001, 1_000), (u16::MAX, 1_000)] {
        let mut room = Saleroom::open();
        room.change(|world| {
            let facts = world.coupon_mut(&coupon(1)).unwrap();
            facts.royalty = Some(Royalty { to: merchant(), basis_points: said });
        });
        let lot = room.list(sue(), vec![coupon(1)], with_buy_now(10_000));
        let promise = room.book().items(lot).unwrap()[0].promise.clone().unwrap();
        assert_eq!(promise.royalty, Some(Royalty { to: merchant(), basis_points: kept }));
        // What it says later counts for nothing.
        for later in [None, Some(Royalty { to: stranger(), basis_points: 1_000 })] {
            room.change(|world| world.coupon_mut(&coupon(1)).unwrap().royalty = later);
        }
        room.buy(ann(), lot, 10_000).unwrap();
        assert_eq!(room.credit(merchant()), u128::from(kept));
        assert_eq!(room.credit(stranger()), 0);
    }
}
