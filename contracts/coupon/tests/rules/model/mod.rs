//! Coupons as a clerk would keep them, on paper: slow and obvious. The contract must agree.

// Errors are those of the contract, some of which carry a receipt.
#![allow(clippy::result_large_err)]

mod campaigns;
mod issue;
mod look;
mod message;
mod points;
mod redeem;
mod tokens;
mod undo;

use std::collections::{BTreeMap, BTreeSet};

use ink::primitives::AccountId;
use tongquan_traits::{
    campaigns::{CampaignState, Counts, Details, Sale, Terms, Validity},
    coupon_error::CouponError,
    ownable::{OwnableError, OwnershipOffered, OwnershipTransferred},
    redemption::{OrderRef, Receipt, ReceiptState},
    tills::Till,
};

pub use self::{
    message::{Answer, Message, Outcome, Refusal},
    points::Points,
};
use crate::book::Event;

#[derive(Debug, Clone)]
pub struct Campaign {
    pub terms: Terms,
    pub sale: Sale,
    pub details: Details,
    pub state: CampaignState,
    pub counts: Counts,
    pub issued_to: BTreeMap<AccountId, u32>,
    pub codes: BTreeSet<[u8; 32]>,
}

#[derive(Debug, Clone)]
pub struct Coupon {
    pub holder: AccountId,
    pub moves: u32,
    pub issued_at: u64,
    /// What a voucher is still worth.
    pub left: u64,
    /// The last order that used it up, unless it came back.
    pub used_up_by: Option<OrderRef>,
    /// The order it was last held for, and until when.
    pub held: Option<(OrderRef, u64)>,
    /// Until when it can be used because of refunds.
    pub grace_until: u64,
    /// Until when some receipt that used it must be kept.
    pub keep_until: u64,
    pub approved: BTreeSet<AccountId>,
}

#[derive(Debug, Clone)]
pub struct Model {
    pub now: u64,
    pub caller: AccountId,
    /// The address of the coupons, and of their points.
    pub address: AccountId,
    pub token: AccountId,
    pub points: Points,
    pub owner: AccountId,
    pub pending_owner: Option<AccountId>,
    pub managers: BTreeSet<AccountId>,
    pub tills: BTreeMap<AccountId, Till>,
    pub campaigns: BTreeMap<u32, Campaign>,
    pub coupons: BTreeMap<u64, Coupon>,
    pub operators: BTreeSet<(AccountId, AccountId)>,
    pub claimed: BTreeSet<(u32, [u8; 32], u32)>,
    pub receipts: BTreeMap<OrderRef, Receipt>,
    events: Vec<Event>,
}

/// The coupon's campaign.
pub fn campaign_of(coupon: u64) -> u32 {
    (coupon >> 32) as u32
}

pub fn number(campaign: u32, serial: u32) -> u64 {
    (u64::from(campaign) << 32) | u64::from(serial)
}

impl Model {
    pub fn new(owner: AccountId, address: AccountId, token: AccountId) -> Self {
        Self {
            now: 0,
            caller: owner,
            address,
            token,
            points: Points::default(),
            owner,
            pending_owner: None,
            managers: BTreeSet::new(),
            tills: BTreeMap::new(),
            campaigns: BTreeMap::new(),
            coupons: BTreeMap::new(),
            operators: BTreeSet::new(),
            claimed: BTreeSet::new(),
            receipts: BTreeMap::new(),
            events: vec![],
        }
    }

    /// Does what is asked, or nothing at all.
    pub fn call(&mut self, now: u64, caller: AccountId, message: &Message) -> Outcome {
        let mut next = self.clone();
        next.now = now;
        next.caller = caller;
        self.now = now;
        let answer = next.receive(message.clone())?;
        let events = std::mem::take(&mut next.events);
        *self = next;
        Ok((answer, events))
    }

    fn receive(&mut self, message: Message) -> Result<Answer, Refusal> {
        let caller = self.caller;
        match message {
            Message::OpenCampaign { terms, sale, details } => {
                return Ok(Answer::Campaign(self.open_campaign(terms, sale, details)?));
            }
            Message::ExtendCampaign { campaign, budget, issue_until, valid_until } => {
                self.extend_campaign(campaign, budget, issue_until, valid_until)?
            }
            Message::SetCampaignState { campaign, state } => {
                self.set_campaign_state(campaign, state)?
            }
            Message::SetManager { account, manager } => self.set_manager(account, manager)?,
            Message::SetTill { account, limits } => self.set_till(account, limits)?,
            Message::TransferOwnership { new_owner } => self.offer(new_owner)?,
            Message::AcceptOwnership => self.accept()?,

            Message::Issue { campaign, to } => {
                return Ok(Answer::Coupon(self.issue(campaign, &[to])?));
            }
            Message::IssueBatch { campaign, to } => {
                return Ok(Answer::Coupon(self.issue(campaign, &to)?));
            }
            Message::Exchange { campaign } => {
                return Ok(Answer::Coupon(self.exchange(campaign)?));
            }
            Message::PublishCodes { campaign, root } => self.publish_codes(campaign, root)?,
            Message::Claim { voucher, proof, signature } => {
                return Ok(Answer::Coupon(self.claim(voucher, proof, signature)?));
            }

            Message::Transfer { to, id } => self.transfer(to, id)?,
            Message::Approve { operator, id, approved } => self.approve(operator, id, approved)?,
            Message::Burn { account, id } => self.burn(account, id)?,

            Message::Redeem { order, amount, coupons } => {
                return Ok(Answer::Receipt(self.redeem(order, amount, coupons, None)?));
            }
            Message::Reserve { order, amount, coupons, until } => {
                return Ok(Answer::Receipt(self.redeem(order, amount, coupons, Some(until))?));
            }
            Message::RedeemWithTicket { ticket, signature } => {
                return Ok(Answer::Receipt(self.redeem_with_ticket(ticket, signature, None)?));
            }
            Message::ReserveWithTicket { ticket, signature, until } => {
                let receipt = self.redeem_with_ticket(ticket, signature, Some(until))?;
                return Ok(Answer::Receipt(receipt));
            }
            Message::Release { order } => self.release(order)?,
            Message::Void { order } => return Ok(Answer::Receipt(self.void(order)?)),
            Message::Refund { order, amount } => {
                return Ok(Answer::Receipt(self.refund(order, amount)?));
            }
            Message::ClearReceipts { orders } => self.clear_receipts(orders)?,
            Message::ClearCoupons { coupons } => self.clear_coupons(coupons)?,

            Message::ApprovePoints { value } => self.points.approve(caller, self.address, value),
            Message::TransferPoints { to, value } => {
                self.points.transfer(caller, caller, to, value)?
            }
            Message::IssuePoints { to, amount } => self.points.issue(caller, to, amount)?,
            Message::SetQuota { quota } => self.points.set_issuer(self.address, quota),
        }
        Ok(Answer::Nothing)
    }

    // Who

    pub fn is_manager(&self, account: AccountId) -> bool {
        account == self.owner || self.managers.contains(&account)
    }

    fn only_managers(&self) -> Result<(), CouponError> {
        match self.is_manager(self.caller) {
            true => Ok(()),
            false => Err(CouponError::NotManager),
        }
    }

    fn only_the_owner(&self) -> Result<(), OwnableError> {
        match self.caller == self.owner {
            true => Ok(()),
            false => Err(OwnableError::NotOwner { owner: self.owner }),
        }
    }

    fn offer(&mut self, new_owner: Option<AccountId>) -> Result<(), OwnableError> {
        self.only_the_owner()?;
        self.pending_owner = new_owner;
        let owner = self.owner;
        self.events.push(Event::OwnershipOffered(OwnershipOffered { owner, new_owner }));
        Ok(())
    }

    fn accept(&mut self) -> Result<(), OwnableError> {
        if self.pending_owner != Some(self.caller) {
            return Err(OwnableError::NotPendingOwner { pending_owner: self.pending_owner });
        }
        self.events.push(Event::OwnershipTransferred(OwnershipTransferred {
            previous_owner: Some(self.owner),
            new_owner: self.caller,
        }));
        self.owner = self.caller;
        self.pending_owner = None;
        Ok(())
    }

    // When

    /// From when until when a coupon of the campaign can be redeemed that was issued at this time.
    pub fn validity(&self, campaign: u32, issued_at: u64) -> (u64, u64) {
        match self.campaigns[&campaign].terms.validity {
            Validity::Dates { from, until } => (from, until),
            Validity::AfterIssue { delay, length } => {
                let from = issued_at.saturating_add(delay);
                (from, from.saturating_add(length))
            }
        }
    }

    /// From when until when the coupon can be redeemed.
    pub fn window(&self, coupon: u64) -> (u64, u64) {
        let page = &self.coupons[&coupon];
        let (from, until) = self.validity(campaign_of(coupon), page.issued_at);
        (from, until.max(page.grace_until))
    }

    /// For which order the coupon is held now, and until when.
    pub fn hold(&self, coupon: u64) -> Option<(OrderRef, u64)> {
        self.coupons[&coupon].held.filter(|(_, until)| *until > self.now)
    }

    /// Whether the hold of a reserved order is over.
    pub fn is_lapsed(&self, receipt: &Receipt) -> bool {
        matches!(receipt.state, ReceiptState::Reserved { until } if until <= self.now)
    }

    // Which

    fn campaign_mut(&mut self, campaign: u32) -> Result<&mut Campaign, CouponError> {
        self.campaigns.get_mut(&campaign).ok_or(CouponError::NoCampaign)
    }

    fn counts(&mut self, coupon: u64) -> &mut Counts {
        let campaign = self.campaigns.get_mut(&campaign_of(coupon)).expect("the coupon's campaign");
        &mut campaign.counts
    }
}
