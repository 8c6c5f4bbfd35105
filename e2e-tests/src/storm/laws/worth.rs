//! M2, M5, M7: what everybody has, in hand or in the hands of house, swaps and gift links, changes by
//! trades and gifts and by nothing else, and by exactly their price.

use std::collections::BTreeMap;

use ink::primitives::AccountId;
use psp34::Id;
use tongquan_traits::{
    assets::{Asset, Item},
    auctions::{LotItem, Sold},
    gifts::GiftClaimed,
    swaps::{Accepted, Filled, Want},
};

use super::{ensure, Done, Stuck};
use crate::storm::{
    book::{asset_left, assets_held, items_held, Book},
    deed::Deed,
    gifts, house, swap,
    town::Town,
};

/// How much everybody has of an honest token.
type Worth = BTreeMap<(AccountId, AccountId), i128>;
/// To whom each honest coupon belongs.
type Owners = BTreeMap<Item, Option<AccountId>>;

fn points(town: &Town, book: &Book) -> Worth {
    let mut worth = Worth::new();
    let mut add = |token, account, amount: u128| {
        *worth.entry((token, account)).or_default() += amount as i128;
    };
    for token in town.honest_points() {
        for (account, amount) in book.balances(token) {
            if !town.escrows().contains(&account) {
                add(token, account, amount);
            }
        }
        for (account, amount) in book.credits(token) {
            add(token, account, amount);
        }
        for (_, lot, _) in book.lots().filter(|(_, lot, _)| lot.token == token) {
            if let Some(lead) = &lot.lead {
                add(token, lead.bidder, lead.maximum);
            }
        }
        for (_, offer) in book.offers() {
            for asset in assets_held(offer) {
                match asset {
                    Asset::Points { token: of, amount } if of == token => {
                        add(token, offer.maker, amount);
                    }
                    _ => {}
                }
            }
        }
        for (_, gift) in book.gifts() {
            match asset_left(gift) {
                Asset::Points { token: of, amount } if of == token => {
                    add(token, gift.sender, amount);
                }
                _ => {}
            }
        }
    }
    worth
}

fn items(town: &Town, stuck: &Stuck, book: &Book) -> Owners {
    let mut owners: Owners = book.owners().map(|(item, owner)| (item.clone(), owner)).collect();
    for (_, lot, items) in book.lots() {
        for item in items_held(lot, items) {
            owners.insert(item.clone(), Some(lot.seller));
        }
    }
    for (_, offer) in book.offers() {
        for asset in assets_held(offer) {
            if let Asset::Item { item } = asset {
                owners.insert(item, Some(offer.maker));
            }
        }
    }
    for (_, gift) in book.gifts() {
        if let Asset::Item { item } = &gift.asset {
            owners.insert(item.clone(), Some(gift.sender));
        }
    }
    owners.extend(stuck.items.iter().map(|item| (item.clone(), None)));
    owners.retain(|item, _| town.is_honest(item.contract));
    owners
}

pub fn check(
    town: &Town,
    stuck: &Stuck,
    before: &Book,
    after: &Book,
    done: &Done,
) -> Result<(), String> {
    let mut points_then = points(town, before);
    let mut items_then = items(town, stuck, before);
    let mut trade = Trade { town, points: &mut points_then, items: &mut items_then };
    trade.happens(before, done)?;

    let mut points_now = points(town, after);
    points_then.retain(|_, amount| *amount != 0);
    points_now.retain(|_, amount| *amount != 0);
    ensure!(points_then == points_now, "M2, M7: {points_now:?}\nnot {points_then:?}");
    let items_now = items(town, stuck, after);
    for (item, owner) in &items_now {
        let then = items_then.get(item);
        let is_new = then.is_none() && matches!(done.deed, Deed::Issue { .. });
        ensure!(is_new || then == Some(owner), "M4, M7: {item:?} is {owner:?}'s, not {then:?}'s");
    }
    Ok(())
}

/// Who should have what after a step.
struct Trade<'a> {
    town: &'a Town,
    points: &'a mut Worth,
    items: &'a mut Owners,
}

impl Trade<'_> {
    fn pay(&mut self, token: AccountId, from: AccountId, to: AccountId, amount: u128) {
        if self.town.is_honest(token) && from != to {
            *self.points.entry((token, from)).or_default() -= amount as i128;
            *self.points.entry((token, to)).or_default() += amount as i128;
        }
    }

    fn give(&mut self, item: &Item, to: AccountId) {
        if self.town.is_honest(item.contract) {
            self.items.insert(item.clone(), Some(to));
        }
    }

    /// Points that were given up.
    fn lose(&mut self, asset: &Asset, owner: AccountId) {
        match asset {
            Asset::Points { token, amount } if self.town.is_honest(*token) => {
                *self.points.entry((*token, owner)).or_default() -= *amount as i128;
            }
            _ => {}
        }
    }

    fn pass(&mut self, asset: &Asset, from: AccountId, to: AccountId) {
        match asset {
            Asset::Points { token, amount } => self.pay(*token, from, to, *amount),
            Asset::Item { item } => self.give(item, to),
        }
    }

    fn happens(&mut self, before: &Book, done: &Done) -> Result<(), String> {
        match done.deed {
            Deed::Pay { token, to, value } => self.pay(*token, done.caller, *to, *value),
            Deed::Give { item, to } => self.give(item, *to),
            _ => {}
        }
        for event in &done.said.house {
            if let house::Event::Sold(sold) = event {
                self.sold(before, sold)?;
            }
        }
        for event in &done.said.swap {
            match event {
                swap::Event::Filled(filled) => self.filled(before, filled)?,
                swap::Event::Accepted(accepted) => self.accepted(before, accepted)?,
                swap::Event::OfferAbandoned(abandoned) => {
                    let offer = before.offer(abandoned.offer).ok_or("no such offer")?;
                    for asset in assets_held(offer) {
                        self.lose(&asset, offer.maker);
                    }
                }
                _ => {}
            }
        }
        for event in &done.said.gifts {
            match event {
                gifts::Event::GiftClaimed(claimed) => self.claimed(before, claimed)?,
                gifts::Event::GiftAbandoned(abandoned) => {
                    let gift = before.gift(abandoned.gift).ok_or("no such gift")?;
                    self.lose(&asset_left(gift), gift.sender);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn claimed(&mut self, before: &Book, claimed: &GiftClaimed) -> Result<(), String> {
        let gift = before.gift(claimed.gift).ok_or("no such gift")?;
        match &gift.asset {
            Asset::Points { token, .. } => {
                self.pay(*token, gift.sender, claimed.recipient, claimed.amount);
                self.pay(*token, gift.sender, claimed.by, claimed.fee);
            }
            Asset::Item { item } => self.give(item, claimed.recipient),
        }
        Ok(())
    }

    fn sold(&mut self, before: &Book, sold: &Sold) -> Result<(), String> {
        let (lot, items) = before.lot(sold.lot).ok_or("no such lot")?;
        self.pay(lot.token, sold.buyer, lot.seller, sold.price);
        for (index, to, amount) in &sold.royalties {
            self.pay(lot.token, lot.seller, *to, *amount);
            // M2: of each item's share of the price, rounded down.
            let promise = items.get(usize::from(*index)).and_then(|item| item.promise.as_ref());
            let royalty = promise.and_then(|promise| promise.royalty).ok_or("M2: no royalty")?;
            let parts = 10_000 * items.len() as u128;
            let due = sold.price.checked_mul(royalty.basis_points.into()).map(|due| due / parts);
            ensure!(due.is_none_or(|due| due == *amount), "M2: {amount}, not {due:?}");
            ensure!(royalty.to == *to, "M2: paid to {to:?}");
        }
        let due = |item: &LotItem| {
            let royalty = item.promise.as_ref().and_then(|promise| promise.royalty);
            let part = royalty.map_or(0, |royalty| u128::from(royalty.basis_points));
            let share = sold.price.saturating_mul(part) / (10_000 * items.len() as u128);
            share > 0
        };
        let owed = items.iter().filter(|item| due(item)).count();
        ensure!(owed == sold.royalties.len(), "M2: {owed} royalties are due");
        for listed in items {
            self.give(&listed.item, sold.buyer);
        }
        Ok(())
    }

    fn filled(&mut self, before: &Book, filled: &Filled) -> Result<(), String> {
        let offer = before.offer(filled.offer).ok_or("no such offer")?;
        let (Asset::Points { token: given, .. }, Want::Points { token: wanted, .. }) =
            (&offer.give[0], &offer.want[0])
        else {
            return Err("S1: no points for points".into());
        };
        self.pay(*given, offer.maker, filled.taker, filled.amount);
        self.pay(*wanted, filled.taker, offer.maker, filled.paid);
        Ok(())
    }

    fn accepted(&mut self, before: &Book, accepted: &Accepted) -> Result<(), String> {
        let offer = before.offer(accepted.offer).ok_or("no such offer")?;
        for asset in &offer.give {
            self.pass(asset, offer.maker, accepted.taker);
        }
        let mut choices = accepted.choices.iter();
        for want in &offer.want {
            let wanted = match want {
                Want::Points { token, amount } => Asset::Points { token: *token, amount: *amount },
                Want::Item { item, .. } => Asset::Item { item: item.clone() },
                Want::AnyOf { contract, .. } => {
                    let choice = choices.next().ok_or("no choice")?;
                    Asset::Item { item: Item { contract: *contract, id: Id::U64(*choice) } }
                }
            };
            self.pass(&wanted, accepted.taker, offer.maker);
        }
        Ok(())
    }
}
