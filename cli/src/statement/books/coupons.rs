//! The books of a coupon contract: what each coupon is, and who has it.

use std::collections::{BTreeSet, HashMap, HashSet};

use psp34::{Approval, Id, Transfer};
use tongquan_client::{AccountId, Event};
use tongquan_traits::{
    campaigns::{
        CampaignExtended, CampaignOpened, CampaignState, CampaignStateSet, Counts, Kind, Sale,
        Terms, Validity,
    },
    coupons::{Claimed, CodesPublished, CouponView, Exchanged, Status},
    ownable::{OwnershipOffered, OwnershipTransferred},
    redemption::{OrderRef, Receipt},
    tills::{ManagerSet, TillSet},
};

use super::{
    accounts::{Accounts, Who},
    journal::{count, Journal, Trade},
    owners::Owners,
    tills::TillBook,
};

/// A coupon that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coupon {
    pub holder: Who,
    /// How often it changed hands.
    pub moves: u32,
    /// Ms since 1970.
    pub issued_at: u64,
    /// What a voucher is still worth.
    pub left: u64,
    /// The end that a refund granted, in ms since 1970; 0 for none.
    pub extended: u64,
    pub mark: Mark,
}

/// Whether an order has a hand on a coupon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    None,
    Held { order: OrderRef, until: u64 },
    Used { order: OrderRef },
}

#[derive(Debug)]
pub struct CampaignBook {
    pub terms: Terms,
    pub state: CampaignState,
    pub sale: Sale,
    pub counts: Counts,
    /// By their serial numbers, from 1; `None` once it is gone.
    pub coupons: Vec<Option<Coupon>>,
}

/// What an account has of a merchant's coupons, and what it ever did with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Member {
    pub holds: u64,
    pub issued: u64,
    pub received: u64,
    pub sent: u64,
    /// Burned by it, or removed by the merchant.
    pub removed: u64,
    /// Coupons it redeemed, and what its orders cost less for that,
    pub redeemed: u64,
    pub saved: u128,
    /// less what was refunded or voided.
    pub undone: u128,
}

#[derive(Debug)]
pub struct CouponBook {
    pub address: AccountId,
    /// By their numbers, from 1.
    pub campaigns: Vec<CampaignBook>,
    pub receipts: HashMap<OrderRef, Receipt>,
    pub tills: HashMap<Who, TillBook>,
    pub managers: BTreeSet<Who>,
    pub owners: Owners,
    pub members: HashMap<Who, Member>,
    /// Where a campaign has a limit for each member.
    pub issued_to: HashMap<(u32, Who), u32>,
    /// Campaign, issuer and number of the vouchers and codes that were claimed.
    pub claimed: HashSet<(u32, [u8; 32], u32)>,
    /// Coupon and who may take it, as long as it has changed hands so often.
    pub approvals: HashMap<(u64, Who), u32>,
    /// Who may take all coupons of whom.
    pub operators: HashSet<(Who, Who)>,
    /// The coupon that was issued last, until something else happens: that it was exchanged or claimed,
    /// follows at once.
    fresh: Option<u64>,
}

/// The number of a coupon's campaign.
pub fn campaign_of(coupon: u64) -> u32 {
    (coupon >> 32) as u32
}

/// A coupon's number.
pub fn number(campaign: u32, serial: u32) -> u64 {
    (u64::from(campaign) << 32) | u64::from(serial)
}

impl CampaignBook {
    /// The time from which, and that before which, a coupon can be redeemed.
    pub fn window(&self, coupon: &Coupon) -> (u64, u64) {
        let (from, until) = match self.terms.validity {
            Validity::Dates { from, until } => (from, until),
            Validity::AfterIssue { delay, length } => {
                let from = coupon.issued_at.saturating_add(delay);
                (from, from.saturating_add(length))
            }
        };
        (from, until.max(coupon.extended))
    }

    /// What can be done with the coupon at this time.
    pub fn status(&self, coupon: &Coupon, now: u64) -> Status {
        let (from, until) = self.window(coupon);
        match coupon.mark {
            Mark::Used { order } => Status::Redeemed { order },
            Mark::Held { order, until } if now < until => Status::Reserved { order, until },
            _ if now < from => Status::NotYet {},
            _ if now < until => Status::Usable {},
            _ => Status::Expired {},
        }
    }

    /// The end of validity that an extension sets.
    pub fn valid_until(&self) -> u64 {
        match self.terms.validity {
            Validity::Dates { until, .. } => until,
            Validity::AfterIssue { length, .. } => length,
        }
    }

    /// How many coupons there are now.
    pub fn live(&self) -> impl Iterator<Item = (u32, &Coupon)> {
        let numbered = (1..).zip(&self.coupons);
        numbered.filter_map(|(serial, coupon)| coupon.as_ref().map(|coupon| (serial, coupon)))
    }
}

impl CouponBook {
    pub fn new(address: AccountId) -> Self {
        Self {
            address,
            campaigns: Vec::new(),
            receipts: HashMap::new(),
            tills: HashMap::new(),
            managers: BTreeSet::new(),
            owners: Owners::default(),
            members: HashMap::new(),
            issued_to: HashMap::new(),
            claimed: HashSet::new(),
            approvals: HashMap::new(),
            operators: HashSet::new(),
            fresh: None,
        }
    }

    pub fn apply(&mut self, event: &Event, accounts: &mut Accounts, journal: &mut Journal) {
        let fresh = self.fresh.take();
        if let Some(transfer) = event.decode::<Transfer>() {
            self.transfer(&transfer, accounts, journal);
        } else if let Some(approval) = event.decode::<Approval>() {
            self.approve(&approval, accounts, journal);
        } else if let Some(written) = event.decode() {
            self.write_receipt(written, accounts, journal);
        } else if let Some(removed) = event.decode() {
            self.remove_receipt(removed, journal);
        } else if let Some(Claimed { coupon, issuer, number }) = event.decode() {
            let campaign = campaign_of(coupon);
            if !self.claimed.insert((campaign, issuer, number)) || fresh != Some(coupon) {
                journal.contradict(self.address, "a claim that can't be");
            }
            journal.coupon_day(self.address, campaign, None).claimed += 1;
        } else if let Some(exchanged) = event.decode() {
            self.exchange(exchanged, fresh, accounts, journal);
        } else if let Some(opened) = event.decode() {
            self.open(opened, journal);
        } else if let Some(extended) = event.decode() {
            self.extend(extended, journal);
        } else if let Some(CampaignStateSet { campaign, state, .. }) = event.decode() {
            match self.campaign(campaign) {
                Some(book) => book.state = state,
                None => journal.contradict(self.address, "a campaign that there is not"),
            }
        } else if let Some(CodesPublished { campaign, .. }) = event.decode() {
            if self.campaign(campaign).is_none() {
                journal.contradict(self.address, "codes of a campaign that there is not");
            }
        } else if let Some(ManagerSet { account, manager }) = event.decode() {
            let account = accounts.number(&account);
            if manager {
                self.managers.insert(account);
            } else {
                self.managers.remove(&account);
            }
        } else if let Some(TillSet { account, limits, .. }) = event.decode() {
            let account = accounts.number(&account);
            match limits {
                Some(limits) => self.tills.entry(account).or_default().limits = limits,
                None => {
                    self.tills.remove(&account);
                }
            }
        } else if let Some(offered) = event.decode::<OwnershipOffered>() {
            self.owners.offered(&offered, self.address, accounts, journal);
        } else if let Some(transferred) = event.decode::<OwnershipTransferred>() {
            self.owners.transferred(&transferred, self.address, accounts, journal);
        } else {
            journal.contradict(self.address, "an event that no coupon contract emits");
        }
    }

    /// The campaign with this number.
    pub fn campaign(&mut self, campaign: u32) -> Option<&mut CampaignBook> {
        self.campaigns.get_mut((campaign as usize).checked_sub(1)?)
    }

    /// The coupon with this number, and its campaign.
    pub fn find(&self, coupon: u64) -> Option<(&CampaignBook, &Coupon)> {
        let campaign = self.campaigns.get((campaign_of(coupon) as usize).checked_sub(1)?)?;
        let place = (coupon as u32 as usize).checked_sub(1)?;
        Some((campaign, campaign.coupons.get(place)?.as_ref()?))
    }

    pub(super) fn coupon(&mut self, coupon: u64) -> Option<&mut Coupon> {
        let place = (coupon as u32 as usize).checked_sub(1)?;
        self.campaign(campaign_of(coupon))?.coupons.get_mut(place)?.as_mut()
    }

    /// What a wallet shows of the coupon at this time.
    pub fn view(&self, coupon: u64, now: u64, accounts: &Accounts) -> Option<CouponView> {
        let (campaign, found) = self.find(coupon)?;
        let (from, until) = campaign.window(found);
        Some(CouponView {
            holder: accounts.at(found.holder),
            kind: campaign.terms.kind.clone(),
            left: found.left,
            status: campaign.status(found, now),
            from,
            until,
            policy: campaign.terms.policy,
            royalty: campaign.sale.royalty,
            stackable: campaign.terms.stackable,
            issued_at: found.issued_at,
            moves: found.moves,
        })
    }

    fn open(&mut self, opened: CampaignOpened, journal: &mut Journal) {
        let CampaignOpened { campaign, terms, sale, .. } = opened;
        if campaign as usize != self.campaigns.len() + 1 {
            return journal.contradict(self.address, "a campaign out of turn");
        }
        let state = CampaignState::Open {};
        let (counts, coupons) = (Counts::default(), Vec::new());
        self.campaigns.push(CampaignBook { terms, state, sale, counts, coupons });
    }

    fn extend(&mut self, extended: CampaignExtended, journal: &mut Journal) {
        let CampaignExtended { campaign, budget, issue_until, valid_until, .. } = extended;
        let address = self.address;
        let Some(book) = self.campaign(campaign) else {
            return journal.contradict(address, "a campaign that there is not");
        };
        let terms = &mut book.terms;
        let end = match &mut terms.validity {
            Validity::Dates { until, .. } => until,
            Validity::AfterIssue { length, .. } => length,
        };
        if budget < terms.budget || issue_until < terms.issue_until || valid_until < *end {
            journal.contradict(address, "terms that are worse than before");
        }
        (terms.budget, terms.issue_until, *end) = (budget, issue_until, valid_until);
    }

    fn transfer(&mut self, transfer: &Transfer, accounts: &mut Accounts, journal: &mut Journal) {
        let Id::U64(coupon) = transfer.id else {
            return journal.contradict(self.address, "a coupon without a number");
        };
        let from = transfer.from.as_ref().map(|from| accounts.number(from));
        let to = transfer.to.as_ref().map(|to| accounts.number(to));
        match (from, to) {
            (None, Some(to)) => self.issue(coupon, to, journal),
            (Some(from), Some(to)) => self.move_on(coupon, from, to, journal),
            (Some(from), None) => self.remove(coupon, from, journal),
            (None, None) => journal.contradict(self.address, "a coupon from nobody to nobody"),
        }
    }

    fn issue(&mut self, coupon: u64, to: Who, journal: &mut Journal) {
        let (address, now) = (self.address, journal.at.time);
        let number = campaign_of(coupon);
        let Some(campaign) = self.campaign(number) else {
            return journal.contradict(address, "a coupon of a campaign that there is not");
        };
        let serial = coupon as u32;
        if serial as usize != campaign.coupons.len() + 1 || serial > campaign.terms.budget {
            return journal.contradict(address, "a coupon out of turn, or beyond the budget");
        }
        campaign.counts.issued = serial;
        let left = match campaign.terms.kind {
            Kind::Voucher { value } => value,
            _ => 0,
        };
        let (moves, extended, mark) = (0, 0, Mark::None);
        let issued = Coupon { holder: to, moves, issued_at: now, left, extended, mark };
        campaign.coupons.push(Some(issued));
        if campaign.terms.per_member > 0 {
            *self.issued_to.entry((number, to)).or_default() += 1;
        }
        self.fresh = Some(coupon);
        let member = self.members.entry(to).or_default();
        member.holds += 1;
        member.issued += 1;
        let day = journal.coupon_day(address, number, None);
        day.issued += 1;
        count(&mut day.face, left.into());
    }

    fn move_on(&mut self, coupon: u64, from: Who, to: Who, journal: &mut Journal) {
        let (address, now) = (self.address, journal.at.time);
        let passes_on = self.find(coupon).is_some_and(|(campaign, found)| {
            let status = campaign.status(found, now);
            found.holder == from && matches!(status, Status::Usable {} | Status::NotYet {})
        });
        if !passes_on {
            journal.contradict(address, "a coupon is passed on by who can't");
        }
        let Some(found) = self.coupon(coupon) else { return };
        let before = std::mem::replace(&mut found.holder, to);
        found.moves = found.moves.wrapping_add(1);
        if let Mark::Held { .. } = found.mark {
            found.mark = Mark::None;
        }
        let giver = self.members.entry(before).or_default();
        giver.holds -= 1;
        giver.sent += 1;
        let taker = self.members.entry(to).or_default();
        taker.holds += 1;
        taker.received += 1;
    }

    fn remove(&mut self, coupon: u64, from: Who, journal: &mut Journal) {
        let (address, now) = (self.address, journal.at.time);
        let number = campaign_of(coupon);
        let status = self.find(coupon).map(|(campaign, found)| campaign.status(found, now));
        let Some(campaign) = self.campaign(number) else {
            return journal.contradict(address, "a coupon of a campaign that there is not");
        };
        let place = (coupon as u32 as usize).wrapping_sub(1);
        let (Some(status), Some(entry)) = (status, campaign.coupons.get_mut(place)) else {
            return journal.contradict(address, "a coupon goes that there is not");
        };
        let Some(found) = entry.take() else { return };
        let day = journal.coupon_day(address, number, None);
        count(&mut day.forfeited, found.left.into());
        match status {
            Status::Redeemed { .. } => day.cleared += 1,
            Status::Expired {} => {
                day.expired += 1;
                campaign.counts.expired += 1;
            }
            Status::Usable {} | Status::NotYet {} | Status::Reserved { .. } => {
                day.burned += 1;
                campaign.counts.burned += 1;
            }
        }
        if found.holder != from || matches!(status, Status::Reserved { .. }) {
            journal.contradict(address, "a coupon is burned by who can't");
        }
        let member = self.members.entry(found.holder).or_default();
        member.holds -= 1;
        member.removed += 1;
    }

    fn approve(&mut self, approval: &Approval, accounts: &mut Accounts, journal: &mut Journal) {
        let owner = accounts.number(&approval.owner);
        let operator = accounts.number(&approval.operator);
        match (&approval.id, approval.approved) {
            (None, true) => {
                self.operators.insert((owner, operator));
            }
            (None, false) => {
                self.operators.remove(&(owner, operator));
            }
            (Some(Id::U64(coupon)), approved) => {
                let Some((_, found)) = self.find(*coupon) else {
                    return journal.contradict(self.address, "an approval for no coupon");
                };
                let (moves, holder) = (found.moves, found.holder);
                if holder != owner {
                    journal.contradict(self.address, "an approval by who has not the coupon");
                }
                if approved {
                    self.approvals.insert((*coupon, operator), moves);
                } else {
                    self.approvals.remove(&(*coupon, operator));
                }
            }
            (Some(_), _) => journal.contradict(self.address, "an approval for no coupon"),
        }
    }

    fn exchange(
        &mut self,
        exchanged: Exchanged,
        fresh: Option<u64>,
        accounts: &mut Accounts,
        journal: &mut Journal,
    ) {
        let Exchanged { coupon, member, token, amount } = exchanged;
        let holder = accounts.number(&member);
        let agrees = self.find(coupon).is_some_and(|(campaign, found)| {
            let price = campaign.sale.price.as_ref();
            fresh == Some(coupon)
                && found.holder == holder
                && price.is_some_and(|price| price.token == token && price.amount == amount)
        });
        if !agrees {
            journal.contradict(self.address, "an exchange at another price, or of another coupon");
        }
        journal.coupon_day(self.address, campaign_of(coupon), None).exchanged += 1;
        let flow = journal.flow(Trade::Exchange, token, self.address);
        flow.deals += 1;
        count(&mut flow.paid_amount, amount);
        flow.got_items += 1;
    }

    /// Whether `account` may take the coupon, which it does not hold itself.
    pub fn may_take(&self, coupon: u64, account: Who) -> bool {
        self.find(coupon).is_some_and(|(_, found)| {
            self.approvals.get(&(coupon, account)) == Some(&found.moves)
                || self.operators.contains(&(found.holder, account))
        })
    }
}
