//! What there is when the market opens.

use ink::primitives::AccountId;
use tokens::{Coupon, Id, Item, World};
use tongquan_traits::campaigns::Kind;

use crate::{
    market::address,
    model::Message,
    people::{ann, ben, cat, dan, everybody},
    stalls::{
        any_of, art, books, cafe, coupon, fakes, honest_points, junk, oil, pay, points, rice,
        scrip, tea, HOUR, START,
    },
};

/// The lengths of some items' names: the last is too long.
const LENGTHS: [usize; 4] = [0, 1, 64, 65];

/// All that people bring.
pub fn opening() -> World {
    let mut world = World::default();
    for (token, owner, amount) in [
        (tea(), ann(), 1_000),
        (tea(), ben(), 1_000),
        (tea(), cat(), 1_000),
        (tea(), dan(), 50),
        (rice(), ann(), u128::MAX / 2),
        (rice(), ben(), u128::MAX / 2),
        (rice(), cat(), 1),
        (oil(), dan(), u128::MAX),
        (scrip(), ann(), 1_000),
        (scrip(), ben(), 1_000),
        (scrip(), dan(), 1_000),
    ] {
        world.issue_points(token, owner, amount);
    }
    for token in honest_points().into_iter().chain([scrip()]) {
        for owner in everybody() {
            world.approve_points(token, owner, address(), u128::MAX);
        }
    }
    let traders = [ann(), ben(), cat(), dan()];
    for (place, owner) in traders.into_iter().enumerate() {
        let serial = place as u32 + 1;
        issue(&mut world, &coupon(cafe(), 1, serial), owner, 50, START + HOUR);
        issue(&mut world, &coupon(cafe(), 1, serial + 4), owner, 20, START + 24 * HOUR);
        issue(&mut world, &coupon(cafe(), 1, serial + 8), owner, 50, u64::MAX);
        issue(&mut world, &coupon(cafe(), 2, serial), owner, 0, u64::MAX);
        issue(&mut world, &coupon(books(), 1, serial), owner, 50, START + 24 * HOUR);
        issue(&mut world, &coupon(books(), 1, serial + 4), owner, 50, u64::MAX);
        issue(&mut world, &coupon(fakes(), 1, serial), owner, 50, u64::MAX);
        world.issue_item(&Item { contract: art(), id: Id::U64(serial.into()) }, owner);
        world.issue_item(&Item { contract: art(), id: Id::U8(serial as u8) }, owner);
        world.issue_item(&Item { contract: art(), id: Id::Bytes(vec![7; LENGTHS[place]]) }, owner);
        world.issue_item(&Item { contract: junk(), id: Id::U64(serial.into()) }, owner);
    }
    // Dan lets nobody take anything before he has looked at it.
    for contract in [cafe(), books(), art(), fakes(), junk()] {
        for owner in [ann(), ben(), cat()] {
            world.approve_all(contract, owner, address());
        }
    }
    world
}

fn issue(world: &mut World, item: &Item, owner: AccountId, left: u64, until: u64) {
    let kind = match left {
        0 => Kind::Exchange {},
        _ => Kind::Voucher { value: 50 },
    };
    let late = left == 20;
    let from = if late { START + HOUR / 2 } else { START };
    world.issue_coupon(item, owner, Coupon { kind, left, ..Coupon::good(from, until) });
}

/// Some markets begin with more offers than one page has.
pub fn first_offers(seed: u64) -> Vec<(AccountId, Message)> {
    let many = if seed % 4 == 0 { 15 + seed / 4 % 20 } else { 0 };
    let one = |place: u64| {
        let want = match place % 3 {
            0 => pay(oil(), u128::from(place) + 1),
            1 => pay(rice(), 19),
            _ => any_of(cafe(), 1),
        };
        let until = START + HOUR * (1 + place % 5);
        let give = vec![points(tea(), u128::from(place % 3) + 1)];
        (ann(), Message::MakeOffer { give, want: vec![want], taker: None, until })
    };
    (0..many).map(one).collect()
}
