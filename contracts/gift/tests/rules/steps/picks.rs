//! Picks from what there is.

use ink::primitives::AccountId;
use tokens::{Item, World};
use tongquan_traits::{
    assets::Asset,
    gifts::{Claim, Gift},
};

use super::Dice;
use crate::{
    gift_links::Attempt,
    goods::{honest_points, nowhere, scrip},
    keys::{tree_with, trees, Tree},
    model::{share, Model},
    party::{address, elsewhere},
    people::{everybody, relayer},
    signing::Signature,
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

fn token(dice: &mut Dice) -> AccountId {
    match dice.below(40) {
        0 => nowhere(),
        1..=5 => scrip(),
        _ => dice.pick(&honest_points()),
    }
}

pub fn points(dice: &mut Dice, world: &World, giver: AccountId) -> Asset {
    let token = token(dice);
    let balance = world.balance(token, giver);
    let amount = match dice.below(6) {
        0 => dice.amount(balance),
        _ => u128::from(dice.below(60) + 1).min(balance.max(1)),
    };
    Asset::Points { token, amount }
}

/// An item that its giver has, or once in a while somebody else.
pub fn item(dice: &mut Dice, world: &World, giver: AccountId) -> Asset {
    let owner = if dice.once_in(30) { dice.giver() } else { giver };
    match dice.any(&items_of(world, owner)) {
        Some(item) => Asset::Item { item },
        None => Asset::Points { token: honest_points()[0], amount: 1 },
    }
}

/// A gift there is, or once in a while one there is not.
pub fn gift(dice: &mut Dice, model: &Model) -> u64 {
    let live: Vec<u64> = model.gifts.keys().copied().collect();
    match dice.any(&live) {
        Some(number) if !dice.once_in(25) => number,
        _ => dice.below(model.count + 2),
    }
}

/// One of those for which `is` holds, if there is any.
pub fn gift_that(dice: &mut Dice, model: &Model, is: impl Fn(&Gift) -> bool) -> u64 {
    let fitting = model.gifts.iter().filter(|(_, gift)| is(gift));
    let fitting: Vec<u64> = fitting.map(|(number, _)| *number).collect();
    match dice.any(&fitting) {
        Some(number) if !dice.once_in(12) => number,
        _ => gift(dice, model),
    }
}

/// A share that nobody has claimed, and somebody who has none; or once in a while others.
fn number_and_recipient(
    dice: &mut Dice,
    model: &Model,
    number: u64,
    gift: Option<&Gift>,
    tree: &Tree,
) -> (u32, AccountId) {
    let mut numbers: Vec<u32> = (0..tree.size()).collect();
    let mut people = everybody().to_vec();
    if !dice.once_in(8) {
        numbers.retain(|share| !model.is_claimed(number, *share));
    }
    let again = dice.once_in(6);
    people.retain(|account| model.claim_of(number, *account).is_some() == again);
    if let (Some(gift), false) = (gift, dice.once_in(12)) {
        numbers.retain(|share| *share < gift.terms.shares);
    }
    let share = dice.any(&numbers).unwrap_or(0);
    let recipient = match gift.and_then(|gift| gift.terms.recipient) {
        Some(only) => dice.entitled(only),
        None if dice.once_in(40) => dice.pick(&[address(), elsewhere()]),
        None => dice.any(&people).unwrap_or_else(relayer),
    };
    // Accounts that nobody watches get nothing.
    let recipient = if recipient == elsewhere() { address() } else { recipient };
    (share, recipient)
}

/// A claim to the gift, most often a good one, and who submits it.
pub fn attempt(dice: &mut Dice, model: &Model, number: u64) -> (AccountId, Attempt) {
    let gift = model.gifts.get(&number);
    let known = gift.and_then(|gift| tree_with(gift.terms.keys));
    let tree = match known {
        Some(tree) if !dice.once_in(30) => tree,
        _ => &trees()[dice.below(trees().len() as u64) as usize],
    };
    let (share_number, recipient) = number_and_recipient(dice, model, number, gift, tree);
    let share = gift.and_then(|gift| share(address(), number, gift, share_number)).unwrap_or(0);
    let max_fee = match dice.below(6) {
        0 => dice.amount(share),
        1 => u128::MAX,
        2 | 3 => share / 2,
        _ => 0,
    };
    let at_most = max_fee.min(share.saturating_sub(1));
    let fee = match dice.below(6) {
        0 => at_most,
        1 => at_most.saturating_add(1),
        2 => at_most / 2,
        _ => 0,
    };
    let claim = Claim { gift: number, number: share_number, recipient, max_fee };
    let mut attempt = Attempt::new(tree, claim).for_fee(fee);
    attempt.signature.wrapped = dice.once_in(3);
    if dice.once_in(10) {
        attempt = spoiled(dice, attempt, tree);
    }
    let by = if dice.once_in(2) { recipient } else { dice.person() };
    (if by == address() { relayer() } else { by }, attempt)
}

/// Another claim than the one that was signed, or another signature or key.
fn spoiled(dice: &mut Dice, mut attempt: Attempt, tree: &Tree) -> Attempt {
    let other_key = trees()[dice.below(6) as usize].key(0);
    let signature = &mut attempt.signature;
    match dice.below(11) {
        0 => signature.claim.recipient = dice.person(),
        1 => signature.claim.gift = dice.near(attempt.claim.gift),
        2 => signature.claim.number = dice.near(attempt.claim.number.into()) as u32,
        3 => signature.claim.max_fee = dice.amount(attempt.claim.max_fee),
        4 => signature.contract = elsewhere(),
        5 => signature.by = other_key,
        6 => attempt.proof.key = other_key,
        7 => {
            attempt.proof.key = [0; 32].into();
        }
        8 => _ = attempt.proof.path.pop(),
        9 => attempt.proof.path.push([0; 32]),
        _ => {
            let number = dice.below(tree.size().into()) as u32;
            attempt.proof = tree.proof(number);
            let by = attempt.proof.key;
            attempt.signature = Signature { by, ..attempt.signature };
        }
    }
    attempt
}
