//! Coupons as tokens of PSP34: who may give which of them away, and how they end.

use ink::primitives::AccountId;
use psp34::{Approval, Id, PSP34Error};
use tongquan_traits::{
    campaigns::Policy,
    coupon_error::CouponError::{self, *},
};

use super::{campaign_of, Model};
use crate::book::Event;

impl Model {
    fn number(&self, id: &Id) -> Result<u64, PSP34Error> {
        match id {
            Id::U64(number) if self.coupons.contains_key(number) => Ok(*number),
            _ => Err(PSP34Error::TokenNotExists),
        }
    }

    pub fn may_act(&self, account: AccountId, coupon: u64) -> bool {
        let page = &self.coupons[&coupon];
        account == page.holder
            || page.approved.contains(&account)
            || self.operators.contains(&(page.holder, account))
    }

    pub(super) fn transfer(&mut self, to: AccountId, id: Id) -> Result<(), PSP34Error> {
        let coupon = self.number(&id)?;
        if !self.may_act(self.caller, coupon) {
            return Err(PSP34Error::NotApproved);
        }
        let from = self.coupons[&coupon].holder;
        let rule = if self.coupons[&coupon].used_up_by.is_some() {
            Some("Redeemed")
        } else if self.hold(coupon).is_some() {
            Some("Reserved")
        } else if self.now >= self.window(coupon).1 {
            Some("Expired")
        } else {
            match self.campaigns[&campaign_of(coupon)].terms.policy {
                Policy::Free {} => None,
                Policy::Bound {} => Some("Bound"),
                Policy::GiftOnly { gift } if from == gift || to == gift => None,
                Policy::GiftOnly { .. } => Some("GiftOnly"),
            }
        };
        if let Some(rule) = rule {
            return Err(PSP34Error::Custom(rule.into()));
        }
        if from != to {
            let page = self.coupons.get_mut(&coupon).expect("it was found");
            page.holder = to;
            page.moves += 1;
            page.approved.clear();
            self.events.push(Event::moved(coupon, from, to));
        }
        Ok(())
    }

    pub(super) fn approve(
        &mut self,
        operator: AccountId,
        id: Option<Id>,
        approved: bool,
    ) -> Result<(), PSP34Error> {
        let caller = self.caller;
        let owner = match &id {
            None => caller,
            Some(id) => {
                let owner = self.coupons[&self.number(id)?].holder;
                if caller != owner && !self.operators.contains(&(owner, caller)) {
                    return Err(PSP34Error::NotApproved);
                }
                owner
            }
        };
        if operator == owner {
            return Err(PSP34Error::SelfApprove);
        }
        match (&id, approved) {
            (None, true) => {
                self.operators.insert((owner, operator));
            }
            (None, false) => {
                self.operators.remove(&(owner, operator));
            }
            (Some(id), approved) => {
                let coupon = self.number(id)?;
                let page = self.coupons.get_mut(&coupon).expect("it was found");
                if approved {
                    page.approved.insert(operator);
                } else {
                    page.approved.remove(&operator);
                }
            }
        }
        self.events.push(Event::Approval(Approval { owner, operator, id, approved }));
        Ok(())
    }

    pub(super) fn burn(&mut self, account: AccountId, id: Id) -> Result<(), PSP34Error> {
        let coupon = self.number(&id)?;
        if !self.may_act(self.caller, coupon) || self.coupons[&coupon].holder != account {
            return Err(PSP34Error::NotApproved);
        }
        if self.hold(coupon).is_some() {
            return Err(PSP34Error::Custom("Reserved".into()));
        }
        if self.now >= self.window(coupon).1 {
            self.remove(coupon);
        } else {
            let unused = self.coupons[&coupon].used_up_by.is_none();
            self.counts(coupon).burned += u32::from(unused);
            self.coupons.remove(&coupon);
            self.events.push(Event::gone(coupon, account));
        }
        Ok(())
    }

    /// Removes a coupon that is used up or expired.
    fn remove(&mut self, coupon: u64) {
        let page = self.coupons[&coupon].clone();
        self.counts(coupon).expired += u32::from(page.used_up_by.is_none());
        self.coupons.remove(&coupon);
        self.events.push(Event::gone(coupon, page.holder));
    }

    pub(super) fn clear_coupons(&mut self, coupons: Vec<u64>) -> Result<(), CouponError> {
        self.only_managers()?;
        if coupons.is_empty() {
            return Err(EmptyBatch);
        }
        for coupon in coupons {
            let page = self.coupons.get(&coupon).ok_or(NoCoupon { coupon })?;
            let (_, end) = self.window(coupon);
            let until = self.hold(coupon).map_or(end, |(_, until)| until.max(end));
            if page.used_up_by.is_none() && self.now < until {
                return Err(StillInUse { until });
            }
            if self.now < page.keep_until {
                return Err(StillInUse { until: page.keep_until });
            }
            self.remove(coupon);
        }
        Ok(())
    }
}
