//! What is listed, and how.

use ink::primitives::AccountId;
use tokens::{Id, Item};
use tongquan_traits::auctions::{reserve_commitment, Format, MAX_LENGTH};

use super::{all_items, Dice, RESERVES, SALT};
use crate::{
    model::{Message, Model},
    people::{coupon, everybody, fool_gold, forged, house, nowhere, points, stars, tea},
    saleroom::{DAY, HOUR, SECOND},
};

pub fn list(model: &Model, now: u64, dice: &mut Dice) -> (AccountId, Message) {
    let (seller, items) = items(model, dice);
    let token = match dice.below(24) {
        0 if dice.once_in(2) => nowhere(),
        0 => tea(),
        1..6 => stars(),
        6..12 => fool_gold(),
        _ => points(),
    };
    let format = match dice.below(4) {
        0 => dutch(now, dice),
        _ => english(now, seller, &items, dice),
    };
    (seller, Message::List { items, token, format })
}

/// Something that the seller owns, mostly.
fn items(model: &Model, dice: &mut Dice) -> (AccountId, Vec<Item>) {
    let all = all_items();
    let seller = match model.world.owner(&dice.pick(&all)) {
        Some(owner) if owner != house() && !dice.once_in(20) => owner,
        _ => dice.pick(&everybody()),
    };
    let with_forged = dice.once_in(3);
    let theirs: Vec<_> = all
        .iter()
        .filter(|item| with_forged || item.contract != forged())
        .filter(|item| model.world.owner(item) == Some(seller))
        .cloned()
        .collect();
    let count = dice.pick(&[1, 1, 1, 2, 2, 3, 5]);
    let mut items: Vec<Item> = vec![];
    for _ in 0..count {
        let item = dice.any(&theirs).unwrap_or_else(|| dice.pick(&all));
        if !items.contains(&item) {
            items.push(item);
        }
    }
    match dice.below(120) {
        0 => items.clear(),
        1 => items.push(items[0].clone()),
        2 => items = all[..17].to_vec(),
        3 => items.push(dice.pick(&all)),
        4 => items.push(coupon(999)),
        5 => items.push(Item { contract: points(), id: Id::U64(1) }),
        6 => items.push(Item { contract: nowhere(), id: Id::U128(1) }),
        7 => items.push(Item { contract: tea(), id: Id::Bytes(vec![1]) }),
        _ => {}
    }
    (seller, items)
}

/// When it begins and ends.
fn window(now: u64, dice: &mut Dice) -> (u64, u64) {
    let from = match dice.below(4) {
        0 => now + dice.below(SECOND),
        1 => now.saturating_sub(dice.below(DAY)),
        2 if dice.once_in(3) => now + HOUR,
        _ => now,
    };
    let length = dice.pick(&[1, 2, SECOND, HOUR, HOUR, DAY, DAY]);
    let until = from.max(now) + length;
    match dice.below(40) {
        0 => (until, from),
        1 => (from, now),
        2 => (from, now + MAX_LENGTH + dice.below(2)),
        _ => (from, until),
    }
}

fn amount(dice: &mut Dice) -> u128 {
    match dice.below(60) {
        0 => 0,
        1 => u128::MAX,
        2 => u128::MAX / 2,
        3..6 => 1 << 100,
        _ => dice.pick(&[1, 1, 2, 19, 20, 100, 999]),
    }
}

fn english(now: u64, seller: AccountId, items: &[Item], dice: &mut Dice) -> Format {
    let (from, until) = window(now, dice);
    let window = dice.pick(&[0, 0, 1, SECOND, HOUR, u64::MAX]);
    let latest = match dice.below(40) {
        0 => until.saturating_sub(1),
        1 => now + MAX_LENGTH + dice.below(2),
        2..10 => until,
        _ => until + dice.below(2 * HOUR),
    };
    let opening = amount(dice);
    let buy_now = match dice.below(30) {
        0 => Some(dice.near_amount(opening)),
        1..6 => Some(opening.saturating_add(50)),
        6..10 => Some(opening.saturating_mul(3)),
        _ => None,
    };
    let raise = match dice.below(60) {
        0 => 10_001,
        1 => u16::MAX,
        _ => dice.pick(&[0, 1, 500, 500, 1_000, 10_000]),
    };
    let hidden_reserve = dice.once_in(3).then(|| {
        let reserve = dice.pick(&RESERVES);
        reserve_commitment(&house(), &seller, items, reserve, &SALT)
    });
    Format::English { from, until, window, latest, opening, raise, buy_now, hidden_reserve }
}

fn dutch(now: u64, dice: &mut Dice) -> Format {
    let (from, until) = window(now, dice);
    let lowest = amount(dice);
    let highest = match dice.below(30) {
        0 => lowest.saturating_sub(1),
        1 => lowest,
        2 => u128::MAX,
        _ => lowest.saturating_add(dice.below(1_000).into()),
    };
    Format::Dutch { from, until, highest, lowest }
}
