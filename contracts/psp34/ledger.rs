//! Who owns which token, and who may act for whom: the rules of PSP34 for tokens that are numbered by
//! `u64`, as `Id::U64`.
//!
//! Each token is one item: its owner, its places in the lists, and what the contract itself keeps
//! with it. Approvals carry the number of times that the token had changed hands, so all of them end
//! when it changes hands, without being looked for (C8).

use ink::{
    prelude::vec::Vec,
    primitives::AccountId,
    scale::{Encode, Output},
};
use tongquan_host::{
    clear, copied, emit, load, save,
    storage::{get, key, set_or_clear},
    Packed, Read, Reader,
};

use crate::{list::List, refuse, refuse_for, Approval, Id, PSP34Error, Refusal, Transfer};

/// The tables of the ledger's items, the first byte of each key. A contract's own begin behind them.
mod table {
    pub const TOKENS: u8 = 0;
    pub const OPERATORS: u8 = 1;
    pub const APPROVALS: u8 = 2;
    pub const OWNED: u8 = 3;
    pub const ALL: u8 = 4;
}

/// The first table that a contract can use for items of its own.
pub const FIRST_FREE_TABLE: u8 = 16;

/// A token, as it is stored.
#[derive(Clone)]
pub struct Token {
    pub owner: AccountId,
    /// How often it changed hands.
    pub moves: u32,
    /// Its page in its owner's list,
    owned: u32,
    /// and in that of all tokens.
    all: u32,
    /// What the contract keeps with the token.
    pub data: Vec<u8>,
}

/// The number of the token with this id, if the ledger can have such a token.
pub fn number(id: &Id) -> Option<u64> {
    match id {
        Id::U64(number) => Some(*number),
        _ => None,
    }
}

#[inline(never)]
fn by_number(token: u64) -> Packed {
    key(table::TOKENS, &[&token.to_le_bytes()])
}

#[inline(never)]
fn approval(token: u64, operator: &AccountId) -> Packed {
    key(table::APPROVALS, &[&token.to_le_bytes(), operator.as_ref()])
}

#[inline(never)]
fn operator(owner: &AccountId, operator: &AccountId) -> Packed {
    key(table::OPERATORS, &[owner.as_ref(), operator.as_ref()])
}

#[inline(never)]
fn owned_by(owner: &AccountId) -> List {
    List::load(table::OWNED, owner.as_ref())
}

#[inline(never)]
fn all() -> List {
    List::load(table::ALL, &[])
}

#[inline(never)]
pub fn load_token(token: u64) -> Option<Token> {
    load(&by_number(token)).as_ref().map(|item| {
        let mut reader = Reader(item.as_slice());
        Token {
            owner: Read::read(&mut reader),
            moves: Read::read(&mut reader),
            owned: Read::read(&mut reader),
            all: Read::read(&mut reader),
            data: reader.0.to_vec(),
        }
    })
}

/// Keeps what the contract changed in the token's data.
#[inline(never)]
pub fn save_token(number: u64, token: &Token) {
    put(number, &(&token.owner, token.moves, token.owned, token.all), &token.data);
}

#[inline(never)]
fn put(number: u64, fields: &(&AccountId, u32, u32, u32), data: &[u8]) {
    let mut item = Packed::new();
    fields.encode_to(&mut item);
    item.write(data);
    save(&by_number(number), item.as_slice());
}

pub fn balance_of(owner: &AccountId) -> u32 {
    owned_by(owner).len()
}

pub fn total_supply() -> u128 {
    all().len().into()
}

pub fn owners_token_by_index(owner: &AccountId, index: u128) -> Option<Id> {
    owned_by(owner).get(index).map(Id::U64)
}

pub fn token_by_index(index: u128) -> Option<Id> {
    all().get(index).map(Id::U64)
}

fn is_operator(owner: &AccountId, account: &AccountId) -> bool {
    load(&operator(owner, account)).is_some()
}

/// Whether the account may act for the token's owner, as the owner of all or approved for it.
#[inline(never)]
fn may_act(account: &AccountId, number: u64, token: &Token) -> bool {
    *account == token.owner
        || get(&approval(number, account)) == Some(token.moves)
        || is_operator(&token.owner, account)
}

pub fn allowance(owner: &AccountId, account: &AccountId, id: Option<&Id>) -> bool {
    match id {
        None => is_operator(owner, account),
        Some(id) => match get_token(id) {
            Some((number, token)) => {
                token.owner == *owner && account != owner && may_act(account, number, &token)
            }
            None => false,
        },
    }
}

/// The token with this id, if there is one.
pub fn get_token(id: &Id) -> Option<(u64, Token)> {
    let number = number(id)?;
    load_token(number).map(|token| (number, token))
}

/// The token with this id.
///
/// # Errors
///
/// `TokenNotExists`.
#[inline(never)]
pub fn find(id: &Id) -> Result<(u64, Token), Refusal> {
    match get_token(id) {
        Some(found) => Ok(found),
        None => refuse(PSP34Error::TokenNotExists),
    }
}

/// The token with this id, on which the account may act.
///
/// # Errors
///
/// `TokenNotExists`, `NotApproved`.
pub fn find_for(account: &AccountId, id: &Id) -> Result<(u64, Token), Refusal> {
    let found = find(id)?;
    let (number, token) = &found;
    match may_act(account, *number, token) {
        true => Ok(found),
        false => refuse(PSP34Error::NotApproved),
    }
}

/// Approves `account` for a token, or for all tokens of the caller, or ends that.
#[inline(never)]
pub fn approve(
    caller: &AccountId,
    account: &AccountId,
    id: Option<Id>,
    approved: bool,
) -> Result<(), Refusal> {
    let found = match &id {
        Some(id) => Some(find(id)?),
        None => None,
    };
    let owner = match &found {
        Some((_, token)) => &token.owner,
        None => caller,
    };
    if caller != owner && !is_operator(owner, caller) {
        return refuse(PSP34Error::NotApproved);
    }
    if owner == account {
        return refuse(PSP34Error::SelfApprove);
    }
    match &found {
        Some((number, token)) => {
            set_or_clear(&approval(*number, account), &token.moves.to_le_bytes(), approved)
        }
        None => set_or_clear(&operator(caller, account), &[], approved),
    }
    let id = found.as_ref().map(|(number, _)| encoded_id(*number));
    let topic = id.map(topic);
    emit::<Approval>(
        &(owner, account, id, approved),
        &[Some(owner.as_ref()), Some(account.as_ref()), topic.as_ref()],
    );
    Ok(())
}

/// Gives the token to `to`; whether the caller may, was asked before. A transfer to the owner changes
/// nothing.
#[inline(never)]
pub fn transfer(number: u64, mut token: Token, to: &AccountId) -> Result<(), Refusal> {
    let from = copied(&token.owner);
    if from == *to {
        return Ok(());
    }
    let mut theirs = owned_by(to);
    let page = pushed(&mut theirs, number)?;
    theirs.save();
    take_from(&from, number, token.owned);
    token.owner = copied(to);
    token.owned = page;
    token.moves = token.moves.wrapping_add(1);
    save_token(number, &token);
    transferred(Some(&from), Some(to), number);
    Ok(())
}

/// Creates tokens, one after the other, and keeps the list of all in between, until its `end`. There
/// can be only one at a time.
#[must_use]
pub struct Mint(List);

impl Mint {
    pub fn begin() -> Self {
        Self(all())
    }

    /// Creates a token. Its number must never have been used before, for approvals of a burnt token
    /// would hold again.
    #[inline(never)]
    pub fn mint(&mut self, number: u64, to: &AccountId, data: &[u8]) -> Result<(), Refusal> {
        let mut theirs = owned_by(to);
        let owned = pushed(&mut theirs, number)?;
        let all = pushed(&mut self.0, number)?;
        theirs.save();
        put(number, &(to, 0u32, owned, all), data);
        transferred(None, Some(to), number);
        Ok(())
    }

    pub fn end(&self) {
        self.0.save();
    }
}

/// Destroys the token; whether the caller may, was asked before.
#[inline(never)]
pub fn burn(number: u64, token: &Token) {
    take_from(&token.owner, number, token.owned);
    let mut all = all();
    if let Some(moved) = all.remove(number, token.all) {
        if let Some(mut other) = load_token(moved) {
            other.all = token.all;
            save_token(moved, &other);
        }
    }
    all.save();
    clear(&by_number(number));
    transferred(Some(&token.owner), None, number);
}

fn pushed(list: &mut List, number: u64) -> Result<u32, Refusal> {
    match list.push(number) {
        Some(page) => Ok(page),
        None => refuse_for("BalanceOverflow"),
    }
}

#[inline(never)]
fn take_from(owner: &AccountId, number: u64, page: u32) {
    let mut list = owned_by(owner);
    if let Some(moved) = list.remove(number, page) {
        if let Some(mut other) = load_token(moved) {
            other.owned = page;
            save_token(moved, &other);
        }
    }
    list.save();
}

/// `Id::U64(number)` in SCALE.
fn encoded_id(number: u64) -> (u8, u64) {
    (3, number)
}

/// An id as a topic: its encoding, filled up with zeros.
fn topic((kind, number): (u8, u64)) -> [u8; 32] {
    let mut topic = [0; 32];
    topic[0] = kind;
    topic[1..9].copy_from_slice(&number.to_le_bytes());
    topic
}

#[inline(never)]
fn transferred(from: Option<&AccountId>, to: Option<&AccountId>, number: u64) {
    let id = encoded_id(number);
    emit::<Transfer>(
        &(from, to, id),
        &[from.map(AsRef::as_ref), to.map(AsRef::as_ref), Some(&topic(id))],
    );
}
