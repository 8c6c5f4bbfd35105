//! What is done in the auction house.

use ink::primitives::AccountId;
use psp34::Id;
use tongquan_traits::{
    assets::Item,
    auctions::{reserve_commitment, Format, Lot, LotState},
};

use super::{
    formats::{RESERVES, SALT},
    Deed, Drawing, Drawn,
};
use crate::storm::{
    house::{self, Message},
    town::{coupon, nowhere},
};

const AMOUNTS: [u128; 9] = [0, 1, 2, 19, 20, 100, 1_000, 1 << 100, u128::MAX];

fn in_house(caller: AccountId, message: Message) -> Drawn {
    Some((caller, Deed::House(message)))
}

fn is_on_sale(lot: &Lot, now: u64) -> bool {
    let (from, _) = house::times(&lot.format);
    is_open(lot) && from <= now && now < lot.until
}

fn is_open(lot: &Lot) -> bool {
    lot.state == LotState::Open {}
}

impl Drawing<'_> {
    /// A lot for which `fits` holds, if there is one; now and then any, or one that never was.
    fn number(&mut self, fits: impl Fn(&Lot) -> bool) -> Option<u64> {
        let house = &self.reference.house;
        if self.dice.once_in(25) {
            return Some(self.dice.below(house.count + 2));
        }
        let any = self.dice.once_in(20);
        let lots = house.lots.iter().filter(|(_, (lot, _))| any || fits(lot));
        self.dice.any(&lots.map(|(number, _)| *number).collect::<Vec<_>>())
    }

    fn seller(&mut self, number: u64) -> AccountId {
        let seller = self.lot(number).map(|lot| lot.seller);
        let person = self.person();
        self.or_anybody(seller.unwrap_or(person), 4)
    }

    pub fn list(&mut self) -> Drawn {
        let town = self.town;
        let lots = self.reference.house.lots.values();
        let on_sale = lots.filter(|(lot, _)| is_on_sale(lot, self.reference.now)).count();
        if on_sale > 6 && !self.dice.once_in(20) {
            return None;
        }
        let owner = self.person();
        let with_forged = self.dice.once_in(3);
        let fits = |contract| {
            town.honest_coupons().contains(&contract) || (with_forged && contract == town.forged[0])
        };
        let mut theirs = self.items_of(owner, fits);
        if !self.dice.once_in(10) {
            theirs.retain(|item| self.is_fine(item));
        }
        let mut items: Vec<Item> = vec![];
        for _ in 0..self.dice.pick(&[1, 1, 1, 2, 2, 3]) {
            items.extend(self.dice.any(&theirs).filter(|item| !items.contains(item)));
        }
        match self.dice.below(80) {
            0 => items.clear(),
            1 => items.extend(items.first().cloned()),
            2 => items.extend((1..18).map(|number| coupon(nowhere(), number))),
            3 => items.push(coupon(town.honest_coupons()[0], 999)),
            4 => items.push(coupon(town.honest_points()[0], 1)),
            5 => items.push(Item { contract: nowhere(), id: Id::U128(1) }),
            _ => {}
        }
        // Others' coupons can be approved, too.
        let seller = self.or_anybody(owner, 14);
        let fools = &town.fools[..3];
        let token = match self.dice.below(20) {
            0 if self.dice.once_in(2) => nowhere(),
            0 => town.honest_coupons()[0],
            1..5 => self.dice.pick(fools),
            5..12 => town.honest_points()[1],
            _ => town.honest_points()[0],
        };
        let format = self.format(seller, &items, token);
        in_house(seller, Message::List { items, token, format })
    }

    pub fn bid(&mut self) -> Drawn {
        let now = self.reference.now;
        let early = self.dice.once_in(40);
        let english = |lot: &Lot| matches!(lot.format, Format::English { .. });
        let number = self.number(|lot| english(lot) && (early || is_on_sale(lot, now)))?;
        let mut amounts = vec![];
        let mut bidder = self.person();
        if let Some(lot) = self.lot(number).cloned() {
            bidder = self.person_but(lot.seller);
            let minimum = self.reference.house.minimum_bid(number, now).unwrap_or(1);
            for _ in 0..4 {
                amounts.push(self.dice.near(minimum));
                amounts.push(minimum.saturating_add(self.dice.below(60).into()));
            }
            if let Some(lead) = &lot.lead {
                amounts.push(lead.maximum);
                amounts.push(self.dice.near(lead.maximum));
                amounts.push(lead.maximum.saturating_add(self.dice.below(40).into()));
                amounts.push(lead.maximum.saturating_add(lead.maximum / 20 + 1));
            }
            if let Format::English { buy_now: Some(price), .. } = lot.format {
                amounts.push(self.dice.near(price));
            }
            if !self.town.fools.contains(&lot.token) && self.dice.once_in(8) {
                amounts = AMOUNTS.to_vec();
            }
        }
        let maximum = self.dice.any(&amounts).unwrap_or(1);
        in_house(bidder, Message::Bid { lot: number, maximum })
    }

    pub fn buy(&mut self) -> Drawn {
        let now = self.reference.now;
        let at_random = self.dice.once_in(10);
        let has_price = |lot: &Lot| !matches!(lot.format, Format::English { buy_now: None, .. });
        let number = self.number(|lot| {
            is_open(lot) && (at_random || (has_price(lot) && is_on_sale(lot, now)))
        })?;
        let seller = self.lot(number).map_or(self.town.mallory(), |lot| lot.seller);
        let price = self.reference.house.price(number, now).unwrap_or(1);
        let maximum = match self.dice.below(4) {
            0 => self.dice.near(price),
            1 => u128::MAX,
            _ => price,
        };
        in_house(self.person_but(seller), Message::Buy { lot: number, maximum })
    }

    pub fn settle(&mut self) -> Drawn {
        let now = self.reference.now;
        let early = self.dice.once_in(10);
        let lot = self.number(|lot| is_open(lot) && (early || now >= lot.until))?;
        in_house(self.person(), Message::Settle { lot })
    }

    pub fn reveal(&mut self) -> Drawn {
        let now = self.reference.now;
        let at_random = self.dice.once_in(20);
        let is_hidden =
            |lot: &Lot| matches!(lot.format, Format::English { hidden_reserve: Some(_), .. });
        let number =
            self.number(|lot| is_open(lot) && (at_random || (is_hidden(lot) && now >= lot.until)))?;
        let mut reserve = self.dice.pick(&RESERVES);
        if let (Some((lot, items)), false) =
            (self.reference.house.lots.get(&number), self.dice.once_in(6))
        {
            let items: Vec<_> = items.iter().map(|listed| listed.item.clone()).collect();
            if let Format::English { hidden_reserve: Some(commitment), .. } = lot.format {
                let house = self.town.house();
                let fits = |reserve: &u128| {
                    reserve_commitment(&house, &lot.seller, &items, *reserve, &SALT) == commitment
                };
                reserve = RESERVES.into_iter().find(fits).unwrap_or(reserve);
            }
        }
        in_house(self.person(), Message::Reveal { lot: number, reserve, salt: SALT })
    }

    pub fn cancel_lot(&mut self) -> Drawn {
        let lot = self.number(is_open)?;
        in_house(self.seller(lot), Message::Cancel { lot })
    }

    pub fn unwind(&mut self) -> Drawn {
        let ended = self.dice.once_in(2);
        let now = self.reference.now;
        let lot = self.number(|lot| is_open(lot) && (!ended || now >= lot.until))?;
        in_house(self.seller(lot), Message::Unwind { lot })
    }

    pub fn reclaim_item(&mut self) -> Drawn {
        let lot = self.number(|lot| !is_open(lot))?;
        let index = if self.dice.once_in(10) { 16 } else { self.dice.below(3) as u8 };
        in_house(self.person(), Message::Reclaim { lot, index })
    }

    pub fn abandon_lot(&mut self) -> Drawn {
        let lot = self.number(|lot| !is_open(lot))?;
        in_house(self.seller(lot), Message::Abandon { lot })
    }

    pub fn withdraw(&mut self) -> Drawn {
        let credits = &self.reference.house.credits;
        let owed: Vec<_> = credits.iter().filter(|(_, list)| !list.is_empty()).collect();
        let (account, list) = self.dice.any(&owed)?;
        let account = *account;
        let mut tokens: Vec<_> = list.iter().map(|(token, _)| *token).collect();
        match self.dice.below(4) {
            0 => tokens = vec![self.dice.pick(&tokens)],
            1 => tokens.retain(|token| self.town.is_honest(*token)),
            _ => {}
        }
        match self.dice.below(30) {
            0 => tokens.push(nowhere()),
            1 => tokens.extend(tokens.clone()),
            2 => tokens = vec![self.town.honest_points()[0]; 17],
            3 => tokens.clear(),
            _ => {}
        }
        in_house(self.or_anybody(account, 2), Message::Withdraw { account, tokens })
    }
}
