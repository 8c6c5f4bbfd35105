//! What anyone can see of gifts: their book and their events.

use std::collections::BTreeMap;

use ink::{
    env::Event as _,
    primitives::AccountId,
    scale::{Decode, DecodeAll},
};
use tongquan_traits::gifts::{
    ClaimsCleared, Gift, GiftAbandoned, GiftClaimed, Given, Recalled, SentBack, ShareClaim,
};

use crate::{
    model::{Event, Model},
    people::everybody,
};

/// What the readers tell now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub genesis_hash: [u8; 32],
    pub count: u64,
    /// Of each number there ever was, and of those beside them.
    pub gifts: BTreeMap<u64, Option<Gift>>,
    /// All pages, one after the other, and those before some numbers.
    pub pages: Vec<Vec<(u64, Gift)>>,
    pub pages_before: Vec<Vec<(u64, Gift)>>,
    /// Some shares of the live gifts, and of the numbers beside those there ever were.
    pub shares: BTreeMap<u64, Vec<Option<u128>>>,
    /// Of each gift, live or not, which of the first shares are claimed, and who has a claim.
    pub claimed: BTreeMap<u64, Vec<bool>>,
    pub claims: BTreeMap<u64, BTreeMap<AccountId, ShareClaim>>,
}

/// All pages, as one asks for them: each before the last number of the one before.
pub fn pages(page: impl Fn(u64) -> Vec<(u64, Gift)>) -> Vec<Vec<(u64, Gift)>> {
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

/// The shares that are asked for: those that can be claimed with the small trees' keys, and others.
pub const NUMBERS: [u32; 11] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 299, u32::MAX];

/// The gifts whose claims are asked for: each that is no live gift of one share, which has none.
pub fn with_claims(gifts: &BTreeMap<u64, Option<Gift>>) -> Vec<u64> {
    let is_link = |gift: &Option<Gift>| gift.as_ref().is_some_and(|gift| gift.terms.shares == 1);
    gifts.iter().filter(|(_, gift)| !is_link(gift)).map(|(number, _)| *number).collect()
}

/// The gifts whose shares are asked for, and which: of those that have one, two will do.
pub fn with_shares(gifts: &BTreeMap<u64, Option<Gift>>) -> Vec<(u64, &'static [u32])> {
    let last = gifts.len() as u64 - 1;
    let beside = [0, last].map(|number| (number, &NUMBERS[..1]));
    let live = gifts.iter().filter_map(|(number, gift)| match gift.as_ref()?.terms.shares {
        1 => Some((*number, &NUMBERS[..2])),
        _ => Some((*number, &NUMBERS[..])),
    });
    beside.into_iter().chain(live).collect()
}

impl Book {
    /// What the model expects.
    pub fn of(model: &Model, genesis_hash: [u8; 32]) -> Self {
        let gifts = (0..=model.count + 1).map(|n| (n, model.gifts.get(&n).cloned()));
        let gifts: BTreeMap<_, _> = gifts.collect();
        let claimed = |gift| NUMBERS.map(|number| model.is_claimed(gift, number)).to_vec();
        let claims = |gift| {
            let claims = everybody().map(|account| (account, model.claim_of(gift, account)));
            claims.into_iter().filter_map(|(account, claim)| Some((account, claim?))).collect()
        };
        Self {
            genesis_hash,
            count: model.count,
            pages: pages(|before| model.live_gifts(before)),
            pages_before: marks(model.count).map(|mark| model.live_gifts(mark)).to_vec(),
            shares: with_shares(&gifts)
                .iter()
                .map(|(gift, numbers)| (*gift, model.shares(*gift, numbers)))
                .collect(),
            claimed: with_claims(&gifts).iter().map(|gift| (*gift, claimed(*gift))).collect(),
            claims: with_claims(&gifts).iter().map(|gift| (*gift, claims(*gift))).collect(),
            gifts,
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
        differences("gift", &self.gifts, &expected.gifts, &mut all);
        differences("shares of", &self.shares, &expected.shares, &mut all);
        differences("claimed of", &self.claimed, &expected.claimed, &mut all);
        differences("claims to", &self.claims, &expected.claims, &mut all);
        all.join("\n")
    }
}

fn differences<T: std::fmt::Debug + PartialEq>(
    what: &str,
    seen: &BTreeMap<u64, T>,
    expected: &BTreeMap<u64, T>,
    all: &mut Vec<String>,
) {
    for (number, value) in seen {
        let other = expected.get(number);
        if other != Some(value) {
            all.push(format!("{what} {number}: {value:?}, expected {other:?}"));
        }
    }
}

macro_rules! read_by_signature {
    ($topics:expr, $data:expr; $($event:ident)*) => {{
        let [signature] = $topics else { panic!("an event has one topic, its signature") };
        let signature = signature.as_ref().try_into().ok();
        $(if signature == $event::SIGNATURE_TOPIC {
            Event::$event(all($data))
        } else)* {
            panic!("an event that gift links don't have: {signature:?}")
        }
    }};
}

/// Reads an event that the gift links emitted.
pub fn read_event(topics: &[impl AsRef<[u8]>], data: &[u8]) -> Event {
    read_by_signature!(
        topics, data; Given GiftClaimed Recalled SentBack GiftAbandoned ClaimsCleared
    )
}

fn all<T: Decode>(data: &[u8]) -> T {
    T::decode_all(&mut &data[..]).expect("the data of the event")
}
