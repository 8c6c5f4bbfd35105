//! X1, X2: in the end, whatever has happened, everybody gets everything out that is honest, and no lot,
//! no offer and no gift stays.

mod gifts;

use hostile_coupon::HostileCoupon;
use hostile_points::HostilePoints;
use ink::primitives::AccountId;
use mischief::Puppet;
use psp22::PSP22;
use psp34::PSP34;
use tongquan_client::at;
use tongquan_traits::{
    assets::{Asset, Item},
    auctions::{LotState, GRACE},
};

use crate::storm::{
    book::{assets_held, items_held},
    deed::Deed,
    draw::Scene,
    house,
    play::Play,
    story, swap,
};

pub fn everybody_gets_out(play: &mut Play) -> Result<(), String> {
    // When every lot can be unwound by anybody.
    let lots_over = play.seen.lots().map(|(_, lot, _)| house::decided(lot) + GRACE);
    play.reference.now = lots_over.max().unwrap_or(0).max(play.reference.now);
    lots(play)?;
    offers(play)?;
    gifts::go_back(play)?;
    gifts::clear(play)?;
    credits(play)?;
    nothing_is_left(play)
}

fn to_house(play: &mut Play, caller: AccountId, message: house::Message) -> Result<String, String> {
    let now = play.reference.now;
    play.perform(&Scene { now, caller, deed: Deed::House(message) })
}

fn to_swap(play: &mut Play, caller: AccountId, message: swap::Message) -> Result<String, String> {
    let now = play.reference.now;
    play.perform(&Scene { now, caller, deed: Deed::Swap(message) })
}

/// Whether nothing keeps this honest item where it is.
fn can_leave(play: &Play, item: &Item) -> bool {
    let coupon = play.reference.world.coupon(item);
    let is_over = coupon.is_some_and(|coupon| coupon.until <= play.reference.now);
    play.stage.town.is_honest(item.contract) && !is_over
}

fn lots(play: &mut Play) -> Result<(), String> {
    let anybody = play.stage.town.signers[3].id();
    let lots = play.seen.lots().map(|(number, lot, _)| (number, lot.clone()));
    for (number, lot) in lots.collect::<Vec<_>>() {
        // Every other one is settled, if it can be.
        if lot.state == (LotState::Open {}) && number % 2 == 0 {
            to_house(play, anybody, house::Message::Settle { lot: number })?;
        }
        if play.seen.lot(number).is_some_and(|(lot, _)| lot.state == LotState::Open {}) {
            must("X1", to_house(play, anybody, house::Message::Unwind { lot: number })?)?;
        }
        let Some((lot, items)) = play.seen.lot(number) else { continue };
        let (lot, items) = (lot.clone(), items.to_vec());
        let held: Vec<Item> = items_held(&lot, &items).into_iter().cloned().collect();
        for (listed, index) in items.iter().zip(0u8..) {
            if held.contains(&listed.item) {
                let message = house::Message::Reclaim { lot: number, index };
                let ended = to_house(play, anybody, message)?;
                if can_leave(play, &listed.item) {
                    must("X1", ended)?;
                }
            }
        }
        if play.seen.lot(number).is_some() {
            must("X1", to_house(play, lot.seller, house::Message::Abandon { lot: number })?)?;
        }
    }
    Ok(())
}

fn offers(play: &mut Play) -> Result<(), String> {
    let anybody = play.stage.town.signers[2].id();
    let offers = play.seen.offers().map(|(number, offer)| (number, offer.clone()));
    for (number, offer) in offers.collect::<Vec<_>>() {
        let free = assets_held(&offer).iter().all(|asset| match asset {
            Asset::Points { token, .. } => play.stage.town.is_honest(*token),
            Asset::Item { item } => can_leave(play, item),
        });
        let cancelled = to_swap(play, anybody, swap::Message::Cancel { offer: number })?;
        if free && play.reference.now >= offer.until {
            must("X1", cancelled)?;
        }
        for (asset, index) in offer.give.iter().zip(0u8..) {
            let Some(offer) = play.seen.offer(number).cloned() else { break };
            let same = |held: &Asset| match (held, asset) {
                (Asset::Points { token, .. }, Asset::Points { token: of, .. }) => token == of,
                (held, asset) => held == asset,
            };
            if !assets_held(&offer).iter().any(same) {
                continue;
            }
            let message = swap::Message::Reclaim { offer: number, index };
            let ended = to_swap(play, offer.maker, message)?;
            let is_free = match asset {
                Asset::Points { token, .. } => play.stage.town.is_honest(*token),
                Asset::Item { item } => can_leave(play, item),
            };
            if is_free {
                must("X1", ended)?;
            }
        }
        if play.seen.offer(number).is_some() {
            must("X1", to_swap(play, offer.maker, swap::Message::Abandon { offer: number })?)?;
        }
    }
    Ok(())
}

fn credits(play: &mut Play) -> Result<(), String> {
    let anybody = play.stage.town.mallory();
    for account in play.stage.town.everybody() {
        let owed = |play: &Play, token| play.seen.credits(token).any(|(other, _)| other == account);
        let honest = play.stage.town.honest_points().into_iter();
        let tokens: Vec<_> = honest.filter(|token| owed(play, *token)).collect();
        if !tokens.is_empty() {
            must("X2", to_house(play, anybody, house::Message::Withdraw { account, tokens })?)?;
        }
        for token in play.stage.town.fools {
            if owed(play, token) {
                let tokens = vec![token];
                to_house(play, anybody, house::Message::Withdraw { account, tokens })?;
            }
        }
    }
    Ok(())
}

fn nothing_is_left(play: &mut Play) -> Result<(), String> {
    play.look_at_everything()?;
    let town = &play.stage.town;
    let (fools, forged) = (town.fools, town.forged);
    let honest = town.honest_points();
    let coupons = town.honest_coupons();
    for (token, escrow) in
        honest.iter().flat_map(|token| town.escrows().map(|escrow| (*token, escrow)))
    {
        let left = play.seen.balance(token, escrow);
        let lost = play.stuck.points.get(&(escrow, token)).copied().unwrap_or(0);
        if left != lost {
            return Err(format!("X1: {left} {token:?} are left in {escrow:?}"));
        }
    }
    let listed = play.stage.listed()?;
    if listed.iter().any(|numbers| !numbers.is_empty()) {
        return Err(format!("X1: lots, offers and gifts are left: {listed:?}"));
    }
    // M8
    for token in honest {
        let supply = play.stage.read(at::<points::Points>(token).total_supply())?;
        let sum: u128 = play.seen.balances(token).map(|(_, amount)| amount).sum();
        if supply != sum {
            return Err(format!("M8: {sum} of {supply} {token:?}"));
        }
    }
    for contract in coupons {
        let supply = play.stage.read(at::<coupon::Coupon>(contract).total_supply())?;
        let count = play.seen.owners().filter(|(item, _)| item.contract == contract).count();
        if supply != count as u128 {
            return Err(format!("M8: {count} of {supply} {contract:?}"));
        }
    }
    // M7: nobody was let in again.
    let mut entered = vec![];
    for fool in fools {
        entered.push(play.stage.read(at::<HostilePoints>(fool).reentry())?);
    }
    for forged in forged {
        entered.push(play.stage.read(at::<HostileCoupon>(forged).reentry())?);
    }
    match entered.into_iter().flatten().find(Result::is_ok) {
        Some(answer) => Err(format!("M7: called back, with the answer {answer:?}")),
        None => Ok(()),
    }
}

fn must(rule: &str, ended: String) -> Result<(), String> {
    match story::is_done(&ended) {
        true => Ok(()),
        false => Err(format!("{rule}: refused: {ended}")),
    }
}
