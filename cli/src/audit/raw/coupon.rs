//! Items of coupons.

use std::collections::{BTreeMap, BTreeSet};

use scale::{Decode, Error, Input};
use tongquan_client::{ss58, AccountId};
use tongquan_traits::{
    campaigns::{CampaignState, Counts, Details, Kind, Sale, Terms, Validity},
    coupons::{CouponView, Status},
    redemption::Receipt,
    tills::Till,
};

use super::{Items, Numbers, Text};

/// How many tokens a page of a list has.
const PAGE: u32 = 16;

/// A coupon as it is stored.
#[derive(Debug, Clone, Decode)]
pub struct Token {
    pub owner: AccountId,
    pub moves: u32,
    /// Its page in its owner's list,
    owned: u32,
    /// and in that of all coupons.
    all: u32,
    pub issued_at: u64,
    pub left: u64,
    pub extended: u64,
    _kept: u64,
    pub mark: Mark,
}

/// Which order has a hand on a coupon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    None,
    Held { order: [u8; 32], until: u64 },
    Used { order: [u8; 32] },
}

impl Decode for Mark {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        Ok(match input.read_byte()? {
            0 => Self::None,
            1 => Self::Held { order: Decode::decode(input)?, until: Decode::decode(input)? },
            2 => Self::Used { order: Decode::decode(input)? },
            _ => return Err("no mark".into()),
        })
    }
}

impl Token {
    /// It can be redeemed at the first time and later, before the second.
    fn window(&self, terms: &Terms) -> (u64, u64) {
        let (from, until) = match terms.validity {
            Validity::Dates { from, until } => (from, until),
            Validity::AfterIssue { delay, length } => {
                let from = self.issued_at.saturating_add(delay);
                (from, from.saturating_add(length))
            }
        };
        (from, until.max(self.extended))
    }

    /// What can be done with it at this time.
    pub fn status(&self, terms: &Terms, now: u64) -> Status {
        let (from, until) = self.window(terms);
        match self.mark {
            Mark::Used { order } => Status::Redeemed { order },
            Mark::Held { order, until } if now < until => Status::Reserved { order, until },
            // A hold that is over counts as none.
            _ if now < from => Status::NotYet {},
            _ if now < until => Status::Usable {},
            _ => Status::Expired {},
        }
    }
}

/// Campaign, issuer, number / 256: 256 numbers that share an item of bits.
type ClaimedGroup = (u32, [u8; 32], u32);

/// A list's head: how many there are, and those on the last page.
type Head = (u32, Numbers);

#[derive(Default)]
pub struct CouponItems {
    pub tokens: BTreeMap<u64, Token>,
    /// Who may act for whom.
    pub operators: Vec<(AccountId, AccountId)>,
    pub approvals: Vec<((u64, AccountId), u32)>,
    owned: Vec<(AccountId, Head)>,
    owned_pages: BTreeMap<(AccountId, u32), Numbers>,
    all: Option<Head>,
    all_pages: BTreeMap<u32, Numbers>,
    pub name: String,
    pub genesis_hash: Option<[u8; 32]>,
    pub desk: Option<[u8; 32]>,
    pub campaign_count: u32,
    pub campaigns: BTreeMap<u32, (Terms, CampaignState, Counts)>,
    pub sales: BTreeMap<u32, Sale>,
    pub details: BTreeMap<u32, Details>,
    pub issued_to: Vec<((u32, AccountId), u32)>,
    pub codes: Vec<(u32, [u8; 32])>,
    pub claimed: Vec<(ClaimedGroup, [u8; 32])>,
    pub receipts: Vec<([u8; 32], Receipt)>,
    pub managers: Vec<AccountId>,
    pub tills: Vec<(AccountId, Till)>,
    pub owner: Option<AccountId>,
    pub pending_owner: Option<AccountId>,
}

impl CouponItems {
    pub fn take(items: &mut Items) -> Self {
        Self {
            tokens: items.table(0x00).into_iter().collect(),
            operators: keys(items.table(0x01)),
            approvals: items.table(0x02),
            owned: items.table(0x03),
            owned_pages: items.table(0x03).into_iter().collect(),
            all: items.one(0x04),
            all_pages: items.table(0x04).into_iter().collect(),
            name: items.one::<Text>(0x10).unwrap_or_default().0,
            genesis_hash: items.one(0x11),
            desk: items.one(0x12),
            campaign_count: items.one(0x13).unwrap_or_default(),
            campaigns: items.table(0x14).into_iter().collect(),
            sales: items.table(0x15).into_iter().collect(),
            details: items.table(0x16).into_iter().collect(),
            issued_to: items.table(0x17),
            codes: keys(items.table(0x18)),
            claimed: items.table(0x19),
            receipts: items.table(0x1a),
            managers: keys(items.table(0x1b)),
            tills: items.table(0x1c),
            owner: items.one(0xf0),
            pending_owner: items.one(0xf1),
        }
    }

    /// How many coupons each owner has, as the heads of their lists say.
    pub fn balances(&self) -> impl Iterator<Item = (AccountId, u32)> + '_ {
        self.owned.iter().map(|(owner, (len, _))| (*owner, *len))
    }

    /// The coupons of a campaign that are there, used ones among them.
    pub fn of_campaign(&self, campaign: u32) -> impl Iterator<Item = (&u64, &Token)> {
        let first = u64::from(campaign) << 32;
        self.tokens.range(first..=first | u64::from(u32::MAX))
    }

    /// What the contract has to say of a coupon at this time.
    pub fn view(&self, number: u64, token: &Token, now: u64) -> Option<CouponView> {
        let campaign = u32::try_from(number >> 32).ok()?;
        let (terms, ..) = self.campaigns.get(&campaign)?;
        let (from, until) = token.window(terms);
        Some(CouponView {
            holder: token.owner,
            kind: terms.kind.clone(),
            left: token.left,
            status: token.status(terms, now),
            from,
            until,
            policy: terms.policy,
            royalty: self.sales.get(&campaign).and_then(|sale| sale.royalty),
            stackable: terms.stackable,
            issued_at: token.issued_at,
            moves: token.moves,
        })
    }

    /// What contradicts itself.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        self.list_faults(&mut faults);
        for campaign in 1..=self.campaign_count {
            if !(self.campaigns.contains_key(&campaign) && self.details.contains_key(&campaign)) {
                faults.push(format!("campaign {campaign} is not stored"));
            }
        }
        let stored = self.campaigns.keys().chain(self.sales.keys()).chain(self.details.keys());
        let beyond: BTreeSet<_> =
            stored.filter(|number| !(1..=self.campaign_count).contains(*number)).collect();
        for campaign in beyond {
            faults.push(format!("campaign {campaign} is stored, and was never opened"));
        }
        for (campaign, (terms, _, counts)) in &self.campaigns {
            self.campaign_faults(*campaign, terms, counts, &mut faults);
        }
        for (campaign, root) in &self.codes {
            if !self.campaigns.contains_key(campaign) {
                faults.push(format!("codes 0x{} are of no campaign", hex::encode(root)));
            }
        }
        for (number, token) in &self.tokens {
            let campaign = u32::try_from(number >> 32).unwrap_or_default();
            match self.campaigns.get(&campaign).map(|(terms, ..)| &terms.kind) {
                None => faults.push(format!("coupon {number} is of no campaign")),
                Some(Kind::Voucher { value }) if token.left > *value => {
                    faults.push(format!("the voucher {number} has {} left of {value}", token.left))
                }
                _ => {}
            }
        }
        faults
    }

    fn campaign_faults(
        &self,
        campaign: u32,
        terms: &Terms,
        counts: &Counts,
        faults: &mut Vec<String>,
    ) {
        let Counts { issued, redeemed, burned, expired } = *counts;
        if issued > terms.budget {
            faults.push(format!("campaign {campaign} issued {issued} of {}", terms.budget));
        }
        // C1.
        let unused = |(_, token): &(&u64, &Token)| !matches!(token.mark, Mark::Used { .. });
        let out = self.of_campaign(campaign).filter(unused).count() as u64;
        let gone = u64::from(redeemed) + u64::from(burned) + u64::from(expired);
        if u64::from(issued) != gone + out {
            faults.push(format!(
                "campaign {campaign} issued {issued}: {redeemed} redeemed, {burned} burned, {expired} \
                 expired, and {out} are out"
            ));
        }
        let last = self.of_campaign(campaign).map(|(number, _)| *number as u32).max();
        if last.is_some_and(|last| last > issued) {
            faults.push(format!("campaign {campaign} has a coupon that was never issued"));
        }
        if terms.per_member > 0 {
            let to_members = self.issued_to.iter().filter(|((of, _), _)| *of == campaign);
            let sum: u64 = to_members.map(|(_, count)| u64::from(*count)).sum();
            if sum != u64::from(issued) {
                faults.push(format!("campaign {campaign} issued {issued}, to members {sum}"));
            }
        }
    }

    /// The lists have each coupon once, and where it says (M8).
    fn list_faults(&self, faults: &mut Vec<String>) {
        let mut listed = BTreeSet::new();
        for (owner, head) in &self.owned {
            let page = |number| self.owned_pages.get(&(*owner, number));
            let of = format!("the list of {}", ss58(owner));
            for (coupon, page) in pages(head, page, &of, faults) {
                let as_said = |token: &Token| token.owner == *owner && token.owned == page;
                if !self.tokens.get(&coupon).is_some_and(as_said) || !listed.insert(coupon) {
                    faults.push(format!("{of} has coupon {coupon}, which is not there"));
                }
            }
        }
        if listed.len() != self.tokens.len() {
            faults.push(format!(
                "{} coupons, {} in their owners' lists",
                self.tokens.len(),
                listed.len()
            ));
        }
        let mut of_all = BTreeSet::new();
        let head = self.all.clone().unwrap_or_default();
        let of = "the list of all coupons";
        for (coupon, page) in pages(&head, |number| self.all_pages.get(&number), of, faults) {
            let as_said = self.tokens.get(&coupon).is_some_and(|token| token.all == page);
            if !as_said || !of_all.insert(coupon) {
                faults.push(format!("{of} has coupon {coupon}, which is not there"));
            }
        }
        if of_all.len() != self.tokens.len() {
            faults.push(format!("{} coupons, {} in {of}", self.tokens.len(), of_all.len()));
        }
        let heads: BTreeMap<_, _> = self.balances().collect();
        for (owner, page) in self.owned_pages.keys() {
            let len = heads.get(owner).copied().unwrap_or_default();
            if *page >= len.saturating_sub(1) / PAGE {
                faults.push(format!("the list of {} has a page too many", ss58(owner)));
            }
        }
        if self.all_pages.keys().any(|page| *page >= head.0.saturating_sub(1) / PAGE) {
            faults.push(format!("{of} has a page too many"));
        }
    }
}

/// The tokens of a list, each with its page.
fn pages<'a>(
    (len, last): &'a Head,
    page: impl Fn(u32) -> Option<&'a Numbers>,
    of: &str,
    faults: &mut Vec<String>,
) -> Vec<(u64, u32)> {
    let last_page = len.saturating_sub(1) / PAGE;
    let mut tokens = Vec::new();
    for number in 0..=last_page {
        let page = if number == last_page { Some(last) } else { page(number) };
        match page {
            Some(Numbers(found)) => tokens.extend(found.iter().map(|token| (*token, number))),
            None => faults.push(format!("{of} lacks its page {number}")),
        }
    }
    if tokens.len() != *len as usize {
        faults.push(format!("{of} says {len}, and has {}", tokens.len()));
    }
    tokens
}

fn keys<K>(items: Vec<(K, ())>) -> Vec<K> {
    items.into_iter().map(|(key, ())| key).collect()
}
