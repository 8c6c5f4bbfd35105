//! Random steps: what somebody does next, chosen by what there is to do.

mod claims;
mod formats;
mod gifts;
mod holders;
mod lots;
mod offers;
mod tricks;

use ink::primitives::AccountId;
use psp34::Id;
use tongquan_traits::{
    assets::Item,
    auctions::{Format, Lot, LotState, GRACE},
};

use super::{deed::Deed, dice::Dice, house, opening::START, reference::Reference, town::Town};
use crate::counter::{DAY, HOUR};

/// What decides about a step.
pub type Step = u64;

/// What somebody does, and when.
pub struct Scene {
    pub now: u64,
    pub caller: AccountId,
    pub deed: Deed,
}

/// Later than this, sequences don't go on.
const CURTAIN: u64 = START + 150 * DAY;

pub struct Drawing<'a> {
    pub town: &'a Town,
    pub reference: &'a mut Reference,
    pub dice: Dice,
}

type Drawn = Option<(AccountId, Deed)>;

/// What this step is now.
pub fn draw(town: &Town, reference: &mut Reference, step: Step) -> Scene {
    let mut drawing = Drawing { town, reference, dice: Dice(step) };
    let now = drawing.time();
    drawing.reference.now = now;
    let (caller, deed) = drawing.deed();
    Scene { now, caller, deed }
}

impl Drawing<'_> {
    /// What the dice say, or what there is to do instead.
    fn deed(&mut self) -> (AccountId, Deed) {
        for _ in 0..8 {
            if let Some(drawn) = self.drawn() {
                return drawn;
            }
        }
        (self.town.mallory(), Deed::House(house::Message::Settle { lot: 0 }))
    }

    fn drawn(&mut self) -> Drawn {
        match self.dice.below(161) {
            0..14 => self.list(),
            14..40 => self.bid(),
            40..46 => self.buy(),
            46..54 => self.settle(),
            54..60 => self.reveal(),
            60..62 => self.cancel_lot(),
            62..65 => self.unwind(),
            65..68 => self.reclaim_item(),
            68 => self.abandon_lot(),
            69..72 => self.withdraw(),
            72..80 => self.offer(),
            80..85 => self.rate(),
            85..95 => self.accept(),
            95..102 => self.fill(),
            102..105 => self.cancel_offer(),
            105..107 => self.reclaim_asset(),
            107..109 => self.abandon_offer(),
            109..116 => self.with_tokens(),
            116..127 => self.mischief(),
            127..132 => self.gift_link(),
            132..137 => self.packet(),
            137..151 => self.claim(),
            151..154 => self.take_back(),
            154..157 => self.send_back(),
            157 => self.abandon_gift(),
            _ => self.clear_claims(),
        }
    }

    /// Mostly now, or a little later; now and then at the next of the ends that there are, or a
    /// millisecond before or after it.
    fn time(&mut self) -> u64 {
        let now = self.reference.now;
        let next = match self.dice.below(32) {
            0..24 => now + self.dice.below(2),
            24..28 => now + self.dice.below(10_000),
            28 => now + self.dice.below(HOUR),
            29 if self.dice.once_in(3) => now + self.dice.below(6 * HOUR),
            _ => {
                let mut ends: Vec<u64> = self.ends();
                ends.retain(|end| *end > now + 1);
                ends.sort_unstable();
                ends.truncate(2);
                self.dice.any(&ends).map_or(now, |end| self.dice.near_time(end))
            }
        };
        next.min(CURTAIN).max(now)
    }

    fn ends(&self) -> Vec<u64> {
        let mut ends = vec![];
        for (lot, _) in self.reference.house.lots.values() {
            let (from, until) = house::times(&lot.format);
            ends.extend([from, lot.until]);
            match lot.format {
                Format::English { window, .. } => ends.push(lot.until.saturating_sub(window)),
                Format::Dutch { .. } => ends.push(from / 2 + until / 2),
            }
            if lot.state == (LotState::Open {}) && lot.lead.is_some() {
                let decided = house::decided(lot);
                ends.extend([decided, decided + GRACE]);
            }
        }
        ends.extend(self.reference.swap.offers.values().map(|offer| offer.until));
        ends.extend(self.reference.gifts.gifts.values().map(|gift| gift.terms.until));
        ends
    }

    /// A member mostly, or a merchant.
    fn person(&mut self) -> AccountId {
        match self.dice.once_in(12) {
            true => self.dice.pick(&self.town.everybody()),
            false => self.dice.pick(&self.town.members()),
        }
    }

    /// This account mostly, or anybody.
    fn or_anybody(&mut self, account: AccountId, once_in: u64) -> AccountId {
        match self.dice.once_in(once_in) {
            true => self.person(),
            false => account,
        }
    }

    fn person_but(&mut self, other: AccountId) -> AccountId {
        let person = self.person();
        match person == other && !self.dice.once_in(10) {
            true => self.person(),
            false => person,
        }
    }

    /// What this account has, of contracts that `fit`.
    fn items_of(&self, owner: AccountId, fits: impl Fn(AccountId) -> bool) -> Vec<Item> {
        let mut items = vec![];
        for (contract, collection) in &self.reference.world.collections {
            for (id, piece) in &collection.pieces {
                if piece.owner == owner && fits(*contract) {
                    items.push(Item { contract: *contract, id: id.clone() });
                }
            }
        }
        items
    }

    /// Whether the item could be sold now.
    fn is_fine(&self, item: &Item) -> bool {
        let Item { contract, id: Id::U64(number) } = item else { return true };
        let collection = &self.reference.world.collections[contract];
        let view = collection.view(*number, self.reference.now);
        view.is_some_and(|view| view.is_tradable())
    }

    fn lot(&self, number: u64) -> Option<&Lot> {
        self.reference.house.lots.get(&number).map(|(lot, _)| lot)
    }
}
