//! All that anyone can read of the auction house.

use std::collections::BTreeMap;

use ink::{
    env::Event as _,
    primitives::AccountId,
    scale::{Decode, DecodeAll},
};
use tongquan_traits::auctions::{
    BidPlaced, Listed, Lot, LotAbandoned, LotItem, LotReclaimed, Returned, Sold, Unwound, Withdrawn,
};

use crate::{
    model::Event,
    people::{currencies, everybody, house, nowhere, tea},
};

/// What the readers tell of one lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub lot: Option<(Lot, Vec<LotItem>)>,
    pub price: Option<u128>,
    pub minimum_bid: Option<u128>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub now: u64,
    pub lot_count: u64,
    /// Of each number up to one above the last, and of two that are never used.
    pub lots: BTreeMap<u64, Entry>,
    /// On all pages, newest first.
    pub live_lots: Vec<Shown>,
    /// On all pages, sorted: their order is not promised.
    pub credits: BTreeMap<AccountId, Vec<(AccountId, u128)>>,
    pub credit: BTreeMap<(AccountId, AccountId), u128>,
}

/// A lot in a list: its number, and the rest.
pub type Shown = (u64, Lot, Vec<LotItem>);

/// What can be asked of the house and of its model.
pub trait Readable {
    fn now(&self) -> u64;
    fn lot_count(&self) -> u64;
    fn entry(&self, lot: u64) -> Entry;
    fn live_lots(&self, before: u64) -> Vec<Shown>;
    fn credit(&self, account: AccountId, token: AccountId) -> u128;
    fn credits(&self, account: AccountId, page: u32) -> Vec<(AccountId, u128)>;
}

impl Book {
    pub fn read(source: &impl Readable) -> Self {
        let lot_count = source.lot_count();
        let numbers = (0..=lot_count + 1).chain([u64::MAX]);
        let people = || everybody().into_iter().chain([house(), tea()]);
        let tokens = || currencies().into_iter().chain([nowhere(), tea()]);
        let pairs = people().flat_map(|account| tokens().map(move |token| (account, token)));
        Self {
            now: source.now(),
            lot_count,
            lots: numbers.map(|number| (number, source.entry(number))).collect(),
            live_lots: all_live_lots(source),
            credits: people()
                .map(|account| {
                    assert_eq!(source.credits(account, u32::MAX), []);
                    let pages = pages(|page| source.credits(account, page));
                    assert!(are_full(&pages), "{pages:?}");
                    let mut all = pages.concat();
                    all.sort();
                    (account, all)
                })
                .collect(),
            credit: pairs.map(|pair| (pair, source.credit(pair.0, pair.1))).collect(),
        }
    }

    pub fn lot(&self, number: u64) -> Option<&Lot> {
        self.lots.get(&number)?.lot.as_ref().map(|(lot, _)| lot)
    }

    pub fn items(&self, number: u64) -> Option<&[LotItem]> {
        self.lots.get(&number)?.lot.as_ref().map(|(_, items)| &items[..])
    }

    pub fn live(&self) -> impl Iterator<Item = (u64, &Lot, &[LotItem])> {
        self.lots.iter().filter_map(|(number, entry)| {
            let (lot, items) = entry.lot.as_ref()?;
            Some((*number, lot, &items[..]))
        })
    }

    /// What is not as in the other book.
    pub fn differences(&self, other: &Self) -> String {
        let mut all = vec![];
        for (number, entry) in &self.lots {
            if other.lots.get(number) != Some(entry) {
                let expected = other.lots.get(number);
                all.push(format!("lot {number}: {entry:?}\nexpected {expected:?}"));
            }
        }
        for (account, credits) in &self.credits {
            if other.credits.get(account) != Some(credits) {
                let expected = other.credits.get(account);
                all.push(format!("credits of {account:?}: {credits:?}\nexpected {expected:?}"));
            }
        }
        if all.is_empty() {
            all.push(format!("{self:?}\nexpected {other:?}"));
        }
        all.join("\n")
    }
}

/// Whether only the last page has room.
pub fn are_full<T>(pages: &[Vec<T>]) -> bool {
    let [full @ .., last] = pages else { return true };
    full.iter().all(|page| page.len() == 16) && last.len() <= 16
}

/// Page after page, until one has room.
fn all_live_lots(source: &impl Readable) -> Vec<Shown> {
    let mut all = vec![];
    let mut before = u64::MAX;
    loop {
        let page = source.live_lots(before);
        assert!(page.len() <= 16, "{page:?}");
        let is_last = page.len() < 16;
        before = page.last().map_or(0, |(number, ..)| *number);
        all.extend(page);
        if is_last {
            return all;
        }
    }
}

/// All pages up to the first empty one.
fn pages<T>(page: impl Fn(u32) -> Vec<T>) -> Vec<Vec<T>> {
    (0..).map(page).take_while(|page| !page.is_empty()).collect()
}

macro_rules! read_by_signature {
    ($topics:expr, $data:expr; $($event:ident)*) => {{
        let [signature] = $topics else { panic!("other topics than the signature") };
        let signature = signature.as_ref().try_into().ok();
        $(if signature == $event::SIGNATURE_TOPIC {
            Event::$event(all($data))
        } else)* {
            panic!("an event that the house does not have: {signature:?}")
        }
    }};
}

/// Reads an event that the house emitted, by its only topic.
pub fn read_event(topics: &[impl AsRef<[u8]>], data: &[u8]) -> Event {
    read_by_signature!(topics, data;
        Listed BidPlaced Sold Returned Unwound LotReclaimed LotAbandoned Withdrawn)
}

fn all<T: Decode>(data: &[u8]) -> T {
    T::decode_all(&mut &data[..]).expect("the data of the event")
}
