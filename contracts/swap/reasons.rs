//! Why a request would be refused (S5): a preflight tells all reasons, the request itself is refused
//! with the first one.

use ink::{primitives::AccountId, scale::Encode};
use psp34::Id;
use tongquan_escrow::{
    item_error,
    items::{coupon_fault, is_approved, look, owner_of, sight, view, Sight},
    points, points_error,
};
use tongquan_host::{address, EncodedList};
use tongquan_traits::{
    assets::{Item, ItemFault},
    coupon_error::PointsFault,
    swaps::SwapError,
};

use crate::{
    offers::Found,
    refusal::{refuse_encoded, Outcome},
};

/// The reasons so far, each a [`SwapError`].
pub struct Reasons {
    /// Whether all are told, also what the assets' contracts would refuse themselves.
    pub preflight: bool,
    list: EncodedList,
}

/// What is asked of an item: its campaign, what is left of its value, and until when it is good.
pub struct Demand {
    pub campaign: Option<u32>,
    pub left: u64,
    pub until: u64,
}

impl Reasons {
    pub fn new(preflight: bool) -> Self {
        Self { preflight, list: EncodedList::default() }
    }

    #[inline(never)]
    pub fn add(&mut self, error: &impl Encode) {
        if self.preflight || self.list.is_empty() {
            self.list.add(error);
        }
    }

    pub fn list(self) -> EncodedList {
        self.list
    }

    /// Refuses the request with the first reason.
    #[inline(never)]
    pub fn ensure_none(&self) -> Outcome<()> {
        match self.list.is_empty() {
            true => Ok(()),
            false => refuse_encoded(self.list.values()),
        }
    }

    /// What keeps the taker from any offer: that it is over, for another, or its own.
    #[inline(never)]
    pub fn add_hindrances(&mut self, found: &Found, now: u64, taker: &AccountId) {
        let offer = &found.offer;
        if found.is_over(now) {
            self.add(&SwapError::Expired { at: offer.until });
        }
        if offer.taker.as_ref().is_some_and(|only| only != taker) {
            self.add(&SwapError::NotYourOffer);
        }
        if offer.maker == *taker {
            self.add(&SwapError::SelfSwap);
        }
    }

    pub fn add_fault(&mut self, item: &Item, fault: ItemFault) {
        self.add(&item_error(item, fault));
    }

    /// Why the taker can't give this item.
    #[inline(never)]
    pub fn add_item(&mut self, item: &Item, taker: &AccountId, demand: &Demand) -> Outcome<()> {
        let Demand { campaign, left, until } = *demand;
        if let (Some(campaign), Id::U64(coupon)) = (campaign, &item.id) {
            if coupon >> 32 != u64::from(campaign) {
                self.add(&SwapError::OtherCampaign { coupon: *coupon });
                return Ok(());
            }
        }
        let fault = match sight(&look(item)) {
            Sight::Coupon(encoded) => {
                let view = view(item, encoded, self.preflight)?;
                match coupon_fault(&view, taker, until, view.is_tradable()) {
                    Some(ItemFault::EndsBefore { .. }) | None if view.left < left => {
                        Some(ItemFault::WorthLess { left: view.left })
                    }
                    fault => fault,
                }
            }
            Sight::Token if campaign.is_none() => match owner_of(item) {
                Ok(Some(owner)) if owner == *taker => {
                    (left != 0 || until != 0).then_some(ItemFault::WorthLess { left: 0 })
                }
                Ok(_) => Some(ItemFault::NotOwner),
                Err(fault) => Some(fault),
            },
            _ => Some(ItemFault::NotOwner),
        };
        match fault {
            Some(fault) => self.add_fault(item, fault),
            None if self.preflight && !is_approved(item, taker) => {
                self.add_fault(item, ItemFault::NotApproved)
            }
            None => {}
        }
        Ok(())
    }

    /// Why the taker can't pay so many points, if that is to be told.
    #[inline(never)]
    pub fn add_points(&mut self, token: &AccountId, taker: &AccountId, amount: u128) {
        if !self.preflight {
            return;
        }
        let mut add = |fault| self.add(&points_error(token, fault));
        let balance = points::balance_of(token, taker);
        let allowance = points::allowance(token, taker, &address());
        let (Ok(balance), Ok(allowance)) = (balance, allowance) else {
            return add(PointsFault::Failed);
        };
        if balance < amount {
            add(PointsFault::InsufficientBalance);
        }
        if allowance < amount {
            add(PointsFault::InsufficientAllowance);
        }
    }
}
