//! How something is given.

use ink::primitives::AccountId;
use tongquan_traits::{
    assets::Asset,
    gifts::{Gift, GiftError, Given, Terms},
};

use super::{Event, Model};

/// 366 days.
const LONGEST: u64 = 31_622_400_000;

/// The most shares of a packet.
const MOST: u128 = 1_048_576;

impl Model {
    pub fn give(
        &mut self,
        sender: AccountId,
        asset: Asset,
        terms: Terms,
    ) -> Result<u64, GiftError> {
        let at_most = match &asset {
            Asset::Points { amount, .. } => (*amount).min(MOST) as u32,
            Asset::Item { .. } => 1,
        };
        if terms.shares < 1 || terms.shares > at_most {
            return Err(GiftError::InvalidShares { at_most });
        }
        if terms.recipient.is_some() && terms.shares != 1 {
            return Err(GiftError::BoundPacket);
        }
        if terms.recipient == Some(self.address) {
            return Err(GiftError::InvalidRecipient);
        }
        if terms.until <= self.now || terms.until > self.now.saturating_add(LONGEST) {
            return Err(GiftError::InvalidEnd);
        }
        let left = match &asset {
            Asset::Points { token, amount } => {
                self.take_points(*token, sender, *amount)?;
                *amount
            }
            Asset::Item { item } => {
                self.take_item(item, sender, terms.until)?;
                0
            }
        };
        let gift = Gift { left, claimed: 0, sender, asset, terms };
        self.count += 1;
        let number = self.count;
        self.gifts.insert(number, gift.clone());
        self.events.push(Event::Given(Given { number, gift }));
        Ok(number)
    }
}
