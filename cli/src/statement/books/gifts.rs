//! The books of the gift links and red packets.

use std::collections::{BTreeMap, HashMap};

use tongquan_client::{AccountId, Event};
use tongquan_traits::{
    assets::Asset,
    gifts::{
        ClaimsCleared, Gift, GiftAbandoned, GiftClaimed, Given, Recalled, SentBack, ShareClaim,
    },
};

use super::{
    accounts::{Accounts, Who},
    journal::Journal,
};

#[derive(Debug)]
pub struct GiftBook {
    pub address: AccountId,
    /// How many gifts there ever were.
    pub count: u64,
    /// Those that there are.
    pub gifts: BTreeMap<u64, Gift>,
    /// Who had which share of a packet, until that is cleared.
    pub claims: HashMap<(u64, Who), ShareClaim>,
}

impl GiftBook {
    pub fn new(address: AccountId) -> Self {
        Self { address, count: 0, gifts: BTreeMap::new(), claims: HashMap::new() }
    }

    pub fn apply(&mut self, event: &Event, accounts: &mut Accounts, journal: &mut Journal) {
        let done = if let Some(Given { number, gift }) = event.decode() {
            let in_turn = number.checked_sub(1) == Some(self.count) && gift.claimed == 0;
            self.count = self.count.max(number);
            self.gifts.insert(number, gift);
            in_turn.then_some(()).ok_or("a gift out of turn")
        } else if let Some(claimed) = event.decode() {
            self.claim(claimed, accounts, journal.at.time)
        } else if let Some(Recalled { gift, until }) = event.decode() {
            match self.gifts.get_mut(&gift) {
                Some(gift) if until <= gift.terms.until => {
                    gift.terms.until = until;
                    Ok(())
                }
                _ => Err("a gift is recalled that there is not, or to a later end"),
            }
        } else if let Some(SentBack { gift, left }) = event.decode() {
            match self.gifts.remove(&gift) {
                Some(gift) if gift.left == left => Ok(()),
                _ => Err("another gift goes back than there is"),
            }
        } else if let Some(GiftAbandoned { gift }) = event.decode() {
            self.gifts.remove(&gift).map(drop).ok_or("a gift is abandoned that there is not")
        } else if let Some(ClaimsCleared { gift, recipients }) = event.decode() {
            let mut known = !self.gifts.contains_key(&gift);
            for recipient in recipients {
                let recipient = accounts.number(&recipient);
                known &= self.claims.remove(&(gift, recipient)).is_some();
            }
            known.then_some(()).ok_or("claims are cleared that there are not, or too early")
        } else {
            Err("an event that no gift contract emits")
        };
        if let Err(what) = done {
            journal.contradict(self.address, what);
        }
    }

    fn claim(
        &mut self,
        claimed: GiftClaimed,
        accounts: &mut Accounts,
        now: u64,
    ) -> Result<(), &'static str> {
        let GiftClaimed { gift: number, number: share, recipient, amount, fee, by } = claimed;
        let gift = self.gifts.get_mut(&number).ok_or("a gift is claimed that there is not")?;
        let taken = amount.saturating_add(fee);
        let rest = gift.left.checked_sub(taken);
        gift.left = rest.unwrap_or(0);
        gift.claimed = gift.claimed.saturating_add(1);
        let last = gift.claimed >= gift.terms.shares;
        let whole = match gift.asset {
            // The shares of a packet add up to what was put in (G4).
            Asset::Points { .. } => rest.is_some() && taken > 0 && (!last || rest == Some(0)),
            Asset::Item { .. } => taken == 0,
        };
        let mut fits = whole && share < gift.terms.shares && now < gift.terms.until;
        if gift.terms.shares > 1 {
            let claim = ShareClaim { submitted_by: by, number: share };
            let recipient = accounts.number(&recipient);
            fits &= self.claims.insert((number, recipient), claim).is_none();
        }
        if last {
            self.gifts.remove(&number);
        }
        fits.then_some(()).ok_or("a claim that can't be")
    }
}
