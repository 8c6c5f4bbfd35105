//! What there is when the party begins.

use ink::primitives::AccountId;
use tokens::{Coupon, Id, Item, World};
use tongquan_traits::{campaigns::Policy, gifts::Terms};

use crate::{
    gift_links::link,
    goods::{art, cafe, coupon, fakes, honest_points, junk, points, rice, scrip, tea, HOUR, START},
    keys::link_key,
    model::Message,
    party::address,
    people::{ann, ben, cat, dan, everybody},
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
        // All that there can be.
        (rice(), ann(), u128::MAX - 501),
        (rice(), ben(), 500),
        (rice(), cat(), 1),
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
    for (place, owner) in [ann(), ben(), cat(), dan()].into_iter().enumerate() {
        let serial = place as u32 + 1;
        for (serial, until) in
            [(serial, START + HOUR), (serial + 4, START + 24 * HOUR), (serial + 8, u64::MAX)]
        {
            world.issue_coupon(&coupon(cafe(), 1, serial), owner, Coupon::good(START, until));
        }
        let late = Coupon::good(START + HOUR / 2, u64::MAX);
        world.issue_coupon(&coupon(cafe(), 2, serial), owner, late);
        let policy = Policy::GiftOnly { gift: address() };
        let only_here = Coupon { policy, ..Coupon::good(START, START + 24 * HOUR) };
        world.issue_coupon(&coupon(cafe(), 3, serial), owner, only_here);
        world.issue_coupon(&coupon(fakes(), 1, serial), owner, Coupon::good(START, u64::MAX));
        world.issue_item(&Item { contract: art(), id: Id::U64(serial.into()) }, owner);
        world.issue_item(&Item { contract: art(), id: Id::U8(serial as u8) }, owner);
        world.issue_item(&Item { contract: art(), id: Id::Bytes(vec![7; LENGTHS[place]]) }, owner);
        world.issue_item(&Item { contract: junk(), id: Id::U64(serial.into()) }, owner);
    }
    // Dan lets nobody take anything before he has looked at it.
    for contract in [cafe(), art(), fakes(), junk()] {
        for owner in [ann(), ben(), cat()] {
            world.approve_all(contract, owner, address());
        }
    }
    world
}

/// Some parties begin with more gifts than one page has.
pub fn first_gifts(seed: u64) -> Vec<(AccountId, Message)> {
    let many = if seed % 8 == 0 { 15 + seed / 8 % 20 } else { 0 };
    let one = |place: u64| {
        let terms = Terms {
            until: START + HOUR * (1 + place % 5),
            notice: HOUR / 10 * (place % 3),
            ..link(link_key(place as usize % 6))
        };
        (ann(), Message::Give { asset: points(tea(), u128::from(place % 3) + 1), terms })
    };
    (0..many).map(one).collect()
}
