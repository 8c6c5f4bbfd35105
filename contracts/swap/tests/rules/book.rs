//! What anyone can see of swaps: their book and their events.

use std::collections::BTreeMap;

use ink::{
    env::Event as _,
    scale::{Decode, DecodeAll},
};
use tongquan_traits::swaps::{
    Accepted, Cancelled, Filled, Offer, OfferAbandoned, OfferReclaimed, Offered,
};

use crate::model::{Event, Model};

/// What the readers tell now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub genesis_hash: [u8; 32],
    pub count: u64,
    /// Of each number there ever was, and of those beside them.
    pub offers: BTreeMap<u64, Option<Offer>>,
    /// All pages, one after the other, and those before some numbers.
    pub pages: Vec<Vec<(u64, Offer)>>,
    pub pages_before: Vec<Vec<(u64, Offer)>>,
    /// Of the live offers, and of the numbers beside those there ever were.
    pub fingerprints: BTreeMap<u64, Option<[u8; 32]>>,
    /// Of the same, for some amounts.
    pub quotes: BTreeMap<u64, Vec<Option<u128>>>,
}

/// All pages, as one asks for them: each before the last number of the one before.
pub fn pages(page: impl Fn(u64) -> Vec<(u64, Offer)>) -> Vec<Vec<(u64, Offer)>> {
    let mut pages = vec![page(u64::MAX)];
    while let Some((last, _)) = pages.last().and_then(|page| page.get(15)) {
        let next = page(*last);
        pages.push(next);
    }
    pages
}

/// Numbers to ask for a page before.
pub fn marks(count: u64) -> [u64; 6] {
    [0, 1, 2, count / 2, count, count + 1]
}

/// The amounts whose price is asked.
pub fn amounts(left: u128) -> [u128; 7] {
    [0, 1, left / 3, left.saturating_sub(1), left, left.saturating_add(1), u128::MAX]
}

impl Book {
    /// What the model expects.
    pub fn of(model: &Model, genesis_hash: [u8; 32]) -> Self {
        let offers = (0..=model.count + 1).map(|n| (n, model.offers.get(&n).cloned()));
        let offers: BTreeMap<_, _> = offers.collect();
        let asked = asked(&offers);
        Self {
            genesis_hash,
            count: model.count,
            pages: pages(|before| model.live_offers(before)),
            pages_before: marks(model.count).map(|mark| model.live_offers(mark)).to_vec(),
            fingerprints: asked.iter().map(|(n, _)| (*n, model.fingerprint(*n))).collect(),
            quotes: asked
                .iter()
                .map(|(n, left)| (*n, amounts(*left).map(|a| model.quote(*n, a)).to_vec()))
                .collect(),
            offers,
        }
    }

    /// What is not as in the other book.
    pub fn differences(&self, expected: &Self) -> String {
        let mut all = vec![];
        if self.count != expected.count {
            all.push(format!("count: {}, expected {}", self.count, expected.count));
        }
        if (&self.pages, &self.pages_before) != (&expected.pages, &expected.pages_before) {
            all.push(format!("pages: {:#?}, expected {:#?}", self.pages, expected.pages));
        }
        for (number, offer) in &self.offers {
            let other = &expected.offers.get(number);
            if *other != Some(offer) {
                all.push(format!("offer {number}: {offer:?}, expected {other:?}"));
            }
        }
        for (number, fingerprint) in &self.fingerprints {
            if expected.fingerprints.get(number) != Some(fingerprint) {
                all.push(format!("another fingerprint of offer {number}"));
            }
        }
        for (number, quotes) in &self.quotes {
            let other = &expected.quotes.get(number);
            if *other != Some(quotes) {
                all.push(format!("quotes of offer {number}: {quotes:?}, expected {other:?}"));
            }
        }
        all.join("\n")
    }
}

/// The numbers whose fingerprint and quotes are asked, and how much is left of each.
pub fn asked(offers: &BTreeMap<u64, Option<Offer>>) -> Vec<(u64, u128)> {
    let last = offers.len() as u64 - 1;
    let beside = [0, last].map(|number| (number, 0));
    let live = offers.iter().filter_map(|(n, offer)| Some((*n, offer.as_ref()?.left)));
    beside.into_iter().chain(live).collect()
}

macro_rules! read_by_signature {
    ($topics:expr, $data:expr; $($event:ident)*) => {{
        let [signature] = $topics else { panic!("an event has one topic, its signature") };
        let signature = signature.as_ref().try_into().ok();
        $(if signature == $event::SIGNATURE_TOPIC {
            Event::$event(all($data))
        } else)* {
            panic!("an event that swaps don't have: {signature:?}")
        }
    }};
}

/// Reads an event that swaps emitted.
pub fn read_event(topics: &[impl AsRef<[u8]>], data: &[u8]) -> Event {
    read_by_signature!(topics, data; Offered Accepted Filled Cancelled OfferReclaimed OfferAbandoned)
}

fn all<T: Decode>(data: &[u8]) -> T {
    T::decode_all(&mut &data[..]).expect("the data of the event")
}
