//! How a lot is sold.

use ink::primitives::AccountId;
use tongquan_traits::{
    assets::Item,
    auctions::{reserve_commitment, Format, MAX_LENGTH},
};

use super::{Dice, Drawing};
use crate::counter::{DAY, HOUR};

/// The reserves that sellers hide, and their salt.
pub const RESERVES: [u128; 5] = [1, 30, 120, 1_000, u128::MAX];
pub const SALT: [u8; 32] = [0x5a; 32];

/// Hostile points are moved in smaller amounts than there are of them, always.
const MODERATE: u128 = 1 << 40;

impl Drawing<'_> {
    pub fn format(&mut self, seller: AccountId, items: &[Item], token: AccountId) -> Format {
        let now = self.reference.now;
        let most = if self.town.fools.contains(&token) { MODERATE } else { u128::MAX };
        let house = self.town.house();
        match self.dice.below(4) {
            0 => dutch(now, most, &mut self.dice),
            _ => {
                let hidden = self.dice.once_in(3).then(|| {
                    let reserve = self.dice.pick(&RESERVES);
                    reserve_commitment(&house, &seller, items, reserve, &SALT)
                });
                english(now, most, hidden, &mut self.dice)
            }
        }
    }
}

/// When it begins and ends.
fn window(now: u64, dice: &mut Dice) -> (u64, u64) {
    let from = match dice.below(6) {
        0 => now + dice.below(2_000),
        1 => now.saturating_sub(dice.below(DAY)),
        2 if dice.once_in(3) => now + HOUR,
        _ => now,
    };
    let length = dice.pick(&[1, 1_000, 60_000, HOUR, HOUR, HOUR, 6 * HOUR, DAY]);
    let until = from.max(now) + length;
    match dice.below(50) {
        0 => (until, from),
        1 => (from, now),
        2 => (from, now + MAX_LENGTH + dice.below(2)),
        _ => (from, until),
    }
}

fn amount(most: u128, dice: &mut Dice) -> u128 {
    match dice.below(60) {
        0 => 0,
        1 => most,
        2 => most / 2,
        _ => dice.pick(&[1, 1, 2, 19, 20, 100, 100, 999]),
    }
}

fn english(now: u64, most: u128, hidden: Option<[u8; 32]>, dice: &mut Dice) -> Format {
    let (from, until) = window(now, dice);
    let window = dice.pick(&[0, 0, 1, 10_000, HOUR, u64::MAX]);
    let latest = match dice.below(40) {
        0 => until.saturating_sub(1),
        1 => now + MAX_LENGTH + dice.below(2),
        2..10 => until,
        _ => until + dice.below(2 * HOUR),
    };
    let opening = amount(most, dice);
    let buy_now = match dice.below(30) {
        0 => Some(dice.near(opening)),
        1..6 => Some(opening.saturating_add(150)),
        6..10 => Some(opening.saturating_mul(3)),
        _ => None,
    };
    let raise = match dice.below(60) {
        0 => 10_001,
        _ => dice.pick(&[0, 1, 500, 500, 1_000, 10_000]),
    };
    let (buy_now, hidden_reserve) = (buy_now.map(|price| price.min(most)), hidden);
    Format::English { from, until, window, latest, opening, raise, buy_now, hidden_reserve }
}

fn dutch(now: u64, most: u128, dice: &mut Dice) -> Format {
    let (from, until) = window(now, dice);
    let lowest = amount(most, dice);
    let highest = match dice.below(30) {
        0 => lowest.saturating_sub(1),
        1 => lowest,
        2 => most,
        _ => lowest.saturating_add(dice.below(1_000).into()),
    };
    Format::Dutch { from, until, highest: highest.min(most), lowest }
}
