//! Random steps: what somebody does next, chosen by what there is to do.

mod deeds;
mod listings;

use ink::primitives::AccountId;
use proptest::prelude::*;
use seeded::Dice;
use tongquan_traits::{
    assets::Item,
    auctions::{reserve_commitment, Format, Lot, LotState, GRACE},
};

pub use self::deeds::{beginning, do_deed};
use crate::{
    model::{Message, Model},
    people::{coupon, currencies, everybody, forgery, house, nowhere, picture, rice},
    saleroom::{HOUR, SECOND},
};

/// The kind of a step, and what decides the rest.
pub type Step = (u8, u64);

pub fn steps() -> impl Strategy<Value = Step> {
    (0..100u8, any::<u64>().no_shrink())
}

/// What one step is.
#[allow(clippy::large_enum_variant)]
pub enum Act {
    /// The world changes, as told by this seed.
    Deed(u64),
    Message(AccountId, Message),
}

/// What the reserves are that sellers hide, and with which salt.
pub const RESERVES: [u128; 5] = [1, 30, 60, 1_000, u128::MAX];
pub const SALT: [u8; 32] = [0x5a; 32];

const AMOUNTS: [u128; 9] = [0, 1, 2, 19, 20, 100, 1_000, 1 << 100, u128::MAX];

/// When the step happens, and what it is.
pub fn settle(model: &Model, (kind, seed): Step) -> (u64, Act) {
    let mut dice = Dice(seed);
    let now = time(model, &mut dice);
    let act = match kind {
        0..20 => Act::Deed(seed),
        _ => {
            let (caller, message) = message(model, now, kind, &mut dice);
            Act::Message(caller, message)
        }
    };
    (now, act)
}

/// What the step's kind says, or a listing where there is nothing to do it with.
fn message(model: &Model, now: u64, kind: u8, dice: &mut Dice) -> (AccountId, Message) {
    let person = dice.pick(&everybody());
    let open = |lot: &Lot| lot.state == LotState::Open {};
    let chosen = match kind {
        32..66 => bid(model, now, person, dice),
        66..72 => buy(model, now, person, dice),
        72..80 => ended(model, now, dice).map(|lot| (person, Message::Settle { lot })),
        80..84 => reveal(model, now, person, dice),
        84..86 => number(model, dice, open)
            .map(|lot| (seller_or(person, model, lot, dice), Message::Cancel { lot })),
        86..90 => number(model, dice, |lot| open(lot) && lot.lead.is_some())
            .map(|lot| (seller_or(person, model, lot, dice), Message::Unwind { lot })),
        90..94 => number(model, dice, |lot| !open(lot)).map(|lot| {
            let index = if dice.once_in(10) { 16 } else { dice.below(3) as u8 };
            (person, Message::Reclaim { lot, index })
        }),
        94 => number(model, dice, |lot| !open(lot))
            .map(|lot| (seller_or(person, model, lot, dice), Message::Abandon { lot })),
        95.. => withdraw(model, person, dice),
        _ => None,
    };
    chosen.unwrap_or_else(|| listings::list(model, now, dice))
}

/// Mostly now, or a little later; now and then at the next end of one of the times of a lot, or a
/// millisecond before or after it.
fn time(model: &Model, dice: &mut Dice) -> u64 {
    let now = model.now;
    match dice.below(20) {
        0..10 => now,
        10..15 => now + dice.below(SECOND),
        15 => now + dice.below(HOUR),
        _ => {
            let ends = model.lots.values().flat_map(|(lot, _)| times(lot));
            let mut ends: Vec<_> = ends.filter(|time| *time > now + 1).collect();
            ends.sort_unstable();
            ends.truncate(2);
            dice.any(&ends).map_or(now + 1, |time| dice.near(time))
        }
    }
}

fn times(lot: &Lot) -> Vec<u64> {
    let decided = crate::model::decided(lot);
    let (from, mut times) = match lot.format {
        Format::English { from, window, .. } => (from, vec![lot.until - window.min(lot.until)]),
        Format::Dutch { from, until, .. } => (from, vec![(from + until) / 2]),
    };
    times.extend([from, lot.until]);
    if lot.state == (LotState::Open {}) && lot.lead.is_some() {
        times.extend([decided, decided + GRACE]);
    }
    times
}

/// A lot of this kind, if there is one; now and then any, or one that never was.
fn number(model: &Model, dice: &mut Dice, is: impl Fn(&Lot) -> bool) -> Option<u64> {
    if dice.once_in(40) {
        return Some(dice.below(model.count + 2));
    }
    if dice.once_in(20) {
        return dice.any(&model.lots.keys().copied().collect::<Vec<_>>());
    }
    let fitting: Vec<_> =
        model.lots.iter().filter(|(_, (lot, _))| is(lot)).map(|(number, _)| *number).collect();
    dice.any(&fitting)
}

fn seller_or(person: AccountId, model: &Model, number: u64, dice: &mut Dice) -> AccountId {
    match model.lots.get(&number) {
        Some((lot, _)) if !dice.once_in(3) => lot.seller,
        _ => person,
    }
}

fn on_sale(lot: &Lot, now: u64) -> bool {
    let (from, _) = crate::model::times(&lot.format);
    lot.state == LotState::Open {} && from <= now && now < lot.until
}

type Chosen = Option<(AccountId, Message)>;

fn bid(model: &Model, now: u64, bidder: AccountId, dice: &mut Dice) -> Chosen {
    let english = |lot: &Lot| matches!(lot.format, Format::English { .. });
    let out_of_time = dice.once_in(12);
    let number = number(model, dice, |lot| english(lot) && (out_of_time || on_sale(lot, now)))?;
    let mut amounts = vec![dice.pick(&AMOUNTS)];
    if let Some((lot, _)) = model.lots.get(&number) {
        let minimum = model.minimum_bid(number, now).unwrap_or(1);
        for _ in 0..3 {
            amounts.push(dice.near_amount(minimum));
            amounts.push(minimum.saturating_add(dice.below(60).into()));
        }
        if let Some(lead) = &lot.lead {
            amounts.push(dice.near_amount(lead.maximum));
            amounts.push(lead.maximum.saturating_add(dice.below(40).into()));
            amounts.push(lead.maximum.saturating_add(lead.maximum / 20 + 1));
        }
        if let Format::English { buy_now: Some(price), .. } = lot.format {
            amounts.push(dice.near_amount(price));
        }
    }
    Some((bidder, Message::Bid { lot: number, maximum: dice.pick(&amounts) }))
}

fn buy(model: &Model, now: u64, buyer: AccountId, dice: &mut Dice) -> Chosen {
    let at_random = dice.once_in(8);
    let number = number(model, dice, |lot| {
        let has_price = !matches!(lot.format, Format::English { buy_now: None, .. });
        (at_random && (has_price || lot.lead.is_none())) || (has_price && on_sale(lot, now))
    })?;
    let price = model.price(number, now).unwrap_or(1);
    let maximum = match dice.below(4) {
        0 => dice.near_amount(price),
        1 => u128::MAX,
        _ => price,
    };
    Some((buyer, Message::Buy { lot: number, maximum }))
}

fn ended(model: &Model, now: u64, dice: &mut Dice) -> Option<u64> {
    let early = dice.once_in(10);
    number(model, dice, |lot| lot.state == LotState::Open {} && (early || now >= lot.until))
}

fn reveal(model: &Model, now: u64, person: AccountId, dice: &mut Dice) -> Chosen {
    let at_random = dice.once_in(10);
    let number = number(model, dice, |lot| {
        let hidden = matches!(lot.format, Format::English { hidden_reserve: Some(_), .. });
        at_random || (hidden && now >= lot.until && lot.state == LotState::Open {})
    })?;
    let mut reserve = dice.pick(&RESERVES);
    if let (Some((lot, items)), false) = (model.lots.get(&number), dice.once_in(6)) {
        let items: Vec<_> = items.iter().map(|listed| listed.item.clone()).collect();
        if let Format::English { hidden_reserve: Some(commitment), .. } = lot.format {
            let fits = |reserve: &u128| {
                reserve_commitment(&house(), &lot.seller, &items, *reserve, &SALT) == commitment
            };
            reserve = RESERVES.into_iter().find(fits).unwrap_or(reserve);
        }
    }
    Some((person, Message::Reveal { lot: number, reserve, salt: SALT }))
}

fn withdraw(model: &Model, person: AccountId, dice: &mut Dice) -> Chosen {
    let owed: Vec<_> =
        model.credits.iter().filter(|(_, list)| !list.is_empty()).map(|(who, _)| *who).collect();
    let account = dice.any(&owed)?;
    let mut tokens: Vec<_> = match dice.below(5) {
        0 => vec![dice.pick(&currencies())],
        _ => model.credits(account, 0).iter().map(|(token, _)| *token).collect(),
    };
    match dice.below(30) {
        0 => tokens.push(nowhere()),
        1 => tokens.extend(tokens.clone()),
        2 => tokens = vec![dice.pick(&currencies()); 17],
        3 => tokens.clear(),
        _ => {}
    }
    Some((person, Message::Withdraw { account, tokens }))
}

/// Everything that can be listed.
pub fn all_items() -> Vec<Item> {
    let numbers = || (1..10u64).chain(11..20);
    let mut all = vec![];
    for number in numbers() {
        all.push(coupon(number));
        all.push(forgery(number));
        all.push(Item { contract: rice(), id: coupon(number).id });
        all.push(picture(number as u8));
    }
    all
}
