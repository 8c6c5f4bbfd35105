//! How a gift goes back (X1): one is claimed, taken back or sent back, and only once (G3).

use ink::primitives::AccountId;
use tongquan_escrow::{items, points, records};
use tongquan_host::emit;
use tongquan_traits::{
    assets::Asset,
    gifts::{Gift, GiftAbandoned, GiftError, Recalled, SentBack},
};

use crate::{
    gifts::{find, save},
    refusal::{refuse, Outcome},
};

#[inline(never)]
fn find_of(sender: &AccountId, number: u64) -> Outcome<Gift> {
    let gift = find(number)?;
    match gift.sender == *sender {
        true => Ok(gift),
        false => refuse(GiftError::NotSender),
    }
}

#[inline(never)]
fn ensure_ended(gift: &Gift, now: u64) -> Outcome<()> {
    let until = gift.terms.until;
    match now >= until {
        true => Ok(()),
        false => refuse(GiftError::NotEnded { until }),
    }
}

#[inline(never)]
fn give_back(number: u64, gift: &Gift) -> Outcome<()> {
    records::remove(number);
    match &gift.asset {
        Asset::Points { token, .. } => points::send(token, None, &gift.sender, gift.left)?,
        Asset::Item { item } => items::send(item, &gift.sender)?,
    }
    emit::<SentBack>(&(number, gift.left), &[]);
    Ok(())
}

#[inline(never)]
pub fn take_back(caller: &AccountId, now: u64, number: u64) -> Outcome<Option<u64>> {
    let mut gift = find_of(caller, number)?;
    let until = gift.terms.until.min(now.saturating_add(gift.terms.notice));
    if until <= now {
        give_back(number, &gift)?;
        return Ok(None);
    }
    gift.terms.until = until;
    save(number, &gift);
    emit::<Recalled>(&(number, until), &[]);
    Ok(Some(until))
}

#[inline(never)]
pub fn send_back(now: u64, numbers: &[u64]) -> Outcome<()> {
    if numbers.is_empty() {
        return refuse(GiftError::EmptyBatch);
    }
    for number in numbers {
        let gift = find(*number)?;
        ensure_ended(&gift, now)?;
        give_back(*number, &gift)?;
    }
    Ok(())
}

#[inline(never)]
pub fn abandon(caller: &AccountId, now: u64, number: u64) -> Outcome<()> {
    let gift = find_of(caller, number)?;
    ensure_ended(&gift, now)?;
    records::remove(number);
    emit::<GiftAbandoned>(&number, &[]);
    Ok(())
}
