//! Gift links as a notary would keep them, on paper: slow and obvious. The contract must agree.
//!
//! What points and items are and do, honest or not, is in the world that the model keeps for itself.

mod ask;
mod claim;
mod exits;
mod give;
mod look;
mod message;
mod shares;

use std::collections::BTreeMap;

use ink::primitives::AccountId;
use tokens::World;
use tongquan_traits::gifts::{Gift, GiftError, ShareClaim};

pub use self::{
    message::{Answer, Event, Message, Outcome},
    shares::{share, Packet},
};

#[derive(Debug, Clone)]
pub struct Model {
    /// The address of the gift links.
    pub address: AccountId,
    pub world: World,
    pub now: u64,
    /// How many gifts there ever were.
    pub count: u64,
    pub gifts: BTreeMap<u64, Gift>,
    /// Who has claimed which share of which packet.
    pub claims: BTreeMap<(u64, AccountId), ShareClaim>,
    events: Vec<Event>,
}

impl Model {
    pub fn new(address: AccountId, world: World, now: u64) -> Self {
        Self {
            address,
            world,
            now,
            count: 0,
            gifts: BTreeMap::new(),
            claims: BTreeMap::new(),
            events: vec![],
        }
    }

    /// Does what is asked, or nothing at all.
    pub fn call(&mut self, now: u64, caller: AccountId, message: &Message) -> Outcome {
        self.now = now;
        let mut next = self.clone();
        let answer = next.receive(caller, message.clone())?;
        let events = std::mem::take(&mut next.events);
        *self = next;
        Ok((answer, events))
    }

    fn receive(&mut self, caller: AccountId, message: Message) -> Result<Answer, GiftError> {
        match message {
            Message::Give { asset, terms } => {
                return Ok(Answer::Gift(self.give(caller, asset, terms)?));
            }
            Message::Claim(attempt) => return Ok(Answer::Claimed(self.claim(caller, attempt)?)),
            Message::TakeBack { gift } => {
                return Ok(Answer::Recalled(self.take_back(caller, gift)?));
            }
            Message::SendBack { gifts } => self.send_back(gifts)?,
            Message::Abandon { gift } => self.abandon(caller, gift)?,
            Message::ClearClaims { gift, recipients } => {
                self.clear_claims(caller, gift, recipients)?
            }
        }
        Ok(Answer::Nothing)
    }

    fn get(&self, number: u64) -> Result<Gift, GiftError> {
        self.gifts.get(&number).cloned().ok_or(GiftError::NoGift)
    }
}
