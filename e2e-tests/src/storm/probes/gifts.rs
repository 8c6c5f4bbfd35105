//! What can be asked about a gift.

use tongquan_client::Message;
use tongquan_traits::{
    assets::Asset,
    gifts::{Claim, Gift, GiftError, Gifts},
};

use crate::storm::{
    gift_links::Attempt,
    gifts::share,
    keys::{tree_with, LARGEST},
    play::Play,
};

pub fn ask(play: &mut Play, number: u64, gift: &Gift) -> Result<(), String> {
    shares_add_up(play, number, gift)?;
    times_are_apart(play, number, gift)
}

/// G4
fn shares_add_up(play: &mut Play, number: u64, gift: &Gift) -> Result<(), String> {
    let gifts = play.stage.town.market.gifts();
    let mut all = vec![];
    for place in 0..=LARGEST {
        let asked = play.stage.read(gifts.share(number, place))?;
        let expected = share(play.stage.town.gift(), number, gift, place);
        if asked != expected {
            return Err(format!("share {place} of {number}: {asked:?}\nexpected {expected:?}"));
        }
        all.extend(asked);
    }
    match gift.asset {
        Asset::Points { amount, .. } if all.iter().sum::<u128>() != amount => {
            Err(format!("G4: {all:?} are not {amount}"))
        }
        _ => Ok(()),
    }
}

/// G3: at each time it can be claimed, or goes back without its sender, and never both.
fn times_are_apart(play: &mut Play, number: u64, gift: &Gift) -> Result<(), String> {
    let Some(tree) = tree_with(gift.terms.keys) else { return Ok(()) };
    let (now, until, anybody) = (play.reference.now, gift.terms.until, play.stage.town.mallory());
    let claim = Claim { gift: number, number: 0, recipient: anybody, max_fee: 0 };
    for time in [until - 1, until, now] {
        play.stage.at(time);
        let attempt = Attempt::new(tree, play.stage.town.gift(), claim);
        let Attempt { claim, proof, fee, signature } = attempt;
        let mut gifts = play.stage.town.market.gifts();
        let claim: Message<Result<u128, GiftError>> =
            gifts.claim(claim, proof, fee, signature.bytes()).into();
        let send_back: Message<Result<(), GiftError>> = gifts.send_back(vec![number]).into();
        let claimed = play.stage.try_out(anybody, claim)?;
        let sent = play.stage.try_out(anybody, send_back)?;
        let late = matches!(claimed, Some(GiftError::Ended { .. }));
        let early = matches!(sent, Some(GiftError::NotEnded { .. }));
        if late == early || late != (time >= until) {
            return Err(format!("G3: {number} at {time}: claim {claimed:?}, send back {sent:?}"));
        }
    }
    play.stage.at(now);
    Ok(())
}
