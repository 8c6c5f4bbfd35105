//! All that can be seen of the model.

use ink::primitives::AccountId;
use psp34::Id;
use tongquan_traits::{
    campaigns::{Campaign, Kind},
    coupons::{CouponView, Status},
    tills::{Till, DAY},
};

use super::{campaign_of, number, Model};
use crate::{
    book::{Asked, Book},
    people::everybody,
};

impl Model {
    /// Every number that was ever given to a coupon.
    pub fn ever_issued(&self) -> Vec<u64> {
        let serials = |(campaign, page): (&u32, &super::Campaign)| {
            let campaign = *campaign;
            (1..=page.counts.issued).map(move |serial| number(campaign, serial))
        };
        self.campaigns.iter().flat_map(serials).collect()
    }

    /// Whatever there is, and what there was.
    pub fn everything(&self, orders: &[[u8; 32]]) -> Asked {
        Asked {
            coupons: self.ever_issued(),
            orders: orders.to_vec(),
            vouchers: self.claimed.iter().copied().collect(),
        }
    }

    pub fn view(&self, coupon: u64) -> Option<CouponView> {
        let page = self.coupons.get(&coupon)?;
        let campaign = &self.campaigns[&campaign_of(coupon)];
        let (from, until) = self.window(coupon);
        let status = if let Some(order) = page.used_up_by {
            Status::Redeemed { order }
        } else if let Some((order, until)) = self.hold(coupon) {
            Status::Reserved { order, until }
        } else if self.now < from {
            Status::NotYet {}
        } else if self.now >= until {
            Status::Expired {}
        } else {
            Status::Usable {}
        };
        let voucher = matches!(campaign.terms.kind, Kind::Voucher { .. });
        Some(CouponView {
            holder: page.holder,
            kind: campaign.terms.kind.clone(),
            left: if voucher { page.left } else { 0 },
            status,
            from,
            until,
            policy: campaign.terms.policy,
            royalty: campaign.sale.royalty,
            stackable: campaign.terms.stackable,
            issued_at: page.issued_at,
            moves: page.moves,
        })
    }

    /// The till, and what it used today.
    pub fn till(&self, account: AccountId) -> Option<Till> {
        let till = self.tills.get(&account)?;
        let today = self.now / DAY;
        Some(match till.day == today {
            true => *till,
            false => Till { day: today, used_value: 0, used_coupons: 0, ..*till },
        })
    }

    fn of(&self, owner: AccountId) -> Vec<Option<Id>> {
        let owned = self.coupons.iter().filter(|(_, page)| page.holder == owner);
        owned.map(|(coupon, _)| Some(Id::U64(*coupon))).collect()
    }

    pub fn book(&self, asked: &Asked) -> Book {
        let people = || everybody().into_iter();
        let pairs = people().flat_map(|a| people().map(move |b| (a, b)));
        let campaigns = self.campaigns.values().map(|page| {
            let campaign = Campaign {
                terms: page.terms.clone(),
                state: page.state,
                counts: page.counts,
                sale: page.sale.clone(),
            };
            (campaign, page.details.clone())
        });
        let issued_to = self.campaigns.values().flat_map(|page| {
            people().map(|member| page.issued_to.get(&member).copied().unwrap_or(0))
        });
        let coupons = || asked.coupons.iter().copied();
        let approved = |coupon: u64| {
            let others = |page: &super::Coupon| {
                people().filter(|a| *a != page.holder && self.may_act(*a, coupon)).collect()
            };
            self.coupons.get(&coupon).map(others).unwrap_or_default()
        };
        let claimed = asked.vouchers.iter().copied().filter(|v| self.claimed.contains(v));
        let mut holders_of_points = everybody().to_vec();
        holders_of_points.push(self.address);
        Book {
            owner: self.owner,
            pending_owner: self.pending_owner,
            managers: people().map(|account| self.is_manager(account)).collect(),
            tills: people().map(|account| self.till(account)).collect(),
            campaigns: campaigns.collect(),
            campaign_after_the_last: None,
            issued_to: issued_to.collect(),
            supply: self.coupons.len() as u128,
            balances: people().map(|owner| self.of(owner).len() as u32).collect(),
            all: self.coupons.keys().map(|coupon| Some(Id::U64(*coupon))).collect(),
            owned: people().map(|owner| self.of(owner)).collect(),
            operators: pairs.map(|pair| self.operators.contains(&pair)).collect(),
            coupons: coupons().map(|coupon| (coupon, self.view(coupon))).collect(),
            owners: coupons()
                .map(|coupon| (coupon, self.coupons.get(&coupon).map(|page| page.holder)))
                .collect(),
            approved: coupons().map(|coupon| (coupon, approved(coupon))).collect(),
            receipts: asked
                .orders
                .iter()
                .map(|order| (*order, self.receipts.get(order).cloned()))
                .collect(),
            claimed: claimed.collect(),
            points: holders_of_points.iter().map(|a| self.points.balance(*a)).collect(),
            allowances: people().map(|a| self.points.allowance(a, self.address)).collect(),
            points_issued: self.points.issuer(self.address).unwrap_or_default().issued,
        }
    }
}
