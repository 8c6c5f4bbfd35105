//! What merchants and holders do with honest coupons. It is not foretold: whatever comes of it, house,
//! swaps and gift links have to live with it.

use ink::primitives::AccountId;
use psp34::Id;
use tongquan_traits::{
    assets::Item,
    campaigns::{CampaignState, Campaigns},
    coupons::Coupons,
    redemption::Redemption,
};

use super::{act::Ending, opening::facts, play::Play};
use crate::counter::Counter;

impl Play<'_> {
    fn counter(&self, coupons: AccountId) -> &Counter {
        let market = &self.stage.town.market;
        match market.tea.coupons == coupons {
            true => &market.tea,
            false => &market.books,
        }
    }

    pub fn issue(&mut self, of: AccountId, campaign: u32, to: AccountId) -> Result<Ending, String> {
        let counter = self.counter(of);
        let merchant = counter.shop.merchant.id();
        let issue = counter.messages().issue(campaign, to);
        let number = match self.stage.call(merchant, issue)? {
            Ok((number, _)) => number,
            Err(error) => return Ok(Ending::refused(error)),
        };
        let item = Item { contract: of, id: Id::U64(number) };
        let view = self.stage.view(&item)?.ok_or("the coupon was not issued")?;
        self.reference.world.issue_coupon(&item, to, facts(view));
        Ok(Ending::quiet())
    }

    pub fn extend(&mut self, of: AccountId, campaign: u32, until: u64) -> Result<Ending, String> {
        let counter = self.counter(of);
        let merchant = counter.shop.merchant.id();
        let terms = self.stage.read(counter.messages().campaign(campaign))?;
        let terms = terms.ok_or("no such campaign")?.terms;
        let counter = self.counter(of);
        let extend =
            counter.messages().extend_campaign(campaign, terms.budget, terms.issue_until, until);
        if let Err(error) = self.stage.call(merchant, extend)? {
            return Ok(Ending::refused(error));
        }
        let pieces = self.reference.world.collections.get_mut(&of).map(|all| &mut all.pieces);
        for (id, piece) in pieces.into_iter().flatten() {
            if matches!(id, Id::U64(number) if number >> 32 == u64::from(campaign)) {
                piece.coupon.iter_mut().for_each(|coupon| coupon.until = until);
            }
        }
        Ok(Ending::quiet())
    }

    pub fn close(&mut self, of: AccountId, campaign: u32) -> Result<Ending, String> {
        let counter = self.counter(of);
        let merchant = counter.shop.merchant.id();
        let close = counter.messages().set_campaign_state(campaign, CampaignState::Closed {});
        let closed = self.stage.call(merchant, close)?;
        Ok(closed.map_or_else(Ending::refused, |_| Ending::quiet()))
    }

    /// A coupon in the hands of house, swaps or gift links can't be used by anybody (C3).
    pub fn redeem(
        &mut self,
        caller: AccountId,
        item: &Item,
        amount: u64,
    ) -> Result<Ending, String> {
        let Id::U64(number) = item.id else { return Err("no coupon".into()) };
        self.orders += 1;
        let mut order = [0; 32];
        order[..8].copy_from_slice(&self.orders.to_le_bytes());
        let redeem = self.counter(item.contract).messages().redeem(order, amount, vec![number]);
        if let Err(error) = self.stage.call(caller, redeem)? {
            return Ok(Ending::refused(error));
        }
        if self.reference.world.owner(item) != Some(caller) {
            return Err("C5: somebody else's coupon was redeemed".into());
        }
        let view = self.stage.view(item)?.ok_or("the coupon is gone")?;
        let coupon = self.reference.world.coupon_mut(item).ok_or("no such coupon")?;
        *coupon = facts(view);
        Ok(Ending::quiet())
    }
}
