//! What an offer can become (S1 to S4), and when.

use tongquan_traits::swaps::{Offer, OfferState};

use super::{ensure, Done};
use crate::storm::{
    book::Book,
    deed::Deed,
    swap::{Event, Message},
};

pub fn check(before: &Book, after: &Book, done: &Done) -> Result<(), String> {
    for (number, old) in before.offers() {
        let Some(new) = after.offer(number) else { continue };
        ensure!(new.left <= old.left, "S1: more is left of {number} than before");
        let changing = Offer { left: new.left, state: new.state, ..old.clone() };
        ensure!(*new == changing, "S4: {number} is another offer");
        ensure!(
            old.state == (OfferState::Open {}) || new.state != (OfferState::Open {}),
            "S3: {number} is open again"
        );
    }
    done.said.swap.iter().try_for_each(|event| happened(before, after, done, event))
}

fn happened(before: &Book, after: &Book, done: &Done, event: &Event) -> Result<(), String> {
    let of = |number: u64| before.offer(number).ok_or("S3: an event of no offer");
    match event {
        Event::Accepted(accepted) => {
            let offer = of(accepted.offer)?;
            can_be_taken(offer, done)?;
            ensure!(after.offer(accepted.offer).is_none(), "S3: it can be accepted again");
        }
        Event::Filled(filled) => {
            let offer = of(filled.offer)?;
            can_be_taken(offer, done)?;
            let Deed::Swap(Message::Fill { maximum, .. }) = done.deed else {
                return Err("filled by another message".into());
            };
            ensure!(filled.paid <= *maximum, "S4: {} is more than {maximum}", filled.paid);
            ensure!(filled.paid > 0 && filled.amount > 0, "S2: for nothing");
            ensure!(filled.amount <= offer.left, "S1: {} of {}", filled.amount, offer.left);
            let left = after.offer(filled.offer).map_or(0, |offer| offer.left);
            ensure!(left == offer.left - filled.amount, "S1: {left} is left");
            let (give, want) = offer.rate().ok_or("S1: it has no rate")?;
            if let (Some(paid), Some(due)) =
                (filled.paid.checked_mul(give), filled.amount.checked_mul(want))
            {
                ensure!(paid >= due && paid - due < give, "S2: {} for {want}:{give}", filled.paid);
            }
        }
        _ => {}
    }
    Ok(())
}

fn can_be_taken(offer: &Offer, done: &Done) -> Result<(), String> {
    ensure!(offer.state == (OfferState::Open {}) && done.now < offer.until, "S3: it is over");
    ensure!(offer.taker.is_none_or(|only| only == done.caller), "S3: for another");
    ensure!(offer.maker != done.caller, "S3: its own");
    Ok(())
}
