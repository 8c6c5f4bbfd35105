//! Random messages, most of which make sense at that moment.

mod changes;
mod dice;
mod opening;
mod picks;

use ink::primitives::AccountId;
use proptest::prelude::*;
use tongquan_traits::{
    assets::Asset,
    swaps::{Want, MAX_LENGTH, MAX_SIDE},
};

use self::dice::Dice;
pub use self::{
    changes::{is_always_honest, Change},
    opening::{first_offers, opening},
};
use crate::{
    model::{Message, Model},
    stalls::{honest_points, HOUR},
};

#[derive(Debug, Clone, Copy)]
enum Kind {
    Make,
    MakeRate,
    Accept,
    Fill,
    Cancel,
    Reclaim,
    Abandon,
    Change,
}

/// What will be sent, as soon as it is known what there is.
#[derive(Debug, Clone)]
pub struct Step {
    kind: Kind,
    dice: u64,
}

#[derive(Debug, Clone)]
pub enum Action {
    Send(AccountId, Message),
    Change(Change),
}

pub fn steps() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![
        24 => Just(Kind::Make),
        8 => Just(Kind::MakeRate),
        28 => Just(Kind::Accept),
        14 => Just(Kind::Fill),
        5 => Just(Kind::Cancel),
        5 => Just(Kind::Reclaim),
        2 => Just(Kind::Abandon),
        15 => Just(Kind::Change),
    ];
    (kind, any::<u64>().no_shrink()).prop_map(|(kind, dice)| Step { kind, dice })
}

impl Step {
    /// What it is in this market, and when.
    pub fn settle(&self, model: &Model) -> (u64, Action) {
        let dice = &mut Dice::new(self.dice);
        let now = match dice.below(10) {
            0 => model.now + dice.below(3),
            1 => model.now + dice.below(2_000),
            2 if dice.once_in(3) => model.now + dice.below(HOUR / 20),
            _ => model.now,
        };
        let (caller, message) = match self.kind {
            Kind::Make => make(dice, model, now),
            Kind::MakeRate => make_rate(dice, model, now),
            Kind::Change => return (now, Action::Change(changes::change(dice, model))),
            _ => return self.about_an_offer(dice, model, now),
        };
        (now, Action::Send(caller, message))
    }

    fn about_an_offer(&self, dice: &mut Dice, model: &Model, now: u64) -> (u64, Action) {
        let number = match self.kind {
            Kind::Accept => picks::offer_that(dice, model, |offer| offer.rate().is_none()),
            Kind::Fill => picks::offer_that(dice, model, |offer| offer.rate().is_some()),
            Kind::Reclaim => picks::offer_that(dice, model, |offer| offer.give.len() > 1),
            _ => picks::offer(dice, model),
        };
        let Some(offer) = model.offers.get(&number) else {
            let fingerprint = [7; 32];
            let message = match self.kind {
                Kind::Accept => Message::Accept { offer: number, choices: vec![], fingerprint },
                Kind::Fill => Message::Fill { offer: number, amount: 1, maximum: 1 },
                Kind::Cancel => Message::Cancel { offer: number },
                Kind::Reclaim => Message::Reclaim { offer: number, index: 0 },
                _ => Message::Abandon { offer: number },
            };
            return (now, Action::Send(dice.person(), message));
        };
        // Close to its end, once in a while.
        let now = match dice.below(12) {
            0 if offer.until < now + 2 * HOUR => now.max(dice.near(offer.until)),
            _ => now,
        };
        let taker = picks::taker(dice, model, offer);
        let holder = dice.entitled(offer.maker);
        let (caller, message) = match self.kind {
            Kind::Accept => {
                let choices = picks::choices(dice, model, offer, taker);
                let now = model.at(now);
                let fingerprint = match dice.below(25) {
                    0 => [7; 32],
                    _ => now.fingerprint(number).unwrap_or_default(),
                };
                (taker, Message::Accept { offer: number, choices, fingerprint })
            }
            Kind::Fill => {
                let left = offer.left;
                let amount = match dice.below(8) {
                    0 => 0,
                    1 => left,
                    2 => left.saturating_add(1),
                    3 => left.saturating_sub(1),
                    4 => u128::MAX,
                    _ => dice.amount(left).clamp(1, left.max(1)),
                };
                let price = model.at(now).quote(number, amount).unwrap_or(1);
                let maximum = match dice.below(6) {
                    0 => price - 1,
                    1 => u128::MAX,
                    _ => price,
                };
                (taker, Message::Fill { offer: number, amount, maximum })
            }
            Kind::Cancel => (holder, Message::Cancel { offer: number }),
            Kind::Reclaim => {
                let index = dice.below(offer.give.len() as u64 + 1) as u8;
                let index = if dice.once_in(20) { dice.below(256) as u8 } else { index };
                (holder, Message::Reclaim { offer: number, index })
            }
            _ => (holder, Message::Abandon { offer: number }),
        };
        (now, Action::Send(caller, message))
    }
}

fn end(dice: &mut Dice, model: &Model, now: u64, give: &[Asset]) -> u64 {
    let first = give.iter().find_map(|asset| match asset {
        Asset::Item { item } => Some(model.world.coupon(item)?.until),
        Asset::Points { .. } => None,
    });
    match (dice.below(16), first) {
        (0 | 1, Some(until)) => dice.near(until),
        (2, _) => now + 1,
        (3, _) => dice.near(now),
        (4, None) => dice.near(now + MAX_LENGTH),
        (5 | 6, _) => now + 5_000,
        (7, _) => now + 24 * HOUR,
        _ => now + HOUR / 4,
    }
}

fn make(dice: &mut Dice, model: &Model, now: u64) -> (AccountId, Message) {
    let (maker, other) = (dice.trader(), dice.trader());
    let size = |dice: &mut Dice| match dice.below(30) {
        0 => dice.below(MAX_SIDE as u64 + 2),
        1..=17 => 1,
        18..=25 => 2,
        _ => 3,
    };
    let give: Vec<Asset> =
        (0..size(dice)).map(|_| picks::asset(dice, &model.world, maker)).collect();
    let mut want: Vec<Want> = (0..size(dice)).map(|_| picks::want(dice, model, other)).collect();
    if let (true, Some(Asset::Points { token, .. })) = (dice.once_in(20), give.first()) {
        want.push(Want::Points { token: *token, amount: 0 });
    }
    let taker = match dice.below(12) {
        0 => Some(dice.person()),
        1 | 2 if other != maker => Some(other),
        _ => None,
    };
    let until = end(dice, model, now, &give);
    (maker, Message::MakeOffer { give, want, taker, until })
}

fn make_rate(dice: &mut Dice, model: &Model, now: u64) -> (AccountId, Message) {
    let maker = dice.trader();
    let (given, wanted) = (dice.pick(&honest_points()), dice.pick(&honest_points()));
    let balance = model.world.balance(given, maker);
    let amount = dice.amount(balance).min(balance.max(1));
    let give = vec![Asset::Points { token: given, amount }];
    let of = dice.trader();
    let amount = dice.amount(model.world.balance(wanted, of));
    let want = vec![Want::Points { token: wanted, amount }];
    let until = end(dice, model, now, &give);
    (maker, Message::MakeOffer { give, want, taker: None, until })
}
