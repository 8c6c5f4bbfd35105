//! What is asked without doing it: what could be done a moment before and after an end, and what house,
//! swaps and gift links say of a lot, an offer and a gift.

mod gifts;

use ink::primitives::AccountId;
use tongquan_client::Message;
use tongquan_traits::{
    auctions::{AuctionError, Auctions, Format, Lot, LotState},
    swaps::Swaps,
};

use super::{dice::Dice, play::Play};

/// Asks about some lot, offer and gift.
pub fn ask(play: &mut Play, dice: &mut Dice) -> Result<(), String> {
    let open = play.seen.lots().filter(|(_, lot, _)| lot.state == LotState::Open {});
    let lots: Vec<_> = open.map(|(number, lot, _)| (number, lot.clone())).collect();
    let offers: Vec<_> = play.seen.offers().map(|(number, _)| number).collect();
    if let Some((number, lot)) = dice.any(&lots) {
        if dice.once_in(2) {
            match lot.format {
                Format::English { .. } => times_are_apart(play, dice, number, &lot)?,
                Format::Dutch { .. } => prices_fall(play, number, &lot)?,
            }
        }
        prices_agree(play, number)?;
    }
    if let Some(offer) = dice.any(&offers) {
        offers_agree(play, dice, offer)?;
    }
    let gifts: Vec<_> = play.seen.gifts().map(|(number, gift)| (number, gift.clone())).collect();
    match dice.any(&gifts) {
        Some((number, gift)) => gifts::ask(play, number, &gift),
        None => Ok(()),
    }
}

/// A3: at each time exactly one of bidding and settling is legal.
fn times_are_apart(play: &mut Play, dice: &mut Dice, number: u64, lot: &Lot) -> Result<(), String> {
    let Format::English { from, .. } = lot.format else { return Ok(()) };
    let now = play.reference.now;
    let mut people = play.stage.town.signers.iter().map(|signer| signer.id());
    let bidder = people.find(|account| *account != lot.seller).ok_or("nobody can bid")?;
    for time in [lot.until - 1, lot.until, dice.near_time(from), now] {
        play.stage.at(time);
        let (bid, settled) = tried(play, bidder, number)?;
        let late = matches!(bid, Some(AuctionError::Ended { .. }));
        let early = matches!(settled, Some(AuctionError::NotEnded { .. }));
        if late == early || late != (time >= lot.until) {
            return Err(format!("A3: lot {number} at {time}: bid {bid:?}, settle {settled:?}"));
        }
        let before = matches!(bid, Some(AuctionError::NotBegun { .. }));
        if before != (time < from) {
            return Err(format!("A3: lot {number}, from {from}, at {time}: bid {bid:?}"));
        }
    }
    play.stage.at(now);
    Ok(())
}

type Refused = Option<AuctionError>;

/// Why a bid, and settling, would be refused.
fn tried(play: &mut Play, bidder: AccountId, lot: u64) -> Result<(Refused, Refused), String> {
    let mut house = play.stage.town.market.house();
    let bid: Message<Result<(), AuctionError>> = house.bid(lot, 0).into();
    let settle: Message<Result<(), AuctionError>> = house.settle(lot).into();
    Ok((play.stage.try_out(bidder, bid)?, play.stage.try_out(bidder, settle)?))
}

/// A8: a falling price never rises.
fn prices_fall(play: &mut Play, number: u64, lot: &Lot) -> Result<(), String> {
    let Format::Dutch { from, until, highest, lowest } = lot.format else { return Ok(()) };
    let mut last = highest;
    for part in 0..4 {
        let time = from + (until - from) * part / 4;
        play.stage.at(time);
        let price = play.stage.read(play.stage.town.market.house().price(number))?;
        let price = price.ok_or(format!("A8: no price of lot {number} at {time}"))?;
        if price > last || price < lowest {
            return Err(format!("A8: lot {number} costs {price} at {time}, after {last}"));
        }
        last = price;
    }
    play.stage.at(play.reference.now);
    Ok(())
}

fn prices_agree(play: &mut Play, lot: u64) -> Result<(), String> {
    let house = play.stage.town.market.house();
    let now = play.reference.now;
    let asked = play.stage.read(house.price(lot))?;
    let minimum = play.stage.read(house.minimum_bid(lot))?;
    let model = &play.reference.house;
    let expected = (model.price(lot, now), model.minimum_bid(lot, now));
    match (asked, minimum) == expected {
        true => Ok(()),
        false => Err(format!("lot {lot}: {asked:?}, {minimum:?}\nexpected {expected:?}")),
    }
}

fn offers_agree(play: &mut Play, dice: &mut Dice, offer: u64) -> Result<(), String> {
    let swaps = play.stage.town.market.swaps();
    let left = play.seen.offer(offer).map_or(0, |offer| offer.left);
    let amount = u128::from(dice.roll()) % left.saturating_add(2);
    let asked = play.stage.read(swaps.quote(offer, amount))?;
    let expected = play.reference.in_swap(|swap| swap.quote(offer, amount));
    match asked == expected {
        true => Ok(()),
        false => Err(format!("{amount} of offer {offer}: {asked:?}\nexpected {expected:?}")),
    }
}
