//! How coupons come to members.

use std::collections::BTreeSet;

use ink::primitives::AccountId;
use psp22::PSP22Error;
use tongquan_traits::{
    campaigns::{CampaignState, Kind},
    coupon_error::{
        CouponError::{self, *},
        PointsFault,
    },
    coupons::{Claimed, CodesPublished, Exchanged, Proof, Voucher},
};

use super::{number, Coupon, Model};
use crate::{
    book::Event,
    codes::root_above,
    signing::{Signature, Signed},
};

impl Model {
    pub(super) fn issue(&mut self, campaign: u32, to: &[AccountId]) -> Result<u64, CouponError> {
        self.only_managers()?;
        if to.is_empty() {
            return Err(EmptyBatch);
        }
        self.issue_to(campaign, to)
    }

    fn issue_to(&mut self, campaign: u32, to: &[AccountId]) -> Result<u64, CouponError> {
        let now = self.now;
        let page = self.campaign_mut(campaign)?;
        let (from, until) = (page.terms.issue_from, page.terms.issue_until);
        if page.state != (CampaignState::Open {}) || now < from || now >= until {
            return Err(NotIssuing { from, until });
        }
        let left = page.terms.budget - page.counts.issued;
        if to.len() as u64 > u64::from(left) {
            return Err(OverBudget { left });
        }
        let (_, end) = self.validity(campaign, now);
        if end <= now {
            return Err(Expired { at: end });
        }
        let page = self.campaign_mut(campaign)?;
        if page.terms.per_member > 0 {
            for member in to {
                let issued = page.issued_to.entry(*member).or_default();
                let left = page.terms.per_member - *issued;
                if left == 0 {
                    return Err(OverMemberLimit { member: *member });
                }
                *issued += 1;
            }
        }
        let first = number(campaign, page.counts.issued + 1);
        page.counts.issued += to.len() as u32;
        let worth = match page.terms.kind {
            Kind::Voucher { value } => value,
            _ => 0,
        };
        for (place, holder) in to.iter().enumerate() {
            let coupon = Coupon {
                holder: *holder,
                moves: 0,
                issued_at: now,
                left: worth,
                used_up_by: None,
                held: None,
                grace_until: 0,
                keep_until: 0,
                approved: BTreeSet::new(),
            };
            let number = first + place as u64;
            self.coupons.insert(number, coupon);
            self.events.push(Event::issued(number, *holder));
        }
        Ok(first)
    }

    pub(super) fn exchange(&mut self, campaign: u32) -> Result<u64, CouponError> {
        let member = self.caller;
        let price = self.campaign_mut(campaign)?.sale.price.clone().ok_or(NoPrice)?;
        let coupon = self.issue_to(campaign, &[member])?;
        if price.token != self.token {
            return Err(Points(PointsFault::Failed));
        }
        let receiver = price.to.unwrap_or(self.address);
        let before = self.points.balance(receiver);
        self.take_points(member, receiver, price.amount)?;
        if self.points.balance(receiver) != before + price.amount {
            return Err(Points(PointsFault::NotPaid));
        }
        if price.to.is_none() {
            self.points.burn(self.address, price.amount).expect("they were just received");
        }
        let (token, amount) = (price.token, price.amount);
        self.events.push(Event::Exchanged(Exchanged { coupon, member, token, amount }));
        Ok(coupon)
    }

    pub(super) fn take_points(
        &mut self,
        from: AccountId,
        to: AccountId,
        amount: u128,
    ) -> Result<(), CouponError> {
        self.points.transfer(self.address, from, to, amount).map_err(|error| {
            Points(match error {
                PSP22Error::InsufficientBalance => PointsFault::InsufficientBalance,
                PSP22Error::InsufficientAllowance => PointsFault::InsufficientAllowance,
                _ => PointsFault::Failed,
            })
        })
    }

    pub(super) fn publish_codes(
        &mut self,
        campaign: u32,
        root: [u8; 32],
    ) -> Result<(), CouponError> {
        self.only_managers()?;
        self.campaign_mut(campaign)?.codes.insert(root);
        let by = self.caller;
        self.events.push(Event::CodesPublished(CodesPublished { campaign, by, root }));
        Ok(())
    }

    pub(super) fn claim(
        &mut self,
        voucher: Voucher,
        proof: Proof,
        signature: Signature,
    ) -> Result<u64, CouponError> {
        let Voucher { campaign, number, member, deadline } = voucher;
        if self.now >= deadline {
            return Err(VoucherExpired { at: deadline });
        }
        let (issuer, signer) = match proof {
            Proof::Manager { signer } => {
                if !self.is_manager(signer) {
                    return Err(NotManager);
                }
                (*signer.as_ref(), signer)
            }
            Proof::Code { root, key, path } => {
                let published =
                    self.campaigns.get(&campaign).is_some_and(|c| c.codes.contains(&root));
                let in_the_tree = path.len() <= 31 && number < 1 << path.len();
                if !published || !in_the_tree || root_above(key, number, &path) != root {
                    return Err(UnknownCode);
                }
                (root, key)
            }
        };
        if !signature.says(signer, self.address, &Signed::Voucher { issuer, voucher }) {
            return Err(BadSignature);
        }
        if !self.claimed.insert((campaign, issuer, number)) {
            return Err(VoucherUsed);
        }
        let coupon = self.issue_to(campaign, &[member])?;
        self.events.push(Event::Claimed(Claimed { coupon, issuer, number }));
        Ok(coupon)
    }
}
