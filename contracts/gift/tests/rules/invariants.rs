//! What must hold after every message, whatever the model says. It is seen in the book of the gift
//! links, and in what accounts have at contracts that never cheat.

use std::collections::{BTreeMap, BTreeSet};

use ink::primitives::AccountId;
use proptest::{prelude::*, test_runner::TestCaseResult};
use tokens::{Item, World};
use tongquan_traits::{
    assets::Asset,
    gifts::{Claim, Gift},
};

use crate::{
    book::Book,
    goods::{honest_items, honest_points},
    model::{Answer, Message},
    party::address,
    people::everybody,
};

/// What is known about a party besides what it shows.
#[derive(Default)]
pub struct Past {
    /// What senders have given up, which stays with the contract.
    abandoned_points: BTreeMap<AccountId, u128>,
    abandoned_items: BTreeSet<Item>,
    /// Of each gift: the claims that were paid out, and how much each was.
    paid: BTreeMap<u64, Vec<(Claim, u128)>>,
    /// Until when each gift could first be claimed.
    until: BTreeMap<u64, u64>,
    /// How each gift that is gone has ended.
    ended: BTreeMap<u64, &'static str>,
}

/// A message that was taken.
pub struct Taken<'a> {
    pub now: u64,
    pub caller: AccountId,
    pub message: &'a Message,
    pub answer: Answer,
}

fn live(book: &Book) -> impl Iterator<Item = (u64, &Gift)> {
    book.gifts.iter().filter_map(|(number, gift)| Some((*number, gift.as_ref()?)))
}

pub fn ensure(book: &Book, world: &World, past: &Past) -> TestCaseResult {
    lists_agree(book)?;
    the_contract_holds_what_it_owes(book, world, past)?;
    for (number, gift) in live(book) {
        ensure_sound(number, gift, past)?;
    }
    Ok(())
}

/// The pages list exactly the gifts that there are, each once, newest first.
fn lists_agree(book: &Book) -> TestCaseResult {
    let mut there: Vec<_> = live(book).map(|(number, gift)| (number, gift.clone())).collect();
    there.reverse();
    prop_assert_eq!(&book.pages.concat(), &there);
    let (last, full) = book.pages.split_last().expect("a page");
    prop_assert!(full.iter().all(|page| page.len() == 16) && last.len() < 16);
    Ok(())
}

/// M1, M4: nothing is missing, nothing is held twice, nothing is left over.
fn the_contract_holds_what_it_owes(book: &Book, world: &World, past: &Past) -> TestCaseResult {
    let mut points: BTreeMap<AccountId, u128> = past.abandoned_points.clone();
    let mut items: Vec<Item> = past.abandoned_items.iter().cloned().collect();
    for (_, gift) in live(book) {
        match &gift.asset {
            Asset::Points { token, .. } => {
                let sum = points.entry(*token).or_default();
                *sum = sum.saturating_add(gift.left);
            }
            Asset::Item { item } => items.push(item.clone()),
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

/// G4: what is left and what was paid out is what was given. An end only comes nearer.
fn ensure_sound(number: u64, gift: &Gift, past: &Past) -> TestCaseResult {
    let paid = past.paid.get(&number).map(Vec::as_slice).unwrap_or_default();
    prop_assert_eq!(gift.claimed as usize, paid.len(), "G4: gift {}", number);
    prop_assert!(gift.claimed < gift.terms.shares, "with the last share it is gone");
    let sum: u128 = paid.iter().map(|(_, share)| share).sum();
    match gift.asset {
        Asset::Points { amount, .. } => {
            prop_assert_eq!(gift.left + sum, amount, "G4: gift {}", number);
            prop_assert!(gift.left >= u128::from(gift.terms.shares - gift.claimed), "G4");
        }
        Asset::Item { .. } => prop_assert_eq!((gift.left, sum, gift.terms.shares), (0, 0, 1)),
    }
    prop_assert!(gift.terms.until <= past.until[&number], "a recall never lengthens");
    prop_assert!(gift.terms.recipient != Some(address()));
    Ok(())
}

/// What one message that was taken may have changed.
pub fn ensure_step(
    before: (&Book, &World),
    after: (&Book, &World),
    taken: &Taken,
    past: &mut Past,
) -> TestCaseResult {
    gifts_stay_as_they_are(before.0, after.0, taken)?;
    claims_stay_as_they_are(before.0, after.0, taken)?;
    let flows = flows(before.0, after.0, taken, past)?;
    ensure_flows(before.1, after.1, &flows)
}

fn gifts_of(message: &Message) -> Vec<u64> {
    match message {
        Message::Give { .. } => vec![],
        Message::Claim(attempt) => vec![attempt.claim.gift],
        Message::SendBack { gifts } => gifts.clone(),
        Message::TakeBack { gift }
        | Message::Abandon { gift }
        | Message::ClearClaims { gift, .. } => vec![*gift],
    }
}

/// Only the gift that a message is about changes, and it only gets smaller and shorter.
fn gifts_stay_as_they_are(before: &Book, after: &Book, taken: &Taken) -> TestCaseResult {
    for (number, old) in &before.gifts {
        let new = &after.gifts[number];
        if old == new || (*number == before.count + 1 && new.is_some()) {
            continue;
        }
        prop_assert!(gifts_of(taken.message).contains(number), "M4: another gift changed");
        prop_assert!(old.is_some(), "G3: a gift came back");
        let (Some(old), Some(new)) = (old, new) else { continue };
        let mut expected = old.clone();
        match taken.message {
            Message::Claim(_) => {
                expected.claimed += 1;
                expected.left = new.left;
                prop_assert!(new.left < old.left);
            }
            Message::TakeBack { .. } => {
                expected.terms.until = new.terms.until;
                prop_assert!(taken.now < new.terms.until && new.terms.until <= old.terms.until);
                prop_assert!(new.terms.until - taken.now <= old.terms.notice);
            }
            _ => {}
        }
        prop_assert_eq!(new, &expected);
    }
    Ok(())
}

/// G4: a claim stays until who has submitted it clears it, when the packet is over.
fn claims_stay_as_they_are(before: &Book, after: &Book, taken: &Taken) -> TestCaseResult {
    for (gift, old) in &before.claims {
        let Some(new) = after.claims.get(gift) else { continue };
        for (account, claim) in old {
            if new.get(account) == Some(claim) {
                continue;
            }
            let Message::ClearClaims { gift: cleared, recipients } = taken.message else {
                return Err(TestCaseError::fail("G4: a claim was forgotten"));
            };
            prop_assert!(cleared == gift && recipients.contains(account));
            prop_assert!(!new.contains_key(account));
            prop_assert_eq!(claim.submitted_by, taken.caller);
            prop_assert!(before.gifts[gift].is_none(), "G4: the packet is not over");
        }
        for (account, claim) in new {
            if !old.contains_key(account) {
                let is_it = matches!(taken.message, Message::Claim(attempt)
                    if attempt.claim.gift == *gift
                    && attempt.claim.recipient == *account
                    && attempt.claim.number == claim.number
                    && claim.submitted_by == taken.caller);
                prop_assert!(is_it, "a claim of nobody");
            }
        }
    }
    Ok(())
}

/// What goes from whom to whom.
type Flows = Vec<(Asset, AccountId, AccountId)>;

/// What must go where for this message, and nothing else.
fn flows(
    before: &Book,
    after: &Book,
    taken: &Taken,
    past: &mut Past,
) -> Result<Flows, TestCaseError> {
    let Taken { now, caller, message, answer } = taken;
    let mut flows = vec![];
    if let Message::Give { asset, terms } = message {
        let Answer::Gift(number) = *answer else { panic!("the number of a gift") };
        prop_assert_eq!((number, after.count), (before.count + 1, number));
        past.until.insert(number, terms.until);
        return Ok(vec![(asset.clone(), *caller, address())]);
    }
    prop_assert_eq!(after.count, before.count);
    if let Message::ClearClaims { .. } = message {
        return Ok(flows);
    }
    for number in gifts_of(message) {
        let gift = before.gifts.get(&number).and_then(Option::as_ref);
        prop_assert!(gift.is_some(), "G3: there is no gift {}", number);
        let gift = gift.expect("a gift");
        let open = *now < gift.terms.until;
        let of = |amount| match &gift.asset {
            Asset::Points { token, .. } => Asset::Points { token: *token, amount },
            item => item.clone(),
        };
        let end = match message {
            Message::Claim(attempt) => {
                // G1, G2
                let claim = attempt.claim;
                let is_signed = attempt.signature.claim == claim
                    && attempt.signature.by == attempt.proof.key
                    && attempt.signature.contract == address();
                prop_assert!(is_signed && open, "G1");
                let only = gift.terms.recipient;
                prop_assert!(only.is_none() || only == Some(claim.recipient), "G1");
                let paid = past.paid.entry(number).or_default();
                let again = |(other, _): &(Claim, u128)| {
                    other.number == claim.number || other.recipient == claim.recipient
                };
                prop_assert!(!paid.iter().any(again), "G4");
                prop_assert!(claim.number < gift.terms.shares);
                let Answer::Claimed(amount) = *answer else { panic!("how many points") };
                let share = amount + attempt.fee;
                prop_assert!(attempt.fee <= claim.max_fee);
                match gift.asset {
                    Asset::Points { .. } => prop_assert!(amount > 0),
                    Asset::Item { .. } => prop_assert_eq!(share, 0),
                }
                paid.push((claim, share));
                // R24
                flows.push((of(amount), address(), claim.recipient));
                if attempt.fee > 0 {
                    flows.push((of(attempt.fee), address(), *caller));
                }
                (paid.len() == gift.terms.shares as usize).then_some("claimed")
            }
            Message::TakeBack { .. } => {
                prop_assert_eq!(*caller, gift.sender);
                let at_once = *answer == Answer::Recalled(None);
                prop_assert_eq!(at_once, !open || gift.terms.notice == 0);
                if at_once {
                    flows.push((of(gift.left), address(), gift.sender));
                }
                at_once.then_some("taken back")
            }
            Message::SendBack { .. } => {
                // R30
                prop_assert!(!open);
                flows.push((of(gift.left), address(), gift.sender));
                Some("sent back")
            }
            Message::Abandon { .. } => {
                prop_assert!(*caller == gift.sender && !open);
                match &gift.asset {
                    Asset::Points { token, .. } => {
                        *past.abandoned_points.entry(*token).or_default() += gift.left;
                    }
                    Asset::Item { item } => _ = past.abandoned_items.insert(item.clone()),
                }
                Some("given up")
            }
            Message::Give { .. } | Message::ClearClaims { .. } => None,
        };
        prop_assert_eq!(after.gifts[&number].is_none(), end.is_some(), "G3");
        if let Some(end) = end {
            let other = past.ended.insert(number, end);
            prop_assert_eq!(other, None, "G3: gift {} was {} before", number, end);
        }
        if end == Some("claimed") {
            if let Asset::Points { amount, .. } = gift.asset {
                let sum: u128 = past.paid[&number].iter().map(|(_, share)| share).sum();
                prop_assert_eq!(sum, amount, "G4");
            }
        }
    }
    Ok(flows)
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
