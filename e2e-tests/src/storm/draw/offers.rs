//! What is done with the swaps.

use ink::primitives::AccountId;
use psp34::Id;
use tongquan_traits::{
    assets::Asset,
    swaps::{Offer, OfferState, Want, MAX_SIDE},
};

use super::{Deed, Drawing, Drawn};
use crate::{
    counter::{DAY, HOUR},
    storm::{swap::Message, town::nowhere},
};

fn in_swap(caller: AccountId, message: Message) -> Drawn {
    Some((caller, Deed::Swap(message)))
}

impl Drawing<'_> {
    /// An offer for which `fits` holds, if there is one; now and then any, or one that never was.
    fn offer_that(&mut self, fits: impl Fn(&Offer) -> bool) -> Option<u64> {
        let swap = &self.reference.swap;
        if self.dice.once_in(15) {
            return Some(self.dice.below(swap.count + 2));
        }
        let any = self.dice.once_in(20);
        let offers = swap.offers.iter().filter(|(_, offer)| any || fits(offer));
        self.dice.any(&offers.map(|(number, _)| *number).collect::<Vec<_>>())
    }

    /// Whether there are as many such offers as anybody looks at.
    fn has_many(&mut self, fits: impl Fn(&Offer) -> bool) -> bool {
        let now = self.reference.now;
        let offers = self.reference.swap.offers.values();
        let open = offers.filter(|offer| now < offer.until && fits(offer)).count();
        open > 5 && !self.dice.once_in(20)
    }

    fn token(&mut self) -> AccountId {
        match self.dice.below(30) {
            0 => nowhere(),
            1..4 => self.dice.pick(&[0, 1, 3].map(|fool: usize| self.town.fools[fool])),
            4..16 => self.town.honest_points()[0],
            _ => self.town.honest_points()[1],
        }
    }

    fn amount(&mut self, token: AccountId) -> u128 {
        match self.dice.below(40) {
            0 => 0,
            1 if self.town.is_honest(token) => u128::MAX,
            2 if self.town.is_honest(token) => 100_001,
            _ => self.dice.pick(&[1, 2, 3, 7, 19, 100, 333, 1_000]),
        }
    }

    /// Points, or an item of the giver's, mostly.
    fn asset(&mut self, giver: AccountId) -> Asset {
        let town = self.town;
        if self.dice.below(5) < 2 {
            let token = self.token();
            return Asset::Points { token, amount: self.amount(token) };
        }
        let owner = self.or_anybody(giver, 20);
        let with_forged = self.dice.once_in(4);
        let fits = |contract| {
            town.honest_coupons().contains(&contract) || (with_forged && contract == town.forged[1])
        };
        let mut items = self.items_of(owner, fits);
        if !self.dice.once_in(10) {
            items.retain(|item| self.is_fine(item));
        }
        match self.dice.any(&items) {
            Some(item) => Asset::Item { item },
            None => Asset::Points { token: town.honest_points()[0], amount: 1 },
        }
    }

    fn want(&mut self, giver: AccountId) -> Want {
        let soon = self.reference.now + 1_000;
        if self.dice.once_in(4) {
            let coupons = self.town.honest_coupons();
            let contract =
                self.dice.pick(&[coupons[0], coupons[0], coupons[1], self.town.forged[1]]);
            let campaign = self.dice.pick(&[1, 1, 1, 2, 3]);
            let left = self.dice.pick(&[0, 0, 50, 4_990, 5_001]);
            let until = self.dice.pick(&[0, 0, soon]);
            return Want::AnyOf { contract, campaign, left, until };
        }
        match self.asset(giver) {
            Asset::Points { token, amount } => Want::Points { token, amount },
            Asset::Item { item } => {
                let (mut left, mut until) = (0, 0);
                match self.reference.world.coupon(&item).cloned() {
                    Some(coupon) => {
                        if self.dice.once_in(3) {
                            left = self.dice.near(coupon.left.into()) as u64;
                        }
                        if self.dice.once_in(3) {
                            until = self.dice.near_time(coupon.until);
                        }
                    }
                    None => left = u64::from(self.dice.once_in(8)),
                }
                Want::Item { item, left, until }
            }
        }
    }

    fn end(&mut self, give: &[Asset]) -> u64 {
        let now = self.reference.now;
        let first = give.iter().find_map(|asset| match asset {
            Asset::Item { item } => Some(self.reference.world.coupon(item)?.until),
            Asset::Points { .. } => None,
        });
        match (self.dice.below(16), first) {
            (0, Some(until)) => self.dice.near_time(until),
            (1, _) => now + 1,
            (2, _) => self.dice.near_time(now),
            (3..6, _) => now + 5_000,
            (6, _) => now + 2 * DAY,
            _ => now + 2 * HOUR,
        }
    }

    pub fn offer(&mut self) -> Drawn {
        if self.has_many(|offer| offer.rate().is_none()) {
            return None;
        }
        let maker = self.person();
        let other = self.person_but(maker);
        let mut sizes = [0, 0];
        for size in &mut sizes {
            *size = match self.dice.below(40) {
                0 => self.dice.below(MAX_SIDE as u64 + 2),
                1..26 => 1,
                26..35 => 2,
                _ => 3,
            };
        }
        let mut give: Vec<_> = (0..sizes[0]).map(|_| self.asset(maker)).collect();
        let mut want: Vec<_> = (0..sizes[1]).map(|_| self.want(other)).collect();
        if !self.dice.once_in(8) {
            let mut names = vec![];
            let mut is_new = |name| {
                let is_new = !names.contains(&name);
                names.push(name);
                is_new
            };
            give.retain(|asset| is_new(name(asset)));
            want.retain(|want| match want {
                Want::Points { token, .. } => is_new(token_name(*token)),
                Want::Item { item, .. } => is_new(format!("{item:?}")),
                Want::AnyOf { .. } => true,
            });
        }
        let taker = match self.dice.below(12) {
            0 => Some(self.person()),
            1..4 => Some(other),
            _ => None,
        };
        let until = self.end(&give);
        in_swap(maker, Message::MakeOffer { give, want, taker, until })
    }

    pub fn rate(&mut self) -> Drawn {
        if self.has_many(|offer| offer.rate().is_some()) {
            return None;
        }
        let maker = self.person();
        let [given, mut wanted] = [self.token(), self.token()];
        if given == wanted && !self.dice.once_in(12) {
            let [tea, books] = self.town.honest_points();
            wanted = if given == tea { books } else { tea };
        }
        let give = vec![Asset::Points { token: given, amount: self.amount(given) }];
        let want = vec![Want::Points { token: wanted, amount: self.amount(wanted) }];
        let until = self.end(&give);
        in_swap(maker, Message::MakeOffer { give, want, taker: None, until })
    }

    /// Who could take the offer: for whom it is, or who has the first item that is wanted.
    fn taker(&mut self, offer: &Offer) -> AccountId {
        let owner = offer.want.iter().find_map(|want| match want {
            Want::Item { item, .. } => self.reference.world.owner(item),
            _ => None,
        });
        let everybody = self.town.everybody();
        match offer.taker.or(owner).filter(|account| everybody.contains(account)) {
            Some(account) => self.or_anybody(account, 8),
            None => self.person_but(offer.maker),
        }
    }

    /// Coupons for each campaign that is wanted, such as the taker has, mostly.
    fn choices(&mut self, offer: &Offer, taker: AccountId) -> Vec<u64> {
        let mut choices = vec![];
        for want in &offer.want {
            let Want::AnyOf { contract: of, campaign, .. } = want else { continue };
            let campaign = if self.dice.once_in(15) { 2 } else { u64::from(*campaign) };
            let owner = self.or_anybody(taker, 15);
            let numbers = self.items_of(owner, |contract| contract == *of).into_iter();
            let mut numbers: Vec<u64> = numbers
                .filter_map(|item| match item.id {
                    Id::U64(number) if number >> 32 == campaign => Some(number),
                    _ => None,
                })
                .collect();
            if !self.dice.once_in(12) {
                numbers.retain(|number| !choices.contains(number));
            }
            choices.push(self.dice.any(&numbers).unwrap_or(7));
        }
        match self.dice.below(40) {
            0 => choices.push(self.dice.below(9)),
            1 => _ = choices.pop(),
            _ => {}
        }
        choices
    }

    pub fn accept(&mut self) -> Drawn {
        let now = self.reference.now;
        let late = self.dice.once_in(40);
        let number =
            self.offer_that(|offer| offer.rate().is_none() && (late || now < offer.until))?;
        let offer = self.reference.swap.offers.get(&number).cloned();
        let Some(offer) = offer else {
            let message = Message::Accept { offer: number, choices: vec![], fingerprint: [7; 32] };
            return in_swap(self.person(), message);
        };
        let taker = self.taker(&offer);
        let choices = self.choices(&offer, taker);
        let fingerprint = match self.dice.once_in(25) {
            true => [7; 32],
            false => self.reference.fingerprint(number).unwrap_or_default(),
        };
        in_swap(taker, Message::Accept { offer: number, choices, fingerprint })
    }

    pub fn fill(&mut self) -> Drawn {
        let now = self.reference.now;
        let (late, whole) = (self.dice.once_in(40), self.dice.once_in(15));
        let number = self
            .offer_that(|offer| offer.rate().is_none() == whole && (late || now < offer.until))?;
        let Some(offer) = self.reference.swap.offers.get(&number).cloned() else {
            return in_swap(self.person(), Message::Fill { offer: number, amount: 1, maximum: 1 });
        };
        let left = offer.left;
        let amount = match self.dice.below(10) {
            0 => 0,
            1 | 2 => left,
            3 => left.saturating_add(1),
            4 => left.saturating_sub(1),
            _ => u128::from(self.dice.roll()) % left.max(1) + 1,
        };
        let swap = self.reference.swap.at(now);
        let price = swap.quote(number, amount).unwrap_or(1);
        let maximum = match self.dice.below(6) {
            0 => price.saturating_sub(1),
            1 => u128::MAX,
            _ => price,
        };
        let taker = self.taker(&offer);
        in_swap(taker, Message::Fill { offer: number, amount, maximum })
    }

    fn maker(&mut self, number: u64) -> AccountId {
        let maker = self.reference.swap.offers.get(&number).map(|offer| offer.maker);
        let person = self.person();
        self.or_anybody(maker.unwrap_or(person), 4)
    }

    pub fn cancel_offer(&mut self) -> Drawn {
        let offer = self.offer_that(|_| true)?;
        in_swap(self.maker(offer), Message::Cancel { offer })
    }

    pub fn reclaim_asset(&mut self) -> Drawn {
        let closed = self.dice.once_in(2);
        let offer = self.offer_that(|offer| {
            offer.give.len() > 1 && (!closed || offer.state != OfferState::Open {})
        })?;
        let index = if self.dice.once_in(10) { 8 } else { self.dice.below(3) as u8 };
        in_swap(self.maker(offer), Message::Reclaim { offer, index })
    }

    pub fn abandon_offer(&mut self) -> Drawn {
        let offer = self.offer_that(|offer| offer.state != OfferState::Open {})?;
        in_swap(self.maker(offer), Message::Abandon { offer })
    }
}

/// What tells an asset from others, however much of it there is.
fn name(asset: &Asset) -> String {
    match asset {
        Asset::Points { token, .. } => token_name(*token),
        Asset::Item { item } => format!("{item:?}"),
    }
}

fn token_name(token: AccountId) -> String {
    format!("{token:?}")
}
