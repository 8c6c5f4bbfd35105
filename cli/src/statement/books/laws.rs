//! What must hold of all books together. The numbers are those of the rules that the contracts are
//! tested with.

use std::collections::BTreeMap;

use psp34::Id;
use tongquan_client::AccountId;
use tongquan_traits::{
    assets::{Asset, Item},
    auctions::LotState,
};

use super::{coupons::Mark, journal::Contradiction, swaps::held, Book, Books};

/// What an escrow has to have: points by token, and items.
#[derive(Default)]
struct Due {
    points: BTreeMap<AccountId, u128>,
    items: Vec<Item>,
}

impl Due {
    fn asset(&mut self, asset: &Asset, left: Option<u128>) {
        match asset {
            Asset::Points { token, amount } => self.amount(*token, left.unwrap_or(*amount)),
            Asset::Item { item } => self.items.push(item.clone()),
        }
    }

    fn amount(&mut self, token: AccountId, amount: u128) {
        let sum = self.points.entry(token).or_default();
        *sum = sum.saturating_add(amount);
    }
}

impl Books {
    /// Everything that the books show to be wrong as a whole; nothing if all is well.
    pub fn broken_laws(&self) -> Vec<Contradiction> {
        let mut broken = Vec::new();
        for (address, book) in &self.books {
            let mut tell = |what: &str| {
                let what = what.to_owned();
                broken.push(Contradiction { at: None, contract: *address, what });
            };
            let owner = match book {
                Book::Points(book) => book.owners.owner,
                Book::Coupon(book) => book.owners.owner,
                Book::Auction(_) | Book::Swap(_) | Book::Gift(_) => None,
            };
            let has_owner = matches!(book, Book::Points(_) | Book::Coupon(_));
            if has_owner && owner.is_none() && self.heard.contains(address) {
                tell("nobody was made its owner when it was deployed");
            }
            match book {
                Book::Points(book) => {
                    let balances = book.holdings.values().map(|holding| holding.balance);
                    let sum = balances.fold(0u128, u128::saturating_add);
                    if sum != book.supply {
                        tell("M8: balances don't add up to the supply");
                    }
                    let issued = book.issuers.iter().map(|(_, issuer)| issuer.issued);
                    if issued.fold(0u128, u128::saturating_add) != book.issued {
                        tell("M9: issuers have not issued what was created");
                    }
                }
                Book::Coupon(book) => {
                    for (number, campaign) in (1u32..).zip(&book.campaigns) {
                        let counts = campaign.counts;
                        let unused = campaign
                            .live()
                            .filter(|(_, coupon)| !matches!(coupon.mark, Mark::Used { .. }));
                        let out = unused.count() as u64;
                        let gone = u64::from(counts.redeemed)
                            + u64::from(counts.burned)
                            + u64::from(counts.expired);
                        if u64::from(counts.issued) != gone + out {
                            tell(&format!("C1: coupons of campaign {number} are lost"));
                        }
                        let left: u128 =
                            campaign.live().map(|(_, coupon)| u128::from(coupon.left)).sum();
                        if self.stored_value(*address, number) != Some(left) {
                            tell(&format!("C2: stored value of campaign {number} is lost"));
                        }
                    }
                }
                Book::Auction(_) | Book::Swap(_) | Book::Gift(_) => {
                    for what in self.missing(*address, &self.due(book)) {
                        tell(&what);
                    }
                }
            }
        }
        broken
    }

    /// What the days say that is left of a campaign's stored value.
    fn stored_value(&self, contract: AccountId, campaign: u32) -> Option<u128> {
        let (mut there, mut gone) = (0u128, 0u128);
        for ((_, at, number, _), day) in &self.journal.coupons {
            if (*at, *number) == (contract, campaign) {
                there = there.checked_add(day.face)?.checked_add(day.restored)?;
                gone = gone.checked_add(day.drawn)?.checked_add(day.forfeited)?;
            }
        }
        there.checked_sub(gone)
    }

    fn due(&self, book: &Book) -> Due {
        let mut due = Due::default();
        match book {
            Book::Auction(book) => {
                for (lot, items) in book.lots.values() {
                    let held = match lot.state {
                        LotState::Open {} => u16::MAX,
                        LotState::Unwound { held } => held,
                    };
                    for (place, listed) in (0u32..).zip(items) {
                        if held.checked_shr(place).unwrap_or(0) & 1 == 1 {
                            due.items.push(listed.item.clone());
                        }
                    }
                    if let Some(lead) = &lot.lead {
                        due.amount(lot.token, lead.maximum);
                    }
                }
                for ((_, token), amount) in &book.credits {
                    due.amount(*token, *amount);
                }
            }
            Book::Swap(book) => {
                for offer in book.offers.values() {
                    let held = held(offer);
                    for (place, asset) in (0u32..).zip(&offer.give) {
                        if held.checked_shr(place).unwrap_or(0) & 1 == 1 {
                            due.asset(asset, offer.rate().map(|_| offer.left));
                        }
                    }
                }
            }
            Book::Gift(book) => {
                for gift in book.gifts.values() {
                    due.asset(&gift.asset, Some(gift.left));
                }
            }
            Book::Points(_) | Book::Coupon(_) => {}
        }
        due
    }

    /// What an escrow has not, and should have (M1, M4).
    fn missing(&self, escrow: AccountId, due: &Due) -> Vec<String> {
        let mut missing = Vec::new();
        let who = self.accounts.find(&escrow);
        for (token, amount) in &due.points {
            if let Some(Book::Points(points)) = self.books.get(token) {
                if points.balance(who) < *amount {
                    missing.push("M1: it holds less than it owes".to_owned());
                }
            }
        }
        for item in &due.items {
            let (Some(Book::Coupon(coupons)), Id::U64(coupon)) =
                (self.books.get(&item.contract), &item.id)
            else {
                continue;
            };
            let holder = coupons.find(*coupon).map(|(_, found)| found.holder);
            if holder.is_none() || holder != who {
                missing.push(format!("M4: it does not hold coupon {coupon}"));
            }
        }
        missing
    }
}
