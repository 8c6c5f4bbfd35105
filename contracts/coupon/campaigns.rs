//! Campaigns: their terms, which only get better (C6), and the counts of their coupons (C1).

use ink::{prelude::vec::Vec, primitives::AccountId, scale::Encode};
use tongquan_host::{
    address, emit, save,
    storage::{get, set},
    Read, Reader,
};
use tongquan_traits::{
    campaigns::{
        CampaignExtended, CampaignOpened, CampaignState, CampaignStateSet, Counts, Details, Kind,
        Off, Royalty, Sale, Terms, Validity, MAX_ROYALTY, WHOLE,
    },
    coupon_error::{CouponError, Fault},
};

use crate::{
    items::{campaign_key, key, Table},
    refusal::{refuse, Outcome},
};

/// What every use of a coupon asks of its campaign.
pub struct Record {
    pub terms: Terms,
    pub state: CampaignState,
    pub counts: Counts,
}

impl Read for Record {
    #[inline(never)]
    fn read(reader: &mut Reader) -> Self {
        Self { terms: Read::read(reader), state: Read::read(reader), counts: Read::read(reader) }
    }
}

pub fn count() -> u32 {
    get(&key(Table::CampaignCount, &[])).unwrap_or(0)
}

#[inline(never)]
pub fn load(campaign: u32) -> Option<Record> {
    get(&campaign_key(Table::Campaigns, campaign))
}

#[inline(never)]
pub fn find(campaign: u32) -> Outcome<Record> {
    match load(campaign) {
        Some(record) => Ok(record),
        None => refuse(CouponError::NoCampaign),
    }
}

#[inline(never)]
pub fn put(campaign: u32, Record { terms, state, counts }: &Record) {
    put_parts(campaign, terms, state, counts);
}

fn put_parts(campaign: u32, terms: &Terms, state: &CampaignState, counts: &Counts) {
    set(&campaign_key(Table::Campaigns, campaign), &(terms, state, counts));
}

#[inline(never)]
pub fn sale(campaign: u32) -> Sale {
    get(&campaign_key(Table::Sales, campaign)).unwrap_or_default()
}

#[inline(never)]
pub fn royalty(campaign: u32) -> Option<Royalty> {
    get(&campaign_key(Table::Sales, campaign)).as_ref().and_then(|sale: &Sale| sale.royalty)
}

#[inline(never)]
pub fn open(
    caller: &AccountId,
    now: u64,
    terms: &Terms,
    sale: &Sale,
    details: &Details,
) -> Outcome<u32> {
    if let Some(fault) = fault(now, terms, sale) {
        return refuse(CouponError::InvalidTerms(fault));
    }
    let campaign = count().saturating_add(1);
    set(&key(Table::CampaignCount, &[]), &campaign);
    put_parts(campaign, terms, &CampaignState::Open {}, &Counts::default());
    set(&campaign_key(Table::Sales, campaign), sale);
    save(&campaign_key(Table::Details, campaign), &details.encode());
    emit::<CampaignOpened>(&(campaign, caller, terms, sale), &[]);
    Ok(campaign)
}

fn fault(now: u64, terms: &Terms, sale: &Sale) -> Option<Fault> {
    if terms.budget == 0 {
        return Some(Fault::Budget);
    }
    if terms.issue_from >= terms.issue_until {
        return Some(Fault::IssueWindow);
    }
    let valid = match terms.validity {
        Validity::Dates { from, until } => from < until && now < until,
        Validity::AfterIssue { length, .. } => length > 0,
    };
    if !valid {
        return Some(Fault::Validity);
    }
    let worth = match &terms.kind {
        Kind::Voucher { value } => *value > 0,
        Kind::Points { amount, .. } => *amount > 0,
        Kind::Deduction { off: Off::Fixed { amount }, .. } => *amount > 0,
        Kind::Deduction { off: Off::Part { basis_points, ceiling }, .. } => {
            *basis_points > 0 && *basis_points <= WHOLE && *ceiling > 0
        }
        Kind::Exchange {} => true,
    };
    if !worth {
        return Some(Fault::Value);
    }
    if sale.price.as_ref().is_some_and(|price| price.amount == 0 || price.to == Some(address())) {
        return Some(Fault::Price);
    }
    let royalty = sale.royalty.as_ref().map_or(0, |royalty| royalty.basis_points);
    (royalty > MAX_ROYALTY).then_some(Fault::Royalty)
}

#[inline(never)]
fn find_not_closed(campaign: u32) -> Outcome<Record> {
    let record = find(campaign)?;
    match record.state {
        CampaignState::Closed {} => refuse(CouponError::CampaignClosed),
        _ => Ok(record),
    }
}

#[inline(never)]
pub fn extend(
    caller: &AccountId,
    campaign: u32,
    budget: u32,
    issue_until: u64,
    valid_until: u64,
) -> Outcome<()> {
    let mut record = find_not_closed(campaign)?;
    let terms = &mut record.terms;
    let end = match &mut terms.validity {
        Validity::Dates { until, .. } => until,
        Validity::AfterIssue { length, .. } => length,
    };
    let worse = if budget < terms.budget {
        Some(Fault::Budget)
    } else if issue_until < terms.issue_until {
        Some(Fault::IssueWindow)
    } else if valid_until < *end {
        Some(Fault::Validity)
    } else {
        None
    };
    if let Some(fault) = worse {
        return refuse(CouponError::WorseTerms(fault));
    }
    terms.budget = budget;
    terms.issue_until = issue_until;
    *end = valid_until;
    put(campaign, &record);
    emit::<CampaignExtended>(&(campaign, caller, budget, issue_until, valid_until), &[]);
    Ok(())
}

#[inline(never)]
pub fn set_state(caller: &AccountId, campaign: u32, state: CampaignState) -> Outcome<()> {
    let mut record = find_not_closed(campaign)?;
    record.state = state;
    put(campaign, &record);
    emit::<CampaignStateSet>(&(campaign, caller, state), &[]);
    Ok(())
}

/// The campaigns of a basket, each read and written once.
#[derive(Default)]
pub struct Basket(Vec<(u32, Record)>);

impl Basket {
    #[inline(never)]
    pub fn campaign(&mut self, campaign: u32) -> Outcome<&mut Record> {
        let known = self.0.iter().position(|(number, _)| *number == campaign);
        let place = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push((campaign, find(campaign)?));
        }
        Ok(&mut self.0[place].1)
    }

    pub fn put(&self) {
        for (campaign, record) in &self.0 {
            put(*campaign, record);
        }
    }
}
