//! Picks from what there is.

use ink::primitives::AccountId;
use tokens::{Id, Item, World};
use tongquan_traits::{
    assets::Asset,
    swaps::{Offer, Want},
};

use super::Dice;
use crate::{
    market::address,
    model::Model,
    people::{ann, ben, cat, dan},
    stalls::{books, cafe, fakes, honest_points, nowhere, scrip},
};

pub fn items_of(world: &World, owner: AccountId) -> Vec<Item> {
    let mut items = vec![];
    for (contract, collection) in &world.collections {
        for (id, piece) in &collection.pieces {
            if piece.owner == owner {
                items.push(Item { contract: *contract, id: id.clone() });
            }
        }
    }
    items
}

/// The numbers of the owner's coupons of this campaign.
fn coupons_of(world: &World, owner: AccountId, of: AccountId, campaign: u32) -> Vec<u64> {
    let of_campaign = |item: Item| match item {
        Item { contract, id: Id::U64(number) }
            if contract == of && number >> 32 == u64::from(campaign) =>
        {
            Some(number)
        }
        _ => None,
    };
    items_of(world, owner).into_iter().filter_map(of_campaign).collect()
}

fn token(dice: &mut Dice) -> AccountId {
    match dice.below(40) {
        0 => nowhere(),
        1..=4 => scrip(),
        _ => dice.pick(&honest_points()),
    }
}

/// Points or an item that its giver has, or once in a while somebody else.
pub fn asset(dice: &mut Dice, world: &World, giver: AccountId) -> Asset {
    if dice.below(5) < 2 {
        let token = token(dice);
        let amount = dice.amount(world.balance(token, giver));
        return Asset::Points { token, amount };
    }
    let owner = if dice.once_in(40) { dice.trader() } else { giver };
    match dice.any(&items_of(world, owner)) {
        Some(item) => Asset::Item { item },
        None => Asset::Points { token: honest_points()[0], amount: 1 },
    }
}

/// Something that `giver` has.
pub fn want(dice: &mut Dice, model: &Model, giver: AccountId) -> Want {
    if dice.once_in(4) {
        let contract = dice.pick(&[cafe(), cafe(), books(), fakes()]);
        let campaign = dice.pick(&[1, 1, 1, 2]);
        let left = dice.pick(&[0, 0, 20, 50, 51]);
        let until = dice.pick(&[0, 0, model.now + 1_000]);
        return Want::AnyOf { contract, campaign, left, until };
    }
    match asset(dice, &model.world, giver) {
        Asset::Points { token, amount } => Want::Points { token, amount },
        Asset::Item { item } => {
            let (mut left, mut until) = (0, 0);
            if let Some(coupon) = model.world.coupon(&item) {
                left = if dice.once_in(3) { dice.near(coupon.left) } else { 0 };
                until = if dice.once_in(3) { dice.near(coupon.until) } else { 0 };
            } else if dice.once_in(8) {
                left = dice.below(2);
                until = dice.below(2);
            }
            Want::Item { item, left, until }
        }
    }
}

/// An offer there is, or once in a while one there is not.
pub fn offer(dice: &mut Dice, model: &Model) -> u64 {
    let live: Vec<u64> = model.offers.keys().copied().collect();
    match dice.any(&live) {
        Some(number) if !dice.once_in(25) => number,
        _ => dice.below(model.count + 2),
    }
}

/// One of those for which `is` holds, if there is any.
pub fn offer_that(dice: &mut Dice, model: &Model, is: impl Fn(&Offer) -> bool) -> u64 {
    let fitting = model.offers.iter().filter(|(_, offer)| is(offer));
    let fitting: Vec<u64> = fitting.map(|(number, _)| *number).collect();
    match dice.any(&fitting) {
        Some(number) if !dice.once_in(12) => number,
        _ => offer(dice, model),
    }
}

/// Who could take the offer: for whom it is, or who has the first item that is wanted.
pub fn taker(dice: &mut Dice, model: &Model, offer: &Offer) -> AccountId {
    let owner = offer.want.iter().find_map(|want| match want {
        Want::Item { item, .. } => model.world.owner(item),
        _ => None,
    });
    match offer.taker.or(owner).filter(|account| *account != address()) {
        Some(account) => dice.entitled(account),
        None => {
            let mut others = vec![ann(), ben(), cat(), dan()];
            others.retain(|account| *account != offer.maker || dice.once_in(12));
            dice.pick(&others)
        }
    }
}

/// Coupons for each campaign that is wanted: such as the taker has, if there are any.
pub fn choices(dice: &mut Dice, model: &Model, offer: &Offer, taker: AccountId) -> Vec<u64> {
    let mut choices = vec![];
    for want in &offer.want {
        let Want::AnyOf { contract, campaign, .. } = want else { continue };
        let mut coupons = coupons_of(&model.world, taker, *contract, *campaign);
        if !dice.once_in(12) {
            coupons.retain(|coupon| !choices.contains(coupon));
        }
        let any = dice.trader();
        let other = coupons_of(&model.world, any, *contract, dice.pick(&[1, 2]));
        let choice = if dice.once_in(12) { None } else { dice.any(&coupons) };
        choices.push(choice.or(dice.any(&other)).unwrap_or(dice.below(9)));
    }
    if dice.once_in(30) {
        choices.push(dice.below(9));
    }
    if dice.once_in(30) {
        choices.pop();
    }
    choices
}
