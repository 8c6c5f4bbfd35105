//! What a deed is on the chain and in the models.

use std::fmt::Debug;

use coupon::Coupon;
use hostile_coupon::HostileCoupon;
use hostile_points::HostilePoints;
use ink::primitives::AccountId;
use points::Points;
use psp22::{PSP22Error, PSP22};
use psp34::{Id, PSP34Error, PSP34};
use tongquan_client::at;
use tongquan_traits::swaps::Offer;

use super::{
    deed::Deed,
    draw::Scene,
    gifts, house,
    play::Play,
    preflight::{contracts, was_foretold},
    swap,
};

/// What house, swaps and gift links announced.
#[derive(Debug, Default)]
pub struct Said {
    pub house: Vec<house::Event>,
    pub swap: Vec<swap::Event>,
    pub gifts: Vec<gifts::Event>,
}

/// What came of a deed.
pub enum Ending {
    Done(Said),
    Refused(String),
}

impl Ending {
    /// Done, without an event of those three.
    pub fn quiet() -> Self {
        Self::Done(Said::default())
    }

    pub fn refused(error: impl Debug) -> Self {
        Self::Refused(format!("{error:?}"))
    }
}

impl Play<'_> {
    /// Does it on the chain, and sees that it ends as the models say.
    pub fn act(&mut self, Scene { now, caller, deed }: &Scene) -> Result<Ending, String> {
        let (now, caller) = (*now, *caller);
        match deed {
            Deed::House(message) => {
                let expected = self.reference.in_house(|house| house.send(now, caller, message));
                let outcome = self.stage.house(caller, message)?;
                if outcome != expected {
                    return Err(format!("{outcome:?}\nexpected {expected:?}"));
                }
                Ok(match outcome {
                    Ok((_, house)) => Ending::Done(Said { house, ..Said::default() }),
                    Err(error) => Ending::refused(error),
                })
            }
            Deed::Swap(message) => self.swap(now, caller, message),
            Deed::Gift(message) => {
                let expected = self.reference.in_gifts(|gifts| gifts.call(now, caller, message));
                let outcome = self.stage.gift(caller, message)?;
                if outcome != expected {
                    return Err(format!("{outcome:?}\nexpected {expected:?}"));
                }
                Ok(match outcome {
                    Ok((_, gifts)) => Ending::Done(Said { gifts, ..Said::default() }),
                    Err(error) => Ending::refused(error),
                })
            }
            Deed::Pay { token, to, value } => {
                let points = self.reference.world.points.get_mut(token).ok_or("no such points")?;
                let expected = points.transfer(caller, caller, *to, *value);
                let pay = at::<Points>(*token).transfer(*to, *value, vec![]);
                let paid = self.stage.call::<(), PSP22Error>(caller, pay)?.map(drop);
                same(paid, expected)
            }
            Deed::Allow { token, spender, value } => {
                self.reference.world.approve_points(*token, caller, *spender, *value);
                let allow = at::<Points>(*token).approve(*spender, *value);
                same(self.stage.call::<(), PSP22Error>(caller, allow)?.map(drop), Ok(()))
            }
            Deed::Give { item, to } => {
                let items = self.reference.world.collections.get_mut(&item.contract);
                let items = items.ok_or("no such coupons")?;
                let expected = items.transfer(caller, now, *to, &item.id);
                let give = at::<Coupon>(item.contract).transfer(*to, item.id.clone(), vec![]);
                same(self.stage.call::<(), PSP34Error>(caller, give)?.map(drop), expected)
            }
            Deed::Approve { item, operator, approved } => {
                let items = self.reference.world.collections.get_mut(&item.contract);
                let piece = items.and_then(|items| items.pieces.get_mut(&item.id));
                let piece = piece.ok_or("no such coupon")?;
                match approved {
                    true => _ = piece.approved.insert(*operator),
                    false => _ = piece.approved.remove(operator),
                }
                let id = Some(item.id.clone());
                let approve = at::<Coupon>(item.contract).approve(*operator, id, *approved);
                same(self.stage.call::<(), PSP34Error>(caller, approve)?.map(drop), Ok(()))
            }
            Deed::Issue { contract, campaign, to } => self.issue(*contract, *campaign, *to),
            Deed::Extend { contract, campaign, until } => self.extend(*contract, *campaign, *until),
            Deed::Close { contract, campaign } => self.close(*contract, *campaign),
            Deed::Redeem { item, amount } => self.redeem(caller, item, *amount),
            Deed::CheatWithPoints { token, trick } => {
                self.reference.cheat_with_points(*token, trick);
                let set = at::<HostilePoints>(*token).set_trick(trick.clone());
                same(self.stage.call::<(), PSP22Error>(caller, set)?.map(drop), Ok(()))
            }
            Deed::CheatWithItems { contract, trick } => {
                self.reference.cheat_with_items(*contract, trick);
                let set = at::<HostileCoupon>(*contract).set_trick(trick.clone());
                same(self.stage.call::<(), PSP34Error>(caller, set)?.map(drop), Ok(()))
            }
            Deed::Alter { item, coupon } => {
                let owner = self.reference.world.owner(item).ok_or("no such item")?;
                let facts = self.reference.world.coupon_mut(item).ok_or("no such coupon")?;
                *facts = coupon.clone();
                let Id::U64(number) = item.id else { return Err("no coupon".into()) };
                let view = Some(coupon.view(owner, now));
                let alter = at::<HostileCoupon>(item.contract).set_view(number, view);
                same(self.stage.call::<(), PSP34Error>(caller, alter)?.map(drop), Ok(()))
            }
            Deed::Seize { item, to } => {
                let items = self.reference.world.collections.get_mut(&item.contract);
                items.ok_or("no such items")?.force(*to, &item.id);
                let seize = at::<HostileCoupon>(item.contract).seize(*to, item.id.clone());
                same(self.stage.call::<(), PSP34Error>(caller, seize)?.map(drop), Ok(()))
            }
        }
    }

    fn swap(
        &mut self,
        now: u64,
        caller: AccountId,
        message: &swap::Message,
    ) -> Result<Ending, String> {
        let expected = self.reference.reasons(caller, message);
        let reasons = self.stage.reasons(caller, message)?;
        let agreed = match (&reasons, &expected) {
            (Some(Ok(reasons)), Some(Ok(expected))) => reasons == expected,
            (Some(Err(())), Some(Err(_))) | (None, None) => true,
            _ => false,
        };
        if !agreed {
            return Err(format!("S5: {reasons:?}\nexpected {expected:?}"));
        }
        let is_honest = self.offer_of(message).is_none_or(|offer| {
            contracts(offer).into_iter().all(|contract| self.stage.town.is_honest(contract))
        });
        let expected = self.reference.in_swap(|swap| swap.call(now, caller, message));
        let outcome = self.stage.swap(caller, message)?;
        if outcome != expected {
            return Err(format!("{outcome:?}\nexpected {expected:?}"));
        }
        if let (Some(Ok(reasons)), true) = (reasons, is_honest) {
            was_foretold(&reasons, outcome.as_ref().err())?;
        }
        Ok(match outcome {
            Ok((_, swap)) => Ending::Done(Said { swap, ..Said::default() }),
            Err(error) => Ending::refused(error),
        })
    }

    fn offer_of(&self, message: &swap::Message) -> Option<&Offer> {
        match message {
            swap::Message::Accept { offer, .. } | swap::Message::Fill { offer, .. } => {
                self.reference.swap.offers.get(offer)
            }
            _ => None,
        }
    }
}

fn same<E: Debug + PartialEq>(
    answer: Result<(), E>,
    expected: Result<(), E>,
) -> Result<Ending, String> {
    match (answer, expected) {
        (Ok(()), Ok(())) => Ok(Ending::quiet()),
        (Err(error), Err(expected)) if error == expected => Ok(Ending::refused(error)),
        (answer, expected) => Err(format!("{answer:?}\nexpected {expected:?}")),
    }
}
