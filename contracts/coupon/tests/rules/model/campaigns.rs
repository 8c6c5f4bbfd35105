//! Campaigns, and who works for the merchant.

use std::collections::{BTreeMap, BTreeSet};

use ink::primitives::AccountId;
use tongquan_traits::{
    campaigns::{
        CampaignExtended, CampaignOpened, CampaignState, CampaignStateSet, Counts, Details, Kind,
        Off, Price, Sale, Terms, Validity, MAX_ROYALTY, WHOLE,
    },
    coupon_error::{
        CouponError::{self, *},
        Fault,
    },
    tills::{ManagerSet, Till, TillLimits, TillSet, DAY},
};

use super::{Campaign, Model};
use crate::book::Event;

fn fault(terms: &Terms, sale: &Sale, now: u64, own: AccountId) -> Option<Fault> {
    let ends_too_early = match terms.validity {
        Validity::Dates { from, until } => from >= until || until <= now,
        Validity::AfterIssue { length, .. } => length == 0,
    };
    let worth_nothing = match terms.kind {
        Kind::Voucher { value } => value == 0,
        Kind::Points { amount, .. } => amount == 0,
        Kind::Deduction { off: Off::Fixed { amount }, .. } => amount == 0,
        Kind::Deduction { off: Off::Part { basis_points, ceiling }, .. } => {
            basis_points == 0 || basis_points > WHOLE || ceiling == 0
        }
        Kind::Exchange {} => false,
    };
    let bad_price = |price: &Price| price.amount == 0 || price.to == Some(own);
    [
        (terms.budget == 0, Fault::Budget),
        (terms.issue_from >= terms.issue_until, Fault::IssueWindow),
        (ends_too_early, Fault::Validity),
        (worth_nothing, Fault::Value),
        (sale.price.as_ref().is_some_and(bad_price), Fault::Price),
        (sale.royalty.is_some_and(|royalty| royalty.basis_points > MAX_ROYALTY), Fault::Royalty),
    ]
    .into_iter()
    .find_map(|(wrong, fault)| wrong.then_some(fault))
}

impl Model {
    pub(super) fn open_campaign(
        &mut self,
        terms: Terms,
        sale: Sale,
        details: Details,
    ) -> Result<u32, CouponError> {
        self.only_managers()?;
        if let Some(fault) = fault(&terms, &sale, self.now, self.address) {
            return Err(InvalidTerms(fault));
        }
        let campaign = self.campaigns.len() as u32 + 1;
        self.events.push(Event::CampaignOpened(CampaignOpened {
            campaign,
            by: self.caller,
            terms: terms.clone(),
            sale: sale.clone(),
        }));
        let page = Campaign {
            terms,
            sale,
            details,
            state: CampaignState::Open {},
            counts: Counts::default(),
            issued_to: BTreeMap::new(),
            codes: BTreeSet::new(),
        };
        self.campaigns.insert(campaign, page);
        Ok(campaign)
    }

    fn open_or_paused(&mut self, campaign: u32) -> Result<&mut Campaign, CouponError> {
        let page = self.campaign_mut(campaign)?;
        match page.state {
            CampaignState::Closed {} => Err(CampaignClosed),
            _ => Ok(page),
        }
    }

    pub(super) fn extend_campaign(
        &mut self,
        campaign: u32,
        budget: u32,
        issue_until: u64,
        valid_until: u64,
    ) -> Result<(), CouponError> {
        self.only_managers()?;
        let terms = &mut self.open_or_paused(campaign)?.terms;
        let end = match &mut terms.validity {
            Validity::Dates { until, .. } => until,
            Validity::AfterIssue { length, .. } => length,
        };
        if budget < terms.budget {
            return Err(WorseTerms(Fault::Budget));
        }
        if issue_until < terms.issue_until {
            return Err(WorseTerms(Fault::IssueWindow));
        }
        if valid_until < *end {
            return Err(WorseTerms(Fault::Validity));
        }
        *end = valid_until;
        terms.budget = budget;
        terms.issue_until = issue_until;
        let by = self.caller;
        let extended = CampaignExtended { campaign, by, budget, issue_until, valid_until };
        self.events.push(Event::CampaignExtended(extended));
        Ok(())
    }

    pub(super) fn set_campaign_state(
        &mut self,
        campaign: u32,
        state: CampaignState,
    ) -> Result<(), CouponError> {
        self.only_managers()?;
        self.open_or_paused(campaign)?.state = state;
        let by = self.caller;
        self.events.push(Event::CampaignStateSet(CampaignStateSet { campaign, by, state }));
        Ok(())
    }

    pub(super) fn set_manager(
        &mut self,
        account: AccountId,
        manager: bool,
    ) -> Result<(), CouponError> {
        self.only_the_owner()?;
        if manager {
            self.managers.insert(account);
        } else {
            self.managers.remove(&account);
        }
        self.events.push(Event::ManagerSet(ManagerSet { account, manager }));
        Ok(())
    }

    pub(super) fn set_till(
        &mut self,
        account: AccountId,
        limits: Option<TillLimits>,
    ) -> Result<(), CouponError> {
        self.only_managers()?;
        match limits {
            None => {
                self.tills.remove(&account);
            }
            Some(limits) => {
                let till = match self.tills.get(&account) {
                    Some(till) => Till { limits, ..*till },
                    None => Till { limits, day: self.now / DAY, used_value: 0, used_coupons: 0 },
                };
                self.tills.insert(account, till);
            }
        }
        self.events.push(Event::TillSet(TillSet { account, by: self.caller, limits }));
        Ok(())
    }
}
