//! The books (账册) of everybody, rebuilt from events alone.
//!
//! Each event is applied once, in order. What an event says that can't follow from those before it is
//! noted as a [`Contradiction`], and the books go on. Events of other contracts count for nothing.

mod accounts;
mod auctions;
mod coupons;
mod gifts;
mod journal;
mod laws;
mod owners;
mod points;
mod receipts;
mod swaps;
mod tills;

use std::collections::{BTreeMap, HashSet};

use jiff::tz::TimeZone;
use tongquan_client::{AccountId, Event};

pub use accounts::{Accounts, Who};
pub use auctions::AuctionBook;
pub use coupons::{campaign_of, number, CampaignBook, Coupon, CouponBook, Mark, Member};
pub use gifts::GiftBook;
pub use journal::{Contradiction, CouponDay, Flow, Journal, PointsDay, Trade};
pub use points::{Holding, PointsBook};
pub use swaps::{held, SwapBook};
pub use tills::TillBook;

use super::{deployment::Deployment, log::Happened};
use crate::book::ContractKind;

/// The books of one contract.
#[derive(Debug)]
pub enum Book {
    Points(Box<PointsBook>),
    Coupon(Box<CouponBook>),
    Auction(AuctionBook),
    Swap(SwapBook),
    Gift(GiftBook),
}

impl Book {
    pub fn kind(&self) -> ContractKind {
        match self {
            Self::Points(_) => ContractKind::Points,
            Self::Coupon(_) => ContractKind::Coupon,
            Self::Auction(_) => ContractKind::Auction,
            Self::Swap(_) => ContractKind::Swap,
            Self::Gift(_) => ContractKind::Gift,
        }
    }
}

/// The books of all contracts of a deployment.
#[derive(Debug)]
pub struct Books {
    pub books: BTreeMap<AccountId, Book>,
    pub accounts: Accounts,
    pub journal: Journal,
    /// How many events were applied,
    pub events: u64,
    /// and whose.
    pub heard: HashSet<AccountId>,
}

impl Books {
    /// Empty books. Days are those of `zone`.
    pub fn new(deployment: &Deployment, zone: TimeZone) -> Self {
        let contracts = deployment.contracts.iter();
        let books = contracts.clone().map(|contract| {
            let address = contract.address;
            let book = match contract.kind {
                ContractKind::Points => Book::Points(Box::new(PointsBook::new(address))),
                ContractKind::Coupon => Book::Coupon(Box::new(CouponBook::new(address))),
                ContractKind::Auction => Book::Auction(AuctionBook::new(address)),
                ContractKind::Swap => Book::Swap(SwapBook::new(address)),
                ContractKind::Gift => Book::Gift(GiftBook::new(address)),
            };
            (address, book)
        });
        let holds =
            |kind| matches!(kind, ContractKind::Auction | ContractKind::Swap | ContractKind::Gift);
        let escrows = contracts.clone().filter(|contract| holds(contract.kind));
        let escrows = escrows.map(|contract| contract.address).collect();
        Self {
            books: books.collect(),
            accounts: Accounts::default(),
            journal: Journal::new(zone, escrows),
            events: 0,
            heard: HashSet::new(),
        }
    }

    /// Whether the contract has a book here.
    pub fn has(&self, contract: &AccountId) -> bool {
        self.books.contains_key(contract)
    }

    /// Books the next event.
    pub fn apply(&mut self, at: Happened, event: &Event) {
        let Some(book) = self.books.get_mut(&event.contract) else { return };
        self.journal.go_to(at);
        self.events += 1;
        self.heard.insert(event.contract);
        let (accounts, journal) = (&mut self.accounts, &mut self.journal);
        match book {
            Book::Points(book) => book.apply(event, accounts, journal),
            Book::Coupon(book) => book.apply(event, accounts, journal),
            Book::Auction(book) => book.apply(event, journal),
            Book::Swap(book) => book.apply(event, journal),
            Book::Gift(book) => book.apply(event, accounts, journal),
        }
    }

    /// What was found to be wrong event by event, and in the books as a whole.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut all = self.journal.contradictions.clone();
        all.extend(self.broken_laws());
        all
    }
}
