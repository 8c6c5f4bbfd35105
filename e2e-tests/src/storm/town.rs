//! Who and what there is: addresses, accounts and their names.

use ink::primitives::AccountId;
use psp34::Id;
use tongquan_client::Account;
use tongquan_traits::assets::Item;

use crate::market::Market;

/// Two merchants, the auction house, the swaps and the gift links, people, and contracts that cheat.
pub struct Town {
    pub market: Market,
    /// Whoever signs. The last one is hostile.
    pub signers: Vec<Account>,
    /// Points that cheat when they are told to. The first of them is also an account that Mallory
    /// moves; the third is used in the house only, the fourth in swaps and the fifth in gifts: they call
    /// back.
    pub fools: [AccountId; 5],
    /// Coupons that cheat: those in the house, those in swaps and those in gifts.
    pub forged: [AccountId; 3],
}

impl Town {
    pub fn house(&self) -> AccountId {
        self.market.auction
    }

    pub fn swap(&self) -> AccountId {
        self.market.swap
    }

    pub fn gift(&self) -> AccountId {
        self.market.gift
    }

    /// The contracts that hold what is others': house, swaps and gift links.
    pub fn escrows(&self) -> [AccountId; 3] {
        [self.house(), self.swap(), self.gift()]
    }

    pub fn mallory(&self) -> AccountId {
        self.market.tea.shop.mallory.id()
    }

    /// A contract that does what Mallory wants.
    pub fn puppet(&self) -> AccountId {
        self.fools[0]
    }

    /// Everybody who can own something.
    pub fn everybody(&self) -> Vec<AccountId> {
        self.signers.iter().map(Account::id).chain([self.puppet()]).collect()
    }

    /// Everybody but the merchants.
    pub fn members(&self) -> Vec<AccountId> {
        self.everybody()[2..].to_vec()
    }

    pub fn honest_points(&self) -> [AccountId; 2] {
        [self.market.tea.shop.points, self.market.books.shop.points]
    }

    pub fn honest_coupons(&self) -> [AccountId; 2] {
        [self.market.tea.coupons, self.market.books.coupons]
    }

    pub fn is_honest(&self, contract: AccountId) -> bool {
        self.honest_points().contains(&contract) || self.honest_coupons().contains(&contract)
    }

    /// Text in which addresses stand as names.
    pub fn with_names(&self, mut text: String) -> String {
        let mut names: Vec<(AccountId, String)> = vec![
            (self.house(), "the house".into()),
            (self.swap(), "the swaps".into()),
            (self.gift(), "the gift links".into()),
            (nobody(), "nobody".into()),
            (nowhere(), "nowhere".into()),
        ];
        let people = ["TeaHouse", "BookShop", "Ann", "Ben", "Cai", "Mallory"];
        names.extend(self.signers.iter().zip(people).map(|(who, name)| (who.id(), name.into())));
        let honest = self.honest_points().into_iter().chain(self.honest_coupons());
        let called = ["tea points", "book points", "tea coupons", "book coupons"];
        names.extend(honest.zip(called).map(|(at, name)| (at, name.into())));
        names.push((self.puppet(), "the puppet".into()));
        for (place, fool) in self.fools.iter().enumerate().skip(1) {
            names.push((*fool, format!("fool's points {}", place + 1)));
        }
        for (place, forged) in self.forged.iter().enumerate() {
            names.push((*forged, format!("forged coupons {}", place + 1)));
        }
        for (address, name) in names {
            text = text.replace(&format!("{address:?}"), &name);
        }
        text
    }
}

/// Where contracts send what they steal: nobody who takes part.
pub fn nobody() -> AccountId {
    [7; 32].into()
}

/// There is no contract.
pub fn nowhere() -> AccountId {
    [9; 32].into()
}

pub fn coupon(contract: AccountId, number: u64) -> Item {
    Item { contract, id: Id::U64(number) }
}

/// A coupon's number.
pub fn number(campaign: u32, serial: u32) -> u64 {
    (u64::from(campaign) << 32) | u64::from(serial)
}
