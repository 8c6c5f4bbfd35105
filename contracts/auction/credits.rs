//! Credits: what the house owes to whom. Money leaves it only from here.
//!
//! An account's first credits are in its purse, one item that is cheap to read and to write. Credits of
//! more tokens have an item each: who gives somebody credits of many worthless tokens doesn't make
//! the purse dearer.

use ink::{prelude::vec::Vec, primitives::AccountId, scale::Encode};
use tongquan_escrow::points::send;
use tongquan_host::{
    clear, emit,
    storage::{account, get, set, set_or_clear},
    EncodedList, Packed,
};
use tongquan_traits::{
    assets::PAGE,
    auctions::{AuctionError, Withdrawn, MAX_WITHDRAWALS},
};

use crate::{
    items::{key, Table},
    refusal::{refuse, Outcome},
};

/// How many credits a purse holds.
const POCKETS: usize = 3;

/// The first credits of an account, after how many others there are.
struct Purse(u32, Vec<(AccountId, u128)>);

#[inline(never)]
fn purse_key(owner: &AccountId) -> Packed {
    key(Table::Purses, &[owner.as_ref()])
}

/// Of a token that is not in the purse: the amount, and its place among those.
#[inline(never)]
fn credit_key(owner: &AccountId, token: &AccountId) -> Packed {
    key(Table::Credits, &[owner.as_ref(), token.as_ref()])
}

#[inline(never)]
fn token_key(owner: &AccountId, place: u32) -> Packed {
    key(Table::CreditTokens, &[owner.as_ref(), &place.to_le_bytes()])
}

impl Purse {
    #[inline(never)]
    fn load(owner: &AccountId) -> Self {
        let (others, pockets) = get(&purse_key(owner)).unwrap_or_default();
        Self(others, pockets)
    }

    #[inline(never)]
    fn save(&self, owner: &AccountId) {
        let Self(others, pockets) = self;
        let filled = *others > 0 || !pockets.is_empty();
        set_or_clear(&purse_key(owner), &(others, pockets).encode(), filled);
    }

    fn pocket(&mut self, token: &AccountId) -> Option<&mut u128> {
        let found = self.1.iter_mut().find(|(other, _)| other == token);
        found.map(|(_, amount)| amount)
    }

    /// A credit that is not in the purse.
    fn other(&self, owner: &AccountId, token: &AccountId) -> Option<(u128, u32)> {
        (self.0 > 0).then(|| load_other(owner, token)).flatten()
    }
}

#[inline(never)]
fn load_other(owner: &AccountId, token: &AccountId) -> Option<(u128, u32)> {
    get(&credit_key(owner, token))
}

#[inline(never)]
fn save_other(owner: &AccountId, token: &AccountId, amount: u128, place: u32) {
    set(&credit_key(owner, token), &(amount, place));
}

#[inline(never)]
pub fn of(owner: &AccountId, token: &AccountId) -> u128 {
    let mut purse = Purse::load(owner);
    match purse.pocket(token) {
        Some(amount) => *amount,
        None => purse.other(owner, token).map_or(0, |(amount, _)| amount),
    }
}

/// A page of the account's credits, as tokens and amounts.
#[inline(never)]
pub fn page(owner: &AccountId, page: u32) -> EncodedList {
    let Purse(others, pockets) = Purse::load(owner);
    let own = u32::try_from(pockets.len()).unwrap_or(0);
    let first = page.saturating_mul(PAGE.into());
    let mut credits = EncodedList::default();
    for place in first..first.saturating_add(PAGE.into()).min(own.saturating_add(others)) {
        let credit = match pockets.get(place as usize) {
            Some(pocket) => *pocket,
            None => match account(&token_key(owner, place.saturating_sub(own))) {
                Some(token) => (token, load_other(owner, &token).unwrap_or_default().0),
                None => break,
            },
        };
        credits.add(&credit);
    }
    credits
}

/// Adds to what the account can withdraw.
#[inline(never)]
pub fn add(owner: &AccountId, token: &AccountId, amount: u128) {
    if amount == 0 {
        return;
    }
    // Only a token that lies has so many that a sum would be too large.
    let mut purse = Purse::load(owner);
    if let Some(credit) = purse.pocket(token) {
        *credit = credit.saturating_add(amount);
    } else if let Some((credit, place)) = purse.other(owner, token) {
        return save_other(owner, token, credit.saturating_add(amount), place);
    } else if purse.1.len() < POCKETS {
        purse.1.push((*token, amount));
    } else {
        save_other(owner, token, amount, purse.0);
        set(&token_key(owner, purse.0), token);
        purse.0 = purse.0.saturating_add(1);
    }
    purse.save(owner);
}

/// Takes the credit away, and answers how much it was. The last one of its kind gets its place.
#[inline(never)]
fn take(owner: &AccountId, token: &AccountId) -> Option<u128> {
    let mut purse = Purse::load(owner);
    let pocket = purse.1.iter().position(|(other, _)| other == token);
    let amount = if let Some(pocket) = pocket {
        purse.1.swap_remove(pocket).1
    } else {
        let (amount, place) = purse.other(owner, token)?;
        purse.0 = purse.0.saturating_sub(1);
        let last = token_key(owner, purse.0);
        if let (Some(moved), true) = (account(&last), place != purse.0) {
            set(&token_key(owner, place), &moved);
            let (amount, _) = load_other(owner, &moved).unwrap_or_default();
            save_other(owner, &moved, amount, place);
        }
        clear(&last);
        clear(&credit_key(owner, token));
        amount
    };
    purse.save(owner);
    Some(amount)
}

#[inline(never)]
pub fn withdraw(owner: &AccountId, tokens: &[AccountId]) -> Outcome<()> {
    if tokens.is_empty() {
        return refuse(AuctionError::NoTokens);
    }
    if tokens.len() > MAX_WITHDRAWALS {
        return refuse(AuctionError::TooManyTokens);
    }
    for token in tokens {
        let Some(amount) = take(owner, token) else {
            return refuse(AuctionError::NoCredit { token: *token });
        };
        send(token, None, owner, amount)?;
        emit::<Withdrawn>(&(owner, token, amount), &[]);
    }
    Ok(())
}
