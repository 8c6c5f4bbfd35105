//! What is given, and how it goes back.

use ink::primitives::AccountId;
use psp34::Id;
use tongquan_traits::{
    assets::{Asset, Item},
    gifts::{Gift, Terms, MAX_LENGTH, MAX_SHARES},
};

use super::{Deed, Drawing, Drawn};
use crate::{
    counter::{DAY, HOUR},
    storm::{
        gifts::Message,
        keys::{links, packets, Tree},
        town::nowhere,
    },
};

fn in_gifts(caller: AccountId, message: Message) -> Drawn {
    Some((caller, Deed::Gift(message)))
}

impl Drawing<'_> {
    /// A gift for which `fits` holds, if there is one; now and then any, or one that never was.
    pub fn gift_that(&mut self, fits: impl Fn(&Gift) -> bool) -> Option<u64> {
        let gifts = &self.reference.gifts;
        if self.dice.once_in(25) {
            return Some(self.dice.below(gifts.count + 2));
        }
        let any = self.dice.once_in(20);
        let gifts = gifts.gifts.iter().filter(|(_, gift)| any || fits(gift));
        self.dice.any(&gifts.map(|(number, _)| *number).collect::<Vec<_>>())
    }

    /// Whether there are as many such gifts as anybody looks at.
    fn are_many(&mut self, fits: impl Fn(&Gift) -> bool) -> bool {
        let now = self.reference.now;
        let gifts = self.reference.gifts.gifts.values();
        let open = gifts.filter(|gift| now < gift.terms.until && fits(gift)).count();
        open > 5 && !self.dice.once_in(20)
    }

    fn points_for_gifts(&mut self) -> Asset {
        let [tea, books] = self.town.honest_points();
        let token = match self.dice.below(30) {
            0 => nowhere(),
            1..6 => self.dice.pick(&[0, 1, 4, 4].map(|fool: usize| self.town.fools[fool])),
            6..18 => tea,
            _ => books,
        };
        let amount = match self.dice.below(40) {
            0 => 0,
            1 if self.town.is_honest(token) => u128::MAX,
            2 if self.town.is_honest(token) => 100_001,
            _ => self.dice.pick(&[1, 2, 3, 8, 19, 100, 333, 1_000, 5_000]),
        };
        Asset::Points { token, amount }
    }

    /// An item of the sender's, mostly, or points.
    fn present(&mut self, sender: AccountId) -> Asset {
        let (town, now) = (self.town, self.reference.now);
        if self.dice.below(5) < 2 {
            return self.points_for_gifts();
        }
        let owner = self.or_anybody(sender, 20);
        let with_forged = self.dice.once_in(4);
        let fits = |contract| {
            town.honest_coupons().contains(&contract) || (with_forged && contract == town.forged[2])
        };
        let mut items = self.items_of(owner, fits);
        match self.dice.below(12) {
            0 => {}
            1..4 => items.retain(is_for_gifts_only),
            _ => items.retain(|item| match (&item.id, self.reference.world.coupon(item)) {
                (Id::U64(_), Some(coupon)) => coupon.view(owner, now).is_giftable(&town.gift()),
                _ => true,
            }),
        }
        match self.dice.any(&items) {
            Some(item) => Asset::Item { item },
            None => self.points_for_gifts(),
        }
    }

    fn gift_end(&mut self, asset: &Asset) -> u64 {
        let now = self.reference.now;
        let coupon = match asset {
            Asset::Item { item } => self.reference.world.coupon(item),
            Asset::Points { .. } => None,
        };
        match (self.dice.below(24), coupon.map(|coupon| coupon.until)) {
            (0, Some(until)) => self.dice.near_time(until),
            (1, _) => self.dice.near_time(now),
            (2, _) => now + MAX_LENGTH + self.dice.below(2),
            (3, _) => now + 1,
            (4..8, _) => now + 5_000,
            (8, _) => now + 2 * DAY,
            (9..15, _) => now + HOUR / 4,
            _ => now + 2 * HOUR,
        }
    }

    fn terms(&mut self, tree: &Tree, asset: &Asset) -> Terms {
        Terms {
            shares: tree.size(),
            drawn: self.dice.once_in(2),
            keys: tree.root(),
            recipient: None,
            until: self.gift_end(asset),
            notice: self.dice.pick(&[0, 0, 0, 1, 5_000, HOUR, u64::MAX]),
            greeting: self.dice.once_in(3).then_some([7; 32]),
        }
    }

    pub fn gift_link(&mut self) -> Drawn {
        if self.are_many(|gift| gift.terms.shares == 1) {
            return None;
        }
        let sender = self.person();
        let asset = self.present(sender);
        let tree = self.dice.pick(&links().collect::<Vec<_>>());
        let mut terms = self.terms(tree, &asset);
        match self.dice.below(40) {
            0 => terms.recipient = Some(self.town.gift()),
            1..9 => terms.recipient = Some(self.person_but(sender)),
            _ => {}
        }
        in_gifts(sender, Message::Give { asset, terms })
    }

    pub fn packet(&mut self) -> Drawn {
        if self.are_many(|gift| gift.terms.shares > 1) {
            return None;
        }
        let sender = self.person();
        let asset =
            if self.dice.once_in(20) { self.present(sender) } else { self.points_for_gifts() };
        let tree = self.dice.pick(&packets().collect::<Vec<_>>());
        let mut terms = self.terms(tree, &asset);
        match self.dice.below(40) {
            0 => terms.shares = 0,
            1 => terms.shares += 1,
            2 => terms.shares -= 1,
            3 => terms.shares = MAX_SHARES + 1,
            4 | 5 => terms.recipient = Some(self.person()),
            _ => {}
        }
        in_gifts(sender, Message::Give { asset, terms })
    }

    fn sender(&mut self, number: u64) -> AccountId {
        let sender = self.reference.gifts.gifts.get(&number).map(|gift| gift.sender);
        let person = self.person();
        self.or_anybody(sender.unwrap_or(person), 4)
    }

    pub fn take_back(&mut self) -> Drawn {
        let gift = self.gift_that(|_| true)?;
        in_gifts(self.sender(gift), Message::TakeBack { gift })
    }

    pub fn send_back(&mut self) -> Drawn {
        let now = self.reference.now;
        let early = self.dice.once_in(8);
        let mut gifts = vec![];
        for _ in 0..self.dice.pick(&[1, 1, 2, 3]) {
            gifts.extend(self.gift_that(|gift| early || now >= gift.terms.until));
        }
        if !self.dice.once_in(6) {
            gifts.sort_unstable();
            gifts.dedup();
        }
        if gifts.is_empty() && !self.dice.once_in(20) {
            return None;
        }
        in_gifts(self.person(), Message::SendBack { gifts })
    }

    pub fn abandon_gift(&mut self) -> Drawn {
        let now = self.reference.now;
        let early = self.dice.once_in(8);
        let gift = self.gift_that(|gift| early || now >= gift.terms.until)?;
        in_gifts(self.sender(gift), Message::Abandon { gift })
    }

    /// Claims to a packet that is over, mostly.
    pub fn clear_claims(&mut self) -> Drawn {
        let early = self.dice.once_in(8);
        let gifts = &self.reference.gifts;
        let claims: Vec<_> =
            gifts.claims.iter().map(|((gift, to), claim)| (*gift, *to, *claim)).collect();
        let over: Vec<_> =
            claims.iter().filter(|(gift, ..)| early || !gifts.gifts.contains_key(gift)).collect();
        let (gift, _, claim) = *self.dice.any(&over)?;
        let caller = self.or_anybody(claim.submitted_by, 6);
        let theirs =
            claims.iter().filter(|(of, _, claim)| *of == gift && claim.submitted_by == caller);
        let mut recipients: Vec<AccountId> = theirs.map(|(_, account, _)| *account).collect();
        match self.dice.below(16) {
            0 => recipients.clear(),
            1 => recipients.push(self.person()),
            2 => recipients.extend(recipients.clone()),
            3..9 => recipients.truncate(1),
            _ => {}
        }
        in_gifts(caller, Message::ClearClaims { gift, recipients })
    }
}

/// Whether it is of the campaign whose coupons can only be given through the gift links.
fn is_for_gifts_only(item: &Item) -> bool {
    matches!(item.id, Id::U64(number) if number >> 32 == 6)
}
