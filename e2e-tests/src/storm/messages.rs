//! The messages to house, swaps and gift links, and what they announce.

use ink::primitives::AccountId;
use tongquan_client::{Event, Events, Message};
use tongquan_traits::{
    auctions::Auctions,
    gifts::Gifts,
    swaps::{SwapError, Swaps},
};

use super::{gift_links::Attempt, gifts, house, stage::Stage, swap};

impl Stage {
    pub fn house(
        &mut self,
        caller: AccountId,
        message: &house::Message,
    ) -> Result<house::Outcome, String> {
        let mut house = self.town.market.house();
        let answer = match message.clone() {
            house::Message::List { items, token, format } => {
                let listed = self.call(caller, house.list(items, token, format))?;
                listed.map(|(number, events)| (Some(number), events))
            }
            other => {
                let call: Message<Result<(), _>> = match other {
                    house::Message::Bid { lot, maximum } => house.bid(lot, maximum).into(),
                    house::Message::Buy { lot, maximum } => house.buy(lot, maximum).into(),
                    house::Message::Settle { lot } => house.settle(lot).into(),
                    house::Message::Reveal { lot, reserve, salt } => {
                        house.reveal(lot, reserve, salt).into()
                    }
                    house::Message::Cancel { lot } => house.cancel(lot).into(),
                    house::Message::Unwind { lot } => house.unwind(lot).into(),
                    house::Message::Reclaim { lot, index } => house.reclaim(lot, index).into(),
                    house::Message::Abandon { lot } => house.abandon(lot).into(),
                    house::Message::Withdraw { account, tokens } => {
                        house.withdraw(account, tokens).into()
                    }
                    house::Message::List { .. } => unreachable!("sent above"),
                };
                self.call(caller, call)?.map(|((), events)| (None, events))
            }
        };
        Ok(match answer {
            Ok((number, events)) => Ok((number, said(&events, self.town.house(), house_said)?)),
            Err(error) => Err(error),
        })
    }

    pub fn swap(
        &mut self,
        caller: AccountId,
        message: &swap::Message,
    ) -> Result<swap::Outcome, String> {
        let mut swaps = self.town.market.swaps();
        let answer = match message.clone() {
            swap::Message::MakeOffer { give, want, taker, until } => {
                let made = self.call(caller, swaps.make_offer(give, want, taker, until))?;
                made.map(|(number, events)| (swap::Answer::Offer(number), events))
            }
            swap::Message::Fill { offer, amount, maximum } => {
                let filled = self.call(caller, swaps.fill(offer, amount, maximum))?;
                filled.map(|(paid, events)| (swap::Answer::Paid(paid), events))
            }
            other => {
                let call: Message<Result<(), _>> = match other {
                    swap::Message::Accept { offer, choices, fingerprint } => {
                        swaps.accept(offer, choices, fingerprint).into()
                    }
                    swap::Message::Cancel { offer } => swaps.cancel(offer).into(),
                    swap::Message::Reclaim { offer, index } => swaps.reclaim(offer, index).into(),
                    swap::Message::Abandon { offer } => swaps.abandon(offer).into(),
                    _ => unreachable!("sent above"),
                };
                self.call(caller, call)?.map(|((), events)| (swap::Answer::Nothing, events))
            }
        };
        Ok(match answer {
            Ok((answer, events)) => Ok((answer, said(&events, self.town.swap(), swap_said)?)),
            Err(error) => Err(error),
        })
    }

    pub fn gift(
        &mut self,
        caller: AccountId,
        message: &gifts::Message,
    ) -> Result<gifts::Outcome, String> {
        use gifts::{Answer, Message};
        let mut gifts = self.town.market.gifts();
        let answer = match message.clone() {
            Message::Give { asset, terms } => {
                let given = self.call(caller, gifts.give(asset, terms))?;
                given.map(|(number, events)| (Answer::Gift(number), events))
            }
            Message::Claim(Attempt { claim, proof, fee, signature }) => {
                let claimed = gifts.claim(claim, proof, fee, signature.bytes());
                let claimed = self.call(caller, claimed)?;
                claimed.map(|(amount, events)| (Answer::Claimed(amount), events))
            }
            Message::TakeBack { gift } => {
                let taken = self.call(caller, gifts.take_back(gift))?;
                taken.map(|(until, events)| (Answer::Recalled(until), events))
            }
            Message::SendBack { gifts: numbers } => {
                let sent = self.call(caller, gifts.send_back(numbers))?;
                sent.map(|((), events)| (Answer::Nothing, events))
            }
            Message::Abandon { gift } => {
                let abandoned = self.call(caller, gifts.abandon(gift))?;
                abandoned.map(|((), events)| (Answer::Nothing, events))
            }
            Message::ClearClaims { gift, recipients } => {
                let cleared = self.call(caller, gifts.clear_claims(gift, recipients))?;
                cleared.map(|((), events)| (Answer::Nothing, events))
            }
        };
        Ok(match answer {
            Ok((answer, events)) => Ok((answer, said(&events, self.town.gift(), gifts_said)?)),
            Err(error) => Err(error),
        })
    }

    /// Why the swaps say that they would refuse this; `None` for messages of which they don't tell,
    /// and `Err` in place of the reasons where they can't answer.
    pub fn reasons(
        &mut self,
        caller: AccountId,
        message: &swap::Message,
    ) -> Result<Option<Result<Vec<SwapError>, ()>>, String> {
        let swaps = self.town.market.swaps();
        let question: Message<Vec<SwapError>> = match message.clone() {
            swap::Message::Accept { offer, choices, fingerprint } => {
                swaps.can_accept(caller, offer, choices, fingerprint).into()
            }
            swap::Message::Fill { offer, amount, maximum } => {
                swaps.can_fill(caller, offer, amount, maximum).into()
            }
            _ => return Ok(None),
        };
        Ok(Some(self.try_to_read(question)?.ok_or(())))
    }
}

/// What this contract announced.
fn said<E>(
    events: &Events,
    contract: AccountId,
    read: impl Fn(&Event) -> Option<E>,
) -> Result<Vec<E>, String> {
    let own = events.0.iter().filter(|event| event.contract == contract);
    own.map(|event| read(event).ok_or(format!("an unknown event: {event:?}"))).collect()
}

fn house_said(event: &Event) -> Option<house::Event> {
    use house::Event;
    None.or_else(|| event.decode().map(Event::Listed))
        .or_else(|| event.decode().map(Event::BidPlaced))
        .or_else(|| event.decode().map(Event::Sold))
        .or_else(|| event.decode().map(Event::Returned))
        .or_else(|| event.decode().map(Event::Unwound))
        .or_else(|| event.decode().map(Event::LotReclaimed))
        .or_else(|| event.decode().map(Event::LotAbandoned))
        .or_else(|| event.decode().map(Event::Withdrawn))
}

fn swap_said(event: &Event) -> Option<swap::Event> {
    use swap::Event;
    None.or_else(|| event.decode().map(Event::Offered))
        .or_else(|| event.decode().map(Event::Accepted))
        .or_else(|| event.decode().map(Event::Filled))
        .or_else(|| event.decode().map(Event::Cancelled))
        .or_else(|| event.decode().map(Event::OfferReclaimed))
        .or_else(|| event.decode().map(Event::OfferAbandoned))
}

fn gifts_said(event: &Event) -> Option<gifts::Event> {
    use gifts::Event;
    None.or_else(|| event.decode().map(Event::Given))
        .or_else(|| event.decode().map(Event::GiftClaimed))
        .or_else(|| event.decode().map(Event::Recalled))
        .or_else(|| event.decode().map(Event::SentBack))
        .or_else(|| event.decode().map(Event::GiftAbandoned))
        .or_else(|| event.decode().map(Event::ClaimsCleared))
}
