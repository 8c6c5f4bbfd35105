//! Claims (领取): the key of a gift, or of a share of it, has signed who gets it (G1).

use ink::primitives::AccountId;
use tongquan_escrow::{items, points, records};
use tongquan_host::{address, emit, is_leaf, is_signed_by};
use tongquan_traits::{
    assets::Asset,
    gifts::{claim_payload, Claim, Gift, GiftClaimed, GiftError, KeyProof},
};

use crate::{
    gifts::{ensure_recipient, find, save},
    marks,
    refusal::{refuse, Outcome},
    shares::share,
};

#[inline(never)]
fn ensure_for(gift: &Gift, recipient: &AccountId) -> Outcome<()> {
    match gift.terms.recipient {
        Some(only) if only != *recipient => refuse(GiftError::OtherRecipient { recipient: only }),
        _ => ensure_recipient(recipient),
    }
}

#[inline(never)]
fn ensure_signed(
    gift: &Gift,
    claim: &Claim,
    proof: &KeyProof,
    signature: &[u8; 64],
) -> Outcome<()> {
    let KeyProof { key, path } = proof;
    if claim.number >= gift.terms.shares || !is_leaf(&gift.terms.keys, key, claim.number, path) {
        return refuse(GiftError::UnknownKey);
    }
    if !is_signed_by(key, &claim_payload(&address(), claim), signature) {
        return refuse(GiftError::BadSignature);
    }
    Ok(())
}

#[inline(never)]
pub fn claim(
    by: &AccountId,
    now: u64,
    claim: &Claim,
    proof: &KeyProof,
    fee: u128,
    signature: &[u8; 64],
) -> Outcome<u128> {
    let Claim { gift: gift_number, number, ref recipient, max_fee } = *claim;
    let mut gift = find(gift_number)?;
    if now >= gift.terms.until {
        return refuse(GiftError::Ended { at: gift.terms.until });
    }
    ensure_for(&gift, recipient)?;
    ensure_signed(&gift, claim, proof, signature)?;
    let share = match gift.asset {
        Asset::Points { amount, .. } => share(gift_number, &gift.terms, amount, number),
        Asset::Item { .. } => 0,
    };
    // The key alone signs the fee, and who has found the link of a bound gift has it, too.
    let at_most = match gift.terms.recipient {
        Some(_) => 0,
        None => max_fee.min(share.saturating_sub(1)),
    };
    if fee > at_most {
        return refuse(GiftError::FeeTooHigh { at_most });
    }
    gift.claimed = gift.claimed.saturating_add(1);
    gift.left = gift.left.saturating_sub(share);
    if gift.terms.shares > 1 {
        marks::add(gift_number, number, recipient, by)?;
    }
    match gift.claimed == gift.terms.shares {
        true => records::remove(gift_number),
        false => save(gift_number, &gift),
    }
    let amount = share.saturating_sub(fee);
    match &gift.asset {
        Asset::Points { token, .. } => {
            points::send(token, None, recipient, amount)?;
            if fee > 0 {
                points::send(token, None, by, fee)?;
            }
        }
        Asset::Item { item } => items::send(item, recipient)?,
    }
    emit::<GiftClaimed>(&(gift_number, number, recipient, amount, fee, by), &[]);
    Ok(amount)
}
