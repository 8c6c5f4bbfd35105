//! Gifts, as they are given and kept.

use ink::{primitives::AccountId, scale::Encode};
use tongquan_escrow::{items, points, records};
use tongquan_host::{address, emit_long, Encoded, Read, Reader};
use tongquan_traits::{
    assets::Asset,
    gifts::{Gift, GiftError, Given, Terms, MAX_LENGTH, MAX_SHARES},
};

use crate::refusal::{refuse, Outcome};

#[inline(never)]
pub fn load(number: u64) -> Option<Gift> {
    records::load(number).as_deref().map(|record| Read::read(&mut Reader(record)))
}

#[inline(never)]
pub fn find(number: u64) -> Outcome<Gift> {
    match load(number) {
        Some(gift) => Ok(gift),
        None => refuse(GiftError::NoGift),
    }
}

#[inline(never)]
pub fn save(number: u64, gift: &Gift) {
    records::replace(number, &gift.encode());
}

#[inline(never)]
pub fn ensure_recipient(recipient: &AccountId) -> Outcome<()> {
    match *recipient == address() {
        true => refuse(GiftError::InvalidRecipient),
        false => Ok(()),
    }
}

#[inline(never)]
fn ensure_valid(asset: &Asset, terms: &Terms, now: u64) -> Outcome<()> {
    let at_most = match asset {
        Asset::Points { amount, .. } => {
            u32::try_from(*amount).unwrap_or(MAX_SHARES).min(MAX_SHARES)
        }
        Asset::Item { .. } => 1,
    };
    if terms.shares == 0 || terms.shares > at_most {
        return refuse(GiftError::InvalidShares { at_most });
    }
    if let Some(recipient) = &terms.recipient {
        if terms.shares > 1 {
            return refuse(GiftError::BoundPacket);
        }
        ensure_recipient(recipient)?;
    }
    if terms.until <= now || terms.until > now.saturating_add(MAX_LENGTH) {
        return refuse(GiftError::InvalidEnd);
    }
    Ok(())
}

#[inline(never)]
pub fn give(sender: &AccountId, now: u64, asset: Asset, terms: Terms) -> Outcome<u64> {
    ensure_valid(&asset, &terms, now)?;
    let left = match &asset {
        Asset::Points { token, amount } => {
            points::take_all(token, sender, *amount)?;
            *amount
        }
        Asset::Item { item } => {
            let own = address();
            items::take(item, sender, terms.until, |coupon| coupon.is_giftable(&own))?;
            0
        }
    };
    let gift = Gift { left, claimed: 0, sender: *sender, asset, terms };
    let record = gift.encode();
    let number = records::add(&record);
    emit_long::<Given>(&(number, Encoded(&record)));
    Ok(number)
}
