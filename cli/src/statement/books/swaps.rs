//! The books of the swaps: what is offered, and what changed hands.

use std::collections::BTreeMap;

use tongquan_client::{AccountId, Event};
use tongquan_traits::{
    assets::Asset,
    swaps::{
        Accepted, Cancelled, Filled, Offer, OfferAbandoned, OfferReclaimed, OfferState, Offered,
        Want,
    },
};

use super::journal::{count, Journal, Trade};

#[derive(Debug)]
pub struct SwapBook {
    pub address: AccountId,
    /// How many offers there ever were.
    pub count: u64,
    /// Those that there are.
    pub offers: BTreeMap<u64, Offer>,
}

/// The assets of an offer that are still held, as bits by their places.
pub fn held(offer: &Offer) -> u8 {
    match offer.state {
        OfferState::Open {} => offer.give.iter().fold(0, |held, _| (held << 1) | 1),
        OfferState::Closed { held } => held,
    }
}

impl SwapBook {
    pub fn new(address: AccountId) -> Self {
        Self { address, count: 0, offers: BTreeMap::new() }
    }

    pub fn apply(&mut self, event: &Event, journal: &mut Journal) {
        let done = if let Some(Offered { number, offer }) = event.decode() {
            let in_turn = number.checked_sub(1) == Some(self.count);
            self.count = self.count.max(number);
            self.offers.insert(number, offer);
            in_turn.then_some(()).ok_or("an offer out of turn")
        } else if let Some(Accepted { offer, .. }) = event.decode() {
            match self.offers.remove(&offer) {
                Some(offer) => {
                    note_swap(&offer, journal);
                    open_only(&offer)
                }
                None => Err("an offer is accepted that there is not"),
            }
        } else if let Some(filled) = event.decode() {
            self.fill(filled, journal)
        } else if let Some(Cancelled { offer }) = event.decode() {
            self.offers.remove(&offer).map(drop).ok_or("an offer is cancelled that there is not")
        } else if let Some(OfferReclaimed { offer, index }) = event.decode() {
            self.reclaim(offer, index)
        } else if let Some(OfferAbandoned { offer }) = event.decode() {
            self.offers.remove(&offer).map(drop).ok_or("an offer is abandoned that there is not")
        } else {
            Err("an event that no swap contract emits")
        };
        if let Err(what) = done {
            journal.contradict(self.address, what);
        }
    }

    fn fill(&mut self, filled: Filled, journal: &mut Journal) -> Result<(), &'static str> {
        let Filled { offer: number, amount, paid, left, .. } = filled;
        let offer = self.offers.get_mut(&number).ok_or("an offer is filled that there is not")?;
        let (
            Some((give, want)),
            [Asset::Points { token: given, .. }],
            [Want::Points { token, .. }],
        ) = (offer.rate(), &offer.give[..], &offer.want[..])
        else {
            return Err("an offer is filled that can't be");
        };
        let flow = journal.flow(Trade::Fill, *token, *given);
        flow.deals += 1;
        count(&mut flow.paid_amount, paid);
        count(&mut flow.got_amount, amount);
        let expected = offer.left.checked_sub(amount);
        let fair = is_rate(paid, amount, want, give);
        let open = open_only(offer);
        offer.left = left;
        if left == 0 {
            self.offers.remove(&number);
        }
        open?;
        (expected == Some(left) && fair).then_some(()).ok_or("an offer is filled at another rate")
    }

    fn reclaim(&mut self, number: u64, index: u8) -> Result<(), &'static str> {
        const NOTHING: &str = "an asset is reclaimed that is not held";
        let offer = self.offers.get_mut(&number).ok_or(NOTHING)?;
        let bit = 1u8.checked_shl(index.into()).unwrap_or(0);
        let held = held(offer);
        if held & bit == 0 {
            return Err(NOTHING);
        }
        offer.state = OfferState::Closed { held: held & !bit };
        if held & !bit == 0 {
            self.offers.remove(&number);
        }
        Ok(())
    }
}

fn open_only(offer: &Offer) -> Result<(), &'static str> {
    match offer.state {
        OfferState::Open {} => Ok(()),
        OfferState::Closed { .. } => Err("an offer is taken that was closed"),
    }
}

/// Whether `paid` is `amount * want / give`, rounded up, as far as numbers can be multiplied.
fn is_rate(paid: u128, amount: u128, want: u128, give: u128) -> bool {
    match (amount.checked_mul(want), give) {
        (Some(product), 1..) => paid == product.div_ceil(give),
        (None, 1..) => true,
        _ => false,
    }
}

/// Amounts and numbers of items by contract, in the order of their first mention.
type Side = Vec<(AccountId, u128, u64)>;

fn add(side: &mut Side, contract: AccountId, amount: u128, items: u64) {
    match side.iter_mut().find(|(other, ..)| *other == contract) {
        Some((_, sum, many)) => {
            count(sum, amount);
            *many += items;
        }
        None => side.push((contract, amount, items)),
    }
}

/// What each contract's assets were given for each other's: in a deal of many assets, an amount stands
/// in every pair of contracts that it was part of.
fn note_swap(offer: &Offer, journal: &mut Journal) {
    let (mut gave, mut got) = (Side::new(), Side::new());
    for asset in &offer.give {
        match asset {
            Asset::Points { token, amount } => add(&mut got, *token, *amount, 0),
            Asset::Item { item } => add(&mut got, item.contract, 0, 1),
        }
    }
    for wanted in &offer.want {
        match wanted {
            Want::Points { token, amount } => add(&mut gave, *token, *amount, 0),
            Want::Item { item, .. } => add(&mut gave, item.contract, 0, 1),
            Want::AnyOf { contract, .. } => add(&mut gave, *contract, 0, 1),
        }
    }
    for (paid, paid_amount, paid_items) in &gave {
        for (bought, got_amount, got_items) in &got {
            let flow = journal.flow(Trade::Swap, *paid, *bought);
            flow.deals += 1;
            count(&mut flow.paid_amount, *paid_amount);
            flow.paid_items += paid_items;
            count(&mut flow.got_amount, *got_amount);
            flow.got_items += got_items;
        }
    }
}
