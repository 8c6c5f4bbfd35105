//! Campaigns: their terms, which only get better (C6), and the counts of their coupons (C1).

use ink::{prelude::vec::Vec, primitives::AccountId, scale::Encode};
use tongquan_host::{
    emit, save,
    storage::{get, set},
    Read, Reader,
};
use tongquan_traits::{
    campaigns::{
        Campaign, CampaignExtended, CampaignOpened, CampaignState, CampaignStateSet, Counts,
        Details, Kind, Off, Sale, Terms, Validity, MAX_ROYALTY, WHOLE,
    },
    coupon_error::{CouponError, Fault},
};

use crate::{
    items::{campaign_key, get_long, key, Table},
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
    set(&campaign_key(Table::Campaigns, campaign), &(terms, state, counts));
}

#[inline(never)]
pub fn sale(campaign: u32) -> Sale {
    get(&campaign_key(Table::Sales, campaign)).unwrap_or_default()
}

#[inline(never)]
pub fn details(campaign: u32) -> Option<Details> {
    get_long(&campaign_key(Table::Details, campaign))
}

pub fn campaign(campaign: u32) -> Option<Campaign> {
    load(campaign).map(|Record { terms, state, counts }| Campaign {
        terms,
        state,
        counts,
        sale: sale(campaign),
    })
}

#[inline(never)]
pub fn open(
    caller: &AccountId,
    now: u64,
    terms: Terms,
    sale: Sale,
    details: Details,
) -> Outcome<u32> {
    if let Some(fault) = fault(now, &terms, &sale) {
        return refuse(CouponError::InvalidTerms(fault));
    }
    let campaign = count().saturating_add(1);
    set(&key(Table::CampaignCount, &[]), &campaign);
    let record = Record { terms, state: CampaignState::Open {}, counts: Counts::default() };
    put(campaign, &record);
    set(&campaign_key(Table::Sales, campaign), &sale);
    save(&campaign_key(Table::Details, campaign), &details.encode());
    emit::<CampaignOpened>(&(campaign, caller, &record.terms, &sale), &[]);
    Ok(campaign)
}

fn fault(now: u64, terms: &Terms, sale: &Sale) -> Option<Fault> {
    let valid = match terms.validity {
        Validity::Dates { from, until } => from < until && now < until,
        Validity::AfterIssue { length, .. } => length > 0,
    };
    let worth = match &terms.kind {
        Kind::Voucher { value } => *value > 0,
        Kind::Points { amount, .. } => *amount > 0,
        Kind::Deduction { off: Off::Fixed { amount }, .. } => *amount > 0,
        Kind::Deduction { off: Off::Part { basis_points, ceiling }, .. } => {
            *basis_points > 0 && *basis_points <= WHOLE && *ceiling > 0
        }
        Kind::Exchange {} => true,
    };
    let royalty = sale.royalty.as_ref().map_or(0, |royalty| royalty.basis_points);
    [
        (terms.budget > 0, Fault::Budget),
        (terms.issue_from < terms.issue_until, Fault::IssueWindow),
        (valid, Fault::Validity),
        (worth, Fault::Value),
        (sale.price.as_ref().is_none_or(|price| price.amount > 0), Fault::Price),
        (royalty <= MAX_ROYALTY, Fault::Royalty),
    ]
    .into_iter()
    .find_map(|(right, fault)| (!right).then_some(fault))
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
    let worse = [
        (budget < terms.budget, Fault::Budget),
        (issue_until < terms.issue_until, Fault::IssueWindow),
        (valid_until < *end, Fault::Validity),
    ];
    if let Some((_, fault)) = worse.into_iter().find(|(worse, _)| *worse) {
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
        let place = match known {
            Some(place) => place,
            None => {
                self.0.push((campaign, find(campaign)?));
                self.0.len().saturating_sub(1)
            }
        };
        Ok(&mut self.0[place].1)
    }

    pub fn put(&self) {
        for (campaign, record) in &self.0 {
            put(*campaign, record);
        }
    }
}
