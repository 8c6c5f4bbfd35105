//! What a gift can become (G1 to G4), and when.

use tongquan_traits::{
    assets::Asset,
    gifts::{Gift, GiftClaimed, ShareClaim, Terms},
};

use super::{ensure, Done};
use crate::storm::{
    book::Book,
    deed::Deed,
    gifts::{Event, Message},
    keys::tree_with,
    town::Town,
};

pub fn check(town: &Town, before: &Book, after: &Book, done: &Done) -> Result<(), String> {
    for (number, old) in before.gifts() {
        match after.gift(number) {
            Some(new) => changed(number, old, new, done)?,
            None => {
                let ends = |event: &Event| ends(event, old) == Some(number);
                let ended = done.said.gifts.iter().filter(|event| ends(event)).count();
                ensure!(ended == 1, "G3: {number} is gone, for {ended} reasons");
            }
        }
    }
    for (number, new) in after.gifts().filter(|(number, _)| before.gift(*number).is_none()) {
        let left = match new.asset {
            Asset::Points { amount, .. } => amount,
            Asset::Item { .. } => 0,
        };
        let is_whole = new.claimed == 0 && new.left == left && new.sender == done.caller;
        ensure!(is_whole, "G4: {number} begins as {new:?}");
        let is_given = |event: &Event| matches!(event, Event::Given(given) if given.gift == *new);
        ensure!(done.said.gifts.iter().any(is_given), "G3: {number} is there again");
    }
    marks(before, after, done)?;
    done.said.gifts.iter().try_for_each(|event| happened(town, before, after, done, event))
}

/// Which gift is gone with this.
fn ends(event: &Event, gift: &Gift) -> Option<u64> {
    match event {
        Event::GiftClaimed(claimed) if gift.claimed + 1 == gift.terms.shares => Some(claimed.gift),
        Event::SentBack(sent) => Some(sent.gift),
        Event::GiftAbandoned(abandoned) => Some(abandoned.gift),
        _ => None,
    }
}

fn changed(number: u64, old: &Gift, new: &Gift, done: &Done) -> Result<(), String> {
    let until = new.terms.until;
    let terms = Terms { until, ..old.terms.clone() };
    let changing = Gift { left: new.left, claimed: new.claimed, terms, ..old.clone() };
    ensure!(*new == changing, "{number} is another gift");
    let is_claimed = |event: &Event| matches!(event, Event::GiftClaimed(of) if of.gift == number);
    let claims = done.said.gifts.iter().filter(|event| is_claimed(event)).count();
    ensure!(u64::from(new.claimed) == u64::from(old.claimed) + claims as u64, "G4: {new:?}");
    ensure!(claims > 0 || new.left == old.left, "G4: {new:?}");
    if until != old.terms.until {
        let noticed = done.now.saturating_add(old.terms.notice);
        ensure!(done.caller == old.sender, "G3: recalled by another");
        ensure!(until == noticed.min(old.terms.until), "G3: recalled with notice until {until}");
    }
    Ok(())
}

/// What tells of claims changes with claims, and when they are cleared.
fn marks(before: &Book, after: &Book, done: &Done) -> Result<(), String> {
    for (gift, recipient, claim) in after.claims() {
        let was = before.claims().any(|other| other == (gift, recipient, claim));
        let is_new = done.said.gifts.iter().any(|event| match event {
            Event::GiftClaimed(claimed) => {
                let now = ShareClaim { submitted_by: claimed.by, number: claimed.number };
                (claimed.gift, claimed.recipient, now) == (gift, recipient, claim)
            }
            _ => false,
        });
        ensure!(was != is_new, "G4: {recipient:?} has {claim:?} of {gift}");
    }
    for (gift, recipient, claim) in before.claims() {
        let is_cleared = done.said.gifts.iter().any(|event| match event {
            Event::ClaimsCleared(cleared) => {
                cleared.gift == gift && cleared.recipients.contains(&recipient)
            }
            _ => false,
        });
        let stays = after.claims().any(|other| other == (gift, recipient, claim));
        ensure!(stays != is_cleared, "G4: the claim of {recipient:?} to {gift}");
        ensure!(!is_cleared || claim.submitted_by == done.caller, "another's claims are cleared");
        ensure!(!is_cleared || before.gift(gift).is_none(), "G4: cleared before {gift} is over");
    }
    let of_claims: Vec<_> = after.claims().map(|(gift, _, claim)| (gift, claim.number)).collect();
    for (gift, number) in after.claimed() {
        let count = of_claims.iter().filter(|claim| **claim == (gift, number)).count();
        ensure!(count == 1, "G4: {count} claims to {number} of {gift}");
    }
    ensure!(
        after.claimed().count() == of_claims.len(),
        "G4: claims to shares that are not claimed"
    );
    Ok(())
}

fn happened(
    town: &Town,
    before: &Book,
    after: &Book,
    done: &Done,
    event: &Event,
) -> Result<(), String> {
    let of = |number: u64| before.gift(number).ok_or("G3: an event of no gift");
    let (now, caller) = (done.now, done.caller);
    match event {
        Event::GiftClaimed(claimed) => {
            let left = after.gift(claimed.gift).map_or(0, |gift| gift.left);
            is_right(town, of(claimed.gift)?, left, done, claimed)?
        }
        Event::SentBack(sent) => {
            let gift = of(sent.gift)?;
            ensure!(after.gift(sent.gift).is_none(), "G3: {} is still there", sent.gift);
            ensure!(sent.left == gift.left, "G4: {} of {} came back", sent.left, gift.left);
            let is_free = caller == gift.sender && gift.terms.notice == 0;
            let is_asked = matches!(done.deed, Deed::Gift(Message::TakeBack { .. }));
            ensure!(now >= gift.terms.until || (is_free && is_asked), "G3: back before the end");
        }
        Event::GiftAbandoned(abandoned) => {
            let gift = of(abandoned.gift)?;
            let is_over = now >= gift.terms.until;
            ensure!(is_over && caller == gift.sender, "G3: abandoned by {caller:?}");
        }
        Event::Recalled(recalled) => ensure!(now < recalled.until, "G3: recalled too late"),
        Event::Given(_) | Event::ClaimsCleared(_) => {}
    }
    Ok(())
}

/// G1: it is the claim that the share's key has signed, in time.
fn is_right(
    town: &Town,
    gift: &Gift,
    left: u128,
    done: &Done,
    claimed: &GiftClaimed,
) -> Result<(), String> {
    let Deed::Gift(Message::Claim(attempt)) = done.deed else {
        return Err("G1: claimed by another message".into());
    };
    let (claim, terms) = (&attempt.claim, &gift.terms);
    ensure!(done.now < terms.until, "G3: claimed at the end");
    let key = tree_with(terms.keys).filter(|tree| claim.number < tree.size().min(terms.shares));
    let key = key.map(|tree| tree.key(claim.number)).ok_or("G1: no such key")?;
    ensure!(attempt.signature.says(key, town.gift(), claim), "G1, G2: {attempt:?}");
    let is_same = (claimed.gift, claimed.number, claimed.recipient, claimed.by)
        == (claim.gift, claim.number, claim.recipient, done.caller);
    ensure!(is_same && claimed.fee == attempt.fee, "G1: {claimed:?}");
    ensure!(terms.recipient.is_none_or(|only| only == claimed.recipient), "G1: for another");
    let bound = terms.recipient.is_some() && claimed.fee > 0;
    ensure!(claimed.fee <= claim.max_fee && !bound, "G1: a fee of {}", claimed.fee);
    let share = claimed.amount + claimed.fee;
    ensure!(left + share == gift.left, "G4: {left} and {share} of {}", gift.left);
    let is_points = matches!(gift.asset, Asset::Points { .. });
    ensure!(is_points == (claimed.amount > 0), "G4: a share of {}", claimed.amount);
    Ok(())
}
