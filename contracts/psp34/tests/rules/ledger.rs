//! What the ledger promises to the contracts that are built on it, beyond the standard.

use ink::{
    env::{
        test::{count_used_storage_cells, default_accounts, recorded_events, run_test},
        DefaultEnvironment,
    },
    primitives::AccountId,
};
use psp34::{
    ledger::{self, Mint, Token},
    Id, PSP34Error,
};
use tongquan_host::{address, save, storage::key};

/// Enough for several pages of a list.
const MANY: u64 = 50;

fn people() -> [AccountId; 3] {
    let accounts = default_accounts::<DefaultEnvironment>();
    [accounts.alice, accounts.bob, accounts.charlie]
}

fn on_an_empty_chain() {
    run_test::<DefaultEnvironment, _>(|_| Ok(())).expect("an empty chain");
}

/// A chain on which Alice has the tokens 0, 1, 2 and so on, with their doubles as data.
fn tokens_of_alice(count: u64) {
    on_an_empty_chain();
    let [alice, ..] = people();
    let mut mint = Mint::begin();
    for number in 0..count {
        mint.mint(number, &alice, &[number as u8 * 2]).expect("room for a token");
    }
    mint.end();
}

fn token(number: u64) -> Token {
    ledger::load_token(number).expect("a token")
}

fn give(number: u64, to: AccountId) {
    assert_eq!(ledger::transfer(number, token(number), &to), Ok(()));
}

fn listed(owner: AccountId) -> Vec<Id> {
    (0..).map_while(|index| ledger::owners_token_by_index(&owner, index)).collect()
}

fn all_listed() -> Vec<Id> {
    (0..).map_while(ledger::token_by_index).collect()
}

fn stored() -> usize {
    count_used_storage_cells::<DefaultEnvironment>(&address()).unwrap_or(0)
}

#[test]
fn tokens_are_listed_in_the_order_of_their_creation() {
    on_an_empty_chain();
    let [alice, bob, ..] = people();
    let mut mint = Mint::begin();
    for number in 0..MANY {
        let to = if number % 3 == 0 { bob } else { alice };
        mint.mint(number, &to, &[]).expect("room for a token");
    }
    mint.end();
    let ids = |wanted: fn(&u64) -> bool| (0..MANY).filter(wanted).map(Id::U64).collect::<Vec<_>>();
    assert_eq!(listed(bob), ids(|number| number % 3 == 0));
    assert_eq!(listed(alice), ids(|number| number % 3 != 0));
    assert_eq!(all_listed(), ids(|_| true));
    assert_eq!(ledger::total_supply(), u128::from(MANY));
}

#[test]
fn a_transfer_changes_nothing_in_the_list_of_all() {
    tokens_of_alice(MANY);
    let [_, bob, ..] = people();
    let before = all_listed();
    for number in (0..MANY).step_by(3) {
        give(number, bob);
    }
    assert_eq!(all_listed(), before);
}

#[test]
fn a_transfer_to_the_owner_is_none_at_all() {
    // R15
    tokens_of_alice(MANY);
    let [alice, bob, ..] = people();
    let id = Some(Id::U64(7));
    assert_eq!(ledger::approve(&alice, &bob, id.clone(), true), Ok(()));
    let before = (listed(alice), all_listed(), recorded_events().count(), stored());
    for number in 0..MANY {
        give(number, alice);
        assert_eq!(token(number).moves, 0);
    }
    assert_eq!((listed(alice), all_listed(), recorded_events().count(), stored()), before);
    assert!(ledger::allowance(&alice, &bob, id.as_ref()), "the token did not change hands");
}

#[test]
fn a_token_counts_how_often_it_changed_hands() {
    tokens_of_alice(2);
    let [alice, bob, charlie] = people();
    for (moves, to) in [(1, bob), (2, alice), (3, charlie), (4, alice)] {
        give(0, to);
        assert_eq!(token(0).moves, moves);
    }
    assert_eq!(token(1).moves, 0);
}

#[test]
fn what_a_contract_keeps_with_a_token_stays_with_it() {
    tokens_of_alice(MANY);
    let [_, bob, charlie] = people();
    let mut changed = token(33);
    changed.data = vec![1, 2, 3];
    ledger::save_token(33, &changed);
    for number in (0..MANY).step_by(2) {
        give(number, bob);
    }
    for number in (0..MANY).step_by(5) {
        ledger::burn(number, &token(number));
    }
    give(33, charlie);
    for number in (0..MANY).filter(|number| number % 5 != 0 && *number != 33) {
        assert_eq!(token(number).data, [number as u8 * 2]);
    }
    assert_eq!(token(33).data, [1, 2, 3]);
}

#[test]
fn tokens_that_are_destroyed_leave_nothing_stored() {
    for order in [Vec::from_iter(0..MANY), Vec::from_iter((0..MANY).rev())] {
        tokens_of_alice(MANY);
        for number in order {
            ledger::burn(number, &token(number));
        }
        assert_eq!(stored(), 0);
        assert_eq!(ledger::total_supply(), 0);
    }
}

#[test]
fn an_owner_without_tokens_has_nothing_stored() {
    let [alice, bob, ..] = people();
    for order in [Vec::from_iter(0..MANY), Vec::from_iter((0..MANY).rev())] {
        tokens_of_alice(MANY);
        let before = stored();
        for number in &order {
            give(*number, bob);
        }
        assert_eq!((ledger::balance_of(&alice), stored()), (0, before));
        for number in &order {
            give(*number, alice);
        }
        assert_eq!((ledger::balance_of(&bob), stored()), (0, before));
    }
}

#[test]
fn up_to_sixteen_tokens_need_one_item_for_their_list() {
    for (count, items) in [(1, 1), (16, 1), (17, 2), (32, 2), (33, 3)] {
        tokens_of_alice(count);
        let tokens = usize::try_from(count).expect("a few");
        assert_eq!(stored() - tokens, 2 * items, "for Alice's list and that of all");
    }
}

#[test]
fn a_revoked_approval_leaves_nothing_stored() {
    tokens_of_alice(1);
    let [alice, bob, ..] = people();
    let before = stored();
    for id in [None, Some(Id::U64(0))] {
        assert_eq!(ledger::approve(&alice, &bob, id.clone(), true), Ok(()));
        assert_eq!(stored(), before + 1);
        assert_eq!(ledger::approve(&alice, &bob, id.clone(), false), Ok(()));
        assert_eq!(stored(), before);
        assert_eq!(ledger::approve(&alice, &bob, id, false), Ok(()), "once more does no harm");
        assert_eq!(stored(), before);
    }
}

#[test]
fn an_owner_cannot_even_revoke_itself() {
    tokens_of_alice(1);
    let [alice, ..] = people();
    for id in [None, Some(Id::U64(0))] {
        assert_eq!(ledger::approve(&alice, &alice, id, false), Err(PSP34Error::SelfApprove));
    }
}

#[test]
fn who_acts_for_another_must_be_told_to() {
    tokens_of_alice(2);
    let [alice, bob, charlie] = people();
    let (id, unknown) = (Id::U64(0), Id::U64(2));
    let may =
        |account, id| ledger::find_for(&account, id).map(|(number, token)| (number, token.owner));
    assert_eq!(may(alice, &id), Ok((0, alice)));
    assert_eq!(may(bob, &id), Err(PSP34Error::NotApproved));
    assert_eq!(ledger::approve(&alice, &bob, Some(id.clone()), true), Ok(()));
    assert_eq!(ledger::approve(&alice, &charlie, None, true), Ok(()));
    assert_eq!(may(bob, &id), Ok((0, alice)));
    assert_eq!(may(charlie, &id), Ok((0, alice)));
    for account in people() {
        assert_eq!(may(account, &unknown), Err(PSP34Error::TokenNotExists));
    }
}

#[test]
fn only_u64_ids_have_a_number() {
    assert_eq!(ledger::number(&Id::U64(u64::MAX)), Some(u64::MAX));
    let zeros = Id::Bytes(vec![0; 8]);
    for id in [Id::U8(0), Id::U16(0), Id::U32(0), Id::U128(0), zeros] {
        assert_eq!(ledger::number(&id), None);
        tokens_of_alice(1);
        assert!(matches!(ledger::find(&id), Err(PSP34Error::TokenNotExists)));
    }
}

#[test]
fn a_list_that_is_full_takes_no_token() {
    const OWNED: u8 = 3;
    const ALL: u8 = 4;
    let full = [&u32::MAX.to_le_bytes()[..], &[0; 15 * 8]].concat();
    let overflow = Err(PSP34Error::Custom("BalanceOverflow".into()));
    let [_, bob, charlie] = people();

    tokens_of_alice(1);
    save(&key(OWNED, &[bob.as_ref()]), &full);
    let before = (stored(), recorded_events().count());
    assert_eq!(ledger::transfer(0, token(0), &bob), overflow);
    assert_eq!(Mint::begin().mint(1, &bob, &[]), overflow);
    assert_eq!((stored(), recorded_events().count()), before);

    save(&key(ALL, &[]), &full);
    assert_eq!(Mint::begin().mint(1, &charlie, &[]), overflow);
    assert_eq!(ledger::balance_of(&charlie), 0);
    assert!(ledger::load_token(1).is_none());
}
