//! What hostile contracts do next. None of it may hurt who deals in honest points and coupons (M7).

use hostile_coupon::Trick as ItemTrick;
use hostile_points::Trick as PointsTrick;
use ink::primitives::AccountId;
use tokens::Coupon;
use tongquan_client::Message;
use tongquan_traits::{
    assets::Item, auctions::Auctions, campaigns::Royalty, gifts::Gifts, swaps::Swaps,
};

use super::{Deed, Drawing, Drawn};
use crate::{
    counter::DAY,
    storm::{
        gift_links::Attempt,
        opening::{FAR, START},
        town::nobody,
    },
};

impl Drawing<'_> {
    pub fn mischief(&mut self) -> Drawn {
        let mallory = self.town.mallory();
        Some((
            mallory,
            match self.dice.below(10) {
                0..5 => self.points_trick(),
                5..8 => self.items_trick(),
                8 => self.alter()?,
                _ => {
                    let contract = self.dice.pick(&self.town.forged);
                    let item = self.forgery(contract)?;
                    let to = self.person();
                    if self.reference.world.owner(&item) == Some(to) {
                        return None;
                    }
                    Deed::Seize { item, to }
                }
            },
        ))
    }

    fn points_trick(&mut self) -> Deed {
        let town = self.town;
        let token = self.dice.pick(&town.fools);
        let few = self.dice.pick(&[1, 2, 5, 1_000]);
        let garbage = || vec![0, 0, 1];
        let trick = match self.dice.below(20) {
            0..6 => None,
            6 => Some(PointsTrick::MoveNothing),
            7 => Some(PointsTrick::MoveLess(few)),
            8 => Some(PointsTrick::Keep(few)),
            9 => Some(PointsTrick::MintOnTransfer(few)),
            10 => Some(PointsTrick::TakeMore(few)),
            11 => Some(PointsTrick::MoveTo(nobody())),
            12 => Some(PointsTrick::Trap),
            13 => Some(PointsTrick::Revert),
            14 => Some(PointsTrick::Garbage(garbage())),
            15 => Some(PointsTrick::Silence),
            16 => Some(PointsTrick::LieBalance(few)),
            17 => Some(PointsTrick::TrapBalance),
            18 => Some(PointsTrick::GarbageBalance(garbage())),
            _ => None,
        };
        let calls_back = match self.dice.once_in(3) {
            true if token == town.fools[2] => Some(self.call_to_house()),
            true if token == town.fools[3] => self.call_to_swap(),
            true if token == town.fools[4] => self.call_to_gifts(),
            _ => None,
        };
        let calls_back =
            calls_back.map(|(contract, input)| PointsTrick::Reenter { contract, input });
        Deed::CheatWithPoints { token, trick: calls_back.or(trick) }
    }

    fn items_trick(&mut self) -> Deed {
        let town = self.town;
        let place = self.dice.below(3) as usize;
        let contract = town.forged[place];
        let trick = match self.dice.below(18) {
            0..5 => None,
            5 => Some(ItemTrick::MoveNothing),
            6 => Some(ItemTrick::MoveTo(nobody())),
            7 => Some(ItemTrick::Trap),
            8 => Some(ItemTrick::Revert),
            9 => Some(ItemTrick::Garbage(vec![0, 2])),
            10 => Some(ItemTrick::Silence),
            11 => Some(ItemTrick::LieAboutOwner(town.escrows()[place])),
            12 => Some(ItemTrick::TrapOwner),
            13 => Some(ItemTrick::NoView),
            14 => Some(ItemTrick::GarbageView(vec![0, 1, 2])),
            15 => Some(ItemTrick::TrapView),
            _ => {
                let call = match place {
                    0 => Some(self.call_to_house()),
                    1 => self.call_to_swap(),
                    _ => self.call_to_gifts(),
                };
                call.map(|(contract, input)| ItemTrick::Reenter { contract, input })
            }
        };
        Deed::CheatWithItems { contract, trick }
    }

    /// What would be done if the house could be called back.
    fn call_to_house(&mut self) -> (AccountId, Vec<u8>) {
        let mut house = self.town.market.house();
        let lots: Vec<u64> = self.reference.house.lots.keys().copied().collect();
        let lot = self.dice.any(&lots).unwrap_or(1);
        let tokens = self.town.honest_points()[..1].to_vec();
        let call: Message<Result<(), _>> = match self.dice.below(4) {
            0 => house.settle(lot).into(),
            1 => house.unwind(lot).into(),
            2 => house.reclaim(lot, 0).into(),
            _ => house.withdraw(self.person(), tokens).into(),
        };
        (call.contract, call.input)
    }

    /// The same of the swaps.
    fn call_to_swap(&mut self) -> Option<(AccountId, Vec<u8>)> {
        let mut swaps = self.town.market.swaps();
        let offers: Vec<u64> = self.reference.swap.offers.keys().copied().collect();
        let offer = self.dice.any(&offers)?;
        let call: Message<Result<(), _>> = match self.dice.below(2) {
            0 => swaps.cancel(offer).into(),
            _ => swaps.reclaim(offer, 0).into(),
        };
        Some((call.contract, call.input))
    }

    /// The same of the gift links.
    fn call_to_gifts(&mut self) -> Option<(AccountId, Vec<u8>)> {
        let mut gifts = self.town.market.gifts();
        let numbers: Vec<u64> = self.reference.gifts.gifts.keys().copied().collect();
        let gift = self.dice.any(&numbers)?;
        Some(match self.dice.below(2) {
            0 => {
                let call: Message<Result<(), _>> = gifts.send_back(vec![gift]).into();
                (call.contract, call.input)
            }
            _ => {
                let Attempt { claim, proof, signature, .. } = self.attempt(gift);
                let call: Message<Result<u128, _>> =
                    gifts.claim(claim, proof, 0, signature.bytes()).into();
                (call.contract, call.input)
            }
        })
    }

    /// A forged coupon: as likely as not one that is in a lot, an offer or a gift.
    fn forgery(&mut self, contract: AccountId) -> Option<Item> {
        let escrows = self.town.escrows();
        let pieces = &self.reference.world.collections[&contract].pieces;
        let coupons = pieces.iter().filter(|(_, piece)| piece.coupon.is_some());
        let (held, others): (Vec<_>, Vec<_>) =
            coupons.partition(|(_, piece)| escrows.contains(&piece.owner));
        let from = if held.is_empty() || self.dice.once_in(2) { others } else { held };
        let id = self.dice.any(&from)?.0.clone();
        Some(Item { contract, id })
    }

    /// It is worth less, or more, or as much as in the beginning.
    fn alter(&mut self) -> Option<Deed> {
        let contract = self.dice.pick(&self.town.forged);
        let item = self.forgery(contract)?;
        let mut coupon = self.reference.world.coupon(&item)?.clone();
        let good = Coupon::good(START, FAR);
        match self.dice.below(7) {
            0 => coupon.left = coupon.left.saturating_sub(1),
            1 => coupon.from = FAR - 100 * DAY,
            2 => coupon.until = FAR - DAY,
            3 => coupon.stackable = false,
            4 => coupon.left += 1,
            5 => {
                let basis_points = self.dice.pick(&[0, 1, 1_000, u16::MAX]);
                coupon.royalty = Some(Royalty { to: self.person(), basis_points });
            }
            _ => coupon = Coupon { moves: coupon.moves, royalty: coupon.royalty, ..good },
        }
        Some(Deed::Alter { item, coupon })
    }
}
