//! All gifts go back, or are given up, and what tells of claims goes.

use std::collections::BTreeMap;

use ink::primitives::AccountId;
use tongquan_traits::{assets::Asset, gifts::Gift};

use super::{can_leave, must};
use crate::storm::{deed::Deed, draw::Scene, gifts::Message, play::Play};

pub fn go_back(play: &mut Play) -> Result<(), String> {
    let anybody = play.stage.town.signers[3].id();
    // Every other one is asked back by its sender: with a notice it is only recalled.
    for (number, gift) in live(play).into_iter().filter(|(number, _)| number % 2 == 1) {
        let ended = to_gifts(play, gift.sender, Message::TakeBack { gift: number })?;
        if is_free(play, &gift) {
            must("X1", ended)?;
        }
    }
    let mut left = live(play);
    left.sort_by_key(|(_, gift)| gift.terms.until);
    for (number, gift) in left {
        play.reference.now = play.reference.now.max(gift.terms.until);
        let ended = to_gifts(play, anybody, Message::SendBack { gifts: vec![number] })?;
        if is_free(play, &gift) {
            must("X1", ended)?;
        }
        if play.seen.gift(number).is_some() {
            must("X1", to_gifts(play, gift.sender, Message::Abandon { gift: number })?)?;
        }
    }
    Ok(())
}

/// Each who has submitted claims clears them.
pub fn clear(play: &mut Play) -> Result<(), String> {
    let mut submitted: BTreeMap<(u64, AccountId), Vec<AccountId>> = BTreeMap::new();
    for (gift, recipient, claim) in play.seen.claims() {
        submitted.entry((gift, claim.submitted_by)).or_default().push(recipient);
    }
    for ((gift, by), recipients) in submitted {
        must("X1", to_gifts(play, by, Message::ClearClaims { gift, recipients })?)?;
    }
    match play.seen.claims().count() + play.seen.claimed().count() {
        0 => Ok(()),
        left => Err(format!("X1: {left} marks of claims are left")),
    }
}

fn live(play: &Play) -> Vec<(u64, Gift)> {
    play.seen.gifts().map(|(number, gift)| (number, gift.clone())).collect()
}

fn to_gifts(play: &mut Play, caller: AccountId, message: Message) -> Result<String, String> {
    let now = play.reference.now;
    play.perform(&Scene { now, caller, deed: Deed::Gift(message) })
}

/// Whether nothing keeps it in the contract.
fn is_free(play: &Play, gift: &Gift) -> bool {
    match &gift.asset {
        Asset::Points { token, .. } => play.stage.town.is_honest(*token),
        Asset::Item { item } => can_leave(play, item),
    }
}
