//! All that the readers of coupons tell, and what those of points tell of the coupons' customers.
//!
//! To look at everything takes hundreds of calls of a millisecond each, so answers are remembered.
//! What the model says has changed is asked for again, and so is everything else in its turn and,
//! in long sequences, once together. What nobody has asked for yet is taken to be as in a new shop.

use ink::scale::Codec;
use psp22::PSP22;
use psp34::{Id, PSP34Enumerable, PSP34};
use tongquan_client::Message;
use tongquan_traits::{
    campaigns::Campaigns, coupons::Coupons, issuance::Issuance, ownable::Ownable,
    redemption::Redemption, tills::Tills,
};

use crate::{
    people::{everybody, merchant},
    shop::{Asked, Book, Shop},
};

impl Shop {
    /// All that the readers tell now.
    pub fn look(&mut self, asked: &Asked, expected: &Book) -> Book {
        self.memory.next_look();
        let coupons = self.coupons();
        let mut book = expected.clone();
        self.look_at_people(&mut book);
        self.look_at_campaigns(&mut book);
        self.look_at_tokens(&mut book);
        self.look_at_points(&mut book);
        for coupon in &asked.coupons {
            self.look_at_coupon(*coupon, &mut book);
        }
        for (order, receipt) in &mut book.receipts {
            self.look_up(receipt, |shop| shop.read(coupons.receipt(*order)));
        }
        for voucher in &asked.vouchers {
            let (campaign, issuer, number) = *voucher;
            let mut claimed = book.claimed.contains(voucher);
            self.look_up(&mut claimed, |s| s.read(coupons.is_claimed(campaign, issuer, number)));
            if !claimed {
                book.claimed.remove(voucher);
            }
        }
        book
    }

    fn look_at_people(&mut self, book: &mut Book) {
        let coupons = self.coupons();
        self.look_up(&mut book.owner, |shop| shop.read_or(coupons.owner(), merchant()));
        self.look_up(&mut book.pending_owner, |shop| shop.read(coupons.pending_owner()));
        for (person, manager) in everybody().iter().zip(&mut book.managers) {
            self.look_up(manager, |shop| shop.read(coupons.is_manager(*person)));
        }
        for (person, till) in everybody().iter().zip(&mut book.tills) {
            self.look_up(till, |shop| shop.read(coupons.till(*person)));
        }
    }

    fn look_at_campaigns(&mut self, book: &mut Book) {
        let coupons = self.coupons();
        let mut count = book.campaigns.len() as u32;
        self.look_up(&mut count, |shop| shop.read(coupons.campaign_count()));
        assert_eq!(count, book.campaigns.len() as u32, "how many campaigns there are");
        for (number, (campaign, details)) in (1..).zip(&mut book.campaigns) {
            let there = Some(campaign.clone());
            *campaign = self.told(there, |s| s.read(coupons.campaign(number))).expect("a campaign");
            let there = Some(details.clone());
            *details = self
                .told(there, |shop| shop.read(coupons.campaign_details(number)))
                .expect("its details");
        }
        let next = count + 1;
        self.look_up(&mut book.campaign_after_the_last, |shop| shop.read(coupons.campaign(next)));
        let members = (1..=count).flat_map(|campaign| everybody().map(|one| (campaign, one)));
        for ((campaign, member), issued) in members.zip(&mut book.issued_to) {
            self.look_up(issued, |shop| shop.read(coupons.issued_to(campaign, member)));
        }
    }

    /// Who has how many coupons and which ones, and who may act for whom.
    fn look_at_tokens(&mut self, book: &mut Book) {
        let coupons = self.coupons();
        self.look_up(&mut book.supply, |shop| shop.read(coupons.total_supply()));
        self.look_at_list(&mut book.all, book.supply, |index| coupons.token_by_index(index));
        let shelves = book.balances.iter_mut().zip(&mut book.owned);
        for (owner, (balance, owned)) in everybody().into_iter().zip(shelves) {
            self.look_up(balance, |shop| shop.read(coupons.balance_of(owner)));
            self.look_at_list(owned, u128::from(*balance), |index| {
                coupons.owners_token_by_index(owner, index)
            });
        }
        let pairs = everybody().into_iter().flat_map(|a| everybody().map(|b| (a, b)));
        for ((owner, other), operator) in pairs.zip(&mut book.operators) {
            self.look_up(operator, |shop| shop.read(coupons.allowance(owner, other, None)));
        }
    }

    /// A list has this many entries, in any order, and no more.
    fn look_at_list<M: Into<Message<Option<Id>>>>(
        &mut self,
        list: &mut Vec<Option<Id>>,
        length: u128,
        entry: impl Fn(u128) -> M,
    ) {
        self.look_up(list, |shop| {
            let known = |index| shop.read(entry(index)).or_else(|| shop.ask(entry(index)));
            let mut all: Vec<_> = (0..length).map(known).collect();
            all.sort();
            all
        });
        let after_the_last = self.told(None, |shop| shop.read(entry(length)));
        assert_eq!(after_the_last, None, "an entry after the last");
    }

    fn look_at_coupon(&mut self, coupon: u64, book: &mut Book) {
        let coupons = self.coupons();
        let id = Id::U64(coupon);
        let found = "it was asked for";
        let view = book.coupons.get_mut(&coupon).expect(found);
        self.look_up(view, |shop| shop.read(coupons.coupon(coupon)));
        let holder = book.owners.get_mut(&coupon).expect(found);
        self.look_up(holder, |shop| shop.read(coupons.owner_of(id.clone())));
        let approved = book.approved.get_mut(&coupon).expect(found);
        let Some(holder) = *holder else { return approved.clear() };
        let before = self.memory.holders.insert(coupon, holder);
        let moved = before.is_some_and(|before| before != holder);
        let expected = std::mem::take(approved);
        for person in everybody() {
            let may_act = self.told(expected.contains(&person), |shop| {
                let allowance = coupons.allowance(holder, person, Some(id.clone()));
                if moved {
                    shop.ask(allowance)
                } else {
                    shop.read(allowance)
                }
            });
            if may_act {
                approved.push(person);
            }
        }
    }

    /// What the readers of points tell is what their events have told.
    fn look_at_points(&mut self, book: &mut Book) {
        let (points, shop) = (self.tokens(), self.address());
        let holders = everybody().into_iter().chain([shop]);
        for (holder, balance) in holders.zip(&mut book.points) {
            self.look_up(balance, |shop| shop.read(points.balance_of(holder)));
            assert_eq!(*balance, self.record.balance(holder), "the events of {holder:?}'s points");
        }
        for (owner, allowance) in everybody().into_iter().zip(&mut book.allowances) {
            self.look_up(allowance, |other| other.read(points.allowance(owner, shop)));
            let told = self.record.allowance(owner, shop);
            assert_eq!(*allowance, told, "the events of {owner:?}'s allowance");
        }
        let issued = &mut book.points_issued;
        self.look_up(issued, |other| other.read(points.issuer(shop)).unwrap_or_default().issued);
        assert_eq!(*issued, self.record.issued(shop), "the events of issued points");
    }

    /// Replaces what is expected by what is told.
    fn look_up<T: PartialEq>(&mut self, entry: &mut T, tell: impl FnMut(&mut Self) -> T) {
        let told = self.told_of(entry, tell);
        *entry = told;
    }

    fn told<T: PartialEq>(&mut self, expected: T, tell: impl FnMut(&mut Self) -> T) -> T {
        self.told_of(&expected, tell)
    }

    /// What memory tells if that is as expected, or else what the chain tells.
    fn told_of<T: PartialEq>(&mut self, expected: &T, mut tell: impl FnMut(&mut Self) -> T) -> T {
        let told = tell(self);
        if told == *expected {
            return told;
        }
        self.memory.distrusted = true;
        let told = tell(self);
        self.memory.distrusted = false;
        told
    }

    /// An answer that is remembered, or that of the chain.
    fn read<R: Codec + Default>(&mut self, message: impl Into<Message<R>>) -> R {
        self.read_or(message, R::default())
    }

    fn read_or<R: Codec>(&mut self, message: impl Into<Message<R>>, blank: R) -> R {
        let message = message.into();
        match self.memory.answer(&message, blank) {
            Some(answer) => answer,
            None => self.ask(message),
        }
    }

    fn ask<R: Codec>(&mut self, message: impl Into<Message<R>>) -> R {
        let message = message.into();
        let answer = self.ask_the_chain(message.clone());
        self.memory.keep(message, &answer);
        answer
    }
}
