//! How a share is claimed.

use ink::primitives::AccountId;
use tongquan_traits::gifts::{ClaimsCleared, Gift, GiftClaimed, GiftError, ShareClaim};

use super::{share, Event, Model};
use crate::{gift_links::Attempt, keys::root_above};

impl Model {
    pub fn claim(&mut self, by: AccountId, attempt: Attempt) -> Result<u128, GiftError> {
        let Attempt { claim, proof, fee, signature } = attempt;
        let gift = self.get(claim.gift)?;
        if self.now >= gift.terms.until {
            return Err(GiftError::Ended { at: gift.terms.until });
        }
        match gift.terms.recipient {
            Some(only) if only != claim.recipient => {
                return Err(GiftError::OtherRecipient { recipient: only });
            }
            _ => {}
        }
        if claim.recipient == self.address {
            return Err(GiftError::InvalidRecipient);
        }
        let root = root_above(proof.key, claim.number, &proof.path);
        if claim.number >= gift.terms.shares || root != Some(gift.terms.keys) {
            return Err(GiftError::UnknownKey);
        }
        // R26
        if proof.key == [0; 32].into() || !signature.says(proof.key, self.address, &claim) {
            return Err(GiftError::BadSignature);
        }

        let share = share(self.address, claim.gift, &gift, claim.number);
        let at_most = match share {
            Some(share) if gift.terms.recipient.is_none() => claim.max_fee.min(share - 1),
            _ => 0,
        };
        if fee > at_most {
            return Err(GiftError::FeeTooHigh { at_most });
        }
        self.note(&gift, claim.gift, claim.number, claim.recipient, by)?;

        let share = share.unwrap_or(0);
        let (left, claimed) = (gift.left - share, gift.claimed + 1);
        if claimed == gift.terms.shares {
            self.gifts.remove(&claim.gift);
        } else {
            self.gifts.insert(claim.gift, Gift { left, claimed, ..gift.clone() });
        }
        let amount = share - fee;
        self.hand_over(&gift.asset, amount, claim.recipient)?;
        if fee > 0 {
            self.hand_over(&gift.asset, fee, by)?;
        }
        self.events.push(Event::GiftClaimed(GiftClaimed {
            gift: claim.gift,
            number: claim.number,
            recipient: claim.recipient,
            amount,
            fee,
            by,
        }));
        Ok(amount)
    }

    /// Notes the claim to a share of a packet: each key and each account once. G4
    fn note(
        &mut self,
        gift: &Gift,
        packet: u64,
        number: u32,
        recipient: AccountId,
        submitted_by: AccountId,
    ) -> Result<(), GiftError> {
        if gift.terms.shares == 1 {
            return Ok(());
        }
        if self.is_claimed(packet, number) {
            return Err(GiftError::AlreadyClaimed);
        }
        if self.claims.contains_key(&(packet, recipient)) {
            return Err(GiftError::HasShare);
        }
        self.claims.insert((packet, recipient), ShareClaim { submitted_by, number });
        Ok(())
    }

    pub fn clear_claims(
        &mut self,
        caller: AccountId,
        gift: u64,
        recipients: Vec<AccountId>,
    ) -> Result<(), GiftError> {
        if recipients.is_empty() {
            return Err(GiftError::EmptyBatch);
        }
        if self.gifts.contains_key(&gift) {
            return Err(GiftError::NotOver);
        }
        for recipient in &recipients {
            let claim = self.claims.remove(&(gift, *recipient));
            if claim.map(|claim| claim.submitted_by) != Some(caller) {
                return Err(GiftError::NoClaim { recipient: *recipient });
            }
        }
        self.events.push(Event::ClaimsCleared(ClaimsCleared { gift, recipients }));
        Ok(())
    }
}
