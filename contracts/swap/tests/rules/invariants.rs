//! What must hold after every message, whatever the model says. It is seen in the book of the swaps,
//! and in what accounts have at contracts that never cheat.

use std::collections::{BTreeMap, BTreeSet};

use ink::primitives::AccountId;
use proptest::{prelude::*, test_runner::TestCaseResult};
use tokens::{Item, World};
use tongquan_traits::{
    assets::{Asset, AssetError, ItemFault},
    coupon_error::PointsFault,
    swaps::{Offer, OfferState, SwapError, Want, MAX_SIDE},
};

use crate::{
    book::Book,
    market::address,
    model::{Answer, Message},
    people::everybody,
    stalls::{honest_items, honest_points},
};

/// What is known about a market besides what it shows.
#[derive(Default)]
pub struct Past {
    /// What makers have given up, which stays with the swaps.
    abandoned_points: BTreeMap<AccountId, u128>,
    abandoned_items: BTreeSet<Item>,
    /// How much was taken of each offer with a rate, and how much was paid.
    filled: BTreeMap<u64, (u128, u128)>,
}

/// A message that was taken.
pub struct Taken<'a> {
    pub now: u64,
    pub caller: AccountId,
    pub message: &'a Message,
    pub answer: Answer,
    /// What the offer's fingerprint was just before it.
    pub fingerprint: Option<[u8; 32]>,
}

/// What is still held of an offer: points by their token, and items.
pub fn held(offer: &Offer) -> Vec<Asset> {
    let is_held = |place: usize| match offer.state {
        OfferState::Open {} => true,
        OfferState::Closed { held } => held & (1 << place) != 0,
    };
    let left = |asset: &Asset| match asset {
        Asset::Points { token, .. } if offer.rate().is_some() => {
            Asset::Points { token: *token, amount: offer.left }
        }
        other => other.clone(),
    };
    let places = offer.give.iter().enumerate();
    places.filter(|(place, _)| is_held(*place)).map(|(_, asset)| left(asset)).collect()
}

fn live(book: &Book) -> impl Iterator<Item = (u64, &Offer)> {
    book.offers.iter().filter_map(|(number, offer)| Some((*number, offer.as_ref()?)))
}

pub fn ensure(book: &Book, world: &World, past: &Past) -> TestCaseResult {
    lists_agree(book)?;
    swaps_hold_what_they_owe(book, world, past)?;
    for (number, offer) in live(book) {
        ensure_sound(number, offer)?;
    }
    Ok(())
}

/// The pages list exactly the offers that there are, each once, newest first.
fn lists_agree(book: &Book) -> TestCaseResult {
    let mut there: Vec<_> = live(book).map(|(number, offer)| (number, offer.clone())).collect();
    there.reverse();
    prop_assert_eq!(&book.pages.concat(), &there);
    let (last, full) = book.pages.split_last().expect("a page");
    prop_assert!(full.iter().all(|page| page.len() == 16) && last.len() < 16);
    Ok(())
}

/// M1, M4: nothing is missing, nothing is held twice, nothing is left over.
fn swaps_hold_what_they_owe(book: &Book, world: &World, past: &Past) -> TestCaseResult {
    let mut points: BTreeMap<AccountId, u128> = past.abandoned_points.clone();
    let mut items: Vec<Item> = past.abandoned_items.iter().cloned().collect();
    for asset in live(book).flat_map(|(_, offer)| held(offer)) {
        match asset {
            Asset::Points { token, amount } => {
                let sum = points.entry(token).or_default();
                *sum = sum.saturating_add(amount);
            }
            Asset::Item { item } => items.push(item),
        }
    }
    for token in honest_points() {
        let owed = points.get(&token).copied().unwrap_or(0);
        prop_assert_eq!(world.balance(token, address()), owed, "M1: {:?}", token);
    }
    items.retain(|item| honest_items().contains(&item.contract));
    items.sort();
    prop_assert_eq!(items, items_held(world, address()), "M4");
    Ok(())
}

fn items_held(world: &World, owner: AccountId) -> Vec<Item> {
    let mut items = vec![];
    for contract in honest_items() {
        let pieces = world.collections.get(&contract).map(|collection| &collection.pieces);
        for (id, piece) in pieces.into_iter().flatten() {
            if piece.owner == owner {
                items.push(Item { contract, id: id.clone() });
            }
        }
    }
    items.sort();
    items
}

/// S6: no offer is anything but what may be offered. S1: no more is left than was given.
fn ensure_sound(number: u64, offer: &Offer) -> TestCaseResult {
    let sizes = 1..=MAX_SIDE;
    prop_assert!(sizes.contains(&offer.give.len()) && sizes.contains(&offer.want.len()), "S6");
    prop_assert!(offer.taker != Some(offer.maker), "S6: offer {}", number);
    let mut names: Vec<String> = vec![];
    for asset in &offer.give {
        names.push(match asset {
            Asset::Points { token, amount } => {
                prop_assert!(*amount > 0, "S2");
                format!("{token:?}")
            }
            Asset::Item { item } => format!("{item:?}"),
        });
    }
    for want in &offer.want {
        names.push(match want {
            Want::Points { token, amount } => {
                prop_assert!(*amount > 0, "S2");
                format!("{token:?}")
            }
            Want::Item { item, .. } => format!("{item:?}"),
            Want::AnyOf { .. } => continue,
        });
    }
    let distinct: BTreeSet<_> = names.iter().collect();
    prop_assert_eq!(distinct.len(), names.len(), "S6: offer {}", number);
    match offer.rate() {
        Some((give, _)) => prop_assert!((1..=give).contains(&offer.left), "S1"),
        None => prop_assert_eq!(offer.left, 0),
    }
    match offer.state {
        OfferState::Open {} => {}
        OfferState::Closed { held } => {
            let all = (1_u16 << offer.give.len()) - 1;
            prop_assert!(held != 0 && u16::from(held) < all, "something is left, but not all");
        }
    }
    Ok(())
}

/// What one message that was taken may have changed.
pub fn ensure_step(
    before: (&Book, &World),
    after: (&Book, &World),
    taken: &Taken,
    past: &mut Past,
) -> TestCaseResult {
    offers_stay_as_they_are(before.0, after.0, taken)?;
    if let Message::MakeOffer { give, .. } = taken.message {
        let Answer::Offer(number) = taken.answer else { panic!("the number of an offer") };
        prop_assert_eq!(number, before.0.count + 1);
        prop_assert_eq!(after.0.count, number);
        let flows: Flows =
            give.iter().map(|asset| (asset.clone(), taken.caller, address())).collect();
        return ensure_flows(before.1, after.1, &flows);
    }
    prop_assert_eq!(after.0.count, before.0.count, "S4: no number is used again");
    let number = offer_of(taken.message);
    let offer = before.0.offers[&number].as_ref();
    prop_assert!(offer.is_some(), "S3: there is no offer {}", number);
    let offer = offer.expect("an offer");
    if matches!(taken.message, Message::Accept { .. } | Message::Fill { .. }) {
        // S3
        prop_assert!(
            offer.state == OfferState::Open {} && taken.now < offer.until,
            "S3: {:?}",
            offer
        );
        prop_assert!(offer.taker.is_none() || offer.taker == Some(taken.caller), "S3");
        prop_assert!(offer.maker != taken.caller, "S3");
    } else {
        let over = offer.state != (OfferState::Open {}) || taken.now >= offer.until;
        let only_maker = matches!(taken.message, Message::Abandon { .. });
        prop_assert!(taken.caller == offer.maker || (over && !only_maker));
        prop_assert!(over || !only_maker, "nobody gives up what can still be had");
    }
    let flows = flows(taken, number, offer, past)?;
    ensure_flows(before.1, after.1, &flows)
}

fn offer_of(message: &Message) -> u64 {
    match message {
        Message::MakeOffer { .. } => 0,
        Message::Accept { offer, .. }
        | Message::Fill { offer, .. }
        | Message::Cancel { offer }
        | Message::Reclaim { offer, .. }
        | Message::Abandon { offer } => *offer,
    }
}

/// S1, S4: an offer only gets smaller, by what was asked for, and other offers don't change at all.
fn offers_stay_as_they_are(before: &Book, after: &Book, taken: &Taken) -> TestCaseResult {
    let message = taken.message;
    for (number, old) in &before.offers {
        let new = &after.offers[number];
        if old == new || (*number == before.count + 1 && new.is_some()) {
            continue;
        }
        prop_assert_eq!(*number, offer_of(message), "S4: another offer changed");
        prop_assert!(old.is_some(), "S4: an offer came back");
        let old = old.clone().expect("an offer");
        let Some(new) = new else { continue };
        let expected = match message {
            Message::Fill { amount, .. } => Offer { left: old.left - amount, ..old },
            Message::Reclaim { index, .. } => {
                let held = match old.state {
                    OfferState::Open {} => (1_u16 << old.give.len()) - 1,
                    OfferState::Closed { held } => held.into(),
                };
                let held = (held & !(1 << index)) as u8;
                Offer { state: OfferState::Closed { held }, ..old }
            }
            _ => old,
        };
        prop_assert_eq!(new, &expected, "S1, S4");
    }
    Ok(())
}

/// What goes from whom to whom.
type Flows = Vec<(Asset, AccountId, AccountId)>;

/// What must go where for this message, and nothing else.
fn flows(
    taken: &Taken,
    number: u64,
    offer: &Offer,
    past: &mut Past,
) -> Result<Flows, TestCaseError> {
    let (maker, taker) = (offer.maker, taken.caller);
    Ok(match taken.message {
        Message::MakeOffer { .. } => vec![],
        Message::Accept { choices, fingerprint, .. } => {
            // S4
            prop_assert_eq!(Some(*fingerprint), taken.fingerprint, "S4");
            let given = offer.give.iter().map(|asset| (asset.clone(), address(), taker));
            let mut choices = choices.iter();
            let wanted = offer.want.iter().map(|want| {
                let asset = match want {
                    Want::Points { token, amount } => {
                        Asset::Points { token: *token, amount: *amount }
                    }
                    Want::Item { item, .. } => Asset::Item { item: item.clone() },
                    Want::AnyOf { contract, .. } => {
                        let id = tokens::Id::U64(*choices.next().expect("a choice"));
                        Asset::Item { item: Item { contract: *contract, id } }
                    }
                };
                (asset, taker, maker)
            });
            given.chain(wanted).collect()
        }
        Message::Fill { amount, maximum, .. } => {
            let Answer::Paid(paid) = taken.answer else { panic!("what was paid") };
            let (
                Some((give, want)),
                Asset::Points { token: given, .. },
                Want::Points { token: wanted, .. },
            ) = (offer.rate(), &offer.give[0], &offer.want[0])
            else {
                panic!("points for points")
            };
            // S1, S2, S4
            prop_assert!(*amount > 0 && *amount <= offer.left, "S1");
            prop_assert!(paid > 0 && paid <= *maximum, "S2, S4");
            prop_assert!(product(paid, give) >= product(*amount, want), "S2");
            prop_assert!(
                product(paid - 1, give) < product(*amount, want),
                "one less is too little"
            );
            let (filled, cost) = past.filled.entry(number).or_default();
            *filled += amount;
            *cost = cost.saturating_add(paid);
            prop_assert!(*filled <= give, "S1: {} of {}", filled, give);
            prop_assert!(product(*cost, give) >= product(*filled, want), "S2");
            vec![
                (Asset::Points { token: *wanted, amount: paid }, taker, maker),
                (Asset::Points { token: *given, amount: *amount }, address(), taker),
            ]
        }
        Message::Cancel { .. } => {
            held(offer).into_iter().map(|asset| (asset, address(), maker)).collect()
        }
        Message::Reclaim { index, .. } => {
            let asset = match &offer.give[usize::from(*index)] {
                Asset::Points { token, .. } if offer.rate().is_some() => {
                    Asset::Points { token: *token, amount: offer.left }
                }
                asset => asset.clone(),
            };
            prop_assert!(held(offer).contains(&asset), "M4: it leaves once");
            vec![(asset, address(), maker)]
        }
        Message::Abandon { .. } => {
            for asset in held(offer) {
                match asset {
                    Asset::Points { token, amount } => {
                        let sum = past.abandoned_points.entry(token).or_default();
                        *sum = sum.saturating_add(amount);
                    }
                    Asset::Item { item } => _ = past.abandoned_items.insert(item),
                }
            }
            vec![]
        }
    })
}

/// M4, M7: at honest contracts exactly this was moved. Nobody else lost or won anything.
fn ensure_flows(before: &World, after: &World, flows: &Flows) -> TestCaseResult {
    let accounts = || everybody().into_iter().chain([address()]);
    for token in honest_points() {
        let mut expected: BTreeMap<AccountId, u128> =
            accounts().map(|account| (account, before.balance(token, account))).collect();
        for (asset, from, to) in flows {
            if let Asset::Points { token: moved, amount } = asset {
                if *moved == token {
                    *expected.get_mut(from).expect("an account") -= amount;
                    *expected.get_mut(to).expect("an account") += amount;
                }
            }
        }
        for account in accounts() {
            prop_assert_eq!(after.balance(token, account), expected[&account], "M7");
        }
    }
    let mut owners: BTreeMap<Item, AccountId> = BTreeMap::new();
    for account in accounts() {
        owners.extend(items_held(before, account).into_iter().map(|item| (item, account)));
    }
    for (asset, from, to) in flows {
        match asset {
            Asset::Item { item } if honest_items().contains(&item.contract) => {
                prop_assert_eq!(owners.insert(item.clone(), *to), Some(*from), "M4");
            }
            _ => {}
        }
    }
    for account in accounts() {
        let expected: Vec<_> = owners
            .iter()
            .filter(|(_, owner)| **owner == account)
            .map(|(item, _)| item.clone())
            .collect();
        prop_assert_eq!(items_held(after, account), expected, "M4, M7");
    }
    Ok(())
}

/// A product as its upper and its lower half.
pub fn product(a: u128, b: u128) -> (u128, u128) {
    let (mut high, mut low) = (0_u128, 0_u128);
    for bit in (0..128).rev() {
        high = (high << 1) | (low >> 127);
        low <<= 1;
        if (a >> bit) & 1 == 1 {
            let (sum, carry) = low.overflowing_add(b);
            low = sum;
            high += u128::from(carry);
        }
    }
    (high, low)
}

/// S5: nothing speaks against it if and only if it is done, and the error is one of the reasons: the
/// first of those that the swaps look for themselves, or else one that an asset's contract has.
pub fn ensure_foretold(
    reasons: &[SwapError],
    outcome: Result<&Answer, &SwapError>,
) -> TestCaseResult {
    let own = reasons.iter().find(|reason| !is_for_contracts_to_say(reason));
    match outcome {
        Ok(_) => prop_assert!(reasons.is_empty(), "S5: done, but {:?}", reasons),
        Err(error) => match own {
            Some(reason) => prop_assert_eq!(reason, error, "S5"),
            None => prop_assert!(reasons.contains(error), "S5: {:?} not in {:?}", error, reasons),
        },
    }
    Ok(())
}

/// Whether it is the taker's balances and approvals, of which accepting learns from the contracts.
fn is_for_contracts_to_say(reason: &SwapError) -> bool {
    use PointsFault::{Failed, InsufficientAllowance, InsufficientBalance};
    match reason {
        SwapError::Asset(AssetError::Points { fault, .. }) => {
            matches!(fault, InsufficientBalance | InsufficientAllowance | Failed)
        }
        SwapError::Asset(AssetError::Item { fault, .. }) => *fault == ItemFault::NotApproved,
        _ => false,
    }
}
