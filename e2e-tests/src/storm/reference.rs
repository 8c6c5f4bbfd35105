//! What should be: the native tests' models of house, swaps and gift links, in one world of points and
//! items.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem::swap as exchange,
};

use hostile_coupon::Trick as ItemTrick;
use hostile_points::Trick as PointsTrick;
use ink::primitives::AccountId;
use tokens::{Asked, Cheat, Does, World};
use tongquan_traits::{assets::Item, swaps::SwapError};

use super::{
    book::{Book, Fact, Value},
    gifts, house,
    keys::LARGEST,
    swap,
    town::Town,
};

#[derive(Clone)]
pub struct Reference {
    pub now: u64,
    pub world: World,
    pub house: house::Model,
    pub swap: swap::Model,
    pub gifts: gifts::Model,
    /// All packets there ever were.
    packets: BTreeSet<u64>,
}

/// Why a swap would be refused; an error if somebody's contract talks nonsense.
pub type Reasons = Result<Vec<SwapError>, SwapError>;

impl Reference {
    pub fn new(town: &Town, world: World, now: u64) -> Self {
        let house = house::Model::new(town.house(), World::default());
        let swap = swap::Model::new(town.swap(), World::default(), now);
        let gifts = gifts::Model::new(town.gift(), World::default(), now);
        Self { now, world, house, swap, gifts, packets: BTreeSet::new() }
    }

    pub fn in_house<R>(&mut self, does: impl FnOnce(&mut house::Model) -> R) -> R {
        exchange(&mut self.world, &mut self.house.world);
        self.house.now = self.now;
        let result = does(&mut self.house);
        exchange(&mut self.world, &mut self.house.world);
        result
    }

    pub fn in_swap<R>(&mut self, does: impl FnOnce(&mut swap::Model) -> R) -> R {
        exchange(&mut self.world, &mut self.swap.world);
        self.swap.now = self.now;
        let result = does(&mut self.swap);
        exchange(&mut self.world, &mut self.swap.world);
        result
    }

    pub fn in_gifts<R>(&mut self, does: impl FnOnce(&mut gifts::Model) -> R) -> R {
        exchange(&mut self.world, &mut self.gifts.world);
        self.gifts.now = self.now;
        let result = does(&mut self.gifts);
        exchange(&mut self.world, &mut self.gifts.world);
        let packets = self.gifts.gifts.iter().filter(|(_, gift)| gift.terms.shares > 1);
        self.packets.extend(packets.map(|(number, _)| *number));
        result
    }

    /// What `can_accept` and `can_fill` answer; nothing for other messages.
    pub fn reasons(&mut self, caller: AccountId, message: &swap::Message) -> Option<Reasons> {
        self.in_swap(|swap| match message {
            swap::Message::Accept { offer, choices, fingerprint } => {
                let mut copy = swap.clone();
                Some(copy.against_accepting(caller, *offer, choices, *fingerprint, true))
            }
            swap::Message::Fill { offer, amount, maximum } => {
                Some(Ok(swap.can_fill(caller, *offer, *amount, *maximum)))
            }
            _ => None,
        })
    }

    pub fn fingerprint(&mut self, offer: u64) -> Option<[u8; 32]> {
        self.in_swap(|swap| swap.fingerprint(offer))
    }

    /// From now on the points do this, and nothing else that is not honest.
    pub fn cheat_with_points(&mut self, token: AccountId, trick: &Option<PointsTrick>) {
        let transfers = [Asked::Push, Asked::Pull];
        let balance = [Asked::Balance];
        let (asked, does) = match trick.clone() {
            // What those do is the same for house, swaps and gifts as what honest points do.
            None | Some(PointsTrick::TakeMore(_) | PointsTrick::Reenter { .. }) => {
                return self.world.reform(token);
            }
            Some(PointsTrick::MoveNothing) => (&transfers[..], Does::MoveNothing),
            Some(PointsTrick::MoveLess(less)) => (&transfers[..], Does::MoveLess(less)),
            Some(PointsTrick::Keep(lost)) => (&transfers[..], Does::Keep(lost)),
            Some(PointsTrick::MintOnTransfer(more)) => (&transfers[..], Does::MoveMore(more)),
            Some(PointsTrick::MoveTo(other)) => (&transfers[..], Does::MoveTo(other)),
            Some(PointsTrick::Trap) => (&transfers[..], Does::Trap),
            Some(PointsTrick::Revert) => (&transfers[..], Does::Refuse),
            Some(PointsTrick::Garbage(bytes)) => (&transfers[..], Does::Answer(bytes)),
            Some(PointsTrick::Silence) => (&transfers[..], Does::Answer(vec![])),
            Some(PointsTrick::LieBalance(said)) => (&balance[..], Does::say_amount(said)),
            Some(PointsTrick::TrapBalance) => (&balance[..], Does::Trap),
            Some(PointsTrick::GarbageBalance(bytes)) => (&balance[..], Does::Answer(bytes)),
            Some(other) => unreachable!("nobody draws {other:?}"),
        };
        self.replace(token, asked, does);
    }

    /// The same with items.
    pub fn cheat_with_items(&mut self, contract: AccountId, trick: &Option<ItemTrick>) {
        let (asked, does) = match trick.clone() {
            None | Some(ItemTrick::Reenter { .. }) => return self.world.reform(contract),
            Some(ItemTrick::MoveNothing) => (Asked::Move, Does::MoveNothing),
            Some(ItemTrick::MoveTo(other)) => (Asked::Move, Does::MoveTo(other)),
            Some(ItemTrick::Trap) => (Asked::Move, Does::Trap),
            Some(ItemTrick::Revert) => (Asked::Move, Does::Refuse),
            Some(ItemTrick::Garbage(bytes)) => (Asked::Move, Does::Answer(bytes)),
            Some(ItemTrick::Silence) => (Asked::Move, Does::Answer(vec![])),
            Some(ItemTrick::LieAboutOwner(owner)) => (Asked::Owner, Does::say_owner(Some(owner))),
            Some(ItemTrick::TrapOwner) => (Asked::Owner, Does::Trap),
            Some(ItemTrick::NoView) => (Asked::View, Does::NotKnow),
            Some(ItemTrick::GarbageView(bytes)) => (Asked::View, Does::Answer(bytes)),
            Some(ItemTrick::TrapView) => (Asked::View, Does::Trap),
            Some(other) => unreachable!("nobody draws {other:?}"),
        };
        self.replace(contract, &[asked], does);
    }

    fn replace(&mut self, contract: AccountId, asked: &[Asked], does: Does) {
        self.world.reform(contract);
        for asked in asked {
            self.world.cheat(contract, Cheat::new(*asked, does.clone()));
        }
    }

    /// All that anybody can read, as it should be.
    pub fn book(&self, town: &Town) -> Book {
        let mut facts = BTreeMap::new();
        facts.insert(Fact::LotCount, Value::Count(self.house.count));
        facts.insert(Fact::OfferCount, Value::Count(self.swap.count));
        for number in 1..=self.house.count {
            facts.insert(Fact::Lot(number), Value::Lot(self.house.lot(number)));
        }
        for number in 1..=self.swap.count {
            let offer = self.swap.offers.get(&number).cloned();
            facts.insert(Fact::Offer(number), Value::Offer(offer));
        }
        facts.insert(Fact::GiftCount, Value::Count(self.gifts.count));
        for number in 1..=self.gifts.count {
            let gift = self.gifts.gifts.get(&number).cloned();
            facts.insert(Fact::Gift(number), Value::Gift(gift));
        }
        for packet in &self.packets {
            for account in town.everybody() {
                let claim = self.gifts.claim_of(*packet, account);
                facts.insert(Fact::Claim(*packet, account), Value::Claim(claim));
            }
            for number in 0..LARGEST {
                let claimed = self.gifts.is_claimed(*packet, number);
                facts.insert(Fact::Claimed(*packet, number), Value::Claimed(claimed));
            }
        }
        for account in town.everybody() {
            let credits = self.house.credits.get(&account).into_iter().flatten().copied();
            facts.insert(Fact::Credits(account), Value::Credits(credits.collect()));
        }
        let holders = || town.everybody().into_iter().chain(town.escrows());
        for token in town.honest_points() {
            for holder in holders() {
                let balance = self.world.balance(token, holder);
                facts.insert(Fact::Balance(token, holder), Value::Amount(balance));
            }
        }
        for contract in town.honest_coupons() {
            let collection = &self.world.collections[&contract];
            for (id, piece) in &collection.pieces {
                let item = Item { contract, id: id.clone() };
                facts.insert(Fact::Owner(item), Value::Owner(Some(piece.owner)));
            }
        }
        Book { facts }
    }
}
