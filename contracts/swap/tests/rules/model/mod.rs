//! Swaps as a notary would keep them, on paper: slow and obvious. The contract must agree.
//!
//! What points and items are and do, honest or not, is in the world that the model keeps for itself.

mod accept;
mod ask;
mod exits;
mod fill;
mod look;
mod make;
mod message;
mod price;

use std::collections::BTreeMap;

use ink::primitives::AccountId;
use tokens::World;
use tongquan_traits::swaps::{Offer, OfferState, SwapError};

pub use self::{
    message::{Answer, Event, Message, Outcome},
    price::price,
};

#[derive(Debug, Clone)]
pub struct Model {
    /// The address of the swaps.
    pub address: AccountId,
    pub world: World,
    pub now: u64,
    /// How many offers there ever were.
    pub count: u64,
    pub offers: BTreeMap<u64, Offer>,
    events: Vec<Event>,
}

impl Model {
    pub fn new(address: AccountId, world: World, now: u64) -> Self {
        Self { address, world, now, count: 0, offers: BTreeMap::new(), events: vec![] }
    }

    /// The same at another time.
    pub fn at(&self, now: u64) -> Self {
        Self { now, ..self.clone() }
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

    fn receive(&mut self, caller: AccountId, message: Message) -> Result<Answer, SwapError> {
        match message {
            Message::MakeOffer { give, want, taker, until } => {
                return Ok(Answer::Offer(self.make_offer(caller, give, want, taker, until)?));
            }
            Message::Accept { offer, choices, fingerprint } => {
                self.accept(caller, offer, choices, fingerprint)?
            }
            Message::Fill { offer, amount, maximum } => {
                return Ok(Answer::Paid(self.fill(caller, offer, amount, maximum)?));
            }
            Message::Cancel { offer } => self.cancel(caller, offer)?,
            Message::Reclaim { offer, index } => self.reclaim(caller, offer, index)?,
            Message::Abandon { offer } => self.abandon(caller, offer)?,
        }
        Ok(Answer::Nothing)
    }

    fn get(&self, number: u64) -> Result<Offer, SwapError> {
        self.offers.get(&number).cloned().ok_or(SwapError::NoOffer)
    }

    /// Whether anyone may send back what is left of the offer.
    fn is_over(&self, offer: &Offer) -> bool {
        offer.state != OfferState::Open {} || self.now >= offer.until
    }
}
