//! How an offer is accepted: all of it, for all that is wanted.

use ink::primitives::AccountId;
use tokens::{Id, Item};
use tongquan_traits::{
    assets::{Asset, ItemFault},
    coupon_error::PointsFault,
    coupons::CouponView,
    swaps::{Accepted, Offer, OfferState, SwapError, Want},
};

use super::{
    ask::{item_fault, points_fault, Sight},
    Event, Model,
};

/// What is asked of one item of the taker's.
struct Wanted {
    item: Item,
    left: u64,
    until: u64,
}

impl Model {
    pub fn accept(
        &mut self,
        taker: AccountId,
        number: u64,
        choices: Vec<u64>,
        fingerprint: [u8; 32],
    ) -> Result<(), SwapError> {
        let reasons = self.against_accepting(taker, number, &choices, fingerprint, false)?;
        if let Some(reason) = reasons.into_iter().next() {
            return Err(reason);
        }
        let offer = self.get(number)?;
        self.offers.remove(&number);
        let mut left_choices = choices.iter();
        for want in &offer.want {
            let item = match want {
                Want::Points { token, amount } => {
                    self.pass_points(*token, taker, offer.maker, *amount)?;
                    continue;
                }
                Want::Item { item, .. } => item.clone(),
                Want::AnyOf { contract, .. } => {
                    let choice = left_choices.next().expect("a choice for each");
                    Item { contract: *contract, id: Id::U64(*choice) }
                }
            };
            self.send_item(&item, offer.maker)?;
        }
        for asset in &offer.give {
            match asset {
                Asset::Points { token, amount } => self.give_points(*token, taker, *amount)?,
                Asset::Item { item } => self.send_item(item, taker)?,
            }
        }
        self.events.push(Event::Accepted(Accepted { offer: number, taker, choices }));
        Ok(())
    }

    /// All that speaks against it. Whether the taker has approved, and has the points, only a taker
    /// who asks `before` is told: else the assets' contracts will. A coupon contract that talks nonsense
    /// ends it all.
    pub fn against_accepting(
        &mut self,
        taker: AccountId,
        number: u64,
        choices: &[u64],
        fingerprint: [u8; 32],
        before: bool,
    ) -> Result<Vec<SwapError>, SwapError> {
        let Ok(offer) = self.get(number) else { return Ok(vec![SwapError::NoOffer]) };
        let mut reasons = self.against_the_taker(taker, &offer);
        if offer.rate().is_some() {
            reasons.push(SwapError::FillInstead);
            return Ok(reasons);
        }

        let chosen = chosen(&offer.want, choices);
        if chosen.is_none() {
            reasons.push(SwapError::WrongChoices);
        }
        if offer.state != (OfferState::Open {}) {
            return Ok(reasons);
        }

        let (faults, seen) = self.look_at_what_is_given(&offer)?;
        reasons.extend(faults);
        if let Some(seen) = seen {
            let now = super::look::fingerprint(&offer, &seen);
            if now != fingerprint {
                reasons.push(SwapError::OtherTerms { fingerprint: now });
            }
        }

        let Some(chosen) = chosen else { return Ok(reasons) };
        let mut chosen = chosen.into_iter();
        for want in &offer.want {
            match want {
                Want::Points { token, amount } => {
                    if before {
                        reasons.extend(self.against_paying(*token, taker, *amount));
                    }
                }
                Want::Item { item, left, until } => {
                    let wanted = Wanted { item: item.clone(), left: *left, until: *until };
                    reasons.extend(self.against_giving(&wanted, taker, true, before)?);
                }
                Want::AnyOf { contract, campaign, left, until } => {
                    let coupon = chosen.next().expect("a choice for each");
                    if coupon >> 32 != u64::from(*campaign) {
                        reasons.push(SwapError::OtherCampaign { coupon });
                        continue;
                    }
                    let item = Item { contract: *contract, id: Id::U64(coupon) };
                    let wanted = Wanted { item, left: *left, until: *until };
                    reasons.extend(self.against_giving(&wanted, taker, false, before)?);
                }
            }
        }
        Ok(reasons)
    }

    /// Why this account can't take anything of the offer now, whatever it brings. S3
    pub fn against_the_taker(&self, taker: AccountId, offer: &Offer) -> Vec<SwapError> {
        let mut reasons = vec![];
        if self.is_over(offer) {
            reasons.push(SwapError::Expired { at: offer.until });
        }
        if offer.taker.is_some_and(|only| only != taker) {
            reasons.push(SwapError::NotYourOffer);
        }
        if taker == offer.maker {
            reasons.push(SwapError::SelfSwap);
        }
        reasons
    }

    /// What is wrong with what is given, and the coupons in it as they are now, if all can be seen.
    pub fn look_at_what_is_given(
        &mut self,
        offer: &Offer,
    ) -> Result<(Vec<SwapError>, Option<Vec<CouponView>>), SwapError> {
        let (mut faults, mut seen) = (vec![], Some(vec![]));
        for asset in &offer.give {
            let Asset::Item { item } = asset else { continue };
            match self.look(item)? {
                Sight::Plain => {}
                Sight::Coupon(view) => {
                    if view.holder != self.address {
                        faults.push(item_fault(item, ItemFault::NotOwner));
                    } else if !view.is_tradable() {
                        faults.push(item_fault(item, ItemFault::NotTradable));
                    }
                    if let Some(seen) = &mut seen {
                        seen.push(*view);
                    }
                }
                Sight::Nothing => {
                    faults.push(item_fault(item, ItemFault::NotOwner));
                    seen = None;
                }
            }
        }
        Ok((faults, seen))
    }

    fn against_giving(
        &mut self,
        wanted: &Wanted,
        taker: AccountId,
        may_be_plain: bool,
        before: bool,
    ) -> Result<Option<SwapError>, SwapError> {
        let item = &wanted.item;
        let fault = match self.look(item)? {
            Sight::Coupon(view) if view.holder != taker => Some(ItemFault::NotOwner),
            Sight::Coupon(view) if !view.is_tradable() => Some(ItemFault::NotTradable),
            Sight::Coupon(view) if view.left < wanted.left => {
                Some(ItemFault::WorthLess { left: view.left })
            }
            Sight::Coupon(view) if view.until < wanted.until => {
                Some(ItemFault::EndsBefore { needed: wanted.until })
            }
            Sight::Coupon(_) => None,
            Sight::Nothing => Some(ItemFault::NotOwner),
            Sight::Plain if !may_be_plain => Some(ItemFault::NotOwner),
            Sight::Plain => match self.owner_of(item) {
                Err(_) => Some(ItemFault::Failed),
                Ok(owner) if owner != Some(taker) => Some(ItemFault::NotOwner),
                Ok(_) if wanted.left != 0 || wanted.until != 0 => {
                    Some(ItemFault::WorthLess { left: 0 })
                }
                Ok(_) => None,
            },
        };
        let fault = match fault {
            None if before && !self.is_approved(item, taker) => Some(ItemFault::NotApproved),
            fault => fault,
        };
        Ok(fault.map(|fault| item_fault(item, fault)))
    }

    /// Why the taker can't pay so many points.
    pub fn against_paying(
        &mut self,
        token: AccountId,
        taker: AccountId,
        amount: u128,
    ) -> Vec<SwapError> {
        let (balance, allowance) = (self.balance(token, taker), self.allowance(token, taker));
        let (Ok(balance), Ok(allowance)) = (balance, allowance) else {
            return vec![points_fault(token, PointsFault::Failed)];
        };
        let mut faults = vec![];
        if balance < amount {
            faults.push(points_fault(token, PointsFault::InsufficientBalance));
        }
        if allowance < amount {
            faults.push(points_fault(token, PointsFault::InsufficientAllowance));
        }
        faults
    }
}

/// The choices, if they are one for each, each another coupon, and none that is wanted anyway.
fn chosen(wants: &[Want], choices: &[u64]) -> Option<Vec<u64>> {
    let campaigns: Vec<_> = wants
        .iter()
        .filter_map(|want| match want {
            Want::AnyOf { contract, .. } => Some(*contract),
            _ => None,
        })
        .collect();
    if campaigns.len() != choices.len() {
        return None;
    }
    let mut items: Vec<Item> = vec![];
    for want in wants {
        if let Want::Item { item, .. } = want {
            items.push(item.clone());
        }
    }
    for (contract, choice) in campaigns.into_iter().zip(choices) {
        let item = Item { contract, id: Id::U64(*choice) };
        if items.contains(&item) {
            return None;
        }
        items.push(item);
    }
    Some(choices.to_vec())
}
