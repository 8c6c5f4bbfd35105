//! How a gift goes back to its sender. X1

use ink::primitives::AccountId;
use tongquan_traits::gifts::{Gift, GiftAbandoned, GiftError, Recalled, SentBack};

use super::{Event, Model};

impl Model {
    fn get_of(&self, sender: AccountId, number: u64) -> Result<Gift, GiftError> {
        let gift = self.get(number)?;
        match gift.sender == sender {
            true => Ok(gift),
            false => Err(GiftError::NotSender),
        }
    }

    fn ensure_over(&self, gift: &Gift) -> Result<(), GiftError> {
        match self.now < gift.terms.until {
            true => Err(GiftError::NotEnded { until: gift.terms.until }),
            false => Ok(()),
        }
    }

    fn give_back(&mut self, number: u64, gift: &Gift) -> Result<(), GiftError> {
        self.gifts.remove(&number);
        self.hand_over(&gift.asset, gift.left, gift.sender)?;
        self.events.push(Event::SentBack(SentBack { gift: number, left: gift.left }));
        Ok(())
    }

    pub fn take_back(&mut self, caller: AccountId, number: u64) -> Result<Option<u64>, GiftError> {
        let mut gift = self.get_of(caller, number)?;
        if gift.terms.notice == 0 || self.now >= gift.terms.until {
            self.give_back(number, &gift)?;
            return Ok(None);
        }
        let noticed = self.now.saturating_add(gift.terms.notice);
        if noticed < gift.terms.until {
            gift.terms.until = noticed;
        }
        let until = gift.terms.until;
        self.gifts.insert(number, gift);
        self.events.push(Event::Recalled(Recalled { gift: number, until }));
        Ok(Some(until))
    }

    pub fn send_back(&mut self, gifts: Vec<u64>) -> Result<(), GiftError> {
        if gifts.is_empty() {
            return Err(GiftError::EmptyBatch);
        }
        for number in gifts {
            let gift = self.get(number)?;
            self.ensure_over(&gift)?;
            self.give_back(number, &gift)?;
        }
        Ok(())
    }

    pub fn abandon(&mut self, caller: AccountId, number: u64) -> Result<(), GiftError> {
        let gift = self.get_of(caller, number)?;
        self.ensure_over(&gift)?;
        self.gifts.remove(&number);
        self.events.push(Event::GiftAbandoned(GiftAbandoned { gift: number }));
        Ok(())
    }
}
