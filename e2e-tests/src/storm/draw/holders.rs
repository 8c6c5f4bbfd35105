//! What is done with honest points and coupons themselves.

use ink::primitives::AccountId;
use tongquan_traits::assets::Item;

use super::{Deed, Drawing, Drawn};
use crate::{counter::DAY, storm::opening::START};

impl Drawing<'_> {
    /// A coupon of this kind that somebody holds.
    fn coupon(&mut self, owner: AccountId) -> Option<Item> {
        let town = self.town;
        let items = self.items_of(owner, |contract| town.honest_coupons().contains(&contract));
        self.dice.any(&items)
    }

    pub fn with_tokens(&mut self) -> Drawn {
        let town = self.town;
        let person = self.person();
        let token = self.dice.pick(&town.honest_points());
        let contract = self.dice.pick(&town.honest_coupons());
        let campaign = self.dice.pick(&[1, 1, 2, 3, 5, 6]);
        let escrow = self.dice.pick(&town.escrows());
        let cai = town.signers[4].id();
        Some(match self.dice.below(24) {
            0..4 => {
                let value = self.dice.pick(&[1, 100, 5_000, 100_001]);
                (person, Deed::Pay { token, to: self.person(), value })
            }
            4..8 => {
                let value = self.dice.pick(&[0, 10, 500, 10_000]);
                let person = self.or_anybody(cai, 3);
                (person, Deed::Allow { token, spender: escrow, value })
            }
            8..11 => {
                let to = self.person();
                let item = self.coupon(person)?;
                if to == person {
                    return None;
                }
                (person, Deed::Give { item, to })
            }
            11..16 => {
                let item = self.coupon(cai)?;
                let approved = !self.dice.once_in(5);
                (cai, Deed::Approve { item, operator: escrow, approved })
            }
            16..19 => (town.mallory(), Deed::Issue { contract, campaign, to: person }),
            19 => {
                let until = START + self.dice.pick(&[400, 401, 500]) * DAY;
                (town.mallory(), Deed::Extend { contract, campaign: 3, until })
            }
            20 => {
                let campaign = self.dice.pick(&[1, 5]);
                (town.mallory(), Deed::Close { contract, campaign })
            }
            _ => {
                // Of others, of the house, the swaps or the gift links it must be refused.
                let owner = self.dice.pick(&[person, person, escrow]);
                let item = self.coupon(owner)?;
                (person, Deed::Redeem { item, amount: self.dice.pick(&[10, 300, 9_000]) })
            }
        })
    }
}
