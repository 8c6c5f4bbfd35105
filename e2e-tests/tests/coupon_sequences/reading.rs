//! All that the readers of coupons tell, and what those of points tell of the coupons' customers.

use psp22::PSP22;
use psp34::{Id, PSP34Enumerable, PSP34};
use tongquan_client::AccountId;
use tongquan_traits::{
    campaigns::Campaigns, coupons::Coupons, issuance::Issuance, ownable::Ownable,
    redemption::Redemption, tills::Tills,
};

use crate::{
    people::everybody,
    shop::{Asked, Book, Shop},
};

impl Shop {
    /// All that the readers tell now.
    pub fn book(&mut self, asked: &Asked) -> Book {
        let coupons = self.coupons();
        let people = || everybody().into_iter();
        let pairs = people().flat_map(|a| people().map(move |b| (a, b)));
        let campaigns = 1..=self.read(coupons.campaign_count());
        let supply = self.read(coupons.total_supply());
        let balances: Vec<_> = people().map(|a| self.read(coupons.balance_of(a))).collect();
        let owned = people().zip(&balances).map(|(a, count)| self.owned_by(a, *count)).collect();
        let points = self.tokens();
        let mut holders_of_points = everybody().to_vec();
        holders_of_points.push(self.address());
        assert_eq!(self.read(coupons.token_by_index(supply)), None);
        Book {
            owner: self.read(coupons.owner()),
            pending_owner: self.read(coupons.pending_owner()),
            managers: people().map(|account| self.read(coupons.is_manager(account))).collect(),
            tills: people().map(|account| self.read(coupons.till(account))).collect(),
            campaigns: campaigns
                .clone()
                .map(|campaign| {
                    let page = self.read(coupons.campaign(campaign)).expect("a campaign");
                    let details = self.read(coupons.campaign_details(campaign));
                    (page, details.expect("its details"))
                })
                .collect(),
            campaign_after_the_last: self.read(coupons.campaign(campaigns.end() + 1)),
            issued_to: campaigns
                .flat_map(|campaign| people().map(move |member| (campaign, member)))
                .map(|(campaign, member)| self.read(coupons.issued_to(campaign, member)))
                .collect(),
            supply,
            balances,
            all: sorted((0..supply).map(|i| self.read(coupons.token_by_index(i))).collect()),
            owned,
            operators: pairs.map(|(a, b)| self.read(coupons.allowance(a, b, None))).collect(),
            coupons: asked
                .coupons
                .iter()
                .map(|coupon| (*coupon, self.read(coupons.coupon(*coupon))))
                .collect(),
            owners: asked
                .coupons
                .iter()
                .map(|coupon| (*coupon, self.read(coupons.owner_of(Id::U64(*coupon)))))
                .collect(),
            approved: asked.coupons.iter().map(|c| (*c, self.approved_for(*c))).collect(),
            receipts: asked
                .orders
                .iter()
                .map(|order| (*order, self.read(coupons.receipt(*order))))
                .collect(),
            claimed: asked
                .vouchers
                .iter()
                .copied()
                .filter(|(campaign, issuer, number)| {
                    self.read(coupons.is_claimed(*campaign, *issuer, *number))
                })
                .collect(),
            points: holders_of_points.iter().map(|a| self.read(points.balance_of(*a))).collect(),
            allowances: people().map(|a| self.read(points.allowance(a, self.address()))).collect(),
            points_issued: self.read(points.issuer(self.address())).unwrap_or_default().issued,
        }
    }

    fn owned_by(&mut self, owner: AccountId, count: u32) -> Vec<Option<Id>> {
        let coupons = self.coupons();
        let count = u128::from(count);
        assert_eq!(self.read(coupons.owners_token_by_index(owner, count)), None);
        let all = (0..count).map(|index| self.read(coupons.owners_token_by_index(owner, index)));
        sorted(all.collect())
    }

    /// Who may transfer the coupon for its holder.
    fn approved_for(&mut self, coupon: u64) -> Vec<AccountId> {
        let coupons = self.coupons();
        let id = Id::U64(coupon);
        let Some(owner) = self.read(coupons.owner_of(id.clone())) else { return vec![] };
        let may_act =
            |other: &AccountId| self.read(coupons.allowance(owner, *other, Some(id.clone())));
        everybody().into_iter().filter(may_act).collect()
    }
}

fn sorted(mut ids: Vec<Option<Id>>) -> Vec<Option<Id>> {
    ids.sort();
    ids
}
