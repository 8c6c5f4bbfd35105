//! What must hold after every step, seen only through what anyone can read. The numbers are those of the
//! project's list of invariants.

mod gifts;
mod lots;
mod offers;
mod worth;

use std::collections::{BTreeMap, BTreeSet};

use ink::primitives::AccountId;
use tongquan_traits::assets::{Asset, Item};

use super::{
    act::Said,
    book::{asset_left, assets_held, items_held, Book},
    deed::Deed,
    gifts::Event,
    house, swap,
    town::Town,
};

macro_rules! ensure {
    ($holds:expr, $($what:tt)*) => {
        if !$holds {
            return Err(format!($($what)*));
        }
    };
}
use ensure;

/// What a step was, if it was not refused, and what was announced.
pub struct Done<'a> {
    pub now: u64,
    pub caller: AccountId,
    pub deed: &'a Deed,
    pub said: &'a Said,
}

/// What was given up and stays where it is.
#[derive(Default)]
pub struct Stuck {
    pub points: BTreeMap<(AccountId, AccountId), u128>,
    pub items: BTreeSet<Item>,
}

/// Compares what was seen before a step and after it; `None` if the step was refused.
pub fn check(
    town: &Town,
    stuck: &mut Stuck,
    before: &Book,
    after: &Book,
    done: Option<&Done>,
) -> Result<(), String> {
    match done {
        None => ensure!(before == after, "M5: refused, and something changed"),
        Some(done) => {
            give_up(town, stuck, before, done);
            lots::check(town, before, after, done)?;
            offers::check(before, after, done)?;
            gifts::check(town, before, after, done)?;
            worth::check(town, stuck, before, after, done)?;
        }
    }
    held(town, stuck, after)
}

fn give_up(town: &Town, stuck: &mut Stuck, before: &Book, done: &Done) {
    for event in &done.said.house {
        let house::Event::LotAbandoned(abandoned) = event else { continue };
        let Some((lot, items)) = before.lot(abandoned.lot) else { continue };
        stuck.items.extend(items_held(lot, items).into_iter().cloned());
    }
    for event in &done.said.swap {
        let swap::Event::OfferAbandoned(abandoned) = event else { continue };
        for asset in before.offer(abandoned.offer).map(assets_held).into_iter().flatten() {
            stuck.add(town.swap(), asset);
        }
    }
    for event in &done.said.gifts {
        let Event::GiftAbandoned(abandoned) = event else { continue };
        if let Some(gift) = before.gift(abandoned.gift) {
            stuck.add(town.gift(), asset_left(gift));
        }
    }
}

impl Stuck {
    fn add(&mut self, escrow: AccountId, asset: Asset) {
        match asset {
            Asset::Points { token, amount } => {
                *self.points.entry((escrow, token)).or_default() += amount;
            }
            Asset::Item { item } => _ = self.items.insert(item),
        }
    }
}

/// M1, M4: house, swaps and gift links hold what they owe, each item once, and nothing is left over.
fn held(town: &Town, stuck: &Stuck, book: &Book) -> Result<(), String> {
    for token in town.honest_points() {
        let of_token = |asset: &Asset| match asset {
            Asset::Points { token: of, amount } if *of == token => *amount,
            _ => 0,
        };
        let bids = book.lots().filter(|(_, lot, _)| lot.token == token);
        let bids = bids.filter_map(|(_, lot, _)| lot.lead.as_ref()).map(|lead| lead.maximum);
        let credits = book.credits(token).map(|(_, amount)| amount);
        let offered = book.offers().flat_map(|(_, offer)| assets_held(offer));
        let offered: u128 = offered.map(|asset| of_token(&asset)).sum();
        let given: u128 = book.gifts().map(|(_, gift)| of_token(&asset_left(gift))).sum();
        let owed = [bids.chain(credits).sum(), offered, given];
        for (escrow, owed) in town.escrows().into_iter().zip(owed) {
            let lost: u128 = stuck.points.get(&(escrow, token)).copied().unwrap_or(0);
            let has = book.balance(token, escrow);
            ensure!(has == owed + lost, "M1: {escrow:?} has {has} {token:?} and owes {owed}");
        }
    }
    let mut held: Vec<(AccountId, Item)> = vec![];
    for (_, lot, items) in book.lots() {
        held.extend(items_held(lot, items).into_iter().map(|item| (town.house(), item.clone())));
    }
    for (_, offer) in book.offers() {
        for asset in assets_held(offer) {
            if let Asset::Item { item } = asset {
                held.push((town.swap(), item));
            }
        }
    }
    for (_, gift) in book.gifts() {
        if let Asset::Item { item } = &gift.asset {
            held.push((town.gift(), item.clone()));
        }
    }
    held.retain(|(_, item)| town.is_honest(item.contract));
    for (item, owner) in book.owners() {
        let holders: Vec<_> = held.iter().filter(|(_, held)| held == item).collect();
        let in_escrow = town.escrows().map(Some).contains(&owner);
        match &holders[..] {
            [] => {
                ensure!(
                    !in_escrow || stuck.items.contains(item),
                    "M4: {item:?} in no lot, offer or gift"
                )
            }
            [(escrow, _)] => ensure!(owner == Some(*escrow), "M4: {item:?} is {owner:?}'s"),
            _ => return Err(format!("M4: {item:?} is in {} lots, offers or gifts", holders.len())),
        }
    }
    Ok(())
}
