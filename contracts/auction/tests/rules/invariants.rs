//! What must hold after every message, seen only through what anyone can read. The numbers are those of
//! the project's list.

use std::collections::{BTreeMap, BTreeSet};

use ink::primitives::AccountId;
use tokens::{Item, World};
use tongquan_traits::auctions::{
    BidPlaced, Format, LotState, Returned, Sold, Unwound, MARGIN, REVEAL,
};

use crate::{
    book::Book,
    model::{Event, Message, Outcome},
    people::{currencies, house, points, stars},
};

macro_rules! ensure {
    ($holds:expr, $($what:tt)*) => {
        if !$holds {
            return Err(format!($($what)*));
        }
    };
}

/// Compares the book before a message and after it, and what the message did.
pub fn check(
    before: &Book,
    book: &Book,
    world: &World,
    message: &Message,
    outcome: &Outcome,
) -> Result<(), String> {
    money(book, world)?;
    items(book, world)?;
    lists(book)?;
    lots(before, book)?;
    if let Ok((_, events)) = outcome {
        for event in events {
            happened(before, book, world, message, event)?;
        }
    }
    Ok(())
}

/// What the house owes of a token: all that is bid, and all credits.
pub fn owed(book: &Book, token: AccountId) -> u128 {
    let bids = book
        .live()
        .filter(|(_, lot, _)| lot.token == token)
        .filter_map(|(_, lot, _)| lot.lead.as_ref())
        .map(|lead| lead.maximum);
    bids.chain(credits_of(book, token)).fold(0, u128::saturating_add)
}

fn credits_of(book: &Book, token: AccountId) -> impl Iterator<Item = u128> + '_ {
    let all = book.credits.values().flatten();
    all.filter(move |(other, _)| *other == token).map(|(_, amount)| *amount)
}

fn money(book: &Book, world: &World) -> Result<(), String> {
    // M1: nobody sends points to the house but through it, and these never cheat.
    for token in [points(), stars()] {
        let (held, owed) = (world.balance(token, house()), owed(book, token));
        ensure!(!world.is_honest(token) || held == owed, "M1: {held} held, {owed} owed");
    }
    Ok(())
}

fn items(book: &Book, world: &World) -> Result<(), String> {
    // M4
    let mut held = BTreeSet::<&Item>::new();
    for (number, lot, items) in book.live() {
        for (index, listed) in items.iter().enumerate() {
            let is_held = match lot.state {
                LotState::Open {} => true,
                LotState::Unwound { held } => (held >> index) & 1 == 1,
            };
            let item = &listed.item;
            let honest = world.is_honest(item.contract);
            // Of a cheating contract an item can come twice.
            ensure!(!is_held || held.insert(item) || !honest, "M4: {item:?} of {number} is in two");
            let owner = world.owner(item);
            let lost = is_held && honest && owner.is_some_and(|owner| owner != house());
            ensure!(!lost, "M4: {item:?} of {number} is {owner:?}'s");
        }
    }
    Ok(())
}

fn lists(book: &Book) -> Result<(), String> {
    let shown = book.live_lots.iter().map(|(number, lot, items)| (*number, lot, &items[..]));
    let mut there: Vec<_> = book.live().collect();
    there.reverse();
    ensure!(
        shown.clone().eq(there),
        "a lot is not in the list, or twice: {:?}",
        shown.collect::<Vec<_>>()
    );
    // X2
    for (account, credits) in &book.credits {
        let listed: BTreeMap<_, _> = credits.iter().copied().collect();
        ensure!(listed.len() == credits.len(), "X2: twice in {credits:?}");
        ensure!(listed.values().all(|amount| *amount > 0), "X2: a credit of nothing: {credits:?}");
        for ((other, token), amount) in &book.credit {
            let shown = listed.get(token).copied().unwrap_or(0);
            ensure!(other != account || shown == *amount, "X2: {amount} of {token:?}, not {shown}");
        }
    }
    Ok(())
}

/// What a lot can become while it is there.
fn lots(before: &Book, book: &Book) -> Result<(), String> {
    ensure!(book.lot_count >= before.lot_count, "a number comes again");
    for (number, old, old_items) in before.live() {
        let entry = &book.lots[&number];
        let Some((new, items)) = &entry.lot else { continue };
        // A5
        let terms = (old.seller, old.token, &old.format) == (new.seller, new.token, &new.format);
        ensure!(terms && old_items == items, "A5: the terms of {number} changed");
        // A4
        ensure!(new.until >= old.until, "A4: {number} was shortened");
        let latest = match new.format {
            Format::English { latest, .. } => latest,
            Format::Dutch { until, .. } => until,
        };
        ensure!(new.until <= latest, "A4: {number} goes on for too long");
        match (&old.lead, &new.lead) {
            (Some(old), Some(new)) => {
                // A1, A2
                let same = old.bidder == new.bidder && new.maximum >= old.maximum;
                let better = new.maximum > old.maximum;
                ensure!(same || better, "A1, A2: {old:?} lost to {new:?}");
                ensure!(new.price >= old.price, "the price of {number} fell");
            }
            (Some(lead), None) => {
                ensure!(new.state != LotState::Open {}, "A2: {lead:?} is gone");
            }
            _ => {}
        }
        if let Some(lead) = &new.lead {
            ensure!(lead.price <= lead.maximum, "{lead:?} pays more than was bid");
            let Format::English { opening, buy_now, .. } = new.format else {
                return Err(format!("a bid on a lot that is no English one: {number}"));
            };
            ensure!(lead.price >= opening, "{lead:?} pays less than the opening");
            ensure!(buy_now.is_none_or(|price| lead.maximum < price), "{lead:?} bid the buy-now");
        }
        // A8
        let asked = (before.lots[&number].price, entry.price);
        if let (Format::Dutch { lowest, .. }, (Some(old), Some(new))) = (&new.format, asked) {
            ensure!(before.now > book.now || new <= old, "A8: {number} rose to {new}");
            ensure!(new >= *lowest, "A8: {number} is below its lowest price");
        }
    }
    Ok(())
}

fn happened(
    before: &Book,
    book: &Book,
    world: &World,
    message: &Message,
    event: &Event,
) -> Result<(), String> {
    let now = book.now;
    let total = |book: &Book, token| credits_of(book, token).sum::<u128>();
    let of = |number: &u64| before.lot(*number).cloned().expect("the lot before");
    let items_of = |number: &u64| before.items(*number).expect("its items before").to_vec();
    // All credits of the token together, which nobody loses by this.
    let gained = |token, amount: u128| {
        let (old, new) = (total(before, token), total(book, token));
        ensure!(new == old.saturating_add(amount), "{amount} should be owed more, not {old} {new}");
        for (pair, credit) in &before.credit {
            ensure!(book.credit[pair] >= *credit, "M3: {pair:?} lost a credit");
        }
        Ok(())
    };
    let belong_to = |number: &u64, owner: AccountId| {
        for listed in items_of(number) {
            let has = world.owner(&listed.item);
            let honest = world.is_honest(listed.item.contract);
            ensure!(!honest || has == Some(owner), "A6: {:?} is {has:?}'s", listed.item);
        }
        Ok(())
    };
    match event {
        Event::Listed(listed) => {
            // A10
            let decided = match listed.format {
                Format::English { latest, hidden_reserve: Some(_), .. } => latest + REVEAL,
                Format::English { latest, .. } => latest,
                Format::Dutch { until, .. } => until,
            };
            for item in &listed.items {
                let Some(promise) = &item.promise else { continue };
                ensure!(promise.until >= decided + MARGIN, "A10: {promise:?}");
                let royalty = promise.royalty.map_or(0, |royalty| royalty.basis_points);
                ensure!(royalty <= 1_000, "R18: a royalty of {royalty}");
            }
            for item in &listed.items {
                let honest = world.is_honest(item.item.contract);
                ensure!(!honest || world.owner(&item.item) == Some(house()), "R23: {item:?}");
            }
        }
        Event::BidPlaced(BidPlaced { lot: number, bidder, maximum, outbid, until, .. }) => {
            let lot = of(number);
            // A3
            ensure!(now < lot.until, "A3: a bid at the end");
            // A1
            if let (Some(lead), Some((loser, _))) = (&lot.lead, outbid) {
                let wins = *maximum > lead.maximum;
                ensure!(wins == (*loser == lead.bidder), "A1: {maximum} against {lead:?}");
            }
            // A4
            let led = lot.lead.as_ref().is_some_and(|lead| lead.bidder == *bidder);
            if let Format::English { window, latest, .. } = lot.format {
                let left = latest.min(now.saturating_add(window));
                ensure!(led || *until >= left, "A4: only until {until}");
            }
            gained(lot.token, outbid.map_or(0, |(_, amount)| amount))?;
        }
        Event::Sold(Sold { lot: number, buyer, price, royalties, refund }) => {
            let lot = of(number);
            match (message, &lot.lead) {
                (Message::Buy { maximum, .. }, lead) => {
                    // A3, A7, A8
                    ensure!(now < lot.until, "A3: bought at the end");
                    ensure!(price <= maximum, "A8: {price} is more than {maximum}");
                    let all = lead.as_ref().map(|lead| (lead.bidder, lead.maximum));
                    ensure!(*refund == all, "A7: {refund:?} of {lead:?}");
                    ensure!(before.lots[number].price == Some(*price), "R19: {price}");
                }
                (_, Some(lead)) => {
                    // A3, A6
                    ensure!(now >= lot.until, "A3: settled before the end");
                    ensure!(lead.bidder == *buyer, "A6: {buyer:?} got the lot of {lead:?}");
                    let rest = refund.map_or(0, |(_, rest)| rest);
                    ensure!(price + rest == lead.maximum, "M2: {price} and {rest} of {lead:?}");
                }
                _ => return Err("sold to nobody".into()),
            }
            // M2
            let royalties: u128 = royalties.iter().map(|(_, _, amount)| amount).sum();
            ensure!(royalties <= price / 10, "M2: royalties of {royalties} from {price}");
            gained(lot.token, price + refund.map_or(0, |(_, amount)| amount))?;
            belong_to(number, *buyer)?;
            ensure!(book.lot(*number).is_none(), "M4: {number} is still there");
        }
        Event::Returned(Returned { lot: number, refund }) => {
            let lot = of(number);
            ensure!(now >= lot.until || lot.lead.is_none(), "A5: taken back with a bid");
            let bid = lot.lead.map(|lead| (lead.bidder, lead.maximum));
            ensure!(*refund == bid, "A2: {refund:?} of {bid:?}");
            gained(lot.token, refund.map_or(0, |(_, amount)| amount))?;
            belong_to(number, lot.seller)?;
            ensure!(book.lot(*number).is_none(), "M4: {number} is still there");
        }
        Event::Unwound(Unwound { lot: number, refund }) => {
            let lot = of(number);
            let bid = lot.lead.map(|lead| (lead.bidder, lead.maximum));
            ensure!(*refund == bid, "A2: {refund:?} of {bid:?}");
            gained(lot.token, refund.map_or(0, |(_, amount)| amount))?;
        }
        Event::LotReclaimed(reclaimed) => {
            let item = &items_of(&reclaimed.lot)[usize::from(reclaimed.index)].item;
            let has = world.owner(item);
            let honest = world.is_honest(item.contract);
            ensure!(!honest || has == Some(of(&reclaimed.lot).seller), "A6: {item:?} is {has:?}'s");
        }
        Event::LotAbandoned(_) => {}
        Event::Withdrawn(withdrawn) => {
            let pair = (withdrawn.account, withdrawn.token);
            let was = (withdrawn.token, withdrawn.amount);
            ensure!(before.credits[&withdrawn.account].contains(&was), "M3: {withdrawn:?}");
            let mut left = book.credits[&withdrawn.account].iter();
            ensure!(left.all(|(token, _)| *token != withdrawn.token), "still owed: {withdrawn:?}");
            if currencies().contains(&withdrawn.token) && world.is_honest(withdrawn.token) {
                let others = before.credit.iter().filter(|(other, _)| **other != pair);
                let kept = others.clone().all(|(other, credit)| {
                    book.credit[other] == *credit || other.0 == withdrawn.account
                });
                ensure!(kept, "M3: another's credit was paid out");
            }
        }
    }
    Ok(())
}
